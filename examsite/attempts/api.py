"""Taking an exam over the wire: start, save, hand in; looking again is `invigilation`'s."""

from datetime import timedelta
from math import ceil

from flask import Response, json, request

from examsite.attempts.queries.answers import list_answers
from examsite.attempts.queries.attempts import get_seat
from examsite.attempts.services import displaying, handing_in, saving, taking
from examsite.attempts.services.preloading import key_for, sealed_paper
from examsite.domain.exam_time import remaining_ms
from examsite.domain.permissions import Permission
from examsite.exams.policies import require_right_browser
from examsite.kit import clock
from examsite.kit.access import the_viewer
from examsite.kit.clock import rfc3339
from examsite.kit.site import settings
from examsite.kit.web import Pages, answer_json, json_body

pages = Pages("attempts_api", __name__, prefix="/api/v1")
MAY = Permission.SIT_EXAM


def _asked() -> tuple[str, object]:
    """What starting may say: this device's name for itself, and the hash of a paper it has."""
    if not request.content_length:
        return "", None
    body = json_body(most=2048)
    device = body.get("device")
    return device[:64] if isinstance(device, str) else "", body.get("preloaded")


@pages.get("/exams/<sitting>/paper", may=MAY)
def preload(sitting: str) -> object:
    """The viewer's paper, encrypted, from the waiting room on: starting then gives the key."""
    seat = get_seat(sitting, visible_to=the_viewer())
    taking.require_waiting(seat, now=clock.now())
    if request.if_none_match.contains(seat.content_hash):
        answer = Response(status=304)
    else:
        answer = answer_json(sealed_paper(seat))
    answer.set_etag(seat.content_hash)
    return answer


@pages.post("/exams/<sitting>/attempts", may=MAY)
def start(sitting: str) -> object:
    """Start or resume: the whole paper at once, or its key for who has it encrypted already;
    the answers so far, the time left."""
    now, viewer = clock.now(), the_viewer()
    device, preloaded = _asked()
    seat = get_seat(sitting, visible_to=viewer)
    require_right_browser(seat.sitting)
    started = taking.start(seat, device=device, by=viewer, now=now)
    attempt = started.attempt
    head = {"attempt": attempt.public_id, **taking.standing(attempt, now)}
    head["answers"] = {} if started.first else list_answers(attempt.id)
    key = key_for(seat, preloaded)
    if key is not None:
        return answer_json(head | {"key": key}, 201 if started.first else 200)
    text = json.dumps(head)[:-1] + f',"items":{seat.paper}}}'
    return Response(text, 201 if started.first else 200, mimetype="application/json")


@pages.post("/attempts/<attempt>/displayed", may=MAY)
def displayed(attempt: str) -> object:
    """The page shows the paper: a slow first display is given back, once."""
    now = clock.now()
    found = displaying.displayed(attempt, by=the_viewer(), now=now)
    waited = found.displayed_at - found.started_at if found.displayed_at else timedelta(0)
    return answer_json(
        taking.standing(found, now)
        | {
            "waited_seconds": ceil(waited.total_seconds()),
            "credit_seconds": found.start_credit_seconds,
        }
    )


@pages.put("/attempts/<attempt>/answers/<item>", may=MAY)
def save(attempt: str, item: str) -> object:
    """Save one answer; the acknowledgement follows a durable commit."""
    now = clock.now()
    saved = saving.save(attempt, item, json_body(), by=the_viewer(), now=now)
    at = rfc3339(saved.saved_at)
    return answer_json(
        {
            "item": item,
            "epoch": saved.epoch,
            "seq": saved.seq,
            "digest": saved.digest,
            "saved_at": at,
            "server_now": at,
            "deadline": rfc3339(saved.deadline),
            "remaining_ms": remaining_ms(saved.deadline, saved.saved_at),
        }
    )


@pages.post("/attempts/<attempt>/submit", may=MAY)
def submit(attempt: str) -> object:
    """Hand in; again, or after the server closed it: the same receipt."""
    keys = settings().keys_folder
    found = handing_in.hand_in(attempt, by=the_viewer(), now=clock.now(), keys=keys)
    assert found.submitted_at is not None
    return answer_json(
        {
            "state": found.state.value,
            "submitted_at": rfc3339(found.submitted_at),
            "receipt": found.receipt,
        }
    )
