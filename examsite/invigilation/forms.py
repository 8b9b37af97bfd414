"""Forms of the invigilators' pages: every act asks for its reason."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than the stubs
from wtforms.validators import InputRequired, Length, NumberRange

MOST_MINUTES = 240


class Act(FlaskForm):
    """One of several forms on a page: the fields of each have ids of their own."""

    def __init__(self, tag: str):
        super().__init__()
        for one in self:
            one.id = one.label.field_id = f"{tag}-{one.name}"


class WithReason(Act):
    """An act with its reason."""

    reason = StringField(
        _l("理由"), validators=[InputRequired(_l("请填写理由。")), Length(max=500)]
    )


class GiveTime(WithReason):
    """Minutes to give and why."""

    minutes = IntegerField(
        _l("延长多少分钟"),
        validators=[InputRequired(_l("请填写分钟数。")), NumberRange(1, MOST_MINUTES)],
    )


class GiveBack(WithReason):
    """Seconds lost without contact that are given back, and why."""

    seconds = IntegerField(
        _l("补回多少秒"),
        validators=[InputRequired(_l("请填写秒数。")), NumberRange(1, MOST_MINUTES * 60)],
    )


class Reopen(WithReason):
    """Minutes to take an attempt up again with, and why."""

    minutes = IntegerField(
        _l("另给多少分钟"),
        description=_l(
            "到时自动交卷的作答没有剩余时间，须给出分钟数；监考代交的作答接着原来的剩余时间，可填 0。"
        ),
        validators=[InputRequired(_l("请填写分钟数。")), NumberRange(0, MOST_MINUTES)],
        default=0,
    )


class DecideLate(WithReason):
    """Whether late answers count, and why; the candidate reads it."""

    accept = RadioField(
        _l("认定"),
        choices=[SelectChoice("yes", _l("计入作答")), SelectChoice("no", _l("不计入"))],
        validators=[InputRequired(_l("请选择。"))],
    )


class EndNow(WithReason):
    """Handing in for everybody is confirmed on the form itself."""

    sure = BooleanField(
        _l("我确认现在为全场交卷，不能撤回"),
        validators=[InputRequired(_l("请先勾选确认。"))],
    )


class WriteNote(Act):
    """What was seen."""

    text = TextAreaField(
        _l("监考记录"), validators=[InputRequired(_l("请写下内容。")), Length(max=1000)]
    )


class Announce(Act):
    """A sentence to everybody."""

    text = StringField(
        _l("公告内容"), validators=[InputRequired(_l("请写下内容。")), Length(max=200)]
    )
