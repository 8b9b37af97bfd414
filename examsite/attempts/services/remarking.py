"""Marking again what was marked before: by the same function, one answer of a kind once."""

import json
from collections.abc import Mapping
from typing import Any

from examsite.attempts.queries.answers import Marked, key_at
from examsite.attempts.queries.remarking import FormPlace, Keys
from examsite.attempts.services.marking import earned


class Marker:
    """Marks answers to the places of one form by any version of their keys.

    Many people give the same answer: each (place, key, answer) is marked once and remembered.
    """

    def __init__(self, keys: Keys):
        self._keys = keys
        self._known: dict[tuple[int, int, str | None], int | None] = {}
        self._at: dict[tuple[int, int], dict[str, Any]] = {}

    def add_key(self, place: FormPlace, number: int, key: Mapping[str, Any]) -> None:
        """A whole key that is not stored yet, for a dry run."""
        self._keys[place.item_version_id, number] = dict(key)

    def has_key(self, place: FormPlace, number: int) -> bool:
        """Whether there is such a version of the place's key."""
        return (place.item_version_id, number) in self._keys

    def guide_of(self, place: FormPlace, number: int) -> list[int]:
        """What each line of a short answer's marking guide is worth, in whole points."""
        return [line["points"] for line in self._key(place, number)["guide"]]

    def earned(self, place: FormPlace, number: int, answer: str | None) -> int | None:
        """Hundredths for an answer as stored, by this version of the key; None waits for people."""
        asked = (place.id, number, answer)
        if asked not in self._known:
            self._known[asked] = earned(self._marked(place, number, answer))
        return self._known[asked]

    def _marked(self, place: FormPlace, number: int, answer: str | None) -> Marked:
        return Marked(
            item=place.item,
            area=place.area,
            type=place.type,
            points=place.points,
            option_ids=place.option_ids,
            key=self._key(place, number),
            key_version=number,
            answer=None if answer is None else json.loads(answer),
            epoch=None,
            seq=None,
            digest=None,
            events=0,
        )

    def _key(self, place: FormPlace, number: int) -> dict[str, Any]:
        at = (place.id, number)
        if at not in self._at:
            whole = self._keys[place.item_version_id, number]
            self._at[at] = key_at(whole, place.part, place.variant)
        return self._at[at]
