"""Legal identity (证件): kinds of documents, how their numbers are checked, compared and masked.

Source: rulings 21; the check character of the resident number is ISO 7064 MOD 11-2 (GB 11643).
"""

import re
import unicodedata
from datetime import date
from enum import StrEnum

from examsite.domain.errors import Invalid

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_OTHER = re.compile(r"[0-9A-Z]{5,24}")


class DocumentType(StrEnum):
    """证件类型."""

    RESIDENT = "resident"  # 居民身份证
    RESIDENCE_PERMIT = "residence_permit"  # 港澳台居民居住证
    TRAVEL_PERMIT = "travel_permit"  # 港澳台居民来往内地（大陆）通行证
    FOREIGN_PERMIT = "foreign_permit"  # 外国人永久居留身份证
    PASSPORT = "passport"  # 护照


class BadDocumentNumber(Invalid):
    """422: the number cannot be one of this kind of document."""

    code = "bad_document_number"
    message = "证件号码与证件类型不符，请对照证件逐位核对。"


class BirthDateDiffers(Invalid):
    """422: the number says another birth date."""

    code = "birth_date_differs"
    message = "出生日期与证件号码里的日期不一致，请核对。"


def normal_number(text: str) -> str:
    """One spelling of a number: NFKC, upper case, without spaces and hyphens."""
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text)).upper()


def check_document(kind: DocumentType, number: str, birth: date) -> None:
    """Raise BadDocumentNumber or BirthDateDiffers unless the normal number fits."""
    if kind not in (DocumentType.RESIDENT, DocumentType.RESIDENCE_PERMIT):
        if not _OTHER.fullmatch(number):
            raise BadDocumentNumber
        return
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number) or number[17] != check_character(number):
        raise BadDocumentNumber
    if number[6:14] != birth.strftime("%Y%m%d"):
        raise BirthDateDiffers


def check_character(number: str) -> str:
    """The eighteenth character that the first seventeen digits ask for."""
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return _CHECKS[total % 11]


def mask_number(number: str) -> str:
    """First and last two characters, a star for each hidden one; short numbers show the last."""
    if len(number) < 8:
        return "*" * (len(number) - 1) + number[-1:]
    return number[0] + "*" * (len(number) - 3) + number[-2:]
