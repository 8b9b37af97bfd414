"""Blind readings: the paper holds no key, answers are judged as marking would, logs tell all."""

import pytest
import yaml
from click.testing import CliRunner

from examsite.cli import main
from examsite.items.files import read_bank
from examsite.items.readings import agrees, chance_of, paper, questions
from tests.make_content import ANSWERS, BANK, FAMILY, bank, item, testlet

KINDS = [kind for kind in ANSWERS if kind != "short_answer"]


@pytest.fixture
def items(tmp_path):
    written = [item(kind, number) for number, kind in enumerate(KINDS, start=1)]
    bank(tmp_path, *written, item("numeric", 7, **FAMILY), item("short_answer", 8), testlet(99))
    return read_bank(tmp_path, passages=None).items


@pytest.fixture
def asked(items):
    return {one.code: one for _, several in questions(items, 5) for one in several}


def letter(one, side, wanted):
    return next(mark for mark, name in one.letters[side].items() if name == wanted)


def test_the_paper_asks_everything_and_tells_nothing(items):
    text = paper(items, 5)
    assert "### J-A-001（single）" in text
    assert "## J-A-099\n\n看材料作答。\n\n一场直播。" in text
    assert "### J-A-099.p2（numeric）" in text
    assert "支付 GMV 129,024 元" in text
    assert "J-A-008" not in text  # people mark short answers
    assert not any(word in text for word in ("理由", "相除", "129024 / 48000"))
    assert paper(items, 5) == text != paper(items, 6)


def test_options_alone_have_no_stems(items):
    text = paper(items, 5, options_only=True)
    assert "先做什么？" not in text
    assert "核对价格" in text
    assert "J-A-004" not in text


def test_right_answers_agree_and_others_do_not(asked):
    one = asked["J-A-001"]
    assert agrees(one, letter(one, "options", "a"))
    assert not agrees(one, letter(one, "options", "b"))
    several = asked["J-A-002"]
    right = [letter(several, "options", name) for name in "ac"]
    assert agrees(several, right)
    assert agrees(several, "".join(right))
    assert not agrees(several, right[:1])
    assert agrees(asked["J-A-003"], "对")
    assert not agrees(asked["J-A-003"], "错")
    assert agrees(asked["J-A-004"], 2.69)
    assert agrees(asked["J-A-007"], "4.30")
    order = asked["J-A-005"]
    assert agrees(order, [letter(order, "options", name) for name in "cadb"])
    pairs = asked["J-A-006"]
    key = {letter(pairs, "left", f"l{n}"): letter(pairs, "right", f"r{n}") for n in (1, 2, 3)}
    assert agrees(pairs, key)
    assert not agrees(pairs, "nonsense")
    assert agrees(asked["J-A-099.p1"], letter(asked["J-A-099.p1"], "options", "a"))


def test_luck_is_counted(asked):
    assert chance_of(asked["J-A-001"]) * 4 == 1
    assert chance_of(asked["J-A-002"]) * 11 == 1
    assert chance_of(asked["J-A-004"]) == 0


@pytest.fixture
def folder(tmp_path, monkeypatch):
    bank(tmp_path / "question_bank", item(), item("true_false", 2))
    monkeypatch.setenv("EXAMSITE_CONTENT", str(tmp_path))
    return tmp_path


def run(*arguments):
    return CliRunner().invoke(main, ["reading", *map(str, arguments)])


def test_a_reading_is_logged_with_every_disagreement(folder):
    out = folder / "paper.md"
    assert "2 问" in run("paper", out).output
    answers = folder / "answers.yaml"
    reading = {"reader": "reader-9", "kind": "program", "read_on": "2026-11-25", "seed": 1}
    given = {"J-A-001": {"answer": "Z", "remark": "都像"}, "J-A-002": {"answer": "对"}}
    answers.write_text(yaml.safe_dump(reading | {"answers": given}, allow_unicode=True), "utf-8")
    done = run("compare", answers)
    assert "▲ J-A-001：读者答 Z　都像" in done.output
    assert "2 问，一致 1 问（50.0%）" in done.output
    log = yaml.safe_load((folder / "question_bank/reviews/2026-11-25-reader-9.yaml").read_text("utf-8"))  # fmt: skip
    assert log["answers"][0] == {"id": "J-A-001", "answer": "Z", "agrees": False, "remark": "都像"}
    assert log["kind"] == "program"


def test_a_malformed_reading_is_named(folder):
    answers = folder / "answers.yaml"
    answers.write_text("reader: someone\n", "utf-8")
    assert "reader：写法不对" in run("compare", answers).output


def test_the_logs_of_the_shipped_bank_are_of_items_that_exist():
    codes = {one.code for one in read_bank(BANK, passages=None).items}
    logs = sorted((BANK / "reviews").glob("*.yaml"))
    for log in logs:
        lines = yaml.safe_load(log.read_text("utf-8"))["answers"]
        assert {line["id"].split(".")[0] for line in lines} <= codes, log.name
