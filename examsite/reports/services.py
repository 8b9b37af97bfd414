"""Exports: data that leaves the house, journalled each time."""

import csv
import io
from datetime import datetime

from examsite.domain.actions import Action
from examsite.domain.terms import Level
from examsite.kit.access import Viewer
from examsite.kit.clock import rfc3339
from examsite.kit.db import write
from examsite.reports.policies import safe_cell
from examsite.reports.queries import ResultLine, list_result_lines

MARK = "\ufeff"
"""The byte order mark by which spreadsheet programs know UTF-8."""


def export_results(level: Level | None, *, by: Viewer, now: datetime) -> str:
    """Released results as CSV text with a byte order mark; the export leaves a journal line."""
    lines = list_result_lines(level)
    with write(Action.RESULTS_EXPORTED, by=by, now=now) as tx:
        tx.note(rows=len(lines), level=level.value if level else "")
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(ResultLine._fields)
    for line in lines:
        rows.writerow([safe_cell(value) for value in _cells(line)])
    return MARK + out.getvalue()


def _cells(line: ResultLine) -> tuple[object, ...]:
    whole, part = divmod(line.total, 100)
    shown = {"total": f"{whole}.{part:02d}", "released_at": rfc3339(line.released_at)}
    return tuple((line._asdict() | shown).values())
