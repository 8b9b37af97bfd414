"""New level rules over past applications: only whose outcome changes, why, nothing written."""

import json

from click.testing import CliRunner
from sqlalchemy import func, select

from examsite.commands.simulate import simulate_rules
from examsite.domain.level_rules import read_level
from examsite.enrolment.queries.simulation import simulate
from examsite.kit.db import db
from examsite.kit.journal import JournalEntry
from tests import make_enrolment


def test_stricter_and_milder_rules(people):
    made = make_enrolment.admitted(people.candidate, people.officer)
    rules = dict(make_enrolment.get_applicant(made.public_id).sitting.scheme.rules)
    lines = db.session.scalar(select(func.count(JournalEntry.n)))
    same = simulate(read_level(rules))
    assert (same.judged, same.changed) == (1, [])
    (changed,) = simulate(read_level(rules | {"experience": {"sessions": 30}})).changed
    assert changed.applicant.user.username == "candidate"
    assert not changed.admitted
    assert [one.name for one in changed.after] == ["experience"]
    assert db.session.scalar(select(func.count(JournalEntry.n))) == lines


def test_milder_rules_admit(people):
    made = make_enrolment.application(people.candidate)
    rules = dict(make_enrolment.get_applicant(made.public_id).sitting.scheme.rules)
    (changed,) = simulate(
        read_level(rules | {"training_hours": {"total": 0, "compliance": 0}})
    ).changed
    assert changed.admitted
    assert [one.name for one in changed.before] == ["training"]


def test_a_file_that_is_no_rules_is_named(tmp_path):
    file = tmp_path / "junior.yaml"
    file.write_text(json.dumps({"level": "J"}), "utf-8")
    told = CliRunner().invoke(simulate_rules, [str(file)])
    assert told.exit_code == 1
    assert "规则数据有误" in told.output
