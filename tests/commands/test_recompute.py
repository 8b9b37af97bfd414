"""`examsite recompute --check`: stored scores follow byte for byte, and a difference is named."""

import random

import pytest
from click.testing import CliRunner
from sqlalchemy import select, text

from examsite.accounts.services import proposals
from examsite.attempts.models import ScoreVersion
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
from tests import make_regrade

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


def broken(score_id):
    """Somebody changes a stored total past the triggers."""
    with append(Action.SYSTEM_INITIALISED, by=None, now=make_regrade.NOW) as tx:
        if tx.connection.dialect.name == "sqlite":
            tx.execute(text("DROP TRIGGER score_version_no_update"))
        else:
            tx.execute(text("ALTER TABLE score_version DISABLE TRIGGER USER"))
        tx.execute(
            text("UPDATE score_version SET total = total + 100 WHERE id = :id"), {"id": score_id}
        )


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


def test_a_difference_is_named_and_goes_into_the_journal(site, people, now, examsite):
    of = make_regrade.sitting()
    sat, other = (make_regrade.attempt(of, name) for name in ("candidate", "other_candidate"))
    release([sat, other], by=people.officer, now=now)
    broken(db.session.scalars(select(ScoreVersion.id).order_by(ScoreVersion.id)).first())
    done = examsite()
    assert done.exit_code == 1
    assert f"答卷 {sat.public_id} 第 1 版：总分" in done.output
    assert f"答卷 {sat.public_id} 第 1 版：已发布的成绩或结论" in done.output
    assert other.public_id not in done.output
    line = db.session.scalars(select(JournalEntry).order_by(JournalEntry.n.desc())).first()
    assert line.what == Action.SCORES_DIFFERED
    assert examsite("--sitting", "NOSUCH").exit_code == 1
