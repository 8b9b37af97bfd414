"""Forms of complaints. Labels are Chinese message ids."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than the stubs
from wtforms.validators import InputRequired, Length

from examsite.domain.complaint import LONGEST, LONGEST_CONTACT

ABOUT = {
    "exam": _l("考试过程"),
    "marking": _l("评分与成绩"),
    "practical": _l("实战考核"),
    "certificate": _l("证书"),
    "privacy": _l("个人信息"),
    "conduct": _l("工作人员"),
    "other": _l("其他"),
}


def _words(label: Any, hint: Any, needed: Any) -> TextAreaField:
    return TextAreaField(
        label,
        description=hint,
        validators=[InputRequired(needed), Length(max=LONGEST)],
        render_kw={"rows": 8, "maxlength": LONGEST},
    )


class Complain(FlaskForm):
    """What happened, and how to be reached."""

    about = SelectField(
        _l("关于什么"), choices=[SelectChoice(*one) for one in ABOUT.items()], default="exam"
    )
    text = _words(
        _l("投诉内容"),
        _l(
            "什么时候、什么事、涉及谁、希望怎样处理。涉及证书请写编号。请不要写身份证号、密码和健康情况。"
        ),
        _l("请写明投诉的内容。"),
    )
    contact = StringField(
        _l("手机号或邮箱"),
        description=_l("留下就能收到「已有答复」的通知；不留也可以，用编号和查询码查看。"),
        validators=[Length(max=LONGEST_CONTACT)],
        render_kw={"autocomplete": "off"},
    )


class LookUp(FlaskForm):
    """Number and code of a complaint."""

    number = StringField(
        _l("投诉编号"),
        validators=[InputRequired(_l("请填写投诉编号。")), Length(max=40)],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )
    code = StringField(
        _l("查询码"),
        validators=[InputRequired(_l("请填写查询码。")), Length(max=40)],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )


class Answer(FlaskForm):
    """The reply."""

    reply = _words(
        _l("答复"),
        _l("写明查了什么、结论、怎样处理；不同意时写明理由和还可以向哪里反映。"),
        _l("请写明答复。"),
    )
