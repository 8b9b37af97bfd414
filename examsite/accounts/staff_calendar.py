"""Officers' pages of the working-day calendar: every known year, and one year to record."""

from flask import flash
from flask_babel import gettext as _

from examsite.accounts.forms import RecordYear
from examsite.accounts.queries_calendar import (
    Year,
    get_year,
    list_missing_years,
    list_years,
    read_year,
)
from examsite.accounts.services.calendar import record_year
from examsite.domain.errors import Refusal
from examsite.domain.holidays import Arrangement, read_days, write_days
from examsite.domain.permissions import Permission
from examsite.kit import clock
from examsite.kit.access import the_viewer
from examsite.kit.errors import say, status_of
from examsite.kit.web import Pages, page, see_other

pages = Pages("accounts_calendar", __name__, prefix="/staff/calendar")
MAY = Permission.RUN_CERTIFICATION


@pages.get("", may=MAY)
def index() -> object:
    """Every known year, this one and the next."""
    now = clock.now()
    return page(
        "accounts/calendar.html",
        years=list_years(now),
        missing=list_missing_years(now),
        write_days=write_days,
    )


def _year_page(found: Year, form: RecordYear, problem: str = "") -> str:
    return page("accounts/calendar_year.html", year=found, form=form, problem=problem)


@pages.get("/<year>", may=MAY)
def show(year: str) -> object:
    """One year in a form."""
    found = get_year(read_year(year), clock.now())
    stands = found.arrangement
    form = RecordYear(
        formdata=None,
        days_off=write_days(stands.days_off) if stands else "",
        workdays=write_days(stands.workdays) if stands else "",
        source=stands.source if stands else "",
        seen=str(found.number),
    )
    return _year_page(found, form)


@pages.post("/<year>", may=MAY)
def record(year: str) -> object:
    """Record the year, or correct it with a reason."""
    now = clock.now()
    found, form = get_year(read_year(year), now), RecordYear()
    if not form.validate():
        return _year_page(found, form), 422
    try:
        said = Arrangement(
            found.year,
            read_days(form.days_off.data or ""),
            read_days(form.workdays.data or ""),
            form.source.data or "",
        )
        seen, reason = int(form.seen.data or 0), form.reason.data or ""
        record_year(said, seen=seen, reason=reason, by=the_viewer(), now=now)
    except Refusal as refusal:
        return _year_page(get_year(found.year, now), form, say(refusal)), status_of(refusal)
    flash(_("%(year)s 年的安排已经记下，期限从现在起按它算。", year=year), "good")
    return see_other("accounts_calendar.index")
