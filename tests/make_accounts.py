"""Builders of accounts: codes out of the outbox, registrations, organisations, pictures."""

import email
import re
import struct
import zlib
from datetime import datetime
from email import policy
from typing import Any

from sqlalchemy import select

from examsite.accounts.models import Membership, Organisation, User
from examsite.accounts.queries import list_current_documents
from examsite.domain.actions import Action
from examsite.kit import jobs
from examsite.kit.db import db, write
from tests.databases import Site

EVERYTHING = ("privacy", "rules", "news")
PHONE, MAIL = "13800138000", "new@example.com"
GOOD_CODE, OTHER_CODE = "91330000MA0000001A", "91310000MA00000025"


def another_browser(clients: Any) -> Any:
    """A visitor with cookies of their own."""
    return type(clients)(clients._site).anonymous


def user_named(username: str) -> User:
    """The account of one of the cast, as it stands in the database now."""
    rows = select(User).where(User.username == username)
    return db.session.scalars(rows.execution_options(populate_existing=True)).one()


def user_at(contact: str) -> User | None:
    """The account with this phone or mail."""
    match = (User.phone == contact) | (User.email == contact)
    return db.session.scalars(select(User).where(match)).one_or_none()


def give_contact(username: str, now: datetime, **contact: str) -> User:
    """Give one of the cast a phone or mail."""
    user = user_named(username)
    with write(Action.ACCOUNT_CONTACT_PROVEN, by=None, now=now, about=user):
        for name, value in contact.items():
            setattr(user, name, value)
    return user


def messages(site: Site, now: datetime) -> list[str]:
    """Send what waits; the texts of the outbox, the oldest first."""
    jobs.run_all(now)
    folder = site.app.extensions["settings"].outbox_folder
    files = sorted(folder.glob("*"), key=lambda path: path.stat().st_mtime_ns)
    return [_text(path.read_bytes()) for path in files]


def empty_outbox(site: Site) -> None:
    """Forget earlier messages: the folder outlives a test's database."""
    for path in site.app.extensions["settings"].outbox_folder.glob("*"):
        path.unlink()


def _text(content: bytes) -> str:
    if b"MIME-Version" not in content:
        return content.decode()
    mail = email.message_from_bytes(content, policy=policy.default)
    return f"To: {mail['To']}\nSubject: {mail['Subject']}\n\n{mail.get_content()}"


def code_in(text: str) -> str:
    """The six digits of a message."""
    return re.findall(r"(?<!\d)\d{6}(?!\d)", text)[0]


def link_in(text: str) -> str:
    """The path of the link of a message."""
    return re.findall(r"https?://[^/\s]+(/\S+)", text)[0]


def plain(page: str, *names: str) -> str:
    """A page without the tokens that differ every time, and without the names given."""
    bare = re.sub(r'(content|value)="[\w.-]{60,}"', "", page)
    bare = re.sub(r'"X-CSRF-Token": "[^"]*"', "", bare)
    for name in names:
        bare = bare.replace(name, "")
    return bare


def registration(contact: str = PHONE, **changes: object) -> dict[str, object]:
    """A complete registration form."""
    kinds = [document.kind for document in list_current_documents()]
    form = {"name": "示例新人", "contact": contact, "new_password": "correct horse"}
    return {**form, "organisation": "", "accepted": kinds, **changes}


def organisation(name: str, now: datetime, **details: object) -> Organisation:
    """An organisation in the records."""
    with write(Action.ORGANISATION_ADDED, by=None, now=now) as tx:
        return tx.add(Organisation(name=name, created_at=now, **details))


def membership(user: User, house: Organisation, now: datetime) -> Membership:
    """Somebody asks to belong to an organisation."""
    with write(Action.MEMBERSHIP_ASKED, by=user, now=now) as tx:
        return tx.add(
            Membership(
                user_id=user.id, organisation_id=house.id, from_date=now.date(), asked_at=now
            )
        )


def png(width: int = 4, height: int = 4, extra: tuple[bytes, bytes] | None = None) -> bytes:
    """A small red picture, with an extra chunk if asked for."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    pixels = (b"\x00" + b"\xc0\x20\x20" * width) * height
    parts = [chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))]
    parts += [chunk(*extra)] if extra else []
    parts += [chunk(b"IDAT", zlib.compress(pixels)), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)
