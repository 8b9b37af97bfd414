"""exams that go on on paper, and what two people typed from the sheets

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def _point(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}")
    )


def upgrade() -> None:
    """No exam has gone on on paper so far."""
    sheet, version = "paper_sheet", "paper_version"
    op.create_table(
        sheet,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        _point(sheet, "attempt_id", "attempt"),
        _point(sheet, "by_id", "user"),
        _point(sheet, "settled_by_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{sheet}")),
        sa.UniqueConstraint("attempt_id", name=op.f(f"uq_{sheet}_attempt_id")),
    )
    op.create_table(
        version,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _point(version, "sheet_id", sheet),
        _point(version, "by_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{version}")),
        sa.UniqueConstraint("sheet_id", "number", name=op.f(f"uq_{version}_sheet_id_number")),
    )
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {version}_no_{verb.lower()} BEFORE {verb} ON {version} "
                f"BEGIN SELECT RAISE(ABORT, 'append-only: {verb} on {version} refused'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {version}_append_only BEFORE UPDATE OR DELETE ON {version} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER {version}_no_truncate BEFORE TRUNCATE ON {version} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    """Answers from paper stay among the answers; who typed them is forgotten."""
    op.drop_table("paper_version")
    op.drop_table("paper_sheet")
