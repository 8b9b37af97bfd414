"""The sheet 说明: how to fill the workbook in, in plain words."""

from collections.abc import Sequence

from examsite.items.workbook.layouts import LAYOUTS, PASSAGE_SHEET, TESTLET
from examsite.kit.spreadsheet import MOST_ROWS

Line = tuple[str, ...]
STEPS: tuple[Line, ...] = (
    ("怎样填",),
    ("1", "", "一种题型一张表，一题一行。表头不要改；列的先后可以调，不带 * 的列用不到可以删。"),
    ("2", "", "表头带 * 的每一行都要填。点一下格子，旁边会出现这一格填什么。"),
    ("3", "", "题号或所属题组写着“示例”的行只是样子，导入时跳过，可以删掉。"),
    ("4", "", "新题的题号留空，导入时按级别、知识域、题池给下一个流水号，试读时就能看到是几号。"),
    ("5", "", "改自己的旧题：照抄旧题号，改要改的格子；导入后成为新版本，回到草稿，重新审题。"),
    ("6", "", "格子里只写文字和数字，不写公式。格式都是文本，4.00 会照原样保存。"),
    ("7", "", f"一个文件最多 {MOST_ROWS} 行、5 MB，保存成 .xlsx，不带宏。"),
    ("8", "", "上传后先试读，只告诉您会新增、修改哪些题，哪些格子要改；您确认了才写进题库。"),
    ("题组怎么写",),
    ("1", "", "材料写在「题组」表里，一个题组一行。新题组的题号写“新1”“新2”，好让小题找到它。"),
    (
        "2",
        "",
        f"小题写在自己题型的表里，一个小题一行：填「{TESTLET}」「小题号」「分值」和题目本身。",
    ),
    ("3", "", "小题那一行的级别、知识域、题池、手册段落、认知、难度等都留空，以题组那一行为准。"),
    (
        "4",
        "",
        "材料里的图只能用题库里已有的：![图里画了什么](图名.svg)。新图请交给管理员放进题库。",
    ),
    ("写题的几条规矩",),
    ("1", "", "题目依据手册，手册段落的编号与标题见「" + PASSAGE_SHEET + "」。"),
    ("2", "", "每个选项都写理由，理由里不写选项字母；不用“以上都对”这样的选项。"),
    ("3", "", "最长的选项不要总是答案；否定词要加粗，写成 **不**。"),
    ("4", "", "不写真实的人名与企业名，用“某纸巾专场”这样的角色。"),
    ("5", "", "如实填编写方式：由程序生成的，选“程序”。"),
)


def guide_lines(left_out: Sequence[str]) -> list[Line]:
    """A title alone in its line; else a name, a mark, and words."""
    lines: list[Line] = [("题目导入模板",), *STEPS]
    if left_out:
        lines += [
            ("没有导出的题",),
            ("、".join(left_out), "", "这些题放不进表格，请联系管理员用题库文件修改。"),
        ]
    for layout in LAYOUTS.values():
        lines.append((f"「{layout.title}」表各列",))
        lines += [
            (column.head, "必填" if column.needed else "", column.fill)
            for column in layout.columns([])
        ]
    return lines
