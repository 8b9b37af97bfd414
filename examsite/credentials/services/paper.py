"""The paper: everything printed on a certificate, set, checked for glyphs, and sealed."""

import hashlib
from datetime import date, datetime

import segno

from examsite.credentials.models import Credential
from examsite.domain.certificate_number import display_code, display_number
from examsite.domain.errors import Conflict
from examsite.domain.terms import LEVEL_TITLES, Level
from examsite.kit import pdf, signing
from examsite.kit.clock import rfc3339
from examsite.kit.keys import SealKey

STATEMENT = (
    "本证书由颁证机构自行组织评价并颁发，仅证明持证人在评价时达到本机构公布的该级别要求，"
    "不作为就业准入或职称评定的依据。"
)
READER_NOTE = "以扫码核验结果为准；阅读器显示签名者未知不等于伪造。"
MM = 72 / 25.4
SEAL_BOX = (round(112 * MM), round(30 * MM), round(140 * MM), round(58 * MM))
"""Where certificate.css prints the seal: 112 mm from the left, 152 mm from the top, 28 mm wide."""
LOOKS: dict[Level, tuple[str, str, str, tuple[int, ...]]] = {
    Level.JUNIOR: ("junior", "JUNIOR", "#14574a", (36,)),
    Level.INTERMEDIATE: ("intermediate", "INTERMEDIATE", "#8f1d17", (36, 60)),
    Level.SENIOR: ("senior", "SENIOR", "#86642a", (36, 60, 84)),
}
DEMO_SEAL, PLAIN_SEAL = "示例机构评价专用印", "评价证书专用电子章"


class CannotPrint(Conflict):
    """409: the fonts lack a character; nothing is issued with a box in its place."""

    code = "cannot_print"
    message = "字体里没有“%(characters)s”这个字，证书无法印出。请联系管理员补充字体后再颁发。"


def verify_link(base_url: str, code: str) -> str:
    """What the QR code holds."""
    return f"{base_url.rstrip('/')}/verify/{code}"


def printed_address(base_url: str) -> str:
    """The address of the check as people type it."""
    return f"{base_url.rstrip('/').split('://', 1)[-1]}/verify"


def make_paper(
    draft: Credential, *, seal: SealKey, base_url: str, image: bytes | None, at: datetime
) -> bytes:
    """The sealed PDF of a certificate that is about to be issued; CannotPrint for rare names."""
    require_glyphs(draft)
    html = pdf.fill("certificate.html", **_printed(draft, base_url, image, at))
    identifier = hashlib.sha256(draft.code.encode()).digest()[:16]
    bare = pdf.render_pdf(html, ["css/pdf/certificate.css"], identifier=identifier)
    reason = f"{draft.facts['title']} {display_number(draft.number)}"
    return signing.seal(bare, seal, box=SEAL_BOX, reason=reason, at=at)


def require_glyphs(draft: Credential) -> None:
    """Raise CannotPrint naming each character of name, issuer, title or scope without a glyph."""
    bold = draft.name + draft.facts["issuer"] + draft.facts["title"]
    missing = pdf.missing_characters(bold, "serif", bold=True)
    missing += pdf.missing_characters(draft.facts["scope"], "serif")
    if missing:
        raise CannotPrint(characters=" ".join(dict.fromkeys(missing)))


def _printed(
    draft: Credential, base_url: str, image: bytes | None, at: datetime
) -> dict[str, object]:
    look, english, colour, radii = LOOKS[draft.level]
    facts, rank = draft.facts, LEVEL_TITLES[draft.level]
    words = facts["title"].removesuffix(f"（{rank}）")
    link = verify_link(base_url, draft.code)
    return {
        "look": look, "lit": len(radii), "title": facts["title"], "title_words": words, "rank_words": rank,
        "rank_english": english, "level": f"{rank}操盘手", "name": draft.name,
        "number": display_number(draft.number), "code": display_code(draft.code),
        "scope": facts["scope"], "issuer": facts["issuer"], "unified_code": facts["unified_code"],
        "knowledge_on": chinese_date(draft.knowledge_day),
        "practical_on": chinese_date(draft.practical_day),
        "issued_on": chinese_date(draft.issued_on), "valid_until": chinese_date(draft.valid_until),
        "link": link, "address": printed_address(base_url), "made_at": rfc3339(at),
        "statement": STATEMENT, "reader_note": READER_NOTE, "scheme": facts["scheme"], "development": draft.development,
        "arcs": _drawing("arcs.svg", radii=radii, colour=colour),
        "rank": _drawing("rank.svg", lit=len(radii)),
        "seal": _seal_picture(draft, image), "qr": _qr(link),
        "title_size": _size(words, 9, 13, 21), "name_size": _size(draft.name, 8, 14, 22),
        "issuer_size": _size(facts["issuer"], 10, 24, 48),
    }  # fmt: skip


def chinese_date(day: date | None) -> str:
    """2026 年 12 月 8 日."""
    assert day is not None, "a certificate is printed with its dates"
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def _size(text: str, *most: int) -> str:
    """Which of four type sizes a text takes; two Latin letters are as wide as one character."""
    width = sum(1.0 if ord(char) > 0x2E7F else 0.58 for char in text)
    sizes = zip(("normal", "longer", "longest"), most, strict=True)
    return next((size for size, limit in sizes if width <= limit), "tiny")


def _drawing(template: str, **values: object) -> str:
    return pdf.data_uri(pdf.fill(template, **values).encode(), "image/svg+xml")


def _seal_picture(draft: Credential, image: bytes | None) -> str:
    """The issuer's own picture (PNG), or nine carved characters."""
    if image:
        return pdf.data_uri(image, "image/png")
    return _drawing("seal.svg", characters=DEMO_SEAL if draft.development else PLAIN_SEAL)


def _qr(link: str) -> str:
    svg = segno.make(link, error="m", micro=False).svg_inline(border=1, dark="#1d1b1a", scale=4)
    named = svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return pdf.data_uri(named.encode(), "image/svg+xml")
