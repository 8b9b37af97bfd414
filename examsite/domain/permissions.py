"""Who may do what, coarsely: a role carries permissions, a page asks for one.

Whether a person may touch one particular thing is decided by queries and policies.
"""

from enum import StrEnum

from examsite.domain.terms import Role


class Permission(StrEnum):
    """One line per kind of work."""

    PUBLIC = "public"  # anyone, signed in or not
    SIGNED_IN = "signed_in"  # any signed-in person
    READ_HANDBOOK = "read_handbook"
    SESSION = "session"  # the sign-in itself, however narrow: to renew its token, to end it
    TAKE_EXAM = "take_exam"
    SIT_EXAM = "sit_exam"  # one sitting: its waiting room, paper and receipt
    SCORE_PRACTICAL = "score_practical"
    MARK_ANSWERS = "mark_answers"
    WRITE_ITEMS = "write_items"
    REVIEW_ITEMS = "review_items"
    WATCH_SITTING = "watch_sitting"
    RUN_CERTIFICATION = "run_certification"
    SUPERVISE_BATCHES = "supervise_batches"  # read a batch whole, sign it
    READ_JOURNAL = "read_journal"
    CHECK_IN_BULK = "check_in_bulk"
    MANAGE_PROVIDER = "manage_provider"
    ADMINISTER = "administer"


GRANTED: dict[Role, frozenset[Permission]] = {
    Role.CANDIDATE: frozenset({Permission.TAKE_EXAM, Permission.SIT_EXAM}),
    Role.EXAMINER: frozenset({Permission.SCORE_PRACTICAL, Permission.MARK_ANSWERS}),
    Role.AUTHOR: frozenset({Permission.WRITE_ITEMS}),
    Role.REVIEWER: frozenset({Permission.WRITE_ITEMS, Permission.REVIEW_ITEMS}),
    Role.INVIGILATOR: frozenset({Permission.WATCH_SITTING}),
    Role.OFFICER: frozenset(
        {
            Permission.RUN_CERTIFICATION,
            Permission.WATCH_SITTING,
            Permission.SUPERVISE_BATCHES,
        }
    ),
    Role.AUDITOR: frozenset({Permission.READ_JOURNAL, Permission.SUPERVISE_BATCHES}),
    Role.HR: frozenset({Permission.CHECK_IN_BULK}),
    Role.PROVIDER_MANAGER: frozenset({Permission.MANAGE_PROVIDER}),
    Role.ADMIN: frozenset({Permission.ADMINISTER}),
}

ANY_ACCOUNT = frozenset(
    {Permission.PUBLIC, Permission.SIGNED_IN, Permission.READ_HANDBOOK, Permission.SESSION}
)
ONE_SITTING = frozenset({Permission.PUBLIC, Permission.SIT_EXAM, Permission.SESSION})
"""All that a sign-in by admission number and one-time code opens."""


def granted(roles: frozenset[Role]) -> frozenset[Permission]:
    """Everything a signed-in person with these roles may open."""
    return ANY_ACCOUNT.union(*(GRANTED[role] for role in roles))


def may(roles: frozenset[Role] | None, permission: Permission) -> bool:
    """True if the person may open pages labelled `permission`; `roles` None: signed out."""
    if permission is Permission.PUBLIC:
        return True
    return roles is not None and permission in granted(roles)
