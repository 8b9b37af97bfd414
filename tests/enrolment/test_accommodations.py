"""Time accommodations: several at once, live, and never with the reason."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from examsite.attempts.queries.attempts import get_any_attempt
from examsite.domain.accommodation import Measure, MeasureShrinks, NeedCategory, NobodyChosen
from examsite.enrolment.models import Accommodation
from examsite.enrolment.services.accommodating import AlreadyOver, OwnMeasure, grant
from examsite.exams.queries import get_entry, get_sitting
from examsite.kit.db import db
from examsite.kit.journal import JournalDetail, JournalEntry
from tests import make_exam, make_watched
from tests.cast import NOW

MORE = Measure(150, 600)


def give(sitting, people, *names, measure=MORE, by="officer", seconds=60):
    """The measure to these people."""
    users = [getattr(people, name).public_id for name in names]
    by, now = getattr(people, by), NOW + timedelta(seconds=seconds)
    found = get_sitting(sitting.public_id)
    return grant(found, users, measure, NeedCategory.HEALTH, by=by, now=now)


def test_it_works_for_several_through_the_page(clients, people):
    sitting = make_exam.sitting("candidate", "other_candidate")
    address = f"/staff/sittings/{sitting.public_id}/accommodations"
    users = [people.candidate.public_id, people.other_candidate.public_id]
    form = {"factor_percent": "125", "extra_minutes": "10", "category": "health"}
    refused = clients.officer.post(address, data=form)
    assert refused.status_code == 422
    assert "还没有选人" in refused.text
    page = clients.officer.post(address, data=form | {"user": users}, follow_redirects=True).text
    assert "已给 2 人" in page
    assert page.count("125% + 10 分钟") == 2
    stored = db.session.scalars(select(Accommodation)).all()
    assert {(one.category, one.by_id) for one in stored} == {
        (NeedCategory.HEALTH, people.officer.id)
    }
    line = db.session.scalars(select(JournalEntry).order_by(JournalEntry.n.desc())).first()
    assert line.what == "accommodation.granted"
    told = repr(db.session.get(JournalDetail, line.n).body)
    assert "125" in told
    assert "health" not in told


def test_who_is_writing_gets_the_difference_at_once(clients, people):
    sitting, attempt = make_watched.start(clients, "candidate", "other_candidate")
    before = attempt.deadline
    assert give(sitting, people, "candidate") == 1
    seen = get_any_attempt(attempt.public_id).deadline
    assert seen - before == timedelta(seconds=attempt.limit_seconds // 2 + 600)
    answer = make_watched.poll(clients.candidate, attempt, seconds=61).json
    assert answer["remaining_ms"] == (seen - NOW).total_seconds() * 1000 - 61_000
    assert give(sitting, people, "candidate") == 1  # the same again gives nothing more
    assert get_any_attempt(attempt.public_id).deadline == seen


def test_refusals_change_nobody(clients, people):
    sitting, attempt = make_watched.start(clients, "candidate", "officer")
    with pytest.raises(OwnMeasure):
        give(sitting, people, "candidate", "officer")
    with pytest.raises(NobodyChosen):
        give(sitting, people, "hr")
    give(sitting, people, "candidate")
    with pytest.raises(MeasureShrinks):
        give(sitting, people, "candidate", measure=Measure(125))
    late = (get_any_attempt(attempt.public_id).deadline - NOW).total_seconds() + 1
    with pytest.raises(AlreadyOver):
        give(sitting, people, "candidate", measure=Measure(200), seconds=late)
    entry = get_entry(sitting.public_id, people.candidate.public_id)
    assert (entry.factor_percent, entry.extra_seconds) == (150, 600)
