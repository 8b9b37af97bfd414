"""Short storms: things break while people save; nothing acknowledged is lost."""

import pytest

from tests.faults.scenes import Size, named, play
from tests.faults.table import line_of

SHORT = Size(candidates=6, seconds=4.0, every=0.4, strikes=2, hold=1.5)


@pytest.mark.parametrize(
    ("name", "postgres", "told"), [("workers", False, 200), ("connections", True, 503)]
)
def test_nothing_acknowledged_is_lost(name, postgres, told):
    outcome = play(named(name), SHORT, postgres=postgres, seed=1)
    assert (outcome.lost, outcome.torn, outcome.foreign) == ([], [], [])
    assert (outcome.refused, outcome.wrong, outcome.said) == ([], [], [])
    assert outcome.bugs == 0
    assert outcome.acknowledged > SHORT.candidates
    assert outcome.answers[told] > 0
    assert [one for one, _ in outcome.recoveries] == [name] * SHORT.strikes
    line = line_of(named(name), "any", SHORT, [outcome])
    assert f" {outcome.acknowledged} " in str(line)
