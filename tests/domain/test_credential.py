"""The life of a certificate."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examsite.domain.credential import TRANSITIONS, IllegalStatus, StatusEvent, fold, status_on
from examsite.domain.terms import CredentialStatus, StatusKind

ISSUED, LAST = date(2026, 12, 8), date(2028, 12, 7)
I, S, R, X, U = (  # noqa: E741
    StatusKind.ISSUED,
    StatusKind.SUSPENDED,
    StatusKind.REINSTATED,
    StatusKind.REVOKED,
    StatusKind.SUPERSEDED,
)


def events(*kinds):
    return [StatusEvent(ISSUED + timedelta(days=n), kind) for n, kind in enumerate(kinds)]


@pytest.mark.parametrize(
    ("kinds", "status"),
    [
        ([], None),
        ([I], "valid"),
        ([I, S], "suspended"),
        ([I, S, R], "valid"),
        ([I, S, R, S, X], "revoked"),
        ([I, X], "revoked"),
        ([I, U], "superseded"),
    ],
)
def test_fold(kinds, status):
    assert fold(events(*kinds)) == status


@pytest.mark.parametrize(
    "kinds", [[S], [X], [I, I], [I, R], [I, X, R], [I, U, X], [I, X, X], [I, S, U], [I, S, S]]
)
def test_what_cannot_follow(kinds):
    with pytest.raises(IllegalStatus):
        fold(events(*kinds))


@pytest.mark.parametrize(
    ("kinds", "day", "status"),
    [
        ([I], ISSUED - timedelta(days=1), None),
        ([I], ISSUED, "valid"),
        ([I], LAST, "valid"),
        ([I], LAST + timedelta(days=1), "expired"),
        ([I, S], ISSUED, "valid"),
        ([I, S], ISSUED + timedelta(days=1), "suspended"),
        ([I, S], LAST + timedelta(days=1), "suspended"),
        ([I, X], LAST + timedelta(days=1), "revoked"),
        ([I, U], LAST + timedelta(days=1), "superseded"),
    ],
)
def test_what_a_check_answers(kinds, day, status):
    assert status_on(events(*kinds), LAST, day) == status


@settings(max_examples=50)
@given(st.lists(st.sampled_from(StatusKind), max_size=8))
def test_nothing_follows_a_final_status_and_expiry_is_never_stored(kinds):
    status = None
    for position, kind in enumerate(kinds):
        legal = (status, kind) in TRANSITIONS
        if not legal:
            with pytest.raises(IllegalStatus):
                fold(events(*kinds[: position + 1]))
            return
        assert status not in (CredentialStatus.REVOKED, CredentialStatus.SUPERSEDED)
        status = fold(events(*kinds[: position + 1]))
        assert status is not CredentialStatus.EXPIRED
