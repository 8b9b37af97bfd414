"""Passwords: argon2id, with no more hashes at once than there are cores."""

import os
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_cores = BoundedSemaphore(os.cpu_count() or 1)
_stranger = _hasher.hash("nobody's password")
SHORTEST = 8


def hash_password(password: str) -> str:
    """The argon2id hash (t=2, m=19 MiB, p=1)."""
    with _cores:
        return _hasher.hash(password)


def is_password(stored: str | None, password: str) -> bool:
    """Whether the password is the one hashed; an unknown account takes just as long."""
    with _cores:
        try:
            _hasher.verify(stored or _stranger, password)
        except (VerificationError, InvalidHashError):
            return False
    return stored is not None
