"""What an examiner may write and see, and when (封存): blind until sealed.

Source: rulings 17, assessment.md 2.3. Sheet 1 is sealed before baseline, settlement figures and
index are shown; sheet 2 opens after; a colleague's sheet is seen when everybody has sealed both.
A seal is never opened: a correction is a new version with its reason, the first stays visible.
"""

from collections.abc import Collection, Iterable

from examsite.domain.errors import Conflict, NotAllowed
from examsite.domain.terms import SheetPart


class SheetSealed(Conflict):
    """409: this part is sealed; corrections are new versions with a reason."""

    code = "sheet_sealed"
    message = "这部分评分已经封存，不能再改；如需更正，请提交带原因的新版本。"


class SheetNotOpen(Conflict):
    """409: the review part opens after the process part is sealed."""

    code = "sheet_not_open"
    message = "请先封存过程评分，再填写复盘与答辩。"


class StillBlind(NotAllowed):
    """403: what was asked for is hidden until the seal."""

    code = "still_blind"
    message = "评分封存之前看不到这部分内容。"


def require_writable(part: SheetPart, sealed: Collection[SheetPart]) -> None:
    """Raise SheetSealed or SheetNotOpen unless this examiner may write `part` now."""
    if part in sealed:
        raise SheetSealed(part=part.value)
    if not set(OPENS_AFTER[part]) <= set(sealed):
        raise SheetNotOpen(part=part.value)


def require_results_visible(sealed: Collection[SheetPart]) -> None:
    """Raise StillBlind unless this examiner may see baseline, settlement figures and index."""
    if SheetPart.PROCESS not in sealed:
        raise StillBlind


def require_others_visible(everybody: Iterable[Collection[SheetPart]]) -> None:
    """Raise StillBlind unless every examiner of the case has sealed both parts."""
    if not all(set(SheetPart) <= set(sealed) for sealed in everybody):
        raise StillBlind


OPENS_AFTER: dict[SheetPart, tuple[SheetPart, ...]] = {
    SheetPart.PROCESS: (),
    SheetPart.REVIEW: (SheetPart.PROCESS,),
}
