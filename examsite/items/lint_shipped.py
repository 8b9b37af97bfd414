"""Which items stand in the shipped bank already, word for word or nearly: those are published.

Source: rulings 6 and 29. Pure: what is asked in, findings out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from examsite.items.files import BankFiles
from examsite.items.lint import DUPLICATE, likeness, trigrams
from examsite.kit.content_files import Finding


@dataclass(frozen=True)
class Asked:
    """An item as it is known again: its id, the hash of its content, the texts that ask."""

    code: str
    content_hash: str
    stems: tuple[frozenset[str], ...]


@dataclass(frozen=True)
class Again:
    """An item that is published: which shipped item it is like, and how much."""

    code: str
    shipped: str
    share: Fraction


def asked(code: str, content_hash: str, content: Mapping[str, Any]) -> Asked:
    """An item of the database, by the content of one of its versions."""
    stems = [content["stem"], *(part["stem"] for part in content.get("parts", ()))]
    return Asked(code, content_hash, tuple(map(trigrams, stems)))


def published(ours: Iterable[Asked], shipped: Iterable[Asked]) -> list[Again]:
    """Those of ours that have the content of a shipped item, or a stem at least so like one's
    that one bank may not hold both."""
    known = list(shipped)
    hashes = {one.content_hash: one.code for one in known}
    stems = {stem: one.code for one in known for stem in one.stems}
    found = (_nearest(one, hashes, stems) for one in ours)
    return [again for again in found if again is not None]


def _nearest(
    one: Asked, hashes: Mapping[str, str], stems: Mapping[frozenset[str], str]
) -> Again | None:
    if one.content_hash in hashes:
        return Again(one.code, hashes[one.content_hash], Fraction(1))
    for mine in one.stems:
        for stem, code in stems.items():
            sizes = sorted((len(mine), len(stem)))
            if sizes[0] * DUPLICATE.denominator < sizes[1] * DUPLICATE.numerator:
                continue  # sets of such different sizes cannot share that much
            share = likeness(mine, stem)
            if share >= DUPLICATE:
                return Again(one.code, code, share)
    return None


def published_again(own: BankFiles, shipped: BankFiles) -> list[Finding]:
    """Warnings: items of an installation's bank that no certifying form may hold."""
    banks = [
        [Asked(item.code, item.content_hash, tuple(map(trigrams, item.stems))) for item in items]
        for items in (own.items, shipped.items)
    ]
    words = "与随附题库的 {} {}，不能进入认证试卷"
    return [
        Finding(
            one.code,
            words.format(
                one.shipped, "相同" if one.share == 1 else f"相近（{float(one.share):.2f}）"
            ),
            warning=True,
        )
        for one in published(*banks)
    ]
