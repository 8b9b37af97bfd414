"""appeals against knowledge scores, and what fresh markers gave

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

KINDS = ("recount", "review")
STATES = ("received", "marking", "checked", "correcting", "upheld", "changed", "withdrawn")


def _enum(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _point(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}")
    )


def upgrade() -> None:
    """No appeals yet."""
    op.create_table(
        "appeal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("result_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", _enum("appealkind", KINDS), nullable=False),
        sa.Column("state", _enum("appealstate", STATES), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("score_version_id", sa.Integer(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_days", sa.Integer(), nullable=False),
        sa.Column("marker_id", sa.Integer(), nullable=True),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("differences", sa.JSON(), nullable=True),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        _point("appeal", "result_id", "result"),
        _point("appeal", "user_id", "user"),
        _point("appeal", "score_version_id", "score_version"),
        _point("appeal", "marker_id", "user"),
        _point("appeal", "proposal_id", "proposal"),
        _point("appeal", "decided_by_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal")),
        sa.UniqueConstraint("public_id", name=op.f("uq_appeal_public_id")),
        sa.UniqueConstraint("result_id", "kind", name=op.f("uq_appeal_result_id_kind")),
    )
    for column in ("user_id", "state", "marker_id"):
        op.create_index(op.f(f"ix_appeal_{column}"), "appeal", [column])
    op.create_table(
        "appeal_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("appeal_id", sa.Integer(), nullable=False),
        sa.Column("form_item_id", sa.Integer(), nullable=False),
        sa.Column("key_version_id", sa.Integer(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _point("appeal_mark", "appeal_id", "appeal"),
        _point("appeal_mark", "form_item_id", "form_item"),
        _point("appeal_mark", "key_version_id", "key_version"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal_mark")),
        sa.UniqueConstraint(
            "appeal_id", "form_item_id", name=op.f("uq_appeal_mark_appeal_id_form_item_id")
        ),
    )
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER appeal_mark_no_{verb.lower()} BEFORE {verb} ON appeal_mark "
                f"BEGIN SELECT RAISE(ABORT, 'append-only: {verb} on appeal_mark refused'); END"
            )
        return
    op.execute(
        "CREATE TRIGGER appeal_mark_append_only BEFORE UPDATE OR DELETE ON appeal_mark "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER appeal_mark_no_truncate BEFORE TRUNCATE ON appeal_mark "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    """Appeals are forgotten; scores they changed stay."""
    op.drop_table("appeal_mark")
    op.drop_table("appeal")
