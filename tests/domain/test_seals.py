"""Blind until sealed."""

import pytest

from examsite.domain.seals import (
    SheetNotOpen,
    SheetSealed,
    StillBlind,
    require_others_visible,
    require_results_visible,
    require_writable,
)
from examsite.domain.terms import SheetPart

PROCESS, REVIEW = SheetPart.PROCESS, SheetPart.REVIEW


@pytest.mark.parametrize(
    ("part", "sealed", "refusal"),
    [
        (PROCESS, (), None),
        (REVIEW, (), SheetNotOpen),
        (PROCESS, (PROCESS,), SheetSealed),
        (REVIEW, (PROCESS,), None),
        (REVIEW, (PROCESS, REVIEW), SheetSealed),
    ],
)
def test_writing(part, sealed, refusal):
    if refusal is None:
        require_writable(part, sealed)
        return
    with pytest.raises(refusal):
        require_writable(part, sealed)


def test_results_show_after_the_first_seal():
    require_results_visible([PROCESS])
    with pytest.raises(StillBlind):
        require_results_visible([])


def test_colleagues_show_when_everybody_has_sealed_both():
    both = [PROCESS, REVIEW]
    require_others_visible([both, both])
    with pytest.raises(StillBlind):
        require_others_visible([both, [PROCESS]])
