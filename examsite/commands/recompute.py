"""`examsite recompute --check`: does every stored score still follow from what it was made of?"""

import click

from examsite.commands.start import opened
from examsite.domain.errors import NotFound
from examsite.kit import clock
from examsite.results.queries.waiting import get_finished_sitting
from examsite.results.services.checking_scores import open_incident
from examsite.results.services.recomputing import Difference, Recomputed, recompute
from examsite.results.words import DIFFERENCES
from examsite.settings import Settings


@click.command("recompute")
@click.option(
    "--check",
    is_flag=True,
    required=True,
    expose_value=False,
    help="重算并逐字节比对，不改任何分数。",
)
@click.option("--sitting", help="只查一个考次（考次编号）。")
def recompute_scores(*, sitting: str | None) -> None:
    """由存下的作答与各版本重算全部机器评分，与存下的分数逐字节比对。

    有任何不一致就逐一列出、开一条待查的差异，并以 1 退出。
    """
    with opened(Settings()):
        try:
            found = recompute(get_finished_sitting(sitting) if sitting else None)
        except NotFound as problem:
            raise click.ClickException("没有这个考次") from problem
        _tell(found)
        if found.differences:
            open_incident(found, now=clock.now())
    if found.differences:
        raise SystemExit(1)


def _tell(found: Recomputed) -> None:
    click.echo(
        f"重算 {found.attempts} 份答卷的 {found.scores} 个分数版本，"
        f"核对 {found.results} 份已发布的成绩"
    )
    if found.other_rules:
        click.echo(f"▲ 另有 {found.other_rules} 个分数版本用的是其他版本的评分规则，没有重算")
    for one in found.differences:
        click.echo(f"✕ {_name(one)}")
    count = len(found.differences)
    click.echo(f"✕ 不一致 {count} 处" if count else "✓ 逐字节一致")


def _name(one: Difference) -> str:
    return f"答卷 {one.attempt} 第 {one.number} 版：{DIFFERENCES[one.what]}"
