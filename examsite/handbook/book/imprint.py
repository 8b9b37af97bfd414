"""What stands behind the title: whose work it is, under which licence, which text exactly."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from examsite.handbook.book.content import TITLE
from examsite.kit.clock import rfc3339

STATEMENT = (
    "本手册是本站自行编写的作品，参考公开报道写成，"
    "与快手及其《跨越周期——操盘手工作手册》没有隶属关系。"
)
"""As on the handbook's first page."""
REMARKS = (
    "正文里的人物与企业以角色相称，来源只引用公开报道；各报道的数字对不上时，只说明口径不同。",
    "涉及法规的段落标有「待法务复核」，适用时以条文为准。",
)
MADE = {
    frozenset({"program"}): "各章由程序写成",
    frozenset({"person"}): "各章由人写成",
    frozenset({"program", "person"}): "各章有的由人写成，有的由程序写成",
}
CHECKED = "；谁在哪一天审读过、意见如何，记在每章源文件的开头。"
LICENCE = "https://creativecommons.org/licenses/by-sa/4.0/"


@dataclass(frozen=True)
class Imprint:
    """The facts of one making: `hash` of everything the book is made from, the moment, the day,
    and who wrote the texts."""

    hash: str
    at: datetime
    on: date
    makers: frozenset[str]

    @property
    def facts(self) -> dict[str, Any]:
        """What the templates print."""
        return {
            "title": TITLE,
            "statement": STATEMENT,
            "remarks": (*REMARKS, MADE[self.makers] + CHECKED),
            "licence": LICENCE,
            "hash": self.hash,
            "made_at": rfc3339(self.at),
            "on": f"{self.on.year} 年 {self.on.month} 月 {self.on.day} 日",
        }
