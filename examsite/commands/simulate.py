"""`examsite simulate FILE`: new level rules tried on past applications before they are adopted."""

from pathlib import Path

import click

from examsite.commands.start import opened
from examsite.domain.eligibility import Requirement
from examsite.domain.level_rules import BadRules, LevelRules, read_level
from examsite.enrolment.queries.simulation import Changed, simulate
from examsite.kit.content_files import Faults, plain, read_yaml
from examsite.settings import Settings


@click.command("simulate")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def simulate_rules(file: Path) -> None:
    """拿一份新的级别规则（YAML）试判过去的报名：谁的结论会变、为什么；什么都不写。

    新旧规则用同样的事实：学时、证书与采信的经历按现在的记录，考试次数算到报名那天。
    """
    rules = _rules(file)
    with opened(Settings()):
        found = simulate(rules)
        click.echo(f"试判 {found.judged} 份报名，{len(found.changed)} 份结论会变。")
        for one in found.changed:
            click.echo(_line(one))


def _rules(file: Path) -> LevelRules:
    data = read_yaml(file, Faults(file.parent))
    if not isinstance(data, dict):
        raise click.ClickException("读不出规则：文件须是一组“字段: 值”的 YAML。")
    try:
        return read_level(plain(data))
    except BadRules as problem:
        raise click.ClickException(problem.message % problem.params) from problem


def _line(one: Changed) -> str:
    """Who, which sitting, which way, and what the stricter of the two versions misses."""
    way = "原不符合、现符合" if one.admitted else "原符合、现不符合"
    why = "".join(map(_said, one.before if one.admitted else one.after))
    who = f"{one.applicant.user.username}　{one.applicant.sitting.title}"
    return f"{one.applicant.enrolment.public_id}　{who}　{way}：{why}"


def _said(requirement: Requirement) -> str:
    return requirement.reason % requirement.params
