"""`examsite sync` and `examsite check content`: the files of the book and the bank."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click

from examsite.commands.start import opened
from examsite.commands.translations import check_translations
from examsite.exams.services.schemes import AdoptionReport, sync_blueprints, sync_schemes
from examsite.handbook.files import ChapterFile, read_handbook
from examsite.handbook.laws import Cited, cited_in, lapsed, read_laws
from examsite.handbook.lint import lint_handbook, missing_passages
from examsite.handbook.services.laws import sync_laws
from examsite.handbook.services.syncing import HandbookReport, sync_handbook
from examsite.handbook.sheets.shelf import list_form_files
from examsite.items.files import BankFiles, read_bank
from examsite.items.services.syncing import BankReport, sync_bank
from examsite.kit import clock, schema
from examsite.kit.content_files import ContentRefused, Finding
from examsite.kit.db import db
from examsite.kit.stamps import set_stamp, stamp_holds, stamp_of
from examsite.practicals.incidents import lint_incidents, read_incidents
from examsite.practicals.services.rubrics import sync_rubrics
from examsite.settings import Settings

MOST_NAMED = 12


def handbook_folder(settings: Settings) -> Path:
    """Where the chapters are."""
    return settings.content / "handbook"


def bank_folder(settings: Settings) -> Path:
    """Where the shipped bank and the rules are."""
    return settings.content / "question_bank"


@contextmanager
def told() -> Iterator[None]:
    """Tell every problem of refused files, then stop with status 1."""
    try:
        yield
    except ContentRefused as refusal:
        for problem in refusal.problems:
            click.echo(f"✕ {problem}", err=True)
        raise click.ClickException(
            f"内容有 {len(refusal.problems)} 处错误，什么都没有写入。"
        ) from refusal


def sync_all(settings: Settings, now: datetime) -> list[str]:
    """Everything under `content`, and the installation's own bank; what changed, in sentences.

    The book comes first, because items cite its passages. Each part is one transaction. Files
    that were read in whole before are not read again.
    """
    bank = bank_folder(settings)
    book = handbook_folder(settings)
    own = settings.bank if settings.bank is not None and settings.bank.is_dir() else None
    stamp = stamp_of([book, bank, *([own] if own else [])])
    if stamp_holds(stamp):
        return []
    said = _handbook_words(sync_handbook(book, now))
    said += _named("手册：法规", sync_laws(book, now))
    said += _bank_words("随附题库", sync_bank(bank, now))
    if own is not None:
        said += _bank_words("本机构题库", sync_bank(own, now, shipped=False))
    for name, sync in (
        ("级别规则", sync_schemes),
        ("命题蓝图", sync_blueprints),
        ("实战评分标准", sync_rubrics),
    ):
        said += _adoption_words(name, sync(bank, now))
    set_stamp(stamp, now)
    return said


def _adoption_words(name: str, report: AdoptionReport) -> list[str]:
    return [f"{name}：采用 {'、'.join(report.adopted)}"] if report else []


def _named(label: str, names: Iterable[str]) -> list[str]:
    listed = list(names)
    if not listed:
        return []
    more = f" 等 {len(listed)} 个" if len(listed) > MOST_NAMED else ""
    return [f"{label} {'、'.join(listed[:MOST_NAMED])}{more}"]


def _handbook_words(report: HandbookReport) -> list[str]:
    return [
        *_named("手册：写入第", [f"{number} 章" for number in report.chapters]),
        *_named("手册：新段落", report.added),
        *_named("手册：改动的段落", report.changed),
        *_named("手册：撤下的段落", report.retired),
    ]


def _bank_words(name: str, report: BankReport) -> list[str]:
    return [
        *_named(f"{name}：知识域", report.areas),
        *_named(f"{name}：新题", report.added),
        *_named(f"{name}：新版本", report.changed),
        *_named(f"{name}：答案或理由新版本", report.keys),
        *_named(f"{name}：退役", report.retired),
        *_named(f"{name}：重新启用", report.returned),
    ]


@click.command("sync")
def sync() -> None:
    """把手册、题库、级别规则、蓝图与评分标准读进数据库；可重复执行。"""
    settings = Settings()
    with opened(settings):
        if not schema.is_at_head(db.engine):
            raise click.ClickException("数据库结构不是最新：请先运行 examsite init")
        read_in(settings)


def read_in(settings: Settings) -> None:
    """Sync everything inside the application's context, saying what changed; make the forms."""
    with told():
        for sentence in sync_all(settings, clock.now()) or ["内容没有变化。"]:
            click.echo(sentence)
    list_form_files(settings.home)


@click.group("check")
def check() -> None:
    """检查内容、题库与译文；有错误时以 1 退出。"""


def finish(findings: Iterable[Finding], good: str) -> None:
    """Print what was found; status 1 when anything is more than a warning."""
    found = list(findings)
    for finding in found:
        click.echo(f"{'▲' if finding.warning else '✕'} {finding}", err=not finding.warning)
    faults = sum(not finding.warning for finding in found)
    if faults:
        raise click.ClickException(f"{faults} 处须改。")
    click.echo(good)


def _cited(bank: BankFiles) -> dict[str, list[str]]:
    cited: dict[str, list[str]] = {}
    for item in bank.items:
        cited.setdefault(item.shape.passage, []).append(item.code)
    return cited


def _cited_by_items(bank: BankFiles) -> list[Cited]:
    """An item rests on the version that its own `effective_from` names."""
    cited = {
        (item.code, law.document): Cited(item.code, law.document, law.effective_from)
        for item in bank.items
        for law in item.shape.laws
    }
    return list(cited.values())


@check.command("content")
@click.option("--on", "on", type=click.DateTime(["%Y-%m-%d"]), help="法规按这一天检查；默认今天。")
def check_content(on: datetime | None) -> None:
    """手册与突发卡：用语、结构、算例、题目依据的段落与法规的施行日期。"""
    settings = Settings()
    day = on.date() if on else clock.local_date(clock.now(), settings.timezone)
    with told():
        chapters = read_handbook(handbook_folder(settings))
        laws = read_laws(handbook_folder(settings))
        bank = read_bank(bank_folder(settings), passages=None)
        incidents = read_incidents(bank_folder(settings))
    cited_laws = [*cited_in(chapters), *_cited_by_items(bank)]
    findings = [
        *lint_handbook(chapters),
        *missing_passages(_cited(bank), chapters),
        *lint_incidents(incidents, _keys(chapters)),
        *lapsed(laws, cited_laws, day),
    ]
    finish(findings, _content_words(chapters))


def _keys(chapters: list[ChapterFile]) -> set[str]:
    return {passage.key for chapter in chapters for passage in chapter.passages}


def _content_words(chapters: list[ChapterFile]) -> str:
    passages = sum(len(chapter.passages) for chapter in chapters)
    figures = sum(len(chapter.figures) for chapter in chapters)
    return f"手册 {len(chapters)} 章 {passages} 节，重算 {figures} 个数，没有错误。"


check.add_command(check_translations)
