"""form items know their part of a testlet and the numbers of a family

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Items placed before have no part and no variant."""
    with op.batch_alter_table("form_item") as batch_op:
        batch_op.add_column(sa.Column("part", sa.String(4), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("variant", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("form_item") as batch_op:
        batch_op.alter_column("part", server_default=None)
        batch_op.alter_column("variant", server_default=None)


def downgrade() -> None:
    """Forms with testlets or families cannot be told apart afterwards."""
    with op.batch_alter_table("form_item") as batch_op:
        batch_op.drop_column("variant")
        batch_op.drop_column("part")
