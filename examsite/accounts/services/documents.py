"""Privacy notice and candidate rules: published in versions, accepted one by one."""

from datetime import datetime
from pathlib import Path

import yaml
from sqlalchemy import select

from examsite.accounts.models import Consent, Document
from examsite.domain.actions import Action
from examsite.kit.db import Actor, db, write

FOLDER = Path(__file__).resolve().parent.parent / "documents"


def read_documents() -> list[dict[str, object]]:
    """The documents shipped with the program: front matter and body, file by file."""
    found = []
    for path in sorted(FOLDER.glob("*.md")):
        _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
        found.append({**yaml.safe_load(head), "body": body.strip()})
    return found


def publish_documents(*, now: datetime) -> int:
    """Store each document version that is new; how many were."""
    known = {tuple(row) for row in db.session.execute(select(Document.kind, Document.version))}
    new = [doc for doc in read_documents() if (doc["kind"], str(doc["version"])) not in known]
    if not new:
        return 0
    with write(Action.SYSTEM_INITIALISED, by=None, now=now) as tx:
        for doc in new:
            tx.add(
                Document(
                    kind=doc["kind"],
                    version=str(doc["version"]),
                    title=doc["title"],
                    body=doc["body"],
                    required=bool(doc["required"]),
                    published_at=now,
                )
            )
    return len(new)


def give_consent(document: Document, *, by: Actor, now: datetime) -> Consent:
    """Record that a person accepts this version of this document; once is enough."""
    found = db.session.scalar(
        select(Consent).where(Consent.user_id == by.id, Consent.document_id == document.id)
    )
    if found is not None and found.withdrawn_at is None:
        return found
    with write(Action.CONSENT_GIVEN, by=by, now=now, about=document) as tx:
        if found is None:
            return tx.add(Consent(user_id=by.id, document_id=document.id, given_at=now))
        found.given_at, found.withdrawn_at = now, None
        return found


def withdraw_consent(consent: Consent, *, by: Actor, now: datetime) -> None:
    """Take an optional consent back; nothing else changes for the person."""
    with write(Action.CONSENT_WITHDRAWN, by=by, now=now, about=consent) as tx:
        tx.lock(consent)
        consent.withdrawn_at = now
