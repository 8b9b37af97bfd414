"""Text at rest: encrypted for one purpose and one owner, found again by a keyed digest only."""

import hashlib
import hmac

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from examsite.kit import chance
from examsite.kit.site import secret_for

NONCE = 12


def seal(text: str, owner: str, *, purpose: str) -> bytes:
    """The text encrypted; it opens only for the same purpose and the same owner's public id."""
    nonce = chance.salt()[:NONCE]
    return nonce + AESGCM(secret_for(purpose)).encrypt(nonce, text.encode(), owner.encode())


def unseal(sealed: bytes, owner: str, *, purpose: str) -> str:
    """The text again; cryptography's InvalidTag when it is not this owner's."""
    cipher = AESGCM(secret_for(purpose))
    return cipher.decrypt(sealed[:NONCE], sealed[NONCE:], owner.encode()).decode()


def digest(text: str, *, purpose: str) -> str:
    """What finds the same text again without storing it."""
    return hmac.new(secret_for(purpose), text.encode(), hashlib.sha256).hexdigest()
