"""An attempt's whole life by chance: services and database against plain arithmetic.

Two people sit one exam; answers come in order, again, out of order, from an old device, after
hours offline; staff give time, pause, end, void and reopen; the deadline passes. After every
step what is stored must be what `life_oracle` says: acknowledged = stored, one state, one
receipt, the right deadline, no score without its record. `./dev nightly` runs it for longer.
"""

from typing import Any

import hypothesis
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule, run_state_machine_as_test

from examsite.accounts.services import proposals
from examsite.attempts.queries.attempts import get_seat
from examsite.attempts.services import displaying, handing_in, taking
from examsite.domain.regrade import Change, Policy
from examsite.invigilation.services import late_answers, running, settling
from examsite.kit import jobs
from examsite.kit.site import settings
from examsite.results.queries.regrading import get_place, get_run
from examsite.results.services import regrading
from tests.attempts.life_oracle import FINISHED, GRACE, OPEN, SECOND, Answer
from tests.attempts.life_stage import BECAUSE, TAKING, WINDOW, Places, Stage, an_exam
from tests.make_regrade import scope

LONG = {"ci": (200, 25), "nightly": (2000, 80)}
"""Runs, and steps of each: in every test run, and with `--hypothesis-profile=nightly`."""
who = st.sampled_from(TAKING)
item = st.integers(0, 2)
choice = st.integers(0, 4)
seconds = st.sampled_from([1, 30, 59, 60, 300, 900])
several = st.lists(st.tuples(item, choice), min_size=1, max_size=6)
shuffles = st.one_of(st.none(), st.randoms(use_true_random=False))
instants = st.one_of(
    st.integers(0, 200).map(lambda tenths: tenths * 100),
    st.integers(0, 90).map(lambda one: one * SECOND),
    st.sampled_from([60, 60, 600, 1799, 5 * 3600]).map(lambda one: one * SECOND),
)
seldom = st.sampled_from([False, False, False, True])


class AttemptLife(Stage):
    """Steps on the site, each held against the oracle."""

    @rule(length=instants)
    def wait(self, length: int) -> None:
        self.now += length

    @rule(
        name=who, off=st.sampled_from([-1000, -1000, 0, 1, GRACE, GRACE + 1]), sweep=st.booleans()
    )
    def wait_for_the_deadline(self, name: str, off: int, sweep: bool) -> None:
        self.now = max(self.now, self.life[name].due + off)
        if sweep:
            self.sweep()
        self.look()

    @rule(name=who, given=several, order=shuffles)
    def answer(self, name: str, given: list[tuple[int, int]], order: Any) -> None:
        """Some answers, as they reach the server: in any order."""
        for place, value in given:
            self.put_by(name, place, value)
        self.empty_queue(name, order, 1)

    @rule(name=who, given=several)
    def answer_offline(self, name: str, given: list[tuple[int, int]]) -> None:
        for place, value in given:
            self.put_by(name, place, value)

    @rule(name=who, order=shuffles, times=st.integers(1, 2))
    def come_back_online(self, name: str, order: Any, times: int) -> None:
        """What waited is sent: in any order, perhaps twice."""
        self.empty_queue(name, order, times)

    def put_by(self, name: str, place: int, value: int) -> None:
        page, key = self.page[name], self.places.names[place]
        page.queue.append(page.next(key, self.places.values[key][value]))

    def empty_queue(self, name: str, order: Any, times: int) -> None:
        page = self.page[name]
        waiting, page.queue = page.queue, []
        if order:
            order.shuffle(waiting)
        for place, sent in waiting:
            for _ in range(1 if self.life[name].is_over(self.now) else times):
                self.send(name, place, sent)
            self.now += 100
        self.look(name)

    @rule(name=who, back=st.integers(1, 8))
    def answer_again(self, name: str, back: int) -> None:
        """The reply was lost: the very same request once more, or an older one."""
        sent = self.page[name].sent
        if sent:
            self.send(name, *sent[-min(back, len(sent))])
            self.look(name)

    @rule(name=who, value=choice, ahead=st.sampled_from([0, 0, 1]))
    def answer_under_a_used_number(self, name: str, value: int, ahead: int) -> None:
        """Another value under a number that was used, or from an epoch never given out."""
        if self.page[name].sent and not self.life[name].is_over(self.now):
            key, last = self.page[name].sent[-1]
            wanted = self.places.values[key][value]
            self.send(name, key, Answer(last.epoch + 9 * ahead, last.seq, wanted))
            self.page[name].sent.pop()
            self.look(name)

    @rule(name=who, tell=st.booleans())
    def take_over(self, name: str, tell: bool) -> None:
        """Another device opens the paper; the old page may go on without knowing."""
        person, page = self.person(name), self.page[name]
        page.devices += 1
        seat = get_seat(self.exam, visible_to=person)
        code, _ = self.said(taking.start, seat, device=f"d{page.devices}", by=person)
        self.life[name].take_over()
        assert code == ""
        if tell:
            page.epoch = self.life[name].epoch
        self.look(name)

    @rule(name=who)
    def show(self, name: str) -> None:
        person = self.person(name)
        assert self.said(displaying.displayed, self.attempts[name], by=person)[0] == ""
        self.life[name].show(self.now)
        self.look(name)

    @rule(name=st.one_of(st.none(), who), more=seconds)
    def extend(self, name: str | None, more: int) -> None:
        concerned = self.among(name)
        code, _ = self.said(
            running.extend, self.seats(name), more, reason=BECAUSE, by=self.people.invigilator
        )
        assert code == ("" if concerned else "nobody_writing")
        for one in concerned:
            one.extend(more)
        self.look()

    @rule(name=st.one_of(st.none(), who))
    def pause(self, name: str | None) -> None:
        concerned = self.among(name, paused=False)
        code, _ = self.said(
            running.pause, self.seats(name), reason=BECAUSE, by=self.people.invigilator
        )
        assert code == ("" if concerned else "nobody_writing")
        for one in concerned:
            one.pause(self.now)
        self.look()

    @rule(name=st.one_of(st.none(), who))
    def resume(self, name: str | None) -> None:
        concerned = self.among(name, paused=True)
        code, _ = self.said(
            running.resume, self.seats(name), reason=BECAUSE, by=self.people.invigilator
        )
        assert code == ("" if concerned else "nobody_writing")
        for one in concerned:
            one.end_pause(self.now)
        self.look()

    @rule()
    def sweep(self) -> None:
        expected = sum(self.life[name].sweep(self.now) for name in TAKING)
        _, closed = self.said(handing_in.close_overdue, keys=settings().keys_folder)
        assert closed == expected
        self.look()

    @rule(name=who, twice=st.booleans(), really=seldom)
    def hand_in(self, name: str, twice: bool, really: bool) -> None:
        if not really:
            return
        self.life[name].hand_in(self.now)
        for _ in range(1 + twice):
            code, _ = self.said(
                handing_in.hand_in,
                self.attempts[name],
                by=self.person(name),
                keys=settings().keys_folder,
            )
            assert code == ""
            self.look(name)

    @rule(name=who, really=seldom)
    def end(self, name: str, really: bool) -> None:
        if not really:
            return
        code, _ = self.said(
            running.end,
            self.seats(name),
            reason=BECAUSE,
            by=self.people.invigilator,
            keys=settings().keys_folder,
        )
        assert code == self.life[name].end(self.now)
        self.look(name)

    @rule(name=who, really=seldom)
    def void(self, name: str, really: bool) -> None:
        if not really:
            return
        code, _ = self.said(settling.void, self.row(name), reason=BECAUSE, by=self.people.officer)
        assert code == self.life[name].void(self.now)
        self.look(name)

    @rule(name=who, more=st.sampled_from([0, 59, 60, 600]))
    def reopen(self, name: str, more: int) -> None:
        code, _ = self.said(
            settling.reopen, self.row(name), more, reason=BECAUSE, by=self.people.officer
        )
        assert code == self.life[name].reopen(more, self.now)
        self.look(name)

    @rule(name=who, accept=st.booleans())
    def decide_late(self, name: str, accept: bool) -> None:
        code, _ = self.said(
            late_answers.decide,
            self.row(name),
            accept=accept,
            reason=BECAUSE,
            by=self.people.officer,
        )
        assert code == self.life[name].decide_late(accept, self.now)
        self.look(name)

    def can_regrade(self) -> bool:
        states = [self.life[name].state for name in TAKING]
        over = self.now >= WINDOW * SECOND
        return over and OPEN not in states and any(one in FINISHED for one in states)

    @precondition(can_regrade)
    @rule(place=item)
    def regrade(self, place: int) -> None:
        """Everybody gets one item in full: a dry run, two officers, then the writing."""
        key, of = self.places.names[place], scope(self.row(TAKING[0]).sitting)
        wish = regrading.Wish(Change.FULL, Policy.NEVER_LOWER, BECAUSE)
        run = regrading.draft(
            of, get_place(of.form, key), wish, by=self.people.officer, now=self.at
        ).public_id
        self.look()  # nothing has changed yet
        proposal = regrading.propose(get_run(run), by=self.people.officer, now=self.at)
        proposals.approve(regrading.REGRADE, proposal, by=self.people.other_officer, now=self.at)
        jobs.run_all(self.at)
        for name in TAKING:
            self.life[name].regrade(key)
        self.look()


def test_an_attempt_lives_as_the_arithmetic_says(site, people):
    nightly = hypothesis.settings.get_current_profile_name() == "nightly"
    runs, steps = LONG["nightly" if nightly else "ci"]
    form = an_exam()
    here = {"places": Places(form), "form": form.public_id, "people": people}
    lives = type("Here", (AttemptLife,), here)
    run_state_machine_as_test(
        lives,
        settings=hypothesis.settings(
            max_examples=runs,
            stateful_step_count=steps,
            suppress_health_check=list(hypothesis.HealthCheck),
        ),
    )
    assert lives.begun >= runs
