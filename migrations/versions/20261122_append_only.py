"""append-only rows: the database refuses to change or delete them, and keeps the chain

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

APPEND_ONLY = (
    "journal_entry",
    "response_event",
    "time_event",
    "score_version",
    "sheet_version",
    "practical_score",
    "status_event",
    "item_version",
    "key_version",
    "scheme_version",
    "exam_blueprint",
    "rubric_version",
)
GENESIS = "0" * 64

POSTGRES_UP = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'append-only: % on % refused', TG_OP, TG_TABLE_NAME; END $$;
CREATE FUNCTION check_journal_chain() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM journal_head WHERE id = 1 AND n = NEW.n - 1 AND hash = NEW.prev)
  THEN RAISE EXCEPTION 'journal line % does not continue the chain', NEW.n; END IF;
  UPDATE journal_head SET n = NEW.n, hash = NEW.hash WHERE id = 1;
  RETURN NEW;
END $$;
CREATE TRIGGER journal_chain BEFORE INSERT ON journal_entry
  FOR EACH ROW EXECUTE FUNCTION check_journal_chain();
"""
SQLITE_UP = """
CREATE TRIGGER journal_chain BEFORE INSERT ON journal_entry BEGIN
  SELECT RAISE(ABORT, 'journal line does not continue the chain') WHERE NOT EXISTS
    (SELECT 1 FROM journal_head WHERE id = 1 AND n = NEW.n - 1 AND hash = NEW.prev);
END;
CREATE TRIGGER journal_head_moves AFTER INSERT ON journal_entry BEGIN
  UPDATE journal_head SET n = NEW.n, hash = NEW.hash WHERE id = 1;
END;
"""


def _protect(table: str, *, sqlite: bool) -> None:
    if sqlite:
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


def _set_head() -> None:
    """The head stands at the newest line: none yet, or those kept while this step was taken back."""
    head = sa.table("journal_head", sa.column("id"), sa.column("n"), sa.column("hash"))
    line = sa.table("journal_entry", sa.column("n"), sa.column("hash"))
    newest = sa.select(line.c.n, line.c.hash).order_by(line.c.n.desc()).limit(1)
    found = op.get_bind().execute(newest).first()
    n, hash_ = (found.n, found.hash) if found else (0, GENESIS)
    op.execute(head.insert().values(id=1, n=n, hash=hash_))


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    _set_head()
    if sqlite:
        for statement in SQLITE_UP.split("END;")[:-1]:
            op.execute(statement + "END")
    else:
        op.execute(POSTGRES_UP)
    for table in APPEND_ONLY:
        _protect(table, sqlite=sqlite)


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in APPEND_ONLY:
        names = (
            (f"{table}_no_update", f"{table}_no_delete")
            if sqlite
            else (f"{table}_append_only", f"{table}_no_truncate")
        )
        for name in names:
            op.execute(f"DROP TRIGGER {name}" + ("" if sqlite else f" ON {table}"))
    if sqlite:
        op.execute("DROP TRIGGER journal_chain")
        op.execute("DROP TRIGGER journal_head_moves")
    else:
        op.execute("DROP TRIGGER journal_chain ON journal_entry")
        op.execute("DROP FUNCTION check_journal_chain()")
        op.execute("DROP FUNCTION refuse_change()")
    op.execute("DELETE FROM journal_head WHERE id = 1")
