"""batches: notices, sittings and sessions, a supervisor's signature, the archive

Revision ID: 0025
Revises: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

STATES = ("draft", "announced", "signed", "closed")


def _point(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}")
    )


def _key(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def _days() -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("enrols_from", sa.Date(), nullable=False),
        sa.Column("enrols_until", sa.Date(), nullable=False),
    ]


def _batch() -> None:
    state = sa.Enum(
        *STATES, name="batchstate", native_enum=False, create_constraint=True, length=32
    )
    op.create_table(
        "batch",
        *_key("batch"),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("state", state, nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        *_days(),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_by_id", sa.Integer(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        _point("batch", "signed_by_id", "user"),
        sa.UniqueConstraint("public_id", name=op.f("uq_batch_public_id")),
    )
    op.create_index(op.f("ix_batch_state"), "batch", ["state"])


def _notice() -> None:
    name = "batch_notice"
    op.create_table(
        name,
        *_key(name),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        *_days(),
        sa.Column("contact", sa.String(length=120), nullable=False),
        sa.Column("fee", sa.String(length=120), nullable=False),
        sa.Column("change", sa.String(length=300), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _point(name, "batch_id", "batch"),
        _point(name, "by_id", "user"),
        sa.UniqueConstraint("batch_id", "number", name=op.f(f"uq_{name}_batch_id_number")),
    )


def _part(name: str, column: str, target: str) -> None:
    op.create_table(
        name,
        *_key(name),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column(column, sa.Integer(), nullable=False),
        _point(name, "batch_id", "batch"),
        _point(name, column, target),
        sa.UniqueConstraint(column, name=op.f(f"uq_{name}_{column}")),
    )
    op.create_index(op.f(f"ix_{name}_batch_id"), name, ["batch_id"])


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


def upgrade() -> None:
    """Sittings and sessions so far belong to no batch."""
    _batch()
    _notice()
    _protect("batch_notice")
    _part("batch_sitting", "sitting_id", "sitting")
    _part("batch_session", "session_id", "practical_session")
    op.create_table(
        "batch_archive",
        *_key("batch_archive"),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        _point("batch_archive", "batch_id", "batch"),
        sa.UniqueConstraint("batch_id", name=op.f("uq_batch_archive_batch_id")),
    )


def downgrade() -> None:
    """Sittings, sessions, decisions and certificates stay; what bound them is forgotten."""
    for name in ("batch_archive", "batch_session", "batch_sitting", "batch_notice"):
        op.drop_table(name)
    op.drop_table("batch")
