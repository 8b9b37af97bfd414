"""Importing items for programs: the same two steps as on the page."""

from typing import Any

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge

from examsite.domain.permissions import Permission
from examsite.items.entering import MOST_UPLOAD, signed, uploaded
from examsite.items.models import ImportPlan
from examsite.items.policies import PLAN_HOLDS, FileNeeded, TokenOfAnotherFile
from examsite.items.queries.plans import get_plan_by_token
from examsite.items.services import importing
from examsite.kit import clock
from examsite.kit.access import the_viewer
from examsite.kit.web import Pages, answer_json

pages = Pages("items_api", __name__, prefix="/api/v1")


@pages.post("/bank/import", may=Permission.WRITE_ITEMS, most_bytes=MOST_UPLOAD)
@signed
def import_bank() -> object:
    """A `file` is read and answered with what it would do and a token, its SHA-256. The token
    does it within half an hour; `skip_rejected=1` leaves out what cannot be taken."""
    if (request.content_length or 0) > MOST_UPLOAD:
        raise RequestEntityTooLarge
    token = request.form.get("token", "")
    data, name = uploaded()
    if not token and not name:
        raise FileNeeded
    if token and name and importing.token_of(data) != token:
        raise TokenOfAnotherFile
    return _carry_out(token) if token else _read(data, name)


def _read(data: bytes, name: str) -> object:
    plan = importing.read(data, name, by=the_viewer(), now=clock.now())
    body = {"dry_run": True, "token": plan.token, **_told(plan)}
    return answer_json(body | {"expires_at": clock.rfc3339(plan.made_at + PLAN_HOLDS)})


def _carry_out(token: str) -> object:
    now = clock.now()
    plan = get_plan_by_token(token, of=the_viewer(), now=now)
    skip = request.form.get("skip_rejected") == "1"
    importing.carry_out(plan, skip_rejected=skip, by=the_viewer(), now=now)
    return answer_json({"dry_run": False, **_told(plan)})


def _told(plan: ImportPlan) -> dict[str, Any]:
    """Ids of what is new and changed, how many items stay, and every cell that is refused."""
    body = plan.body
    return {
        "added": [line["code"] for line in body["added"]],
        "changed": [line["code"] for line in body["changed"]],
        "same": body["same"],
        "rejected": body["rejected"],
    }
