"""How many rows a database looks at for one save and one hand-in: no more for a full hall than for one.

The tables have no statistics here, as they have none in the first minutes of an exam day; a
planner left to guess then takes every account and every open attempt.
"""

import pytest
from sqlalchemy import insert, select

from examsite.accounts.models import LoginSession, User
from examsite.accounts.queries import _viewer
from examsite.attempts.models import Attempt, ResponseEvent
from examsite.attempts.queries.answers import ANSWERS, FOR_MARKING
from examsite.attempts.queries.saving import keep_answer, save_facts
from examsite.domain.actions import Action
from examsite.exams.models import FormItem
from examsite.kit import driver
from examsite.kit.db import append, db
from tests import make_exam
from tests.attempts.test_keep_answer import answer_row

OTHERS = 300
ITEMS = 60
MOST = 250
"""Rows for a save: all of one candidate's own, whatever the plan, and nobody else's."""


def copied(row, number, **changes):
    """The row's columns for somebody else."""
    values = {column.key: getattr(row, column.key) for column in row.__table__.columns}
    return values | {"id": 10_000 + number} | changes


@pytest.fixture
def again():
    """How many times every item has been answered."""
    return 1


@pytest.fixture
def hall(clients, site, now, again):
    """One attempt in a full hall, all of them writing; its paper, its row and the sign-in."""
    form = make_exam.form(make_exam.bank(ITEMS))
    exam = make_exam.sitting("candidate", exam_form=form)
    paper = clients.candidate.post(f"/api/v1/exams/{exam.public_id}/attempts").json
    attempt = db.session.scalars(select(Attempt)).one()
    user = db.session.get(User, attempt.user_id)
    signed_in = db.session.scalars(select(LoginSession).where(LoginSession.user_id == user.id))
    entry = signed_in.first()
    crowd = {User: [], LoginSession: [], Attempt: []}
    for n in range(OTHERS):
        name, own = {"public_id": f"X{n:09d}"}, {"user_id": 10_000 + n}
        crowd[User].append(copied(user, n, **name, username=f"other{n}", phone=None, email=None))
        crowd[LoginSession].append(copied(entry, n, **name, **own, token_hash=f"{n:064d}"))
        crowd[Attempt].append(copied(attempt, n, **name, **own))
    items = list(db.session.scalars(select(FormItem.id).order_by(FormItem.id)))
    event = {"attempt_id": attempt.id, "epoch": 1, "value": "true", "digest": "0" * 64, "at": now}
    events = [
        {**event, "form_item_id": item, "seq": seq, "verdict": "accept"}
        for item in items
        for seq in range(1, again + 1)
    ]
    with append(Action.ANSWER_SAVED, by=None, now=now) as tx:
        for model, rows in crowd.items():
            tx.connection.execute(insert(model.__table__), rows)
        tx.connection.execute(insert(ResponseEvent.__table__), events)
    return paper, attempt, entry


def looked_at(plan):
    """Rows a plan took up, those it threw away again included."""
    names = ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Join Filter")
    own = plan["Actual Loops"] * sum(plan.get(name, 0) for name in names)
    return own + sum(looked_at(part) for part in plan.get("Plans", ()))


def rows_for(build, **given):
    """How many rows PostgreSQL looks at for the statement; on SQLite, which does not count
    them, `OTHERS` for every table read from end to end."""
    one = driver._driver()
    statement = one.statement(build)
    parameters = statement.parameters(given)
    if one.engine.dialect.name == "sqlite":
        plan = one.run(f"EXPLAIN QUERY PLAN {statement.sql}", parameters, driver._all)
        scans = [line[-1] for line in plan if line[-1].startswith("SCAN")]
        return OTHERS * len([scan for scan in scans if "CONSTANT" not in scan])
    asked = f"EXPLAIN (ANALYZE, FORMAT JSON) {statement.sql}"
    return looked_at(one.run(asked, parameters, driver._all)[0][0][0]["Plan"])


def test_one_save_reads_no_more_for_a_full_hall(hall, now):
    paper, attempt, entry = hall
    item = paper["items"][0]["item"]
    asked = {"attempt": paper["attempt"], "item": item, "user": attempt.user_id, "now": now}
    (facts,) = driver.rows(save_facts, **asked)
    assert rows_for(_viewer, token_hash=entry.token_hash) <= MOST
    assert rows_for(save_facts, **asked) <= MOST
    assert rows_for(keep_answer, **answer_row(facts, seq=2)) <= MOST


@pytest.mark.parametrize("again", [20])
def test_handing_in_looks_at_an_answer_a_few_times_not_once_for_every_item(hall, again):
    _, attempt, _ = hall
    most = ITEMS * again * 20
    asked = {"attempt": attempt.id, "form": attempt.form_id}
    assert rows_for(lambda _: FOR_MARKING, **asked) <= most
    assert rows_for(lambda _: ANSWERS, **asked) <= most
