"""Passwords: argon2id, with no more hashes at once than there are cores."""

import itertools
import os
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_cores = BoundedSemaphore(os.cpu_count() or 1)
_stranger = _hasher.hash("nobody's password")
SHORTEST = 8
LONGEST = 200
NO_PASSWORD = ""
"""Stored for an account whose owner has not set a password: nothing opens it."""


class Tally:
    """How many passwords this process has checked: the same for known and unknown accounts."""

    def __init__(self) -> None:
        self._next = itertools.count(1)
        self.count = 0

    def add(self) -> None:
        """One more."""
        self.count = next(self._next)


checks = Tally()


def hash_password(password: str) -> str:
    """The argon2id hash (t=2, m=19 MiB, p=1)."""
    with _cores:
        return _hasher.hash(password)


def is_password(stored: str | None, password: str) -> bool:
    """Whether the password is the one hashed; an unknown account takes just as long."""
    with _cores:
        checks.add()
        try:
            _hasher.verify(stored or _stranger, password)
        except (VerificationError, InvalidHashError):
            return False
    return bool(stored)
