"""`examsite sync` and `examsite check`: what they say and how they end."""

import shutil

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from click.testing import CliRunner

from examsite.cli import main
from examsite.commands import translations
from examsite.commands.content import sync, sync_all
from examsite.kit.content_files import ContentRefused
from examsite.settings import ROOT, Settings
from tests.make_content import BANK, HANDBOOK, bank, chapter, item, laws


@pytest.fixture
def content(tmp_path):
    """A content folder of one chapter, one item and the shipped rules."""
    chapter(tmp_path / "handbook")
    bank(tmp_path / "question_bank", item())
    for name in ("levels", "blueprints", "rubrics"):
        shutil.copytree(BANK / name, tmp_path / "question_bank" / name)
    return tmp_path


@pytest.fixture
def run(monkeypatch, content):
    """Run a `check` command over that folder."""
    monkeypatch.setenv("EXAMSITE_CONTENT", str(content))
    return lambda *words: CliRunner().invoke(main, ["check", *words])


def test_sync_says_what_changed(site, content, now):
    said = sync_all(Settings(content=content), now)
    assert said == [
        "手册：写入第 1 章",
        "手册：新段落 ch01-look、ch01-again",
        "随附题库：知识域 A、B、C、D、E、F、G、H、I、J、K",
        "随附题库：新题 J-A-001",
        "级别规则：采用 I 2026.1、J 2026.1、S 2026.1",
        "命题蓝图：采用 I 2026.2、J 2026.2、S 2026.2",
        "实战评分标准：采用 I 2026.1、J 2026.1、S 2026.1",
    ]
    assert sync_all(Settings(content=content), now) == []


def test_an_own_bank_is_synced_too(site, content, tmp_path, now):
    own = bank(tmp_path / "own", item(number=400))
    said = sync_all(Settings(content=content, bank=own), now)
    assert "本机构题库：新题 J-A-400" in said
    assert sync_all(Settings(content=content, bank=own), now) == []


def test_the_real_content_syncs_and_a_second_run_changes_nothing(site, now):
    settings = Settings(content=ROOT)
    assert any("等 1" in sentence for sentence in sync_all(settings, now))
    assert sync_all(settings, now) == []


def test_sync_refuses_faulty_files(site, content, now):
    bank(content / "question_bank", item(key="x"))
    with pytest.raises(ContentRefused, match="content_refused"):
        sync_all(Settings(content=content), now)


def test_the_command_tells_what_changed_then_that_nothing_did(site, content, monkeypatch):
    settings = site.app.extensions["settings"]
    monkeypatch.setenv("EXAMSITE_CONTENT", str(content))
    monkeypatch.setenv("EXAMSITE_HOME", str(settings.home))
    if site.server is not None:
        monkeypatch.setenv("EXAMSITE_DATABASE_URL", site.server.url("site"))
    first, second = CliRunner().invoke(sync, []), CliRunner().invoke(sync, [])
    assert "随附题库：新题 J-A-001" in first.output
    assert (second.exit_code, second.output) == (0, "内容没有变化。\n")
    bank(content / "question_bank", item(key="x"))
    third = CliRunner().invoke(sync, [])
    assert third.exit_code == 1
    assert "J-A-001：key：不在选项里" in third.output
    assert "什么都没有写入" in third.output


def test_the_command_needs_a_database_and_names_faults(monkeypatch, content, tmp_path):
    monkeypatch.setenv("EXAMSITE_CONTENT", str(content))
    monkeypatch.setenv("EXAMSITE_HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "secret").write_bytes(b"0" * 64)
    answer = CliRunner().invoke(sync, [])
    assert answer.exit_code == 1
    assert "请先运行 examsite init" in answer.output


def test_check_content_passes(run):
    answer = run("content")
    assert answer.exit_code == 0, answer.output
    assert "手册 1 章 2 节，重算 1 个数，没有错误。" in answer.output


def test_check_content_names_what_is_wrong(run, content):
    law = {"document": "某办法", "article": "3", "effective_from": "2026-02-01"}
    version = {"number": "令", "published": "2026-01-05", "effective_from": "2026-02-01"}
    table = {"document": "某办法", "kind": "规章", "issuer": "部门", "versions": [version]}
    laws(content / "handbook", table)
    bank(content / "question_bank", item(passage="ch01-gone", laws=[law]))
    answer = run("content", "--on", "2026-01-01")
    assert answer.exit_code == 1
    assert "依据的段落 ch01-gone 不在手册里" in answer.output
    assert "在 2026-01-01 不施行" in answer.output
    assert "2 处须改" in answer.output


def test_check_content_tells_faults_of_format(run, content):
    chapter(content / "handbook", title=None)
    answer = run("content")
    assert answer.exit_code == 1
    assert "✕ handbook/01-first/index.md title：缺少这个字段" in answer.output


def test_check_bank_passes_and_fails(run, content, monkeypatch):
    shutil.rmtree(content / "question_bank/blueprints")
    assert run("bank").exit_code == 0
    bank(content / "own", item(number=400, stem="下列哪一项不属于职责？"))
    monkeypatch.setenv("EXAMSITE_BANK", str(content / "own"))
    answer = run("bank")
    assert answer.exit_code == 1
    assert "J-A-400：否定式题干须把否定词加粗" in answer.output
    bank(content / "question_bank", item(passage="ch01-gone"))
    assert "手册里没有段落 ch01-gone" in run("bank").output


def test_the_shipped_content_is_sound(monkeypatch):
    monkeypatch.setenv("EXAMSITE_CONTENT", str(HANDBOOK.parent))
    for name in ("content", "bank"):
        answer = CliRunner().invoke(main, ["check", name])
        assert answer.exit_code == 0, answer.output


def test_sentences_are_found_in_code_templates_and_refusals():
    ids = {message.id for message in translations.messages()}
    assert "我读完了" in ids
    assert "请填写账号。" in ids
    assert "现在不能这样做。" in ids
    assert "读完了一节手册" in ids


def test_sentences_without_finished_english_are_named():
    wanted, english = Catalog(), Catalog(locale="en")
    for text in ("完成", "含糊", "空白", "没有", ("一个", "多个")):
        wanted.add(text)
    english.add("完成", "Done")
    english.add("含糊", "Maybe", flags=["fuzzy"])
    english.add("空白", "")
    english.add(("一个", "多个"), ("one", ""))
    assert translations.untranslated(wanted, english) == ["含糊", "空白", "没有", "一个"]
    assert len(translations.untranslated(wanted, None)) == 5


def test_check_translations_names_sentences_and_writes_a_template(tmp_path):
    pot, po = tmp_path / "messages.pot", tmp_path / "en.po"
    words = ["translations", "--po", str(po), "--pot", str(pot)]
    answer = CliRunner().invoke(main, ["check", *words[0:]])
    assert answer.exit_code == 1
    assert "✕ 我读完了" in answer.output
    assert "句没有确定的英文" in answer.output
    english = Catalog(locale="en")
    for message in translations.messages():
        plural = isinstance(message.id, tuple | list)
        english.add(message.id, ("x", "x") if plural else "x", context=message.context)
    with po.open("wb") as stream:
        write_po(stream, english)
    answer = CliRunner().invoke(main, ["check", *words[0:]])
    assert answer.exit_code == 0, answer.output
    assert "句都有英文" in answer.output
    assert 'msgid "我读完了"' in pot.read_text("utf-8")
