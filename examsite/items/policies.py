"""Yes or no about items and imports: who sees an item, which plan still holds, whose item it is."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from examsite.domain.errors import Conflict, Gone, Invalid, NotAllowed
from examsite.domain.terms import ItemState, ItemType
from examsite.domain.typed_number import parse_number
from examsite.items.models import ImportPlan, Item

CONFIDENTIALITY = "confidentiality"
"""The kind of the document that whoever opens the bank has accepted."""
SEEN_BY_ALL = (ItemState.LIVE, ItemState.RETIRED)
"""States in which every author sees an item; before, its own author and the reviewers do."""
WAITING = (ItemState.DRAFT, ItemState.REVIEW, ItemState.APPROVED)
"""States in which an item waits for a reviewer."""
PLAN_HOLDS = timedelta(minutes=30)


class ConfidentialityNotSigned(NotAllowed):
    """403: the bank opens to those who have accepted the confidentiality statement."""

    code = "confidentiality_not_signed"
    message = "请先阅读并同意《命题与审题保密承诺》，再打开题库。"


class FileNeeded(Invalid):
    """422: neither a file nor the token of one."""

    code = "file_needed"
    message = "请以 multipart/form-data 提交 file，或提交上次得到的 token。"


class TokenOfAnotherFile(Invalid):
    """422: the token does not belong to the file that came with it."""

    code = "token_of_another_file"
    message = "token 不是这个文件的，请先试读这个文件。"


class PlanGone(Gone):
    """410: the plan was carried out, has expired, or is somebody else's."""

    code = "import_plan_gone"
    message = "这次试读的结果已经导入过或已过期（保留 30 分钟）。请重新上传文件。"


class ImportStale(Conflict):
    """409: the bank has changed since the workbook was read."""

    code = "import_stale"
    message = "试读之后题库有了变化（%(items)s），什么都没有写入。请重新上传文件再看一遍。"


class ImportHasRejected(Conflict):
    """409: nothing is written while cells are wrong, unless the person says to skip them."""

    code = "import_has_rejected"
    message = "有 %(count)s 处要改，什么都没有写入。请改好重新上传，或选择跳过有错的题。"


class BadAnswer(Invalid):
    """422: what was given as a key is no answer to this item."""

    code = "bad_answer"
    message = "新答案不完整，或不是这道题的答案。请按题型填写。"


class AlreadyRight(Invalid):
    """422: every answer given as another right one counts already."""

    code = "already_right"
    message = "这些答案本来就算对。"


class NothingToImport(Conflict):
    """409: no item of the workbook is new or changed."""

    code = "nothing_to_import"
    message = "没有可以导入的题：没有新题，也没有改动。"


def is_fresh(plan: ImportPlan, now: datetime) -> bool:
    """Whether a plan may still be carried out."""
    return now - plan.made_at < PLAN_HOLDS


def may_change(item: Item, user_id: int) -> bool:
    """Whether a person may change an item by importing it: it is the person's own."""
    return item.author_id == user_id


def require_answer(kind: ItemType, content: Mapping[str, Any], answer: Any) -> None:
    """Raise BadAnswer unless `answer` could be the whole key of such an item, in file ids."""
    if not _could_be_key(kind, content, answer):
        raise BadAnswer


def _could_be_key(kind: ItemType, content: Mapping[str, Any], answer: Any) -> bool:
    options = content.get("options", {})
    match kind:
        case ItemType.SINGLE:
            return isinstance(answer, str) and answer in options
        case ItemType.TRUE_FALSE:
            return isinstance(answer, bool)
        case ItemType.MULTIPLE:
            return bool(answer) and len(set(answer)) == len(answer) and set(answer) <= set(options)
        case ItemType.ORDERING:
            return sorted(answer) == sorted(options)
        case ItemType.MATCHING:
            sides = sorted(answer), sorted(answer.values())
            return sides == (sorted(content["left"]), sorted(content["right"]))
        case ItemType.NUMERIC:
            return isinstance(answer, str) and parse_number(answer) is not None
        case _:
            return False
