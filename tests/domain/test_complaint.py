"""Who may handle a complaint, and when."""

from itertools import product

import pytest

from examsite.domain.complaint import (
    ComplaintMoved,
    ComplaintState,
    InvolvedInComplaint,
    named_in,
    require_handler,
    require_state,
)


@pytest.mark.parametrize(
    ("text", "names", "named"),
    [
        ("考务王 小明态度不好", ["王小明"], True),
        ("写给 OFFICER two 的", ["officer two", "officer2"], True),
        ("没有提到谁", ["王小明"], False),
        ("王先生", ["王"], False),  # one character names nobody
        ("什么都没有", ["", "  "], False),
    ],
)
def test_named_in(text, names, named):
    assert named_in(text, names) is named


@pytest.mark.parametrize(("named", "acted", "gave_back"), [*product((False, True), repeat=3)])
def test_only_the_uninvolved_handle(named, acted, gave_back):
    facts = {"named": named, "acted": acted, "gave_back": gave_back}
    if not any(facts.values()):
        assert require_handler(**facts) is None
        return
    with pytest.raises(InvolvedInComplaint):
        require_handler(**facts)


@pytest.mark.parametrize(("state", "wanted"), [*product(ComplaintState, repeat=2)])
def test_states(state, wanted):
    if state is wanted:
        assert require_state(state, wanted) is None
        return
    with pytest.raises(ComplaintMoved):
        require_state(state, wanted)
