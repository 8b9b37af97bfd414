"""watching a sitting: contact, silence, signals, incidents, announcements, pauses

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

SIGNALS = ("focus_lost", "focus_returned", "paste", "new_address", "second_device", "silence")
INCIDENTS = (
    "note",
    "extended",
    "given_back",
    "paused",
    "resumed",
    "ended",
    "voided",
    "reopened",
)
APPEND_ONLY = ("silent_stretch", "incident", "announcement")
KEPT_DAYS = 180
"""How long signals are kept at least; older ones may be deleted."""
BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _at(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _points(table: str, *columns: tuple[str, str]) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint(
            [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}")
        )
        for column, target in columns
    ]


def _one_of(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _indexed(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def upgrade() -> None:
    """Attempts know a pause and why somebody closed them; the rest are new tables."""
    with op.batch_alter_table("attempt") as batch_op:
        batch_op.add_column(_at("paused_at", nullable=True))
        batch_op.add_column(sa.Column("closing_note", sa.Text(), nullable=True))
    op.create_table(
        "contact",
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        _at("at"),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("address_mark", sa.String(16), nullable=False),
        sa.Column("heard", sa.Integer(), nullable=False),
        *_points("contact", ("attempt_id", "attempt")),
        sa.PrimaryKeyConstraint("attempt_id", name=op.f("pk_contact")),
    )
    op.create_table(
        "silent_stretch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        _at("from_at"),
        _at("until_at"),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("away", sa.Boolean(), nullable=False),
        *_points("silent_stretch", ("attempt_id", "attempt")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_silent_stretch")),
    )
    _indexed("silent_stretch", "attempt_id")
    op.create_table(
        "signal",
        sa.Column("id", BIG_KEY, nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("kind", _one_of("signalkind", SIGNALS), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("stands_out", sa.Boolean(), nullable=False),
        sa.Column("client_ms", sa.BigInteger(), nullable=True),
        _at("at"),
        *_points("signal", ("sitting_id", "sitting"), ("attempt_id", "attempt")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signal")),
    )
    _indexed("signal", "sitting_id", "attempt_id")
    op.create_table(
        "incident",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=True),
        sa.Column("kind", _one_of("incidentkind", INCIDENTS), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        _at("at"),
        *_points(
            "incident", ("sitting_id", "sitting"), ("attempt_id", "attempt"), ("by_id", "user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
    )
    _indexed("incident", "sitting_id", "attempt_id")
    op.create_table(
        "announcement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        _at("at"),
        *_points("announcement", ("sitting_id", "sitting"), ("by_id", "user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement")),
    )
    _indexed("announcement", "sitting_id")
    _protect()


def _protect() -> None:
    """The database refuses to change or delete these rows; signals of long ago may go."""
    if op.get_bind().dialect.name == "sqlite":
        for table in (*APPEND_ONLY, "signal"):
            for verb in ("UPDATE", "DELETE"):
                fresh = f"WHEN OLD.at > datetime('now', '-{KEPT_DAYS} days') "
                when = fresh if (table, verb) == ("signal", "DELETE") else ""
                op.execute(
                    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} {when}"
                    f"BEGIN SELECT RAISE(ABORT, 'append-only: {verb} on {table} refused'); END"
                )
        return
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
    op.execute(
        "CREATE TRIGGER signal_append_only BEFORE UPDATE ON signal "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER signal_no_delete BEFORE DELETE ON signal FOR EACH ROW "
        f"WHEN (OLD.at > now() - interval '{KEPT_DAYS} days') EXECUTE FUNCTION refuse_change()"
    )
    for table in (*APPEND_ONLY, "signal"):
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    """What was seen and said is forgotten; deadlines stay as they are. Triggers go with tables."""
    for table in ("announcement", "incident", "signal", "silent_stretch", "contact"):
        op.drop_table(table)
    with op.batch_alter_table("attempt") as batch_op:
        batch_op.drop_column("closing_note")
        batch_op.drop_column("paused_at")
