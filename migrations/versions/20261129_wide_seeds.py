"""seeds of forms have 52 bits

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """PostgreSQL refused most of the seeds that are made."""
    with op.batch_alter_table("exam_form") as batch_op:
        batch_op.alter_column("seed", existing_type=sa.Integer(), type_=sa.BigInteger())


def downgrade() -> None:
    """A database with a larger seed stays: the number does not fit."""
    with op.batch_alter_table("exam_form") as batch_op:
        batch_op.alter_column("seed", existing_type=sa.BigInteger(), type_=sa.Integer())
