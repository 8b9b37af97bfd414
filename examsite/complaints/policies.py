"""How a complaint's texts are sealed and its code compared."""

import hmac

from examsite.complaints.models import Complaint
from examsite.kit import sealing

TEXT, CODE = "complaint/text", "complaint/code"


def seal(text: str, number: str) -> bytes:
    """A text of the complaint with this number, encrypted."""
    return sealing.seal(text, number, purpose=TEXT)


def unseal(sealed: bytes | None, complaint: Complaint) -> str:
    """The text again; empty for none."""
    return sealing.unseal(sealed, complaint.public_id, purpose=TEXT) if sealed else ""


def tidy(code: str) -> str:
    """A typed number or code without spaces and dashes, letters large."""
    return "".join(char for char in code.upper() if char.isalnum())[:20]


def digest_of(number: str, code: str) -> str:
    """What is stored of a code."""
    return sealing.digest(f"{number}:{code}", purpose=CODE)


def opens(complaint: Complaint, code: str) -> bool:
    """Whether the code is this complaint's."""
    typed = digest_of(complaint.public_id, tidy(code))
    return hmac.compare_digest(typed, complaint.code_digest)
