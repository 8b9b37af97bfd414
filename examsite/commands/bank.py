"""`examsite check bank`: every rule of the bank's files, and the forms it can carry."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import click

from examsite.commands.content import bank_folder, finish, handbook_folder, told
from examsite.domain.blueprint import ExamBlueprint, cells, read_blueprint
from examsite.domain.form_check import contributions
from examsite.domain.terms import LEVEL_TITLES, Cognitive, ItemType, Level, Pool
from examsite.exams.services.schemes import read_blueprints
from examsite.handbook.files import read_handbook
from examsite.items.files import BankFiles, ItemFile, TestletItem, read_bank
from examsite.items.lint import lint_bank
from examsite.items.lint_shipped import published_again
from examsite.items.shapes import ShortAnswer
from examsite.kit.content_files import Finding
from examsite.kit.lazy import lazy
from examsite.settings import Settings

plan = lazy("examsite.psychometrics.plan")
DISJOINT = 2
SEED = 1


@dataclass(frozen=True)
class Planned:
    """An item of a file as assembly sees it."""

    id: str
    item_type: ItemType
    area: str
    cognitive: Cognitive
    difficulty: Decimal
    enemies: tuple[str, ...]
    family: str | None


def _planned(item: ItemFile) -> Planned:
    shape = item.shape
    family = item.code if "variants" in shape.content() else None
    return Planned(
        id=item.code,
        item_type=item.type,
        area=shape.area,
        cognitive=Cognitive(shape.cognitive),
        difficulty=shape.difficulty,
        enemies=tuple(shape.enemies),
        family=family,
    )


def _worth(item: ItemFile) -> int | None:
    """The points an item's own file gives it, where it does."""
    if isinstance(item.shape, TestletItem):
        return sum(part.points for part in item.shape.parts)
    return item.shape.worth if isinstance(item.shape, ShortAnswer) else None


def candidates(bank: BankFiles, level: Level, rules: ExamBlueprint) -> list[Planned]:
    """The exam items of a level that fit its blueprint's points."""
    return [
        _planned(item)
        for item in bank.items
        if item.pool is Pool.EXAM
        and item.shape.level == level
        and _worth(item) in (None, rules.points_of(item.type))
    ]


@click.command("bank")
@click.option("--sittings", type=click.IntRange(1), help="一年要办几场，每场一份新卷。")
@click.option("--retakes", default=2, show_default=True, help="同一考季最多补考几次。")
@click.option("--table", is_flag=True, help="印出每份卷子与蓝图逐格的对照。")
def check_bank(sittings: int | None, retakes: int, table: bool) -> None:
    """题库：格式、重算、线索、相似、用语；每级能不能组出两份不重题的卷子；一年够不够用。"""
    settings = Settings()
    with told():
        passages = {
            passage.key
            for chapter in read_handbook(handbook_folder(settings))
            for passage in chapter.passages
        }
        banks = [read_bank(bank_folder(settings), passages=passages)]
        if settings.bank is not None and settings.bank.is_dir():
            banks.append(read_bank(settings.bank, passages=passages))
        blueprints = read_blueprints(bank_folder(settings))
    findings = [finding for bank in banks for finding in lint_bank(bank)]
    findings += [again for own in banks[1:] for again in published_again(own, banks[0])]
    if not any(not one.warning for one in findings):
        for level, data in blueprints.items():
            rules = read_blueprint(data)
            pool = [one for bank in banks for one in candidates(bank, level, rules)]
            findings += _forms(level, pool, rules, table=table)
            findings += _year(level, pool, rules, sittings, retakes)
    finish(findings, f"题库 {sum(len(bank.items) for bank in banks)} 题，没有错误。")


def _forms(
    level: Level, pool: list[Planned], rules: ExamBlueprint, *, table: bool
) -> Iterator[Finding]:
    """Two forms that share no item, each keeping the whole blueprint."""
    title = LEVEL_TITLES[level]
    try:
        forms = plan.disjoint_forms(pool, rules, wanted=DISJOINT, seed=SEED)
    except plan.ShortCells as short:
        yield Finding(f"{title}蓝图", f"组不出 {DISJOINT} 份不重题的卷子：{short.params['cells']}")
        return
    told_of = "、".join(f"种子 {form.seed}、差距不超过 {form.gap}" for form in forms)
    click.echo(
        f"{title}：{len(pool)} 题可用，{DISJOINT} 份不重题的卷子各 {rules.items} 题（{told_of}）"
    )
    if table:
        by_id = {one.id: one for one in pool}
        for line in _table([[by_id[code] for code in form.items] for form in forms], rules):
            click.echo(f"  {line}")


def _table(forms: list[list[Planned]], rules: ExamBlueprint) -> Iterator[str]:
    for cell in cells(rules):
        got = [
            sum(contributions(rules, one).get((cell.kind, cell.name), 0) for one in form)
            for form in forms
        ]
        yield f"{cell.kind:<10} {cell.name:<12} 要求 {cell.wanted}±{cell.slack}　实得 {got}"


def _year(
    level: Level, pool: list[Planned], rules: ExamBlueprint, sittings: int | None, retakes: int
) -> Iterator[Finding]:
    """The planned sittings of a year under the cap of exposure."""
    if sittings is None:
        return
    title = LEVEL_TITLES[level]
    try:
        year = plan.plan_year(pool, rules, forms=sittings, apart=retakes + 1, seed=SEED)
    except plan.PlanAboveCap as short:
        yield Finding(f"{title}年度用卷", short.message % short.params)
        return
    highest: Fraction = year.highest
    click.echo(
        f"{title}：一年 {sittings} 份卷子，用到 {year.used} / {year.bank} 题，"
        f"曝光最高的题出现在 {float(highest):.0%} 的卷子里（上限 25%）"
    )
