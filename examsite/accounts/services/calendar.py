"""Recording a year's days off and make-up workdays, and correcting what was recorded."""

from datetime import date, datetime

from examsite.accounts.models import CalendarYear
from examsite.accounts.queries import get_issuer
from examsite.accounts.queries_calendar import get_year
from examsite.domain.actions import Action
from examsite.domain.errors import Conflict, Invalid
from examsite.domain.holidays import Arrangement, require_arrangement
from examsite.kit.access import Viewer
from examsite.kit.db import write


class SourceMissing(Invalid):
    """422: an arrangement from nowhere."""

    code = "source_missing"
    message = "请写明依据：哪份通知、哪天发布。"


class CorrectionReasonMissing(Invalid):
    """422: a known year was changed without a word."""

    code = "correction_reason_missing"
    message = "这一年已有安排，请写明为什么更正。"


class YearChanged(Conflict):
    """409: somebody else recorded the year meanwhile."""

    code = "year_changed"
    message = "这一年刚被别人改过。请核对页面上现在的安排，再决定要不要更正。"


def record_year(
    one: Arrangement, *, seen: int, reason: str, by: Viewer, now: datetime
) -> CalendarYear:
    """Record or correct a year. `seen`: how many records of it the officer was shown.

    Raises SourceMissing, CorrectionReasonMissing, YearChanged and what `require_arrangement` does.
    """
    require_arrangement(one)
    source, said = one.source.strip(), reason.strip()
    if not source:
        raise SourceMissing
    with write(Action.CALENDAR_RECORDED, by=by, now=now, why=said) as tx:
        tx.lock(get_issuer())  # one row that everybody has: recorders queue here
        before = get_year(one.year, now)
        if before.number != seen:
            raise YearChanged
        if before.arrangement is not None and not said:
            raise CorrectionReasonMissing
        made = tx.about = tx.add(
            CalendarYear(
                year=one.year,
                number=seen + 1,
                days_off=_written(one.days_off),
                workdays=_written(one.workdays),
                source=source,
                reason=said,
                recorded_by_id=by.id,
                recorded_at=now,
            )
        )
        return made


def _written(days: frozenset[date]) -> list[str]:
    return [day.isoformat() for day in sorted(days)]
