"""Builders for exams: a small bank, a form of it, a sitting with people on its roster."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from examsite.accounts.models import User
from examsite.domain.actions import Action
from examsite.domain.terms import Cognitive, ItemState, ItemType, Level, Pool
from examsite.exams.models import Entry, ExamBlueprint, ExamForm, SchemeVersion, Sitting
from examsite.exams.services.arranging import Arrangement, open_sitting
from examsite.exams.services.forms import store_form
from examsite.exams.services.placing import Drawable, drawable
from examsite.items.models import Area, Item, ItemVersion, KeyVersion
from examsite.kit.db import db, write
from tests.cast import NOW

OPTIONS = {"a": "核对价格", "b": "追加投放", "c": "继续讲解", "d": "换利润款"}
CONTENT: dict[ItemType, dict[str, Any]] = {
    ItemType.SINGLE: {"stem": "先做什么？", "options": OPTIONS},
    ItemType.MULTIPLE: {"stem": "哪些要做？", "options": OPTIONS},
    ItemType.TRUE_FALSE: {"stem": "改价须双人复核。"},
    ItemType.NUMERIC: {"stem": "UV 价值是多少？", "units": ["元/人", "元"]},
    ItemType.ORDERING: {"stem": "排出先后。", "options": OPTIONS},
    ItemType.MATCHING: {
        "stem": "岗位与职责配对。",
        "left": {"l1": "场控", "l2": "中控", "l3": "投手"},
        "right": {"r1": "控时", "r2": "改价", "r3": "调预算"},
    },
}
KEYS: dict[ItemType, dict[str, Any]] = {
    ItemType.SINGLE: {"key": "a"},
    ItemType.MULTIPLE: {"key": ["a", "c"]},
    ItemType.TRUE_FALSE: {"key": True},
    ItemType.NUMERIC: {"key": "2.69", "unit": "元/人", "tolerance": {"abs": "0.005", "rel": "0"}},
    ItemType.ORDERING: {"key": ["c", "a", "d", "b"]},
    ItemType.MATCHING: {"key": {"l1": "r1", "l2": "r2", "l3": "r3"}},
}
CANARY = "正确答案的理由-CANARY"
TYPES = tuple(CONTENT)


@dataclass(frozen=True)
class Asked:
    """An item to make."""

    code: str
    kind: ItemType
    pool: Pool = Pool.EXAM
    area: str = "A"
    content: dict[str, Any] | None = None
    key: dict[str, Any] | None = None


def bank(count: int = 6, pool: Pool = Pool.EXAM) -> list[Drawable]:
    """`count` items going round the six types, with keys, areas A to C in turn."""
    kinds = [TYPES[number % len(TYPES)] for number in range(count)]
    return items(
        *(
            Asked(f"T-{pool.value}-{number:03d}", kind, pool=pool, area="ABC"[number % 3])
            for number, kind in enumerate(kinds)
        )
    )


def item(code: str, kind: ItemType, **more: Any) -> Drawable:
    """One live item with its key."""
    return items(Asked(code, kind, **more))[0]


def items(*asked: Asked) -> list[Drawable]:
    """Live items with their keys, in one write: many tests begin with a bank."""
    with write(Action.BANK_SYNCED, by=None, now=NOW) as tx:
        for area in sorted({one.area for one in asked}):
            if tx.session.get(Area, area) is None:
                tx.add(Area(letter=area, title=area, title_en=area))
        made = [_item(one) for one in asked]
        tx.add_all(made)
        shown = [_version(one, item.id) for one, item in zip(asked, made, strict=True)]
        tx.add_all(shown)
        tx.add_all([_key(one, version.id) for one, version in zip(asked, shown, strict=True)])
    return [drawable(*pair) for pair in zip(made, shown, strict=True)]


def _item(one: Asked) -> Item:
    return Item(
        code=one.code,
        level=Level.JUNIOR,
        area=one.area,
        type=one.kind,
        pool=one.pool,
        state=ItemState.LIVE,
    )


def _first(one: Asked) -> dict[str, Any]:
    return {"number": 1, "created_at": NOW, "content_hash": f"{one.code:0>64}"}


def _version(one: Asked, item_id: int) -> ItemVersion:
    return ItemVersion(
        item_id=item_id,
        content=one.content or CONTENT[one.kind],
        passage="ch01-what-operator",
        cognitive=Cognitive.APPLY,
        difficulty=Decimal("0.7"),
        seconds=60,
        enemies=[],
        laws=[],
        provenance={},
        **_first(one),
    )


def _key(one: Asked, version_id: int) -> KeyVersion:
    return KeyVersion(
        item_version_id=version_id,
        key=one.key or KEYS[one.kind],
        rationales={"key": CANARY},
        **_first(one),
    )


def rules(*tools: str) -> tuple[SchemeVersion, ExamBlueprint]:
    """A junior scheme and blueprint, made once a test; `tools`: what the first one allows."""
    scheme = db.session.scalar(select(SchemeVersion))
    if scheme is None:
        with write(Action.SCHEME_ADOPTED, by=None, now=NOW) as tx:
            common = {"level": Level.JUNIOR, "version": "t", "content_hash": "0", "adopted_at": NOW}
            scheme = tx.add(SchemeVersion(provisional=True, rules={}, **common))
            facts = {"cut": {"raw_hundredths": 7000}, "tools": list(tools)}
            tx.add(ExamBlueprint(rules=facts, **common))
    first = select(ExamBlueprint).order_by(ExamBlueprint.id).limit(1)
    return scheme, db.session.scalars(first).one()


def another_blueprint() -> ExamBlueprint:
    """A second junior blueprint."""
    with write(Action.SCHEME_ADOPTED, by=None, now=NOW) as tx:
        common = {"level": Level.JUNIOR, "version": "u", "content_hash": "1", "adopted_at": NOW}
        return tx.add(ExamBlueprint(rules={"cut": {"raw_hundredths": 7000}}, **common))


def form(
    drawn: list[Drawable] | None = None, *, released: bool = True, worth: int = 100
) -> ExamForm:
    """A frozen form, every item worth one point or as many hundredths as said."""
    _, blueprint = rules()
    made = store_form(
        bank() if drawn is None else drawn,
        worth=dict.fromkeys(ItemType, worth),
        level=Level.JUNIOR,
        blueprint_id=blueprint.id,
        seed=7,
        proof={"cells": [], "deviations": []},
        by=None,
        now=NOW,
    )
    if released:
        with write(Action.FORM_RELEASED, by=None, now=NOW, about=made):
            made.released_at = NOW
    return made


def sitting(
    *people: str,
    exam_form: ExamForm | None = None,
    opens_at: datetime = NOW,
    seconds: int = 3600,
    window: timedelta = timedelta(hours=2),
    grace_seconds: int = 10,
    arranged: dict[str, Any] | None = None,
    **entry: Any,
) -> Sitting:
    """An open sitting with these people entered."""
    scheme, _ = rules()
    asked = Arrangement(
        title="初级知识考试",
        opens_at=opens_at,
        closes_at=opens_at + window,
        seconds=seconds,
        grace_seconds=grace_seconds,
        **(arranged or {}),
    )
    made = open_sitting(asked, form=exam_form or form(), scheme=scheme, by=None, now=NOW)
    users = db.session.scalars(select(User).where(User.username.in_(people)))
    with write(Action.CANDIDATE_ENTERED, by=None, now=NOW, about=made) as tx:
        tx.add_all(
            [Entry(sitting_id=made.id, user_id=u.id, entered_at=NOW, **entry) for u in users]
        )
    return made
