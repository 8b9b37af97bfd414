"""A doubt about an attempt: told, answered, decided by somebody else, and the result held back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from examsite.attempts.models import Attempt
from examsite.attempts.queries.holds import list_holds
from examsite.domain.actions import Action
from examsite.domain.flags import FlagOutcome, FlagState, HearFirst
from examsite.domain.invigilation import SignalKind
from examsite.domain.terms import AttemptState, HoldKind
from examsite.invigilation.models import Flag, Signal
from examsite.invigilation.queries.flags import get_flag
from examsite.invigilation.services import flags
from examsite.kit.db import append, db, write
from examsite.kit.jobs import Job
from examsite.kit.journal import JournalDetail
from tests import make_results
from tests.cast import NOW
from tests.make_watched import act, start

WORDS = "14:05 监考看见考生使用手机，收起后没有再用。"


@pytest.fixture
def flagged(clients, site):
    """The candidate's attempt, doubted by the invigilator, with two pastes; another took part."""
    sitting, attempt = start(clients, "candidate", "other_candidate")
    with write(Action.ACCOUNT_CONTACT_PROVEN, by=None, now=NOW):
        make_results.user("candidate").email = "candidate@example.org"
    with append(Action.SIGNALS_KEPT, by=None, now=NOW) as tx:
        for amount in (30, 40):
            tx.add(
                Signal(
                    sitting_id=sitting.id, attempt_id=attempt.id, kind=SignalKind.PASTE,
                    amount=amount, stands_out=True, at=NOW,
                )
            )  # fmt: skip
    clients.candidate.post(f"/api/v1/attempts/{attempt.public_id}/submit")
    act(clients.invigilator, attempt, "flags", words=WORDS)
    return attempt


def only():
    return db.session.scalars(select(Flag).execution_options(populate_existing=True)).one()


def answer(client, words="手机在包里，响了以后关掉。"):
    address = f"/flags/{only().public_id}/reply"
    return client.post(address, data={"words": words}, follow_redirects=True)


def decide(client, outcome="noted", reasons="双方所述一致，未用于作答。"):
    address = f"/staff/flags/{only().public_id}/decision"
    return client.post(
        address, data={"outcome": outcome, "reasons": reasons}, follow_redirects=True
    )


def test_it_works_told_answered_decided(flagged, clients, people):
    flag = only()
    assert (flag.state, f"{flag.reply_due}") == (FlagState.RAISED, "2026-11-30")
    assert flag.evidence == [["paste", 2, 2, 0, 2]]
    assert list_holds([flagged.id]) == {flagged.id: [HoldKind.FLAG]}
    page = clients.candidate.get(f"/flags/{flag.public_id}").text
    assert WORDS in page
    assert "粘贴 2 次；本场 2 人" in page
    assert "作答有存疑" in clients.candidate.get("/desk").text
    assert "说明已收到" in answer(clients.candidate).text
    assert "手机在包里" in clients.officer.get(f"/staff/flags/{flag.public_id}").text
    assert "一份作答的存疑" in clients.officer.get("/desk").text
    assert "结论已记录" in decide(clients.officer).text
    assert (only().outcome, list_holds([flagged.id])) == (FlagOutcome.NOTED, {})
    page = clients.candidate.get(f"/flags/{flag.public_id}").text
    assert "双方所述一致" in page
    assert "2026 年 12 月 14 日（含）之前投诉" in page
    assert "作答有存疑" not in clients.candidate.get("/desk").text
    mails = db.session.scalars(select(Job).where(Job.name == "mail.send").order_by(Job.id)).all()
    assert ["存疑" in one.payload["subject"] for one in mails] == [True, True]
    assert all(flag.public_id in one.payload["text"] for one in mails)
    assert not any("手机" in one.payload["text"] for one in mails)


def test_no_word_of_it_reaches_the_journal(flagged, clients):
    answer(clients.candidate)
    decide(clients.officer)
    written = " ".join(str(one.body) for one in db.session.scalars(select(JournalDetail)))
    assert "flag" in written
    assert not any(word in written for word in ("收起后", "双方所述", "包里"))


def test_it_is_decided_after_the_answer_or_its_term(flagged, clients, people):
    assert "期限还没有过" in decide(clients.officer).text
    flag = get_flag(only().public_id, visible_to=people.officer)
    last = NOW + timedelta(days=7)
    with pytest.raises(HearFirst):
        flags.decide(flag, FlagOutcome.CLEARED, reasons="无", by=people.officer, now=last)
    flag = get_flag(flag.public_id, visible_to=people.officer)
    flags.decide(
        flag, FlagOutcome.CLEARED, reasons="无", by=people.officer, now=last + timedelta(days=1)
    )
    assert only().outcome is FlagOutcome.CLEARED
    assert answer(clients.candidate).status_code == 409


def test_who_raised_it_does_not_decide_it(clients, people, site):
    _, attempt = start(clients, "candidate")
    act(clients.officer, attempt, "flags", words=WORDS)
    answer(clients.candidate)
    assert decide(clients.officer).status_code == 403
    assert decide(clients.invigilator).status_code == 403
    assert "结论已记录" in decide(clients.other_officer).text


def test_voided_is_decided_only_of_what_two_people_have_voided(flagged, clients):
    answer(clients.candidate)
    assert "先在作答页由两人办理作废" in decide(clients.officer, outcome="voided").text
    attempt = db.session.get(Attempt, flagged.id)
    with write(Action.ATTEMPT_VOIDED, by=None, now=NOW, about=attempt):
        attempt.state = AttemptState.VOIDED
    assert "结论已记录" in decide(clients.officer, outcome="voided").text


def test_one_doubt_at_a_time_and_words_for_it(flagged, clients):
    assert "已有没了结的存疑" in act(clients.invigilator, flagged, "flags", words="又一次")
    answer(clients.candidate)
    decide(clients.officer)
    assert "请写明看到了什么" in act(clients.invigilator, flagged, "flags", words=" ")
    assert "已提出并通知" in act(clients.invigilator, flagged, "flags", words="又一次")


def test_strangers_see_nothing_and_the_answer_is_given_once(flagged, clients):
    address = f"/flags/{only().public_id}"
    assert clients.other_candidate.get(address).status_code == 404
    assert answer(clients.other_candidate).status_code == 404
    assert answer(clients.candidate, " ").status_code == 422
    answer(clients.candidate)
    assert answer(clients.candidate, "再说一句").status_code == 409
    assert "再说一句" not in only().reply


def test_the_result_is_not_released_while_it_is_open(flagged, clients):
    shown = clients.officer.get(f"/staff/attempts/{flagged.public_id}").text
    assert "等待考生说明" in shown
    assert list_holds([flagged.id])
