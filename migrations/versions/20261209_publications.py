"""masked lists of people who are to be awarded, shown for some working days

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def _point(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}")
    )


def upgrade() -> None:
    """Nobody was published so far; awards go on as before."""
    lists, places = "publication", "published_decision"
    op.create_table(
        lists,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "J", "I", "S", name="level", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawal_reason", sa.String(length=500), nullable=False),
        _point(lists, "published_by_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{lists}")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{lists}_public_id")),
    )
    op.create_table(
        places,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("kept_back_at", sa.DateTime(timezone=True), nullable=True),
        _point(places, "publication_id", lists),
        _point(places, "decision_id", "decision"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{places}")),
        sa.UniqueConstraint(
            "publication_id", "decision_id", name=op.f(f"uq_{places}_publication_id_decision_id")
        ),
    )
    op.create_index(op.f(f"ix_{places}_decision_id"), places, ["decision_id"])


def downgrade() -> None:
    """Lists are forgotten; certificates issued after them stay."""
    op.drop_table("published_decision")
    op.drop_table("publication")
