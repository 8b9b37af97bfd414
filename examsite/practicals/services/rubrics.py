"""Scoring rubrics from their files: each version is adopted once and stays as it is."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, model_validator
from sqlalchemy import select

from examsite.domain.actions import Action
from examsite.domain.rubric import BANDS, ORAL_QUESTIONS
from examsite.exams.services.schemes import AdoptionReport, RuleFile, new_versions, read_rules
from examsite.kit.content_files import Faults, Strict, Text, check, read_yaml
from examsite.kit.db import db, write
from examsite.practicals.models import RubricVersion

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$")]
Anchors = dict[str, Text]
Weight = Annotated[int, Field(ge=0, le=100)]


def _need(holds: bool, reason: str) -> None:
    if not holds:
        raise ValueError(reason)


def _once(ids: Iterable[str], reason: str) -> None:
    listed = list(ids)
    _need(len(set(listed)) == len(listed), reason)


def _anchored(anchors: Anchors, where: str) -> None:
    _need(set(anchors) == {str(band) for band in BANDS}, f"{where}：须写全 1 到 5 五档")


class ChecklistLine(Strict):
    """One thing that was done or not."""

    id: Name
    text: Text


class Dimension(Strict):
    """One of the five dimensions, its five anchored bands and its checklist."""

    id: Name
    title: Text
    title_en: Text
    weight: Weight
    stages: Annotated[list[Literal["diagnosis", "plan", "watch", "review"]], Field(min_length=1)]
    hint: Text
    bands: Anchors
    checklist: Annotated[list[ChecklistLine], Field(min_length=1)]

    @model_validator(mode="after")
    def _rules(self) -> "Dimension":
        _anchored(self.bands, "bands")
        _once(self.stages, "stages：有重复")
        return self


class CriticalFail(Strict):
    """A reason for which nobody passes."""

    id: Name
    title: Text
    detail: Text


class OralQuestion(Strict):
    """One of the three questions with its five anchors."""

    id: Name
    question: Text
    anchors: Anchors

    @model_validator(mode="after")
    def _rules(self) -> "OralQuestion":
        _anchored(self.anchors, "anchors")
        return self


class RubricShape(Strict):
    """A level's rubric."""

    level: Literal["J", "I", "S"]
    version: Text
    band_names: Anchors
    dimensions: Annotated[list[Dimension], Field(min_length=1)]
    critical_fails: Annotated[list[CriticalFail], Field(min_length=1)]
    oral: list[OralQuestion]
    global_rating: Anchors
    task: Text

    @model_validator(mode="after")
    def _rules(self) -> "RubricShape":
        _anchored(self.band_names, "band_names")
        _anchored(self.global_rating, "global_rating")
        _need(len(self.oral) == ORAL_QUESTIONS, f"oral：须恰好 {ORAL_QUESTIONS} 问")
        _need(sum(one.weight for one in self.dimensions) == 100, "dimensions：权重相加须为 100")
        _once((one.id for one in self.dimensions), "dimensions：id 有重复")
        _once((one.id for one in self.critical_fails), "critical_fails：id 有重复")
        _once((one.id for one in self.oral), "oral：id 有重复")
        lines = (line.id for one in self.dimensions for line in one.checklist)
        _once(lines, "checklist：id 有重复")
        return self


_RUBRIC = TypeAdapter(RubricShape)


def sync_rubrics(folder: Path, now: datetime) -> AdoptionReport:
    """Adopt each version of `rubrics/*.yaml` that is new; ContentRefused on any fault.

    The dimensions and their weights must be those of the same level's rules in `levels/`.
    """
    faults = Faults(folder)
    files = read_rules(folder / "rubrics", _check, faults)
    rows = db.session.execute(
        select(RubricVersion.level, RubricVersion.version, RubricVersion.content_hash)
    )
    stored = {(level, version): content_hash for level, version, content_hash in rows}
    new = new_versions(files, stored, faults)
    faults.refuse_if_any()
    report = AdoptionReport([f"{file.level.value} {file.version}" for file in new])
    if report:
        with write(Action.SCHEME_ADOPTED, by=None, now=now) as tx:
            tx.add_all([_row(file, now) for file in new])
            tx.note(rubrics=report.adopted)
    return report


def _check(file: RuleFile, faults: Faults) -> None:
    shape = check(_RUBRIC, file.data, file.path, file.version, faults)
    if shape is None:
        return
    wanted = _level_weights(file.path.parent.parent / "levels" / file.path.name)
    if wanted is not None and wanted != {one.id: one.weight for one in shape.dimensions}:
        faults.add(
            file.path, file.version, "dimensions", f"维度与权重须与 levels/{file.path.name} 一致"
        )


def _level_weights(path: Path) -> object:
    """The weights the level's rules name; None where they are absent (their own sync says so)."""
    rules = read_yaml(path, Faults(path.parent.parent)) if path.exists() else None
    practical = rules.get("practical") if isinstance(rules, dict) else None
    return practical.get("dimension_weights") if isinstance(practical, dict) else None


def _row(file: RuleFile, now: datetime) -> RubricVersion:
    return RubricVersion(
        level=file.level,
        version=file.version,
        content=file.data,
        content_hash=file.content_hash,
        adopted_at=now,
    )
