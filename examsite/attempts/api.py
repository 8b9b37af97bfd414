"""Taking an exam over the wire: start, save, hand in; looking again is `invigilation`'s."""

from flask import Response, json, request

from examsite.attempts.queries.answers import list_answers
from examsite.attempts.queries.attempts import get_seat
from examsite.attempts.services import handing_in, saving, taking
from examsite.domain.exam_time import remaining_ms
from examsite.domain.permissions import Permission
from examsite.kit import clock
from examsite.kit.access import the_viewer
from examsite.kit.clock import rfc3339
from examsite.kit.site import settings
from examsite.kit.web import Pages, answer_json, json_body

pages = Pages("attempts_api", __name__, prefix="/api/v1")
MAY = Permission.TAKE_EXAM


def _device() -> str:
    if not request.content_length:
        return ""
    device = json_body(most=2048).get("device")
    return device[:64] if isinstance(device, str) else ""


@pages.post("/exams/<sitting>/attempts", may=MAY)
def start(sitting: str) -> object:
    """Start or resume: the whole paper at once, the answers so far, the time left."""
    now, viewer = clock.now(), the_viewer()
    device = _device()
    seat = get_seat(sitting, visible_to=viewer.id)
    started = taking.start(seat, device=device, by=viewer, now=now)
    attempt = started.attempt
    head = {"attempt": attempt.public_id, **taking.standing(attempt, now)}
    head["answers"] = {} if started.first else list_answers(attempt.id)
    text = json.dumps(head)[:-1] + f',"items":{seat.paper}}}'
    return Response(text, 201 if started.first else 200, mimetype="application/json")


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
