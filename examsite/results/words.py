"""Words of results for pages and commands."""

from flask_babel import lazy_gettext as _l

DIFFERENCES = {
    "items": _l("题目与试卷不符"),
    "key": _l("所记的答案版本不存在"),
    "marks": _l("逐题得分"),
    "areas": _l("各域得分"),
    "total": _l("总分"),
    "run": _l("找不到所属的复算"),
    "result": _l("已发布的成绩或结论"),
}
"""What of a stored score differs from the recomputed one."""
