"""Entering a sitting by admission number and one-time code, without a password."""

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from examsite.domain.errors import Refusal
from examsite.exams.services import entering
from examsite.kit import clock
from examsite.kit.access import remember
from examsite.kit.errors import say, status_of
from examsite.kit.web import PUBLIC, Pages, page, see_other

pages = Pages("entering", __name__)


class Enter(FlaskForm):
    """What stands on the admission slip."""

    number = StringField(
        _l("准考证号"),
        validators=[InputRequired(_l("请填写准考证号。")), Length(max=40)],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    code = StringField(
        _l("入场码"),
        validators=[InputRequired(_l("请填写入场码。")), Length(max=40)],
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "characters"},
    )


@pages.get("/enter", may=PUBLIC)
def show() -> object:
    """The form; the slip's QR fills in the number."""
    form = Enter(formdata=None, data={"number": request.args.get("number", "")[:40]})
    return page("exams/enter.html", form=form, problem="")


@pages.post("/enter", may=PUBLIC)
def enter() -> object:
    """Use the code up and lead to the waiting room."""
    form = Enter()
    if not form.validate():
        return page("exams/enter.html", form=form, problem=_("请把两项都填上。")), 422
    try:
        person = entering.enter_by_code(
            form.number.data or "",
            form.code.data or "",
            address=request.remote_addr or "",
            agent=request.user_agent.string,
            now=clock.now(),
        )
    except Refusal as refusal:
        return page("exams/enter.html", form=form, problem=say(refusal)), status_of(refusal)
    remember(person)
    return see_other("exams.before", sitting=person.sitting)
