"""The form with which one item is regraded: what it asks depends on the item's type.

Answers are picked and given back in the ids of the item's file; no key travels in an address.
"""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than the stubs
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput

from examsite.domain.regrade import Change, Policy
from examsite.domain.terms import ItemType
from examsite.exams.models import FormItem
from examsite.items.services.rekeying import part_content
from examsite.results.services.regrading import Wish, takes_key

CHANGES = {
    Change.KEY: _l("改答案：原来的答案错了"),
    Change.ACCEPT: _l("另外的答案也算对：原来的答案仍算对"),
    Change.FULL: _l("全体满分：没有作答的人也得满分"),
    Change.VOID: _l("作废：这道题不计，满分与及格线按比例缩小"),
}
POLICIES = {
    Policy.NEVER_LOWER: _l("只升不降：复算后更低的，保留原来的成绩，两个分数都留存"),
    Policy.LOWER_WITH_NOTICE: _l("照算：可以下降，已发布的成绩有变化就通知本人"),
}
SITTING, FORM = "sitting", "form"
SCOPES = {SITTING: _l("只这一场考试"), FORM: _l("用这份试卷的所有考试")}
_SEPARATORS = str.maketrans("，、；;", "    ")


class CheckboxList(SelectMultipleField):
    """Several of a list, each with its box."""

    option_widget = CheckboxInput()


def _choices(words: dict[Any, Any]) -> list[Any]:
    return [SelectChoice(str(value), word) for value, word in words.items()]


class RegradeItem(FlaskForm):
    """What every regrade asks; `regrade_form` adds the fields of the item's type."""

    scope = RadioField(_l("范围"), choices=_choices(SCOPES), default=SITTING)
    change = RadioField(
        _l("怎么改"), validators=[InputRequired(_l("请选择怎么改。"))], choices=_choices(CHANGES)
    )
    policy = RadioField(
        _l("分数会下降时"), choices=_choices(POLICIES), default=Policy.NEVER_LOWER.value
    )
    reason = TextAreaField(
        _l("理由"),
        description=_l("写明什么问题、谁认定。考生在成绩单上会看到，请不要写出答案。"),
        validators=[InputRequired(_l("请写明复算的理由。")), Length(max=2000)],
        render_kw={"rows": 4},
    )


def regrade_form(place: FormItem) -> RegradeItem:
    """The form for this place of an exam form."""
    fields = _key_fields(place) if takes_key(place) else {}
    form: RegradeItem = type("RegradeThisItem", (RegradeItem,), fields)()
    if not takes_key(place):
        possible = {
            each: word for each, word in CHANGES.items() if each in (Change.FULL, Change.VOID)
        }
        form.change.choices = _choices(possible)
    return form


def key_fields(form: RegradeItem) -> list[Field]:
    """The fields of the new answer, in order."""
    return [field for field in form if field.short_name.startswith("key_")]


def _key_fields(place: FormItem) -> dict[str, Any]:
    content = part_content(place.version, place.part)
    match ItemType(place.shape["type"]):
        case ItemType.SINGLE | ItemType.MULTIPLE:
            picked = _choices(content["options"])
            return {"key_options": CheckboxList(_l("正确的选项"), choices=picked)}
        case ItemType.TRUE_FALSE:
            words = {"true": _l("对"), "false": _l("错")}
            return {
                "key_truth": RadioField(
                    _l("正确的判断"), choices=_choices(words), validate_choice=False
                )
            }
        case ItemType.NUMERIC:
            return _numeric_fields(content)
        case ItemType.ORDERING:
            return {
                f"key_step_{number}": _pick(gettext("第 %(n)s 步", n=number), content["options"])
                for number in range(1, len(content["options"]) + 1)
            }
        case ItemType.MATCHING:
            return {
                f"key_left_{left}": _pick(text, content["right"])
                for left, text in content["left"].items()
            }
        case _:
            return {}


def _numeric_fields(content: dict[str, Any]) -> dict[str, Any]:
    numbers = StringField(
        _l("正确的数字"),
        description=_l("容差不变。另外也算对的数字可以写几个，用空格隔开。"),
        validators=[Length(max=200)],
        render_kw={"inputmode": "decimal", "autocomplete": "off"},
    )
    if "units" not in content:
        return {"key_numbers": numbers}
    units = {"": _l("不改单位")} | {unit: unit for unit in content["units"]}
    return {"key_numbers": numbers, "key_unit": SelectField(_l("单位"), choices=_choices(units))}


def _pick(label: str, offered: dict[str, str]) -> SelectField:
    return SelectField(label, choices=_choices({"": _l("请选择"), **offered}))


def wish_of(form: RegradeItem, place: FormItem) -> Wish:
    """What was asked for."""
    data = form.data
    return Wish(
        change=Change(data["change"]),
        policy=Policy(data["policy"]),
        reason=data["reason"] or "",
        answers=_answers(data, place),
        unit=data.get("key_unit") or None,
    )


def _answers(data: dict[str, Any], place: FormItem) -> list[Any]:
    """The answers picked or typed, in file ids; none where nothing was."""
    ticked = data.get("key_options") or []
    match ItemType(place.shape["type"]):
        case ItemType.SINGLE:
            return list(ticked)
        case ItemType.MULTIPLE:
            return [list(ticked)] if ticked else []
        case ItemType.TRUE_FALSE:
            return [data["key_truth"] == "true"] if data.get("key_truth") else []
        case ItemType.NUMERIC:
            return (data.get("key_numbers") or "").translate(_SEPARATORS).split()
        case ItemType.ORDERING:
            steps = [value for name, value in data.items() if name.startswith("key_step_")]
            return [steps] if any(steps) else []
        case ItemType.MATCHING:
            pairs = {
                name.removeprefix("key_left_"): value
                for name, value in data.items()
                if name.startswith("key_left_")
            }
            return [pairs] if any(pairs.values()) else []
        case _:
            return []
