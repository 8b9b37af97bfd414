"""Level rules and blueprints from their files: each version is adopted once and stays as it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import select

from examsite.domain.actions import Action
from examsite.domain.blueprint import read_blueprint
from examsite.domain.canonical import sha256_hex
from examsite.domain.level_rules import read_level, read_practical
from examsite.domain.terms import Level
from examsite.exams.models import ExamBlueprint, SchemeVersion
from examsite.kit.content_files import Faults, plain, read_yaml
from examsite.kit.db import Transaction, db, write

Adopted = TypeVar("Adopted", SchemeVersion, ExamBlueprint)
STATUSES = ("provisional", "adopted")


@dataclass
class AdoptionReport:
    """Versions adopted by a sync, as "J 2026.1"."""

    adopted: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.adopted)


@dataclass(frozen=True)
class RuleFile:
    """One file of rules that holds together."""

    path: Path
    level: Level
    version: str
    data: dict[str, Any]
    content_hash: str


def sync_schemes(folder: Path, now: datetime) -> AdoptionReport:
    """Adopt each version of `levels/*.yaml` that is new; ContentRefused on any fault.

    A version that is stored may not change: another content needs another version number.
    """
    faults = Faults(folder)
    files = read_rules(folder / "levels", _check_scheme, faults)
    new = _new(files, SchemeVersion, faults)
    faults.refuse_if_any()
    return _adopt(new, _scheme, now)


def sync_blueprints(folder: Path, now: datetime) -> AdoptionReport:
    """Adopt each version of `blueprints/*.yaml` that is new; the same rules."""
    faults = Faults(folder)
    files = read_rules(folder / "blueprints", _check_blueprint, faults)
    new = _new(files, ExamBlueprint, faults)
    faults.refuse_if_any()
    return _adopt(new, _blueprint, now)


def read_blueprints(folder: Path) -> dict[Level, dict[str, Any]]:
    """Level -> blueprint as written; ContentRefused on any fault."""
    faults = Faults(folder)
    files = read_rules(folder / "blueprints", _check_blueprint, faults)
    faults.refuse_if_any()
    written = {file.level: file.data for file in files}
    return {level: written[level] for level in Level if level in written}


def read_rules(
    folder: Path, check: Callable[[RuleFile, Faults], None], faults: Faults
) -> list[RuleFile]:
    """The files of a folder, one a level; faults are noted, not raised."""
    files = []
    for path in sorted(folder.glob("*.yaml")):
        data = read_yaml(path, faults)
        if isinstance(data, dict):
            file = _rule_file(path, data, faults)
            if file is not None:
                check(file, faults)
                files.append(file)
        elif data is not None:
            faults.add(path, "", "", "须是一组“字段: 值”")
    return files


def _rule_file(path: Path, data: dict[str, Any], faults: Faults) -> RuleFile | None:
    level, version = data.get("level"), data.get("version")
    if level not in set(Level) or path.stem != Level(level).folder:
        faults.add(
            path, "", "level", "须是 J、I 或 S，并与文件名 junior、intermediate、senior 一致"
        )
        return None
    if not isinstance(version, str) or not 1 <= len(version) <= 16:
        faults.add(path, "", "version", '须是加引号的版本号，例如 "2026.1"')
        return None
    rules = plain(data)
    return RuleFile(path, Level(level), version, rules, sha256_hex(rules))


def _check_scheme(file: RuleFile, faults: Faults) -> None:
    with faults.noting(file.path, file.version):
        read_level(file.data)
        read_practical(file.data)
    if file.data.get("status") not in STATUSES:
        faults.add(file.path, file.version, "status", "只能是 provisional 或 adopted")


def _check_blueprint(file: RuleFile, faults: Faults) -> None:
    with faults.noting(file.path, file.version):
        read_blueprint(file.data)


def _new(files: list[RuleFile], kind: type[Adopted], faults: Faults) -> list[RuleFile]:
    """The files whose version is not stored; a stored one that differs is a fault."""
    rows = db.session.execute(select(kind.level, kind.version, kind.content_hash))
    stored = {(level, version): content_hash for level, version, content_hash in rows}
    return new_versions(files, stored, faults)


def new_versions(
    files: list[RuleFile], stored: Mapping[tuple[Level, str], str], faults: Faults
) -> list[RuleFile]:
    """Of (level, version) -> hash stored, the files that are new; notes those that differ."""
    for file in files:
        known = stored.get((file.level, file.version))
        if known is not None and known != file.content_hash:
            faults.add(
                file.path, file.version, "version", "内容变了，请同时改版本号；已采用的版本不能改"
            )
    return [file for file in files if (file.level, file.version) not in stored]


def _adopt(
    files: list[RuleFile], make: Callable[[RuleFile, datetime], Any], now: datetime
) -> AdoptionReport:
    report = AdoptionReport([f"{file.level.value} {file.version}" for file in files])
    if report:
        with write(Action.SCHEME_ADOPTED, by=None, now=now) as tx:
            _add(tx, [make(file, now) for file in files])
    return report


def _add(tx: Transaction, rows: list[Any]) -> None:
    tx.add_all(rows)
    tx.about = rows[0] if len(rows) == 1 else None


def _scheme(file: RuleFile, now: datetime) -> SchemeVersion:
    return SchemeVersion(
        level=file.level,
        version=file.version,
        provisional=file.data["status"] == "provisional",
        rules=file.data,
        content_hash=file.content_hash,
        adopted_at=now,
    )


def _blueprint(file: RuleFile, now: datetime) -> ExamBlueprint:
    return ExamBlueprint(
        level=file.level,
        version=file.version,
        rules=file.data,
        content_hash=file.content_hash,
        adopted_at=now,
    )
