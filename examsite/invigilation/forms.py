"""Forms of the invigilators' pages: every act asks for its reason."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than the stubs
from wtforms.validators import InputRequired, Length, NumberRange

from examsite.domain.flags import FlagOutcome

MOST_MINUTES = 240
OUTCOMES = {
    FlagOutcome.CLEARED: _l("没有问题"),
    FlagOutcome.NOTED: _l("成绩有效，记录在案"),
    FlagOutcome.VOIDED: _l("作答作废（已由两人办理）"),
}


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


class RaiseFlag(Act):
    """What is doubted about an attempt."""

    words = TextAreaField(
        _l("看到了什么"),
        description=_l("写事实：何时、何处、看见或查到什么；考生会看到这段话。"),
        validators=[InputRequired(_l("请写下内容。")), Length(max=1000)],
        render_kw={"rows": 3},
    )


class ReplyToFlag(Act):
    """The candidate's own words."""

    words = TextAreaField(
        _l("我的说明"),
        description=_l("只能提交一次；提交以后由没有提出存疑的考务下结论。"),
        validators=[InputRequired(_l("请写下内容。")), Length(max=4000)],
        render_kw={"rows": 6},
    )


class DecideFlag(Act):
    """The end of a doubt, and why; the candidate reads it."""

    outcome = RadioField(
        _l("结论"),
        choices=[SelectChoice(kind.value, word) for kind, word in OUTCOMES.items()],
        validators=[InputRequired(_l("请选择。"))],
    )
    reasons = TextAreaField(
        _l("理由"),
        description=_l("考生会看到：依据什么、说明为什么采信或不采信。"),
        validators=[InputRequired(_l("请填写理由。")), Length(max=1000)],
        render_kw={"rows": 4},
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
