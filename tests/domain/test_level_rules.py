"""Levels read from their data."""

from fractions import Fraction
from pathlib import Path

import pytest
import yaml

from examsite.domain.level_rules import BadRules, read_level, read_practical
from examsite.domain.rubric import Weights
from examsite.domain.terms import Level

LEVELS = Path(__file__).parents[2] / "question_bank" / "levels"


@pytest.fixture
def junior():
    return yaml.safe_load((LEVELS / "junior.yaml").read_text("utf-8"))


@pytest.mark.parametrize("path", sorted(LEVELS.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_shipped_level_reads(path):
    data = yaml.safe_load(path.read_text("utf-8"))
    assert read_level(data).level.folder == path.stem
    assert read_practical(data).cut > 0


def test_junior(junior):
    rules = read_level(junior)
    assert rules.level is Level.JUNIOR
    assert rules.training_minutes == 720
    assert rules.retake_wait_days == (7, 30)
    assert rules.prerequisite is None
    practical = read_practical(junior)
    assert practical.weights == Weights(75, 10, 15)
    assert practical.mean_dimension == Fraction(3)
    assert practical.strong == (0, 1)


def test_a_higher_level(junior):
    junior["prerequisite_level"] = "I"
    junior["prerequisite_months"] = 6
    junior["experience"] = {"sessions": 30, "major_sessions": 3}
    junior["practical"]["strong_dimensions"] = {"count": 2, "at_least": 4}
    rules = read_level(junior)
    assert (rules.prerequisite, rules.prerequisite_months) == (Level.INTERMEDIATE, 6)
    assert (rules.sessions, rules.major_sessions, rules.employment_months) == (30, 3, 0)
    assert read_practical(junior).strong == (2, 4)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("level", "X"),
        ("validity_months", 0),
        ("validity_months", "24"),
        ("validity_months", True),
        ("attempts_per_season", -1),
        ("training_hours", None),
        ("retake_wait_days", [7, -30]),
        ("prerequisite_level", "Z"),
    ],
)
def test_bad_levels(junior, key, value):
    junior[key] = value
    with pytest.raises(BadRules):
        read_level(junior)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("weights", {"process": 75, "business_result": 10, "oral": 14}),
        ("weights", {"process": 100}),
        ("dimension_weights", ["pitch"]),
        ("dimension_weights", {"pitch": 90}),
        ("cut", {}),
        ("examiners", 1),
        ("mean_dimension_at_least", "three"),
    ],
)
def test_bad_practicals(junior, key, value):
    junior["practical"][key] = value
    with pytest.raises(BadRules):
        read_practical(junior)
