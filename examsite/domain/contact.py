"""How a person is reached (联系方式): a mobile number of mainland China or a mail address.

Stored in one form so that it can be unique; shown to others only masked.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from examsite.domain.errors import Invalid

_PHONE = re.compile(r"(?:(?:\+|00)86)?(1[3-9][0-9]{9})")
_MAIL = re.compile(r"[a-z0-9._%+-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}")
_GAPS = re.compile(r"[\s()\-\u2010-\u2015\u2212]+")
LONGEST = 254


class BadContact(Invalid):
    """422: neither a phone number nor a mail address."""

    code = "bad_contact"
    message = "请填写 11 位手机号，或完整的邮箱地址。"


class ContactKind(StrEnum):
    """联系方式的种类."""

    PHONE = "phone"  # 手机
    MAIL = "mail"  # 邮箱


@dataclass(frozen=True)
class Contact:
    """A phone number (eleven digits) or a mail address (lower case)."""

    kind: ContactKind
    value: str


def parse_contact(text: str) -> Contact:
    """What was typed, in the form in which it is stored; BadContact when it is neither."""
    typed = unicodedata.normalize("NFKC", text[: LONGEST + 50]).strip().lower()
    phone = _PHONE.fullmatch(_GAPS.sub("", typed))
    if phone:
        return Contact(ContactKind.PHONE, phone[1])
    if len(typed) > LONGEST or ".." in typed or not _MAIL.fullmatch(typed):
        raise BadContact
    return Contact(ContactKind.MAIL, typed)


def mask_phone(phone: str | None) -> str:
    """138****1234: enough for the owner to know it, nothing to call."""
    return f"{phone[:3]}****{phone[-4:]}" if phone else ""


def mask_mail(mail: str | None) -> str:
    """z***@example.com."""
    return f"{mail[0]}***{mail[mail.index('@') :]}" if mail else ""
