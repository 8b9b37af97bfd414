"""Who may read what of the book."""

from examsite.domain.errors import Unauthenticated
from examsite.domain.permissions import Permission
from examsite.domain.terms import Level
from examsite.handbook.models import Chapter
from examsite.kit.access import Viewer

OPEN_NUMBER = 1
"""The chapter that anybody may read before signing in."""


class SignInToRead(Unauthenticated):
    """401: this chapter is open to signed-in people."""

    code = "sign_in_to_read"
    message = "第 1 章可以直接阅读，其余各章请先登录。"


def read_level(text: str | None) -> Level | None:
    """The level whose reading list is asked for; None for the whole book or nonsense."""
    return Level(text) if text in set(Level) else None


def may_read(chapter: Chapter, by: Viewer | None) -> bool:
    """The first chapter is open to everybody, the others to anyone who has signed in."""
    return chapter.number == OPEN_NUMBER or (by is not None and by.may(Permission.READ_HANDBOOK))


def require_readable(chapter: Chapter, by: Viewer | None) -> None:
    """Refuse whoever may not read the chapter."""
    if not may_read(chapter, by):
        raise SignInToRead
