"""Going on on paper: machines fail, sheets are typed by two people, the answers are marked."""

from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from sqlalchemy import select

from examsite.attempts.models import Attempt, ScoreVersion
from examsite.attempts.queries.answers import list_answers
from examsite.attempts.queries.attempts import get_any_attempt
from examsite.domain.paper_answers import NotDifferent, PaperState, SecondTypist
from examsite.domain.terms import AttemptState, ItemType
from examsite.exams.queries import find_entry, get_sitting
from examsite.invigilation.models import PaperSheet
from examsite.invigilation.queries.on_paper import get_paper, get_sheet
from examsite.invigilation.services import on_paper
from examsite.kit.db import db
from examsite.kit.journal import JournalEntry
from examsite.kit.site import settings
from examsite.results.services.recomputing import recompute
from examsite.results.services.releasing import StillHeld, release
from tests import make_exam
from tests.cast import NOW
from tests.make_watched import later, start

LATER = NOW + timedelta(hours=3)


def item_of(exam, kind=ItemType.SINGLE):
    """An item of the sitting's paper."""
    paper = get_paper(get_sitting(exam.public_id).form_id)
    return next(one for one in paper if one["type"] == kind)


def to_paper(client, exam, *people, reason="三号教室停电"):
    """Take seats to paper on the page; the page that comes back."""
    form = {"seat": [one.public_id for one in people], "reason": reason}
    with later(600):
        address = f"/staff/sittings/{exam.public_id}/paper"
        return client.post(address, data=form, follow_redirects=True).text


def send(client, attempt, path="", **form):
    """A form of a sheet's pages; the answer, after where it leads."""
    with later(4000):
        address = f"/staff/attempts/{attempt.public_id}/paper{path}"
        return client.post(address, data=form, follow_redirects=True)


def answers(attempt):
    return {name: one["value"] for name, one in list_answers(attempt.id).items()}


def test_it_works_from_the_power_cut_to_the_score(clients, people, site):
    exam, attempt = start(clients, "candidate")
    one, two = item_of(exam), item_of(exam, ItemType.TRUE_FALSE)
    address = f"/api/v1/attempts/{attempt.public_id}/answers"
    with later(60):
        for item, value in ((one, one["options"][0]["id"]), (two, False)):
            clients.candidate.put(f"{address}/{item['item']}", json={"value": value, "seq": 9})
    assert "已有 1 个座位改用纸笔" in to_paper(clients.invigilator, exam, people.candidate)
    shown = clients.candidate.get(f"/attempts/{attempt.public_id}/receipt").text
    assert "三号教室停电" in shown
    field = f"a-{one['item']}"
    assert "第一遍已录好" in send(clients.invigilator, attempt, **{field: "b"}).text
    assert "请另一位工作人员" in send(clients.invigilator, attempt, **{field: "B"}).text
    with pytest.raises(StillHeld):
        release([get_any_attempt(attempt.public_id)], by=people.other_officer, now=LATER)
    assert "已计入作答" in send(clients.officer, attempt, **{field: "B"}).text
    assert answers(attempt) == {one["item"]: one["options"][1]["id"], two["item"]: False}
    numbers = db.session.scalars(select(ScoreVersion.number).order_by(ScoreVersion.number))
    assert numbers.all() == [1, 2]
    assert recompute().differences == []
    assert len(release([get_any_attempt(attempt.public_id)], by=people.officer, now=LATER)) == 1


def test_differences_are_settled_from_the_sheet(clients, people, site):
    exam, attempt = start(clients, "candidate")
    to_paper(clients.officer, exam, people.candidate)
    one, two = item_of(exam), item_of(exam, ItemType.NUMERIC)
    a, b = one["item"], two["item"]
    send(clients.invigilator, attempt, **{f"a-{a}": "A", f"a-{b}": "2.69 A"})
    text = send(clients.officer, attempt, **{f"a-{a}": "B", f"a-{b}": "2.96 A"}).text
    assert "两遍录入有不同" in text
    shown = clients.officer.get(f"/staff/attempts/{attempt.public_id}/paper").text
    assert "两遍录入有 2 处不同" in shown
    assert "2.69 A" in shown
    some = send(clients.officer, attempt, "/settlement", **{f"pick-{a}": "2"})
    assert (some.status_code, "还有 1 处不同没有裁定" in some.text) == (422, True)
    bad = {f"pick-{a}": "2", f"pick-{b}": "other", f"a-{b}": "2.9 Z"}
    unread = send(clients.officer, attempt, "/settlement", **bad)
    assert (unread.status_code, "读不懂" in unread.text) == (422, True)
    done = bad | {f"a-{b}": "2.9 A"}
    assert "已计入作答" in send(clients.officer, attempt, "/settlement", **done).text
    chosen = {a: one["options"][1]["id"], b: {"number": "2.9", "unit": two["units"][0]}}
    assert answers(attempt) == chosen


def test_what_cannot_be_read_loses_nothing(clients, people, site):
    exam, attempt = start(clients, "candidate")
    to_paper(clients.officer, exam, people.candidate)
    one, two = item_of(exam), item_of(exam, ItemType.ORDERING)
    form = {f"a-{one['item']}": "Q", f"a-{two['item']}": "cab"}
    answer = send(clients.officer, attempt, **form)
    assert answer.status_code == 422
    assert "读不懂“Q”" in answer.text
    assert 'value="cab"' in answer.text
    assert get_sheet(attempt.public_id, visible_to=people.officer).state is PaperState.OPEN


def test_a_seat_that_never_began_and_one_taken_by_mistake(clients, people, site):
    exam = make_exam.sitting("candidate", "other_candidate")
    to_paper(clients.officer, exam, people.candidate, people.other_candidate)
    sheets = db.session.scalars(select(PaperSheet).order_by(PaperSheet.id)).all()
    attempts = {one.id: one for one in db.session.scalars(select(Attempt))}
    first, second = (attempts[one.attempt_id] for one in sheets)
    assert {first.state, second.state} == {AttemptState.HANDED_IN}
    assert "已有 0 个座位" in to_paper(clients.officer, exam, people.candidate)
    assert "已撤销纸笔作答" in send(clients.officer, first, "/withdrawal", reason="没有写").text
    assert "已了结" in clients.officer.get(f"/staff/attempts/{first.public_id}/paper").text
    late = send(clients.officer, first, **{f"a-{item_of(exam)['item']}": "A"})
    assert late.status_code == 409
    assert len(release([get_any_attempt(first.public_id)], by=people.officer, now=LATER)) == 1


def test_what_is_released_stays(clients, people, site):
    exam, attempt = start(clients, "candidate")
    clients.candidate.post(f"/api/v1/attempts/{attempt.public_id}/submit")
    release([get_any_attempt(attempt.public_id)], by=people.officer, now=LATER)
    assert "成绩已经发布" in to_paper(clients.invigilator, exam, people.candidate)


def test_refusals_hold_under_the_lock(clients, people, site):
    exam, attempt = start(clients, "candidate")
    entry, keys = find_entry(exam.id, people.candidate.id), settings().keys_folder
    with pytest.raises(on_paper.OwnSheet):
        on_paper.take(exam, entry, reason="停电", by=people.candidate, now=LATER, keys=keys)
    on_paper.take(exam, entry, reason="停电", by=people.officer, now=LATER, keys=keys)

    def sheet():
        return get_sheet(attempt.public_id, visible_to=people.officer)

    typing = {"now": LATER, "keys": keys}
    with pytest.raises(on_paper.OwnSheet):
        on_paper.type_in(sheet(), {}, by=people.candidate, **typing)
    on_paper.type_in(sheet(), {}, by=people.officer, **typing)
    with pytest.raises(SecondTypist):
        on_paper.type_in(sheet(), {}, by=people.officer, **typing)
    with pytest.raises(NotDifferent):
        on_paper.settle(sheet(), {}, by=people.invigilator, **typing)
    made = on_paper.type_in(sheet(), {}, by=people.invigilator, **typing)
    assert made.state is PaperState.SETTLED
    with pytest.raises(on_paper.NotOnPaper):
        on_paper.drop(sheet(), reason="误点", by=people.officer, now=LATER)


@pytest.mark.parametrize("path", ["booklet", "answer-sheets"])
def test_printing_is_journalled_and_holds_no_key(clients, people, site, path):
    exam, _ = start(clients, "candidate", "other_candidate")
    address = f"/staff/sittings/{exam.public_id}/paper/{path}.pdf"
    assert "请勾选要印的座位" in clients.officer.post(address, follow_redirects=True).text
    ticked = {"seat": [people.candidate.public_id, people.other_candidate.public_id]}
    answer = clients.officer.post(address, data=ticked)
    assert answer.mimetype == "application/pdf"
    with pikepdf.open(BytesIO(answer.data)) as document:
        assert len(document.pages) >= (2 if path == "answer-sheets" else 1)
    rows = select(JournalEntry.what).order_by(JournalEntry.n.desc())
    assert db.session.scalars(rows).first() == "paper.printed"
    assert clients.invigilator.post(address, data=ticked).status_code == 403
