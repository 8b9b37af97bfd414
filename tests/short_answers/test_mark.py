"""Marking short answers: who sees what, what settles an answer, and what comes of it."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from examsite.attempts.models import Attempt, ScoreVersion
from examsite.domain.actions import Action
from examsite.domain.answer_marking import BadMarks
from examsite.domain.scoring import RULE_VERSION
from examsite.domain.terms import AttemptState
from examsite.items.models import KeyVersion
from examsite.kit.db import db, write
from examsite.results.services.correcting import adjust
from examsite.results.services.releasing import NotMarked, ScorerCannotRelease, release
from examsite.short_answers import services
from examsite.short_answers.models import AnswerMark, MarkingQueue
from examsite.short_answers.policies import AlreadyMarked, AnswerSettled, MarkFixed
from examsite.short_answers.queries.progress import list_progress
from examsite.short_answers.queries.queues import list_lines, load_desk
from tests import make_answers, make_results
from tests.make_answers import LINES, mark_all_of, queue, score


def attempt_of(person):
    user = make_results.user(person)
    return db.session.scalars(select(Attempt).where(Attempt.user_id == user.id)).one()


def offer_of(by, person):
    """A marker's offer of what a person wrote, wherever it stands in the queue."""
    found = queue(by)
    desk = load_desk(found)
    wanted = attempt_of(person).id
    token = next(desk._token(one.attempt_id) for one in desk.answers if one.attempt_id == wanted)
    return found, token


def give(by, person, points, now):
    found, token = offer_of(by, person)
    return services.give(found, token, LINES[points], note="", by=by, now=now)


def test_two_who_agree_make_the_score(site, people, now):
    exam = make_answers.sitting("other_candidate")
    before = score("other_candidate")
    mark_all_of(people.examiner_a, {"other_candidate": 5})
    assert score("other_candidate").id == before.id
    mark_all_of(people.examiner_b, {"other_candidate": 4})
    after, item = score("other_candidate"), make_answers.place(exam).public_id
    assert (after.number, after.method, after.rule_version) == (2, "human", f"{RULE_VERSION}+p1")
    assert after.marks == before.marks | {item: [450, 1]}
    assert after.areas == {"A": [0, 700, 1], "B": [450, 700, 1]}
    assert (after.total, after.waiting) == (before.total + 450, [])
    assert list_lines(people.examiner_c) == []


def test_two_far_apart_call_a_third_who_sees_nothing_of_it(site, people, now):
    make_answers.sitting("other_candidate")
    give(people.examiner_a, "other_candidate", 7, now)
    assert not give(people.examiner_b, "other_candidate", 4, now).completed
    for first in (people.examiner_a, people.examiner_b):
        assert load_desk(queue(first)).answers == []
    assert give(people.examiner_c, "other_candidate", 5, now).completed
    assert score("other_candidate").areas["B"] == [450, 700, 1]


def test_nobody_marks_himself_or_his_own_house(site, people, now):
    make_answers.sitting("candidate", "other_candidate", "examiner_a")

    def seen(by):
        return {one.user_id for one in load_desk(queue(by)).answers}

    ids = {name: make_results.user(name).id for name in ("candidate", "other_candidate")}
    own = make_results.user("examiner_a").id
    assert seen(people.examiner_a) == set(ids.values())
    assert seen(people.examiner_b) == {*ids.values(), own}
    assert seen(people.examiner_c) == {ids["other_candidate"], own}  # candidate: the same house


def test_checks_count_for_nobody_and_whoever_misses_one_is_told(site, people, now):
    exam = make_answers.sitting("candidate", "other_candidate")
    points = {"candidate": 4, "other_candidate": 4}
    assert mark_all_of(people.examiner_a, points) == []
    missed = mark_all_of(people.examiner_b, points, check=2)
    line = list_progress(exam)[0]
    assert (line.answers, line.twice, line.gaps, line.settled) == (2, 2, 0, 2)
    fine, drifting = line.markers
    assert (fine.marked, fine.missed, len(fine.checks)) == (2, 0, 1)
    assert (drifting.marked, drifting.missed, len(drifting.checks)) == (2, len(missed), 1)
    assert missed == [check.anchor for check in drifting.checks if check.missed]
    checks = db.session.scalars(select(AnswerMark).where(AnswerMark.attempt_id.is_(None))).all()
    assert len(checks) == 2
    assert score("candidate").areas["B"] == [400, 700, 1]
    assert db.session.scalars(select(ScoreVersion)).all()[-1].number == 2


def test_marks_are_whole_points_within_the_guide(site, people, now):
    make_answers.sitting("candidate")
    found, token = offer_of(people.examiner_a, "candidate")
    for lines in ([3, 0, 0, 0], [2, 2, 2], [2, 2, 2, None]):
        with pytest.raises(BadMarks):
            services.give(found, token, lines, note="", by=people.examiner_a, now=now)
    assert db.session.scalars(select(AnswerMark)).all() == []


def test_twice_and_too_late_are_refused(site, people, now):
    make_answers.sitting("candidate", "other_candidate", "author")
    found, token = offer_of(people.examiner_a, "candidate")
    services.give(found, token, LINES[5], note="", by=people.examiner_a, now=now)
    with pytest.raises(AlreadyMarked):
        services.give(found, token, LINES[5], note="", by=people.examiner_a, now=now)
    late = {name: offer_of(people.examiner_a, name)[1] for name in ("other_candidate", "author")}
    give(people.examiner_b, "other_candidate", 5, now)
    give(people.examiner_c, "other_candidate", 5, now)
    with write(Action.ATTEMPT_CLOSED, by=None, now=now, about=attempt_of("author")) as tx:
        tx.lock(attempt_of("author")).state = AttemptState.VOIDED
    for token in late.values():
        with pytest.raises(AnswerSettled):
            services.give(found, token, LINES[5], note="", by=people.examiner_a, now=now)


def test_the_last_one_may_be_changed_until_another_has_marked_it(site, people, now):
    make_answers.sitting("other_candidate")
    give(people.examiner_a, "other_candidate", 0, now)
    found = queue(people.examiner_a)
    services.amend(found, LINES[5], note="看漏了一行", by=people.examiner_a, now=now)
    rows = db.session.scalars(select(AnswerMark).order_by(AnswerMark.id)).all()
    assert [(row.number, row.revision, row.points) for row in rows] == [
        (rows[0].number, 1, 0),
        (rows[0].number, 2, 5),
    ]
    assert give(people.examiner_b, "other_candidate", 5, now).completed
    assert score("other_candidate").areas["B"] == [500, 700, 1]
    with pytest.raises(MarkFixed):
        services.amend(found, LINES[7], note="", by=people.examiner_a, now=now)


def test_what_was_handed_in_again_or_has_a_new_guide_is_marked_again(site, people, now):
    exam = make_answers.sitting("other_candidate")
    give(people.examiner_a, "other_candidate", 5, now)
    assert load_desk(queue(people.examiner_a)).answers == []
    later = now + timedelta(hours=1)
    with write(Action.ATTEMPT_HANDED_IN, by=None, now=later, about=attempt_of("other_candidate")):
        attempt_of("other_candidate").submitted_at = later
    give(people.examiner_a, "other_candidate", 4, later)
    version = make_answers.place(exam).item_version_id
    with write(Action.BANK_SYNCED, by=None, now=later) as tx:
        tx.add(
            KeyVersion(
                item_version_id=version,
                number=2,
                key=make_answers.KEY,
                rationales={},
                content_hash="1" * 64,
                created_at=later,
            )
        )
    give(people.examiner_a, "other_candidate", 3, later)
    assert give(people.examiner_b, "other_candidate", 3, later).completed
    assert score("other_candidate").marks[make_answers.place(exam).public_id] == [300, 2]


def test_nothing_is_released_before_and_not_by_who_marked(site, people, now, monkeypatch):
    make_answers.sitting("other_candidate")
    found = attempt_of("other_candidate")
    with pytest.raises(NotMarked):
        release([found], by=people.officer, now=now)
    with pytest.raises(NotMarked):
        adjust(found, 500, reason="看错了", by=people.officer, now=now)
    give(people.examiner_a, "other_candidate", 5, now)
    give(people.examiner_b, "other_candidate", 5, now)
    settings = site.app.extensions["settings"].model_copy(update={"two_person": True})
    monkeypatch.setitem(site.app.extensions, "settings", settings)
    with pytest.raises(ScorerCannotRelease):
        release([found], by=people.examiner_a, now=now)
    assert release([found], by=people.officer, now=now)[0].total == 500


@pytest.mark.parametrize("table", ["marking_queue", "answer_mark"])
def test_nothing_given_can_be_changed(site, people, now, table):
    make_answers.sitting("other_candidate")
    give(people.examiner_a, "other_candidate", 5, now)
    for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
        with pytest.raises(DBAPIError, match="append-only"), db.engine.begin() as connection:
            connection.execute(text(statement))


def test_two_who_save_at_the_same_moment_make_one_score(site, people, now):
    """Both hold the attempt one after the other: the second sees the first's mark."""
    make_answers.sitting("other_candidate")
    found = [
        (by, *offer_of(by, "other_candidate")) for by in (people.examiner_a, people.examiner_b)
    ]
    start = threading.Barrier(2)

    def save(by, queue_id, token):
        with site.app.app_context():
            start.wait(timeout=30)
            own = db.session.get_one(MarkingQueue, queue_id)
            return services.give(own, token, LINES[5], note="", by=by, now=now).completed

    jobs = [(by, own.id, token) for by, own, token in found]
    db.session.remove()
    with ThreadPoolExecutor(2) as pool:
        completed = list(pool.map(lambda job: save(*job), jobs))
    assert sorted(completed) == [False, True]
    assert score("other_candidate").number == 2
