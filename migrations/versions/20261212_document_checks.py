"""the check of an application's document: state, what was seen, by whom, why

Revision ID: 0026
Revises: 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

STATES = ("waiting", "accepted", "returned", "refused")
COLUMNS = ("check_state", "check_document", "check_reason", "checked_by_id", "checked_at")


def upgrade() -> None:
    """Applications so far need no check: they belong to no batch, or were taken as they are."""
    state = sa.Enum(
        *STATES, name="checkstate", native_enum=False, create_constraint=True, length=32
    )
    with op.batch_alter_table("enrolment") as table:
        table.add_column(sa.Column("check_state", state, nullable=True))
        table.add_column(
            sa.Column("check_document", sa.String(length=24), nullable=False, server_default="")
        )
        table.add_column(sa.Column("check_reason", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("checked_by_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True))
        table.create_foreign_key(
            op.f("fk_enrolment_checked_by_id_user"), "user", ["checked_by_id"], ["id"]
        )
    with op.batch_alter_table("enrolment") as table:
        table.alter_column("check_document", server_default=None)
        table.alter_column("check_reason", server_default=None)


def downgrade() -> None:
    """Rosters stay as they are; who checked what is in the journal."""
    with op.batch_alter_table("enrolment") as table:
        table.drop_constraint(op.f("fk_enrolment_checked_by_id_user"), type_="foreignkey")
        table.drop_constraint(op.f("ck_enrolment_checkstate"), type_="check")
        for name in COLUMNS:
            table.drop_column(name)
