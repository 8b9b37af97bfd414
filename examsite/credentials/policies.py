"""Who may act on a certificate, and when the installation may issue at all."""

from collections.abc import Callable, Collection
from datetime import date

from examsite.accounts.models import Issuer
from examsite.domain.certification import require_independent
from examsite.domain.errors import Conflict
from examsite.kit.access import Viewer
from examsite.results.models import Decision


class IssuerNotSet(Conflict):
    """409: production issues nothing before the issuer has said who it is."""

    code = "issuer_not_set"
    message = "请先补全颁证机构的名称、统一社会信用代码、地址和投诉联系方式，再颁发证书。"


class DevelopmentKeys(Conflict):
    """409: production seals nothing with keys anybody could have made."""

    code = "development_keys"
    message = "当前的签章密钥只供演示，不能颁发正式证书。请先创建或导入正式密钥。"


BEFORE_AWARD: list[Callable[[Decision, date], None]] = []


def before_award(check: Callable[[Decision, date], None]) -> Callable[[Decision, date], None]:
    """Register what a higher room asks before a certificate is issued on a day."""
    BEFORE_AWARD.append(check)
    return check


def require_not_involved(by: Viewer, candidate_id: int, examiner_ids: Collection[int]) -> None:
    """Raise DeciderNotIndependent for the candidate and for whoever scored the practical."""
    require_independent(str(by.id), str(candidate_id), {str(each) for each in examiner_ids})


def require_issuer(issuer: Issuer, *, production: bool) -> None:
    """Raise IssuerNotSet in production while a fact of the issuer is missing."""
    facts = (issuer.name, issuer.unified_code, issuer.address, issuer.complaint_contact)
    if production and not all(fact.strip() for fact in facts):
        raise IssuerNotSet


def require_real_seal(*, development: bool, production: bool) -> None:
    """Raise DevelopmentKeys in production while the seal is a development one."""
    if production and development:
        raise DevelopmentKeys
