"""What is not settled about an attempt keeps its result back, and only its own."""

import pytest

from examsite.attempts.services.holding import hold, settle_hold
from examsite.domain.actions import Action
from examsite.domain.terms import HoldKind
from examsite.kit.db import write
from examsite.results.queries.waiting import (
    get_finished_sitting,
    list_scored_attempts,
    list_waiting_sittings,
    summarise,
)
from examsite.results.services.releasing import StillHeld, release
from examsite.short_answers.queries.queues import list_lines
from tests import make_answers, make_regrade
from tests.cast import NOW


def put(attempt, act, kind=HoldKind.PAPER):
    with write(Action.INCIDENT_NOTED, by=None, now=NOW, about=attempt) as tx:
        act(tx, tx.lock(attempt), kind)


def test_a_held_result_waits_until_everything_is_settled(site, people, clients):
    of = make_regrade.sitting()
    held, free = (make_regrade.attempt(of, name) for name in ("candidate", "other_candidate"))
    for kind in (HoldKind.PAPER, HoldKind.FLAG, HoldKind.FLAG):  # the same one twice is one
        put(held, hold, kind)
    waiting = list_waiting_sittings()[0]
    assert (waiting.ready, waiting.withheld) == (1, 1)
    summary = summarise(found := get_finished_sitting(of.public_id), list_scored_attempts(found))
    assert (summary.ready, summary.held, summary.unmarked) == (1, 1, 0)
    assert "有事未了结" in clients.officer.get(f"/staff/results/sittings/{of.public_id}").text
    with pytest.raises(StillHeld):
        release([held, free], by=people.officer, now=NOW)
    put(held, settle_hold, HoldKind.PAPER)
    with pytest.raises(StillHeld):
        release([held], by=people.officer, now=NOW)
    put(held, settle_hold, HoldKind.FLAG)
    assert len(release([held, free], by=people.officer, now=NOW)) == 2


def test_nobody_marks_what_is_held(site, people):
    exam = make_answers.sitting("other_candidate")
    (line,) = list_lines(people.examiner_a)
    assert line.waiting == 1
    attempt = list_scored_attempts(get_finished_sitting(exam.public_id))[0].attempt
    put(attempt, hold)
    assert list_lines(people.examiner_a) == []
