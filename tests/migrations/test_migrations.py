"""Migrations: the way up gives exactly the models, and every step goes down and up with data."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.exc import DBAPIError

from examsite.domain.actions import Action
from examsite.kit import schema
from examsite.kit.db import Model, db, let_go, write
from examsite.kit.journal import first_fault
from tests import make_exam
from tests.postgres import Server

SCRIPTS = ScriptDirectory(str(schema.MIGRATIONS))
REVISIONS = [step.revision for step in reversed(list(SCRIPTS.walk_revisions()))]
"""From the first to the newest."""
MOST_OF_A_NAME = 63
"""PostgreSQL cuts longer names, and a cut name cannot be dropped by its full one."""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server() as started:
        yield started


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without a single table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        return
    server = request.getfixturevalue("server")
    engine = create_engine(server.url("postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS empty WITH (FORCE)"))
        connection.execute(text("CREATE DATABASE empty"))
    engine.dispose()
    yield server.url("empty")


@pytest.fixture
def engine(empty: str) -> Iterator[Engine]:
    made = create_engine(empty)
    yield made
    made.dispose()


def difference(engine: Engine) -> list[object]:
    """What autogenerate would still have to change."""
    with engine.connect() as connection:
        options = {"compare_type": True, "render_as_batch": True}
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, Model.metadata))


def test_upwards_the_tables_are_the_models(empty, engine):
    schema.upgrade(empty)
    assert schema.is_at_head(engine)
    found = difference(engine)
    assert not found, "\n" + "\n".join(map(str, found))


def test_downwards_nothing_is_left(empty, engine):
    schema.upgrade(empty)
    schema.downgrade(empty, "base")
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    assert schema.current_revision(engine) is None
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            asked = "SELECT proname FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace WHERE n.nspname = 'public'"
            assert connection.execute(text(asked)).all() == []
    schema.upgrade(empty)
    assert not difference(engine)


def test_there_is_one_line_of_steps():
    assert len(SCRIPTS.get_heads()) == 1
    assert SCRIPTS.get_bases() == [REVISIONS[0]]
    assert schema.head_revision() == REVISIONS[-1]


def test_every_step_can_be_taken_back():
    for revision in REVISIONS:
        step = SCRIPTS.get_revision(revision)
        assert callable(step.module.upgrade)
        assert callable(step.module.downgrade)
        assert (step.doc or "").strip(), f"{revision} does not say what it changes"


def test_an_upgrade_at_head_changes_nothing(empty, engine):
    schema.upgrade(empty)
    before = shape(engine)
    schema.upgrade(empty)
    assert shape(engine) == before


def test_names_are_short_enough_for_both_databases():
    names = {table.name for table in Model.metadata.tables.values()}
    for table in Model.metadata.tables.values():
        names |= {str(each.name) for each in table.constraints | table.indexes if each.name}
        names |= {f"{table.name}_append_only", f"{table.name}_no_truncate"}
    long = sorted(name for name in names if len(name) > MOST_OF_A_NAME)
    assert not long


# --- with data -------------------------------------------------------------------------------


def counts(engine: Engine) -> dict[str, int]:
    """Rows of each table."""
    tables = [name for name in inspect(engine).get_table_names() if name != "alembic_version"]
    with engine.connect() as connection:
        return {
            name: connection.scalar(text(f'SELECT count(*) FROM "{name}"')) or 0
            for name in sorted(tables)
        }


def triggers(engine: Engine) -> set[str]:
    """The names of the triggers people have made."""
    asked = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }[engine.dialect.name]
    with engine.connect() as connection:
        return set(connection.scalars(text(asked)))


def shape(engine: Engine) -> dict[str, object]:
    """Tables with their columns, indexes and constraints, and the triggers."""
    found: dict[str, object] = {"triggers": triggers(engine)}
    look = inspect(engine)
    for table in sorted(look.get_table_names()):
        found[table] = (
            [
                (column["name"], str(column["type"]), column["nullable"])
                for column in look.get_columns(table)
            ],
            sorted(str(index["name"]) for index in look.get_indexes(table)),
            sorted(str(key["constrained_columns"]) for key in look.get_foreign_keys(table)),
            sorted(str(check["name"]) for check in look.get_check_constraints(table)),
            sorted(str(one["name"]) for one in look.get_unique_constraints(table)),
        )
    return found


def broken_references(engine: Engine) -> list[object]:
    """Rows that point at nothing (PostgreSQL checks its constraints itself)."""
    if engine.dialect.name != "sqlite":
        return []
    with engine.connect() as connection:
        return list(connection.execute(text("PRAGMA foreign_key_check")).all())


@pytest.fixture
def seeded(site, clients) -> Iterator[str]:
    """The cast, an exam with answers and a hand-in, and lines in the journal."""
    exam = make_exam.sitting("candidate", "other_candidate")
    for person in ("candidate", "other_candidate"):
        client = getattr(clients, person)
        paper = client.post(f"/api/v1/exams/{exam.public_id}/attempts").get_json()
        for each in paper["items"]:
            if each["type"] == "true_false":
                address = f"/api/v1/attempts/{paper['attempt']}/answers/{each['item']}"
                assert client.put(address, json={"value": True, "seq": 1}).status_code == 200
        if person == "candidate":
            done = client.post(f"/api/v1/attempts/{paper['attempt']}/submit")
            assert done.status_code == 200
    db.session.remove()
    let_go()
    yield site.url


def test_the_seed_is_worth_keeping(seeded):
    rows = counts(db.engine)
    for table in ("user", "attempt", "response_event", "item_version", "key_version", "sitting"):
        assert rows[table] > 0, table
    assert rows["journal_entry"] >= 10


@pytest.mark.parametrize("revision", REVISIONS[1:])
def test_every_step_goes_down_and_up_and_keeps_the_rows(seeded, revision):
    before, lines = counts(db.engine), shape(db.engine)
    below = SCRIPTS.get_revision(revision).down_revision
    let_go()
    schema.downgrade(seeded, str(below))
    assert schema.current_revision(db.engine) == below
    lost = {name for name, rows in counts(db.engine).items() if rows < before.get(name, 0)}
    assert lost <= {"journal_head"}, f"taking back {revision} loses rows of {sorted(lost)}"
    let_go()
    schema.upgrade(seeded)
    assert schema.is_at_head(db.engine)
    assert counts(db.engine) == before
    assert shape(db.engine) == lines
    assert broken_references(db.engine) == []
    assert not difference(db.engine)


def test_the_first_step_with_data_goes_down_to_nothing(seeded):
    """Nothing refuses to be dropped, however full it is."""
    let_go()
    schema.downgrade(seeded, "base")
    assert counts(db.engine) == {}
    schema.upgrade(seeded)
    assert sum(rows for name, rows in counts(db.engine).items() if name != "journal_head") == 0


def test_after_down_and_up_the_journal_goes_on(seeded, people, now):
    db.session.remove()
    let_go()
    schema.downgrade(seeded, REVISIONS[0])
    schema.upgrade(seeded)
    with write(Action.DEMO_LOADED, by=None, now=now):
        pass
    assert first_fault(db.session()) is None


@pytest.mark.parametrize("verb", ["UPDATE", "DELETE"])
def test_after_down_and_up_append_only_tables_refuse_changes(seeded, verb):
    db.session.remove()
    let_go()
    ends = ("_no_update", "_append_only")
    protected = {
        t.removesuffix(end) for t in triggers(db.engine) for end in ends if t.endswith(end)
    }
    schema.downgrade(seeded, REVISIONS[0])
    assert triggers(db.engine) == set()
    schema.upgrade(seeded)
    rows = counts(db.engine)
    tried = []
    for table in sorted(protected):
        if not rows.get(table):
            continue
        column = inspect(db.engine).get_columns(table)[-1]["name"]
        statement = (
            f'DELETE FROM "{table}"'
            if verb == "DELETE"
            else f'UPDATE "{table}" SET "{column}" = "{column}"'
        )
        with pytest.raises(DBAPIError, match="append-only"), db.engine.begin() as connection:
            connection.execute(text(statement))
        tried.append(table)
    assert {"journal_entry", "response_event", "item_version", "key_version"} <= set(tried)
