"""The journal: a chain that names its first broken line, and a database that refuses edits."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from examsite.accounts.models import User
from examsite.accounts.services.people import grant_role
from examsite.domain.actions import Action
from examsite.domain.terms import Role
from examsite.kit.db import WriteOutsideGate, db, write
from examsite.kit.journal import JournalDetail, JournalEntry, first_fault


def newest() -> JournalEntry:
    return db.session.scalars(select(JournalEntry).order_by(JournalEntry.n.desc())).first()


def test_a_write_leaves_a_line_with_actor_action_and_difference(site, people, now):
    user = db.session.scalars(select(User).where(User.username == "candidate")).one()
    grant_role(user, Role.HR, by=people.admin, now=now)
    line = newest()
    assert (line.what, line.who, line.about_id) == (
        "role.granted",
        people.admin.public_id,
        user.public_id,
    )
    detail = db.session.get(JournalDetail, line.n)
    assert detail.body["why"] == "hr"
    assert detail.body["rows"][0][0] == "role_grant"
    assert first_fault(db.session()) is None


def test_private_columns_stay_out(site, people, now):
    user = db.session.scalars(select(User).where(User.username == "candidate")).one()
    with write(Action.ACCOUNT_PASSWORD_CHANGED, by=people.admin, now=now, about=user):
        user.password_hash = "not-to-be-seen"
        user.locale = "en"
    body = db.session.get(JournalDetail, newest().n).body
    assert "not-to-be-seen" not in str(body)
    assert body["rows"] == [["user", user.public_id, "changed", {"locale": ["zh", "en"]}]]


def test_a_refused_write_leaves_nothing(site, people, now):
    before = newest().n
    user = db.session.scalars(select(User).where(User.username == "candidate")).one()
    with pytest.raises(ValueError), write(Action.ROLE_GRANTED, by=None, now=now):
        user.locale = "en"
        raise ValueError
    assert newest().n == before
    db.session.refresh(user)
    assert user.locale == "zh"


@pytest.mark.parametrize("verb", ["UPDATE journal_entry SET who='x'", "DELETE FROM journal_entry"])
def test_the_database_refuses_to_change_lines(site, verb):
    with pytest.raises(DBAPIError, match="append-only"), db.engine.begin() as connection:
        connection.execute(text(verb))


def test_the_database_refuses_a_line_that_does_not_continue_the_chain(site, now):
    line = {
        "n": newest().n + 2, "at": "2026-11-23 00:00:00", "who": "x", "what": "x",
        "about_type": "", "about_id": "", "detail": "", "prev": "0" * 64, "hash": "1" * 64,
    }  # fmt: skip
    columns = ", ".join(line)
    values = ", ".join(f":{name}" for name in line)
    with pytest.raises(DBAPIError, match="chain"), db.engine.begin() as connection:
        connection.execute(text(f"INSERT INTO journal_entry ({columns}) VALUES ({values})"), line)


def _unlocked(connection, site) -> None:
    """Take the triggers off, as someone with the database's own rights could."""
    if site.server is None:
        for name in ("journal_entry_no_update", "journal_entry_no_delete"):
            connection.execute(text(f"DROP TRIGGER {name}"))
    else:
        connection.execute(text("ALTER TABLE journal_entry DISABLE TRIGGER ALL"))


@pytest.mark.parametrize(
    ("forgery", "broken"),
    [
        ("UPDATE journal_entry SET what='role.granted' WHERE n=2", 2),
        ("UPDATE journal_detail SET body='{}' WHERE n=2", 2),
        ("UPDATE journal_head SET n=n+1", 0),
    ],
)
def test_verification_names_the_first_broken_line(site, people, now, forgery, broken):
    assert people.officer
    db.session.rollback()
    with db.engine.begin() as connection:
        _unlocked(connection, site)
        connection.execute(text(forgery))
    fault = first_fault(db.session())
    assert fault is not None
    assert fault.n == (broken or newest().n + 1)


def test_erasing_a_detail_leaves_the_chain_whole(site):
    with db.engine.begin() as connection:
        connection.execute(text("DELETE FROM journal_detail"))
    assert first_fault(db.session()) is None


def test_writing_outside_the_gate_is_refused(site):
    user = db.session.scalars(select(User).where(User.username == "candidate")).one()
    user.locale = "en"
    with pytest.raises(WriteOutsideGate):
        db.session.commit()
    db.session.rollback()
    with pytest.raises(WriteOutsideGate):
        db.session.execute(User.__table__.update().values(locale="en"))


def test_writes_do_not_nest(site, now):
    with (
        pytest.raises(RuntimeError, match="services do not call services"),
        write(Action.DEMO_LOADED, by=None, now=now),
        write(Action.DEMO_LOADED, by=None, now=now),
    ):
        pass
