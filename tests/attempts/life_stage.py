"""The site under an attempt's life: two people taking an exam, and everything stored compared."""

from datetime import timedelta
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine, initialize
from sqlalchemy import select

from examsite.attempts.models import Attempt, LateCase, ScoreVersion
from examsite.attempts.queries.answers import list_answers
from examsite.attempts.queries.attempts import get_any_attempt, get_seat
from examsite.attempts.services import saving, taking
from examsite.domain.errors import Refusal
from examsite.domain.terms import ItemType
from examsite.exams.models import FormItem
from examsite.exams.queries import get_form
from examsite.invigilation.services import settling
from examsite.invigilation.services.running import Seats
from examsite.kit.db import db
from tests import make_exam
from tests.attempts.life_oracle import GRACE, OPEN, SECOND, WORTH, Answer, Life
from tests.cast import NOW
from tests.make_exam import Asked

LIMIT, WINDOW = 1800, 7200
TAKING = ("candidate", "other_candidate")
BECAUSE = "考场停电"


def an_exam() -> Any:
    """A form with a true/false, a single and a multiple item."""
    kinds = (ItemType.TRUE_FALSE, ItemType.SINGLE, ItemType.MULTIPLE)
    drawn = make_exam.items(*(Asked(f"L-{kind.value}", kind) for kind in kinds))
    return make_exam.form(drawn, worth=WORTH)


class Places:
    """The items of the form: what can be answered, and what each value earns."""

    def __init__(self, form: Any):
        rows = select(FormItem).where(FormItem.form_id == form.id).order_by(FormItem.position)
        self.rows = list(db.session.scalars(rows))
        self.names = [one.public_id for one in self.rows]
        self.values: dict[str, list[Any]] = {}
        self.marks: dict[str, Any] = {}
        for one in self.rows:
            shown = {original: mine for mine, original in one.option_ids.items()}
            self._learn(one.public_id, one.shape["type"], shown)

    def _learn(self, name: str, kind: str, shown: dict[str, str]) -> None:
        if kind == "true_false":
            self.values[name] = [True, False, None, True, False]
            self.marks[name] = lambda value: WORTH * (value is True)
        elif kind == "single":
            a, b, c, d = (shown[one] for one in "abcd")
            self.values[name] = [a, b, None, c, d]
            self.marks[name] = lambda value: WORTH * (value == a)
        else:
            a, b, c, d = (shown[one] for one in "abcd")
            self.values[name] = [sorted([a, c]), [a], None, [b], sorted([a, b, c])]
            self.marks[name] = lambda value: max(
                0, 50 * (len({a, c} & set(value)) - len({b, d} & set(value)))
            )


class Sending:
    """One candidate's page: numbers per item, what waits while it is offline."""

    def __init__(self) -> None:
        self.epoch = 1
        self.seq: dict[str, int] = {}
        self.queue: list[tuple[str, Answer]] = []
        self.sent: list[tuple[str, Answer]] = []
        self.devices = 0

    def next(self, name: str, value: Any) -> tuple[str, Answer]:
        self.seq[name] = self.seq.get(name, 0) + 1
        return name, Answer(self.epoch, self.seq[name], value)


class Stage(RuleBasedStateMachine):
    """One run: a sitting of its own. Subclasses bring `places`, `form` (public id), `people`."""

    places: Places
    form: str
    people: Any
    begun = 0

    def person(self, name: str) -> Any:
        """The signed-in candidate."""
        return getattr(self.people, name)

    @initialize()
    def begin(self) -> None:
        type(self).begun += 1
        self.now = 0
        self.exam = make_exam.sitting(
            *TAKING, exam_form=get_form(self.form), seconds=LIMIT, window=timedelta(seconds=WINDOW)
        ).public_id
        self.attempts: dict[str, str] = {}
        self.life: dict[str, Life] = {}
        self.page: dict[str, Sending] = {}
        self.receipts: dict[str, Any] = {}
        for name in TAKING:
            person = self.person(name)
            seat = get_seat(self.exam, visible_to=person)
            started = taking.start(seat, device="d0", by=person, now=self.at)
            self.attempts[name] = started.attempt.public_id
            self.life[name] = Life(LIMIT * SECOND, WINDOW * SECOND, self.places.marks)
            self.page[name] = Sending()
        self.look()

    @property
    def at(self) -> Any:
        """The instant, on the site's calendar."""
        return NOW + timedelta(milliseconds=self.now)

    def said(self, act: Any, *given: Any, **more: Any) -> tuple[str, Any]:
        """The code of the refusal, or "" and what came back."""
        db.session.expunge_all()
        try:
            return "", act(*given, now=self.at, **more)
        except Refusal as refusal:
            return refusal.code, None
        finally:
            db.session.rollback()
            db.session.expunge_all()

    def row(self, name: str) -> Attempt:
        return get_any_attempt(self.attempts[name])

    def seats(self, name: str | None) -> Seats:
        row = self.row(name or TAKING[0])
        return Seats(row.sitting, row if name else None)

    def send(self, name: str, place: str, sent: Answer) -> None:
        """One save over the wire: the same verdict, and the deadline with it."""
        life = self.life[name]
        body = {"value": sent.value, "seq": sent.seq, "epoch": sent.epoch}
        expected = life.save(place, sent, self.now)
        code, saved = self.said(saving.save, self.attempts[name], place, body, by=self.person(name))
        assert code == expected, (code, expected)
        if saved is not None:
            assert self.ms(saved.deadline) == life.seen(self.now)
            assert self.now <= life.due + GRACE
        self.page[name].sent.append((place, sent))

    def among(self, name: str | None, *, paused: bool | None = None) -> list[Life]:
        """Whom an act concerns."""
        found = [self.life[one] for one in ([name] if name else TAKING)]
        return [
            one
            for one in found
            if one.takes_time(self.now) and paused in (None, one.is_paused(self.now))
        ]

    def ms(self, instant: Any) -> int:
        return round((instant - NOW) / timedelta(milliseconds=1))

    def look(self, *names: str) -> None:
        """Everything stored about these people is what it should be."""
        for name in names or TAKING:
            self.compare(name)

    def compare(self, name: str) -> None:
        row, life = self.row(name), self.life[name]
        stored = {
            key: Answer(one["epoch"], one["seq"], one["value"])
            for key, one in list_answers(row.id).items()
        }
        assert stored == life.stored
        assert (row.state.value, row.epoch) == (life.state, life.epoch)
        assert self.ms(row.deadline) == life.due
        assert (row.submitted_at and self.ms(row.submitted_at)) == life.submitted
        rows = select(ScoreVersion.total).where(ScoreVersion.attempt_id == row.id)
        totals = list(db.session.scalars(rows.order_by(ScoreVersion.number)))
        assert totals == life.totals
        case = db.session.scalar(select(LateCase).where(LateCase.attempt_id == row.id))
        assert (case is not None) == bool(life.case)
        self.compare_receipt(name, row, life.finishes)

    def compare_receipt(self, name: str, row: Attempt, finishes: int) -> None:
        """One receipt a finish, and never another."""
        before = self.receipts.get(name, (0, None))
        if before[0] == finishes:
            assert row.receipt == before[1]
        else:
            assert row.receipt != before[1]
            assert row.receipt["events"] == self.life[name].events
        self.receipts[name] = (finishes, row.receipt)
        db.session.rollback()

    def teardown(self) -> None:
        """Nobody is left writing for the next run's sweep."""
        for name, attempt in getattr(self, "attempts", {}).items():
            if self.life[name].state == OPEN:
                db.session.rollback()
                row = get_any_attempt(attempt)
                settling.void(row, reason=BECAUSE, by=self.people.officer, now=self.at)
        db.session.rollback()
        db.session.expunge_all()
