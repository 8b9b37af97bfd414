"""Forms of the bank: what an author looks for, a workbook to import, why an item is sent back."""

from flask import request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than the stubs
from wtforms.validators import InputRequired, Length

from examsite.domain.terms import ItemState, ItemType, Level
from examsite.items.models import Area
from examsite.items.queries.listing import ItemFilter
from examsite.kit.web import page_number

ALL = SelectChoice("", _l("全部"))
TYPES = {
    ItemType.SINGLE: _l("单选"),
    ItemType.MULTIPLE: _l("多选"),
    ItemType.TRUE_FALSE: _l("判断"),
    ItemType.NUMERIC: _l("计算"),
    ItemType.ORDERING: _l("排序"),
    ItemType.MATCHING: _l("匹配"),
    ItemType.TESTLET: _l("题组"),
    ItemType.SHORT_ANSWER: _l("简答"),
}
STATES = {
    ItemState.DRAFT: _l("草稿"),
    ItemState.REVIEW: _l("审题中"),
    ItemState.APPROVED: _l("已通过审题"),
    ItemState.LIVE: _l("在用"),
    ItemState.RETIRED: _l("已退役"),
}


LEVELS = {
    Level.JUNIOR: _l("初级"),
    Level.INTERMEDIATE: _l("中级"),
    Level.SENIOR: _l("高级"),
}


class UploadWorkbook(FlaskForm):
    """A filled-in template."""

    file = FileField(
        _l("填好的工作簿"),
        description=_l(".xlsx，不超过 5 MB、2,000 行，不带宏与公式。"),
        render_kw={"accept": ".xlsx"},
    )


class SendBack(FlaskForm):
    """What has to be changed."""

    note = TextAreaField(
        _l("退回理由"),
        description=_l("写明哪里要改、怎样改；命题人会看到。"),
        validators=[InputRequired(_l("请写明理由。")), Length(max=2000)],
        render_kw={"rows": 3},
    )


class FindItems(FlaskForm):
    """Level, area, type, state. Read from the address, so that a list can be kept and sent."""

    class Meta:
        csrf = False

    level = SelectField(
        _l("级别"), choices=[ALL, *(SelectChoice(k.value, w) for k, w in LEVELS.items())]
    )
    area = SelectField(_l("知识域"))
    type = SelectField(
        _l("题型"), choices=[ALL, *(SelectChoice(k.value, w) for k, w in TYPES.items())]
    )
    state = SelectField(
        _l("状态"), choices=[ALL, *(SelectChoice(k.value, w) for k, w in STATES.items())]
    )

    @classmethod
    def asked(cls, areas: list[Area]) -> "FindItems":
        """The form as the address fills it; unknown values count as all."""
        form = cls(formdata=request.args)
        named = (SelectChoice(one.letter, f"{one.letter} {one.title}") for one in areas)
        form.area.choices = [ALL, *named]
        known: list[tuple[SelectField, set[str]]] = [
            (form.level, {level.value for level in LEVELS}),
            (form.area, {one.letter for one in areas}),
            (form.type, {kind.value for kind in TYPES}),
            (form.state, {state.value for state in STATES}),
        ]
        for field, values in known:
            if field.data not in values:
                field.data = ""
        return form

    def wanted(self) -> ItemFilter:
        """What the list is asked for."""
        return ItemFilter(
            area=self.area.data or None,
            type=ItemType(self.type.data) if self.type.data else None,
            state=ItemState(self.state.data) if self.state.data else None,
            level=Level(self.level.data) if self.level.data else None,
            page=page_number(),
        )
