"""when a candidate took the pledge at a seat, and which version of it

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody has taken it yet."""
    op.add_column("entry", sa.Column("pledged_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("entry", sa.Column("pledge", sa.String(16), nullable=True))


def downgrade() -> None:
    """Pledges are forgotten; the journal keeps that they were taken."""
    op.drop_column("entry", "pledge")
    op.drop_column("entry", "pledged_at")
