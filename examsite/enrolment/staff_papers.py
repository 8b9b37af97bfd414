"""Officers print the papers of an exam day: slips with fresh codes, seat plan, sign-in sheet."""

from flask import flash, request

from examsite.accounts.queries import get_issuer
from examsite.domain.errors import NotFound, Refusal
from examsite.domain.permissions import Permission
from examsite.enrolment.queries.door import get_door_seat, list_door
from examsite.enrolment.services import exam_papers
from examsite.exams.queries import get_sitting
from examsite.exams.services.entry_codes import issue_entry_codes
from examsite.kit import clock
from examsite.kit.access import the_viewer
from examsite.kit.errors import say
from examsite.kit.site import settings
from examsite.kit.web import Pages, answer_pdf, see_other

pages = Pages("exam_papers", __name__, prefix="/staff/sittings")
MAY = Permission.RUN_CERTIFICATION


@pages.post("/<sitting>/slips.pdf", may=MAY)
def slips(sitting: str) -> object:
    """Slips of a hundred seats with new one-time codes; those printed before stop working."""
    found, now = get_sitting(sitting), clock.now()
    start = max(0, request.form.get("start", 0, type=int))
    seats = list_door(found, identities=True)[start : start + exam_papers.PRINTED_AT_ONCE]
    if not seats:
        raise NotFound
    try:
        entries = [one.entry for one in seats]
        codes = issue_entry_codes(found, entries, by=the_viewer(), now=now)
    except Refusal as refusal:
        flash(say(refusal), "bad")
        return see_other("exams_staff.sitting", sitting=sitting)
    content = exam_papers.slips(
        found,
        seats,
        codes,
        issuer=get_issuer().name_on_paper,
        base_url=settings().base_url,
        now=now,
    )
    return answer_pdf(content, f"slips-{sitting}-{start + 1}.pdf")


@pages.get("/<sitting>/own-slip.pdf", may=Permission.TAKE_EXAM)
def own_slip(sitting: str) -> object:
    """The candidate's own slip, without a code: that one comes from the organiser, on paper."""
    viewer, now = the_viewer(), clock.now()
    seat = get_door_seat(sitting, viewer.public_id, visible_to=viewer)
    content = exam_papers.slips(
        seat.entry.sitting,
        [seat],
        {},
        issuer=get_issuer().name_on_paper,
        base_url=settings().base_url,
        now=now,
    )
    return answer_pdf(content, f"slip-{sitting}.pdf")


@pages.get("/<sitting>/seat-plan.pdf", may=MAY)
def seat_plan(sitting: str) -> object:
    """Masked names by seat, to hang at the door."""
    found, now = get_sitting(sitting), clock.now()
    seats = list_door(found, identities=True)
    content = exam_papers.seat_plan(found, seats, issuer=get_issuer().name_on_paper, now=now)
    return answer_pdf(content, f"seat-plan-{sitting}.pdf")


@pages.get("/<sitting>/sign-in-sheet.pdf", may=MAY)
def sign_in_sheet(sitting: str) -> object:
    """Names with a place to sign, for the room."""
    found, now = get_sitting(sitting), clock.now()
    seats = list_door(found, identities=True)
    content = exam_papers.sign_in_sheet(found, seats, issuer=get_issuer().name_on_paper, now=now)
    return answer_pdf(content, f"sign-in-sheet-{sitting}.pdf")
