"""Suspend, reinstate, revoke: by one person, within the life of a certificate."""

from datetime import date

import pytest
from sqlalchemy import select

from examsite.credentials import queries
from examsite.credentials.services import status
from examsite.domain.certification import DeciderNotIndependent, SecondPersonNeeded
from examsite.domain.credential import IllegalStatus
from examsite.domain.status_reasons import ReasonNeeded
from examsite.domain.terms import CredentialStatus
from examsite.kit.db import db
from examsite.kit.journal import JournalEntry
from tests import make_credentials as make

TODAY = date(2026, 11, 23)
WHY = {"reason_code": "other", "reason": "按规程办理"}


def standing(issued, by):
    return queries.standing(make.again(issued, by), TODAY)


def test_it_works(site, people, now):
    officer = people.officer
    issued = make.credential(officer)
    status.suspend(issued, **WHY, by=officer, now=now)
    assert standing(issued, officer).status is CredentialStatus.SUSPENDED
    status.reinstate(issued, **WHY, by=officer, now=now)
    assert standing(issued, officer).status is CredentialStatus.VALID
    status.revoke(issued, reason_code="fraud", reason="替考", by=officer, now=now)
    found = standing(issued, officer)
    assert (found.status, found.reason_code) == (CredentialStatus.REVOKED, "fraud")
    lines = db.session.scalars(select(JournalEntry.what).order_by(JournalEntry.n.desc()).limit(3))
    assert list(lines) == ["credential.revoked", "credential.reinstated", "credential.suspended"]


def test_revoked_is_for_good(site, people, now):
    issued = make.credential(people.officer)
    status.revoke(issued, reason_code="error", reason="颁发有误", by=people.officer, now=now)
    for verb in (status.suspend, status.reinstate):
        with pytest.raises(IllegalStatus):
            verb(issued, **WHY, by=people.officer, now=now)


def test_what_is_not_suspended_is_not_reinstated(site, people, now):
    issued = make.credential(people.officer)
    with pytest.raises(IllegalStatus):
        status.reinstate(issued, **WHY, by=people.officer, now=now)


@pytest.mark.parametrize(
    "words", [{"reason_code": "cleared", "reason": "x"}, {**WHY, "reason": ""}]
)
def test_a_reason_that_fits_is_needed(site, people, now, words):
    issued = make.credential(people.officer)
    with pytest.raises(ReasonNeeded):
        status.revoke(issued, **words, by=people.officer, now=now)


@pytest.mark.parametrize("who", ["examiner_a", "examiner_b", "candidate"])
def test_nobody_changes_what_they_scored_or_hold(site, people, now, who):
    issued = make.credential(people.officer)
    with pytest.raises(DeciderNotIndependent):
        status.suspend(issued, **WHY, by=getattr(people, who), now=now)


def test_two_people_where_two_are_required(site, people, now):
    issued = make.credential(people.officer)
    with make.installed_as(site, two_person=True), pytest.raises(SecondPersonNeeded):
        status.revoke(issued, reason_code="other", reason="x", by=people.officer, now=now)
    assert standing(issued, people.officer).status is CredentialStatus.VALID
