"""Builders for regrading: a closed sitting, people who really answered it, their machine scores."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select

from examsite.accounts.models import User
from examsite.attempts.models import Attempt, ResponseEvent, ScoreVersion
from examsite.attempts.queries.answers import Marked, list_for_marking
from examsite.attempts.services.handing_in import MACHINE
from examsite.attempts.services.marking import mark_all
from examsite.commands.demo_history import right_value
from examsite.credentials.models import Credential, StatusEvent
from examsite.domain.actions import Action
from examsite.domain.scoring import RULE_VERSION
from examsite.domain.terms import AttemptState, ItemType, StatusKind
from examsite.exams.models import ExamForm, FormItem, Sitting
from examsite.kit.access import Viewer
from examsite.kit.db import db, write
from examsite.results.models import Decision, Result
from examsite.results.queries.regrading import Scope, get_place, get_run
from examsite.results.queries.waiting import get_finished_sitting
from tests import make_exam, make_results
from tests.cast import NOW

YESTERDAY = NOW - timedelta(days=1)
WORTH = 2000
"""Of each of six items: 120 points in all, the cut at 70."""


def sitting(*people: str, count: int = 6) -> Sitting:
    """A sitting that closed yesterday, of a form with one item of each type."""
    known = db.session.scalars(select(ExamForm)).first()
    form = known or make_exam.form(make_exam.bank(count), worth=WORTH)
    return make_exam.sitting(*people, exam_form=form, opens_at=YESTERDAY)


def scope(of: Sitting, *, whole_form: bool = False) -> Scope:
    """What is regraded, loaded as the pages load it."""
    found = get_finished_sitting(of.public_id)
    return Scope(found.form, None if whole_form else found)


def place(of: Sitting, kind: ItemType) -> FormItem:
    """The first place with an item of this type."""
    form = get_finished_sitting(of.public_id).form
    rows = select(FormItem).where(FormItem.form_id == form.id).order_by(FormItem.position)
    found = next(one for one in db.session.scalars(rows) if one.shape["type"] == kind)
    return get_place(form, found.public_id)


def attempt(of: Sitting, username: str, **answers: Any) -> Attempt:
    """Everything right, except what is said by type: a value in file ids, or None for nothing."""
    return attempts(of, [make_results.user(username)], [answers])[0]


def attempts(
    of: Sitting, people: Sequence[User], answers: Sequence[Mapping[str, Any]]
) -> list[Attempt]:
    """The same for many people in one write: attempts, answers, and the scores they make."""
    with write(Action.ATTEMPT_HANDED_IN, by=None, now=NOW) as tx:
        made = [_attempt(of, person) for person in people]
        tx.add_all(made)
        items = list_for_marking(made[0])  # nobody has answered yet
        rows = select(FormItem.public_id, FormItem.id).where(FormItem.form_id == of.form_id)
        places = dict(tx.session.execute(rows).all())
        events, scores = [], []
        for one, given in zip(made, answers, strict=True):
            answered = [replace(item, answer=_value(item, given)) for item in items]
            events += [
                _event(one, places[item.item], item.answer)
                for item in answered
                if item.answer is not None
            ]
            scores.append(_score(one, answered))
        tx.execute(insert(ResponseEvent), events)
        tx.execute(insert(ScoreVersion), scores)
    return made


def crowd(count: int) -> list[User]:
    """Candidates by the hundred, who never sign in."""
    rows = [
        {
            "public_id": f"CROWD{number:05d}",
            "username": f"crowd{number:05d}",
            "name": f"示例{number}",
            "name_key": f"示例{number}",
            "password_hash": "-",
            "locale": "zh",
            "created_at": NOW,
        }
        for number in range(count)
    ]
    with write(Action.DEMO_LOADED, by=None, now=NOW) as tx:
        tx.execute(insert(User), rows)
    wanted = select(User).where(User.username.startswith("crowd")).order_by(User.id)
    return list(db.session.scalars(wanted))


def _attempt(of: Sitting, person: User) -> Attempt:
    return Attempt(
        sitting_id=of.id,
        user_id=person.id,
        form_id=of.form_id,
        scheme_id=of.scheme_id,
        state=AttemptState.HANDED_IN,
        started_at=YESTERDAY,
        limit_seconds=3600,
        factor_percent=100,
        extra_seconds=0,
        window_end=of.closes_at,
        grace_seconds=10,
        deadline=YESTERDAY + timedelta(hours=1),
        submitted_at=YESTERDAY + timedelta(minutes=50),
        receipt={"code": "7Q4M-20XK"},
    )


def _score(of: Attempt, answered: list[Marked]) -> dict[str, Any]:
    """What handing in stores."""
    marks, areas = mark_all(answered)
    return {
        "attempt_id": of.id,
        "number": 1,
        "method": MACHINE,
        "rule_version": RULE_VERSION,
        "total": sum(area.earned for area in areas.values()),
        "marks": marks,
        "areas": {name: [one.earned, one.worth, one.items] for name, one in areas.items()},
        "at": NOW,
    }


def _value(item: Marked, answers: Mapping[str, Any]) -> Any:
    if item.type.value not in answers:
        return right_value(item)
    given = answers[item.type.value]
    opaque = {original: shown for shown, original in item.option_ids.items()}
    if isinstance(given, list):
        return [opaque[one] for one in given]
    return opaque.get(given, given) if isinstance(given, str) else given


def _event(of: Attempt, form_item_id: int, value: Any) -> dict[str, Any]:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return {
        "attempt_id": of.id,
        "form_item_id": form_item_id,
        "epoch": 1,
        "seq": 1,
        "value": text,
        "digest": "0" * 64,
        "verdict": "accept",
        "at": YESTERDAY,
    }


def certificate(result: Result, by: Viewer) -> Credential:
    """A certificate that rests on this result, as rows only."""
    with write(Action.CREDENTIAL_AWARDED, by=by, now=NOW) as tx:
        on = tx.add(
            Decision(
                user_id=result.user_id,
                level=result.level,
                scheme_id=make_exam.rules()[0].id,
                knowledge_id=result.id,
                award=True,
                requirements=[],
                reason="",
                decided_by_id=by.id,
                decided_at=NOW,
            )
        )
        made = tx.add(
            Credential(
                serial=1,
                number="OPJ26TEST0001",
                code="0123456789ABCDEF",
                decision_id=on.id,
                user_id=result.user_id,
                level=result.level,
                name="示例",
                name_key="示例",
                facts={},
                issued_on=NOW.date(),
                valid_until=NOW.date(),
                development=True,
                awarded_at=NOW,
            )
        )
        issued = {"kind": StatusKind.ISSUED, "reason_code": "issued", "reason": "", "at": NOW}
        tx.add(StatusEvent(credential_id=made.id, by_id=by.id, **issued))
    return made


def newest(of: Attempt) -> ScoreVersion:
    """The score in force."""
    rows = select(ScoreVersion).where(ScoreVersion.attempt_id == of.id)
    return list(db.session.scalars(rows.order_by(ScoreVersion.number)))[-1]


def again(run: Any) -> Any:
    """The run as it is now."""
    db.session.expire_all()
    return get_run(run.public_id)
