"""My account: name, contacts, consents, organisations, closing."""

import pytest
from sqlalchemy import func, select

from examsite.accounts import policies
from examsite.accounts.models import (
    Consent,
    LoginSession,
    Membership,
    OneTimeCode,
    RoleGrant,
    User,
)
from examsite.accounts.queries import get_document, list_memberships
from examsite.domain.errors import Conflict
from examsite.kit.db import db
from tests.cast import PASSWORD
from tests.make_accounts import (
    MAIL,
    PHONE,
    code_in,
    empty_outbox,
    give_contact,
    messages,
    organisation,
    user_named,
)


@pytest.fixture(autouse=True)
def outbox(site):
    empty_outbox(site)


def test_the_page_shows_contacts_masked(site, clients, now):
    give_contact("candidate", now, phone=PHONE, email=MAIL)
    page = clients.candidate.get("/account").text
    assert "138****8000" in page
    assert "n***@example.com" in page
    assert PHONE not in page


def test_names_can_be_corrected(site, clients):
    assert clients.candidate.post("/account/name", data={"name": "示例改名"}).status_code == 303
    assert user_named("candidate").name == "示例改名"
    assert clients.candidate.post("/account/name", data={"name": ""}).status_code == 422
    assert user_named("candidate").name == "示例改名"


@pytest.mark.parametrize("contact", [PHONE, MAIL])
def test_a_new_contact_is_proven_first(site, clients, now, contact):
    asked = clients.candidate.post("/account/contact", data={"contact": contact})
    assert asked.location == "/account/contact/code"
    assert clients.candidate.get("/account/contact/code").status_code == 200
    wrong = clients.candidate.post("/account/contact/code", data={"code": "x"})
    assert wrong.status_code == 422
    code = code_in(messages(site, now)[0])
    assert clients.candidate.post("/account/contact/code", data={"code": code}).status_code == 303
    user = user_named("candidate")
    assert contact in (user.phone, user.email)


def test_a_contact_of_somebody_else_is_not_given_away(site, clients, now):
    give_contact("officer", now, phone=PHONE)
    answer = clients.candidate.post("/account/contact", data={"contact": PHONE})
    assert answer.location == "/account/contact/code"
    [text] = messages(site, now)
    assert "已经有账号" in text
    assert clients.candidate.post("/account/contact/code", data={"code": "1"}).status_code == 422
    assert user_named("candidate").phone is None


def test_nobody_uses_the_code_of_another_person(site, clients, now):
    clients.candidate.post("/account/contact", data={"contact": PHONE})
    code = code_in(messages(site, now)[0])
    with clients.candidate.session_transaction() as cookie:
        waiting = cookie["waiting_code"]
    with clients.officer.session_transaction() as cookie:
        cookie["waiting_code"] = waiting
    assert clients.officer.post("/account/contact/code", data={"code": code}).status_code == 422
    assert user_named("officer").phone is None


def test_optional_consents_come_and_go_and_required_ones_stay(site, clients, people):
    for path, status in (
        ("/account/consents/news", 303),
        ("/account/consents/privacy", 303),
        ("/account/consents/news/withdraw", 303),
        ("/account/consents/news/withdraw", 404),
        ("/account/consents/privacy/withdraw", 409),
        ("/account/consents/nothing", 404),
    ):
        assert clients.candidate.post(path).status_code == status, path
    rows = {row.document_id: row for row in db.session.scalars(select(Consent))}
    assert rows[get_document("news").id].withdrawn_at is not None
    assert rows[get_document("privacy").id].withdrawn_at is None
    assert clients.candidate.post("/account/consents/news").status_code == 303
    own = select(func.count(Consent.id)).where(Consent.user_id == people.candidate.id)
    assert db.session.scalar(own) == 2


def test_belonging_is_asked_for_once_and_ended(site, clients, people, now):
    organisation("示例机构乙", now)
    ask = {"organisation": "示例机构乙"}
    assert clients.candidate.post("/account/memberships", data=ask).status_code == 303
    assert clients.candidate.post("/account/memberships", data=ask).status_code == 409
    other = {"organisation": "没有这家"}
    assert clients.candidate.post("/account/memberships", data=other).status_code == 422
    newest = list_memberships(people.candidate.id)[0]
    assert newest.confirmed_at is None
    path = f"/account/memberships/{newest.public_id}/end"
    assert clients.officer.post(path).status_code == 404
    assert clients.candidate.post(path).status_code == 303
    assert clients.candidate.post(path).status_code == 409


def close(client, password=PASSWORD):
    return client.post("/account/close", data={"password": password})


def test_closing_erases_the_person_and_keeps_the_number(site, clients, people, now):
    give_contact("candidate", now, phone=PHONE, email=MAIL)
    clients.candidate.post("/account/consents/privacy")
    clients.candidate.post("/account/contact", data={"contact": "13900139000"})
    person = people.candidate
    assert close(clients.candidate).location == "/"
    user = db.session.get(User, person.id, populate_existing=True)
    assert user.public_id == person.public_id
    assert user.closed_at == now
    assert (user.phone, user.email, user.password_hash) == (None, None, "")
    assert "示例" not in user.name + user.name_key + user.username
    assert clients.candidate.get("/account").status_code == 303
    for row in db.session.scalars(select(LoginSession).where(LoginSession.user_id == user.id)):
        assert (row.ended_at, row.address, row.agent) == (now, "", "")
    for table in (RoleGrant, OneTimeCode):
        assert not db.session.scalar(select(table.id).where(table.user_id == user.id))
    assert db.session.scalar(select(Consent.id).where(Consent.user_id == user.id))
    assert all(row.to_date for row in list_memberships(user.id))


def test_closing_asks_for_the_password(clients, people):
    answer = close(clients.candidate, "wrong")
    assert answer.status_code == 422
    assert clients.candidate.get("/account").status_code == 200


def test_the_last_administrator_stays(site, clients):
    assert close(clients.admin).status_code == 409
    assert user_named("admin").closed_at is None


def test_higher_rooms_may_object(site, clients):
    class SittingNow(Conflict):
        message = "考试还没有结束。"

    @policies.before_closing
    def object_to_it(user):
        raise SittingNow

    try:
        answer = close(clients.candidate)
        assert answer.status_code == 409
        assert "考试还没有结束" in answer.text
    finally:
        policies.BEFORE_CLOSING.remove(object_to_it)
    assert user_named("candidate").closed_at is None


def test_a_closed_account_is_no_longer_listed(site, clients):
    assert "示例考生" in clients.manager.get("/staff/memberships").text
    close(clients.candidate)
    assert "示例考生" not in clients.manager.get("/staff/memberships").text
    open_rows = select(func.count(Membership.id)).where(Membership.to_date.is_(None))
    assert db.session.scalar(open_rows) == 2
