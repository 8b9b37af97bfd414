"""The officer's forms: sessions, bookings, business results. Times are typed in Beijing time."""

import re
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    DecimalField,
    Field,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than the stubs
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from examsite.domain.baseline import LiveSession
from examsite.domain.dates import CHINA_TIME
from examsite.domain.terms import Level
from examsite.practicals.services.business import Figures

LEVELS = [
    SelectChoice(Level.JUNIOR.value, _l("初级")),
    SelectChoice(Level.INTERMEDIATE.value, _l("中级")),
    SelectChoice(Level.SENIOR.value, _l("高级")),
]
MOST_LINES = 100
LONGEST_MINUTES = 24 * 60
DEAREST = Decimal(10**10)  # yuan
MINUTES = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
"""Shown to the minute: with seconds in it a field would refuse every other minute typed."""
_CUT = re.compile(r"\s*[,，\t]\s*")


def instant(typed: datetime | None) -> datetime:
    """What was typed in Beijing time, as an instant."""
    assert typed is not None
    return typed.replace(tzinfo=CHINA_TIME)


class Schedule(FlaskForm):
    """A practical session."""

    title = StringField(_l("名称"), validators=[InputRequired(_l("请填写名称。")), Length(max=120)])
    level = SelectField(
        _l("级别"), choices=LEVELS, description=_l("规则与评分标准取该级别最新采用的版本。")
    )
    venue = StringField(_l("地点"), validators=[InputRequired(_l("请填写地点。")), Length(max=120)])
    starts_at = DateTimeLocalField(_l("开始"), validators=[InputRequired(_l("请填写时间。"))])
    ends_at = DateTimeLocalField(_l("结束"), validators=[InputRequired(_l("请填写时间。"))])
    simulation = BooleanField(_l("仿真场次（没有经营结果，分值并入过程）"))


class Book(FlaskForm):
    """A candidate's place."""

    username = StringField(
        _l("考生账号"),
        description=_l("账号名、手机号或邮箱。"),
        validators=[InputRequired(_l("请填写账号。")), Length(max=254)],
    )
    slot_at = DateTimeLocalField(
        _l("开考时间"), format=MINUTES, validators=[InputRequired(_l("请填写时间。"))]
    )


class Record(FlaskForm):
    """The business result: figures against the own baseline, or why there is none."""

    kind = RadioField(
        _l("有没有可比基线"),
        choices=[
            SelectChoice("figures", _l("有，填写本场与近 28 天的场次")),
            SelectChoice("none", _l("无可比基线，分值并入过程")),
        ],
        default="figures",
    )
    reason = StringField(_l("说明"), validators=[Length(max=400)])
    started_at = DateTimeLocalField(_l("本场开播时间"), format=MINUTES, validators=[Optional()])
    minutes = IntegerField(
        _l("本场时长（分钟）"), validators=[Optional(), NumberRange(1, LONGEST_MINUTES)]
    )
    gmv = DecimalField(
        _l("本场 GMV（元，已扣发货前取消）"),
        places=2,
        validators=[Optional(), NumberRange(0, DEAREST)],
    )
    provisional = BooleanField(_l("暂计：退款期未满，数字还会变"))
    earlier = TextAreaField(
        _l("近 28 天同一主播、同一活动等级的场次"),
        description=_l("每行一场：开播时间，分钟，GMV 元；活动日或断流场在行末加「，特殊」。"),
        validators=[Length(max=20000)],
        render_kw={"rows": 8, "placeholder": "2026-11-10 20:00，90，35210.50"},
    )

    def validate_earlier(self, field: TextAreaField) -> None:
        """Every line must be readable; the first that is not is named."""
        read_lines(field.data or "")

    def validate(self, extra_validators: Any = None) -> bool:
        """Figures need the session's own numbers; no baseline needs a reason."""
        fine = bool(super().validate(extra_validators))
        figures: list[Field] = [self.started_at, self.minutes, self.gmv]
        wanted = [self.reason] if self.kind.data == "none" else figures
        for field in wanted:
            if not field.errors and field.data in (None, ""):
                field.errors = [_("请填写这一项。")]
                fine = False
        return fine

    def figures(self) -> Figures | None:
        """What was typed, or None where there is no comparable baseline."""
        if self.kind.data == "none":
            return None
        assert self.minutes.data is not None and self.gmv.data is not None
        started = instant(self.started_at.data)
        exam = _live(started, self.minutes.data, self.gmv.data, special=False)
        earlier = read_lines(self.earlier.data or "")
        return Figures(exam, earlier, bool(self.provisional.data))


class Leave(FlaskForm):
    """An examiner's reason not to score somebody."""

    reason = TextAreaField(
        _l("原因"),
        description=_l("例如亲属、师徒、同一机构或其他利害关系。考务会读到这段话。"),
        validators=[InputRequired(_l("请写明原因。")), Length(min=2, max=1000)],
        render_kw={"rows": 2},
    )


def _live(started: datetime, minutes: int, yuan: Decimal, *, special: bool) -> LiveSession:
    """One session; streamer and tier are the same by the form's own words."""
    fen = int((yuan * 100).to_integral_value())
    return LiveSession("", "", started, minutes, fen, special)


def read_lines(text: str) -> list[LiveSession]:
    """One live session a line; ValidationError names the first line that cannot be read."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        raise ValidationError(_("最多 %(n)s 行。", n=MOST_LINES))
    return [_read_line(n, line) for n, line in enumerate(lines, 1)]


def _read_line(n: int, line: str) -> LiveSession:
    parts = _CUT.split(line.strip())
    special = len(parts) == 4 and parts[3] in ("特殊", "special")
    try:
        if len(parts) != 3 and not special:
            raise ValueError
        started = datetime.strptime(parts[0], "%Y-%m-%d %H:%M").replace(tzinfo=CHINA_TIME)
        minutes, yuan = int(parts[1]), Decimal(parts[2])
        if not (0 < minutes <= LONGEST_MINUTES and yuan.is_finite() and 0 <= yuan <= DEAREST):
            raise ValueError
    except (ValueError, InvalidOperation):
        raise ValidationError(
            _("第 %(n)s 行读不懂，应为「2026-11-10 20:00，90，35210.50」。", n=n)
        ) from None
    return _live(started, minutes, yuan, special=special)
