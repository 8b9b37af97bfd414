"""Who watches over a sitting: from the first assignment on, nobody else but officers."""

import pytest

from examsite.exams.queries import get_sitting
from examsite.exams.services.invigilators import CandidateThere, assign
from tests import make_exam, make_watched
from tests.cast import NOW


def page_of(sitting):
    """The officers' page."""
    return f"/staff/sittings/{sitting.public_id}/invigilators"


def test_it_works_through_the_page(clients, people):
    sitting = make_exam.sitting("candidate")
    officer, address = clients.officer, page_of(sitting)
    assert "建议至少 2 位监考，现在 0 位" in officer.get(address).text
    form = {"user": people.invigilator.public_id}
    assert "已排定：示例监考" in officer.post(address, data=form, follow_redirects=True).text
    assert officer.post(address, data=form).status_code == 409
    assert officer.post(address, data={"user": people.hr.public_id}).status_code == 422
    relief = f"{address}/{people.invigilator.public_id}/relief"
    assert "这是最后一位监考" in officer.post(relief, follow_redirects=True).text
    as_invigilator(clients, people.hr)
    officer.post(address, data={"user": people.hr.public_id})
    assert "已撤下" in officer.post(relief, follow_redirects=True).text


def as_invigilator(clients, person):
    """Give somebody the role."""
    clients.admin.post(f"/staff/people/{person.public_id}/roles", data={"role": "invigilator"})


def test_others_do_not_see_it(clients, people, site):
    sitting, attempt = make_watched.start(clients, "candidate")
    other = make_exam.sitting("other_candidate", exam_form=get_sitting(sitting.public_id).form)
    seat = f"/staff/sittings/{sitting.public_id}/door/{people.candidate.public_id}"
    pages = [
        f"/staff/sittings/{sitting.public_id}/board",
        f"/staff/attempts/{attempt.public_id}",
        seat,
    ]

    def seen(who):
        return {getattr(clients, who).get(page).status_code for page in pages}

    with make_watched.later(60):
        assert seen("invigilator") == {200}  # nobody is assigned yet
        form = {"user": people.invigilator.public_id}
        clients.officer.post(page_of(other), data=form)
        assert seen("invigilator") == {200}
        clients.officer.post(page_of(sitting), data=form)
        assert seen("invigilator") == seen("officer") == {200}
        as_invigilator(clients, people.hr)
        clients.officer.post(page_of(sitting), data={"user": people.hr.public_id})
        clients.officer.post(f"{page_of(sitting)}/{people.invigilator.public_id}/relief")
        assert seen("invigilator") == {404}
        assert "初级知识考试" in clients.invigilator.get("/desk").text  # the other one is theirs
        address = f"/staff/attempts/{attempt.public_id}/pause"
        assert clients.invigilator.post(address, data={"reason": "停"}).status_code == 404


def test_nobody_watches_over_their_own_exam(people):
    sitting = make_exam.sitting("candidate", "invigilator")
    with pytest.raises(CandidateThere):
        assign(sitting, people.invigilator.public_id, by=people.officer, now=NOW)
