"""The check of an application's document: what may be said when, and what a correction does."""

import pytest

from examsite.domain.document_check import (
    ApplicationRefused,
    CheckMoved,
    CheckReasonNeeded,
    CheckState,
    DocumentNotSeen,
    after_correction,
    require_grounds,
    require_verdict,
    sent,
)

W, A, R, N = CheckState.WAITING, CheckState.ACCEPTED, CheckState.RETURNED, CheckState.REFUSED


@pytest.mark.parametrize("state", [None, *CheckState])
@pytest.mark.parametrize("verdict", list(CheckState))
def test_what_an_officer_may_say(state, verdict):
    if (state, verdict) in {(W, A), (W, R), (W, N), (R, N), (N, W)}:
        require_verdict(state, verdict)
    else:
        with pytest.raises(CheckMoved):
            require_verdict(state, verdict)


@pytest.mark.parametrize(
    ("verdict", "seen", "reason", "refusal"),
    [
        (A, True, "", None),
        (A, False, "看过影像", DocumentNotSeen),
        (R, False, "照片看不清", None),
        (R, True, " ", CheckReasonNeeded),
        (N, True, "", CheckReasonNeeded),
        (W, False, "", CheckReasonNeeded),
    ],
)
def test_what_a_verdict_rests_on(verdict, seen, reason, refusal):
    if refusal is None:
        require_grounds(verdict, seen=seen, reason=reason)
    else:
        with pytest.raises(refusal):
            require_grounds(verdict, seen=seen, reason=reason)


@pytest.mark.parametrize(("state", "then"), [(None, W), (W, W), (R, W), (A, A)])
def test_sending_again(state, then):
    assert sent(state) is then


def test_what_was_refused_is_not_sent_again():
    with pytest.raises(ApplicationRefused):
        sent(N)


@pytest.mark.parametrize(("state", "then"), [(None, None), (W, W), (A, W), (R, R), (N, N)])
def test_a_corrected_document_is_to_be_seen_again(state, then):
    assert after_correction(state) is then
