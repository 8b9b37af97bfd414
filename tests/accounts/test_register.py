"""Registering: proven contact, consents one by one, no roles to be had, nobody given away."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from examsite.accounts.models import OneTimeCode
from examsite.accounts.queries import (
    list_consents,
    list_memberships,
    list_missing_documents,
    list_roles,
)
from examsite.accounts.services import codes
from examsite.domain.terms import Role
from examsite.kit import clock
from examsite.kit.db import db
from tests.make_accounts import (
    MAIL,
    PHONE,
    another_browser,
    code_in,
    empty_outbox,
    give_contact,
    messages,
    plain,
    registration,
    user_at,
)


@pytest.fixture(autouse=True)
def outbox(site):
    empty_outbox(site)


def ask(client, contact=PHONE, **changes):
    return client.post("/register", data=registration(contact, **changes))


def confirm(client, code):
    return client.post("/register/code", data={"code": code})


@pytest.mark.parametrize("contact", [PHONE, MAIL])
def test_it_works(site, clients, now, contact):
    answer = ask(clients.anonymous, contact, organisation="示例服务商")
    assert (answer.status_code, answer.location) == (303, "/register/code")
    assert user_at(contact) is None
    [text] = messages(site, now)
    assert f"To: {contact}" in text
    assert clients.anonymous.get("/register/code").status_code == 200
    done = confirm(clients.anonymous, code_in(text))
    assert (done.status_code, done.location) == (303, "/desk")
    assert "账号已经开通。" in clients.anonymous.get("/desk").text
    user = user_at(contact)
    assert user.name == "示例新人"
    assert (user.phone_proven_at or user.email_proven_at) == now
    assert list_roles(user) == {Role.CANDIDATE}
    assert len(list_consents(user.id)) == 3
    assert list_missing_documents(user.id) == []
    [membership] = list_memberships(user.id)
    assert membership.confirmed_at is None
    assert clients.anonymous.get("/account").status_code == 200


def test_codes_are_stored_hashed_and_leave_nothing_behind(site, clients, now):
    ask(clients.anonymous)
    code = code_in(messages(site, now)[0])
    row = db.session.scalars(select(OneTimeCode)).one()
    assert code not in row.code_hash
    confirm(clients.anonymous, code)
    db.session.refresh(row)
    assert (row.target, row.payload) == ("", {})
    assert row.used_at == now


def test_the_optional_consent_can_be_refused(site, clients, now):
    ask(clients.anonymous, accepted=["privacy", "rules"])
    confirm(clients.anonymous, code_in(messages(site, now)[0]))
    assert len(list_consents(user_at(PHONE).id)) == 2


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"accepted": ["rules", "news"]}, "请逐份阅读"),
        ({"accepted": []}, "请逐份阅读"),
        ({"contact": "12345"}, "11 位手机号"),
        ({"name": "   "}, "姓名须为"),
        ({"name": "示\n例"}, "姓名须为"),
        ({"name": "长" * 61}, "60"),
        ({"new_password": "short"}, "8"),
        ({"new_password": PHONE}, "密码须为"),
        ({"organisation": "没有这家"}, "没有找到这家机构"),
    ],
)
def test_incomplete_forms_are_refused(site, clients, now, changes, words):
    answer = ask(clients.anonymous, **{"contact": PHONE, **changes})
    assert answer.status_code == 422
    assert words in answer.text
    assert messages(site, now) == []


def test_extra_fields_give_nothing(site, clients, now):
    greedy = {
        "role": "admin", "roles": ["admin", "officer"], "grants": "admin", "username": "admin2",
        "confirmed_at": "2026-01-01", "id": "1", "phone_proven_at": "2020-01-01",
    }  # fmt: skip
    ask(clients.anonymous, **greedy)
    code = code_in(messages(site, now)[0])
    clients.anonymous.post("/register/code", data={"code": code, **greedy})
    user = user_at(PHONE)
    assert list_roles(user) == {Role.CANDIDATE}
    assert user.username.startswith("u-")
    assert clients.anonymous.get("/staff/people").status_code == 403


def test_a_known_contact_gets_the_same_answer_and_its_owner_a_message(site, clients, now):
    fresh = ask(clients.anonymous, "13900139000")
    give_contact("candidate", now, phone=PHONE)
    other = another_browser(clients)
    known = ask(other, PHONE)
    assert (known.status_code, known.location) == (fresh.status_code, fresh.location)
    pages = [client.get("/register/code").text for client in (other, clients.anonymous)]
    assert plain(pages[0]) == plain(pages[1])
    first, second = messages(site, now)
    assert "已经有账号" in second
    assert not codes_in(second)
    row = db.session.scalars(select(OneTimeCode).where(OneTimeCode.target == PHONE)).one()
    assert row.payload == {}
    assert confirm(other, "123456").status_code == 422
    assert codes_in(first)


def codes_in(text):
    try:
        return code_in(text)
    except IndexError:
        return ""


def test_five_wrong_tries_kill_the_code(site, clients, now):
    ask(clients.anonymous)
    code = code_in(messages(site, now)[0])
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(codes.MOST_TRIES):
        answer = confirm(clients.anonymous, wrong)
        assert answer.status_code == 422
        assert "验证码不对或已过期" in answer.text
    assert confirm(clients.anonymous, code).status_code == 422
    assert user_at(PHONE) is None


def test_the_fifth_try_may_be_the_right_one(site, clients, now):
    ask(clients.anonymous)
    code = code_in(messages(site, now)[0])
    for _ in range(codes.MOST_TRIES - 1):
        confirm(clients.anonymous, "")
        confirm(clients.anonymous, "x")
    assert confirm(clients.anonymous, code).status_code == 303


def test_codes_expire_after_ten_minutes(site, clients, now):
    ask(clients.anonymous)
    code = code_in(messages(site, now)[0])
    with clock.fixed(now + timedelta(minutes=10)):
        assert confirm(clients.anonymous, code).status_code == 422


def test_a_code_works_once_and_only_in_its_own_browser(site, clients, now):
    ask(clients.anonymous)
    code = code_in(messages(site, now)[0])
    stranger = another_browser(clients)
    assert stranger.get("/register/code").status_code == 404
    assert stranger.post("/register/code", data={"code": code}).status_code == 404
    assert confirm(clients.anonymous, code).status_code == 303
    assert confirm(clients.anonymous, code).status_code in {404, 422}


def test_two_registrations_of_one_number_make_one_account(site, clients, now):
    ask(clients.anonymous)
    other = another_browser(clients)
    ask(other)
    first, second = map(code_in, messages(site, now))
    assert confirm(clients.anonymous, first).status_code == 303
    late = confirm(other, second)
    assert late.status_code == 409
    assert db.session.scalar(select(func.count(OneTimeCode.id))) == 2


def test_codes_to_one_contact_are_limited(site, clients, now):
    for _ in range(codes.PER_TARGET):
        assert ask(clients.anonymous).status_code == 303
    assert ask(clients.anonymous).status_code == 429
    assert ask(clients.anonymous, MAIL).status_code == 303
    with clock.fixed(now + timedelta(minutes=61)):
        assert ask(clients.anonymous).status_code == 303


def test_the_form_stands_on_a_page_of_its_own(clients):
    page = clients.anonymous.get("/register").text
    for part in ("accepted-privacy", "accepted-rules", "accepted-news", "organisations"):
        assert part in page
    assert "个人信息处理告知" in clients.anonymous.get("/documents/privacy").text
    assert clients.anonymous.get("/documents/nothing").status_code == 404
