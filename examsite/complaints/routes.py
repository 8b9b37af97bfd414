"""Public pages of complaints: hand one in, look the reply up."""

from flask import Response, make_response

from examsite.complaints import queries, services
from examsite.complaints.forms import ABOUT, Complain, LookUp
from examsite.complaints.policies import unseal
from examsite.domain.complaint import ComplaintAbout
from examsite.domain.errors import Refusal
from examsite.kit import clock
from examsite.kit.access import viewer
from examsite.kit.errors import say, status_of
from examsite.kit.guard import asker
from examsite.kit.site import settings
from examsite.kit.web import PUBLIC, Pages, page

pages = Pages("complaints", __name__, prefix="/complaints")


def _quiet(body: str, status: int = 200) -> Response:
    """What people wrote and their codes stay out of every cache."""
    answer = make_response(body, status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _form(form: Complain, problem: str = "") -> str:
    days = settings().complaint_answer_days
    return page("complaints/form.html", form=form, problem=problem, days=days)


@pages.get("", may=PUBLIC)
def complain() -> object:
    """How complaints work, and the form."""
    return _form(Complain(formdata=None))


@pages.post("", may=PUBLIC)
def complain_now() -> object:
    """Take the complaint and show number and code, this once."""
    form = Complain()
    if not form.validate():
        return _quiet(_form(form), 422)
    try:
        made = services.file_complaint(
            ComplaintAbout(form.about.data),
            form.text.data or "",
            form.contact.data or "",
            asker=asker(),
            by=viewer(),
            now=clock.now(),
        )
    except Refusal as refusal:
        return _quiet(_form(form, say(refusal)), status_of(refusal))
    matter = queries.matter_of(made.complaint)
    return _quiet(page("complaints/filed.html", matter=matter, code=made.code))


@pages.get("/reply", may=PUBLIC)
def ask_reply() -> object:
    """The form for number and code."""
    return page("complaints/reply.html", form=LookUp(formdata=None), matter=None, problem="")


@pages.post("/reply", may=PUBLIC)
def show_reply() -> object:
    """How the complaint stands, and the reply."""
    form = LookUp()
    context = {"form": form, "matter": None, "problem": ""}
    if not form.validate():
        return _quiet(page("complaints/reply.html", **context), 422)
    try:
        found = services.look_up(
            form.number.data or "", form.code.data or "", asker=asker(), now=clock.now()
        )
    except Refusal as refusal:
        context["problem"] = say(refusal)
        return _quiet(page("complaints/reply.html", **context), status_of(refusal))
    return _quiet(
        page(
            "complaints/reply.html",
            form=form,
            matter=queries.matter_of(found),
            problem="",
            about=ABOUT[found.about.value],
            text=unseal(found.text, found),
            reply=unseal(found.reply, found),
        )
    )
