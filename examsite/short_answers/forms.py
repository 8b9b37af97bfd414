"""The marking page as a form: fields in, points line by line out, and what the page shows."""

from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from examsite.short_answers.queries.queues import Desk, Offer


@dataclass(frozen=True)
class Sheet:
    """What is chosen on the page. `missing`: lines without a choice, from 0; empty at first."""

    lines: list[int | None] = field(default_factory=list)
    note: str = ""
    missing: frozenset[int] = frozenset()

    def chosen(self, line: int) -> int | None:
        """The points chosen on a line, if any."""
        return self.lines[line] if line < len(self.lines) else None


def read_sheet(desk: Desk, posted: MultiDict[str, str]) -> Sheet:
    """The form's fields; what is no small whole number counts as not chosen."""
    lines = [_number(posted.get(f"line-{n}")) for n, _ in enumerate(desk.question.guide)]
    missing = frozenset(n for n, got in enumerate(lines) if got is None)
    return Sheet(lines, posted.get("note", ""), missing)


def sheet_of(offer: Offer) -> Sheet:
    """What was given before, to be changed."""
    if offer.given is None:
        return Sheet()
    return Sheet(list(offer.given.mark.lines), offer.given.mark.note)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 4 else None
