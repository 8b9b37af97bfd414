"""Document numbers at rest: encrypted for one owner, found again by a keyed digest only."""

from examsite.domain.identity import DocumentType
from examsite.kit import sealing

PURPOSE = "identity/number"


def seal(number: str, owner: str) -> bytes:
    """The number encrypted; it opens only together with the same owner's public id."""
    return sealing.seal(number, owner, purpose=PURPOSE)


def unseal(sealed: bytes, owner: str) -> str:
    """The number again; cryptography's InvalidTag when it is not this owner's."""
    return sealing.unseal(sealed, owner, purpose=PURPOSE)


def index_of(kind: DocumentType, number: str) -> str:
    """What finds the same document again without storing its number."""
    return sealing.digest(f"{kind.value}:{number}", purpose="identity/index")
