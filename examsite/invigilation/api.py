"""The candidate's page asks where it stands, and reports what it noticed of itself."""

from flask import Response, request

from examsite.attempts.queries.answers import list_answers
from examsite.attempts.services import taking
from examsite.domain.permissions import Permission
from examsite.domain.waiting import gate as gate_of
from examsite.exams.queries import get_own_entry, require_reach
from examsite.invigilation.queries.contact import list_announcements
from examsite.invigilation.services import contact
from examsite.kit import clock
from examsite.kit.access import the_viewer
from examsite.kit.clock import rfc3339
from examsite.kit.web import Pages, answer_json, json_body

pages = Pages("invigilation_api", __name__, prefix="/api/v1")
MAY = Permission.SIT_EXAM
MOST_QUIET_MS = 24 * 3600 * 1000


@pages.get("/exams/<sitting>/gate", may=MAY)
def gate(sitting: str) -> object:
    """For who waits: where the sitting stands, and what was announced; 304 while nothing has
    changed."""
    viewer, now = the_viewer(), clock.now()
    require_reach(viewer, sitting)
    found = get_own_entry(sitting, visible_to=viewer.id).sitting
    said = list_announcements(found.id)
    state = gate_of(found.opens_at, found.closes_at, found.is_begun, now)
    instants = int(found.opens_at.timestamp()), int(found.closes_at.timestamp())
    version = ".".join(map(str, (state, *instants, said[-1].id if said else 0)))
    if request.if_none_match.contains(version):
        answer = Response(status=304)
    else:
        answer = answer_json(
            {
                "gate": state.value,
                "opens_at": rfc3339(found.opens_at),
                "closes_at": rfc3339(found.closes_at),
                "server_now": rfc3339(now),
                "announcements": [
                    {"id": one.id, "at": rfc3339(one.at), "text": one.text} for one in said
                ],
            }
        )
    answer.set_etag(version)
    return answer


@pages.get("/attempts/<attempt>", may=MAY)
def look(attempt: str) -> object:
    """State, time left, announcements, and the current answers.

    `?part=standing` leaves the answers out and answers 304 to whoever knows the ETag: one
    statement. `epoch` and `quiet_ms` are the page's own epoch and milliseconds without answer.
    """
    now = clock.now()
    found = contact.poll(
        attempt,
        by=the_viewer(),
        address=request.remote_addr or "",
        epoch=request.args.get("epoch", type=int),
        quiet_ms=min(max(0, request.args.get("quiet_ms", 0, type=int)), MOST_QUIET_MS),
        now=now,
    )
    light = request.args.get("part") == "standing"
    if light and request.if_none_match.contains(found.version):
        unchanged = Response(status=304)
        unchanged.set_etag(found.version)
        return unchanged
    facts = found.facts
    body = taking.standing(facts, now) | {
        "announcements": _announcements(facts),
        "closing_note": facts.closing_note,
    }
    if not light:
        body["answers"] = list_answers(facts.id)
    answer = answer_json(body)
    if light:
        answer.set_etag(found.version)
    return answer


def _announcements(facts: contact.Facts) -> list[dict[str, object]]:
    if not facts.newest:
        return []
    said = list_announcements(facts.sitting_id)
    return [{"id": one.id, "at": rfc3339(one.at), "text": one.text} for one in said]


@pages.post("/attempts/<attempt>/signals", may=MAY)
def signals(attempt: str) -> object:
    """What the page noticed: left, returned, pasted (lengths only), 50 a batch."""
    body = json_body(most=8192)
    kept = contact.keep_signals(attempt, body, by=the_viewer(), now=clock.now())
    return answer_json({"kept": kept})
