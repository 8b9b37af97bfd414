"""Document numbers at rest: encrypted for one owner, found again by a keyed digest only."""

import hashlib
import hmac

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from examsite.domain.identity import DocumentType
from examsite.kit import chance
from examsite.kit.site import secret_for

NONCE = 12


def _cipher() -> AESGCM:
    return AESGCM(secret_for("identity/number"))


def seal(number: str, owner: str) -> bytes:
    """The number encrypted; it opens only together with the same owner's public id."""
    nonce = chance.salt()[:NONCE]
    return nonce + _cipher().encrypt(nonce, number.encode(), owner.encode())


def unseal(sealed: bytes, owner: str) -> str:
    """The number again; cryptography's InvalidTag when it is not this owner's."""
    return _cipher().decrypt(sealed[:NONCE], sealed[NONCE:], owner.encode()).decode()


def index_of(kind: DocumentType, number: str) -> str:
    """What finds the same document again without storing its number."""
    message = f"{kind.value}:{number}".encode()
    return hmac.new(secret_for("identity/index"), message, hashlib.sha256).hexdigest()
