"""What should become of an attempt, worked out again in its own plain arithmetic.

Nothing here calls the program: whole milliseconds since the sitting opened, one class, no rules
borrowed from `domain/`. Each method says what the same act on the site must answer, by the code
of the refusal or "" when it is done.
"""

from dataclasses import dataclass, field
from typing import Any

SECOND = 1000
GRACE = 10 * SECOND
PAUSE = 4 * 3600
WORTH = 100
OPEN, HANDED_IN, CLOSED, VOIDED = "in_progress", "handed_in", "closed_by_deadline", "voided"
FINISHED = (HANDED_IN, CLOSED)


def begun_seconds(length: int) -> int:
    """Whole seconds, begun ones counted."""
    return -(-length // SECOND)


@dataclass(frozen=True)
class Answer:
    """One value as it was sent: its place in the order of saves."""

    epoch: int
    seq: int
    value: Any


@dataclass
class Life:
    """One attempt. `marks`: item -> what a value earns; `full`: items regraded to full marks;
    `late`: what came after the end; `case`: whether two people look at it."""

    own: int
    window: int
    marks: dict[str, Any]
    state: str = OPEN
    epoch: int = 1
    started: int = 0
    paused: int | None = None
    submitted: int | None = None
    by_staff: bool = False
    shown: bool = False
    given: int = 0
    events: int = 0
    finishes: int = 0
    case: str = ""
    stored: dict[str, Answer] = field(default_factory=dict)
    late: dict[str, list[Answer]] = field(default_factory=dict)
    full: set[str] = field(default_factory=set)
    totals: list[int] = field(default_factory=list)

    @property
    def due(self) -> int:
        """The deadline; a pause that is on counts as four hours."""
        return min(self.own, self.window) + (0 if self.paused is None else PAUSE * SECOND)

    def seen(self, now: int) -> int:
        """The deadline as a reader sees it."""
        if self.paused is None or not self.is_paused(now):
            return self.due
        return min(self.own, self.window) + now - self.paused

    def is_paused(self, now: int) -> bool:
        return self.paused is not None and now < self.paused + PAUSE * SECOND

    def is_over(self, now: int) -> bool:
        return self.state != OPEN or now > self.due + GRACE

    def takes_time(self, now: int) -> bool:
        return self.state == OPEN and now <= self.due

    def _more(self, seconds: int) -> None:
        self.own += seconds * SECOND
        self.window += seconds * SECOND

    def save(self, item: str, sent: Answer, now: int) -> str:
        """What a save is answered; what is kept of it."""
        if sent.epoch > self.epoch:
            return "bad_epoch"
        said = self._said(item, sent, now)
        self.events += said != "repeat"
        if said == "":
            self.stored[item] = sent
        if said == "closed":
            self._keep_late(item, sent)
        return "" if said == "repeat" else said

    def _said(self, item: str, sent: Answer, now: int) -> str:
        if self.is_over(now):
            return "closed"
        if sent.epoch < self.epoch:
            return "taken_over"
        have = self.stored.get(item)
        if have is None or (sent.epoch, sent.seq) > (have.epoch, have.seq):
            return ""
        if (sent.epoch, sent.seq) < (have.epoch, have.seq):
            return "stale"
        return "repeat" if sent == have else "seq_reused"

    def _keep_late(self, item: str, sent: Answer) -> None:
        self.late.setdefault(item, []).append(sent)
        looked_at = self.state in (OPEN, CLOSED) or (self.state == HANDED_IN and self.by_staff)
        if looked_at and not self.case and self.newer():
            self.case = "open"

    def newer(self) -> dict[str, Answer]:
        """What came late, is newer than what counts, and says something else."""
        found = {}
        for item, values in self.late.items():
            last, have = max(values, key=lambda one: (one.epoch, one.seq)), self.stored.get(item)
            newer = have is None or (last.epoch, last.seq) > (have.epoch, have.seq)
            if newer and (have is None or have.value != last.value):
                found[item] = last
        return found

    def take_over(self) -> None:
        """Another device asks for the paper."""
        self.epoch += self.state == OPEN

    def show(self, now: int) -> None:
        """The first display: what took longer than five seconds is given back."""
        if not self.shown and self.takes_time(now):
            self.shown = True
            self._more(max(0, min(begun_seconds(now - self.started) - 5, 60)))

    def extend(self, seconds: int) -> None:
        self.given += seconds
        self._more(seconds)

    def pause(self, now: int) -> None:
        """One that nobody ended is over after four hours, and still counts."""
        self.end_pause(now)
        self.paused = now

    def end_pause(self, until: int) -> None:
        """What was paused is added."""
        if self.paused is not None:
            self._more(max(1, min(begun_seconds(until - self.paused), PAUSE)))
            self.paused = None

    def _finish(self, state: str, at: int) -> None:
        self.state, self.submitted, self.full = state, at, set()
        self.finishes += 1
        self.totals.append(self.score())

    def score(self) -> int:
        """Hundredths for what is stored."""
        earned = dict.fromkeys(self.full, WORTH)
        for item, answer in self.stored.items():
            if answer.value is not None and item not in self.full:
                earned[item] = self.marks[item](answer.value)
        return sum(earned.values())

    def regrade(self, item: str) -> None:
        """Everybody who has finished gets this item in full, in a record of its own."""
        if self.state in FINISHED:
            self.full.add(item)
            self.totals.append(self.score())

    def hand_in(self, now: int) -> None:
        if self.state == OPEN:
            late = now > self.due + GRACE
            self._finish(CLOSED if late else HANDED_IN, self.due if late else now)

    def sweep(self, now: int) -> bool:
        """Whether the sweep closes it."""
        if self.state != OPEN or now <= self.due + GRACE:
            return False
        self._finish(CLOSED, self.due)
        return True

    def end(self, now: int) -> str:
        """Staff hand in for the candidate."""
        if not self.takes_time(now):
            return "nobody_writing"
        self.end_pause(now)
        self.by_staff = True
        self._finish(HANDED_IN, now)
        return ""

    def void(self, now: int) -> str:
        if self.state == VOIDED:
            return "nobody_writing"
        if self.paused is not None:
            self._leave_due()
        self.state, self.by_staff = VOIDED, True
        self.submitted = now if self.submitted is None else self.submitted
        return ""

    def _leave_due(self) -> None:
        """Voided while paused: the deadline that was stored stays as it was."""
        self._more(PAUSE)
        self.paused = None

    def reopen(self, seconds: int, now: int) -> str:
        if self.state != CLOSED and not (self.state == HANDED_IN and self.by_staff):
            return "not_reopenable"
        assert self.submitted is not None
        if self.due - self.submitted + seconds * SECOND < 60 * SECOND:
            return "no_time_left"
        self.end_pause(self.submitted)
        self._more(max(1, begun_seconds(now - self.submitted)) + seconds)
        self.given += seconds
        self.state, self.submitted, self.by_staff = OPEN, None, False
        return ""

    def decide_late(self, accept: bool, now: int) -> str:
        """Two people let the late answers count, or not."""
        if not self.case or self.state not in FINISHED:
            return "nothing_late"
        if self.case != "open":
            return "late_settled"
        late = self.newer()
        if accept and not late:
            return "nothing_late"
        self.case = "settled"
        if accept:
            self.epoch += 1
            for number, item in enumerate((one for one in self.marks if one in late), 1):
                self.stored[item] = Answer(self.epoch, number, late[item].value)
                self.events += 1
            self._finish(self.state, now)
        return ""
