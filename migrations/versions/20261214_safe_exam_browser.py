"""sittings that are taken in Safe Exam Browser alone

Revision ID: 0028
Revises: 0027
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Sittings so far take any browser."""
    with op.batch_alter_table("sitting") as table:
        table.add_column(sa.Column("browser_keys", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Any browser will do again; who asked for one is in the journal."""
    with op.batch_alter_table("sitting") as table:
        table.drop_column("browser_keys")
