"""Chinese typography (排版): punctuation of full width, a space beside letters and figures.

Source: handbook/README.md and domain.md 4.9, rule 10. Text of one line each; formulas and tables
come as their plain words.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

HAN = r"\u3007\u3400-\u9fff"
AROUND = 6
RULES: tuple[tuple[str, str], ...] = (
    ("汉字与字母、数字之间缺一个空格", rf"[{HAN}][A-Za-z0-9]|[A-Za-z0-9%][{HAN}]"),
    ("汉字旁边用了半角标点", rf"[{HAN}][,;:!?]|[,;!?][{HAN}]"),
    (
        "标点旁边多了空格",
        rf"(?<=[{HAN}])[ \t]+[，。；：、！？）」』]|[（「『，。；：、！？][ \t]+(?=[{HAN}])",
    ),
    ("汉字之间多了空格", rf"[{HAN}] +[{HAN}]"),
    ("标点重复", r"[，。；：、！？]{2,}"),
    ("引号须用「」", '[“”‘’"]'),
    ("省略号须用……", r"\.\.\.|。。。|(?<!…)…(?!…)"),
    ("全角的字母或数字", r"[０-９Ａ-Ｚａ-ｚ]"),
    ("用了全角空格以外的空白", r"[\u00a0\u2002-\u200b]"),
)
_RULES = tuple((why, re.compile(pattern)) for why, pattern in RULES)


class Slip(NamedTuple):
    """What is wrong, and the text around it."""

    why: str
    excerpt: str


def slips(text: str) -> Iterator[Slip]:
    """Every slip of a text, line by line; characters that are not NFC come first."""
    if text != unicodedata.normalize("NFC", text):
        yield Slip("有没有合成的字符（须是 NFC）", text[:AROUND])
    for line in text.splitlines():
        for why, pattern in _RULES:
            for found in pattern.finditer(line):
                start, end = max(0, found.start() - AROUND), found.end() + AROUND
                yield Slip(why, line[start:end])
