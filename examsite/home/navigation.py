"""What stands around every page: tabs by role, the person's menu, the issuer in the footer."""

from functools import cached_property
from typing import Any, NamedTuple

from flask import Flask, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import SQLAlchemyError

from examsite.accounts.models import Issuer
from examsite.accounts.queries import get_issuer
from examsite.domain.errors import NotFound
from examsite.domain.permissions import Permission
from examsite.kit.access import Viewer, viewer
from examsite.kit.db import db


class Tab(NamedTuple):
    """A tab: where it leads, its word, who sees it, the page groups over which it is current."""

    endpoint: str
    label: Any
    may: Permission
    groups: tuple[str, ...]


P = Permission
CANDIDATE_TABS = (
    Tab("home.desk", _l("我的认证"), P.TAKE_EXAM, ("home",)),
    Tab("handbook.contents", _l("手册"), P.READ_HANDBOOK, ("handbook",)),
    Tab("enrolment.index", _l("报名"), P.TAKE_EXAM, ("enrolment",)),
    Tab("exams.index", _l("考试"), P.TAKE_EXAM, ("exams", "attempts")),
    Tab("practicals.index", _l("实战"), P.TAKE_EXAM, ("practicals",)),
    Tab("results.index", _l("成绩"), P.TAKE_EXAM, ("results", "appeals", "flags")),
    Tab("credentials.mine", _l("证书"), P.TAKE_EXAM, ("credentials",)),
)
STAFF_TABS = (
    Tab("home.desk", _l("工作台"), P.SIGNED_IN, ("home",)),
    Tab("handbook.contents", _l("手册"), P.READ_HANDBOOK, ("handbook",)),
    Tab("practicals.assignments", _l("评分"), P.SCORE_PRACTICAL, ("practicals",)),
    Tab("short_answers.index", _l("简答"), P.MARK_ANSWERS, ("short_answers", "appeals")),
    Tab(
        "exams_staff.sittings",
        _l("考次"),
        P.RUN_CERTIFICATION,
        (
            "exams_staff",
            "short_answers_staff",
            "invigilation_board",
            "invigilation_staff",
            "paper_exam",
            "late_answers",
            "flags_staff",
        ),
    ),
    Tab(
        "enrolment_staff.applicants",
        _l("报名"),
        P.RUN_CERTIFICATION,
        ("enrolment_staff", "publications_staff"),
    ),
    Tab("batches_staff.index", _l("批次"), P.SUPERVISE_BATCHES, ("batches_staff",)),
    Tab("practicals_staff.index", _l("实战"), P.RUN_CERTIFICATION, ("practicals_staff",)),
    Tab(
        "results_staff.index",
        _l("成绩"),
        P.RUN_CERTIFICATION,
        ("results_staff", "results_regrading", "score_checks", "results"),
    ),
    Tab(
        "appeals_staff.index",
        _l("申诉"),
        P.RUN_CERTIFICATION,
        ("appeals_staff", "complaints_staff", "accounts_calendar"),
    ),
    Tab("credentials_staff.index", _l("证书"), P.RUN_CERTIFICATION, ("credentials_staff",)),
    Tab("reports_staff.index", _l("报表"), P.RUN_CERTIFICATION, ("reports_staff",)),
    Tab("items_staff.listing", _l("题库"), P.WRITE_ITEMS, ("items_staff", "items_import")),
    Tab("accounts_staff.memberships", _l("任职"), P.MANAGE_PROVIDER, ("accounts_staff",)),
    Tab("accounts_staff.list_everybody", _l("人员"), P.ADMINISTER, ("accounts_staff",)),
    Tab("accounts_issuer.show", _l("机构"), P.ADMINISTER, ("accounts_issuer",)),
    Tab("credentials.check", _l("核验证书"), P.CHECK_IN_BULK, ("credentials",)),
    Tab("audit_staff.index", _l("日志"), P.READ_JOURNAL, ("audit_staff",)),
)
VISITOR_TABS = (
    Tab("handbook.contents", _l("手册"), P.PUBLIC, ("handbook",)),
    Tab("credentials.check", _l("核验证书"), P.PUBLIC, ("credentials",)),
)


class Site:
    """The issuer's facts for the footer, read when a page first asks for one."""

    @cached_property
    def _issuer(self) -> Issuer | None:
        try:
            return get_issuer()
        except (NotFound, SQLAlchemyError):  # the page that reports a fault needs a footer too
            db.session.rollback()
            return None

    @property
    def issuer_name(self) -> str:
        """The issuer, or that none is set."""
        return (self._issuer and self._issuer.name) or str(gettext("示例机构（未设置）"))

    def __getattr__(self, name: str) -> str:
        known = {"icp": "icp_number", "police": "police_number"}
        fields = ("unified_code", "address", "complaint_contact", *known)
        if name not in fields:
            raise AttributeError(name)
        return str(getattr(self._issuer, known.get(name, name), ""))


def tabs_of(person: Viewer | None) -> list[Tab]:
    """The tabs this person may open; staff who also take exams have both kinds."""
    if person is None:
        return list(VISITOR_TABS)
    tabs = CANDIDATE_TABS if is_candidate(person) else STAFF_TABS + CANDIDATE_TABS[2:]
    return [tab for tab in tabs if person.may(tab.may)]


def is_candidate(person: Viewer) -> bool:
    """Whether taking exams is all that brings this person here."""
    return {role.value for role in person.roles} <= {"candidate"}


def _link(endpoint: str, label: Any) -> dict[str, str]:
    return {"url": url_for(endpoint), "label": str(label)}


def _context() -> dict[str, Any]:
    person = viewer()
    group = request.blueprint or ""
    navigation = [
        {
            "endpoint_url": url_for(tab.endpoint),
            "label": str(tab.label),
            "current": group in tab.groups,
        }
        for tab in tabs_of(person)
    ]
    return {
        "navigation": navigation,
        "user": person,
        "user_menu": _menu(person),
        "site": Site(),
        "footer_links": [
            _link("credentials.check", gettext("核验证书")),
            _link("attempts.receipt_form", gettext("核对交卷回执")),
            _link("complaints.complain", gettext("投诉")),
            _link("batches.index", gettext("评价公告")),
            _link("publications.index", gettext("拟发证公示")),
            {
                "url": url_for("accounts.document", kind="privacy"),
                "label": gettext("个人信息处理告知"),
            },
            {"url": url_for("accounts.document", kind="rules"), "label": gettext("考生守则")},
        ],
    }


def _menu(person: Viewer | None) -> list[dict[str, str]]:
    if person is None or not person.may(P.SIGNED_IN):
        return []
    return [
        _link("accounts_own.profile", gettext("我的资料")),
        _link("accounts_own.devices", gettext("登录的设备")),
        _link("accounts_own.password", gettext("修改密码")),
    ]


def init_navigation(app: Flask) -> None:
    """Give every template `navigation`, `user`, `user_menu`, `site` and `footer_links`."""
    app.context_processor(_context)
