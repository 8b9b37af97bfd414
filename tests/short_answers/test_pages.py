"""The marker's pages, the officer's page, the desks, and what result pages say meanwhile."""

import re

import pytest

from examsite.domain.actions import Action
from examsite.domain.terms import AttemptState
from examsite.home.queries.work import Kind, list_work
from examsite.kit.db import write
from examsite.short_answers.queries.queues import load_desk
from tests import make_answers, make_results
from tests.counting import counted
from tests.make_answers import ANCHORS, FULL, mark_all_of, queue, text_of
from tests.short_answers.test_mark import attempt_of

PEOPLE = ("candidate", "other_candidate")


@pytest.fixture
def exam(site):
    return make_answers.sitting(*PEOPLE)


def begin(client):
    """Open the queue of the one question; the address of its next answer."""
    action = re.search(r'action="(/marking/sittings/[^"]+)"', client.get("/marking/").text)
    answer = client.post(action[1])
    assert answer.status_code == 303
    return answer.location


def token_of(page):
    return re.search(r'name="answer" value="(\w+)"', page.text)[1]


def fill(page, lines=FULL, **more):
    form = {f"line-{n}": str(points) for n, points in enumerate(lines)}
    return form | {"answer": token_of(page)} | more


def test_one_after_the_other_to_the_end(exam, clients):
    client = clients.examiner_a
    address = begin(client)
    assert f"还有 {len(PEOPLE) + 1} 份" in client.get(address).text
    seen = []
    for _ in range(len(PEOPLE) + 1):
        page = client.get(address)
        seen += [
            text
            for text in (*map(text_of, PEOPLE), *ANCHORS.values())
            if f">{text}</p>" in page.text
        ]
        answer = client.post(address, data=fill(page, note="好"))
        assert (answer.status_code, answer.location) == (303, address)
    assert set(map(text_of, PEOPLE)) < set(seen)
    assert len(seen) == len(set(seen)) == len(PEOPLE) + 1
    assert "这道题评完了" in client.get(address).text
    assert "现在没有等您评的简答题" in client.get("/marking/").text


def test_the_page_says_nothing_of_whom(exam, clients):
    page = clients.examiner_a.get(begin(clients.examiner_a)).text
    for person in PEOPLE:
        who = attempt_of(person)
        told = (person, make_results.user(person).name, make_results.user(person).public_id)
        for fact in (*told, who.public_id, who.receipt["code"]):
            assert fact not in page
    assert "评分要点" in page
    assert "字，少于要求的 20–60 字" in page
    shown = [text for text in ANCHORS.values() if f"<dd>{text}</dd>" in page]
    assert 1 <= len(shown) < len(ANCHORS)


def test_what_is_missing_is_said_and_kept(exam, clients):
    client = clients.examiner_a
    address = begin(client)
    page = client.get(address)
    form = fill(page) | {"line-1": "", "note": "看到一半"}
    answer = client.post(address, data=form)
    assert answer.status_code == 422
    assert "请给这一行打分。" in answer.text
    assert "看到一半" in answer.text
    assert token_of(answer) == form["answer"]
    assert client.post(address, data=form | {"line-1": "9"}).status_code == 422
    first = client.post(address, data=form | {"line-1": "2"})
    again = client.post(address, data=form | {"line-1": "2"})
    assert (first.status_code, again.status_code) == (303, 303)
    assert "第 2 份" in client.get(address).text


def test_the_last_one_can_be_looked_at_again(exam, clients, people):
    client = clients.examiner_a
    address = begin(client)
    assert client.get(f"{address}last").status_code == 409
    client.post(address, data=fill(client.get(address), note="第一句"))
    page = client.get(f"{address}last")
    assert "改上一份" in page.text
    assert "第一句" in page.text
    assert page.text.count(" checked") == len(FULL)
    answer = client.post(f"{address}last", data=fill(page, [0, 0, 0, 0], note="第二句"))
    assert (answer.status_code, answer.location) == (303, address)
    newest = load_desk(queue(people.examiner_a)).given[0].mark
    assert (newest.revision, newest.points, newest.note) == (2, 0, "第二句")


def test_a_missed_check_is_told_politely(exam, clients, people):
    client = clients.examiner_a
    address = begin(client)
    told = []
    while (offer := load_desk(queue(people.examiner_a)).next()) is not None:
        far = [0, 0, 0, 0] if (offer.anchor or 0) >= 4 else FULL
        client.post(address, data=fill(client.get(address), far))
        told.append("刚才那份是核对用的样例" in client.get(address).text)
    assert sum(told) == 1


def test_a_queue_is_its_owners(exam, clients):
    address = begin(clients.examiner_a)
    assert clients.examiner_b.get(address).status_code == 404
    assert clients.examiner_b.post(address, data={"answer": "0"}).status_code == 404


def test_the_officer_sees_progress_and_results_wait(exam, clients, people, now):
    client = clients.officer
    sitting = client.get(f"/staff/sittings/{exam.public_id}")
    link = f"/staff/short-answers/{exam.public_id}"
    assert link in sitting.text
    results = f"/staff/results/sittings/{exam.public_id}"
    assert client.get(results).text.count("等待人工评分") == len(PEOPLE)
    assert "等待人工评分" in client.get("/staff/results").text
    assert client.post(f"{results}/release").status_code == 409
    mark_all_of(people.examiner_a, {"candidate": 7, "other_candidate": 5})
    mark_all_of(people.examiner_b, {"candidate": 4, "other_candidate": 4}, check=2)
    page = client.get(link).text
    assert "相差 3 分或以上 1 份" in page
    assert "1 份等第三人评" in page
    assert not {make_results.user(person).name for person in PEOPLE} & set(
        re.findall(r"示例\w+", page)
    )
    text = client.get(results).text
    assert text.count("等待人工评分") == 1
    assert client.post(f"{results}/release").status_code == 303


def test_desks_and_what_is_voided(exam, people, now):
    def work(by):
        return {one.kind: one.count for one in list_work(by, now)}

    assert work(people.examiner_a)[Kind.MARK_ANSWERS] == 2 + 1  # a check
    assert work(people.examiner_c)[Kind.MARK_ANSWERS] == 1 + 1  # the other is of the same house
    assert work(people.officer)[Kind.ANSWERS_WAIT] == 2
    for person in PEOPLE:
        with write(Action.ATTEMPT_CLOSED, by=None, now=now, about=attempt_of(person)) as tx:
            tx.lock(attempt_of(person)).state = AttemptState.VOIDED
    assert Kind.MARK_ANSWERS not in work(people.examiner_a)
    assert Kind.ANSWERS_WAIT not in work(people.officer)


def test_the_number_of_answers_does_not_change_the_number_of_statements(site, clients):
    exam = make_answers.sitting("candidate")
    client = clients.examiner_a
    address = begin(client)
    with counted() as few:
        client.get(address)
    with counted() as before:
        client.get("/marking/")
    for person in ("other_candidate", "author", "auditor", "hr"):
        make_answers.attempt(person, exam)
    with counted() as many:
        client.get(address)
    with counted() as after:
        client.get("/marking/")
    assert (len(many), len(after)) == (len(few), len(before))
