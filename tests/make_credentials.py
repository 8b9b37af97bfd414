"""Builders for certificates: a decision to award, a certificate, what happened to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from sqlalchemy import select

from examsite.accounts.models import Issuer, User
from examsite.credentials import queries
from examsite.credentials.models import Credential, StatusEvent
from examsite.credentials.services.awarding import award
from examsite.domain.actions import Action
from examsite.domain.certificate_number import make_code, next_number
from examsite.domain.names import name_key
from examsite.domain.terms import Level, StatusKind
from examsite.kit.access import Viewer
from examsite.kit.db import db, write
from examsite.kit.site import secret_for
from examsite.results.models import Decision
from tests import make_results
from tests.cast import NOW
from tests.databases import Site


def decision(
    by: Viewer,
    *,
    username: str = "candidate",
    approved: bool = True,
    name: str = "",
    level: Level = Level.JUNIOR,
) -> Decision:
    """A decision on a candidate who passed both parts, as services want it."""
    knowledge, practical = make_results.results(username, by)
    with write(Action.DECISION_TAKEN, by=by, now=NOW) as tx:
        holder = db.session.get_one(User, knowledge.user_id)
        if name:
            holder.name, holder.name_key = name, name_key(name)
        made = tx.add(
            Decision(
                user_id=holder.id,
                level=level,
                scheme_id=make_results.rules().id,
                knowledge_id=knowledge.id,
                practical_id=practical.id,
                award=approved,
                requirements=[],
                reason="两部分均通过",
                decided_by_id=by.id,
                decided_at=NOW,
            )
        )
    return queries.get_decision(made.public_id)


def credential(by: Viewer, *, username: str = "candidate") -> Credential:
    """A certificate with its events loaded, as rows only: no paper is set and sealed."""
    on = decision(by, username=username)
    wanted = queries.next_serial(on.level, NOW.year)
    number, serial = next_number(on.level, NOW.year, wanted, secret_for("certificate-numbers"))
    facts = {
        "title": "操盘手能力评价证书（初级）", "scope": "直播电商操盘", "issuer": "示例机构（未设置）",
        "unified_code": "", "knowledge_on": "2026-11-23", "practical_on": "2026-11-23",
        "scheme": "t",
    }  # fmt: skip
    with write(Action.CREDENTIAL_AWARDED, by=by, now=NOW) as tx:
        made = tx.add(
            Credential(
                serial=serial,
                number=number,
                revision=1,
                code=make_code((1 << 79 | serial).to_bytes(10, "big")),
                decision_id=on.id,
                user_id=on.user_id,
                level=on.level,
                name=on.user.name,
                name_key=on.user.name_key,
                facts=facts,
                issued_on=date(2026, 11, 23),
                valid_until=date(2028, 11, 22),
                development=True,
                awarded_at=NOW,
            )
        )
        first = {"kind": StatusKind.ISSUED, "reason_code": "issued", "reason": "", "at": NOW}
        tx.add(StatusEvent(credential_id=made.id, by_id=by.id, **first))
    return again(made, by)


def awarded(by: Viewer, *, username: str = "candidate") -> Credential:
    """A certificate really issued, with its sealed file."""
    return again(award(decision(by, username=username), by=by, now=NOW), by)


def again(issued: Credential, by: Viewer) -> Credential:
    """The certificate as the database has it."""
    db.session.expire_all()
    return queries.get_credential(issued.public_id, visible_to=by)


def happened(issued: Credential, kind: StatusKind, at: datetime = NOW) -> None:
    """Add an event as such, for statuses no service of this room makes."""
    with write(Action.CREDENTIAL_AWARDED, by=None, now=at, about=issued) as tx:
        event = StatusEvent(
            credential_id=issued.id, kind=kind, reason_code="other", reason="换发", at=at
        )
        tx.add(event)
    db.session.expire_all()


def set_issuer(**facts: str) -> None:
    """Change the issuer's facts."""
    with write(Action.ISSUER_CHANGED, by=None, now=NOW) as tx:
        row = tx.execute(select(Issuer)).scalar_one()
        for name, value in facts.items():
            setattr(row, name, value)


@contextmanager
def installed_as(site: Site, **settings: object) -> Iterator[None]:
    """The same site under other settings, e.g. `two_person=True`."""
    before = site.app.extensions["settings"]
    site.app.extensions["settings"] = before.model_copy(update=settings)
    try:
        yield
    finally:
        site.app.extensions["settings"] = before
