"""`examsite fixture`: a repeatable exam for load generators and black-box programs.

The same arguments give the same data; `--key-salt` changes which options are right and
nothing else, so that two servers can be compared token by token.
"""

import json
import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import click
from sqlalchemy import func, insert, select

from examsite.accounts.models import Consent, RoleGrant, User
from examsite.accounts.queries import get_document
from examsite.app import create_app
from examsite.commands.fixture_certificates import add_certificates
from examsite.commands.start import add_first_rows, prepare
from examsite.domain.actions import Action
from examsite.domain.names import name_key
from examsite.domain.terms import Cognitive, ItemState, ItemType, Level, Pool, Role
from examsite.exams.models import Entry, ExamBlueprint, SchemeVersion
from examsite.exams.services.arranging import Arrangement, open_sitting
from examsite.exams.services.forms import release_form, store_form
from examsite.exams.services.placing import Drawable
from examsite.items.models import Area, Item, ItemVersion, KeyVersion
from examsite.items.policies import CONFIDENTIALITY
from examsite.kit import chance, clock
from examsite.kit.db import Transaction, db, write
from examsite.kit.passwords import hash_password
from examsite.settings import Settings

SEED = 20260101
STAFF = {
    "examiner": Role.EXAMINER,
    "author": Role.AUTHOR,
    "hr": Role.HR,
    "auditor": Role.AUDITOR,
    "admin": Role.ADMIN,
    "chief": Role.OFFICER,
    "chief2": Role.OFFICER,
}
LETTERS = "abcd"
TYPES = (
    ItemType.SINGLE,
    ItemType.MULTIPLE,
    ItemType.TRUE_FALSE,
    ItemType.NUMERIC,
    ItemType.ORDERING,
    ItemType.MATCHING,
)


@dataclass(frozen=True)
class Plan:
    """What was asked for on the command line."""

    candidates: int
    exam_seconds: int
    grace: int
    items: int
    certificates: int
    key_salt: str


def _content(kind: ItemType, number: int) -> dict[str, Any]:
    stem = f"第 {number} 题（{kind.value}）：示例情境，请作答。"
    options = {letter: f"第 {number} 题的选项 {letter}" for letter in LETTERS}
    if kind in (ItemType.SINGLE, ItemType.MULTIPLE, ItemType.ORDERING):
        return {"stem": stem, "options": options}
    if kind is ItemType.MATCHING:
        left = {f"l{n}": f"第 {number} 题左 {n}" for n in range(1, 4)}
        right = {f"r{n}": f"第 {number} 题右 {n}" for n in range(1, 4)}
        return {"stem": stem, "left": left, "right": right}
    return {"stem": stem}


def _key(kind: ItemType, chance_: random.Random) -> dict[str, Any]:
    if kind is ItemType.SINGLE:
        return {"key": chance_.choice(LETTERS)}
    if kind is ItemType.MULTIPLE:
        return {"key": sorted(chance_.sample(LETTERS, 2))}
    if kind is ItemType.TRUE_FALSE:
        return {"key": chance_.random() < 0.5}
    if kind is ItemType.NUMERIC:
        return {"key": str(chance_.randint(10, 99)), "tolerance": {"abs": "0", "rel": "0"}}
    order = chance_.sample(LETTERS, 4)
    if kind is ItemType.ORDERING:
        return {"key": order}
    rights = chance_.sample(["r1", "r2", "r3"], 3)
    return {"key": dict(zip(("l1", "l2", "l3"), rights, strict=True))}


def _add_items(tx: Transaction, plan: Plan) -> tuple[list[Drawable], list[str]]:
    """The items with their keys; the canaries that stand in the keys' rationales."""
    keys = random.Random(f"{SEED}/{plan.key_salt}")
    drawn, canaries = [], []
    tx.add(Area(letter="A", title="示例域", title_en="Sample area"))
    for number in range(1, plan.items + 1):
        kind = TYPES[(number - 1) % len(TYPES)]
        code = f"FIX-{number:04d}"
        item = tx.add(
            Item(
                code=code,
                level=Level.JUNIOR,
                area="A",
                type=kind,
                pool=Pool.EXAM,
                state=ItemState.LIVE,
            )
        )
        version = tx.add(
            ItemVersion(
                item_id=item.id,
                number=1,
                content=_content(kind, number),
                passage="",
                cognitive=Cognitive.APPLY,
                difficulty=Decimal("0.7"),
                seconds=60,
                enemies=[],
                laws=[],
                provenance={"made_by": "program"},
                content_hash=f"{number:064d}",
                created_at=tx.now,
            )
        )
        canaries.append(f"CANARY-{chance.public_id(16)}")
        tx.add(
            KeyVersion(
                item_version_id=version.id,
                number=1,
                key=_key(kind, keys),
                rationales={"key": canaries[-1]},
                content_hash=f"{number:064d}",
                created_at=tx.now,
            )
        )
        drawn.append(
            Drawable(
                id=code,
                item_type=kind,
                area="A",
                cognitive=Cognitive.APPLY,
                difficulty=version.difficulty,
                enemies=(),
                family=None,
                item=item,
                version=version,
            )
        )
    return drawn, canaries


def _add_people(tx: Transaction, names: dict[str, list[Role]]) -> None:
    """Accounts in bulk; the password of each is pw-<username>, hashed on every core."""
    with ThreadPoolExecutor() as pool:
        hashes = list(pool.map(hash_password, [f"pw-{name}" for name in names]))
    rows = [
        {
            "public_id": chance.public_id(),
            "username": name,
            "name": f"示例{name}",
            "name_key": name_key(f"示例{name}"),
            "password_hash": password_hash,
            "locale": "zh",
            "created_at": tx.now,
        }
        for name, password_hash in zip(names, hashes, strict=True)
    ]
    tx.execute(insert(User), rows)
    pairs = tx.execute(select(User.username, User.id))
    ids = {row.username: row.id for row in pairs}
    grants = [
        {"user_id": ids[name], "role": role, "granted_at": tx.now}
        for name, roles in names.items()
        for role in roles
    ]
    tx.execute(insert(RoleGrant), grants)


def _sign(tx: Transaction, username: str) -> None:
    """The test account has accepted the confidentiality statement, so that programs get in."""
    person = tx.session.scalars(select(User.id).where(User.username == username)).one()
    document = get_document(CONFIDENTIALITY)
    tx.add(Consent(user_id=person, document_id=document.id, given_at=tx.now))


def _rules(tx: Transaction, plan: Plan) -> tuple[SchemeVersion, ExamBlueprint]:
    common = {
        "level": Level.JUNIOR,
        "version": "fixture",
        "content_hash": "0" * 64,
        "adopted_at": tx.now,
    }
    cut = {"cut": {"raw_hundredths": plan.items * 60}, "area_minimums": {}}
    scheme = tx.add(SchemeVersion(provisional=True, rules={"validity_months": 24}, **common))
    return scheme, tx.add(ExamBlueprint(rules=cut, **common))


def load(plan: Plan, now: datetime) -> dict[str, Any]:
    """Fill an empty database; gives what the outside program needs to know."""
    candidates = [f"cand{number:04d}" for number in range(plan.candidates)]
    with write(Action.FIXTURE_LOADED, by=None, now=now) as tx:
        people = {name: [Role.CANDIDATE] for name in candidates}
        _add_people(tx, people | {name: [role] for name, role in STAFF.items()})
        scheme, blueprint = _rules(tx, plan)
        drawn, canaries = _add_items(tx, plan)
        codes = add_certificates(tx, plan.certificates)
        _sign(tx, "author")
    form = store_form(
        drawn,
        worth=dict.fromkeys(ItemType, 100),
        level=Level.JUNIOR,
        blueprint_id=blueprint.id,
        seed=SEED,
        proof={"cells": [], "deviations": []},
        by=None,
        now=now,
    )
    release_form(form, by=None, two_people=False, now=now)
    sitting = open_sitting(
        Arrangement(
            title="试验考次",
            opens_at=now - timedelta(minutes=1),
            closes_at=now + timedelta(days=30, seconds=plan.exam_seconds),
            seconds=plan.exam_seconds,
            grace_seconds=plan.grace,
            remote=True,
        ),
        form=form,
        scheme=scheme,
        by=None,
        now=now,
    )
    with write(Action.CANDIDATE_ENTERED, by=None, now=now, about=sitting) as tx:
        entered = select(User.id).where(User.username.in_(candidates))
        rows = [{"sitting_id": sitting.id, "user_id": i} for i in db.session.scalars(entered)]
        shared = {"entered_at": now, "verdict": {}, "factor_percent": 100, "extra_seconds": 0}
        if rows:
            tx.execute(insert(Entry), [row | shared for row in rows])
    return {
        "exam": sitting.public_id,
        "user_fmt": "cand{:04d}",
        "pass_fmt": "pw-cand{:04d}",
        "staff": {name: name for name in STAFF},
        "certificates": codes,
        "canaries": canaries,
    }


@click.command("fixture")
@click.option("--candidates", default=20, show_default=True, type=click.IntRange(0, 20000))
@click.option("--exam-seconds", default=3600, show_default=True, type=click.IntRange(1))
@click.option("--grace", default=10, show_default=True, type=click.IntRange(0))
@click.option("--items", default=30, show_default=True, type=click.IntRange(1, 500))
@click.option("--certificates", default=5, show_default=True, type=click.IntRange(0, 100000))
@click.option("--key-salt", default="", help="只改变哪些选项正确。")
@click.option("--two-person", is_flag=True, help="打开两人规则。")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
def fixture(
    candidates: int,
    exam_seconds: int,
    grace: int,
    items: int,
    certificates: int,
    key_salt: str,
    two_person: bool,
    out: Path,
) -> None:
    """向空数据库写入一场可重复的试验考试（只用于开发环境）。"""
    settings = Settings()
    if settings.production:
        raise click.ClickException("生产环境不能写入试验数据")
    prepare(settings)
    with create_app(settings).app_context(), chance.seeded(SEED):
        if db.session.scalar(select(func.count()).select_from(User)):
            raise click.ClickException("数据库里已有账号：试验数据只写入空数据库")
        add_first_rows()
        plan = Plan(candidates, exam_seconds, grace, items, certificates, key_salt)
        facts = load(plan, clock.now())
    if two_person:
        settings.two_person_mark.touch()
    out.write_text(json.dumps(facts, ensure_ascii=False, indent=1), encoding="utf-8")
    click.echo(f"已写入 {candidates} 名考生、{items} 道题：{out}")
