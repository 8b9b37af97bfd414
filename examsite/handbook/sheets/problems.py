"""What is told about a filled form: the file as a whole, or one cell after the other.

Reasons are Chinese sentences and message ids at once, as everywhere; `N_` marks them for the
translation, pages translate them with their `params`.
"""

from dataclasses import dataclass, field

from examsite.domain.errors import Invalid

LONGEST_SHOWN = 30
"""Characters of a wrong value that are repeated to its writer."""


def N_(sentence: str) -> str:  # noqa: N802 - gettext's own name for it
    """The sentence, marked for translation."""
    return sentence


@dataclass(frozen=True, order=True)
class CellProblem:
    """What is wrong with one cell; `order` sorts problems as people read the form."""

    order: tuple[int, int, int]
    page: str
    cell: str
    reason: str
    params: dict[str, str] = field(default_factory=dict, compare=False)

    @property
    def place(self) -> str:
        """`货盘!C7`."""
        return f"{self.page}!{self.cell}"

    def __str__(self) -> str:
        return f"{self.place}：{self.reason % self.params}"


class SheetRefused(Invalid):
    """422: cells of the form have faults and nothing was taken over; `problems` are all of them."""

    code = "sheet_refused"
    message = "表格里有 %(count)s 处要改，什么都没有写入。第一处：%(first)s"

    def __init__(self, problems: list[CellProblem]):
        self.problems = tuple(sorted(problems))
        super().__init__(count=len(self.problems), first=str(self.problems[0]))


class UnknownForm(Invalid):
    """422: it is a spreadsheet, but none of the handbook's forms."""

    code = "unknown_form"
    message = "认不出这是哪一份模板。请从手册的模板页下载，在下载的文件里填写，不要另建新表。"


class OldForm(Invalid):
    """422: it was filled in on an edition of the form that is no longer read."""

    code = "old_form"
    message = "这是「%(title)s」第 %(version)s 版的模板，现在用第 %(current)s 版。请下载新的模板，把内容搬过去再交。"
