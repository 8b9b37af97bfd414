"""when a sitting's results are released by themselves, and who said so

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Until somebody sets a rule, results are released by hand."""
    op.create_table(
        "release_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=True),
        sa.Column("set_by_id", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("problem", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["sitting.id"], name=op.f("fk_release_rule_sitting_id_sitting")
        ),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["user.id"], name=op.f("fk_release_rule_set_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_rule")),
        sa.UniqueConstraint("sitting_id", name=op.f("uq_release_rule_sitting_id")),
    )


def downgrade() -> None:
    """Everything is released by hand again."""
    op.drop_table("release_rule")
