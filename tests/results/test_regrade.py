"""Regrading: the dry run, the second person, the writing in batches, notices, what is refused."""

from email import message_from_bytes
from email.policy import default

import pytest
from sqlalchemy import func, select

from examsite.accounts.models import User
from examsite.accounts.services import proposals
from examsite.accounts.services.proposals import AlreadyProposed, ProposalStale
from examsite.attempts.models import ScoreVersion
from examsite.domain.actions import Action
from examsite.domain.certification import SecondPersonNeeded
from examsite.domain.regrade import Change, Policy, RunMoved, RunState
from examsite.domain.terms import ItemType, Outcome
from examsite.items.models import KeyVersion
from examsite.items.policies import AlreadyRight, BadAnswer
from examsite.kit import jobs
from examsite.kit.db import db, write
from examsite.results.models import RegradeLine, RegradeNotice, RegradeStep
from examsite.results.queries.regrade_lines import Only, Order, list_lines
from examsite.results.queries.reports import find_result_of
from examsite.results.services.correcting import OwnScore, ReasonMissing, adjust
from examsite.results.services.regrade_notices import NothingToSend, ask_to_send
from examsite.results.services.regrade_writing import regrader_of, write_batch
from examsite.results.services.regrading import (
    REGRADE,
    ChangeNotPossible,
    NothingToRegrade,
    RegradeStale,
    ScopeOpen,
    Wish,
    draft,
    drop,
    propose,
    resume,
)
from examsite.results.services.releasing import release
from tests import make_exam, make_regrade
from tests.make_results import user

LOWER = Policy.LOWER_WITH_NOTICE


@pytest.fixture
def exam(site):
    """`candidate` chose b where the key says a; `other_candidate` has everything right."""
    of = make_regrade.sitting("candidate", "other_candidate")
    first = make_regrade.attempt(of, "candidate", single="b", matching=None, ordering=None)
    second = make_regrade.attempt(of, "other_candidate")
    return of, first, second


def wish(change=Change.KEY, policy=LOWER, answers=("b",), **more):
    return Wish(change, policy, "第 1 题答案有误", answers, **more)


def dry(exam, people, now, wanted=None, kind=ItemType.SINGLE):
    of = exam[0]
    place = make_regrade.place(of, kind)
    return draft(make_regrade.scope(of), place, wanted or wish(), by=people.officer, now=now)


def approved(run, people, now):
    proposal = propose(make_regrade.again(run), by=people.officer, now=now)
    proposals.approve(REGRADE, proposal, by=people.other_officer, now=now)
    jobs.run_all(now)
    return make_regrade.again(run)


def lines(run, only=Only.ALL, order=Order.FALLS):
    return list_lines(run, only, order, 1).lines


def test_another_key_moves_scores_only_after_the_second_person(exam, people, now):
    _, first, second = exam
    run = dry(exam, people, now)
    assert run.summary == {
        "attempts": 2, "released": 0, "up": 1, "down": 1, "kept": 0,
        "to_pass": 1, "to_fail": 0, "certificates": 0,
    }  # fmt: skip
    assert [(one.name, one.line.moved) for one in lines(run)] == [
        ("示例旁人", -2000), ("示例考生", 2000),
    ]  # fmt: skip
    assert [make_regrade.newest(one).number for one in (first, second)] == [1, 1]
    assert db.session.scalar(select(func.count()).where(KeyVersion.number == 2)) == 0
    with pytest.raises(SecondPersonNeeded):
        proposal = propose(run, by=people.officer, now=now)
        proposals.approve(REGRADE, proposal, by=people.officer, now=now)
    proposals.approve(REGRADE, proposal, by=people.other_officer, now=now)
    jobs.run_all(now)
    run = make_regrade.again(run)
    assert run.state is RunState.DONE
    scores = [make_regrade.newest(one) for one in (first, second)]
    assert [(one.number, one.method, one.total) for one in scores] == [
        (2, "regrade", 8000), (2, "regrade", 10000),
    ]  # fmt: skip
    place = make_regrade.place(exam[0], ItemType.SINGLE)
    assert scores[0].marks[place.public_id] == [2000, 2]
    key = db.session.scalars(select(KeyVersion).where(KeyVersion.number == 2)).one()
    assert (key.key["key"], key.reason) == ("b", "第 1 题答案有误")


def test_more_keys_full_credit_and_void(exam, people, now):
    _, first, second = exam
    accepted = approved(dry(exam, people, now, wish(Change.ACCEPT)), people, now)
    assert (accepted.summary["up"], accepted.summary["down"]) == (1, 0)
    full = approved(dry(exam, people, now, wish(Change.FULL), ItemType.ORDERING), people, now)
    assert full.summary["to_pass"] == 0
    assert make_regrade.newest(first).total == 10000
    run = approved(dry(exam, people, now, wish(Change.VOID), ItemType.MATCHING), people, now)
    void = make_regrade.newest(first)
    assert (void.total, void.voided, sum(area[1] for area in void.areas.values())) == (
        10000, 2000, 10000,
    )  # fmt: skip
    assert make_regrade.newest(second).total == 10000
    assert (run.summary["up"], run.summary["down"]) == (1, 0)
    assert release([first], by=people.officer, now=now)[0].outcome is Outcome.PASS


def test_never_lower_keeps_the_score_and_records_both(exam, people, now):
    _, first, second = exam
    run = approved(dry(exam, people, now, wish(policy=Policy.NEVER_LOWER)), people, now)
    assert (run.summary["up"], run.summary["down"], run.summary["kept"]) == (1, 0, 1)
    kept = next(one.line for one in lines(run) if one.name == "示例旁人")
    assert (kept.total, kept.computed_total, kept.after_total) == (12000, 10000, 12000)
    score = make_regrade.newest(second)
    assert (score.number, score.method, score.total) == (2, "regrade", 12000)
    assert make_regrade.newest(first).total == 8000


def test_released_results_follow_and_their_notices_are_drafted(exam, people, now, site):
    _, first, second = exam
    with write(Action.ACCOUNT_RENAMED, by=None, now=now) as tx:
        tx.session.get_one(User, first.user_id).email = "candidate@example.com"
    release([first, second], by=people.officer, now=now)
    run = approved(dry(exam, people, now), people, now)
    result = find_result_of(first.id)
    assert (result.total, result.outcome, result.reasons) == (8000, Outcome.PASS, [])
    assert result.score_version_id == make_regrade.newest(first).id
    notices = list(db.session.scalars(select(RegradeNotice).order_by(RegradeNotice.id)))
    assert [(one.before_total, one.before_outcome) for one in notices] == [
        (6000, Outcome.FAIL), (12000, Outcome.PASS),
    ]  # fmt: skip
    ask_to_send(run, by=people.officer, now=now)
    jobs.run_all(now)
    jobs.run_all(now)
    outbox = site.app.extensions["settings"].outbox_folder
    mails = [message_from_bytes(path.read_bytes(), policy=default) for path in outbox.iterdir()]
    assert any(f"/results/{result.public_id}" in mail.get_content() for mail in mails)
    db.session.expire_all()
    assert [one.sent_at for one in notices] == [now, None]
    with pytest.raises(NothingToSend):
        ask_to_send(dry(exam, people, now, wish(answers=["c"])), by=people.officer, now=now)


def test_certificates_that_would_lose_their_ground_are_named(site, people, now):
    of = make_regrade.sitting("candidate")
    sat = make_regrade.attempt(of, "candidate", matching=None, ordering=None)
    issued = make_regrade.certificate(
        release([sat], by=people.officer, now=now)[0], people.other_officer
    )
    run = dry((of, sat, None), people, now)
    found = (run.summary["to_fail"], run.summary["certificates"])
    assert found == (1, 1)
    shown = lines(run, Only.CERTIFIED)[0]
    assert shown.certificate.public_id == issued.public_id
    assert (shown.line.passed, shown.line.after_passed) == (True, False)
    kept = dry((of, sat, None), people, now, wish(policy=Policy.NEVER_LOWER))
    assert (kept.summary["to_fail"], kept.summary["kept"]) == (0, 1)


def test_a_stopped_run_goes_on_where_it_was(exam, people, now):
    of = exam[0]
    crowd = make_regrade.crowd(7)
    make_regrade.attempts(of, crowd, [{}] * 7)
    run = dry(exam, people, now)
    proposal = propose(run, by=people.officer, now=now)
    proposals.approve(REGRADE, proposal, by=people.other_officer, now=now)
    run = make_regrade.again(run)
    assert write_batch(run, regrader_of(run), now=now, most=4) == 4
    steps = select(func.count(RegradeStep.id))
    assert (run.state, db.session.scalar(steps)) == (RunState.RUNNING, 4)
    resume(run, by=people.officer, now=now)
    jobs.run_all(now)
    run = make_regrade.again(run)
    assert (run.state, db.session.scalar(steps)) == (RunState.DONE, 9)
    assert db.session.scalar(select(func.max(ScoreVersion.number))) == 2
    with pytest.raises(RunMoved):
        resume(run, by=people.officer, now=now)


def test_what_people_did_to_a_total_survives_and_stops_an_old_dry_run(exam, people, now):
    _, first, _ = exam
    run = dry(exam, people, now)
    proposal = propose(run, by=people.officer, now=now)
    adjust(first, 6500, reason="另一题两解", by=people.officer, now=now)
    with pytest.raises(ProposalStale):
        proposals.approve(REGRADE, proposal, by=people.other_officer, now=now)
    with pytest.raises(AlreadyProposed):
        drop(make_regrade.again(run), by=people.officer, now=now)
    proposals.turn_down(proposal, note="重新试算", by=people.other_officer, now=now)
    with pytest.raises(RegradeStale):
        propose(make_regrade.again(run), by=people.officer, now=now)
    drop(make_regrade.again(run), by=people.officer, now=now)
    approved(dry(exam, people, now), people, now)
    assert make_regrade.newest(first).total == 8500


def test_refusals(exam, people, now):
    of = exam[0]
    with pytest.raises(ReasonMissing):
        dry(exam, people, now, Wish(Change.FULL, LOWER, "  "))
    for bad in ([], ["z"], ["a", "b"]):
        with pytest.raises(BadAnswer):
            dry(exam, people, now, wish(answers=bad))
    with pytest.raises(AlreadyRight):
        dry(exam, people, now, wish(Change.ACCEPT, answers=["a"]))
    make_regrade.attempt(make_regrade.sitting("officer"), "officer")
    single = make_regrade.place(of, ItemType.SINGLE)
    with pytest.raises(OwnScore):
        whole = make_regrade.scope(of, whole_form=True)
        draft(whole, single, wish(), by=people.officer, now=now)
    empty = make_regrade.sitting("candidate")
    with pytest.raises(NothingToRegrade):
        draft(make_regrade.scope(empty), single, wish(), by=people.officer, now=now)
    form = make_regrade.scope(of).form
    make_exam.sitting("other_candidate", exam_form=form)
    with pytest.raises(ScopeOpen):
        draft(make_regrade.scope(of, whole_form=True), single, wish(), by=people.admin, now=now)
    assert db.session.scalar(select(func.count(RegradeLine.id))) == 0


def test_typed_keys_of_every_type(exam, people, now):
    answers = {
        ItemType.MULTIPLE: ["a", "d"],
        ItemType.TRUE_FALSE: False,
        ItemType.NUMERIC: "2.7",
        ItemType.ORDERING: ["a", "b", "c", "d"],
        ItemType.MATCHING: {"l1": "r2", "l2": "r1", "l3": "r3"},
    }
    for kind, answer in answers.items():
        run = dry(exam, people, now, wish(answers=[answer]), kind)
        assert (run.key["key"], run.key_number) == (answer, 2), kind
        with pytest.raises(BadAnswer):
            bad = "zwei" if kind is ItemType.NUMERIC else {"l1": "r1"}
            dry(exam, people, now, wish(answers=[bad]), kind)


def test_families_take_no_other_key(site, people, now):
    content = {"stem": "{a} 元的一半？", "units": ["元", "分"], "variants": [{"a": "4"}]}
    key = {
        "key": "2", "unit": "元", "tolerance": {"abs": "0", "rel": "0"}, "solve": "a / 2",
        "rounding": 2,
    }  # fmt: skip
    family = make_exam.item("T-FAM", ItemType.NUMERIC, content=content, key=key)
    form = make_exam.form([family, *make_exam.bank(1)], worth=5000)
    of = make_exam.sitting("candidate", exam_form=form, opens_at=make_regrade.YESTERDAY)
    sat = make_regrade.attempt(of, "candidate", numeric={"number": "3", "unit": "元"})
    exam = (of, sat, None)
    with pytest.raises(ChangeNotPossible):
        dry(exam, people, now, wish(answers=["3"]), ItemType.NUMERIC)
    approved(dry(exam, people, now, wish(Change.VOID), ItemType.NUMERIC), people, now)
    score = make_regrade.newest(sat)
    assert (score.total, score.voided) == (5000, 5000)
    assert user("candidate").id == sat.user_id
