"""The score report on paper, read back with pdftotext: what it says, and nothing of the items."""

import re
import subprocess

import pytest

from examsite.domain.wording import Surface, lint
from examsite.results.services.releasing import release
from tests import make_results
from tests.cast import NOW


def run(*command, given=None):
    return subprocess.run(command, capture_output=True, check=True, input=given).stdout.decode()


@pytest.fixture
def released(site, people):
    make_results.passage()
    attempt = make_results.attempt("candidate", 6900)
    return release([attempt], by=people.officer, now=NOW)[0]


def test_what_the_paper_says(clients, released, tmp_path):
    answer = clients.candidate.get(f"/results/{released.public_id}/report.pdf")
    assert answer.mimetype == "application/pdf"
    assert f"score-report-{released.public_id}.pdf" in answer.headers["Content-Disposition"]
    file = tmp_path / "report.pdf"
    file.write_bytes(answer.data)
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", file)
    assert "pdfuaid" in run("pdfinfo", "-meta", file)
    assert re.search(r"Tagged:\s+yes", run("pdfinfo", file))
    text = run("pdftotext", "-layout", file, "-")
    plain = re.sub(r"\s", "", text)
    for said in ("初级知识考试成绩单", "示例考生", "69/100", "未通过", "及格线70分", "80%",
                 "1.1一场直播里的操盘手", "2026年12月14日24:00前", "不是证书"):  # fmt: skip
        assert said in plain, said
    for hidden in ("CANARY", "先做什么"):
        assert hidden not in plain
    assert lint(text, Surface.COPY) == []


def test_it_is_the_candidates_own(clients, people, released):
    address = f"/results/{released.public_id}/report.pdf"
    assert clients.other_candidate.get(address).status_code == 404
    assert address in clients.candidate.get(f"/results/{released.public_id}").text
    practical = release([make_results.booking("candidate")], by=people.officer, now=NOW)[0]
    paper = clients.candidate.get(f"/results/{practical.public_id}/report.pdf")
    assert paper.status_code == 404
