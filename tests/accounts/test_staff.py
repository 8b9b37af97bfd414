"""Administrators: people, roles, invitations, organisations; managers: their own people."""

from datetime import timedelta

import pytest
from sqlalchemy import event, select

from examsite.accounts.models import Membership, Organisation
from examsite.accounts.queries import list_consents, list_memberships, list_roles
from examsite.accounts.services import people as people_services
from examsite.domain.terms import Role
from examsite.kit import clock
from examsite.kit.db import db
from tests.make_accounts import (
    GOOD_CODE,
    MAIL,
    OTHER_CODE,
    PHONE,
    another_browser,
    empty_outbox,
    give_contact,
    link_in,
    membership,
    messages,
    organisation,
    user_at,
    user_named,
)

PAGES = ("/staff/people", "/staff/people/invite", "/staff/organisations", "/staff/issuer")


@pytest.fixture(autouse=True)
def outbox(site):
    empty_outbox(site)


@pytest.mark.parametrize("path", PAGES)
def test_only_administrators(clients, path):
    assert clients.admin.get(path).status_code == 200
    for who in (clients.officer, clients.auditor, clients.candidate, clients.manager):
        assert who.get(path).status_code == 403
    assert clients.anonymous.get(path).status_code == 303


def test_people_are_listed_masked_in_few_statements(site, clients, now):
    give_contact("candidate", now, phone=PHONE)
    seen = []
    admin = clients.admin
    event.listen(db.engine, "before_cursor_execute", lambda *call: seen.append(call[2]))
    page = admin.get("/staff/people").text
    assert "138****8000" in page
    assert PHONE not in page
    assert len([sql for sql in seen if sql.lstrip().upper().startswith("SELECT")]) <= 6
    examiners = admin.get("/staff/people?role=examiner").text
    assert "示例考评甲" in examiners
    assert "示例考务" not in examiners


@pytest.mark.parametrize(
    ("text", "found"),
    [("考评", 3), ("candidate", 2), (PHONE, 1), ("138 0013", 0), ("%", 0), ("", 14)],
)
def test_people_are_found_by_name_or_whole_number(site, clients, now, text, found):
    give_contact("candidate", now, phone=PHONE)
    page = clients.admin.post("/staff/people", data={"text": text}).text
    assert page.count('href="/staff/people/') - 1 == found  # one link leads to the invitation


def test_roles_are_granted_and_withdrawn(site, clients):
    user = user_named("candidate")
    path = f"/staff/people/{user.public_id}"
    for _ in range(2):  # twice is once
        assert clients.admin.post(f"{path}/roles", data={"role": "examiner"}).status_code == 303
    assert list_roles(user) == {Role.CANDIDATE, Role.EXAMINER}
    assert "考评员" in clients.admin.get(path).text
    withdrawn = clients.admin.post(f"{path}/roles/withdraw", data={"role": "examiner"})
    assert withdrawn.status_code == 303
    assert list_roles(user) == {Role.CANDIDATE}
    assert clients.admin.post(f"{path}/roles", data={"role": "emperor"}).status_code == 422


def test_nobody_raises_himself(site, clients):
    own = f"/staff/people/{user_named('admin').public_id}"
    refused = clients.admin.post(f"{own}/roles", data={"role": "officer"})
    assert refused.status_code == 403
    assert list_roles(user_named("admin")) == {Role.ADMIN}
    assert clients.admin.post(f"{own}/roles/withdraw", data={"role": "admin"}).status_code == 403
    for who in (clients.officer, clients.candidate):
        assert who.post(f"{own}/roles", data={"role": "officer"}).status_code == 403


def test_somebody_always_administers(site, people, now):
    admin, officer = user_named("admin"), people.officer
    with pytest.raises(people_services.LastAdministrator):
        people_services.withdraw_role(admin, Role.ADMIN, by=officer, now=now)
    people_services.grant_role(user_named("officer"), Role.ADMIN, by=people.admin, now=now)
    people_services.withdraw_role(admin, Role.ADMIN, by=officer, now=now)
    assert list_roles(admin) == frozenset()


def invite(client, contact=MAIL, roles=("examiner",), name="示例新考评"):
    data = {"name": name, "contact": contact, "roles": list(roles)}
    return client.post("/staff/people/invite", data=data)


@pytest.mark.parametrize("contact", [PHONE, MAIL])
def test_an_invited_person_sets_the_password(site, clients, now, contact):
    answer = invite(clients.admin, contact)
    user = user_at(contact)
    assert answer.location == f"/staff/people/{user.public_id}"
    assert list_roles(user) == {Role.EXAMINER}
    path = link_in(messages(site, now)[0])
    visitor = clients.anonymous
    assert visitor.get(path).status_code == 200
    form = {"new_password": "battery staple", "accepted": ["privacy"]}
    assert visitor.post(path, data=form).status_code == 422
    form["accepted"] = ["privacy", "rules"]
    assert visitor.post(path, data={**form, "new_password": "x"}).status_code == 422
    assert visitor.post(path, data={**form, "roles": "admin"}).location == "/desk"
    assert visitor.get(path).status_code == 410
    db.session.refresh(user)
    assert user.phone_proven_at or user.email_proven_at
    assert len(list_consents(user.id)) == 2
    assert list_roles(user) == {Role.EXAMINER}
    data = {"username": contact, "password": "battery staple"}
    assert another_browser(clients).post("/login", data=data).status_code == 303


def test_inviting_again_kills_the_first_link(site, clients, now):
    invite(clients.admin)
    user = user_at(MAIL)
    first = link_in(messages(site, now)[0])
    empty_outbox(site)
    again = f"/staff/people/{user.public_id}/invitation"
    assert clients.admin.post(again).status_code == 303
    second = link_in(messages(site, now)[0])
    assert clients.anonymous.get(first).status_code == 410
    assert clients.anonymous.get(second).status_code == 200
    with clock.fixed(now + timedelta(days=7)):
        assert clients.anonymous.get(second).status_code == 410


def test_invitations_are_refused(site, clients, now):
    give_contact("candidate", now, email=MAIL)
    assert invite(clients.admin).status_code == 409
    assert invite(clients.admin, "nonsense").status_code == 422
    assert invite(clients.admin, PHONE, name="").status_code == 422
    path = f"/staff/people/{user_named('candidate').public_id}/invitation"
    assert clients.admin.post(path).status_code == 409
    assert messages(site, now) == []


def add(client, name="示例机构乙", code=GOOD_CODE, parent=""):
    data = {"name": name, "unified_code": code, "parent": parent}
    return client.post("/staff/organisations", data=data)


def test_organisations_are_known_by_their_code(site, clients):
    assert add(clients.admin, code=" 9133 0000ma0000001a ", parent="示例服务商").status_code == 303
    row = db.session.scalars(
        select(Organisation).where(Organisation.unified_code == GOOD_CODE)
    ).one()
    assert row.parent_id is not None
    assert add(clients.admin, name="又一家").status_code == 409
    wrong = add(clients.admin, code=GOOD_CODE[:-1] + "B")
    assert wrong.status_code == 422
    assert "统一社会信用代码有误" in wrong.text
    assert add(clients.admin, name="", code=OTHER_CODE).status_code == 422
    assert add(clients.admin, code=OTHER_CODE, parent="没有这家").status_code == 422
    assert GOOD_CODE in clients.admin.get("/staff/organisations").text


def house(now):
    return db.session.scalars(select(Organisation)).first()


def test_managers_confirm_their_own_people(site, clients, people, now):
    row = membership(user_named("other_candidate"), house(now), now)
    page = clients.manager.get("/staff/memberships").text
    assert "示例旁人" in page
    path = f"/staff/memberships/{row.public_id}"
    assert clients.manager.post(f"{path}/confirm").status_code == 303
    db.session.refresh(row)
    assert row.confirmed_by_id == people.manager.id
    assert clients.manager.post(f"{path}/end").status_code == 303
    assert clients.manager.post(f"{path}/end").status_code == 409
    assert clients.manager.post(f"{path}/confirm").status_code == 409
    assert clients.officer.post(f"{path}/confirm").status_code == 403


def test_managers_do_not_see_other_organisations(site, clients, now):
    row = membership(user_named("officer"), organisation("示例机构乙", now), now)
    assert "示例考务" not in clients.manager.get("/staff/memberships").text
    assert clients.manager.post(f"/staff/memberships/{row.public_id}/confirm").status_code == 404


def test_an_unconfirmed_manager_manages_nothing(site, clients, people, now):
    other = organisation("示例机构乙", now)
    mine = membership(user_named("manager"), other, now)
    theirs = membership(user_named("officer"), other, now)
    assert clients.manager.post(f"/staff/memberships/{mine.public_id}/confirm").status_code == 404
    assert clients.manager.post(f"/staff/memberships/{theirs.public_id}/confirm").status_code == 404
    person = user_named("manager").public_id
    path = f"/staff/people/{person}/memberships/{mine.public_id}/confirm"
    assert clients.manager.post(path).status_code == 403
    assert clients.admin.post(path).status_code == 303
    assert clients.manager.post(f"/staff/memberships/{theirs.public_id}/confirm").status_code == 303
    assert list_memberships(people.officer.id)[0].confirmed_by_id == people.manager.id


def test_nobody_confirms_his_own_membership(site, clients, people):
    own = db.session.scalars(
        select(Membership).where(Membership.user_id == people.manager.id)
    ).one()
    assert clients.manager.post(f"/staff/memberships/{own.public_id}/end").status_code == 404
