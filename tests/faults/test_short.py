"""A short storm: web workers are killed while people save; nothing acknowledged is lost."""

from tests.faults.scenes import SCENES, Size, play

SHORT = Size(candidates=6, seconds=4.0, every=0.4, strikes=2)
WORKERS = next(one for one in SCENES if one.name == "workers")


def test_nothing_acknowledged_is_lost() -> None:
    outcome = play(WORKERS, SHORT, postgres=False, seed=1)
    assert outcome.lost == []
    assert outcome.refused == []
    assert outcome.acknowledged > SHORT.candidates
    assert [name for name, _ in outcome.recoveries] == ["workers"] * SHORT.strikes
