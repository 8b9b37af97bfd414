"""what a sitting freezes: its forms, seats, admission numbers; who was seen; slow first displays

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ENTRY_MOMENTS = ("entry_code_issued_at", "entry_code_used_at", "identity_checked_at")


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _moment(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=True)


def _yes_or_no(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())


def _choice(name: str, kind: str, *values: str) -> sa.Column[str]:
    return sa.Column(name, _one_of(kind, *values), nullable=False, server_default=values[0])


def upgrade() -> None:
    """Sittings of before keep one form for all and start by the clock."""
    with op.batch_alter_table("sitting") as batch_op:
        batch_op.add_column(_choice("kind", "sittingkind", "exam", "tryout"))
        batch_op.add_column(
            _choice("form_policy", "formpolicy", "one", "parallel", "per_candidate")
        )
        batch_op.add_column(_choice("start_mode", "startmode", "auto", "manual"))
        batch_op.add_column(_moment("begun_at"))
        batch_op.add_column(_moment("roster_closed_at"))
        batch_op.add_column(_yes_or_no("remote"))
        batch_op.add_column(_yes_or_no("watermark"))
        batch_op.drop_constraint(op.f("ck_sitting_exam_pool_only"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_sitting_exam_pool_only"), "pool = 'exam' OR kind = 'tryout'"
        )
        batch_op.create_check_constraint(
            op.f("ck_sitting_tryout_never_certifies"), "kind = 'exam' OR NOT certifying"
        )
    with op.batch_alter_table("attempt") as batch_op:
        batch_op.add_column(_moment("displayed_at"))
        batch_op.add_column(
            sa.Column("start_credit_seconds", sa.Integer(), nullable=False, server_default="0")
        )
    _widen_entry()
    op.create_table(
        "sitting_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["sitting.id"], name=op.f("fk_sitting_form_sitting_id_sitting")
        ),
        sa.ForeignKeyConstraint(
            ["form_id"], ["exam_form.id"], name=op.f("fk_sitting_form_form_id_exam_form")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sitting_form")),
        sa.UniqueConstraint(
            "sitting_id", "form_id", name=op.f("uq_sitting_form_sitting_id_form_id")
        ),
        sa.UniqueConstraint(
            "sitting_id", "ordinal", name=op.f("uq_sitting_form_sitting_id_ordinal")
        ),
    )


def _widen_entry() -> None:
    with op.batch_alter_table("entry") as batch_op:
        batch_op.add_column(sa.Column("form_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("seat", sa.String(16), nullable=True))
        batch_op.add_column(sa.Column("admission_number", sa.String(24), nullable=True))
        batch_op.add_column(sa.Column("entry_code_hash", sa.String(128), nullable=True))
        for name in ENTRY_MOMENTS:
            batch_op.add_column(_moment(name))
        batch_op.add_column(sa.Column("identity_checked_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("identity_document", sa.String(24), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_entry_form_id_exam_form"), "exam_form", ["form_id"], ["id"]
        )
        batch_op.create_foreign_key(
            op.f("fk_entry_identity_checked_by_id_user"), "user", ["identity_checked_by_id"], ["id"]
        )
        batch_op.create_unique_constraint(op.f("uq_entry_admission_number"), ["admission_number"])
        batch_op.create_unique_constraint(op.f("uq_entry_sitting_id_seat"), ["sitting_id", "seat"])


def downgrade() -> None:
    """Frozen forms, seats and numbers are forgotten; attempts keep the form they had.

    A database that holds try-outs of practice items stays: the constraint refuses them."""
    op.drop_table("sitting_form")
    with op.batch_alter_table("entry") as batch_op:
        batch_op.drop_constraint(op.f("uq_entry_sitting_id_seat"), type_="unique")
        batch_op.drop_constraint(op.f("uq_entry_admission_number"), type_="unique")
        batch_op.drop_constraint(op.f("fk_entry_identity_checked_by_id_user"), type_="foreignkey")
        batch_op.drop_constraint(op.f("fk_entry_form_id_exam_form"), type_="foreignkey")
        for name in (
            "identity_document",
            "identity_checked_by_id",
            *ENTRY_MOMENTS,
            "entry_code_hash",
            "admission_number",
            "seat",
            "form_id",
        ):
            batch_op.drop_column(name)
    with op.batch_alter_table("attempt") as batch_op:
        batch_op.drop_column("start_credit_seconds")
        batch_op.drop_column("displayed_at")
    with op.batch_alter_table("sitting") as batch_op:
        batch_op.drop_constraint(op.f("ck_sitting_tryout_never_certifies"), type_="check")
        batch_op.drop_constraint(op.f("ck_sitting_exam_pool_only"), type_="check")
        batch_op.create_check_constraint(op.f("ck_sitting_exam_pool_only"), "pool = 'exam'")
        for kind in ("sittingkind", "formpolicy", "startmode"):
            batch_op.drop_constraint(op.f(f"ck_sitting_{kind}"), type_="check")
        for name in (
            "watermark",
            "remote",
            "roster_closed_at",
            "begun_at",
            "start_mode",
            "form_policy",
            "kind",
        ):
            batch_op.drop_column(name)
