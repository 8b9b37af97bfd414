"""The paper ahead of time: encrypted in the waiting room, so that starting only fetches a key.

One key for each frozen content of a form, derived from the installation's secret: everybody with
the same form gets the same bytes, and nobody can read them before the start gives the key.
"""

from base64 import b64encode
from hashlib import sha256

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from examsite.attempts.queries.attempts import Seat
from examsite.kit.site import secret_for

NONCE_BYTES = 12


def paper_key(content_hash: str) -> bytes:
    """The key of a form's paper: 32 bytes that serve this one content and nothing else."""
    return secret_for(f"paper/{content_hash}")


def sealed_paper(seat: Seat) -> dict[str, str]:
    """The seat's paper encrypted with AES-256-GCM, for who waits: `hash` names it at the start.

    The nonce is fixed by the content: a key never encrypts anything else.
    """
    nonce = sha256(seat.content_hash.encode()).digest()[:NONCE_BYTES]
    cipher = AESGCM(paper_key(seat.content_hash))
    sealed = cipher.encrypt(nonce, seat.paper.encode(), seat.content_hash.encode())
    return {
        "hash": seat.content_hash,
        "nonce": b64encode(nonce).decode(),
        "sealed": b64encode(sealed).decode(),
    }


def key_for(seat: Seat, preloaded: object) -> str | None:
    """The key in base 64 for a page that has this seat's paper already; None for any other."""
    if preloaded != seat.content_hash:
        return None
    return b64encode(paper_key(seat.content_hash)).decode()
