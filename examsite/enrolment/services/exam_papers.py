"""The papers of an exam day: admission slips, the seat plan for the door, the sign-in sheet."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

import segno

from examsite.domain.names import mask
from examsite.domain.roster import show_admission_number
from examsite.domain.terms import LEVEL_TITLES
from examsite.enrolment.queries.door import DoorSeat
from examsite.exams.models import Sitting
from examsite.exams.services.entry_codes import NoSeatYet
from examsite.kit import pdf
from examsite.kit.clock import local

PRINTED_AT_ONCE = 100
"""Slips of one file: a file of these takes seconds, one of a thousand a minute."""
STYLES = ["css/pdf/exam_papers.css"]
RULES = (
    "凭本证和证件原件到场，由监考看证件并记下，没有核验的成绩只作练习。",
    "候考室在开放时间前 30 分钟开，请提前检查设备、作考试承诺。",
    "有账号和密码的照常登录；没有密码的，扫码或在网址填写准考证号与入场码。入场码只能用一次。",
    "计时从本人按下开始起，到时由服务器自动交卷；断网时继续作答，恢复后自动补传。",
    "未上传的作答须在截止前上传才自动计分。交卷后请下载签名回执。",
)


def enter_link(base_url: str, number: str) -> str:
    """What the QR of a slip holds: where to enter, and the number; never the code."""
    return f"{base_url.rstrip('/')}/enter?number={number}"


def slips(
    sitting: Sitting,
    seats: Sequence[DoorSeat],
    codes: Mapping[int, str],
    *,
    issuer: str,
    base_url: str,
    now: datetime,
) -> bytes:
    """Admission slips as one PDF, two on a page, with the codes given (by entry id); a slip
    without one says that its holder signs in with a password. Raises NoSeatYet."""
    drawn = [_slip(one, codes.get(one.entry.id, ""), base_url) for one in _seated(seats)]
    return _render("slips.html", sitting, now, slips=drawn, rules=RULES, issuer=issuer,
                   address=f"{base_url.rstrip('/').split('://', 1)[-1]}/enter")  # fmt: skip


def seat_plan(sitting: Sitting, seats: Sequence[DoorSeat], *, issuer: str, now: datetime) -> bytes:
    """Seats with masked names, to hang at the door. Raises NoSeatYet."""
    lines = [(one.entry.seat, mask(_name(one)), _number(one)[-6:]) for one in _seated(seats)]
    return _render("seat_plan.html", sitting, now, lines=lines, issuer=issuer)


def sign_in_sheet(
    sitting: Sitting, seats: Sequence[DoorSeat], *, issuer: str, now: datetime
) -> bytes:
    """Names and numbers with a place to sign, for the invigilators. Raises NoSeatYet."""
    lines = [(one.entry.seat, _name(one), _number(one)) for one in _seated(seats)]
    return _render("sign_in_sheet.html", sitting, now, lines=lines, issuer=issuer)


def _seated(seats: Sequence[DoorSeat]) -> list[DoorSeat]:
    if any(one.entry.seat is None or one.entry.admission_number is None for one in seats):
        raise NoSeatYet
    return list(seats)


def _name(seat: DoorSeat) -> str:
    """The name on the document where one is recorded, else the account's."""
    return seat.identity.legal_name if seat.identity else seat.user.name


def _number(seat: DoorSeat) -> str:
    return show_admission_number(seat.entry.admission_number or "")


def _slip(seat: DoorSeat, code: str, base_url: str) -> dict[str, object]:
    link = enter_link(base_url, seat.entry.admission_number or "")
    picture = BytesIO()
    segno.make(link, error="m", micro=False).save(picture, kind="png", scale=4, border=1)
    return {
        "seat": seat.entry.seat,
        "name": _name(seat),
        "number": _number(seat),
        "code": f"{code[:4]}-{code[4:]}" if code else "",
        "qr": pdf.data_uri(picture.getvalue(), "image/png"),
        "minutes": _minutes(seat),
    }


def _minutes(seat: DoorSeat) -> int:
    entry = seat.entry
    return -(-entry.measure.allowed(entry.sitting.seconds) // 60)


def _render(template: str, sitting: Sitting, now: datetime, **facts: Any) -> bytes:
    html = pdf.fill(
        template,
        title=sitting.title,
        level=LEVEL_TITLES[sitting.level],
        place="线上" if sitting.remote else sitting.place or "见通知",
        opens=f"{local(sitting.opens_at):%Y-%m-%d %H:%M}",
        closes=f"{local(sitting.closes_at):%Y-%m-%d %H:%M}",
        printed=f"{local(now):%Y-%m-%d %H:%M}",
        **facts,
    )
    identifier = hashlib.sha256(html.encode()).digest()[:16]
    return pdf.render_pdf(html, STYLES, identifier=identifier, variant="pdf/ua-1")
