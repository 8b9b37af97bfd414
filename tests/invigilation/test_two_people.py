"""Acts of two people: voiding, reopening, more than ten minutes; and time without contact."""

from contextlib import nullcontext

import pytest
from sqlalchemy import select

from examsite.accounts.models import Proposal
from examsite.accounts.services.proposals import Overtaken
from examsite.attempts.models import ScoreVersion
from examsite.attempts.queries.attempts import get_any_attempt
from examsite.attempts.services.handing_in import close_overdue
from examsite.domain.actions import Action
from examsite.domain.invigilation import TooMuchBack
from examsite.invigilation.services import settling
from examsite.kit import clock
from examsite.kit.db import db, write
from examsite.kit.site import settings
from tests.make_credentials import installed_as
from tests.make_watched import act, later, poll, start


@pytest.fixture(autouse=True)
def two_people(site):
    with installed_as(site, two_person=True):
        yield


def settle(client, verdict="approval", **form):
    """The newest proposal, settled by this person; the page that answers."""
    rows = select(Proposal.public_id).order_by(Proposal.id.desc())
    proposal = db.session.scalars(rows.limit(1)).one()
    answer = client.post(f"/staff/attempts/proposals/{proposal}/{verdict}", data=form)
    return client.get(answer.location).text if answer.status_code == 303 else answer


def state(clients, attempt, seconds=70):
    return poll(clients.candidate, attempt, seconds=seconds).get_json()["state"]


def test_voiding(clients, site):
    _, attempt = start(clients, "candidate")
    assert "等第二人" in act(clients.invigilator, attempt, "void", reason="替考")
    assert state(clients, attempt) == "in_progress"
    assert settle(clients.invigilator).status_code == 403  # the same person does not count
    with later(80):
        assert "已批准并执行" in settle(clients.officer)
    body = poll(clients.candidate, attempt, seconds=90).get_json()
    assert (body["state"], body["closing_note"]) == ("voided", "替考")
    assert "替考" in clients.candidate.get(f"/attempts/{attempt.public_id}/receipt").text
    submitted = clients.candidate.post(f"/api/v1/attempts/{attempt.public_id}/submit")
    assert (submitted.status_code, submitted.get_json()["state"]) == (200, "voided")


def test_a_proposal_can_be_turned_down(clients, site):
    _, attempt = start(clients, "candidate")
    act(clients.invigilator, attempt, "void", reason="替考")
    settle(clients.officer, "refusal", reason="证件已核对，是本人")
    assert state(clients, attempt) == "in_progress"
    assert db.session.scalars(select(Proposal)).one().state.value == "refused"


def test_reopening_what_the_deadline_closed(clients, site):
    _, attempt = start(clients, "candidate")
    close_overdue(now=_at(3700), keys=settings().keys_folder)
    assert state(clients, attempt, 3700) == "closed_by_deadline"
    page = act(clients.invigilator, attempt, "reopening", seconds=3800, minutes=0, reason="误判")
    assert "没有剩余时间" in page
    act(clients.invigilator, attempt, "reopening", seconds=3800, minutes=10, reason="服务器故障")
    with later(3900):
        settle(clients.officer)
    body = poll(clients.candidate, attempt, seconds=3900).get_json()
    assert (body["state"], body["remaining_ms"]) == ("in_progress", 600_000)
    with later(4000):
        again = clients.candidate.post(f"/api/v1/attempts/{attempt.public_id}/submit").get_json()
    assert again["state"] == "handed_in"
    scores = db.session.scalars(select(ScoreVersion.number).order_by(ScoreVersion.number))
    assert scores.all() == [1, 2]


def _at(seconds):
    with later(seconds):
        return clock.now()


def test_what_the_candidate_handed_in_stays(clients, site):
    _, attempt = start(clients, "candidate")
    clients.candidate.post(f"/api/v1/attempts/{attempt.public_id}/submit")
    page = act(clients.invigilator, attempt, "reopening", minutes=10, reason="后悔了")
    assert "考生自己交的卷" in page


def test_more_than_ten_minutes_in_all_waits_for_a_second_person(clients, site):
    _, attempt = start(clients, "candidate")
    assert "已延长 10 分钟" in act(clients.invigilator, attempt, "time", minutes=10, reason="断网")
    page = act(clients.invigilator, attempt, "time", minutes=1, reason="又断网")
    assert "等第二个人批准" in page
    assert poll(clients.candidate, attempt, seconds=60).get_json()["remaining_ms"] == 4_140_000
    with later(70):
        settle(clients.officer)
    assert poll(clients.candidate, attempt, seconds=70).get_json()["remaining_ms"] == 4_190_000


def test_lost_time_is_given_back_once(clients, site):
    _, attempt = start(clients, "candidate")
    poll(clients.candidate, attempt, seconds=1)
    poll(clients.candidate, attempt, seconds=91)
    seat = act(clients.invigilator, attempt, "lost-time", seconds=95, **_back(91))
    assert "不能超过还没有补的失联时间" in seat
    seat = act(clients.invigilator, attempt, "lost-time", seconds=95, **_back(90))
    assert "可补 0 秒" in seat
    assert poll(clients.candidate, attempt, seconds=95).get_json()["remaining_ms"] == 3_595_000
    seat = act(clients.invigilator, attempt, "lost-time", seconds=95, **_back(1))
    assert "不能超过还没有补的失联时间" in seat


def _back(seconds):
    return {"reason": "断网", "lost": seconds}


def test_the_same_lost_time_is_not_given_back_by_two_at_once(clients, site, people):
    _, attempt = start(clients, "candidate")
    poll(clients.candidate, attempt, seconds=1)
    poll(clients.candidate, attempt, seconds=91)
    now, details = _at(95), {"seconds": 90, "back": True}
    found = get_any_attempt(attempt.public_id)
    for outcome in (nullcontext(), pytest.raises(TooMuchBack)):  # both checked before either wrote
        action = Action.ATTEMPT_TIME_CHANGED
        with outcome, write(action, by=people.invigilator, now=now, about=found) as tx:
            tx.lock(found)
            settling.GIVE.apply(tx, found, details, None, "断网")
    assert poll(clients.candidate, attempt, seconds=95).get_json()["remaining_ms"] == 3_595_000


def test_two_at_once_do_not_give_more_than_ten_minutes_alone(clients, site, people):
    _, attempt = start(clients, "candidate")
    found, now = get_any_attempt(attempt.public_id), _at(60)

    class Meanwhile(str):
        """A reason during whose reading somebody else gives seven minutes."""

        def strip(self, *_):
            settling.give(found, 420, back=False, reason="断网", by=people.officer, now=now)
            return "又断网"

    with pytest.raises(Overtaken):
        settling.give(found, 420, back=False, reason=Meanwhile(), by=people.invigilator, now=now)
    assert poll(clients.candidate, attempt, seconds=60).get_json()["remaining_ms"] == 3_960_000


def test_what_a_slow_start_gave_back_is_not_owed_again(clients, site):
    _, attempt = start(clients, "candidate")
    with later(65):
        clients.candidate.post(f"/api/v1/attempts/{attempt.public_id}/displayed")
    poll(clients.candidate, attempt, seconds=65)  # silent for 65 s, of which 60 are credited
    seat = act(clients.invigilator, attempt, "lost-time", seconds=70, **_back(6))
    assert "不能超过还没有补的失联时间" in seat
    assert "另有 1 分钟 在首次显示试卷时已自动补给" in seat
    seat = act(clients.invigilator, attempt, "lost-time", seconds=70, **_back(5))
    assert "可补 0 秒" in seat
