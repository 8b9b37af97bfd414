"""regrade runs with their dry run, steps and notices; keys made by a regrade

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

APPEND_ONLY = ("regrade_line", "regrade_step")


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name)


def _id(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def _integer(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    """Four new tables, two of them append-only, and what a key stands in for."""
    op.add_column("key_version", sa.Column("overrules", sa.String(64), nullable=True))
    _add_run()
    _add_lines()
    op.create_table(
        "regrade_step",
        *_id("regrade_step"),
        *_integer("run_id", "attempt_id", "score_version_id"),
        _moment("at"),
        _to("regrade_step", "run_id", "regrade_run"),
        _to("regrade_step", "attempt_id", "attempt"),
        _to("regrade_step", "score_version_id", "score_version"),
        sa.UniqueConstraint("run_id", "attempt_id", name=op.f("uq_regrade_step_run_id_attempt_id")),
        sa.UniqueConstraint("score_version_id", name=op.f("uq_regrade_step_score_version_id")),
    )
    op.create_index(op.f("ix_regrade_step_attempt_id"), "regrade_step", ["attempt_id"])
    op.create_table(
        "regrade_notice",
        *_id("regrade_notice"),
        *_integer("run_id", "result_id", "before_total"),
        sa.Column("before_outcome", _enum("outcome", "pass", "fail", "withheld"), nullable=False),
        _moment("drafted_at"),
        _moment("sent_at", nullable=True),
        _to("regrade_notice", "run_id", "regrade_run"),
        _to("regrade_notice", "result_id", "result"),
        sa.UniqueConstraint("run_id", "result_id", name=op.f("uq_regrade_notice_run_id_result_id")),
    )
    op.create_index(op.f("ix_regrade_notice_result_id"), "regrade_notice", ["result_id"])
    for table in APPEND_ONLY:
        _protect(table)


def _add_run() -> None:
    op.create_table(
        "regrade_run",
        *_id("regrade_run"),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column(
            "state", _enum("runstate", "draft", "running", "done", "dropped"), nullable=False
        ),
        *_integer("form_id"),
        sa.Column("sitting_id", sa.Integer(), nullable=True),
        *_integer("form_item_id"),
        sa.Column("change", _enum("change", "key", "accept", "full", "void"), nullable=False),
        sa.Column("policy", _enum("policy", "never_lower", "lower_with_notice"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("key", sa.JSON(), nullable=True),
        *_integer("key_number"),
        sa.Column("basis", sa.String(64), nullable=False),
        sa.Column("summary", sa.JSON(), nullable=False),
        *_integer("made_by_id"),
        _moment("made_at"),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        _moment("approved_at", nullable=True),
        _moment("done_at", nullable=True),
        _to("regrade_run", "form_id", "exam_form"),
        _to("regrade_run", "sitting_id", "sitting"),
        _to("regrade_run", "form_item_id", "form_item"),
        _to("regrade_run", "made_by_id", "user"),
        _to("regrade_run", "approved_by_id", "user"),
        sa.UniqueConstraint("public_id", name=op.f("uq_regrade_run_public_id")),
    )
    for column in ("state", "form_id"):
        op.create_index(op.f(f"ix_regrade_run_{column}"), "regrade_run", [column])


def _add_lines() -> None:
    scores = [
        column
        for prefix in ("", "computed_", "after_")
        for column in (
            *_integer(f"{prefix}total", f"{prefix}most"),
            sa.Column(f"{prefix}passed", sa.Boolean(), nullable=False),
        )
    ]
    op.create_table(
        "regrade_line",
        *_id("regrade_line"),
        *_integer("run_id", "attempt_id", "score_version_id"),
        *scores,
        *_integer("moved"),
        _to("regrade_line", "run_id", "regrade_run"),
        _to("regrade_line", "attempt_id", "attempt"),
        _to("regrade_line", "score_version_id", "score_version"),
        sa.UniqueConstraint("run_id", "attempt_id", name=op.f("uq_regrade_line_run_id_attempt_id")),
    )
    op.create_index(op.f("ix_regrade_line_attempt_id"), "regrade_line", ["attempt_id"])
    op.create_index("ix_regrade_line_moved", "regrade_line", ["run_id", "moved"])


def _protect(table: str) -> None:
    """The database refuses to change or delete what a dry run said and what was carried out."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} BEGIN "
                f"SELECT RAISE(ABORT, 'append-only: {verb} on {table} refused'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    """Scores stay as they were regraded; which run made them is forgotten with the tables."""
    for table in ("regrade_notice", "regrade_step", "regrade_line", "regrade_run"):
        op.drop_table(table)
    op.drop_column("key_version", "overrules")
