"""Jobs: part of the change, done at least once, safe twice, swept up after crashes."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from examsite.domain.actions import Action
from examsite.kit import jobs
from examsite.kit.db import db, write
from examsite.kit.jobs import Job


@pytest.fixture
def done(site):
    """What the test's handler was given; it fails while `fail` is not empty."""
    calls = []

    @jobs.job("tests.note")
    def note(payload, now):
        calls.append(payload)
        if payload.get("fail"):
            raise ValueError("not today")

    yield calls
    del jobs.HANDLERS["tests.note"]


def ask(now, **payload):
    with write(Action.DEMO_LOADED, by=None, now=now) as tx:
        jobs.enqueue(tx, "tests.note", payload)
    return db.session.scalars(select(Job.id).order_by(Job.id.desc())).first()


def row(job_id):
    return db.session.get(Job, job_id, populate_existing=True)


def test_it_works(site, done, now):
    job_id = ask(now, n=1)
    assert done == []
    assert jobs.run_all(now) == 1
    assert done == [{"n": 1}]
    assert (row(job_id).done_at, row(job_id).payload, row(job_id).tries) == (now, {}, 1)


def test_a_refused_change_leaves_no_job(site, done, now):
    with pytest.raises(ValueError), write(Action.DEMO_LOADED, by=None, now=now) as tx:
        jobs.enqueue(tx, "tests.note", {})
        raise ValueError
    assert jobs.run_all(now) == 0


def test_the_id_is_sent_after_the_commit(site, done, now):
    sent = []
    site.app.extensions["examsite_send_job"] = lambda job_id: sent.append(row(job_id) is not None)
    try:
        ask(now)
    finally:
        del site.app.extensions["examsite_send_job"]
    assert sent == [True]


def test_a_queue_that_is_down_does_not_undo_the_change(site, done, now):
    def broken(job_id):
        raise OSError("queue down")

    site.app.extensions["examsite_send_job"] = broken
    try:
        job_id = ask(now)
    finally:
        del site.app.extensions["examsite_send_job"]
    assert row(job_id).done_at is None
    assert jobs.run_overdue(now + timedelta(seconds=31)) == 1
    assert len(done) == 1


def test_twice_is_once(site, done, now):
    job_id = ask(now)
    jobs.run(job_id, now)
    jobs.run(job_id, now)
    jobs.run(job_id + 1000, now)
    assert len(done) == 1


def test_a_job_another_worker_has_just_taken_is_left_alone(site, done, now):
    job_id = ask(now)
    taken = jobs._take(job_id, now)
    assert taken is not None
    later = now + timedelta(seconds=29)
    assert jobs.run_overdue(later) == 0
    assert done == []


def test_the_sweep_does_what_a_dead_worker_left(site, done, now):
    job_id = ask(now)
    jobs._take(job_id, now)  # and then the worker dies
    assert jobs.run_overdue(now + timedelta(seconds=61)) == 1
    assert len(done) == 1
    assert row(job_id).tries == 2


def test_the_sweep_waits_half_a_minute_first(site, done, now):
    ask(now)
    assert jobs.run_overdue(now + timedelta(seconds=30)) == 0
    assert jobs.run_overdue(now + timedelta(seconds=31)) == 1


def test_failures_are_kept_and_tried_less_and_less_often(site, done, now):
    job_id = ask(now, fail=True)
    at = now
    waits = []
    while row(job_id).tries < jobs.MOST_TRIES:
        before, at = at, at + timedelta(seconds=1)
        while not jobs.run_overdue(at):
            at += timedelta(seconds=10)
        waits.append((at - before).total_seconds())
    assert waits == sorted(waits)
    assert (row(job_id).problem, row(job_id).payload) == ("ValueError", {"fail": True})
    assert len(done) == jobs.MOST_TRIES
    assert jobs.run_overdue(at + timedelta(days=1)) == 0
    assert jobs.counts(at)["failed"] == 1


def test_an_unknown_job_is_kept_for_people_to_see(site, now):
    with write(Action.DEMO_LOADED, by=None, now=now) as tx:
        jobs.enqueue(tx, "tests.unknown", {})
    jobs.run_all(now)
    assert db.session.scalars(select(Job)).one().problem == "KeyError"


def test_a_change_a_failing_job_began_is_undone(site, now):
    @jobs.job("tests.half")
    def half(payload, at):
        with write(Action.DEMO_LOADED, by=None, now=at) as tx:
            tx.add(Job(name="never", payload={}, made_at=at, sent_at=at))
            raise ValueError

    try:
        with write(Action.DEMO_LOADED, by=None, now=now) as tx:
            jobs.enqueue(tx, "tests.half", {})
        jobs.run_all(now)
    finally:
        del jobs.HANDLERS["tests.half"]
    assert db.session.scalar(select(Job.name).where(Job.name == "never")) is None


def test_counts_and_old_rows(site, done, now):
    ask(now)
    assert jobs.counts(now + timedelta(seconds=5)) == {
        "waiting": 1, "failed": 0, "oldest_seconds": 5,
    }  # fmt: skip
    jobs.run_all(now)
    jobs.sweep(now + timedelta(days=6))
    assert db.session.scalars(select(Job)).all()
    jobs.sweep(now + timedelta(days=8))
    assert not db.session.scalars(select(Job)).all()


def test_the_file_queue_lies_beside_the_database(site, done, now, tmp_path):
    huey = jobs.make_huey(str(tmp_path), "")
    jobs.connect(site.app, huey)
    try:
        job_id = ask(now)
        task = huey.dequeue()
        assert task.args == (job_id,)
        db.session.rollback()
        huey.execute(task)
    finally:
        del site.app.extensions["examsite_send_job"]
    assert (tmp_path / "jobs.sqlite3").exists()
    assert len(done) == 1


def test_redis_when_there_are_several_machines():
    assert type(jobs.make_huey("", "redis://127.0.0.1:1/0")).__name__ == "RedisHuey"
