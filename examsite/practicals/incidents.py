"""Sealed incident cards (密封突发卡) from their files: what is shown, and what is looked for.

A card gives one band of the incident dimension; ticking its lines gives no marks. Each rests on
the handbook's cards P1 to P10 (12.3, 12.4) and on the passage it names.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, model_validator

from examsite.domain.rubric import BANDS
from examsite.domain.terms import Level
from examsite.kit.content_files import Faults, Finding, Strict, Text, check, read_yaml

FOLDER = "incidents"
LEAST = 12
"""Cards in all, so that no examiner's draw can be learnt by heart."""


class Expected(Strict):
    """One action looked for, and whose it is."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    text: Text
    who: Text


class IncidentCard(Strict):
    """One card: read out as `show`; the rest is for the examiner."""

    id: Annotated[str, Field(pattern=r"^[JIS]-(P(10|[1-9])|MIX)-[0-9]+$")]
    level: Literal["J", "I", "S"]
    version: Text
    cards: Annotated[list[Annotated[str, Field(pattern=r"^P(10|[1-9])$")]], Field(min_length=1)]
    title: Text
    show: Text
    when: Text
    examiner_note: Text
    first_minute: Annotated[list[Expected], Field(min_length=1)]
    then: Annotated[list[Expected], Field(min_length=1)]
    forbidden: Annotated[list[Text], Field(min_length=1)]
    evidence: Annotated[list[Text], Field(min_length=1)]
    bands: dict[int, Text]
    passage: Text

    @model_validator(mode="after")
    def _rules(self) -> "IncidentCard":
        if self.id[0] != self.level:
            raise ValueError("id：须以级别字母开头")
        if tuple(self.bands) != tuple(BANDS):
            raise ValueError("bands：须写全 1 到 5 五档")
        ids = [one.id for one in (*self.first_minute, *self.then)]
        if len(set(ids)) != len(ids):
            raise ValueError("first_minute、then：id 有重复")
        return self


_CARDS = TypeAdapter(list[IncidentCard])


def read_incidents(folder: Path) -> list[IncidentCard]:
    """Every card of a bank's folder, level by level; ContentRefused names all faults."""
    faults, cards = Faults(folder), list[IncidentCard]()
    for path in sorted((folder / FOLDER).glob("*.yaml")):
        data = read_yaml(path, faults)
        some = [] if data is None else check(_CARDS, data, path, "", faults) or []
        for card in some:
            if card.id in {one.id for one in cards}:
                faults.add(path, card.id, "id", "已有这个编号")
            cards.append(card)
    faults.refuse_if_any()
    return sorted(cards, key=lambda card: list(Level).index(Level(card.level)))


def lint_incidents(cards: list[IncidentCard], passages: Iterable[str]) -> list[Finding]:
    """Cards that name a passage the book does not have; too few cards."""
    known = set(passages)
    found = [
        Finding(card.id, f"手册里没有段落 {card.passage}")
        for card in cards
        if card.passage not in known
    ]
    if cards and len(cards) < LEAST:
        found.append(Finding(FOLDER, f"只有 {len(cards)} 张，至少要 {LEAST} 张"))
    return found
