"""Pages of an attempt: the exam itself, and the receipt after it."""

import json
from typing import Any

from flask import flash, request, send_from_directory, url_for
from flask_babel import gettext as _

from examsite.attempts.forms import CheckReceipt
from examsite.attempts.models import Attempt
from examsite.attempts.queries.attempts import find_attempt_of, get_attempt, get_seat, list_tools
from examsite.attempts.queries.late import find_late_case
from examsite.attempts.services import handing_in, taking, trying
from examsite.domain.blueprint import Tool
from examsite.domain.permissions import Permission
from examsite.domain.roster import show_admission_number
from examsite.domain.terms import AttemptState, SittingKind
from examsite.domain.waiting import TRYOUT_SECONDS
from examsite.exams.models import Sitting
from examsite.exams.policies import in_right_browser
from examsite.exams.queries import find_entry
from examsite.handbook.queries.appendices import list_formulas
from examsite.kit import clock
from examsite.kit.access import Viewer, the_viewer
from examsite.kit.receipts import is_genuine
from examsite.kit.site import settings
from examsite.kit.web import (
    PUBLIC,
    Pages,
    answer_file,
    answer_json,
    json_body,
    page,
    see_other,
    wants_json,
)

pages = Pages("attempts", __name__)
MAY = Permission.SIT_EXAM


@pages.post("/exams/<sitting>/start", may=MAY)
def start(sitting: str) -> object:
    """The button of the waiting room: one row is written and the exam page opens. Who has not
    taken the pledge is led back to it."""
    viewer = the_viewer()
    seat = get_seat(sitting, visible_to=viewer)
    if not in_right_browser(seat.sitting):
        return see_other("exams.before", sitting=sitting)
    if seat.entry.pledged_at is None and find_attempt_of(seat.sitting.id, viewer.id) is None:
        flash(_("请先读一遍考试承诺并确认，再开始作答。"), "bad")
        return see_other("exams.before", sitting=sitting)
    started = taking.start(seat, device="", by=viewer, now=clock.now())
    return see_other("attempts.show", attempt=started.attempt.public_id)


@pages.get("/attempts/tryout", may=Permission.TAKE_EXAM)
def tryout() -> object:
    """What trying the machine is, and the button."""
    return page("attempts/tryout.html", minutes=TRYOUT_SECONDS // 60)


@pages.post("/attempts/tryout", may=Permission.TAKE_EXAM)
def try_now() -> object:
    """Five items that count for nothing, on the same page as an exam."""
    found = trying.try_machine(by=the_viewer(), now=clock.now())
    return see_other("attempts.show", attempt=found.public_id)


@pages.get("/attempts/<attempt>/", may=MAY)
def show(attempt: str) -> object:
    """The exam."""
    viewer = the_viewer()
    found = get_attempt(attempt, visible_to=viewer.id)
    if taking.state_of(found, clock.now()) is not AttemptState.IN_PROGRESS:
        return see_other("attempts.receipt", attempt=attempt)
    if not in_right_browser(found.sitting):
        return see_other("exams.before", sitting=found.sitting.public_id)
    tools = list_tools(found)
    return page(
        "attempts/show.html",
        tools=tools,
        cards=list_formulas() if Tool.FORMULAS in tools else [],
        attempt=found.public_id,
        sitting=found.sitting.public_id,
        exam_title=found.sitting.title,
        tryout=found.sitting.kind is SittingKind.TRYOUT,
        username=viewer.username,
        home_url=url_for("home.landing" if viewer.sitting else "home.desk"),
        receipt_url=url_for("attempts.receipt", attempt=attempt),
        worker_url=_worker(found.sitting),
        watermark=_watermark(found, viewer),
    )


def _worker(sitting: Sitting) -> str:
    """Where the worker is that keeps the page; none in Safe Exam Browser, which need not tell its
    keys with what a worker fetches."""
    return url_for("attempts.worker") if sitting.browser_keys is None else ""


def _watermark(attempt: Attempt, viewer: Viewer) -> str:
    """The number that stands faintly behind the paper where the sitting asks for it."""
    if not attempt.sitting.watermark:
        return ""
    entry = find_entry(attempt.sitting_id, viewer.id)
    number = entry.admission_number if entry else None
    return show_admission_number(number) if number else viewer.username


@pages.get("/attempts/worker.js", may=PUBLIC)
def worker() -> object:
    """The service worker that lets a started paper be reloaded without network."""
    folder = "static/js/exam"
    answer = send_from_directory(folder, "offline-worker.js", mimetype="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@pages.get("/attempts/<attempt>/receipt", may=MAY)
def receipt(attempt: str) -> object:
    """What was handed in, when, and the signed receipt; closed now if only its time is over."""
    viewer, now = the_viewer(), clock.now()
    found = get_attempt(attempt, visible_to=viewer.id)
    state = taking.state_of(found, now)
    if state is AttemptState.IN_PROGRESS:
        return see_other("attempts.show", attempt=attempt)
    if found.state is AttemptState.IN_PROGRESS:
        handing_in.close(found, now=now, keys=settings().keys_folder)
        found = get_attempt(attempt, visible_to=viewer.id)
    tried = found.sitting.kind is SittingKind.TRYOUT
    return page(
        "attempts/receipt.html",
        attempt=found,
        state=state.value,
        tryout=tried,
        late=find_late_case(found.id),
    )


@pages.get("/attempts/<attempt>/receipt.json", may=MAY)
def download_receipt(attempt: str) -> object:
    """The receipt as a file to keep."""
    found = get_attempt(attempt, visible_to=the_viewer().id)
    body = json.dumps(found.receipt, ensure_ascii=False, indent=2)
    return answer_file(body, f"receipt-{found.public_id}.json", "application/json")


@pages.get("/receipts/verify", may=PUBLIC)
def receipt_form() -> object:
    """Where a receipt can be checked."""
    return page("attempts/verify_receipt.html", form=CheckReceipt(), answer=None)


@pages.post("/receipts/verify", may=PUBLIC)
def verify_receipt() -> object:
    """Whether a receipt is ours and unchanged: JSON for programs, a page for people."""
    if request.mimetype == "application/json":
        return answer_json({"genuine": is_genuine(settings().keys_folder, json_body(most=8192))})
    form = CheckReceipt()
    if not form.validate():
        return page("attempts/verify_receipt.html", form=form, answer=None), 422
    genuine = is_genuine(settings().keys_folder, _read(form.receipt.data or ""))
    if wants_json():
        return answer_json({"genuine": genuine})
    return page("attempts/verify_receipt.html", form=form, answer=genuine)


def _read(text: str) -> dict[str, Any]:
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}
