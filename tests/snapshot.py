"""Putting a PostgreSQL database back to how it was, row by row: making it anew takes a second.

What a test has written is deleted and the first rows are copied back, with every trigger and
foreign key out of force. A test that has changed the schema gets a database made anew.
"""

from dataclasses import dataclass

import psycopg
from psycopg import sql

SCHEMA = """
    SELECT (SELECT count(*) FROM pg_class), (SELECT count(*) FROM pg_attribute),
           (SELECT count(*) FROM pg_constraint), (SELECT count(*) FROM pg_proc),
           (SELECT string_agg(tgname || tgenabled::text, ' ' ORDER BY oid) FROM pg_trigger)
"""
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"
OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@dataclass(frozen=True)
class Snapshot:
    """The rows of a database: `COPY` text of each table that has any, and its sequences."""

    schema: tuple[object, ...]
    tables: list[str]
    rows: dict[str, bytes]
    sequences: dict[str, int | None]

    def restore(self, address: str) -> bool:
        """Put the rows back; False when the schema is not the same any more."""
        with psycopg.connect(address) as connection:
            connection.execute(OTHERS)
            if connection.execute(SCHEMA).fetchone() != self.schema:
                return False
            connection.execute("SET LOCAL session_replication_role = replica")
            connection.execute(
                sql.SQL("; ").join(
                    sql.SQL("DELETE FROM {}").format(sql.Identifier(name)) for name in self.tables
                )
            )
            for name, rows in self.rows.items():
                into = sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(name))
                with connection.cursor().copy(into) as copy:
                    copy.write(rows)
            for name, last in self.sequences.items():
                connection.execute(
                    "SELECT setval(%s::regclass, %s, %s)", (name, last or 1, last is not None)
                )
        return True


def take(address: str) -> Snapshot:
    """What stands in the database now."""
    with psycopg.connect(address) as connection:
        schema = connection.execute(SCHEMA).fetchone()
        assert schema is not None
        tables = [row[0] for row in connection.execute(TABLES)]
        rows = {}
        for name in tables:
            out = sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(name))
            with connection.cursor().copy(out) as copy:
                text = b"".join(bytes(part) for part in copy)
            if text:
                rows[name] = text
        sequences = dict(connection.execute(SEQUENCES).fetchall())
        return Snapshot(schema, tables, rows, sequences)
