"""What each level asks, for the landing page: read from the rules as adopted."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from examsite.domain.terms import Level
from examsite.exams.models import ExamBlueprint, SchemeVersion
from examsite.kit.db import db
from examsite.results.policies import is_provisional


@dataclass(frozen=True)
class LevelLine:
    """A level with its newest rules; None while they are not adopted."""

    level: Level
    scheme: dict[str, Any] | None
    blueprint: dict[str, Any] | None

    @property
    def items(self) -> int:
        """How many items a form holds."""
        return sum(quota["count"] for quota in (self.blueprint or {}).get("types", {}).values())

    @property
    def provisional(self) -> bool:
        """Whether the cut has no panel's decision behind it yet."""
        return self.blueprint is not None and is_provisional(self.blueprint["cut"])


def list_levels() -> list[LevelLine]:
    """The three levels in order; two statements."""
    schemes, blueprints = _newest(SchemeVersion), _newest(ExamBlueprint)
    return [LevelLine(level, schemes.get(level), blueprints.get(level)) for level in Level]


def _newest(table: Any) -> dict[Level, dict[str, Any]]:
    newest = select(func.max(table.id)).group_by(table.level)
    rows = db.session.execute(select(table.level, table.rules).where(table.id.in_(newest)))
    return {row.level: row.rules for row in rows}
