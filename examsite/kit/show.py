"""How instants and dates are shown: in the exam's zone, the zone named where it matters."""

from datetime import date, datetime

from flask import Flask
from flask_babel import format_date, format_datetime, gettext


def moment(at: datetime | None) -> str:
    """Day and time to the minute, in the site's zone."""
    return str(format_datetime(at, gettext("y 年 M 月 d 日 HH:mm"))) if at else "–"


def moment_seconds(at: datetime | None) -> str:
    """Day and time to the second, with the zone named."""
    if at is None:
        return "–"
    shown = format_datetime(at, gettext("y 年 M 月 d 日 HH:mm:ss"))
    zone: str = gettext("（北京时间）")  # the collector of messages reads no f-strings
    return f"{shown}{zone}"


def day(on: date | None) -> str:
    """A calendar date; instants are taken in the site's zone first."""
    if on is None:
        return "–"
    if isinstance(on, datetime):
        return str(format_datetime(on, gettext("y 年 M 月 d 日")))
    return str(format_date(on, gettext("y 年 M 月 d 日"), rebase=False))


def clock_time(at: datetime | None) -> str:
    """Hours and minutes, in the site's zone."""
    return str(format_datetime(at, "HH:mm")) if at else "–"


def points(hundredths: int | None) -> str:
    """Marks as people write them: 7250 -> 72.5, 7000 -> 70."""
    if hundredths is None:
        return "–"
    whole, rest = divmod(abs(hundredths), 100)
    text = f"{whole}.{rest:02d}".rstrip("0").rstrip(".") if rest else str(whole)
    return f"-{text}" if hundredths < 0 else text


def init_show(app: Flask) -> None:
    """Make these filters of every template."""
    for filter_ in (moment, moment_seconds, day, clock_time, points):
        app.jinja_env.filters[filter_.__name__] = filter_
