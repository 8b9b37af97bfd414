"""Importing a workbook in two steps: read and shown first, written when its owner says so."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from examsite.domain.actions import Action
from examsite.domain.terms import ItemState, Pool
from examsite.items.files import ITEM, ItemFile
from examsite.items.models import ImportPlan, Item
from examsite.items.policies import (
    PLAN_HOLDS,
    ImportHasRejected,
    ImportStale,
    NothingToImport,
    PlanGone,
)
from examsite.items.queries.bank import Current, list_current
from examsite.items.queries.plans import get_plan_by_token
from examsite.items.services.planning import Plan, Planned, plan_import
from examsite.items.services.storing import (
    Origin,
    add_items,
    add_versions,
    differs,
    key_row,
    next_versions,
    version_columns,
)
from examsite.kit.access import Viewer
from examsite.kit.clock import local_date
from examsite.kit.db import Transaction, write
from examsite.kit.spreadsheet import read_workbook

REASON = "从表格导入"
MOST_PLANS = 10
"""Plans that one person may have waiting."""
LONGEST_NAME = 120


@dataclass(frozen=True)
class Imported:
    """The ids of what was written."""

    added: list[str]
    changed: list[str]


def token_of(data: bytes) -> str:
    """What a file is known by between reading and importing: its SHA-256."""
    return hashlib.sha256(data).hexdigest()


def read(data: bytes, filename: str, *, by: Viewer, now: datetime) -> ImportPlan:
    """Read a workbook and keep, for half an hour and this person only, what it would do.

    Nothing of the bank changes. Raises BadWorkbook when the file cannot be read at all.
    """
    plan = plan_import(read_workbook(data), by=by, today=local_date(now))
    row = ImportPlan(
        user_id=by.id,
        token=token_of(data),
        filename=filename[:LONGEST_NAME],
        body=_body(plan),
        made_at=now,
    )
    try:
        with write(Action.IMPORT_READ, by=by, now=now) as tx:
            _make_room(tx, row)
            tx.note(**{name: len(row.body[name]) for name in ("added", "changed", "rejected")})
            return tx.add(row)
    except IntegrityError:  # the same file at the same moment: the other request has read it
        return get_plan_by_token(row.token, of=by, now=now)


def _make_room(tx: Transaction, row: ImportPlan) -> None:
    """Drop what has expired, this file's earlier plan, and a person's oldest beyond a few."""
    own = ImportPlan.user_id == row.user_id
    tx.execute(delete(ImportPlan).where(ImportPlan.made_at < row.made_at - PLAN_HOLDS))
    tx.execute(delete(ImportPlan).where(own, ImportPlan.token == row.token))
    newest = select(ImportPlan.id).where(own).order_by(ImportPlan.id.desc()).limit(MOST_PLANS - 1)
    kept = list(tx.session.scalars(newest))
    tx.execute(delete(ImportPlan).where(own, ImportPlan.id.not_in(kept)))


def _body(plan: Plan) -> dict[str, Any]:
    return {
        "added": _lines(plan.added),
        "changed": _lines(plan.changed),
        "same": plan.same,
        "rejected": [each.as_json() for each in plan.rejected],
    }


def _lines(planned: list[Planned]) -> list[dict[str, Any]]:
    return [_line(one) for one in sorted(planned, key=lambda one: one.file.code)]


def _line(one: Planned) -> dict[str, Any]:
    """An item as it is kept until it is written, with where it stands in the workbook."""
    return {
        "code": one.file.code,
        "type": one.file.type.value,
        "sheet": one.row.sheet,
        "row": one.row.number,
        "pool": one.file.pool.value,
        "figures": one.file.figures,
        "shape": one.file.shape.model_dump(mode="json", by_alias=True),
        "base": list(one.base) if one.base else None,
    }


def carry_out(
    plan: ImportPlan, *, skip_rejected: bool = False, by: Viewer, now: datetime
) -> Imported:
    """Write what the plan says, all of it or nothing; every item is a draft of this person.

    Raises ImportHasRejected, NothingToImport, PlanGone, ImportStale.
    """
    body = plan.body
    if body["rejected"] and not skip_rejected:
        raise ImportHasRejected(count=len(body["rejected"]))
    lines = [*body["added"], *body["changed"]]
    if not lines:
        raise NothingToImport
    files = {line["code"]: _file(line) for line in lines}
    try:
        with write(Action.ITEMS_IMPORTED, by=by, now=now) as tx:
            if not tx.execute(delete(ImportPlan).where(ImportPlan.id == plan.id)).rowcount:
                raise PlanGone
            current = _held(tx, list(files))
            _refuse_stale(lines, current)
            new = [file for code, file in files.items() if code not in current]
            _write(tx, new, [(known, files[code]) for code, known in current.items()])
            done = Imported([line["code"] for line in body["added"]], list(current))
            tx.note(added=done.added, changed=done.changed)
    except IntegrityError as clash:
        raise ImportStale(items="、".join(files)[:LONGEST_NAME]) from clash
    return done


def _file(line: dict[str, Any]) -> ItemFile:
    shape = ITEM.validate_json(json.dumps(line["shape"]))
    return ItemFile(Path(line["sheet"]), Pool(line["pool"]), shape, line["figures"])


def _held(tx: Transaction, codes: list[str]) -> dict[str, Current]:
    """Those of the items that are there, as they stand, held against other writers."""
    rows = select(Item).where(Item.code.in_(codes)).order_by(Item.code)
    list(tx.session.scalars(rows.with_for_update().execution_options(populate_existing=True)))
    return list_current(codes)


def _refuse_stale(lines: list[dict[str, Any]], current: dict[str, Current]) -> None:
    """Every item must stand as it stood when the workbook was read."""
    moved = [line["code"] for line in lines if line["base"] != _stands(current.get(line["code"]))]
    if moved:
        raise ImportStale(items="、".join(moved)[:LONGEST_NAME])


def _stands(known: Current | None) -> list[int] | None:
    return [known.version.number, known.key.number] if known else None


def _write(tx: Transaction, new: list[ItemFile], changed: list[tuple[Current, ItemFile]]) -> None:
    assert tx.by is not None, "items are imported by people"
    for known, _ in changed:
        known.item.state = ItemState.DRAFT
    versions = [pair for pair in changed if differs(pair[0].version, version_columns(pair[1]))]
    renewed = {file.code for _, file in versions}
    origin = Origin(ItemState.DRAFT, shipped=False, author_id=tx.by.id)
    rows = [*add_items(tx, new, origin), *next_versions(versions)]
    add_versions(tx, rows, REASON)
    for known, file in changed:
        if file.code not in renewed:
            tx.add(key_row(tx, known.version, known.key.number + 1, file, REASON))
