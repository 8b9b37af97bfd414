"""Score sheets for programs: what a device kept while offline is sent here, once or again."""

from typing import Any

from examsite.domain.canonical import sha256_hex
from examsite.domain.errors import Invalid
from examsite.domain.permissions import Permission
from examsite.kit import clock
from examsite.kit.access import the_viewer
from examsite.kit.clock import rfc3339
from examsite.kit.web import Pages, answer_json, json_body
from examsite.practicals.models import ScoreSheet, SheetVersion
from examsite.practicals.queries.sheets import find_newest_version, find_version_from, get_sheet
from examsite.practicals.services import sheets

pages = Pages("practicals_api", __name__, prefix="/api/v1")
SCORE = Permission.SCORE_PRACTICAL
LONGEST_ID = 64
MOST_BYTES = 256 * 1024


class WrongHash(Invalid):
    """422: the content did not arrive as it was sent."""

    code = "wrong_hash"
    message = "内容与它的散列值不符，没有保存。请重新提交。"


def _facts(sheet: ScoreSheet, version: SheetVersion | None) -> dict[str, Any]:
    return {
        "sheet": sheet.public_id,
        "part": sheet.part.value,
        "version": version.number if version else 0,
        "content": version.content if version else None,
        "hash": version.content_hash if version else None,
        "saved_at": rfc3339(version.at) if version else None,
        "signed_at": rfc3339(sheet.signed_at) if sheet.signed_at else None,
    }


@pages.get("/sheets/<sheet>", may=SCORE)
def show_sheet(sheet: str) -> object:
    """What the examiner's own sheet says now."""
    _work, row = get_sheet(sheet, visible_to=the_viewer())
    return answer_json(_facts(row, find_newest_version(row)))


@pages.post("/sheets/<sheet>/versions", may=SCORE)
def add_version(sheet: str) -> object:
    """Save `{client_id, base_version, content, hash}`: 201 stored, 200 stored before; 409 with
    what is stored when it clashes. `hash`: hex SHA-256 of the canonical content."""
    work, row = get_sheet(sheet, visible_to=the_viewer())
    sent = _sent(json_body(most=MOST_BYTES))
    known = find_version_from(row, sent["client_id"]) is not None
    version = sheets.save(work.assignment, row, **sent, by=the_viewer(), now=clock.now())
    return answer_json(_facts(row, version), 200 if known else 201)


def _sent(body: dict[str, Any]) -> dict[str, Any]:
    client_id, base, content = (body.get(key) for key in ("client_id", "base_version", "content"))
    if not isinstance(client_id, str) or not 0 < len(client_id) <= LONGEST_ID:
        raise Invalid("请提交 1 至 64 个字符的 client_id。")
    if isinstance(base, bool) or not isinstance(base, int) or base < 0:
        raise Invalid("请提交 base_version：所依据的版本号，从 0 起。")
    if not isinstance(content, dict):
        raise Invalid("请提交 content：评分表的内容。")
    if body.get("hash") != sha256_hex(content):
        raise WrongHash
    return {"client_id": client_id, "base_version": base, "content": content}
