"""A roster from a workbook: judged cell by cell, entered when confirmed, twice without doubles."""

import json
import re
from datetime import timedelta
from html import unescape
from io import BytesIO

import openpyxl
import pytest

from examsite.exams.queries import list_roster
from examsite.exams.services.roster_files import Line, judge, read_lines, template
from examsite.exams.services.rosters import close_roster
from tests import make_exam
from tests.cast import NOW

SOON = NOW + timedelta(hours=3)


def workbook(*rows, heads=("账号", "时间系数", "另加分钟")):
    book = openpyxl.Workbook()
    for row in (heads, *rows):
        book.active.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def upload(client, sitting, data):
    file = (BytesIO(data), "名单.xlsx")
    address = f"/staff/sittings/{sitting.public_id}/roster/file"
    return client.post(address, data={"file": file}, content_type="multipart/form-data")


def test_it_works_through_the_pages_and_twice_adds_nobody(clients, site):
    sitting = make_exam.sitting(opens_at=SOON)
    data = workbook(("candidate", 150, 10), ("nobody", None, None), ("other_candidate", None, None))
    for entered in (2, 0):
        page = upload(clients.officer, sitting, data).text
        assert f"会列入 {entered} 人" in page
        assert "没有这个账号" in page
        assert "A3" in page
        if entered:
            assert list_roster(sitting.id) == []
            kept = unescape(re.search(r'name="lines"[^>]* value="([^"]*)"', page).group(1))
            sent = {"lines": kept}
        answer = clients.officer.post(
            f"/staff/sittings/{sitting.public_id}/roster/entries", data=sent, follow_redirects=True
        )
        assert f"已列入 {entered} 人" in answer.text
    roster = {user.username: entry for entry, user in list_roster(sitting.id)}
    assert set(roster) == {"candidate", "other_candidate"}
    assert (roster["candidate"].factor_percent, roster["candidate"].extra_seconds) == (150, 600)


@pytest.mark.parametrize(
    ("line", "cell", "problem"),
    [
        (Line(2, ""), "A2", "nobody"),
        (Line(3, "candidate", "99"), "B3", "factor"),
        (Line(3, "candidate", "1.5"), "B3", "factor"),
        (Line(4, "candidate", "", "-1"), "C4", "minutes"),
        (Line(4, "candidate", "", "241"), "C4", "minutes"),
        (Line(5, "candidate", "150%", "0"), "", ""),
    ],
)
def test_each_problem_is_named_by_its_cell(site, line, cell, problem):
    (judged,) = judge(make_exam.sitting(opens_at=SOON), [line])
    assert (judged.cell, judged.problem) == (cell, problem)


def test_a_person_stands_in_a_file_once(site):
    sitting = make_exam.sitting(opens_at=SOON)
    first, again = judge(sitting, [Line(2, "candidate"), Line(3, "candidate")])
    assert (first.problem, again.problem, again.cell) == ("", "twice", "A3")


def test_the_template_is_a_roster_that_lists_nobody(clients, site):
    sitting = make_exam.sitting(opens_at=SOON)
    answer = clients.officer.get(f"/staff/sittings/{sitting.public_id}/roster/template.xlsx")
    assert answer.data[:2] == b"PK"
    refused = upload(clients.officer, sitting, template())
    assert (refused.status_code, "没有一个账号" in refused.text) == (422, True)
    assert read_lines(workbook(("a",)))[0].account == "a"


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"", "文件是空的"), (b"not a workbook", "不是 .xlsx"), (None, "第一行应当是")],
)
def test_other_files_are_refused_in_words(clients, site, data, said):
    sitting = make_exam.sitting(opens_at=SOON)
    answer = upload(clients.officer, sitting, workbook(heads=("姓名",)) if data is None else data)
    assert (answer.status_code, said in answer.text) == (422, True)


def test_what_was_not_sent_whole_or_comes_too_late_enters_nobody(clients, site):
    sitting = make_exam.sitting("hr", opens_at=SOON)
    address = f"/staff/sittings/{sitting.public_id}/roster/entries"
    for sent in ("", "[[1]]", "{", json.dumps([[2, 3]])):
        page = clients.officer.post(address, data={"lines": sent}, follow_redirects=True)
        assert "名单没有传完整" in page.text
    close_roster(sitting, by=None, now=NOW)
    sent = json.dumps([[2, "candidate", "", ""]])
    page = clients.officer.post(address, data={"lines": sent}, follow_redirects=True)
    assert "名单已经收好" in page.text
    assert len(list_roster(sitting.id)) == 1
