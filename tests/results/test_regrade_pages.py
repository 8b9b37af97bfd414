"""Pages of regrading: from the sitting to the approval, and what the candidate reads afterwards."""

import re

import pytest

from examsite.domain.terms import ItemType
from examsite.kit import jobs
from examsite.kit.db import db
from examsite.results.services.releasing import release
from tests import make_regrade
from tests.counting import counted

REASON = "第 1 题答案有误，经专家核定"


@pytest.fixture
def exam(site, people, now):
    of = make_regrade.sitting("candidate", "other_candidate")
    first = make_regrade.attempt(of, "candidate", single="b", matching=None, ordering=None)
    second = make_regrade.attempt(of, "other_candidate")
    return of, release([first, second], by=people.other_officer, now=now)


def item_page(of, kind=ItemType.SINGLE):
    place = make_regrade.place(of, kind)
    return f"/staff/results/regrades/sittings/{of.public_id}/items/{place.public_id}"


def form(**more):
    given = {"scope": "sitting", "change": "key", "policy": "lower_with_notice", "reason": REASON}
    return given | more


def test_from_the_sitting_to_the_new_score(exam, clients, now):
    of, results = exam
    officer, other = clients.officer, clients.other_officer
    sitting = officer.get(f"/staff/results/sittings/{of.public_id}").text
    items = f"/staff/results/regrades/sittings/{of.public_id}"
    assert items in sitting
    assert item_page(of) in officer.get(items).text
    page = officer.get(item_page(of)).text
    assert "核对价格" in page
    assert "改答案" in page
    done = officer.post(item_page(of), data=form(key_options="b"))
    assert done.status_code == 303
    run = done.headers["Location"]
    page = officer.get(run).text
    for told in ("2 份答卷", "由未通过变为通过 1 份", "-20", "+20", "120", REASON):
        assert told in page, told
    assert officer.post(f"{run}/approval").status_code == 404
    assert officer.post(f"{run}/proposal").status_code == 303
    assert officer.post(f"{run}/approval").status_code == 403
    assert run in other.get("/staff/results/regrades").text
    assert "复算 1 项" in other.get("/desk").text
    assert other.post(f"{run}/approval").status_code == 303
    page = other.get(run).text
    assert "已写入 0 份，共 2 份" in page
    assert other.get(f"{run}/progress").headers.get("HX-Refresh") is None
    jobs.run_all(now)
    assert other.get(f"{run}/progress").headers["HX-Refresh"] == "true"
    assert "2 份已发布的成绩变了" in other.get(run).text
    assert other.post(f"{run}/notices").status_code == 303
    shown = clients.candidate.get(f"/results/{results[0].public_id}").text
    assert "原来 60 / 120" in shown
    assert REASON in shown
    assert "追加投放" not in shown


def test_the_table_is_narrowed_sorted_and_bounded(exam, clients):
    of, _ = exam
    run = clients.officer.post(item_page(of), data=form(key_options="b")).headers["Location"]
    names = ("示例考生", "示例旁人")
    for asked, seen in (
        ("only=up", [True, False]),
        ("only=down", [False, True]),
        ("only=crossing", [True, False]),
        ("only=certified", [False, False]),
        ("order=rises&page=99", [True, True]),
        ("only=nonsense&order=nonsense&page=x", [True, True]),
    ):
        text = clients.officer.get(f"{run}?{asked}").text
        assert [f'scope="row">{name}<' in text for name in names] == seen, asked
    with counted() as statements:
        clients.officer.get(run)
    assert len(statements) <= 10


def test_no_key_is_told_in_addresses_journal_or_to_candidates(exam, clients, people):
    of, results = exam
    done = clients.officer.post(item_page(of), data=form(key_options="b"))
    assert re.fullmatch(r"/staff/results/regrades/[0-9A-Z]+", done.headers["Location"])
    db.session.expire_all()
    details = str(clients.auditor.get("/api/v1/audit?after=0").json)
    assert "regrade.drafted" in details
    for text in (details, clients.candidate.get(f"/results/{results[0].public_id}").text):
        assert "追加投放" not in text


def test_wrong_forms_say_what_is_missing(exam, clients):
    of, _ = exam
    officer = clients.officer
    empty = officer.post(item_page(of), data={})
    assert (empty.status_code, "请选择怎么改" in empty.text) == (422, True)
    none = officer.post(item_page(of), data=form())
    assert (none.status_code, "新答案不完整" in none.text) == (422, True)
    for kind in (ItemType.ORDERING, ItemType.MATCHING, ItemType.NUMERIC, ItemType.TRUE_FALSE):
        assert officer.get(item_page(of, kind)).status_code == 200
        assert officer.post(item_page(of, kind), data=form()).status_code == 422
    full = officer.post(item_page(of), data=form(change="full", policy="never_lower"))
    assert full.status_code == 303
    run = full.headers["Location"]
    assert officer.post(f"{run}/resuming").status_code == 409
    assert officer.post(f"{run}/dropping").status_code == 303
    assert "已放弃" in officer.get(run).text
    assert officer.post(f"{run}/proposal").status_code == 409
