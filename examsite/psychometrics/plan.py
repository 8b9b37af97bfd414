"""Planning a year's forms (年度用卷计划): which items stand on which form, and how often.

Sources: domain.md 4.3 (an item's yearly exposure at most 25 %), rulings 12 (three attempts a
season: forms that one candidate may meet share no item). Forms are assembled one after another;
an item rests while a candidate of an earlier form may come back, and for good at the cap.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from examsite.domain.blueprint import ExamBlueprint
from examsite.domain.errors import Conflict
from examsite.domain.form_check import Candidate
from examsite.psychometrics.assembly import Selection, ShortCells, assemble

CAP = Fraction(1, 4)
"""Share of a year's forms an item may stand on."""


class PlanAboveCap(Conflict):
    """409: the bank cannot carry so many forms without showing items too often."""

    code = "plan_above_cap"
    message = "题库撑不起一年 %(forms)s 份卷子：第 %(number)s 份凑不出来，%(cells)s。"


@dataclass(frozen=True)
class Plan:
    """A year's forms in the order in which they are used."""

    forms: tuple[Selection, ...]
    bank: int

    @property
    def exposure(self) -> Counter[str]:
        """Item -> on how many of the forms it stands."""
        return Counter(item for form in self.forms for item in form.items)

    @property
    def highest(self) -> Fraction:
        """The largest share of forms that one item stands on."""
        return Fraction(max(self.exposure.values(), default=0), max(1, len(self.forms)))

    @property
    def used(self) -> int:
        """How many items stand on any form."""
        return len(self.exposure)


def plan_year(
    candidates: Sequence[Candidate],
    blueprint: ExamBlueprint,
    *,
    forms: int,
    apart: int,
    seed: int,
    cap: Fraction = CAP,
) -> Plan:
    """`forms` forms of which any `apart` in a row share no item, each item on at most `cap` of
    them. Raises PlanAboveCap naming the first form that cannot be made and what it lacks."""
    most = floor(cap * forms)
    made: list[Selection] = []
    for number in range(forms):
        times = Counter(item for form in made for item in form.items)
        resting = {item for form in made[max(0, number - apart + 1) :] for item in form.items}
        free = [one for one in candidates if one.id not in resting and times[one.id] < most]
        try:
            made.append(assemble(free, blueprint, seed + number))
        except ShortCells as short:
            cells = short.params["cells"]
            raise PlanAboveCap(forms=forms, number=number + 1, cells=cells) from short
    return Plan(tuple(made), len(candidates))


def disjoint_forms(
    candidates: Sequence[Candidate], blueprint: ExamBlueprint, *, wanted: int, seed: int
) -> tuple[Selection, ...]:
    """`wanted` forms that share no item; ShortCells says what the next one lacks."""
    free, made = list(candidates), []
    for number in range(wanted):
        form = assemble(free, blueprint, seed + number)
        free = [one for one in free if one.id not in form.items]
        made.append(form)
    return tuple(made)
