"""The words of the field, once, as code. Each docstring or comment carries the Chinese term."""

from enum import StrEnum


class Level(StrEnum):
    """级别. The letters stand in files, numbers and tables everywhere."""

    JUNIOR = "J"  # 初级
    INTERMEDIATE = "I"  # 中级
    SENIOR = "S"  # 高级

    @property
    def folder(self) -> str:
        """The word used for folders under question_bank/."""
        return self.name.lower()


class Role(StrEnum):
    """角色. A person may hold several; rules that need two people count people."""

    CANDIDATE = "candidate"  # 考生
    EXAMINER = "examiner"  # 考评员
    AUTHOR = "author"  # 命题
    REVIEWER = "reviewer"  # 审题
    INVIGILATOR = "invigilator"  # 监考
    OFFICER = "officer"  # 考务
    AUDITOR = "auditor"  # 审计
    HR = "hr"  # 人事（核验者）
    PROVIDER_MANAGER = "provider_manager"  # 服务商负责人
    ADMIN = "admin"  # 管理员


class ItemType(StrEnum):
    """题型."""

    SINGLE = "single"  # 单选
    MULTIPLE = "multiple"  # 多选
    TRUE_FALSE = "true_false"  # 判断
    NUMERIC = "numeric"  # 计算
    ORDERING = "ordering"  # 排序
    MATCHING = "matching"  # 匹配
    TESTLET = "testlet"  # 题组
    SHORT_ANSWER = "short_answer"  # 简答


class Cognitive(StrEnum):
    """认知层级."""

    REMEMBER = "remember"
    UNDERSTAND = "understand"
    APPLY = "apply"
    ANALYSE = "analyse"
    EVALUATE = "evaluate"
    CREATE = "create"


class Pool(StrEnum):
    """题池. A form may hold exam items only; the database refuses the other kind."""

    EXAM = "exam"
    PRACTICE = "practice"


class ItemState(StrEnum):
    """题目状态."""

    DRAFT = "draft"
    REVIEW = "review"
    APPROVED = "approved"
    LIVE = "live"
    RETIRED = "retired"


class AttemptState(StrEnum):
    """作答状态."""

    IN_PROGRESS = "in_progress"
    HANDED_IN = "handed_in"
    CLOSED_BY_DEADLINE = "closed_by_deadline"
    VOIDED = "voided"


class SittingKind(StrEnum):
    """考次性质."""

    EXAM = "exam"  # 考试
    TRYOUT = "tryout"  # 试机


class FormPolicy(StrEnum):
    """用卷方式: how the roster gets its forms when it closes."""

    ONE = "one"  # 一份卷
    PARALLEL = "parallel"  # 平行卷
    PER_CANDIDATE = "per_candidate"  # 一人一卷


class StartMode(StrEnum):
    """开考方式."""

    AUTO = "auto"  # 到时开考
    MANUAL = "manual"  # 监考开考


class HoldKind(StrEnum):
    """待了结事项：为什么一份作答的成绩还不能发布."""

    PAPER = "paper"  # 答题纸还没有录完
    LATE_ANSWERS = "late_answers"  # 迟到的作答还没有认定
    FLAG = "flag"  # 存疑记录还没有决定


class TimeEventKind(StrEnum):
    """加时、暂停：改变截止时间的事件，只增不改."""

    EXTEND = "extend"
    PAUSE = "pause"


class Outcome(StrEnum):
    """结论."""

    PASS = "pass"
    FAIL = "fail"
    WITHHELD = "withheld"


class SheetPart(StrEnum):
    """评分表. Sheet 1 (诊断、方案、盯盘) is sealed before sheet 2 (复盘、答辩) opens."""

    PROCESS = "process"
    REVIEW = "review"


class CredentialStatus(StrEnum):
    """证书状态. EXPIRED is computed from dates and never stored."""

    VALID = "valid"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"


class StatusKind(StrEnum):
    """证书事件."""

    ISSUED = "issued"
    SUSPENDED = "suspended"
    REINSTATED = "reinstated"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"


class ProposalState(StrEnum):
    """两人事项的状态."""

    PENDING = "pending"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


LEVEL_TITLES = {Level.JUNIOR: "初级", Level.INTERMEDIATE: "中级", Level.SENIOR: "高级"}
