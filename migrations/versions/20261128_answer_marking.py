"""short answers marked by people: each marker's queue with its seed, and marks, append-only

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two new tables, neither of which can be changed afterwards."""
    op.create_table(
        "marking_queue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("form_item_id", sa.Integer(), nullable=False),
        sa.Column("marker_id", sa.Integer(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["form_item_id"], ["form_item.id"], name=op.f("fk_marking_queue_form_item_id_form_item")
        ),
        sa.ForeignKeyConstraint(
            ["marker_id"], ["user.id"], name=op.f("fk_marking_queue_marker_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["sitting.id"], name=op.f("fk_marking_queue_sitting_id_sitting")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marking_queue")),
        sa.UniqueConstraint("public_id", name=op.f("uq_marking_queue_public_id")),
        sa.UniqueConstraint(
            "sitting_id",
            "form_item_id",
            "marker_id",
            name=op.f("uq_marking_queue_sitting_id_form_item_id_marker_id"),
        ),
    )
    op.create_index(op.f("ix_marking_queue_marker_id"), "marking_queue", ["marker_id"])
    op.create_table(
        "answer_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("queue_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=True),
        sa.Column("anchor", sa.Integer(), nullable=True),
        sa.Column("key_version_id", sa.Integer(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(attempt_id IS NULL) <> (anchor IS NULL)", name=op.f("ck_answer_mark_one_kind")
        ),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_answer_mark_attempt_id_attempt")
        ),
        sa.ForeignKeyConstraint(
            ["key_version_id"],
            ["key_version.id"],
            name=op.f("fk_answer_mark_key_version_id_key_version"),
        ),
        sa.ForeignKeyConstraint(
            ["queue_id"], ["marking_queue.id"], name=op.f("fk_answer_mark_queue_id_marking_queue")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_mark")),
        sa.UniqueConstraint(
            "queue_id",
            "number",
            "revision",
            name=op.f("uq_answer_mark_queue_id_number_revision"),
        ),
    )
    op.create_index(op.f("ix_answer_mark_attempt_id"), "answer_mark", ["attempt_id"])
    for table in ("marking_queue", "answer_mark"):
        _protect(table)


def _protect(table: str) -> None:
    """The database refuses to change or delete a row."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} BEGIN "
                f"SELECT RAISE(ABORT, 'append-only: {verb} on {table} refused'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    """The scores stay; who gave which marks is forgotten. Triggers go with the tables."""
    op.drop_table("answer_mark")
    op.drop_table("marking_queue")
