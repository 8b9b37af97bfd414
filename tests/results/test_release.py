"""Releasing: what becomes visible, and who may not do it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from examsite.domain.actions import Action
from examsite.domain.terms import Outcome
from examsite.kit.db import db, write
from examsite.kit.journal import JournalEntry
from examsite.practicals.models import BusinessResult
from examsite.results.queries.waiting import list_waiting_practicals, list_waiting_sittings
from examsite.results.services.correcting import adjust
from examsite.results.services.releasing import (
    AlreadyReleased,
    CutIsProvisional,
    NothingToRelease,
    NotMarked,
    ScorerCannotRelease,
    release,
)
from tests import make_results
from tests.counting import counted


def production(site, monkeypatch):
    settings = site.app.extensions["settings"].model_copy(update={"env": "production"})
    monkeypatch.setitem(site.app.extensions, "settings", settings)


def test_it_works(site, people, now):
    made = release([make_results.attempt("candidate", 7000)], by=people.officer, now=now)
    result = made[0]
    assert (result.total, result.outcome, result.reasons) == (7000, Outcome.PASS, [])
    assert result.taken_on.isoformat() == "2026-11-23"
    line = db.session.scalars(select(JournalEntry).order_by(JournalEntry.n.desc())).first()
    assert (line.what, line.about_id) == ("result.released", result.public_id)


def test_below_the_cut_is_a_fail_with_its_reason(site, people, now):
    result = release([make_results.attempt("candidate", 6999)], by=people.officer, now=now)[0]
    assert (result.outcome, result.reasons) == (Outcome.FAIL, [{"code": "total_below_cut"}])


@pytest.mark.parametrize(("items", "outcome"), [(12, Outcome.FAIL), (11, Outcome.PASS)])
def test_an_area_minimum_decides_from_twelve_items(site, people, now, items, outcome):
    areas = {"I": [600, 1200, items]}
    found = make_results.attempt("candidate", 9000, areas=areas)
    assert release([found], by=people.officer, now=now)[0].outcome is outcome


def test_a_practical_carries_its_reasons(site, people, now):
    booked = make_results.booking("candidate", 6000, Outcome.FAIL, reasons=("total_below_cut",))
    result = release([booked], by=people.officer, now=now)[0]
    assert (result.total, result.outcome) == (6000, Outcome.FAIL)
    assert result.reasons == [{"code": "total_below_cut"}]


def test_what_waits_is_counted(site, people, now):
    exam = make_results.sitting("candidate", "other_candidate")
    first = make_results.attempt("candidate", of=exam)
    make_results.attempt("other_candidate", of=exam, marked=False)
    make_results.booking("candidate", outcome=Outcome.WITHHELD)
    waiting = list_waiting_sittings()[0]
    assert (waiting.taken, waiting.scored, waiting.released, waiting.ready) == (2, 1, 0, 1)
    release([first], by=people.officer, now=now)
    assert list_waiting_sittings()[0].ready == 0
    assert (list_waiting_practicals()[0].withheld, list_waiting_practicals()[0].ready) == (1, 0)


def test_nothing_is_refused(site, people, now):
    with pytest.raises(NothingToRelease):
        release([], by=people.officer, now=now)


def test_twice_is_refused(site, people, now):
    rows = [make_results.attempt("candidate"), make_results.booking("candidate")]
    release(rows, by=people.officer, now=now)
    for row in rows:
        with pytest.raises(AlreadyReleased):
            release([row], by=people.officer, now=now)


def test_unmarked_and_withheld_are_refused(site, people, now):
    for row in (
        make_results.attempt("candidate", marked=False),
        make_results.booking("candidate", outcome=Outcome.WITHHELD),
        make_results.booking("candidate", scored=False),
    ):
        with pytest.raises(NotMarked):
            release([row], by=people.officer, now=now)


def test_whoever_examined_does_not_release(site, people, now):
    booked = make_results.booking("candidate", examiners=("examiner_a", "officer"))
    with pytest.raises(ScorerCannotRelease):
        release([booked], by=people.officer, now=now)
    assert release([booked], by=people.other_officer, now=now)


def test_whoever_adjusted_does_not_release_where_two_are_needed(site, people, now, monkeypatch):
    found = make_results.attempt("candidate")
    adjust(found, 7500, reason="第三题两解", by=people.officer, now=now)
    settings = site.app.extensions["settings"].model_copy(update={"two_person": True})
    monkeypatch.setitem(site.app.extensions, "settings", settings)
    with pytest.raises(ScorerCannotRelease):
        release([found], by=people.officer, now=now)
    assert release([found], by=people.other_officer, now=now)[0].total == 7500


def test_nobody_releases_their_own(site, people, now):
    for row in (make_results.attempt("officer"), make_results.booking("officer")):
        with pytest.raises(ScorerCannotRelease):
            release([row], by=people.officer, now=now)


def test_a_provisional_cut_is_refused_in_production(site, people, now, monkeypatch):
    rows = [make_results.attempt("candidate"), make_results.booking("candidate")]
    rehearsal = make_results.sitting("candidate", certifying=False)
    allowed = make_results.attempt("candidate", of=rehearsal)
    production(site, monkeypatch)
    for row in rows:
        with pytest.raises(CutIsProvisional):
            release([row], by=people.officer, now=now)
    assert release([allowed], by=people.officer, now=now)


@pytest.mark.parametrize("count", [1, 30])
def test_statements_do_not_grow_with_candidates(site, people, now, count):
    exam = make_results.sitting()
    with make_results.write(make_results.Action.DEMO_LOADED, by=None, now=now) as tx:
        base = make_results.user("candidate")
        crowd = [
            make_results.User(
                username=f"crowd{n}", name="示例", name_key="示例", password_hash="x",
                created_at=base.created_at,
            )
            for n in range(count)
        ]  # fmt: skip
        tx.add_all(crowd)
    rows = [make_results.attempt(one.username, of=exam) for one in crowd]
    officer = people.officer
    with counted() as seen:
        release(rows, by=officer, now=now)
    assert len([one for one in seen if one.startswith("SELECT")]) <= 10


def test_a_practical_score_older_than_its_evidence_waits(site, people, now):
    booked = make_results.booking("candidate", 8000)
    with write(Action.BUSINESS_RESULT_RECORDED, by=people.officer, now=now) as tx:
        tx.add(
            BusinessResult(
                booking_id=booked.id,
                number=1,
                figures={},
                score=None,
                provisional=False,
                by_id=people.officer.id,
                at=now + timedelta(days=400),
            )
        )
    with pytest.raises(NotMarked):
        release([booked], by=people.officer, now=now)
