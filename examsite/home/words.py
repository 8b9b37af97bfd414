"""The field's words for people: levels, item types, states, in the visitor's language."""

from enum import StrEnum

from flask import Flask
from flask_babel import lazy_gettext as _l

from examsite.domain.roster import show_admission_number

LEVELS = {"J": _l("初级"), "I": _l("中级"), "S": _l("高级")}
WORDS = {
    "single": _l("单选"),
    "multiple": _l("多选"),
    "true_false": _l("判断"),
    "numeric": _l("计算"),
    "ordering": _l("排序"),
    "matching": _l("匹配"),
    "testlet": _l("题组"),
    "short_answer": _l("简答"),
    "remember": _l("记忆"),
    "understand": _l("理解"),
    "apply": _l("应用"),
    "analyse": _l("分析"),
    "evaluate": _l("评价"),
    "create": _l("创造"),
    "easy": _l("易"),
    "medium": _l("中"),
    "hard": _l("难"),
    "in_progress": _l("作答中"),
    "handed_in": _l("已交卷"),
    "closed_by_deadline": _l("到时自动交卷"),
    "voided": _l("作废"),
    "pass": _l("通过"),
    "fail": _l("未通过"),
    "withheld": _l("暂缓"),
    "draft": _l("草稿"),
    "review": _l("审题中"),
    "approved": _l("已通过审题"),
    "live": _l("在用"),
    "retired": _l("已退役"),
    "exam": _l("考试题"),
    "practice": _l("练习题"),
    "candidate": _l("考生"),
    "examiner": _l("考评员"),
    "author": _l("命题"),
    "reviewer": _l("审题"),
    "invigilator": _l("监考"),
    "officer": _l("考务"),
    "auditor": _l("审计"),
    "hr": _l("人事"),
    "provider_manager": _l("服务商负责人"),
    "admin": _l("管理员"),
}


def level_word(level: StrEnum | str) -> str:
    """初级 / 中级 / 高级."""
    return str(LEVELS[str(level)])


def word(value: StrEnum | str) -> str:
    """The word people use for an enum's value; the value itself where there is none."""
    return str(WORDS.get(str(value), str(value)))


def admission_number(number: str | None) -> str:
    """A seat's number as printed, a dash before there is one."""
    return show_admission_number(number) if number else "–"


def init_words(app: Flask) -> None:
    """Make them filters of every template."""
    app.jinja_env.filters["level"] = level_word
    app.jinja_env.filters["word"] = word
    app.jinja_env.filters["admission_number"] = admission_number
