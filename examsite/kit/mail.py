"""Mail and text messages: composed in the reader's language, sent as jobs after the commit.

Without a gateway every message becomes a file in the outbox. The message's id names the file
and travels to the gateway, so that a message sent twice can be told from two messages.
"""

import os
import smtplib
import urllib.request
from dataclasses import asdict, dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from flask import current_app, json
from flask_babel import force_locale

from examsite.domain.contact import Contact, ContactKind
from examsite.kit import chance
from examsite.kit.db import Transaction
from examsite.kit.jobs import enqueue, job
from examsite.kit.site import settings

PATIENCE = 10
"""Seconds before a gateway that does not answer counts as failed."""
SENDERS = {ContactKind.MAIL: "mail.send", ContactKind.PHONE: "sms.send"}


@dataclass(frozen=True)
class Message:
    """One message, ready to go. `subject` is empty for text messages."""

    to: str
    subject: str
    text: str
    id: str = field(default_factory=lambda: chance.public_id(16))


Composed = tuple[str, Message]
"""The name of the job that sends it, and the message."""


def compose(template: str, to: Contact, *, locale: str, **facts: Any) -> Composed:
    """The job name and the message from `templates/mail/<template>.mail.txt` or `.sms.txt`.

    The first line of a mail's template is its subject. Compose before the write opens.
    """
    name = f"mail/{template}.{'mail' if to.kind is ContactKind.MAIL else 'sms'}.txt"
    with force_locale(locale):  # the bare template: what stands around pages is not needed
        text = current_app.jinja_env.get_template(name).render(**facts).strip()
    if to.kind is ContactKind.PHONE:
        return SENDERS[to.kind], Message(to.value, "", " ".join(text.split()))
    subject, _, body = text.partition("\n")
    return SENDERS[to.kind], Message(to.value, subject.strip(), body.strip() + "\n")


def post(tx: Transaction, composed: Composed) -> None:
    """Send the message once this transaction has been committed."""
    name, message = composed
    enqueue(tx, name, asdict(message))


def sender(smtp_url: str, base_url: str) -> str:
    """Who mails come from: `?from=` of the gateway's address, its user, or noreply@ our host."""
    parts = urlsplit(smtp_url)
    given = parse_qs(parts.query).get("from", [""])[0]
    user = unquote(parts.username or "")
    return given or (user if "@" in user else f"noreply@{urlsplit(base_url).hostname}")


def _mail(message: Message, now: datetime) -> EmailMessage:
    mail = EmailMessage()
    host = urlsplit(settings().base_url).hostname
    mail["From"], mail["To"] = sender(settings().smtp_url, settings().base_url), message.to
    mail["Subject"], mail["Date"] = message.subject, format_datetime(now)
    mail["Message-ID"] = f"<{message.id}@{host}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text)
    return mail


def _keep(name: str, content: bytes) -> None:
    """A file in the outbox, for this user's eyes only; the same message again overwrites it."""
    folder: Path = settings().outbox_folder
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)


@job("mail.send")
def send_mail(payload: dict[str, Any], now: datetime) -> None:
    """Hand a mail to the mail server, or put it into the outbox."""
    message = Message(**payload)
    mail = _mail(message, now)
    if not settings().smtp_url:
        _keep(f"{message.id}.eml", bytes(mail))
        return
    parts = urlsplit(settings().smtp_url)
    with _connect(parts) as server:
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(mail)


def _connect(parts: SplitResult) -> smtplib.SMTP:
    if parts.scheme == "smtps":
        return smtplib.SMTP_SSL(parts.hostname or "", parts.port or 465, timeout=PATIENCE)
    server = smtplib.SMTP(parts.hostname or "", parts.port or 25, timeout=PATIENCE)
    server.ehlo()
    if server.has_extn("starttls"):
        server.starttls()
    return server


@job("sms.send")
def send_sms(payload: dict[str, Any], now: datetime) -> None:
    """Hand a text message to the gateway as JSON `{id, to, text}`, or put it into the outbox."""
    message = Message(**payload)
    url = settings().sms_url
    if not url:
        line = f"{now.isoformat()}\nTo: {message.to}\n\n{message.text}\n"
        _keep(f"{message.id}.txt", line.encode())
        return
    if urlsplit(url).scheme not in {"http", "https"}:
        raise ValueError("the SMS gateway's address must be http or https")
    body = json.dumps({"id": message.id, "to": message.to, "text": message.text}).encode()
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(url, body, headers)  # noqa: S310  the scheme is checked above
    with urllib.request.urlopen(request, timeout=PATIENCE):  # noqa: S310  raises unless 2xx
        pass
