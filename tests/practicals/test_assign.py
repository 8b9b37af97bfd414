"""Sessions, bookings and seats: the policy refuses, in words, whoever must not score."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from examsite.accounts.models import Membership, Organisation
from examsite.accounts.queries import list_organisation_ids
from examsite.accounts.services.people import grant_role
from examsite.domain.actions import Action
from examsite.domain.terms import Level, Role
from examsite.kit.clock import local_date
from examsite.kit.db import db, write
from examsite.practicals.models import ConflictDeclaration
from examsite.practicals.policies import (
    AlreadySeated,
    DeclaredConflict,
    ExaminesOneself,
    NotAnExaminer,
    SameOrganisation,
)
from examsite.practicals.queries.examiners import (
    list_choices,
    list_declarations,
    organisations_on,
)
from examsite.practicals.queries.sessions import NoRubric
from examsite.practicals.queries.sheets import list_work
from examsite.practicals.services import sheets
from examsite.practicals.services.sessions import (
    AlreadyBooked,
    BadWindow,
    NotACandidate,
    RubricDoesNotFit,
    SeatNotOpen,
    SimulationNotAllowed,
    book,
)
from tests import make_practicals as make


def join(username, now, *, organisation=None, parent=None):
    with write(Action.MEMBERSHIP_CONFIRMED, by=None, now=now) as tx:
        house = organisation or tx.add(
            Organisation(name=f"机构-{username}", parent_id=parent, created_at=now)
        )
        tx.add(
            Membership(
                user_id=make.user(username).id,
                organisation_id=house.id,
                from_date=now.date() - timedelta(days=30),
                asked_at=now,
            )
        )
    return house


def test_it_works(site, people, now):
    booking = make.booking(people.officer, now)
    assert (booking.number, booking.session.scheme.version) == (1, "2026.1")
    seated = make.seat(booking, "examiner_a", 1, people.officer, now)
    assert seated.seat == 1
    (work,) = list_work(people.examiner_a)
    assert (work.number, work.name, work.next_part) == (1, "示**生", make.PROCESS)


def test_numbers_follow_the_order_of_booking(site, people, now):
    first = make.booking(people.officer, now)
    second = make.booking(people.officer, now, of=first.session, candidate="other_candidate")
    assert second.number == 2
    with pytest.raises(AlreadyBooked):
        make.booking(people.officer, now, of=first.session)


def test_who_is_no_candidate_is_not_booked(site, people, now):
    made = make.booking(people.officer, now)
    with pytest.raises(NotACandidate):
        make.booking(people.officer, now, of=made.session, candidate="author")


def test_the_slot_lies_inside_the_session(site, people, now):
    session = make.booking(people.officer, now).session
    for slot in (session.starts_at - timedelta(minutes=1), session.ends_at):
        with pytest.raises(BadWindow):
            book(session, make.user("other_candidate"), slot_at=slot, by=people.officer, now=now)


def test_a_session_ends_after_it_starts(site, people, now):
    make.adopt(now)
    with pytest.raises(BadWindow):
        make.practical_session(people.officer, now, ends_at=now)


def test_a_level_without_rules_has_no_sessions(site, people, now):
    with pytest.raises(NoRubric):
        make.practical_session(people.officer, now, level=Level.SENIOR)


def test_a_level_may_refuse_simulations(site, people, now):
    make.adopt(now, level=Level.SENIOR, simulation_allowed=False)
    with pytest.raises(SimulationNotAllowed):
        make.practical_session(people.officer, now, level=Level.SENIOR, simulation=True)


def test_rubric_and_scheme_must_agree(site, people, now):
    make.adopt(now, dimension_weights={"pitch": 100})
    with pytest.raises(RubricDoesNotFit):
        make.practical_session(people.officer, now)


def test_not_without_the_role(site, people, now):
    booking = make.booking(people.officer, now)
    with pytest.raises(NotAnExaminer):
        make.seat(booking, "author", 1, people.officer, now)


def test_not_oneself(site, people, now):
    grant_role(make.user("candidate"), Role.EXAMINER, by=people.admin, now=now)
    booking = make.booking(people.officer, now)
    with pytest.raises(ExaminesOneself):
        make.seat(booking, "candidate", 1, people.officer, now)


def test_not_from_the_same_organisation(site, people, now):
    booking = make.booking(people.officer, now)  # candidate and examiner_c share one
    with pytest.raises(SameOrganisation) as refused:
        make.seat(booking, "examiner_c", 1, people.officer, now)
    assert "回避" in refused.value.message


def test_not_from_the_same_group(site, people, now):
    group = join("author", now)
    join("examiner_a", now, parent=group.id)
    join("other_candidate", now, parent=group.id)
    booking = make.booking(people.officer, now, candidate="other_candidate")
    with pytest.raises(SameOrganisation):
        make.seat(booking, "examiner_a", 1, people.officer, now)


def test_not_after_declaring_against_the_organisation(site, people, now):
    booking = make.booking(people.officer, now)
    house = db.session.scalars(select(Organisation).where(Organisation.name == "示例服务商")).one()
    with write(Action.CONFLICT_DECLARED, by=people.examiner_a, now=now) as tx:
        tx.add(
            ConflictDeclaration(
                examiner_id=people.examiner_a.id, organisation_id=house.id,
                reason="曾任职", declared_at=now,
            )
        )  # fmt: skip
    with pytest.raises(DeclaredConflict):
        make.seat(booking, "examiner_a", 1, people.officer, now)


def test_one_person_one_seat_and_one_seat_one_person(site, people, now):
    booking = make.booking(people.officer, now)
    make.seat(booking, "examiner_a", 1, people.officer, now)
    with pytest.raises(AlreadySeated):
        make.seat(booking, "examiner_a", 2, people.officer, now)
    with pytest.raises(SeatNotOpen):
        make.seat(booking, "examiner_b", 1, people.officer, now)
    with pytest.raises(SeatNotOpen):
        make.seat(booking, "examiner_b", 0, people.officer, now)


def test_choices_say_why_not_and_agree_with_accounts(site, people, now):
    booking = make.booking(people.officer, now)
    choices = {one.user.username: one.why_not for one in list_choices(booking)}
    assert choices["examiner_a"] is None
    assert isinstance(choices["examiner_c"], SameOrganisation)
    day = local_date(now)
    ids = [make.user(name).id for name in ("candidate", "examiner_a", "examiner_c", "manager")]
    found = organisations_on(ids, day)
    assert found == {one: list_organisation_ids(one, day) for one in ids}


def test_leaving_frees_the_seat_tells_the_officer_and_keeps_what_was_written(site, people, now):
    booking = make.booking(people.officer, now, candidate="other_candidate")
    make.seat(booking, "examiner_a", 1, people.officer, now)
    make.write_part(people.examiner_a, make.PROCESS, make.process(), now, seal=True)
    work = make.work_of(people.examiner_a)
    sheets.declare_conflict(work.assignment, reason="师徒", by=people.examiner_a, now=now)
    assert list_work(people.examiner_a) == []
    (line,) = list_declarations([booking])
    assert (line.row.reason, line.examiner.username) == ("师徒", "examiner_a")
    with pytest.raises(DeclaredConflict):
        make.seat(booking, "examiner_a", 2, people.officer, now)
    assert make.seat(booking, "examiner_b", 1, people.officer, now).seat == 1
    with pytest.raises(sheets.LeftTheCase):  # a page still open on his device
        sheets.save(
            work.assignment, work.sheets[make.PROCESS], make.process(4),
            client_id="late", base_version=1, by=people.examiner_a, now=now,
        )  # fmt: skip
    with pytest.raises(sheets.LeftTheCase):
        sheets.declare_conflict(work.assignment, reason="再次", by=people.examiner_a, now=now)


def test_nobody_leaves_after_sealing_both(site, people, now):
    booking = make.booking(people.officer, now, candidate="other_candidate")
    make.seat(booking, "examiner_a", 1, people.officer, now)
    make.sealed(people.examiner_a, now)
    with pytest.raises(sheets.TooLateToLeave):
        sheets.declare_conflict(
            make.work_of(people.examiner_a).assignment, reason="师徒", by=people.examiner_a, now=now
        )
