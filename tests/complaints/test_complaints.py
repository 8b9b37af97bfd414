"""Complaints: anybody hands one in, somebody uninvolved answers, nobody else reads it."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from examsite.complaints import services
from examsite.complaints.models import Complaint
from examsite.complaints.queries import find_complaint, get_matter
from examsite.complaints.services import NoSuchComplaint
from examsite.domain.complaint import (
    ComplaintAbout,
    ComplaintEmpty,
    ComplaintMoved,
    ComplaintState,
    InvolvedInComplaint,
)
from examsite.kit.db import db
from examsite.kit.jobs import Job
from examsite.kit.journal import JournalDetail
from examsite.kit.throttle import TooMany
from tests import make_results
from tests.cast import NOW

SAID = "监考在开考后大声接电话，我没法答题。"
FORM = {"about": "exam", "text": SAID, "contact": "someone@example.org"}


def filed(said=SAID, contact="", by=None, asker="addr:192.0.2.1"):
    return services.file_complaint(ComplaintAbout.EXAM, said, contact, asker=asker, by=by, now=NOW)


def fetched(made):
    return get_matter(made.complaint.public_id).complaint


def test_from_hand_in_to_reply(clients):
    page = clients.anonymous.post("/complaints", data=FORM)
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert "2026 年 12 月 14 日" in page.text
    number, code = re.findall(r'<b class="fs-4 tabular nobr">([0-9A-Z-]+)</b>', page.text)
    form = {"number": number.lower(), "code": code.replace("-", " ")}
    assert "等待接手" in clients.anonymous.post("/complaints/reply", data=form).text
    address = f"/staff/complaints/{number.replace('-', '')}"
    assert "投诉 1 件" in clients.officer.get("/desk").text
    assert SAID not in clients.officer.get(address).text
    assert clients.officer.post(f"{address}/handler").status_code == 303
    assert SAID in clients.officer.get(address).text
    assert SAID not in clients.other_officer.get(address).text
    assert clients.other_officer.post(f"{address}/reply", data={"reply": "…"}).status_code == 409
    assert clients.officer.post(f"{address}/reply", data={"reply": ""}).status_code == 422
    reply = {"reply": "已核实，监考不再安排；您可以免费重考。"}
    assert clients.officer.post(f"{address}/reply", data=reply).status_code == 303
    shown = clients.anonymous.post("/complaints/reply", data=form)
    assert reply["reply"] in shown.text
    assert shown.headers["Cache-Control"] == "no-store"
    mail = db.session.scalars(select(Job).where(Job.name == "mail.send")).one().payload
    assert mail["to"] == "someone@example.org"
    assert "/complaints/reply" in mail["text"]
    assert code not in mail["text"]


def test_what_was_written_is_sealed_and_not_in_the_journal(site, people):
    made = filed(contact="someone@example.org", by=people.candidate)
    services.take(fetched(made), by=people.officer, now=NOW)
    services.answer(fetched(made), "查无此事。", by=people.officer, now=NOW)
    row = db.session.execute(text("SELECT text, contact, reply FROM complaint")).one()
    for sealed, plain in zip(row, (SAID, "someone@example.org", "查无此事。"), strict=True):
        assert plain.encode() not in bytes(sealed)
    journal = repr([one.body for one in db.session.scalars(select(JournalDetail))])
    for secret in (SAID, "someone@", "查无此事", made.code, people.candidate.name):
        assert secret not in journal
    assert made.code not in db.session.scalar(select(Complaint.code_digest))


@pytest.mark.parametrize("said", ["考务「示例 考务」拖着不办。", "officer 不回邮件"])
def test_who_is_named_does_not_handle(site, people, said):
    made = filed(said)
    with pytest.raises(InvolvedInComplaint):
        services.take(fetched(made), by=people.officer, now=NOW)
    assert fetched(made).state is ComplaintState.RECEIVED


def test_who_acted_in_the_matter_does_not_handle(site, people):
    make_results.results("candidate", people.officer)
    made = filed(by=people.candidate)
    with pytest.raises(InvolvedInComplaint):
        services.take(fetched(made), by=people.officer, now=NOW)
    taken = services.take(fetched(made), by=people.other_officer, now=NOW)
    assert taken.handler_id == people.other_officer.id


def test_who_gave_it_back_does_not_take_it_again(site, people):
    made = filed()
    services.take(fetched(made), by=people.officer, now=NOW)
    with pytest.raises(ComplaintMoved):
        services.take(fetched(made), by=people.other_officer, now=NOW)
    services.give_back(fetched(made), by=people.officer, now=NOW)
    with pytest.raises(InvolvedInComplaint):
        services.take(fetched(made), by=people.officer, now=NOW)
    assert services.take(fetched(made), by=people.other_officer, now=NOW).state == "handling"


def test_wrong_codes_are_counted(site):
    made = filed()
    number = made.complaint.public_id
    ask = {"asker": "addr:192.0.2.9", "now": NOW}
    for _ in range(services.MOST_WRONG):
        with pytest.raises(NoSuchComplaint):
            services.look_up(number, "AAAA", **ask)
    with pytest.raises(TooMany):
        services.look_up(number, made.code, **ask)
    later = {**ask, "now": NOW + timedelta(hours=2)}
    assert services.look_up(number, made.code, **later).public_id == number
    with pytest.raises(NoSuchComplaint):
        services.look_up("NOBODYS1", made.code, **later)


def test_one_network_hands_in_so_many_a_day(clients):
    for _ in range(services.MOST_A_DAY):
        filed(asker="addr:127.0.0.1")
    refused = clients.anonymous.post("/complaints", data=FORM)
    assert refused.status_code == 429
    assert SAID in refused.text  # what was typed is not lost
    assert filed(asker="addr:198.51.100.1", contact="没有")


def test_nothing_said_is_no_complaint(site):
    with pytest.raises(ComplaintEmpty):
        filed("   ")
    assert find_complaint("NOBODYS1") is None


def test_the_door_is_in_the_footer(clients):
    assert 'href="/complaints"' in clients.anonymous.get("/").text
