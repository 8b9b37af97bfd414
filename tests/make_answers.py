"""Builders for short answers: a form that asks one, attempts that answered it, markers at work."""

import json
from datetime import timedelta

from sqlalchemy import select

from examsite.attempts.models import Attempt, ResponseEvent, ScoreVersion
from examsite.attempts.queries.answers import ACCEPTED, list_for_marking
from examsite.attempts.services.marking import mark_all
from examsite.domain.actions import Action
from examsite.domain.scoring import RULE_VERSION
from examsite.domain.terms import ItemType
from examsite.exams.models import FormItem, Sitting
from examsite.kit.access import Viewer
from examsite.kit.db import db, write
from examsite.short_answers import services
from examsite.short_answers.models import MarkingQueue
from examsite.short_answers.queries.queues import list_lines, load_desk
from tests import make_exam, make_results
from tests.cast import NOW

SHORT = {"stem": "写出先后与责任人。", "length": [20, 60]}
GUIDE = [(2, "先后分清。"), (2, "责任人落实。"), (2, "对外口径一致。"), (1, "有记录。")]
ANCHORS = {"7": "样例满分的作答。", "4": "样例居中的作答。", "0": "样例零分的作答。"}
KEY = {
    "key": None,
    "guide": [{"points": points, "text": text} for points, text in GUIDE],
    "anchors": ANCHORS,
}
FULL = [2, 2, 2, 1]
LINES = {7: FULL, 5: [2, 2, 1, 0], 4: [2, 2, 0, 0], 3: [2, 1, 0, 0], 2: [2, 0, 0, 0], 0: [0] * 4}


def sitting(*people: str) -> Sitting:
    """A sitting of a form with one single choice (area A) and one short answer (area B)."""
    drawn = [
        make_exam.item("T-S-1", ItemType.SINGLE),
        make_exam.item("T-S-2", ItemType.SHORT_ANSWER, area="B", content=SHORT, key=KEY),
    ]
    exam = make_exam.sitting(*people, exam_form=make_exam.form(drawn, worth=700))
    for person in people:
        attempt(person, exam)
    return exam


def place(exam: Sitting) -> FormItem:
    """Where the sitting's form asks the short answer."""
    rows = db.session.scalars(select(FormItem).where(FormItem.form_id == exam.form_id))
    return next(one for one in rows if one.shape["type"] == ItemType.SHORT_ANSWER.value)


def attempt(person: str, exam: Sitting) -> Attempt:
    """A finished attempt that answered the short question, marked by the machine."""
    began = NOW - timedelta(hours=1)
    made = make_results.attempt(person, of=exam, marked=False, started_at=began)
    with write(Action.ATTEMPT_HANDED_IN, by=None, now=NOW) as tx:
        tx.add(
            ResponseEvent(
                attempt_id=made.id,
                form_item_id=place(exam).id,
                epoch=1,
                seq=1,
                value=json.dumps(text_of(person), ensure_ascii=False),
                digest="0" * 64,
                verdict=ACCEPTED,
                at=NOW,
            )
        )
        marks, areas = mark_all(list_for_marking(made))
        tx.add(
            ScoreVersion(
                attempt_id=made.id,
                number=1,
                method="machine",
                rule_version=RULE_VERSION,
                total=sum(area.earned for area in areas.values()),
                marks=marks,
                areas={name: [one.earned, one.worth, one.items] for name, one in areas.items()},
                at=NOW,
            )
        )
    return made


def text_of(person: str) -> str:
    """What a person answered: nobody's name, every text its own."""
    return f"先停再报，由场控代管。第{len(person)}{person[0]}版。"


def queue(by: Viewer) -> MarkingQueue:
    """The marker's queue of the one question there is."""
    rows = select(MarkingQueue).where(MarkingQueue.marker_id == by.id)
    found = db.session.scalars(rows).one_or_none()
    return found or services.open_queue(list_lines(by)[0], by=by, now=NOW)


def mark_all_of(by: Viewer, points: dict[str, int], check: int | None = None) -> list[int]:
    """Mark everything in the marker's queue: answers by their text, checks rightly or as said.
    Gives back the anchors of the checks that were told as missed."""
    found, missed = queue(by), []
    by_text = {text_of(person): given for person, given in points.items()}
    while (offer := load_desk(found).next()) is not None:
        right = offer.anchor if check is None else check
        given = by_text[offer.text] if offer.anchor is None else right
        saved = services.give(found, offer.token, LINES[given or 0], note="", by=by, now=NOW)
        missed += [saved.missed] if saved.missed is not None else []
    return missed


def score(person: str) -> ScoreVersion:
    """The score in force of a person's only attempt."""
    rows = (
        select(ScoreVersion)
        .join(Attempt, Attempt.id == ScoreVersion.attempt_id)
        .where(Attempt.user_id == make_results.user(person).id)
        .order_by(ScoreVersion.number.desc())
    )
    return db.session.scalars(rows).first()
