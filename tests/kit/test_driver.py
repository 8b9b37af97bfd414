"""Statements on the driver itself: types both ways, one row or none, dropped connections."""

import pytest
from sqlalchemy import bindparam, insert, select, text

from examsite.accounts.models import Organisation
from examsite.accounts.queries import find_viewer
from examsite.domain.actions import Action
from examsite.kit import driver
from examsite.kit.db import db, write
from tests.cast import NOW

TABLE = Organisation.__table__


def by_name(_dialect):
    return select(TABLE.c.name, TABLE.c.created_at).where(TABLE.c.name == bindparam("name"))


def add(_dialect):
    names = ("public_id", "name", "created_at")
    return insert(TABLE).values(
        {name: bindparam(f"the_{name}", type_=TABLE.c[name].type) for name in names}
    )


def put(name):
    return driver.insert(add, the_public_id=name, the_name=name, the_created_at=NOW)


def test_it_works(site):
    assert put("示例商贸") == 1
    (row,) = driver.rows(by_name, name="示例商贸")
    assert (row.name, row.created_at) == ("示例商贸", NOW)
    assert driver.rows(by_name, name="没有这家") == []


def test_what_it_added_is_seen_by_the_session_at_once(site):
    put("示例商贸")
    assert (
        db.session.scalar(select(Organisation.created_at).where(Organisation.name == "示例商贸"))
        == NOW
    )


def test_a_missing_parameter_is_named(site):
    with pytest.raises(KeyError, match="name"):
        driver.rows(by_name)


def test_a_refused_statement_leaves_the_connection_usable(site):
    put("示例商贸")
    with pytest.raises(db.engine.dialect.loaded_dbapi.IntegrityError):
        put("示例商贸")
    assert len(driver.rows(by_name, name="示例商贸")) == 1


def test_a_dropped_connection_is_replaced(site, people):
    token = people.candidate.token
    assert find_viewer(token)
    if site.server is None:
        return
    with db.engine.connect() as other:
        other.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
        )
    assert find_viewer(token)


def test_it_sees_only_what_is_committed(site, now):
    with write(Action.ORGANISATION_ADDED, by=None, now=now) as tx:
        tx.add(Organisation(name="甲", created_at=now))
        assert driver.rows(by_name, name="甲") == []
    assert len(driver.rows(by_name, name="甲")) == 1
    assert put("乙") == 1
