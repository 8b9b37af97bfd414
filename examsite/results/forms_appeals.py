"""Forms of appeals. Labels are Chinese message ids."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than the stubs
from wtforms.validators import InputRequired, Length

from examsite.short_answers.queries.fresh import Answered

KINDS = {
    "recount": _l("复算：按存下的作答和标准答案重新计算，核对有没有算错"),
    "review": _l("复评：由没有参与过评分的人，重新评简答题"),
}


def _reason(label: Any, hint: Any) -> TextAreaField:
    return TextAreaField(
        label,
        description=hint,
        validators=[InputRequired(_l("请写明理由。")), Length(max=2000)],
        render_kw={"rows": 5, "maxlength": 2000},
    )


class FileAppeal(FlaskForm):
    """What is asked for, and why. `offer` leaves the kinds that can still be asked for."""

    kind = RadioField(
        _l("申请什么"),
        choices=[SelectChoice(*one) for one in KINDS.items()],
        validators=[InputRequired(_l("请选一种。"))],
    )
    reason = _reason(
        _l("申诉理由"),
        _l("写明对哪里有异议、为什么。请不要写题目原文、证件号码和健康情况。"),
    )

    def offer(self, kinds: Sequence[str]) -> None:
        """Only these kinds."""
        self.kind.choices = [SelectChoice(kind, KINDS[kind]) for kind in KINDS if kind in kinds]


class AssignMarker(FlaskForm):
    """Who marks afresh. `people`: (public id, name)."""

    marker = SelectField(_l("复评人"), validators=[InputRequired(_l("请选一位。"))])

    def offer(self, people: Sequence[tuple[str, str]]) -> None:
        """These people."""
        self.marker.choices = [SelectChoice(*one) for one in people]


class UpholdScore(FlaskForm):
    """Why the score stays."""

    reason = _reason(_l("维持的理由"), _l("考生会看到：核对了什么、结果怎样。不要写题目内容。"))


class ChangeScore(FlaskForm):
    """The total to be, and why."""

    points = StringField(
        _l("更正后的总分"),
        description=_l("最多两位小数，须高于现在的分数。"),
        validators=[InputRequired(_l("请填写分数。")), Length(max=8)],
        render_kw={"inputmode": "decimal", "autocomplete": "off"},
    )
    why = _reason(_l("更正的理由"), _l("考生和批准的考务都会看到。不要写题目内容。"))


@dataclass(frozen=True)
class FreshMarks:
    """The marking page as posted: question -> lines; `missing`: fields without a choice."""

    given: dict[int, tuple[list[int | None], str]] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()

    def chosen(self, question: int, line: int) -> int | None:
        """The points chosen on a line, if any."""
        lines = self.given.get(question, ([], ""))[0]
        return lines[line] if line < len(lines) else None

    def note(self, question: int) -> str:
        """The note beside a question."""
        return self.given.get(question, ([], ""))[1]


def read_marks(answered: Sequence[Answered], posted: MultiDict[str, str]) -> FreshMarks:
    """Fields `p<place>-<line>` and `note-<place>`, the place counted from 0."""
    given: dict[int, tuple[list[int | None], str]] = {}
    missing = set()
    for place, one in enumerate(answered):
        lines: list[int | None] = []
        for line, (most, _text) in enumerate(one.question.guide):
            text = posted.get(f"p{place}-{line}", "")
            known = text in {str(n) for n in range(most + 1)}
            lines.append(int(text) if known else None)
            if not known:
                missing.add(f"p{place}-{line}")
        given[one.question.id] = (lines, posted.get(f"note-{place}", ""))
    return FreshMarks(given, frozenset(missing))
