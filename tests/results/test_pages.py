"""Pages of results: what a candidate sees, what strangers do not, what officers work on."""

import pytest

from examsite.domain.terms import Outcome
from examsite.results.services.releasing import release
from tests import make_results
from tests.counting import counted


def test_a_failed_result_names_the_passage_and_never_an_item(clients, people, now):
    make_results.passage()
    attempt = make_results.attempt("candidate", 6900)
    result = release([attempt], by=people.officer, now=now)[0]
    page = clients.candidate.get(f"/results/{result.public_id}").text
    assert "未通过" in page
    assert "总分没有达到及格线" in page
    assert "1.1 一场直播里的操盘手" in page
    assert "/handbook/chapter-1#ch01-what-operator" in page
    assert "先做什么" not in page
    assert "CANARY" not in page


def test_a_passed_result_and_few_items(clients, people, now):
    attempt = make_results.attempt("candidate", 7650, areas={"A": [7650, 10000, 4]})
    result = release([attempt], by=people.officer, now=now)[0]
    page = clients.candidate.get(f"/results/{result.public_id}").text
    assert "76.5" in page
    assert "题少，仅供参考" in page
    assert "及格线为暂定" in page


def test_a_practical_result(clients, people, now):
    booked = make_results.booking("candidate", 6900, Outcome.FAIL, reasons=("critical_fail",))
    result = release([booked], by=people.officer, now=now)[0]
    page = clients.candidate.get(f"/results/{result.public_id}").text
    assert "一票否决" in page


def test_the_list_shows_own_results_only(clients, people, now):
    make_results.results("candidate", people.officer)
    assert clients.candidate.get("/results/").text.count("/results/") >= 2
    assert "还没有发布的成绩" in clients.other_candidate.get("/results/").text


def test_strangers_get_404_and_officers_see(clients, people, now):
    knowledge, practical = make_results.results("candidate", people.officer)
    for result in (knowledge, practical):
        address = f"/results/{result.public_id}"
        assert clients.other_candidate.get(address).status_code == 404
        assert clients.examiner_a.get(address).status_code == 404
        assert clients.officer.get(address).status_code == 200
        assert clients.anonymous.get(address).status_code == 303
    stranger = clients.other_candidate.get(f"/api/v1/attempts/{knowledge.attempt_id}/result")
    assert stranger.status_code == 404


def test_releasing_from_the_pages(clients, people):
    exam = make_results.sitting("candidate")
    attempt = make_results.attempt("candidate", of=exam)
    booked = make_results.booking("candidate")
    officer = clients.officer
    assert "初级知识考试" in officer.get("/staff/results").text
    page = officer.get(f"/staff/results/sittings/{exam.public_id}").text
    assert "发布 1 份成绩" in page
    for address in (
        f"/staff/results/sittings/{exam.public_id}/release",
        f"/staff/results/practicals/{make_results.session_of(booked).public_id}/release",
    ):
        assert officer.post(address).status_code == 303
        assert officer.post(address).status_code == 409
    shown = clients.candidate.get(f"/api/v1/attempts/{attempt.public_id}/result")
    assert (shown.status_code, shown.json["outcome"]) == (200, "pass")
    assert shown.json["areas"][0] == {
        "area": "A", "earned": 4000, "worth": 5000, "items": 14,
        "minimum_percent": None, "minimum_met": None, "decides": False,
    }  # fmt: skip
    session = make_results.session_of(booked)
    assert "已发布" in officer.get(f"/staff/results/practicals/{session.public_id}").text


def test_correcting_from_the_pages(clients, people, now):
    attempt = make_results.attempt("candidate", 6900)
    address = f"/staff/results/attempts/{attempt.public_id}/correction"
    assert clients.officer.get(address).status_code == 200
    assert clients.officer.post(address, data={"points": "70"}).status_code == 422
    form = {"points": "70", "reason": "第三题两解"}
    assert clients.officer.post(address, data=form).status_code == 303
    release([attempt], by=people.other_officer, now=now)
    assert clients.officer.post(address, data={**form, "points": "69"}).status_code == 303
    page = clients.other_officer.get("/staff/results/corrections").text
    assert "70 分改为 69 分" in page
    proposal = page.split("/staff/results/corrections/")[1].split("/")[0]
    refusal = f"/staff/results/corrections/{proposal}/refusal"
    assert clients.other_officer.post(refusal, data={"note": "答案无误"}).status_code == 303
    assert "没有等待批准的更正" in clients.officer.get("/staff/results/corrections").text


@pytest.mark.parametrize("person", ["candidate", "examiner_a", "auditor", "hr"])
def test_staff_pages_are_for_officers(clients, person):
    for address in ("/staff/results", "/staff/results/corrections"):
        assert getattr(clients, person).get(address).status_code == 403


def test_unknown_things_are_404(clients):
    for address in ("sittings/X", "practicals/X", "attempts/X/correction"):
        assert clients.officer.get(f"/staff/results/{address}").status_code == 404
    assert clients.officer.post("/staff/results/corrections/X/approval").status_code == 404


def test_statements_are_bounded(clients, people, now):
    knowledge, _ = make_results.results("candidate", people.officer)
    sitting = make_results.sitting_of(knowledge)
    for client, address, most in (
        (clients.candidate, f"/results/{knowledge.public_id}", 19),
        (clients.candidate, "/results/", 5),
        (clients.officer, "/staff/results", 8),
        (clients.officer, f"/staff/results/sittings/{sitting.public_id}", 6),
    ):
        with counted() as seen:
            assert client.get(address).status_code == 200
        assert len(seen) <= most, address
