"""Forms of the bank: what an author looks for."""

from flask import request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than the stubs

from examsite.domain.terms import ItemState, ItemType
from examsite.items.models import Area
from examsite.items.queries import ItemFilter

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


class FindItems(FlaskForm):
    """Area, type, state. Read from the address, so that a list can be kept and sent."""

    class Meta:
        csrf = False

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
            page=request.args.get("page", 1, type=int),
        )
