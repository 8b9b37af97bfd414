"""Forms of certificates, and the words of their reasons. Labels are Chinese message ids."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than the stubs
from wtforms.validators import InputRequired, Length

from examsite.domain.status_reasons import LONGEST, REASONS, StatusReason
from examsite.domain.terms import StatusKind

REASON_WORDS = {
    StatusReason.FRAUD: _l("材料不实或考核舞弊"),
    StatusReason.ERROR: _l("颁发有误"),
    StatusReason.APPEAL: _l("申诉或复核后改变决定"),
    StatusReason.HOLDER: _l("持证人申请"),
    StatusReason.INVESTIGATION: _l("正在核查"),
    StatusReason.CLEARED: _l("核查完毕"),
    StatusReason.OTHER: _l("其他"),
}
EVENT_WORDS = {
    StatusKind.ISSUED: _l("颁发"),
    StatusKind.SUSPENDED: _l("暂停"),
    StatusKind.REINSTATED: _l("恢复"),
    StatusKind.REVOKED: _l("撤销"),
    StatusKind.SUPERSEDED: _l("换发"),
}
ACT_WORDS = {
    "credential.awarded": _l("颁发证书"),
    "credential.suspended": _l("暂停证书"),
    "credential.reinstated": _l("恢复证书"),
    "credential.revoked": _l("撤销证书"),
}


def reason_word(code: str) -> str:
    """The class of reason for people; empty for the event of issuing."""
    known = code in set(StatusReason)
    return str(REASON_WORDS[StatusReason(code)]) if known else ""


class CheckByName(FlaskForm):
    """Number and name as they stand on the paper."""

    number = StringField(
        _l("证书编号"),
        description=_l("例如 OPJ26-7K3M-9QXA；大小写、空格和横线都可以。"),
        validators=[InputRequired(_l("请填写证书编号。")), Length(max=60)],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )
    name = StringField(
        _l("持证人姓名"),
        description=_l("与证书上印的一致。"),
        validators=[InputRequired(_l("请填写持证人姓名。")), Length(max=120)],
        render_kw={"autocomplete": "off"},
    )


class ChangeStatus(FlaskForm):
    """Suspend, reinstate or revoke: the class of reason and the reason in words."""

    reason_code = SelectField(_l("原因类别"))
    reason = TextAreaField(
        _l("原因"),
        description=_l("写明事实和依据；进入日志，不对外显示。"),
        validators=[InputRequired(_l("请写明原因。")), Length(max=LONGEST)],
        render_kw={"rows": "3"},
    )

    @classmethod
    def of(cls, kind: StatusKind) -> "ChangeStatus":
        """The form with the reasons that fit this change."""
        form = cls(prefix=kind.value)
        form.reason_code.choices = [
            SelectChoice(reason.value, REASON_WORDS[reason]) for reason in REASONS[kind]
        ]
        return form


class TurnDown(FlaskForm):
    """Send a proposal back."""

    note = StringField(
        _l("退回或撤回的说明"),
        validators=[InputRequired(_l("请写明说明。")), Length(max=LONGEST)],
    )
