"""The export: complete, masked, safe in a spreadsheet, journalled."""

import csv
import io

import pytest
from sqlalchemy import select

from examsite.domain.actions import Action
from examsite.kit.db import db, write
from examsite.kit.journal import JournalDetail, JournalEntry
from examsite.reports.policies import safe_cell
from tests import make_results
from tests.counting import counted

ADDRESS = "/api/v1/exports/results.csv"


def read(response):
    return list(csv.DictReader(io.StringIO(response.data.decode("utf-8-sig"))))


def test_it_works(clients, people):
    knowledge, practical = make_results.results("candidate", people.officer)
    response = clients.officer.get(ADDRESS)
    assert response.mimetype == "text/csv"
    assert response.data.startswith(b"\xef\xbb\xbf")
    assert "attachment" in response.headers["Content-Disposition"]
    rows = read(response)
    assert [row["result"] for row in rows] == [knowledge.public_id, practical.public_id]
    assert rows[0] == {
        "result": knowledge.public_id, "candidate": people.candidate.public_id, "name": "示**生",
        "level": "J", "part": "knowledge", "title": "初级知识考试", "taken_on": "2026-11-23",
        "total": "80.00", "outcome": "pass", "released_at": "2026-11-23T01:00:00.000Z",
    }  # fmt: skip
    line = db.session.scalars(select(JournalEntry).order_by(JournalEntry.n.desc())).first()
    assert (line.what, line.who) == ("results.exported", people.officer.public_id)
    assert db.session.get(JournalDetail, line.n).body["note"] == {"rows": 2, "level": ""}


def test_a_title_that_is_a_formula_is_defused(clients, people, now):
    sitting = make_results.sitting("candidate")
    with write(Action.SITTING_OPENED, by=None, now=now, about=sitting):
        sitting.title = "=HYPERLINK(1)"
    make_results.release(
        [make_results.attempt("candidate", of=sitting)], by=people.officer, now=now
    )
    assert read(clients.officer.get(ADDRESS))[0]["title"] == "'=HYPERLINK(1)"


def test_a_level_narrows(clients, people):
    make_results.results("candidate", people.officer)
    assert len(read(clients.officer.get(f"{ADDRESS}?level=J"))) == 2
    assert read(clients.officer.get(f"{ADDRESS}?level=S")) == []
    assert clients.officer.get(f"{ADDRESS}?level=X").status_code == 422


@pytest.mark.parametrize("first", list("=+-@\t\r\n＝＋－＠"))
def test_what_could_start_a_formula_is_led_by_an_apostrophe(first):
    assert safe_cell(f"{first}1") == f"'{first}1"
    assert safe_cell(f" \u3000{first}1") == f"' \u3000{first}1"


@pytest.mark.parametrize("text", ["示例", "80.00", "", "a=b", 12])
def test_other_cells_stay(text):
    assert safe_cell(text) == str(text)


def test_the_page_and_who_may(clients, people):
    make_results.results("candidate", people.officer)
    assert "导出全部" in clients.officer.get("/staff/reports").text
    for person in ("candidate", "examiner_a", "hr", "auditor"):
        assert getattr(clients, person).get(ADDRESS).status_code == 403
        assert getattr(clients, person).get("/staff/reports").status_code == 403
    assert clients.anonymous.get(ADDRESS).status_code == 401


def test_statements_are_bounded(clients, people):
    make_results.results("candidate", people.officer)
    client = clients.officer
    for address, most in ((ADDRESS, 6), ("/staff/reports", 3)):
        with counted() as seen:
            assert client.get(address).status_code == 200
        assert len(seen) <= most, (address, len(seen))
