"""One attempt: verdicts on saves, lazy closing, moves; and a state machine over all of it."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from examsite.domain.attempt import (
    REFUSALS,
    TRANSITIONS,
    AttemptClosed,
    BadEpoch,
    IllegalMove,
    Mark,
    Verdict,
    answer_digest,
    judge_save,
    require_move,
    require_open,
    state_seen,
)
from examsite.domain.exam_time import TimeEvent, TimeInputs, deadline
from examsite.domain.terms import AttemptState, TimeEventKind

START = datetime(2026, 11, 26, 1, tzinfo=UTC)
DUE = START + timedelta(minutes=75)
GRACE = timedelta(seconds=10)
OPEN, HANDED_IN = AttemptState.IN_PROGRESS, AttemptState.HANDED_IN
TICK = timedelta(microseconds=1)


def verdict(incoming, stored=None, device_epoch=1, now=START, state=OPEN):
    return judge_save(
        state=state,
        due=DUE,
        grace=GRACE,
        now=now,
        stored=stored,
        device_epoch=device_epoch,
        incoming=Mark(*incoming),
    )


HAVE = Mark(1, 5, "v")


@pytest.mark.parametrize(
    ("incoming", "stored", "device_epoch", "expected"),
    [
        ((1, 1, "a"), None, 1, Verdict.ACCEPT),
        ((1, 6, "v"), HAVE, 1, Verdict.ACCEPT),
        ((1, 900, "w"), HAVE, 1, Verdict.ACCEPT),
        ((1, 5, "v"), HAVE, 1, Verdict.REPEAT),
        ((1, 5, "w"), HAVE, 1, Verdict.SEQ_REUSED),
        ((1, 4, "v"), HAVE, 1, Verdict.STALE),
        ((1, 6, "w"), HAVE, 2, Verdict.TAKEN_OVER),
        ((1, 5, "v"), HAVE, 2, Verdict.TAKEN_OVER),
        ((1, 1, "a"), None, 2, Verdict.TAKEN_OVER),
        ((2, 1, "w"), HAVE, 2, Verdict.ACCEPT),  # the order is (epoch, seq)
        ((2, 5, "v"), HAVE, 2, Verdict.ACCEPT),
        ((0, 1, "a"), None, 0, Verdict.ACCEPT),
    ],
)
def test_saves_in_time(incoming, stored, device_epoch, expected):
    assert verdict(incoming, stored, device_epoch) is expected


@pytest.mark.parametrize(
    ("late", "expected"),
    [
        (-TICK, Verdict.ACCEPT),
        (timedelta(0), Verdict.ACCEPT),
        (GRACE, Verdict.ACCEPT),
        (GRACE + TICK, Verdict.CLOSED),
        (timedelta(days=9), Verdict.CLOSED),
    ],
)
def test_a_save_counts_until_the_deadline_and_its_grace(late, expected):
    assert verdict((1, 1, "a"), now=DUE + late) is expected


@pytest.mark.parametrize("state", [state for state in AttemptState if state is not OPEN])
@pytest.mark.parametrize("incoming", [(1, 6, "w"), (1, 5, "v"), (1, 5, "w"), (1, 1, "x")])
def test_after_the_end_everything_is_closed_first(state, incoming):
    assert verdict(incoming, HAVE, state=state) is Verdict.CLOSED
    assert verdict(incoming, HAVE, device_epoch=3, state=state) is Verdict.CLOSED


@pytest.mark.parametrize("incoming", [(2, 1, "a"), (-1, 1, "a"), (1, 0, "a"), (1, -4, "a")])
def test_numbers_nobody_gave_out_are_refused(incoming):
    with pytest.raises(BadEpoch):
        verdict(incoming)


def test_each_refusal_has_its_code_on_the_wire():
    assert {verdict.value: REFUSALS[verdict].code for verdict in REFUSALS} == {
        "stale": "stale",
        "seq_reused": "seq_reused",
        "taken_over": "taken_over",
        "closed": "closed",
    }


def test_the_state_seen_does_not_wait_for_the_sweeper():
    assert state_seen(OPEN, DUE, GRACE, DUE + GRACE) is OPEN
    assert state_seen(OPEN, DUE, GRACE, DUE + GRACE + TICK) is AttemptState.CLOSED_BY_DEADLINE
    assert state_seen(HANDED_IN, DUE, GRACE, DUE + GRACE + TICK) is HANDED_IN
    require_open(OPEN, DUE, GRACE, DUE)
    for state, now in [(OPEN, DUE + GRACE + TICK), (HANDED_IN, START)]:
        with pytest.raises(AttemptClosed):
            require_open(state, DUE, GRACE, now)


@pytest.mark.parametrize("now", AttemptState)
@pytest.mark.parametrize("to", AttemptState)
def test_moves(now, to):
    closed = (HANDED_IN, AttemptState.CLOSED_BY_DEADLINE)
    reopened_or_voided = now in closed and to in (OPEN, AttemptState.VOIDED)
    if (now is OPEN and to is not OPEN) or reopened_or_voided:
        require_move(now, to)
        return
    with pytest.raises(IllegalMove):
        require_move(now, to)


def test_every_state_stands_in_the_table():
    assert set(TRANSITIONS) == set(AttemptState)


def test_answer_digest():
    expected = '["K7Q2M","i1",1,3,{"number":"2.69","unit":"元/人"}]'.encode()
    value = {"unit": "元/人", "number": "2.69"}
    assert answer_digest("K7Q2M", "i1", 1, 3, value) == hashlib.sha256(expected).hexdigest()


class AttemptMachine(RuleBasedStateMachine):
    """Saves, take-overs, clocks that run, extensions, hand-in. The oracle keeps its own books:
    every accepted save in one list, and seconds as plain integers."""

    def __init__(self):
        super().__init__()
        self.clock = 0
        self.state = OPEN
        self.epoch = 1
        self.stored = None
        self.accepted = []
        self.events = []
        self.own_due = 60
        self.ended = False

    @property
    def due(self):
        return deadline(TimeInputs(START, 60), self.events)

    @property
    def now(self):
        return START + timedelta(seconds=self.clock)

    @rule(seconds=st.integers(0, 30))
    def wait(self, seconds):
        self.clock += seconds
        self.ended = self.ended or self.clock > self.own_due + 10

    @rule(seconds=st.integers(1, 60), kind=st.sampled_from(TimeEventKind))
    def give_time(self, seconds, kind):
        self.events.append(TimeEvent(self.now, kind, seconds))
        if self.clock <= self.own_due:
            self.own_due += seconds

    @rule()
    def take_over(self):
        self.epoch += 1

    @precondition(lambda self: not self.ended)
    @rule()
    def hand_in(self):
        require_open(self.state, self.due, GRACE, self.now)
        require_move(self.state, HANDED_IN)
        self.state, self.ended = HANDED_IN, True

    @rule(back=st.integers(0, 2), seq=st.integers(1, 6), value=st.sampled_from("ab"))
    def save(self, back, seq, value):
        epoch = max(0, self.epoch - back)
        incoming = Mark(epoch, seq, value)
        got = judge_save(
            state=self.state,
            due=self.due,
            grace=GRACE,
            now=self.now,
            stored=self.stored,
            device_epoch=self.epoch,
            incoming=incoming,
        )
        assert got.value == self._expected(epoch, seq, value)
        if got is Verdict.ACCEPT:
            self.stored = incoming
            self.accepted.append((epoch, seq, value))

    def _expected(self, epoch, seq, value):
        if self.ended:
            return "closed"
        if epoch != self.epoch:
            return "taken_over"
        same_place = [kept for kept in self.accepted if kept[:2] == (epoch, seq)]
        later = [kept for kept in self.accepted if kept[:2] > (epoch, seq)]
        if later:
            return "stale"
        if same_place:
            return "repeat" if same_place[0][2] == value else "seq_reused"
        return "accept"

    @invariant()
    def the_books_agree(self):
        assert self.accepted == sorted(self.accepted, key=lambda kept: kept[:2])
        assert (self.stored or None) == (Mark(*self.accepted[-1]) if self.accepted else None)
        assert self.due == START + timedelta(seconds=self.own_due)
        seen = state_seen(self.state, self.due, GRACE, self.now)
        assert (seen is not OPEN) == self.ended


TestAttemptMachine = AttemptMachine.TestCase
TestAttemptMachine.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
