"""The people of the demonstration: who they are and what each can look at first.

`examsite demo` makes them; outside production the sign-in page lists those that exist.
"""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from examsite.domain.terms import Role


@dataclass(frozen=True)
class DemoPerson:
    """One account. `see`: what waits for this person, in the visitor's language."""

    username: str
    name: str
    roles: tuple[Role, ...]
    see: Any

    @property
    def password(self) -> str:
        """The same rule for all, so that nobody has to remember."""
        return password_of(self.username)


def password_of(username: str) -> str:
    """`demo-` and the user name."""
    return f"demo-{username}"


DEMO_PEOPLE: tuple[DemoPerson, ...] = (
    DemoPerson("candidate", "示例考生", (Role.CANDIDATE,), _l("学习手册与知识考试")),
    DemoPerson("examiner1", "示例考评甲", (Role.EXAMINER,), _l("实战评分表")),
    DemoPerson("examiner2", "示例考评乙", (Role.EXAMINER,), _l("同一场，互不可见")),
    DemoPerson("invigilator", "示例监考", (Role.INVIGILATOR,), _l("考场看板")),
    DemoPerson("officer", "示例考务甲", (Role.OFFICER,), _l("考次、成绩与发证")),
    DemoPerson("officer2", "示例考务乙", (Role.OFFICER,), _l("须两人办理的事项")),
    DemoPerson("author", "示例命题", (Role.AUTHOR,), _l("题库与检查结果")),
    DemoPerson("reviewer", "示例审题", (Role.REVIEWER,), _l("等待审核的题目")),
    DemoPerson("auditor", "示例审计", (Role.AUDITOR,), _l("操作记录与复核")),
    DemoPerson("hr", "示例人事", (Role.HR,), _l("批量核验证书")),
    DemoPerson("manager", "示例服务商", (Role.PROVIDER_MANAGER,), _l("本机构的人员")),
    DemoPerson("admin", "示例管理员", (Role.ADMIN,), _l("账号与颁证机构资料")),
)
