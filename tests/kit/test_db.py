"""The gate: one transaction, all or nothing, and no way around it."""

import pytest
from sqlalchemy import create_engine, delete, func, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError

from examsite.accounts.models import Organisation, User
from examsite.domain.actions import Action
from examsite.kit.db import (
    GATE,
    WriteOutsideGate,
    append,
    db,
    prepare_sqlite,
    write,
)
from examsite.kit.journal import JournalEntry, first_fault


def lines() -> int:
    return db.session.scalar(select(func.count()).select_from(JournalEntry))


def candidate() -> User:
    return db.session.scalars(select(User).where(User.username == "candidate")).one()


def test_a_write_is_kept_with_its_line(site, people, now):
    before = lines()
    with write(Action.ORGANISATION_ADDED, by=people.admin, now=now) as tx:
        before = lines()
        house = tx.add(Organisation(name="示例机构", created_at=now))
        assert house.id, "the row is there as soon as it is added"
        tx.about = house
    db.session.rollback()
    assert db.session.get(Organisation, house.id).name == "示例机构"
    assert lines() == before + 1
    assert first_fault(db.session()) is None


@pytest.mark.parametrize("gate", [write, append])
def test_a_write_that_fails_leaves_nothing(site, now, gate):
    before = lines()
    with pytest.raises(KeyError), gate(Action.ORGANISATION_ADDED, by=None, now=now) as tx:
        tx.add(Organisation(name="示例机构", created_at=now))
        raise KeyError
    assert db.session.scalar(select(Organisation).where(Organisation.name == "示例机构")) is None
    assert lines() == before
    assert GATE not in db.session().info


def test_a_constraint_speaks_inside_the_write(site, now):
    other = db.session.scalars(select(User).where(User.username == "officer")).one()
    with (
        pytest.raises(IntegrityError),
        write(Action.ACCOUNT_RENAMED, by=None, now=now, about=other) as tx,
    ):
        other.username = "candidate"
        tx.session.flush()
    db.session.expire_all()
    assert other.username == "officer"


def test_after_a_failed_write_the_next_one_works(site, now):
    with pytest.raises(KeyError), write(Action.ORGANISATION_ADDED, by=None, now=now):
        raise KeyError
    with write(Action.ORGANISATION_ADDED, by=None, now=now) as tx:
        tx.add(Organisation(name="示例机构", created_at=now))
    assert db.session.scalar(select(Organisation.id).where(Organisation.name == "示例机构"))


def test_the_narrow_gate_writes_no_line(site, now):
    before = lines()
    with append(Action.ACCOUNT_SIGNED_IN, by=None, now=now) as tx:
        tx.add(Organisation(name="示例机构", created_at=now))
    assert lines() == before
    assert db.session.scalar(select(Organisation.id).where(Organisation.name == "示例机构"))


def test_what_waits_for_the_commit_happens_after_it_and_only_then(site, now):
    seen = []

    def look():
        with db.engine.connect() as other:
            seen.append(other.scalar(select(func.count()).where(Organisation.name == "示例机构")))

    with write(Action.ORGANISATION_ADDED, by=None, now=now) as tx:
        tx.add(Organisation(name="示例机构", created_at=now))
        tx.after_commit.append(look)
    assert seen == [1], "another connection sees what was committed"
    with append(Action.ACCOUNT_SIGNED_IN, by=None, now=now) as tx:
        tx.after_commit.append(look)
    assert seen == [1, 1]
    with pytest.raises(KeyError), write(Action.ORGANISATION_ADDED, by=None, now=now) as tx:
        tx.after_commit.append(look)
        raise KeyError
    assert seen == [1, 1]


def test_a_lock_reads_the_row_again(site, now):
    stale = candidate()
    with db.engine.begin() as other:
        other.execute(update(User).where(User.id == stale.id).values(locale="en"))
    assert stale.locale == "zh"
    with write(Action.ACCOUNT_RENAMED, by=None, now=now, about=stale) as tx:
        assert tx.lock(stale).locale == "en"


def test_a_locked_row_waits_for_nobody_else(site, now):
    """A second writer is held off until the first is done: here it gives up at once."""
    user = candidate()
    with write(Action.ACCOUNT_RENAMED, by=None, now=now, about=user) as tx:
        tx.lock(user)
        with db.engine.connect() as other, pytest.raises(OperationalError):
            if site.server is None:
                other.exec_driver_sql("PRAGMA busy_timeout=0")
                other.exec_driver_sql("BEGIN IMMEDIATE")
            else:
                other.execute(
                    select(User.id).where(User.id == user.id).with_for_update(nowait=True)
                )


def test_whoever_cannot_begin_lets_the_next_one_write(site, now):
    if site.server is None:
        with db.engine.connect() as other:
            other.exec_driver_sql("BEGIN IMMEDIATE")
            db.session.execute(text("PRAGMA busy_timeout=0"))
            with (
                pytest.raises(OperationalError),
                write(Action.ORGANISATION_ADDED, by=None, now=now),
            ):
                pass
    db.session.remove()
    with write(Action.ORGANISATION_ADDED, by=None, now=now) as tx:
        assert tx.add(Organisation(name="示例机构", created_at=now)).id


def test_rows_stay_loaded_after_the_commit(site, now):
    user = candidate()
    with write(Action.ACCOUNT_RENAMED, by=None, now=now, about=user):
        user.locale = "en"
    db.session.remove()
    assert user.locale == "en"


def test_removing_and_many_rows(site, now):
    with write(Action.ORGANISATION_ADDED, by=None, now=now) as tx:
        tx.add_all([Organisation(name=f"机构 {n}", created_at=now) for n in range(3)])
    made = list(db.session.scalars(select(Organisation).where(Organisation.name.like("机构 %"))))
    assert len(made) == 3
    with write(Action.ORGANISATION_ADDED, by=None, now=now) as tx:
        tx.remove(made[0])
        tx.note(why="twice")
        tx.note(count=1)
        assert tx.diffs["note"] == {"why": "twice", "count": 1}
    count = select(func.count()).where(Organisation.name.like("机构 %"))
    assert db.session.scalar(count) == 2


@pytest.mark.parametrize(
    "statement",
    [
        update(User).values(locale="en"),
        delete(Organisation),
        Organisation.__table__.insert().values(name="x"),
    ],
    ids=["update", "delete", "insert"],
)
def test_statements_outside_the_gate_are_refused(site, statement):
    with pytest.raises(WriteOutsideGate):
        db.session.execute(statement)
    db.session.rollback()


@pytest.mark.parametrize("how", ["new", "changed", "deleted"])
def test_rows_outside_the_gate_are_refused(site, now, how):
    user = candidate()
    if how == "new":
        db.session.add(Organisation(name="x", created_at=now))
    elif how == "changed":
        user.locale = "en"
    else:
        db.session.delete(user)
    with pytest.raises(WriteOutsideGate):
        db.session.flush()
    db.session.rollback()
    assert candidate().locale == "zh"


def test_reading_outside_the_gate_is_free(site):
    user = candidate()
    user.locale = "zh"  # set to what it was: nothing has changed
    db.session.flush()
    assert db.session.scalar(select(func.count()).select_from(User)) > 10


@pytest.mark.parametrize(("outer", "inner"), [(write, append), (append, write), (append, append)])
def test_gates_do_not_nest(site, now, outer, inner):
    with (
        pytest.raises(RuntimeError, match="services do not call services"),
        outer(Action.DEMO_LOADED, by=None, now=now),
        inner(Action.DEMO_LOADED, by=None, now=now),
    ):
        pass
    assert GATE not in db.session().info


def test_sqlite_is_durable_and_keeps_references(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    prepare_sqlite(engine)
    with engine.connect() as connection:
        asked = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    engine.dispose()
    assert asked == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 10_000,
    }


def test_references_are_kept(site, now):
    with (
        pytest.raises(IntegrityError),
        write(Action.ORGANISATION_ADDED, by=None, now=now) as tx,
    ):
        tx.add(Organisation(name="x", created_at=now, parent_id=999_999))


def test_a_naive_instant_does_not_reach_the_database(site, now):
    with (
        pytest.raises(Exception, match="naive datetime"),
        write(Action.ORGANISATION_ADDED, by=None, now=now) as tx,
    ):
        tx.add(Organisation(name="x", created_at=now.replace(tzinfo=None)))


def test_postgresql_gives_up_waiting(site):
    if site.server is None:
        assert db.session.scalar(text("PRAGMA busy_timeout")) == 10_000
    else:
        assert db.session.scalar(text("SHOW lock_timeout")) == "5s"
        assert db.session.scalar(text("SHOW statement_timeout")) == "1min"
