"""The fixed cast: who plays in every test. All have the password `correct horse`."""

from datetime import UTC, datetime

from examsite.accounts.models import Membership, Organisation
from examsite.accounts.queries import get_document
from examsite.accounts.services.documents import give_consent
from examsite.accounts.services.people import add_user
from examsite.domain.actions import Action
from examsite.domain.terms import Role
from examsite.items.policies import CONFIDENTIALITY
from examsite.kit.db import write
from examsite.kit.passwords import hash_password

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""Monday 09:00 in Shanghai."""
PASSWORD = "correct horse"

PEOPLE: dict[str, tuple[str, list[Role]]] = {
    "candidate": ("示例考生", [Role.CANDIDATE]),
    "other_candidate": ("示例旁人", [Role.CANDIDATE]),
    "examiner_a": ("示例考评甲", [Role.EXAMINER]),
    "examiner_b": ("示例考评乙", [Role.EXAMINER]),
    "examiner_c": ("示例考评丙", [Role.EXAMINER]),
    "author": ("示例命题", [Role.AUTHOR]),
    "reviewer": ("示例审题", [Role.REVIEWER]),
    "invigilator": ("示例监考", [Role.INVIGILATOR]),
    "officer": ("示例考务", [Role.OFFICER]),
    "other_officer": ("示例考务乙", [Role.OFFICER]),
    "auditor": ("示例审计", [Role.AUDITOR]),
    "hr": ("示例人事", [Role.HR]),
    "manager": ("示例服务商", [Role.PROVIDER_MANAGER]),
    "admin": ("示例管理员", [Role.ADMIN]),
}


def add_cast() -> None:
    """Everybody, and one organisation: candidate and examiner_c belong to it. The author has
    accepted the confidentiality statement, the reviewer has not."""
    password_hash = hash_password(PASSWORD)
    with write(Action.DEMO_LOADED, by=None, now=NOW) as tx:
        people = {
            key: add_user(tx, username=key, name=name, password_hash=password_hash, roles=roles)
            for key, (name, roles) in PEOPLE.items()
        }
        house = tx.add(
            Organisation(name="示例服务商", unified_code="91330000MA00000000", created_at=NOW)
        )
        for key in ("candidate", "examiner_c", "manager"):
            tx.add(
                Membership(
                    user_id=people[key].id,
                    organisation_id=house.id,
                    from_date=NOW.date(),
                    asked_at=NOW,
                    confirmed_at=NOW,
                )
            )
    give_consent(get_document(CONFIDENTIALITY), by=people["author"], now=NOW)
