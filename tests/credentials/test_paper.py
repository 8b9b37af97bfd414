"""The PDF: every fact, the statement word for word, no forbidden word; sealed, valid, whole."""

import hashlib
import re
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from examsite.credentials import queries
from examsite.credentials.services.awarding import award
from examsite.credentials.services.paper import READER_NOTE, STATEMENT
from examsite.domain.certificate_number import display_code, display_number
from examsite.domain.wording import Surface, lint
from examsite.kit import pdf
from examsite.kit.keys import trusted_roots
from examsite.kit.signing import check_seal
from tests import make_credentials as make


@pytest.fixture
def paper(site, people, tmp_path) -> tuple[Path, object]:
    """A certificate's file on disk, and its row."""
    issued = make.awarded(people.officer)
    path = tmp_path / "certificate.pdf"
    path.write_bytes(queries.find_file(issued).content)
    return path, issued


def run(*command: object) -> str:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def text_of(path: Path) -> str:
    return re.sub(r"\s", "", run("pdftotext", path, "-"))


def test_it_works(paper, site):
    path, issued = paper
    text = text_of(path)
    facts = (
        "操盘手能力评价证书（初级）", "示例考生", "初级操盘手", "直播电商操盘",
        "2026年11月23日通过知识考试", "2026年11月23日通过实战操盘考核", "2028年11月22日",
        display_number(issued.number), display_code(issued.code), "示例机构（未设置）",
        "127.0.0.1:5000/verify", STATEMENT, READER_NOTE, "演示证书不具效力",
    )  # fmt: skip
    assert [fact for fact in facts if fact not in text] == []
    assert lint(text, Surface.CERTIFICATE) == []


def test_no_score_no_document_number(paper):
    text = text_of(paper[0])
    assert "80.00" not in text
    assert "分数" not in text
    assert "证件" not in text


def test_other_tools_call_it_valid_and_clean(paper):
    path, _ = paper
    said = run("pdfsig", path)
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", path)
    info = run("pdfinfo", path)
    assert "Pages:           1" in info
    assert "841.89 x 595.276" in info
    assert "Tagged:          yes" in info
    assert b"pdfaid" in path.read_bytes() or "Metadata Stream: yes" in info


def test_pyhanko_calls_it_whole_and_ours(paper, site, now):
    path, _ = paper
    roots = trusted_roots(site.app.extensions["settings"].keys_folder)
    found = check_seal(path.read_bytes(), roots, at=now)
    assert found.good
    assert found.development
    assert found.signed_at == now
    stranger = check_seal(path.read_bytes(), [], at=now)
    assert stranger.intact
    assert not stranger.trusted


def test_a_flipped_bit_in_the_sealed_part_breaks_the_seal(paper, site, now):
    content = bytearray(paper[0].read_bytes())
    roots = trusted_roots(site.app.extensions["settings"].keys_folder)
    for position in range(1000, len(content) - 40_000, 60_000):
        content[position] ^= 1
        assert not check_seal(bytes(content), roots, at=now).good, position
        content[position] ^= 1
    assert check_seal(bytes(content), roots, at=now).good


def test_something_added_after_the_seal_breaks_it(paper, site, now):
    roots = trusted_roots(site.app.extensions["settings"].keys_folder)
    longer = paper[0].read_bytes() + b"\n% a remark\n"
    assert not check_seal(longer, roots, at=now).good


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"no pdf at all", b"%PDF-1.7\n/ByteRange"])
def test_rubbish_is_no_seal(content, now):
    assert not check_seal(content, [], at=now).good


def test_the_same_page_gives_the_same_bytes():
    made = [
        pdf.render_pdf("<html lang=zh><title>t</title><p>示例</p>", [], identifier=b"i" * 16)
        for _ in range(2)
    ]
    assert hashlib.sha256(made[0]).digest() == hashlib.sha256(made[1]).digest()


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "http://127.0.0.1:9/x.png", "static:../settings.py"]
)
def test_a_page_fetches_nothing_from_outside(address, caplog):
    html = f'<html lang=zh><title>t</title><p>x</p><img alt="a" src="{address}">'
    pdf.render_pdf(html, [], identifier=b"i" * 16)
    assert "Failed to load image" in caplog.text


def test_glyphs():
    assert pdf.missing_characters("示例·A é", "serif", bold=True) == []
    assert pdf.missing_characters("\U000323af\U000323af\U0001f600", "serif", bold=True) == [
        "\U000323af",
        "\U0001f600",
    ]
    assert pdf.missing_characters("葛\U000e0100", "serif", bold=True) == ["葛\U000e0100"]


def test_the_seal_time_is_the_time_of_the_award(site, people, now):
    later = now + timedelta(hours=5)
    issued = award(make.decision(people.officer), by=people.officer, now=later)
    content = queries.find_file(issued).content
    roots = trusted_roots(site.app.extensions["settings"].keys_folder)
    assert check_seal(content, roots, at=later).signed_at == later
