"""Blind readings of the bank (盲答): a paper without keys for a reader, and what came of it.

A reader gets the questions in a seeded order of choices, answers with the handbook beside it,
and never sees a key. Comparing tells how often reader and key agree; every disagreement is
looked into. Pure: files in, text and findings out.
"""

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import Field

from examsite.domain.scoring import Tolerance, mark
from examsite.domain.terms import ItemType
from examsite.items.families import filled
from examsite.items.files import ItemFile, TestletItem
from examsite.items.shapes import Answer, Matching, Multiple, Numeric, Ordering, Single
from examsite.kit.content_files import Day, Strict, Text

LETTERS = "ABCDEFGH"
WORTH = 100


class Given(Strict):
    """What a reader answered to one question: letters, a number, 对 / 错, or pairs."""

    answer: Any
    remark: str = ""


class Reading(Strict):
    """A reader's answers, as the reader hands them in."""

    reader: Annotated[str, Field(pattern=r"^reader-\d+$")]
    kind: Literal["program", "person"]
    read_on: Day
    seed: int
    options_only: bool = False
    answers: dict[Text, Given]


@dataclass(frozen=True)
class Asked:
    """One question of the paper: its id, what is asked, letter -> id of each side's choices."""

    code: str
    answer: Answer
    letters: dict[str, dict[str, str]]
    values: dict[str, str]

    @property
    def type(self) -> ItemType:
        """Its type as the domain names it."""
        return ItemType(self.answer.type)  # type: ignore[attr-defined]


def questions(items: Iterable[ItemFile], seed: int) -> list[tuple[ItemFile, list[Asked]]]:
    """Every question a program can mark, by item; the seed orders the choices."""
    found = []
    for item in items:
        asked = [
            _asked(code, answer, seed)
            for code, answer in _answers(item)
            if answer.type != ItemType.SHORT_ANSWER  # type: ignore[attr-defined]
        ]
        if asked:
            found.append((item, asked))
    return found


def _answers(item: ItemFile) -> list[tuple[str, Answer]]:
    if isinstance(item.shape, TestletItem):
        return [(f"{item.code}.{part.id}", part) for part in item.shape.parts]
    return [(item.code, item.shape)]


def _asked(code: str, answer: Answer, seed: int) -> Asked:
    chance = random.Random(f"{seed} {code}")
    letters = {}
    for side in ("options", "left", "right"):
        ids = list(getattr(answer, side, {}))
        if side != "left":
            chance.shuffle(ids)
        if ids:
            letters[side] = dict(zip(LETTERS, ids, strict=False))
    values = answer.variants()[0] if isinstance(answer, Numeric) else {}
    return Asked(code, answer, letters, values)


def paper(items: Iterable[ItemFile], seed: int, *, options_only: bool = False) -> str:
    """The paper as Markdown: no key, no rationale; without stems when only options are read."""
    blocks = []
    for item, asked in questions(items, seed):
        if options_only:
            asked = [one for one in asked if isinstance(one.answer, Single | Multiple)]
        elif isinstance(item.shape, TestletItem):
            blocks.append(f"## {item.code}\n\n{item.shape.stem}\n\n{item.shape.material.strip()}")
        blocks += [_block(one, options_only=options_only) for one in asked]
    return "\n\n".join(blocks) + "\n"


def _block(asked: Asked, *, options_only: bool) -> str:
    answer = asked.answer
    lines = [f"### {asked.code}（{asked.type.value}）"]
    if not options_only:
        lines += ["", filled(answer.stem, asked.values) if asked.values else answer.stem]
    for side, letters in asked.letters.items():
        mark_of = {"left": "左", "right": "右"}.get(side, "")
        choices = getattr(answer, side)
        lines += [
            "",
            *(f"- {mark_of}{letter}　{choices[name]}" for letter, name in letters.items()),
        ]
    if isinstance(answer, Numeric):
        lines += ["", f"单位：{'、'.join(answer.units) if answer.units else answer.unit}"]
    return "\n".join(lines)


def agrees(asked: Asked, given: Any) -> bool:
    """Whether a reader's answer earns full marks; ValueError when it cannot be read."""
    answer = asked.answer
    tolerance, unit, key = Tolerance(), None, getattr(answer, "key", None)
    if isinstance(answer, Numeric):
        tolerance = Tolerance(
            absolute=Fraction(answer.tolerance.abs), relative=Fraction(answer.tolerance.rel)
        )
        key = str(answer.solved(asked.values))
    return mark(asked.type, _value(asked, given), key, WORTH, tolerance, unit) == WORTH


def _value(asked: Asked, given: Any) -> Any:
    """The answer in the ids of the item's file."""
    answer, letters = asked.answer, asked.letters
    if isinstance(answer, Numeric):
        return {"number": _without_unit(answer, str(given))}
    if isinstance(answer, Single):
        return letters["options"].get(str(given))
    if isinstance(answer, Multiple | Ordering):
        return [letters["options"].get(letter) for letter in _listed(given)]
    if isinstance(answer, Matching):
        pairs = given if isinstance(given, Mapping) else {}
        return {
            letters["left"].get(str(left)): letters["right"].get(str(right))
            for left, right in pairs.items()
        }
    return {"对": True, "错": False, True: True, False: False}.get(given)


def _without_unit(answer: Numeric, given: str) -> str:
    """The number alone: a reader may write the unit behind it, but only the right one."""
    wrong = [unit for unit in answer.units or [] if unit != answer.unit and given.endswith(unit)]
    return given if wrong else given.removesuffix(answer.unit).strip()


def _listed(given: Any) -> list[str]:
    return [str(one) for one in given] if isinstance(given, list) else list(str(given))


def compare(items: Iterable[ItemFile], reading: Reading) -> list[dict[str, Any]]:
    """A line for each question the reader answered: id, answer, agrees, remark."""
    known = {one.code: one for _, asked in questions(items, reading.seed) for one in asked}
    lines = []
    for code, given in sorted(reading.answers.items()):
        if code in known:
            right = agrees(known[code], given.answer)
            line = {"id": code, "answer": given.answer, "agrees": right}
            lines.append(line | ({"remark": given.remark} if given.remark else {}))
    return lines


def chance_of(asked: Asked) -> Fraction:
    """How often guessing blindly among the options earns full marks."""
    answer = asked.answer
    if isinstance(answer, Single):
        return Fraction(1, len(answer.options))
    if isinstance(answer, Multiple):
        return Fraction(1, 2 ** len(answer.options) - len(answer.options) - 1)
    return Fraction(0)
