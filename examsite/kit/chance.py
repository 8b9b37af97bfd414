"""Chance: secrets for tokens, seeded generators for anything that must be rebuilt."""

import random
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Base 32 without I, L, O, U: what people can read aloud."""

_source: ContextVar[random.Random | None] = ContextVar("seeded_source", default=None)


def public_id(length: int = 10) -> str:
    """An opaque id for addresses: 50 random bits at the default length."""
    source = _source.get()
    pick = source.choice if source else secrets.choice
    return "".join(pick(CROCKFORD) for _ in range(length))


def new_seed() -> int:
    """A seed to store beside what is made from it (52 bits: fits every database and every JSON reader)."""
    source = _source.get()
    return source.getrandbits(52) if source else secrets.randbits(52)


def token(bits: int = 256) -> str:
    """An unguessable secret for a link, a sign-in session or a device."""
    return secrets.token_urlsafe(bits // 8)


def code(length: int = 8) -> str:
    """A secret that people type from paper: five random bits a symbol. Never seeded."""
    return "".join(secrets.choice(CROCKFORD) for _ in range(length))


def salt() -> bytes:
    """Sixteen bytes that make a digest of guessable text unguessable."""
    return secrets.token_bytes(16)


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Make public ids and new seeds repeatable: fixtures only, never for secrets."""
    token_ = _source.set(random.Random(seed))
    try:
        yield
    finally:
        _source.reset(token_)
