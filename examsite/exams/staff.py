"""Officers' pages of sittings: arranging, changing, the roster and closing it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import flash
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than the stubs

from examsite.accounts.queries import find_user_by_sign_in
from examsite.domain.errors import Refusal
from examsite.domain.permissions import Permission
from examsite.domain.terms import FormPolicy, StartMode
from examsite.exams.forms import ArrangeSitting, CloseRoster, EnterCandidates, EnterLate, TakeOut
from examsite.exams.models import Sitting
from examsite.exams.policies import cautions
from examsite.exams.queries import (
    asks_short_answers,
    get_entry,
    get_form,
    get_newest_scheme,
    get_sitting,
    list_forms,
    list_parallel_forms,
    list_roster,
    list_sittings,
)
from examsite.exams.services import arranging, rosters
from examsite.exams.services.arranging import Arrangement
from examsite.exams.services.sittings import enter
from examsite.kit import clock
from examsite.kit.access import the_viewer
from examsite.kit.errors import say, status_of
from examsite.kit.site import settings
from examsite.kit.web import Pages, page, see_other

pages = Pages("exams_staff", __name__, prefix="/staff/sittings")
MAY = Permission.RUN_CERTIFICATION


def _offered(sitting: Sitting | None = None) -> ArrangeSitting:
    """The form with the released forms to choose from; of a sitting, filled with what it has."""
    offered = ArrangeSitting(data=_typed(sitting) if sitting else None)
    released = [
        SelectChoice(one.public_id, f"{one.level.value} · {one.public_id}")
        for one in list_forms()
        if one.released_at is not None and (sitting is None or one.level is sitting.level)
    ]
    offered.form_id.choices = offered.parallel.choices = released
    if sitting is not None:
        offered.form_id.choices = [SelectChoice(sitting.form.public_id, sitting.form.public_id)]
    return offered


def _typed(sitting: Sitting) -> dict[str, object]:
    zone = ZoneInfo(settings().timezone)
    dealt = set(list_parallel_forms(sitting))
    return {
        "title": sitting.title,
        "form_id": sitting.form.public_id,
        "opens_at": sitting.opens_at.astimezone(zone),
        "closes_at": sitting.closes_at.astimezone(zone),
        "minutes": sitting.seconds // 60,
        "place": sitting.place,
        "remote": sitting.remote,
        "certifying": sitting.certifying,
        "watermark": sitting.watermark,
        "policy": sitting.form_policy.value,
        "parallel": [one.public_id for one in list_forms() if one.id in dealt],
        "start_mode": sitting.start_mode.value,
    }


def _instant(typed: datetime | None) -> datetime:
    """What was typed in the exam's zone, as an instant."""
    assert typed is not None
    return typed.replace(tzinfo=ZoneInfo(settings().timezone))


def _asked(form: ArrangeSitting) -> Arrangement:
    return Arrangement(
        title=form.title.data or "",
        opens_at=_instant(form.opens_at.data),
        closes_at=_instant(form.closes_at.data),
        seconds=(form.minutes.data or 0) * 60,
        place=form.place.data or "",
        remote=form.remote.data,
        certifying=form.certifying.data,
        watermark=form.watermark.data,
        policy=FormPolicy(form.policy.data),
        parallel=tuple(get_form(one) for one in form.parallel.data or ()),
        start_mode=StartMode(form.start_mode.data),
    )


@pages.get("", may=MAY)
def sittings() -> object:
    """Every sitting, and making another."""
    return page("exams/sittings.html", lines=list_sittings(), form=_offered())


@pages.post("", may=MAY)
def open_sitting() -> object:
    """Schedule a sitting."""
    form = _offered()
    if not form.validate():
        return page("exams/sittings.html", lines=list_sittings(), form=form), 422
    exam_form = get_form(form.form_id.data)
    try:
        made = arranging.open_sitting(
            _asked(form),
            form=exam_form,
            scheme=get_newest_scheme(exam_form.level),
            by=the_viewer(),
            now=clock.now(),
        )
    except Refusal as refusal:
        flash(say(refusal), "bad")
        return page("exams/sittings.html", lines=list_sittings(), form=form), status_of(refusal)
    return see_other("exams_staff.sitting", sitting=made.public_id)


@pages.get("/<sitting>/edit", may=MAY)
def edit(sitting: str) -> object:
    """The arrangement, to be changed."""
    found = get_sitting(sitting)
    return page("exams/edit_sitting.html", sitting=found, form=_offered(found))


@pages.post("/<sitting>/edit", may=MAY)
def change(sitting: str) -> object:
    """Change the arrangement as far as the roster still allows."""
    found = get_sitting(sitting)
    form = _offered(found)
    if not form.validate():
        return page("exams/edit_sitting.html", sitting=found, form=form), 422
    try:
        arranging.edit_sitting(found, _asked(form), by=the_viewer(), now=clock.now())
    except Refusal as refusal:
        flash(say(refusal), "bad")
        return page("exams/edit_sitting.html", sitting=found, form=form), status_of(refusal)
    flash(_("考次已修改。"), "good")
    return see_other("exams_staff.sitting", sitting=sitting)


@pages.get("/<sitting>", may=MAY)
def sitting(sitting: str) -> object:
    """One sitting with its roster."""
    return _sitting(get_sitting(sitting))


def _sitting(found: Sitting, form: EnterCandidates | None = None) -> str:
    roster = list_roster(found.id)
    return page(
        "exams/sitting.html",
        sitting=found,
        roster=roster,
        waiting=sum(entry.seat is not None and entry.form_id is None for entry, _user in roster),
        cautions=cautions(found, [entry for entry, _user in roster]),
        marked_by_people=asks_short_answers(found),
        form=form or EnterCandidates(),
        late_form=EnterLate(),
        close_form=CloseRoster(),
        out_form=TakeOut(),
        open=found.roster_closed_at is None and clock.now() < found.closes_at,
        now=clock.now(),
    )


@pages.post("/<sitting>/roster", may=MAY)
def enter_candidates(sitting: str) -> object:
    """Put people on the roster by account name; every line that fails is named."""
    found, form = get_sitting(sitting), EnterCandidates()
    if not form.validate():
        return _sitting(found, form), 422
    entered, refused = 0, []
    for name in (form.usernames.data or "").split():
        user = find_user_by_sign_in(name)
        if user is None:
            refused.append(_("%(name)s：没有这个账号", name=name))
            continue
        try:
            enter(
                found,
                user_id=user.id,
                verdict={"by": "officer"},
                measure=form.measure,
                by=the_viewer(),
                now=clock.now(),
            )
            entered += 1
        except Refusal as refusal:
            refused.append(f"{name}：{say(refusal)}")
    flash(_("已列入 %(n)s 人。", n=entered), "good")
    for line in refused:
        flash(line, "bad")
    return see_other("exams_staff.sitting", sitting=sitting)


@pages.post("/<sitting>/roster/close", may=MAY)
def close_roster(sitting: str) -> object:
    """Freeze forms, seats and admission numbers."""
    found = get_sitting(sitting)
    try:
        rosters.close_roster(found, by=the_viewer(), now=clock.now())
        flash(_("名单已收好，座位和准考证号已编定。"), "good")
    except Refusal as refusal:
        flash(say(refusal), "bad")
    return see_other("exams_staff.sitting", sitting=sitting)


@pages.post("/<sitting>/roster/late", may=MAY)
def enter_late(sitting: str) -> object:
    """Put one person on a closed roster, with the reason."""
    found, form = get_sitting(sitting), EnterLate()
    user = find_user_by_sign_in((form.username.data or "").strip())
    if user is None:
        flash(_("%(name)s：没有这个账号", name=form.username.data or "—"), "bad")
        return see_other("exams_staff.sitting", sitting=sitting)
    try:
        made = rosters.enter_late(
            found, user_id=user.id, reason=form.reason.data or "", by=the_viewer(), now=clock.now()
        )
        flash(_("已补录，座位 %(seat)s。", seat=made.seat), "good")
    except Refusal as refusal:
        flash(say(refusal), "bad")
    return see_other("exams_staff.sitting", sitting=sitting)


@pages.post("/<sitting>/roster/<user>/remove", may=MAY)
def take_out(sitting: str, user: str) -> object:
    """Take one person off an open roster, with the reason."""
    entry, form = get_entry(sitting, user), TakeOut()
    try:
        rosters.remove(entry, reason=form.reason.data or "", by=the_viewer(), now=clock.now())
        flash(_("已移出名单。"), "good")
    except Refusal as refusal:
        flash(say(refusal), "bad")
    return see_other("exams_staff.sitting", sitting=sitting)
