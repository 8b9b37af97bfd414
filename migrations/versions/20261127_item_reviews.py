"""reviews of items, append-only, and workbooks that wait to be imported

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ACTS = ("approve", "put_to_use", "send_back")


def upgrade() -> None:
    """Two new tables; the reviews cannot be changed afterwards."""
    op.create_table(
        "item_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("key_version_id", sa.Integer(), nullable=False),
        sa.Column(
            "act",
            sa.Enum(*ACTS, name="reviewact", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_item_review_by_id_user")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_review_item_id_item")),
        sa.ForeignKeyConstraint(
            ["key_version_id"],
            ["key_version.id"],
            name=op.f("fk_item_review_key_version_id_key_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_review")),
    )
    op.create_index(op.f("ix_item_review_item_id"), "item_review", ["item_id"])
    op.create_table(
        "import_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("filename", sa.String(120), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_import_plan_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_plan")),
        sa.UniqueConstraint("public_id", name=op.f("uq_import_plan_public_id")),
        sa.UniqueConstraint("user_id", "token", name=op.f("uq_import_plan_user_id_token")),
    )
    op.create_index(op.f("ix_import_plan_made_at"), "import_plan", ["made_at"])
    _protect()


def _protect() -> None:
    """The database refuses to change or delete a review."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER item_review_no_{verb.lower()} BEFORE {verb} ON item_review BEGIN "
                f"SELECT RAISE(ABORT, 'append-only: {verb} on item_review refused'); END"
            )
        return
    op.execute(
        "CREATE TRIGGER item_review_append_only BEFORE UPDATE OR DELETE ON item_review "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER item_review_no_truncate BEFORE TRUNCATE ON item_review "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    """What was reviewed stays where it is; who did it is forgotten. Triggers go with the table."""
    op.drop_table("import_plan")
    op.drop_table("item_review")
