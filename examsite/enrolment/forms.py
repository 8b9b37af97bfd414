"""Forms of enrolment. Labels are Chinese message ids."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than the stubs
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from examsite.domain.accommodation import NeedCategory
from examsite.domain.identity import DocumentType
from examsite.domain.publication import DEFAULT_DAYS, LEAST_DAYS, MOST_DAYS
from examsite.domain.terms import Level
from examsite.exams.forms import TimeMeasure

DOCUMENTS = {
    DocumentType.RESIDENT: _l("居民身份证"),
    DocumentType.RESIDENCE_PERMIT: _l("港澳台居民居住证"),
    DocumentType.TRAVEL_PERMIT: _l("港澳台居民来往内地（大陆）通行证"),
    DocumentType.FOREIGN_PERMIT: _l("外国人永久居留身份证"),
    DocumentType.PASSPORT: _l("护照"),
}
NEEDS = {
    NeedCategory.VISION: _l("视力"),
    NeedCategory.HEARING: _l("听力"),
    NeedCategory.MOVEMENT: _l("肢体"),
    NeedCategory.READING: _l("阅读与书写"),
    NeedCategory.HEALTH: _l("身体状况（含孕期、临时受伤）"),
    NeedCategory.OTHER: _l("其他"),
}
LEVELS = {Level.JUNIOR: _l("初级"), Level.INTERMEDIATE: _l("中级"), Level.SENIOR: _l("高级")}


class RecordIdentity(FlaskForm):
    """What a certifying sitting asks about the person."""

    legal_name = StringField(
        _l("证件上的姓名"),
        description=_l("会印在证书上，请与证件一字不差。"),
        validators=[InputRequired(_l("请填写姓名。")), Length(max=60)],
        render_kw={"autocomplete": "name"},
    )
    kind = SelectField(
        _l("证件类型"), choices=[SelectChoice(kind.value, word) for kind, word in DOCUMENTS.items()]
    )
    number = StringField(
        _l("证件号码"),
        description=_l("加密保存，只以遮盖的形式显示，每次查看都有记录。"),
        validators=[InputRequired(_l("请填写证件号码。")), Length(max=40)],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    birth = DateField(_l("出生日期"), validators=[InputRequired(_l("请填写出生日期。"))])


class Reason(FlaskForm):
    """Why an officer does something."""

    why = StringField(_l("理由"), validators=[InputRequired(_l("请写明理由。")), Length(max=500)])


class CheckDocument(FlaskForm):
    """What an officer says of an applicant's document."""

    verdict = RadioField(
        _l("审核结论"),
        choices=[
            SelectChoice("accepted", _l("通过：与证件相符")),
            SelectChoice("returned", _l("退回，请考生更正")),
            SelectChoice("refused", _l("不通过")),
        ],
        validators=[InputRequired(_l("请选择。"))],
    )
    document = SelectField(
        _l("看过的证件"),
        choices=[SelectChoice("", _l("没有看到"))]
        + [SelectChoice(kind.value, word) for kind, word in DOCUMENTS.items()],
        description=_l("通过须看过证件：原件、影像或视频；号码不必抄录。"),
    )
    reason = TextAreaField(
        _l("理由"),
        description=_l("退回或不通过必须写明；考生会看到。"),
        validators=[Length(max=1000)],
        render_kw={"rows": 3},
    )


class CheckIdentity(FlaskForm):
    """Which kind of document was seen at the seat."""

    document = SelectField(
        _l("看过的证件"),
        choices=[SelectChoice(kind.value, word) for kind, word in DOCUMENTS.items()],
    )


class GrantTime(TimeMeasure):
    """A time measure for the people ticked in the list."""

    category = SelectField(
        _l("缘由类别"),
        choices=[SelectChoice(kind.value, word) for kind, word in NEEDS.items()],
        description=_l("只用于统计，不写进日志，也不在任何页面上与考生一同显示。"),
    )


class AcceptEvidence(FlaskForm):
    """What an officer accepts instead of the site's own records."""

    training = BooleanField(_l("等效学时证明齐全"))
    employment_months = IntegerField(
        _l("任职月数"), default=0, validators=[Optional(), NumberRange(0, 600)]
    )
    sessions = IntegerField(
        _l("操盘场次"), default=0, validators=[Optional(), NumberRange(0, 20000)]
    )
    major_sessions = IntegerField(
        _l("其中 A 级及以上场次"), default=0, validators=[Optional(), NumberRange(0, 20000)]
    )
    reason = TextAreaField(
        _l("依据"),
        description=_l("写明看了什么材料、编号、由谁出具。"),
        validators=[InputRequired(_l("请写明依据。")), Length(max=2000)],
        render_kw={"rows": 3},
    )


class OpenSeason(FlaskForm):
    """A dated stretch in which attempts at a level are counted."""

    title = StringField(_l("名称"), validators=[InputRequired(_l("请填写名称。")), Length(max=60)])
    level = SelectField(
        _l("级别"), choices=[SelectChoice(level.value, word) for level, word in LEVELS.items()]
    )
    starts_on = DateField(_l("开始日期"), validators=[InputRequired(_l("请填写日期。"))])
    ends_on = DateField(_l("结束日期（含）"), validators=[InputRequired(_l("请填写日期。"))])


class Publish(FlaskForm):
    """A list of people who are to be awarded."""

    title = StringField(
        _l("名称"),
        description=_l("例如：2026 年第四季度初级拟发证名单。"),
        validators=[InputRequired(_l("请填写名称。")), Length(max=80)],
    )
    level = SelectField(
        _l("级别"), choices=[SelectChoice(level.value, word) for level, word in LEVELS.items()]
    )
    days = IntegerField(
        _l("公示几个工作日"),
        default=DEFAULT_DAYS,
        description=_l("从明天起算，最后一天也算在内；公示期内不颁发证书。"),
        validators=[InputRequired(_l("请填写天数。")), NumberRange(LEAST_DAYS, MOST_DAYS)],
    )


class Decide(FlaskForm):
    """The decision on certification."""

    award = RadioField(
        _l("决定"),
        choices=[SelectChoice("yes", _l("发证")), SelectChoice("no", _l("不发证"))],
        validators=[InputRequired(_l("请选择。"))],
    )
    reason = TextAreaField(
        _l("理由"),
        description=_l("不发证必须写明；考生会看到。"),
        validators=[Length(max=2000)],
        render_kw={"rows": 3},
    )
