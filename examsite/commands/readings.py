"""`examsite reading paper | compare`: blind readings of the bank, logged in its `reviews/`."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import click
import yaml
from pydantic import TypeAdapter

from examsite.commands.content import bank_folder, told
from examsite.domain.terms import Pool
from examsite.items.files import ItemFile, read_bank
from examsite.items.readings import Reading, chance_of, compare, paper, questions
from examsite.kit.content_files import Faults, check, read_yaml
from examsite.settings import Settings

REVIEWS = "reviews"
_READING = TypeAdapter(Reading)


@click.group("reading")
def reading() -> None:
    """盲答：给读者一份没有答案的卷子，再拿读者的答案与题库核对。"""


def _exam_items(areas: str, level: str) -> list[ItemFile]:
    with told():
        bank = read_bank(bank_folder(Settings()), passages=None)
    return [
        item
        for item in bank.items
        if item.pool is Pool.EXAM
        and (not areas or item.shape.area in areas)
        and (not level or item.shape.level in level)
    ]


@reading.command("paper")
@click.option("--areas", default="", help="知识域字母，例如 BG；默认全部。")
@click.option("--levels", default="", help="级别字母，例如 IS；默认全部。")
@click.option("--seed", default=1, show_default=True, help="打乱选项的种子；核对时要用同一个。")
@click.option("--options-only", is_flag=True, help="只给选项、不给题干：看猜不猜得出。")
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
def write_paper(areas: str, levels: str, seed: int, options_only: bool, out: Path) -> None:
    """写出一份没有答案与理由的卷子。"""
    items = _exam_items(areas.upper(), levels.upper())
    out.write_text(paper(items, seed, options_only=options_only), "utf-8")
    click.echo(f"{out}：{sum(len(asked) for _, asked in questions(items, seed))} 问。")


@reading.command("compare")
@click.argument("answers", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def compare_answers(answers: Path) -> None:
    """核对读者的答案，记进 question_bank/reviews/，列出不一致的题。"""
    faults = Faults(answers.parent)
    with told():
        data = read_yaml(answers, faults)
        given = None if data is None else check(_READING, data, answers, "", faults)
        faults.refuse_if_any()
    assert given is not None
    items = _exam_items("", "")
    lines = compare(items, given)
    log = _keep(given, lines)
    wrong = [line for line in lines if not line["agrees"]]
    for line in wrong:
        click.echo(f"▲ {line['id']}：读者答 {line['answer']}　{line.get('remark', '')}")
    share = Fraction(len(lines) - len(wrong), max(1, len(lines)))
    click.echo(f"{log}：{len(lines)} 问，一致 {len(lines) - len(wrong)} 问（{float(share):.1%}）。")
    if given.options_only:
        luck = {
            one.code: chance_of(one) for _, asked in questions(items, given.seed) for one in asked
        }
        expected = sum(luck[line["id"]] for line in lines) / max(1, len(lines))
        click.echo(f"只看选项：猜中 {float(share):.1%}，随机 {float(expected):.1%}。")


def _keep(given: Reading, lines: list[dict[str, Any]]) -> Path:
    """The log of a reading: who, what kind of reader, when, and each answer."""
    folder = bank_folder(Settings()) / REVIEWS
    folder.mkdir(exist_ok=True)
    name = f"{given.read_on}-{given.reader}{'-options' if given.options_only else ''}.yaml"
    log = folder / name
    head = {
        "reader": given.reader,
        "kind": given.kind,
        "read_on": given.read_on,
        "seed": given.seed,
        "options_only": given.options_only,
    }
    text = yaml.safe_dump(head, allow_unicode=True, sort_keys=False)
    rows = [yaml.safe_dump(line, allow_unicode=True, sort_keys=False, default_flow_style=True, width=10**6) for line in lines]  # fmt: skip
    log.write_text(f"{text}answers:\n{''.join(f'- {row}' for row in rows)}", "utf-8")
    return log
