"""Forms of accounts. Labels are Chinese message ids."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import HiddenField, PasswordField, StringField, TextAreaField
from wtforms.validators import AnyOf, InputRequired, Length, Regexp

from examsite.domain.terms import Role
from examsite.kit.passwords import LONGEST, SHORTEST

NEW_PASSWORD = {"autocomplete": "new-password"}


def _text(label: Any, most: int, needed: Any = None, **render: Any) -> StringField:
    checks: list[Any] = [Length(max=most)] + ([InputRequired(needed)] if needed else [])
    return StringField(label, validators=checks, render_kw=render)


def _new_password(label: Any) -> PasswordField:
    checks = [InputRequired(_l("请设置密码。")), Length(min=SHORTEST, max=LONGEST)]
    hint = _l("至少 8 个字符，不限种类。")
    return PasswordField(label, description=hint, validators=checks, render_kw=NEW_PASSWORD)


def _digits() -> StringField:
    return StringField(
        _l("验证码"),
        validators=[InputRequired(_l("请填写 6 位验证码。")), Length(max=12)],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )


class SignIn(FlaskForm):
    """User name (or phone, or mail) and password."""

    username = StringField(
        _l("账号"),
        validators=[InputRequired(_l("请填写账号。")), Length(max=254)],
        render_kw={
            "autocomplete": "username",
            "autocapitalize": "none",
            "placeholder": _l("手机号、邮箱或用户名"),
        },
    )
    password = PasswordField(
        _l("密码"),
        validators=[InputRequired(_l("请填写密码。")), Length(max=LONGEST)],
        render_kw={"autocomplete": "current-password"},
    )


class Register(FlaskForm):
    """A candidate's account. The ticks are read apart: one for each current document."""

    name = _text(_l("姓名"), 60, _l("请填写姓名。"), autocomplete="name")
    organisation = _text(_l("所属服务商"), 120, list="organisations", autocomplete="organization")
    contact = _text(_l("手机号或邮箱"), 254, _l("请填写手机号或邮箱。"), autocomplete="email")
    new_password = _new_password(_l("设置密码"))


class EnterCode(FlaskForm):
    """The six digits from the message."""

    code = _digits()


class AskReset(FlaskForm):
    """Where the code or link goes."""

    contact = _text(_l("手机号或邮箱"), 254, _l("请填写手机号或邮箱。"), autocomplete="email")


class ResetByCode(FlaskForm):
    """The six digits and a new password."""

    code = _digits()
    new_password = _new_password(_l("新密码"))


class SetPassword(FlaskForm):
    """A new password, after a one-time link."""

    new_password = _new_password(_l("新密码"))


class ChangePassword(FlaskForm):
    """The present password and a new one."""

    password = PasswordField(
        _l("现在的密码"),
        validators=[InputRequired(_l("请填写现在的密码。")), Length(max=LONGEST)],
        render_kw={"autocomplete": "current-password"},
    )
    new_password = _new_password(_l("新密码"))


class SetUp(FlaskForm):
    """The first administrator."""

    username = _text(
        _l("用户名"), 40, _l("请填写用户名。"), autocomplete="username", autocapitalize="none"
    )
    name = _text(_l("姓名"), 60, _l("请填写姓名。"), autocomplete="name")
    new_password = _new_password(_l("设置密码"))


class Rename(FlaskForm):
    """One's own name, corrected."""

    name = _text(_l("姓名"), 60, _l("请填写姓名。"), autocomplete="name")


class ChangeContact(FlaskForm):
    """A new phone number or mail address."""

    contact = _text(_l("新的手机号或邮箱"), 254, _l("请填写手机号或邮箱。"), autocomplete="email")


class ChooseOrganisation(FlaskForm):
    """An organisation from the records."""

    organisation = _text(
        _l("机构"), 120, _l("请从列表中选择机构。"), list="organisations", autocomplete="off"
    )


class Close(FlaskForm):
    """The present password, to close the account."""

    password = PasswordField(
        _l("现在的密码"),
        validators=[InputRequired(_l("请填写现在的密码。")), Length(max=LONGEST)],
        render_kw={"autocomplete": "current-password"},
    )


class FindPeople(FlaskForm):
    """Part of a name or user name, a whole phone number or mail address."""

    text = _text(_l("查找"), 254, placeholder=_l("姓名、用户名，或完整的手机号、邮箱"))


class Invite(FlaskForm):
    """A person to invite. The roles are ticks."""

    name = _text(_l("姓名"), 60, _l("请填写姓名。"), autocomplete="off")
    contact = _text(_l("手机号或邮箱"), 254, _l("请填写手机号或邮箱。"), autocomplete="off")


class ChooseRole(FlaskForm):
    """One role."""

    role = StringField(_l("角色"), validators=[AnyOf(list(Role))])


class AddOrganisation(FlaskForm):
    """An organisation by its unified code."""

    name = _text(_l("机构名称"), 120, _l("请填写机构名称。"), autocomplete="off")
    unified_code = _text(
        _l("统一社会信用代码"), 60, _l("请填写统一社会信用代码。"), autocomplete="off"
    )
    parent = _text(_l("所属集团"), 120, list="organisations", autocomplete="off")


class EditIssuer(FlaskForm):
    """Who issues, as printed on certificates and in the footer."""

    name = _text(_l("机构名称"), 120, autocomplete="off")
    unified_code = _text(_l("统一社会信用代码"), 60, autocomplete="off")
    address = _text(_l("地址"), 200, autocomplete="off")
    complaint_contact = _text(_l("投诉与申诉联系方式"), 120, autocomplete="off")
    icp_number = _text(_l("ICP 备案号"), 60, autocomplete="off")
    police_number = _text(_l("公安备案号"), 60, autocomplete="off")
    certificate_title = _text(_l("证书名称"), 60, _l("请填写证书名称。"), autocomplete="off")
    scope = _text(_l("评价范围"), 60, _l("请填写评价范围。"), autocomplete="off")
    authorisation = TextAreaField(
        _l("授权依据"),
        description=_l("名称或范围里出现他人的名称、商标时必填：授权文件、日期与期限。"),
        validators=[Length(max=2000)],
    )
    seal = FileField(
        _l("印章图片"),
        description=_l("PNG，不超过 512 KB，边长不超过 2000 像素；不选则保留现在的。"),
        render_kw={"accept": "image/png"},
    )
    why = _text(_l("修改理由"), 200, _l("请填写修改理由。"), autocomplete="off")


class RefuseChange(FlaskForm):
    """Why a proposed change is refused or taken back."""

    note = _text(_l("说明"), 500, _l("请写明理由。"), autocomplete="off")


def _days(label: Any, hint: Any, *checks: Any) -> TextAreaField:
    return TextAreaField(
        label, description=hint, validators=[*checks, Length(max=2000)], render_kw={"rows": 8}
    )


class RecordYear(FlaskForm):
    """Days off and make-up workdays of a year, as the notice has them."""

    days_off = _days(
        _l("放假的日子"),
        _l("每行一天或一段，周末也写在内。例：2027-01-01，或 2027-02-05 至 2027-02-12。"),
        InputRequired(_l("请填写放假的日子。")),
    )
    workdays = _days(_l("调休上班的日子"), _l("周六、周日照常上班的，每行一天；没有就不填。"))
    source = _text(
        _l("通知依据"),
        300,
        _l("请写明依据：哪份通知、哪天发布。"),
        autocomplete="off",
    )
    reason = _text(_l("更正理由"), 200, autocomplete="off")
    seen = HiddenField(validators=[Regexp(r"\d{1,4}\Z")])
