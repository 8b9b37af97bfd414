"""sign-ins by a one-time code are good for one sitting

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Every sign-in so far opens whatever its person may."""
    op.add_column(
        "login_session", sa.Column("sitting", sa.String(16), nullable=False, server_default="")
    )


def downgrade() -> None:
    """Narrow sign-ins end: they must not become wide."""
    op.execute("UPDATE login_session SET ended_at = last_seen_at WHERE sitting <> ''")
    op.drop_column("login_session", "sitting")
