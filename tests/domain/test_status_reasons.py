"""Reasons of a status change: a class that fits the change, and words."""

import pytest

from examsite.domain.status_reasons import (
    LONGEST,
    REASONS,
    ReasonNeeded,
    StatusReason,
    require_reason,
)
from examsite.domain.terms import StatusKind


def test_it_works():
    for kind, reasons in REASONS.items():
        for reason in reasons:
            assert require_reason(kind, reason.value, "说明") is reason


@pytest.mark.parametrize(
    ("kind", "code", "words"),
    [
        (StatusKind.REVOKED, "cleared", "说明"),
        (StatusKind.REVOKED, "nonsense", "说明"),
        (StatusKind.REVOKED, "fraud", "   "),
        (StatusKind.REVOKED, "fraud", "长" * (LONGEST + 1)),
        (StatusKind.ISSUED, "fraud", "说明"),
    ],
)
def test_what_does_not_fit_is_refused(kind, code, words):
    with pytest.raises(ReasonNeeded):
        require_reason(kind, code, words)


def test_every_reason_is_used():
    assert {reason for reasons in REASONS.values() for reason in reasons} == set(StatusReason)
