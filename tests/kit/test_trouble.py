"""Trouble around the program: said in words, with when to ask again; bugs stay bugs."""

import errno
import sqlite3

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from examsite.app import create_app
from examsite.kit.db import db
from examsite.kit.trouble import NO_ROOM, UNREACHABLE, trouble_of


@pytest.fixture
def cut_off(site, tmp_path):
    """A client of the site whose database is not where it should be."""
    nowhere = tmp_path / "gone"
    url = f"sqlite:///{nowhere}/x.sqlite3"
    if site.server is not None:
        url = f"postgresql+psycopg://examsite@/site?host={nowhere}"
    settings = site.app.extensions["settings"].model_copy(update={"database_url": url})
    app = create_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    return app.test_client()


def test_programs_are_told_when_to_ask_again(cut_off):
    signing_in = {"username": "candidate", "password": "correct horse"}
    answer = cut_off.post("/api/v1/session", json=signing_in)
    assert (answer.status_code, answer.get_json()["code"]) == (503, "database_unavailable")
    assert answer.headers["Retry-After"] == "2"
    assert answer.mimetype == "application/problem+json"


def test_people_are_told_in_words(cut_off):
    answer = cut_off.post("/login", data={"username": "candidate", "password": "correct horse"})
    assert answer.status_code == 503
    assert "已经确认保存的都在" in answer.text
    assert "Traceback" not in answer.text


def test_who_was_signed_in_is_told_in_the_same_way(cut_off):
    with cut_off.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = "some-token", True
    answer = cut_off.put("/api/v1/attempts/A/answers/B", json={"value": True, "seq": 1})
    assert (answer.status_code, answer.get_json()["code"]) == (503, "database_unavailable")
    assert answer.headers["Retry-After"] == "2"
    assert cut_off.get("/desk").status_code == 503


def caught(site, statement):
    with pytest.raises((OperationalError, ProgrammingError)) as found:
        db.session.execute(text(statement))
    db.session.rollback()
    return found.value


def test_a_wrong_statement_is_a_bug(site):
    assert trouble_of(caught(site, "SELECT nothing FROM nowhere")) is None


def test_a_full_disk_is_named(site):
    if site.server is not None:
        full = "DO $$ BEGIN RAISE EXCEPTION 'no space' USING ERRCODE = '53100'; END $$"
        assert trouble_of(caught(site, full)) is NO_ROOM
        return
    with create_engine("sqlite://").connect() as small:
        small.exec_driver_sql("PRAGMA max_page_count=2")
        with pytest.raises(OperationalError) as found:
            small.exec_driver_sql("CREATE TABLE big AS SELECT zeroblob(100000) AS x")
    assert trouble_of(found.value) is NO_ROOM


def test_too_many_connections_pass(site):
    if site.server is not None:
        many = "DO $$ BEGIN RAISE EXCEPTION 'too many' USING ERRCODE = '53300'; END $$"
        assert trouble_of(caught(site, many)) is UNREACHABLE
    assert trouble_of(NoConnectionFree()) is UNREACHABLE


def test_a_locked_database_passes(tmp_path):
    first = sqlite3.connect(tmp_path / "x.sqlite3", isolation_level=None)
    other = sqlite3.connect(tmp_path / "x.sqlite3", isolation_level=None, timeout=0)
    first.execute("BEGIN IMMEDIATE")
    with pytest.raises(sqlite3.OperationalError) as found:
        other.execute("BEGIN IMMEDIATE")
    assert trouble_of(found.value) is UNREACHABLE
    first.close()
    other.close()


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (OSError(errno.ENOSPC, "no space"), NO_ROOM),
        (OSError(errno.EFBIG, "too big"), NO_ROOM),
        (OSError(errno.ENOENT, "no file"), None),
        (ZeroDivisionError(), None),
    ],
)
def test_files_and_bugs(error, trouble):
    assert trouble_of(error) is trouble
