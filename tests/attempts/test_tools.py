"""What the blueprint allows beside the paper is on the exam page, and nothing else."""

import pytest

from examsite.domain.blueprint import Tool, read_tools
from examsite.handbook.services.syncing import sync_handbook
from tests import make_exam
from tests.cast import NOW
from tests.make_content import BODY, chapter, laws


@pytest.mark.parametrize(
    ("data", "tools"),
    [({}, ()), ({"tools": ["calculator", "formulas"]}, (Tool.CALCULATOR, Tool.FORMULAS))],
)
def test_the_blueprint_names_its_tools(data, tools):
    assert read_tools(data) == tools


def test_what_is_no_tool_is_refused():
    with pytest.raises(ValueError, match="phone"):
        read_tools({"tools": ["phone"]})


@pytest.mark.parametrize(
    ("tools", "shown"), [([], (False, False)), (["calculator"], (True, False))]
)
def test_the_page_has_what_is_allowed(clients, site, tools, shown):
    make_exam.rules(*tools)
    exam = make_exam.sitting("candidate")
    paper = clients.candidate.post(f"/api/v1/exams/{exam.public_id}/attempts").json
    page = clients.candidate.get(f"/attempts/{paper['attempt']}/").text
    assert ('data-behaviour="calculator"' in page, "formula-card" in page) == shown


def test_the_formula_card_is_the_books(clients, site, tmp_path):
    chapter(tmp_path, body=f"{BODY}\n::: formula\n甲 ＝ 乙 ÷ 丙\n:::\n")
    laws(tmp_path)
    sync_handbook(tmp_path, NOW)
    make_exam.rules("formulas")
    exam = make_exam.sitting("candidate")
    paper = clients.candidate.post(f"/api/v1/exams/{exam.public_id}/attempts").json
    page = clients.candidate.get(f"/attempts/{paper['attempt']}/").text
    assert "甲 ＝ 乙 ÷ 丙" in page
    assert "/handbook/" not in page.split('class="tool-panel book"')[1].split("</details>")[0]
