"""What happened in a sitting, in words for invigilators, in their language."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from examsite.domain.flags import FEW_PEOPLE
from examsite.domain.invigilation import IncidentKind, SeatState, SignalKind
from examsite.invigilation.models import Incident, Signal

SEATS = {
    SeatState.LOST: ("▲", _l("失联")),
    SeatState.CHECK: ("!", _l("待看")),
    SeatState.PAUSED: ("■", _l("已暂停")),
    SeatState.WORKING: ("●", _l("答题")),
    SeatState.WAITING: ("○", _l("候考")),
    SeatState.AWAY: ("–", _l("未到")),
    SeatState.DONE: ("✓", _l("已交卷")),
    SeatState.VOIDED: ("✕", _l("作废")),
}
"""State of a seat -> sign and word, what needs a person first."""
KINDS = {
    SignalKind.FOCUS_LOST: _l("离开考试页面"),
    SignalKind.FOCUS_RETURNED: _l("回到考试页面"),
    SignalKind.PASTE: _l("粘贴"),
    SignalKind.NEW_ADDRESS: _l("网络地址变化"),
    SignalKind.SECOND_DEVICE: _l("换了设备"),
    SignalKind.SILENCE: _l("失去联系"),
}
PAPER_HINTS = {
    "single": _l("填一个选项字母，如 B"),
    "multiple": _l("填选项字母，如 ABD"),
    "true_false": _l("填对或错"),
    "ordering": _l("按先后填字母，如 CADB"),
    "matching": _l("填题号加字母，如 1C 2A 3B"),
    "numeric": _l("填数；有单位的空一格再填单位的字母，如 12.5 B"),
}
"""How an answer on paper is typed, by type of item."""
DONE = {
    IncidentKind.NOTE: _l("监考记录"),
    IncidentKind.EXTENDED: _l("延时"),
    IncidentKind.GIVEN_BACK: _l("补回失联时间"),
    IncidentKind.PAUSED: _l("暂停作答"),
    IncidentKind.RESUMED: _l("恢复计时"),
    IncidentKind.ENDED: _l("监考代交"),
    IncidentKind.VOIDED: _l("作废作答"),
    IncidentKind.REOPENED: _l("重开作答"),
}
ACTS = {
    "attempt.void": _l("作废这份作答"),
    "attempt.reopen": _l("重开这份作答"),
    "attempt.give_time": _l("累计延长超过 10 分钟"),
    "attempt.late_answers": _l("认定迟到的作答"),
}


def span(seconds: int) -> str:
    """A length of time as people say it."""
    minutes, rest = divmod(seconds, 60)
    if not minutes:
        return str(gettext("%(n)s 秒", n=rest))
    if not rest:
        return str(gettext("%(n)s 分钟", n=minutes))
    return str(gettext("%(minutes)s 分 %(seconds)s 秒", minutes=minutes, seconds=rest))


def signal_words(signal: Signal) -> str:
    """A signal with its amount."""
    n = signal.amount
    if signal.kind is SignalKind.FOCUS_RETURNED:
        return str(gettext("回到考试页面，离开了 %(span)s", span=span(n)))
    if signal.kind is SignalKind.PASTE:
        return str(gettext("粘贴 %(n)s 字（内容没有记录）", n=n))
    if signal.kind is SignalKind.SILENCE:
        return str(gettext("失去联系 %(span)s", span=span(n)))
    return str(KINDS[signal.kind])


def incident_words(incident: Incident) -> str:
    """What an invigilator did, with the time given."""
    done = DONE[incident.kind]
    if not incident.seconds:
        return str(done)
    return str(gettext("%(done)s %(span)s", done=done, span=span(incident.seconds)))


def event_words(row: Incident | Signal) -> str:
    """The title of a line beside the seats."""
    return incident_words(row) if isinstance(row, Incident) else signal_words(row)


def evidence_words(line: list[Any]) -> str:
    """One line of what a doubt rests on, beside how common that is in the sitting."""
    kind, times, people, median, ninety = line
    said = gettext(
        "%(what)s %(n)s 次；本场 %(people)s 人，一半的人不超过 %(median)s 次，九成的人不超过 %(ninety)s 次",
        what=KINDS[SignalKind(kind)],
        n=times,
        people=people,
        median=median,
        ninety=ninety,
    )
    return f"{said}{gettext('（人数少，只供参考）') if people < FEW_PEOPLE else ''}"


WORDS: dict[str, Any] = {
    "evidence_words": evidence_words,
    "seat_words": SEATS,
    "kind_words": KINDS,
    "act_words": ACTS,
    "span": span,
    "signal_words": signal_words,
    "incident_words": incident_words,
    "event_words": event_words,
}
"""What the room's templates are given."""
