"""Officers' page of taking a sitting in Safe Exam Browser."""

from flask import flash
from flask_babel import gettext as _

from examsite.domain.errors import Refusal
from examsite.domain.permissions import Permission
from examsite.domain.safe_exam_browser import MIMETYPE, SUFFIX, config_key
from examsite.exams.forms import AskSafeBrowser
from examsite.exams.models import Sitting
from examsite.exams.policies import safe_browser_file, safe_browser_settings
from examsite.exams.queries import get_sitting
from examsite.exams.services.safe_browser import ask, lift
from examsite.kit import clock
from examsite.kit.access import the_viewer
from examsite.kit.errors import say, status_of
from examsite.kit.web import Pages, answer_file, page, see_other

pages = Pages("safe_browser", __name__, prefix="/staff/sittings")
MAY = Permission.RUN_CERTIFICATION


def _show(found: Sitting, form: AskSafeBrowser) -> str:
    told = safe_browser_settings(found)
    return page(
        "exams/safe_browser.html",
        sitting=found,
        form=form,
        start_url=told["startURL"],
        config_key=config_key(told),
        early=clock.now() < found.opens_at,
    )


@pages.get("/<sitting>/safe-browser", may=MAY)
def show(sitting: str) -> object:
    """Whether it is asked for, its file and its Config Key."""
    found = get_sitting(sitting)
    keys = "\n".join(found.browser_keys or ())
    return _show(found, AskSafeBrowser(formdata=None, data={"keys": keys}))


@pages.post("/<sitting>/safe-browser", may=MAY)
def require(sitting: str) -> object:
    """Ask for it, of these builds."""
    found, form = get_sitting(sitting), AskSafeBrowser()
    if not form.validate():
        return _show(found, form), 422
    try:
        ask(found, form.keys.data or "", by=the_viewer(), now=clock.now())
    except Refusal as refusal:
        flash(say(refusal), "bad")
        return _show(found, form), status_of(refusal)
    flash(_("这个考次只能用安全考试浏览器作答。"), "good")
    return see_other("safe_browser.show", sitting=sitting)


@pages.post("/<sitting>/safe-browser/lift", may=MAY)
def stop(sitting: str) -> object:
    """Let any browser do."""
    lift(get_sitting(sitting), by=the_viewer(), now=clock.now())
    flash(_("已取消要求，考生刷新页面就能用任何浏览器作答。"), "good")
    return see_other("safe_browser.show", sitting=sitting)


@pages.get("/<sitting>/safe-browser/exam.seb", may=MAY)
def file(sitting: str) -> object:
    """What candidates open, to try it or to put it on the machines of a room."""
    found = get_sitting(sitting)
    body = safe_browser_file(found)
    return answer_file(body, f"exam-{found.public_id}{SUFFIX}", MIMETYPE)
