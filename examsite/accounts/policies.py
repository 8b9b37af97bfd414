"""Yes or no about accounts: who reaches whom how, what may be taken back, who settles what."""

from collections.abc import Callable, Collection, Iterable

from examsite.accounts.models import Document, Issuer, Proposal, User
from examsite.domain.contact import Contact, ContactKind
from examsite.domain.errors import Conflict, Gone, Invalid, NotAllowed
from examsite.domain.permissions import Permission, may
from examsite.domain.terms import ProposalState, Role
from examsite.domain.wording import Surface, lint
from examsite.kit.db import Transaction

ISSUER_CHANGE = "issuer.change"
ASKED_OF = {"confidentiality": Permission.WRITE_ITEMS}
"""Kinds of documents that are asked only of those with a permission, and not at registration."""
BEFORE_CLOSING: list[Callable[[User], None]] = []
"""Checks of higher rooms (an attempt in progress): each raises its refusal."""
AT_CLOSING: list[Callable[[Transaction, User], None]] = []
"""What higher rooms erase (legal identity), in the transaction that closes the account."""


class DocumentsNotAccepted(Invalid):
    """422: a required notice or rule was not accepted."""

    code = "documents_not_accepted"
    message = "请逐份阅读并同意必需的告知与规则。"


class DocumentRequired(Conflict):
    """409: what a required document says holds as long as the account does."""

    code = "document_required"
    message = "这一份是使用账号所必需的，不能单独收回；不再同意时可以注销账号。"


class DeadLink(Gone):
    """410: a one-time link was used, replaced or has expired."""

    code = "dead_link"
    message = "这个链接已经用过或已过期。请重新申请，或请管理员再发一次。"


class OwnRole(NotAllowed):
    """403: nobody gives roles to himself."""

    code = "own_role"
    message = "不能给自己授予或收回角色，请另一位管理员办理。"


class LastAdministrator(Conflict):
    """409: somebody must be able to administer."""

    code = "last_administrator"
    message = "这是最后一位管理员。请先让另一个人成为管理员。"


class ForbiddenWords(Invalid):
    """422: the certificate may not carry these words."""

    code = "forbidden_words"
    message = "证书名称或范围里不能有这些字样：%(words)s。"


class AuthorisationMissing(Invalid):
    """422: another company's name stands on the paper without its leave."""

    code = "authorisation_missing"
    message = "名称或范围里出现了快手的名称：请先填写授权依据。"


def before_closing(check: Callable[[User], None]) -> Callable[[User], None]:
    """Register what a higher room asks before an account may be closed."""
    BEFORE_CLOSING.append(check)
    return check


def at_closing(
    erase: Callable[[Transaction, User], None],
) -> Callable[[Transaction, User], None]:
    """Register what a higher room erases when an account is closed."""
    AT_CLOSING.append(erase)
    return erase


def reach(user: User) -> Contact | None:
    """How messages reach a person: the proven phone, else the mail address."""
    if user.phone:
        return Contact(ContactKind.PHONE, user.phone)
    return Contact(ContactKind.MAIL, user.email) if user.email else None


def require_accepted(documents: Iterable[Document], accepted: Collection[str]) -> None:
    """Raise DocumentsNotAccepted unless each required document's kind is among `accepted`."""
    if any(document.required and document.kind not in accepted for document in documents):
        raise DocumentsNotAccepted


def require_optional(document: Document) -> None:
    """Raise DocumentRequired for a document that cannot be taken back alone."""
    if document.required:
        raise DocumentRequired


def may_see_issuer_change(proposal: Proposal, roles: frozenset[Role]) -> bool:
    """Whether this is a change of the issuer and the person's roles let them settle it."""
    second = may(roles, Permission.ADMINISTER) or may(roles, Permission.RUN_CERTIFICATION)
    return proposal.act == ISSUER_CHANGE and second


def is_pending(proposal: Proposal) -> bool:
    """Whether the proposal still waits for its second person."""
    return proposal.state is ProposalState.PENDING


def require_paper_words(title: str, scope: str, authorisation: str) -> None:
    """Raise ForbiddenWords or AuthorisationMissing when the paper could not say this."""
    found = lint(f"{title}\n{scope}", Surface.CERTIFICATE)
    if found:
        raise ForbiddenWords(words="、".join(dict.fromkeys(finding.word for finding in found)))
    names = f"{title}{scope}".casefold()
    if ("快手" in names or "kuaishou" in names) and not authorisation.strip():
        raise AuthorisationMissing


def issuer_missing(issuer: Issuer) -> list[str]:
    """The names of the facts without which nothing is issued in production (rulings 3)."""
    needed = ("name", "unified_code", "address", "complaint_contact")
    return [name for name in needed if not getattr(issuer, name).strip()]
