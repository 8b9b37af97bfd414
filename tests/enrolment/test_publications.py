"""Publication: a masked list for some days, and no certificate dated inside its window."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from examsite.credentials.queries import get_decision
from examsite.credentials.services.awarding import award
from examsite.domain.names import mask
from examsite.domain.publication import KeptBack, StillPublished
from examsite.enrolment.models import Publication
from examsite.kit import clock
from examsite.kit.db import db
from tests import make_credentials
from tests.cast import NOW

PAGE = "/staff/publications"


def publish(client, decision, **changed):
    form = {"title": "第四季度拟发证名单", "level": "J", "days": "5"} | changed
    form["decision"] = decision.public_id
    return client.post(PAGE, data=form, follow_redirects=True)


def only():
    return db.session.scalars(select(Publication)).one()


def on(day):
    """Ten in the morning of a day in Asia/Shanghai."""
    return clock.fixed(NOW + (day - date(2026, 11, 23)) + timedelta(hours=1))


def awarded(decision, people, day):
    with on(day):
        found = get_decision(decision.public_id)
        return award(found, by=people.other_officer, now=clock.now())


def test_it_works_from_the_list_to_the_certificate(site, clients, people):
    decision = make_credentials.decision(people.officer)
    name = decision.user.name
    assert "已公示" in publish(clients.officer, decision).text
    found = only()
    assert (found.since, found.until) == (date(2026, 11, 23), date(2026, 11, 30))
    shown = clients.anonymous.get(f"/publications/{found.public_id}").text
    assert mask(name) in shown
    assert name not in shown
    assert "第四季度拟发证名单" in clients.anonymous.get("/publications").text
    for day in (date(2026, 11, 23), date(2026, 11, 30)):
        with pytest.raises(StillPublished):
            awarded(decision, people, day)
    issued = awarded(decision, people, date(2026, 12, 1))
    assert issued.issued_on == date(2026, 12, 1)
    with on(date(2026, 12, 1)):
        over = clients.anonymous.get(f"/publications/{found.public_id}").text
        assert mask(name) not in over
        assert "第四季度" not in clients.anonymous.get("/publications").text


def test_an_objection_holds_one_certificate_beyond_the_window(site, clients, people):
    decision = make_credentials.decision(people.officer)
    publish(clients.officer, decision)
    address = f"{PAGE}/{only().public_id}/{decision.public_id}"
    told = clients.officer.post(f"{address}/hold", data={"why": " "}, follow_redirects=True)
    assert "暂缓。核查" not in told.text
    form = {"why": "来信称成绩有误"}
    assert (
        "已暂缓" in clients.officer.post(f"{address}/hold", data=form, follow_redirects=True).text
    )
    again = clients.officer.post(f"{address}/hold", data=form, follow_redirects=True).text
    assert "这位考生的状态已经变了" in again
    with pytest.raises(KeptBack):
        awarded(decision, people, date(2026, 12, 1))
    clients.officer.post(f"{address}/release", data={"why": "核对原卷无误"})
    assert awarded(decision, people, date(2026, 12, 1)).decision_id == decision.id


def test_a_list_taken_back_can_be_published_anew(site, clients, people):
    decision = make_credentials.decision(people.officer)
    publish(clients.officer, decision)
    twice = publish(clients.officer, decision)
    assert (twice.status_code, "还没有公示" in twice.text) == (422, True)
    first = only()
    address = f"{PAGE}/{first.public_id}/withdrawal"
    form = {"why": "名称写错"}
    assert "已撤回" in clients.officer.post(address, data=form, follow_redirects=True).text
    assert "不再有效" in clients.anonymous.get(f"/publications/{first.public_id}").text
    assert "不能再撤回" in clients.officer.post(address, data=form, follow_redirects=True).text
    assert "已公示" in publish(clients.officer, decision, days="1").text
    with pytest.raises(StillPublished):
        awarded(decision, people, date(2026, 11, 24))


@pytest.mark.parametrize("changed", [{"days": "0"}, {"days": "31"}, {"title": ""}, {"level": "S"}])
def test_what_is_no_publication_changes_nothing(site, clients, people, changed):
    decision = make_credentials.decision(people.officer)
    assert publish(clients.officer, decision, **changed).status_code == 422
    assert db.session.scalars(select(Publication)).all() == []
