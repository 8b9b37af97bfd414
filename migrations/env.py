"""Alembic's entry: sees every table through the application, runs on both databases.

SQLite gets a connection of its own with foreign keys off: batch mode rebuilds a table by
dropping it, which would take rows that point to it along. They are checked before commit.
"""

from alembic import context
from sqlalchemy import Connection, create_engine, event, pool, text

from examsite import app as _app  # noqa: F401  every table is known once this is imported
from examsite.kit.db import Model
from examsite.kit.types import UTCDateTime

target_metadata = Model.metadata
url = context.config.attributes["url"]


def _prepare_sqlite(connection, _record) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys=OFF")


def _render(kind, item, _context):
    """Freeze our column types into plain ones: a migration must not change when code does."""
    return (
        "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UTCDateTime) else False
    )


def _migrate(connection: Connection) -> None:
    sqlite = connection.dialect.name == "sqlite"
    context.configure(
        connection=connection,
        target_metadata=target_metadata,
        render_as_batch=True,
        transactional_ddl=True,
        compare_type=True,
        render_item=_render,
    )
    with connection.begin():
        if sqlite:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        context.run_migrations()
        if sqlite:
            broken = connection.execute(text("PRAGMA foreign_key_check")).all()
            if broken:
                raise RuntimeError(f"migration would break references: {broken[:5]}")


engine = create_engine(url, poolclass=pool.NullPool)
if engine.dialect.name == "sqlite":
    event.listen(engine, "connect", _prepare_sqlite)
with engine.connect() as connection:
    _migrate(connection)
