"""What a scene looks at when the storm is over, beside every answer: time, contact, health."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from sqlalchemy import select

from bench.loads import in_turn
from bench.people import Candidate
from bench.wire import Call, request
from examsite.app import create_app
from examsite.attempts.models import Attempt
from examsite.invigilation.queries.seat import get_ledger
from examsite.kit.db import db, let_go
from examsite.settings import Settings
from tests.faults.place import Place
from tests.faults.storm import Outcome

EXAM = timedelta(hours=2)
SILENT = 30.0
AGREE = 2.0
"""Seconds by which the site's ledger and the journal kept outside may differ (promise P17)."""
CLOSE_TO = timedelta(minutes=2)
"""Starting everybody takes a while; a clock that is off is off by hours."""

Look = Callable[[Place, Sequence[Candidate], Outcome], None]


def deadlines(found: Place, people: Sequence[Candidate], outcome: Outcome) -> None:
    """Deadline and time left are what the database's clock says, or what they were before the
    clock was set, whatever the site's machine believes now; and the site names its clock."""

    def check(who: Candidate, call: Call) -> bool:
        paper, now = json.loads(call.body), datetime.now(UTC)
        due = datetime.fromisoformat(paper["deadline"])
        told = timedelta(milliseconds=paper["remaining_ms"])
        for what, off in (
            ("deadline", due - EXAM - found.entered),
            ("time left", told + now - EXAM - found.entered),
        ):
            if abs(off) > CLOSE_TO:
                outcome.wrong.append(f"{who.name}: {what} off by {off}")
        if paper["state"] != "in_progress":
            outcome.wrong.append(f"{who.name}: {paper['state']}")
        return True

    in_turn(people, lambda who: who.look(), check)
    if "clock" not in failing(found, people[0]):
        outcome.wrong.append("the site does not say that its clock is wrong")


def failing(found: Place, who: Candidate) -> list[str]:
    """What `/readyz` names."""
    said: list[str] = []

    def check(_who: Candidate, call: Call) -> bool:
        said.extend(json.loads(call.body)["failing"])
        return True

    in_turn([who], lambda who: request("GET", "/readyz", who.headers), check)
    return said


def ledgers(found: Place, people: Sequence[Candidate], outcome: Outcome) -> None:
    """Each candidate's disturbance ledger says what the journal outside says."""
    in_turn(people, _poll, lambda _who, call: call.status == 200)
    settings = Settings(
        home=found.home, database_url=found.environment.get("EXAMSITE_DATABASE_URL", "")
    )
    with create_app(settings).app_context():
        rows = select(Attempt).where(Attempt.public_id.in_([who.attempt for who in people]))
        known = {one.public_id: one for one in db.session.scalars(rows)}
        for who in people:
            ledger = get_ledger(known[who.attempt], datetime.now(UTC))
            heard = sorted(outcome.heard.get(who.name, []))
            own = sum(gap for a, b in pairwise(heard) if (gap := b - a) > SILENT)
            kept = sum(one.seconds for one in ledger.kept)
            if abs(own - kept) > AGREE or not kept:
                outcome.wrong.append(f"{who.name}: {own:.1f} s outside, {kept} s in the ledger")
        let_go()


def _poll(who: Candidate) -> bytes:
    return request(
        "GET", f"/api/v1/attempts/{who.attempt}?part=standing&epoch=1&quiet_ms=0", who.headers
    )


def troubled(status: int) -> Look:
    """The scene did bite: somebody was answered so."""

    def look(_found: Place, _people: Sequence[Candidate], outcome: Outcome) -> None:
        if not outcome.answers[status]:
            outcome.wrong.append(f"nobody was answered {status}: the trouble was never felt")

    return look
