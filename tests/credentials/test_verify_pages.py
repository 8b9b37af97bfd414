"""What anybody sees: by QR, by number and name, and what nobody learns."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from examsite.credentials.models import CheckEvent
from examsite.credentials.services import checking, status
from examsite.domain.certificate_number import display_code, display_number, next_number
from examsite.domain.terms import Level, StatusKind
from examsite.domain.wording import STATEMENT, Surface, lint
from examsite.kit import clock
from examsite.kit.db import db
from tests import make_credentials as make
from tests.counting import counted

NOBODYS = next_number(Level.JUNIOR, 2026, 5, b"another key")[0]


@pytest.fixture
def issued(site, people):
    """A certificate."""
    return make.credential(people.officer)


def ask(client, number, name):
    return client.post("/verify", data={"number": number, "name": name})


def plain(html: str) -> str:
    """The page as people read it."""
    body = re.sub(r"<(script|style)[^>]*>.*?</\1>", "", html[html.index("<main") :], flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def test_it_works(clients, issued):
    answer = clients.anonymous.get(f"/verify/{issued.code}")
    assert answer.status_code == 200
    text = plain(answer.text)
    facts = (
        "有效证书", "示例考生", "初级操盘手", display_number(issued.number), "操盘手能力评价证书（初级）",
        "直播电商操盘", "2026 年 11 月 23 日", "2028 年 11 月 22 日", "示例机构（未设置）", "北京时间",
        "127.0.0.1:5000/verify", "同名者可能存在，请核对持证人身份证件。", "能做什么", "不说明什么",
        "演示证书 不具效力", STATEMENT,
    )  # fmt: skip
    assert [fact for fact in facts if fact not in text] == []
    assert lint(text, Surface.COPY) == []


def test_the_code_page_stays_out_of_indexes_and_referrers(clients, issued):
    headers = clients.anonymous.get(f"/verify/{issued.code}").headers
    assert "noindex" in headers["X-Robots-Tag"]
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"


def test_a_code_is_forgiven_its_spelling(clients, issued):
    typed = display_code(issued.code).lower()
    assert "有效证书" in clients.anonymous.get(f"/verify/{typed}").text


def test_number_and_name_show_a_mask(clients, issued):
    answer = ask(clients.anonymous, display_number(issued.number).lower(), " 示例 考生 ")
    assert answer.status_code == 200
    text = plain(answer.text)
    assert "示**生" in text
    assert "示例考生" not in text
    assert issued.code not in answer.text


@pytest.mark.parametrize(
    ("kind", "word", "more"),
    [
        (StatusKind.SUSPENDED, "证书已暂停", "暂停的原因不公开"),
        (StatusKind.REVOKED, "证书已撤销", "颁发有误"),
    ],
)
def test_suspended_and_revoked(clients, people, issued, now, kind, word, more):
    code = "error" if kind is StatusKind.REVOKED else "investigation"
    status.ask(kind, issued, reason_code=code, reason="内部说明", by=people.officer, now=now)
    text = plain(clients.anonymous.get(f"/verify/{issued.code}").text)
    assert word in text
    assert more in text
    assert "内部说明" not in text
    assert "有效证书" not in text
    assert "能做什么" not in text


def test_superseded(clients, issued):
    make.happened(issued, StatusKind.SUPERSEDED)
    assert "证书已换发" in clients.anonymous.get(f"/verify/{issued.code}").text


def test_the_last_day_is_valid_and_the_next_is_not(clients, issued, now):
    last = now.replace(year=2028, day=22, hour=15, minute=59)
    with clock.fixed(last):
        assert "有效证书" in clients.anonymous.get(f"/verify/{issued.code}").text
    with clock.fixed(last + timedelta(minutes=1)):
        assert "证书已到期" in clients.anonymous.get(f"/verify/{issued.code}").text


def test_an_unknown_code(clients, issued):
    answer = clients.anonymous.get("/verify/0000000000000000")
    assert answer.status_code == 404
    assert "没有这张证书" in answer.text


def test_a_wrong_name_and_an_unknown_number_are_one_answer(clients, issued):
    client = clients.anonymous
    bodies, statements = [], []
    for number, name in ((issued.number, "别人"), (NOBODYS, "示例考生")):
        client.get("/verify")
        with counted() as seen:
            answer = ask(client, number, name)
        statements.append([re.sub(r"\(.*", "", each) for each in seen])
        assert answer.status_code == 404
        token = r'(name="csrf-token" content|"X-CSRF-Token":|name="csrf_token" value)[=\s]*"[^"]*"'
        bodies.append(re.sub(token, "", answer.text))
    assert bodies[0] == bodies[1]
    assert "没有这张证书，或所填内容与证书不符。" in bodies[0]
    assert statements[0] == statements[1]


def test_a_slip_of_the_pen_is_told_kindly_and_asks_no_database(clients, issued):
    wrong = issued.number[:-1] + ("7" if issued.number[-1] != "7" else "8")
    answer = ask(clients.anonymous, wrong, "示例考生")
    assert answer.status_code == 422
    assert "编号有误，请核对是否抄错。" in answer.text
    assert db.session.scalar(select(func.count()).select_from(CheckEvent)) == 0


def test_an_empty_form(clients, site):
    answer = ask(clients.anonymous, "", "")
    assert answer.status_code == 422
    assert "请填写证书编号。" in answer.text


def test_a_number_cools_down_after_wrong_names(clients, issued, now):
    for _ in range(checking.PER_NUMBER):
        assert ask(clients.anonymous, issued.number, "别人").status_code == 404
    answer = ask(clients.anonymous, issued.number, "示例考生")
    assert answer.status_code == 429
    assert "15 分钟" in answer.text
    assert clients.anonymous.get(f"/verify/{issued.code}").status_code == 200
    with clock.fixed(now + checking.WINDOW + timedelta(seconds=1)):
        assert ask(clients.anonymous, issued.number, "示例考生").status_code == 200


def test_an_address_cools_down_after_many_codes(clients, issued):
    client = clients.anonymous
    for number in range(checking.PER_NETWORK):
        assert client.get(f"/verify/{number:016d}").status_code == 404
    assert client.get(f"/verify/{issued.code}").status_code == 429


@pytest.mark.parametrize(
    ("asker", "counted_as"),
    [
        ("addr:203.0.113.77", "addr:203.0.113.0/24"),
        ("addr:2001:db8::1", "addr:2001:db8::/64"),
        ("user:7Q4M", "user:7Q4M"),
        ("addr:None", "addr:None"),
    ],
)
def test_neighbours_are_counted_together(asker, counted_as):
    assert checking.network(asker) == counted_as


def test_every_check_is_kept(clients, issued):
    clients.anonymous.get(f"/verify/{issued.code}")
    ask(clients.anonymous, issued.number, "别人")
    kept = [(row.way, row.answer) for row in db.session.scalars(select(CheckEvent))]
    assert kept == [("code", "valid"), ("name", "not_matched")]
