"""`examsite recompute --check`: stored scores follow byte for byte, and a difference is named."""

import random

import pytest
from click.testing import CliRunner
from sqlalchemy import select, text, update

from examsite.accounts.services import proposals
from examsite.attempts.models import Attempt, ScoreVersion
from examsite.cli import main
from examsite.domain.actions import Action
from examsite.domain.regrade import Change, Policy
from examsite.domain.terms import ItemType
from examsite.kit import jobs
from examsite.kit.db import append, db
from examsite.kit.journal import JournalEntry
from examsite.results.services.correcting import adjust
from examsite.results.services.recomputing import recompute
from examsite.results.services.regrading import REGRADE, Wish, draft, propose
from examsite.results.services.releasing import release
from tests import make_answers, make_regrade

CANDIDATES = 300


@pytest.fixture
def examsite(site, monkeypatch):
    """Run the command on the installation under test."""
    settings = site.app.extensions["settings"]
    monkeypatch.setenv("EXAMSITE_HOME", str(settings.home))
    monkeypatch.setenv("EXAMSITE_DATABASE_URL", site.url)
    monkeypatch.setenv("EXAMSITE_DATABASE_CLOCK", "false")

    def run(*arguments):
        db.session.rollback()
        return CliRunner().invoke(main, ["recompute", "--check", *arguments])

    return run


def regrade(of, people, now, kind, change, policy, answers=()):
    wish = Wish(change, policy, "答案有误", answers)
    place = make_regrade.place(of, kind)
    run = draft(make_regrade.scope(of), place, wish, by=people.officer, now=now)
    proposal = propose(make_regrade.again(run), by=people.officer, now=now)
    proposals.approve(REGRADE, proposal, by=people.other_officer, now=now)
    jobs.run_all(now)


def given(chance):
    """What a candidate answers: some of it right, some wrong, some not at all."""
    number = {"number": chance.choice(["2.69", "2.694", "2.7", "二"]), "unit": "元/人"}
    choices = {
        "single": "abcd",
        "multiple": [["a"], ["a", "c"], ["a", "b", "c"], ["d"]],
        "true_false": [True, False],
        "numeric": [number],
        "ordering": [list("cadb"), list("abcd"), list("cab")],
    }
    return {
        kind: chance.choice([*offered, None])
        for kind, offered in choices.items()
        if chance.random() < 0.6
    }


def broken(score_id, **values):
    """Somebody changes a stored score past the triggers."""
    with append(Action.SYSTEM_INITIALISED, by=None, now=make_regrade.NOW) as tx:
        if tx.connection.dialect.name == "sqlite":
            tx.execute(text("DROP TRIGGER score_version_no_update"))
        else:
            tx.execute(text("ALTER TABLE score_version DISABLE TRIGGER USER"))
        tx.execute(update(ScoreVersion).where(ScoreVersion.id == score_id).values(values))


def test_three_hundred_candidates_follow_byte_for_byte(site, people, now, examsite):
    chance = random.Random(20261128)
    of = make_regrade.sitting()
    people_ = make_regrade.crowd(CANDIDATES)
    make_regrade.attempts(of, people_, [given(chance) for _ in people_])
    first = recompute()
    assert (first.attempts, first.scores, first.differences) == (CANDIDATES, CANDIDATES, [])
    sat = make_regrade.attempt(of, "candidate", single="b")
    adjust(sat, 11000, reason="另一题两解", by=people.officer, now=now)
    release([sat], by=people.other_officer, now=now)
    regrade(of, people, now, ItemType.SINGLE, Change.KEY, Policy.NEVER_LOWER, ["b"])
    regrade(of, people, now, ItemType.NUMERIC, Change.ACCEPT, Policy.LOWER_WITH_NOTICE, ["2.7"])
    regrade(of, people, now, ItemType.MATCHING, Change.VOID, Policy.NEVER_LOWER)
    regrade(of, people, now, ItemType.ORDERING, Change.FULL, Policy.LOWER_WITH_NOTICE)
    done = examsite("--sitting", of.public_id)
    assert done.exit_code == 0, done.output
    assert f"{CANDIDATES + 1} 份答卷的 {(CANDIDATES + 1) * 5 + 1} 个分数版本" in done.output
    assert "逐字节一致" in done.output


MARKS = {"a": {"candidate": 7, "other_candidate": 2}, "b": {"candidate": 5, "other_candidate": 7}}
"""By marker and candidate, in points of the guide; the second differ by so much that a third is
asked."""


def test_what_people_marked_follows_from_their_marks(site, people, now):
    make_answers.sitting("candidate", "other_candidate")
    for marker, points in MARKS.items():
        make_answers.mark_all_of(getattr(people, f"examiner_{marker}"), points)
    made = recompute()
    assert (made.scores, made.differences) == (3, [])
    make_answers.mark_all_of(people.examiner_c, {"other_candidate": 5})
    assert (recompute().scores, recompute().differences) == (4, [])
    score = make_answers.score("candidate")
    item, stored = next((i, m) for i, m in score.marks.items() if m[0] == 600)
    changed = score.marks | {item: [700, stored[1]]}
    areas = score.areas | {"B": [700, 700, 1]}
    broken(score.id, total=score.total + 100, marks=changed, areas=areas)
    found = recompute().differences
    assert [(one.attempt, one.what) for one in found] == [(_attempt_of(score), "marks")]


def _attempt_of(score):
    return db.session.scalar(select(Attempt.public_id).where(Attempt.id == score.attempt_id))


def test_a_difference_is_named_and_goes_into_the_journal(site, people, now, examsite):
    of = make_regrade.sitting()
    sat, other = (make_regrade.attempt(of, name) for name in ("candidate", "other_candidate"))
    release([sat, other], by=people.officer, now=now)
    score = db.session.scalars(select(ScoreVersion).order_by(ScoreVersion.id)).first()
    broken(score.id, total=score.total + 100)
    done = examsite()
    assert done.exit_code == 1
    assert f"答卷 {sat.public_id} 第 1 版：总分" in done.output
    assert f"答卷 {sat.public_id} 第 1 版：已发布的成绩或结论" in done.output
    assert other.public_id not in done.output
    line = db.session.scalars(select(JournalEntry).order_by(JournalEntry.n.desc())).first()
    assert line.what == Action.SCORES_DIFFERED
    assert examsite("--sitting", "NOSUCH").exit_code == 1
