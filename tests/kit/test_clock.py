"""The clock: follows drift, refuses steps, can be held still, speaks the wire's format."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from sqlalchemy import select

from examsite.kit import clock
from examsite.kit.clock import SteadyClock, local, local_date, rfc3339, sql_now
from examsite.kit.db import db, hear_clock

EIGHT = timezone(timedelta(hours=8))


def test_now_is_an_instant_in_utc():
    before = datetime.now(UTC)
    assert before <= clock.now() <= datetime.now(UTC)
    assert clock.now().tzinfo is UTC


def test_the_clock_can_be_held_still_and_let_go(now):
    with clock.fixed(now):
        assert clock.now() == now
        with clock.fixed(now + timedelta(hours=1)):
            assert clock.now() == now + timedelta(hours=1)
        assert clock.now() == now
    assert clock.now() != now


def test_drift_is_followed():
    steady = SteadyClock()
    steady._wall -= timedelta(seconds=1)  # since the last reading the wall gained a second
    assert abs(steady.now() - datetime.now(UTC)) < timedelta(milliseconds=200)
    assert not steady.stepped


@pytest.mark.parametrize("step", [timedelta(hours=1), timedelta(hours=-1), timedelta(seconds=3)])
def test_a_step_is_reported_and_not_followed(step):
    steady = SteadyClock()
    steady._wall += step  # as if the wall clock had been set by -step since
    expected = datetime.now(UTC) + step
    assert abs(steady.now() - expected) < timedelta(milliseconds=200)
    assert steady.stepped
    assert abs(steady.now() - expected) < timedelta(milliseconds=200), "still by monotonic time"
    steady._wall -= step
    steady.now()
    assert not steady.stepped, "the wall clock came back"


def test_another_clock_is_followed_when_it_differs_by_more_than_a_moment():
    steady = SteadyClock()
    steady.follow(datetime.now(UTC) + timedelta(milliseconds=500))
    assert steady.ahead == timedelta(0)
    steady.follow(datetime.now(UTC) - timedelta(hours=2))
    assert abs(steady.now() - datetime.now(UTC) + timedelta(hours=2)) < timedelta(milliseconds=500)
    steady.follow(datetime.now(UTC))
    assert abs(steady.now() - datetime.now(UTC)) < timedelta(milliseconds=500)


def test_a_new_connection_sets_the_clock_by_the_databases(site):
    site.close()
    site.app.config["DATABASE_CLOCK"] = True
    clock.steady._wall -= timedelta(hours=2)  # as if this machine were two hours behind
    try:
        hear_clock()
        off = clock.steady.now() - datetime.now(UTC)
    finally:
        clock.steady._wall += timedelta(hours=2)
        clock.steady.ahead = timedelta(0)
        site.app.config["DATABASE_CLOCK"] = False
    expected = timedelta(0) if site.server else timedelta(hours=-2)
    assert abs(off - expected) < timedelta(seconds=1)


def test_on_tests_and_sqlite_the_given_instant_is_compared(site, now):
    assert db.session.scalar(select(sql_now(db.session(), now))) == now


def test_on_postgresql_the_database_is_asked(site, now):
    site.app.config["DATABASE_CLOCK"] = True
    try:
        asked = db.session.scalar(select(sql_now(db.session(), now)))
    finally:
        site.app.config["DATABASE_CLOCK"] = False
    if site.server is None:
        assert asked == now
    else:
        assert abs(asked - datetime.now(UTC)) < timedelta(seconds=5)


def test_days_are_counted_where_people_live():
    evening = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)
    assert local(evening) == datetime(2027, 1, 1, 0, 0, tzinfo=EIGHT)
    assert local_date(evening) == date(2027, 1, 1)
    assert local_date(evening - timedelta(microseconds=1)) == date(2026, 12, 31)
    assert local_date(evening, "UTC") == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (datetime(2026, 11, 23, 1, 0, tzinfo=UTC), "2026-11-23T01:00:00.000Z"),
        (datetime(2026, 11, 23, 9, 0, 0, 999_999, tzinfo=EIGHT), "2026-11-23T01:00:00.999Z"),
        (datetime(2026, 1, 2, 3, 4, 5, 6_000, tzinfo=UTC), "2026-01-02T03:04:05.006Z"),
    ],
)
def test_instants_on_the_wire(at, text):
    assert rfc3339(at) == text
