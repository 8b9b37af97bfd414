"""Appeals: asked for in time, looked at by fresh eyes, answered with reasons, never downwards."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from examsite.accounts.models import RoleGrant
from examsite.accounts.services import proposals
from examsite.attempts.models import Attempt
from examsite.domain.actions import Action
from examsite.domain.appeal import (
    AppealKind,
    AppealMoved,
    AppealState,
    AppealTooLate,
    AppealTwice,
    NothingToReview,
    OwnAppeal,
    TookPart,
    WouldLower,
)
from examsite.domain.errors import NotFound
from examsite.domain.terms import Role
from examsite.kit.db import db, write
from examsite.kit.jobs import Job
from examsite.kit.journal import JournalDetail
from examsite.results.queries.appeals import get_case, list_cases
from examsite.results.queries.reports import get_result
from examsite.results.services import appealing, correcting, deciding_appeals
from examsite.results.services.deciding_appeals import NotFresh
from examsite.results.services.releasing import release
from examsite.short_answers.queries.fresh import list_fresh_markers
from tests import make_answers, make_results
from tests.cast import NOW
from tests.counting import counted

RECOUNT, REVIEW = AppealKind.RECOUNT, AppealKind.REVIEW


@pytest.fixture
def marked(site, people):
    """The candidate's paper with a short answer, marked by examiners a and b, released: 2 of 7."""
    make_answers.sitting("candidate")
    for marker in (people.examiner_a, people.examiner_b):
        make_answers.mark_all_of(marker, {"candidate": 2})
    attempt = db.session.scalars(select(Attempt)).one()
    return release([attempt], by=people.officer, now=NOW)[0].public_id


def result(public_id, viewer):
    return get_result(public_id, visible_to=viewer)


def filed(public_id, people, kind=REVIEW, now=NOW):
    own = result(public_id, people.candidate)
    return appealing.file_appeal(own, kind, reason="答全了", by=people.candidate, now=now).public_id


def fetched(public_id):
    return get_case(public_id).appeal


def fresh():
    """Examiners a and b have marked, c is of the candidate's organisation: the reviewer helps."""
    user = make_results.user("reviewer")
    with write(Action.ROLE_GRANTED, by=None, now=NOW) as tx:
        tx.add(RoleGrant(user_id=user.id, role=Role.EXAMINER, granted_at=NOW))
    return user


def give(appeal, people, lines, by="reviewer"):
    question = make_answers.place(make_results.sitting_of(fetched(appeal).result))
    marks = {question.id: (lines, "要点齐全")}
    return deciding_appeals.give_marks(
        fetched(appeal), marks, by=getattr(people, by), now=NOW + timedelta(days=2)
    )


def test_a_review_raises_the_score_by_two_officers(marked, people, clients):
    address = f"/results/{marked}"
    assert "12 月 14 日" in clients.candidate.get(address).text
    form = {"kind": "review", "reason": "先后和责任人都写了"}
    assert clients.candidate.post(f"{address}/appeal", data=form).status_code == 303
    appeal = list_cases()[0].appeal.public_id
    for page in (address, "/results/", "/desk"):
        assert "已收到" in clients.candidate.get(page).text
    marker = fresh()
    staff = f"/staff/appeals/{appeal}"
    page = clients.officer.get(staff).text
    assert "示例审题" in page
    assert "示例考评" not in page
    assert (
        clients.officer.post(f"{staff}/marker", data={"marker": marker.public_id}).status_code
        == 303
    )
    marking = clients.reviewer.get(f"/marking/appeals/{appeal}").text
    assert make_answers.text_of("candidate") in marking
    assert "示例考生" not in marking
    assert clients.examiner_a.get(f"/marking/appeals/{appeal}").status_code == 404
    assert (
        clients.reviewer.post(f"/marking/appeals/{appeal}", data={"p0-0": "2"}).status_code == 422
    )
    lines = {f"p0-{n}": str(points) for n, points in enumerate(make_answers.FULL)}
    assert clients.reviewer.post(f"/marking/appeals/{appeal}", data=lines).status_code == 303
    before = result(marked, people.candidate).total
    page = clients.officer.get(staff).text
    assert "核对完，待决定" in page
    data = {"points": f"{(before + 500) / 100}", "why": "复评认定四个要点齐全"}
    assert clients.officer.post(f"{staff}/change", data=data).status_code == 303
    assert result(marked, people.candidate).total == before
    assert "更正待批准" in clients.candidate.get(f"{address}/appeal").text
    proposal = fetched(appeal).proposal.public_id
    approval = f"/staff/results/corrections/{proposal}/approval"
    assert clients.officer.post(approval).status_code == 403
    assert clients.other_officer.post(approval).status_code == 303
    assert result(marked, people.candidate).total == before + 500
    assert fetched(appeal).state is AppealState.CHANGED
    page = clients.candidate.get(f"{address}/appeal").text
    assert "已答复：更正" in page
    assert "已答复" in clients.candidate.get("/results/").text
    assert "我的申诉" not in clients.candidate.get("/desk").text
    assert "复评认定四个要点齐全" in page


def test_a_recount_that_agrees_is_upheld_and_told(marked, people, clients):
    with write(Action.ACCOUNT_CONTACT_PROVEN, by=None, now=NOW):
        make_results.user("candidate").email = "candidate@example.org"
    appeal = filed(marked, people, RECOUNT)
    deciding_appeals.recount(fetched(appeal), by=people.officer, now=NOW)
    assert fetched(appeal).differences == []
    deciding_appeals.uphold(fetched(appeal), reason="逐项一致", by=people.officer, now=NOW)
    page = clients.candidate.get(f"/results/{marked}/appeal").text
    assert "已答复：维持" in page
    assert "逐项一致" in page
    mail = db.session.scalars(select(Job).where(Job.name == "mail.send")).one().payload
    assert f"/results/{marked}/appeal" in mail["text"]
    assert "逐项一致" not in mail["text"]
    journal = repr([one.body for one in db.session.scalars(select(JournalDetail))])
    assert "appeal" in journal
    for secret in ("答全了", "逐项一致"):
        assert secret not in journal


def test_the_term_is_fifteen_working_days(marked, people):
    last = datetime(2026, 12, 14, 15, 59, tzinfo=UTC)  # 23:59 in Shanghai, released on 23 November
    with pytest.raises(AppealTooLate) as refused:
        filed(marked, people, now=last + timedelta(minutes=1))
    assert refused.value.params == {"day": "2026-12-14"}
    assert filed(marked, people, now=last)


def test_each_kind_once_and_only_ones_own(marked, people):
    filed(marked, people)
    filed(marked, people, RECOUNT)
    with pytest.raises(AppealTwice):
        filed(marked, people)
    with pytest.raises(NotFound):
        result(marked, people.other_candidate)
    with pytest.raises(NotFound):  # an officer sees the result, yet it is not theirs
        appealing.file_appeal(
            result(marked, people.officer), REVIEW, reason="…", by=people.officer, now=NOW
        )


def test_a_paper_of_the_machine_alone_is_not_reviewed(site, people, clients):
    attempt = make_results.attempt("candidate", 6950)
    made = release([attempt], by=people.officer, now=NOW)[0].public_id
    with pytest.raises(NothingToReview):
        filed(made, people)
    page = clients.candidate.get(f"/results/{made}/appeal").text
    assert 'value="recount"' in page
    assert 'value="review"' not in page


def test_only_fresh_eyes_mark_and_only_the_uninvolved_decide(marked, people):
    appeal = filed(marked, people)
    assert list_fresh_markers(fetched(appeal).result.attempt) == []  # c is a colleague
    for name in ("examiner_a", "examiner_c"):
        with pytest.raises(NotFresh):
            marker = make_results.user(name)
            deciding_appeals.assign(fetched(appeal), marker, by=people.officer, now=NOW)
    with pytest.raises(OwnAppeal):
        deciding_appeals.assign(fetched(appeal), fresh(), by=people.candidate, now=NOW)
    marker = make_results.user("reviewer")
    deciding_appeals.assign(fetched(appeal), marker, by=people.officer, now=NOW)
    with pytest.raises(NotFound):
        give(appeal, people, make_answers.FULL, by="examiner_a")
    give(appeal, people, make_answers.LINES[2])
    for name, refusal in (
        ("candidate", OwnAppeal),
        ("examiner_a", TookPart),
        ("reviewer", TookPart),
    ):
        with pytest.raises(refusal):
            by = getattr(people, name)
            deciding_appeals.uphold(fetched(appeal), reason="…", by=by, now=NOW)
    with pytest.raises(WouldLower):
        deciding_appeals.propose_change(fetched(appeal), 0, reason="…", by=people.officer, now=NOW)


def test_a_refused_correction_opens_the_appeal_again(marked, people, clients):
    appeal = filed(marked, people, RECOUNT)
    deciding_appeals.recount(fetched(appeal), by=people.officer, now=NOW)
    total = result(marked, people.candidate).total + 100
    proposal = deciding_appeals.propose_change(
        fetched(appeal), total, reason="算错", by=people.officer, now=NOW
    )
    refusal = f"/staff/results/corrections/{proposal.public_id}/refusal"
    assert clients.other_officer.post(refusal, data={"note": "没有依据"}).status_code == 303
    assert fetched(appeal).state is AppealState.CHECKED
    assert result(marked, people.candidate).total == total - 100


def test_a_settlement_that_was_lost_is_made_up_for(marked, people):
    appeal = filed(marked, people, RECOUNT)
    deciding_appeals.recount(fetched(appeal), by=people.officer, now=NOW)
    total = result(marked, people.candidate).total + 100
    made = deciding_appeals.propose_change(
        fetched(appeal), total, reason="算错", by=people.officer, now=NOW
    )
    proposals.approve(correcting.CORRECTION, made, by=people.other_officer, now=NOW)
    assert fetched(appeal).state is AppealState.CORRECTING
    deciding_appeals.settle(fetched(appeal), by=people.officer, now=NOW)
    assert fetched(appeal).state is AppealState.CHANGED
    with pytest.raises(AppealMoved):
        deciding_appeals.settle(fetched(appeal), by=people.officer, now=NOW)


def test_taking_an_appeal_back(marked, people, clients):
    appeal = filed(marked, people)
    address = f"/results/{marked}/appeal/{appeal}/withdrawal"
    assert clients.other_candidate.post(address).status_code == 404
    assert clients.candidate.post(address).status_code == 303
    assert fetched(appeal).state is AppealState.WITHDRAWN


def test_the_register_takes_a_bounded_number_of_statements(marked, people, clients):
    filed(marked, people)
    clients.officer.get("/staff/appeals")
    with counted() as one:
        clients.officer.get("/staff/appeals")
    filed(marked, people, RECOUNT)
    with counted() as two:
        clients.officer.get("/staff/appeals")
    assert len(two) == len(one)
