"""Appendix E: the laws the book and the bank rest on, with the days on which each version holds.

Read from `handbook/laws.yaml`. A text that names a law rests on the version in force on the day
it was last read through; when another version is in force, somebody has to read it again.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter

from examsite.handbook.files import ChapterFile
from examsite.kit.content_files import Day, Faults, Finding, Strict, Text, check, read_yaml
from examsite.kit.markup import plain_text

FILE = "laws.yaml"
_NAMED = re.compile(r"《([^《》]{2,40})》")
_LAW = re.compile(r"(法|条例|规定|办法(（试行）)?|指南|解释)$")


class LawVersion(Strict):
    """One version of a law; `effective_to` is its last day, None while it holds."""

    number: Text
    published: Day
    effective_from: Day
    effective_to: Day | None = None
    note: str = ""

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return self.effective_from <= day and (
            self.effective_to is None or day <= self.effective_to
        )


class Law(Strict):
    """A law with its versions, the newest first."""

    document: Text
    kind: Text
    issuer: Text
    versions: Annotated[list[LawVersion], Field(min_length=1)]

    def on(self, day: date) -> LawVersion | None:
        """The version in force on a day."""
        return next((one for one in self.versions if one.holds_on(day)), None)


_LAWS = TypeAdapter(list[Law])


def read_laws(folder: Path) -> list[Law]:
    """Every law of the book; ContentRefused names all faults. No file is no laws."""
    path, faults = folder / FILE, Faults(folder)
    if not path.exists():
        return []
    data = read_yaml(path, faults)
    laws = [] if data is None else check(_LAWS, data, path, "", faults) or []
    names = [law.document for law in laws]
    for name in sorted({one for one in names if names.count(one) > 1}):
        faults.add(path, name, "document", "写了两次")
    for law in laws:
        for newer, older in pairwise(law.versions):
            if older.effective_to is None or older.effective_to >= newer.effective_from:
                faults.add(path, law.document, "versions", "须从新到旧，旧版要写明失效日，不得重叠")
    faults.refuse_if_any()
    return laws


@dataclass(frozen=True)
class Cited:
    """A law named by a passage or an item; `as_of` is a day of the version it rests on."""

    where: str
    document: str
    as_of: date


def cited_in(chapters: Iterable[ChapterFile]) -> list[Cited]:
    """Every law a passage names, once for each passage."""
    found = []
    for chapter in chapters:
        made = chapter.front.provenance.made_on
        for passage in chapter.passages:
            names = dict.fromkeys(_NAMED.findall(plain_text(passage.source)))
            found += [Cited(passage.key, name, made) for name in names if _LAW.search(name)]
    return found


def lapsed(laws: Iterable[Law], cited: Iterable[Cited], on: date) -> list[Finding]:
    """What rests on a law the table does not know, or on a version not in force on a day."""
    known = {law.document: law for law in laws}
    found = []
    for one in cited:
        law = known.get(one.document)
        if law is None:
            found.append(Finding(one.where, f"《{one.document}》不在 {FILE} 里"))
            continue
        then, now = law.on(one.as_of), law.on(on)
        if now is None:
            found.append(Finding(one.where, f"《{one.document}》在 {on} 不施行"))
        elif then is not now:
            words = f"《{one.document}》在 {on} 施行的是 {now.number}，写作时依据的是另一版"
            found.append(Finding(one.where, words))
    return found
