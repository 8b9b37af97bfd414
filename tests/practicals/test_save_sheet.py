"""Saving and sealing sheets: versions are added, clashes refused with both sides, seals kept."""

import threading

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from examsite.domain.canonical import sha256_hex
from examsite.domain.rubric import IncompleteSheet
from examsite.domain.seals import SheetSealed
from examsite.kit import clock, jobs
from examsite.kit.access import Viewer
from examsite.kit.db import db
from examsite.kit.journal import first_fault
from examsite.practicals.models import ScoreSheet, SheetVersion
from examsite.practicals.queries.cases import load_case
from examsite.practicals.queries.scores import find_latest_score
from examsite.practicals.queries.sheets import find_newest_version
from examsite.practicals.services.sheets import ClientIdReused, SheetConflict
from tests import make_practicals as make
from tests.cast import NOW


@pytest.fixture
def booking(site, people, now):
    made = make.booking(people.officer, now, candidate="other_candidate", simulation=True)
    make.seat(made, "examiner_a", 1, people.officer, now)
    make.seat(made, "examiner_b", 2, people.officer, now)
    return made


def versions():
    return db.session.scalar(select(func.count(SheetVersion.id)))


def test_it_works(booking, people, now):
    first = make.write_part(
        people.examiner_a, make.PROCESS, {"bands": {"pitch": 3}}, now, seal=False
    )
    second = make.write_part(people.examiner_a, make.PROCESS, make.process(4), now, seal=False)
    assert (first.number, second.number, second.base_version) == (1, 2, 1)
    assert first.content["bands"] == {"pitch": 3}
    assert second.content_hash == sha256_hex(second.content)
    assert first_fault(db.session()) is None


def test_the_same_save_again_is_stored_once(booking, people, now):
    for _ in range(3):
        saved = make.write_part(
            people.examiner_a, make.PROCESS, make.process(), now,
            seal=False, client_id="device-1", base_version=0,
        )  # fmt: skip
    assert saved.number == 1
    assert versions() == 1


def test_an_old_save_sent_again_after_a_newer_one_is_known(booking, people, now):
    first = make.write_part(
        people.examiner_a, make.PROCESS, make.process(3), now, seal=False, client_id="one"
    )
    make.write_part(people.examiner_a, make.PROCESS, make.process(4), now, seal=False)
    again = make.write_part(
        people.examiner_a, make.PROCESS, make.process(3), now,
        seal=False, client_id="one", base_version=0,
    )  # fmt: skip
    assert (again.id, versions()) == (first.id, 2)
    with pytest.raises(SheetConflict):  # and cannot be sealed: it is not what the sheet says
        make.write_part(
            people.examiner_a, make.PROCESS, make.process(3), now,
            seal=True, client_id="one", base_version=0,
        )  # fmt: skip


def test_one_id_with_two_contents_is_refused(booking, people, now):
    make.write_part(
        people.examiner_a, make.PROCESS, make.process(3), now, seal=False, client_id="x"
    )
    with pytest.raises(ClientIdReused) as refused:
        make.write_part(
            people.examiner_a, make.PROCESS, make.process(4), now,
            seal=False, client_id="x", base_version=1,
        )  # fmt: skip
    assert refused.value.params["stored"]["bands"]["pitch"] == 3
    assert refused.value.params["yours"]["bands"]["pitch"] == 4
    assert versions() == 1


def test_a_stale_base_is_refused_with_both(booking, people, now):
    make.write_part(people.examiner_a, make.PROCESS, make.process(3), now, seal=False)
    with pytest.raises(SheetConflict) as refused:
        make.write_part(
            people.examiner_a, make.PROCESS, make.process(5), now, seal=False, base_version=0
        )
    assert refused.value.params["version"] == 1
    assert refused.value.params["stored"]["global"] == 3
    assert refused.value.params["yours"]["global"] == 5
    assert versions() == 1


def test_the_database_refuses_to_change_a_version(booking, people, now):
    make.write_part(people.examiner_a, make.PROCESS, make.process(), now, seal=False)
    with pytest.raises(DBAPIError, match="append-only"), db.engine.begin() as connection:
        connection.execute(text("UPDATE sheet_version SET number=9"))


def test_sealing_needs_a_whole_sheet(booking, people, now):
    with pytest.raises(IncompleteSheet) as refused:
        make.write_part(
            people.examiner_a, make.PROCESS, make.process(**{"global": None}), now, seal=True
        )
    assert refused.value.params["missing"] == "global"
    proof = {"cheating": {"at": "10:00", "evidence": ""}}
    with pytest.raises(IncompleteSheet):
        make.write_part(
            people.examiner_a, make.PROCESS, make.process(critical=proof), now, seal=True
        )
    assert versions() == 0


def test_a_sealed_sheet_cannot_change(booking, people, now):
    sheet = make.write_part(people.examiner_a, make.PROCESS, make.process(3), now, seal=True)
    assert sheet.seal == sha256_hex(find_newest_version(sheet).content)
    assert sheet.signed_at == now
    for seal in (True, False):
        with pytest.raises(SheetSealed):
            make.write_part(people.examiner_a, make.PROCESS, make.process(4), now, seal=seal)
    again = make.write_part(people.examiner_a, make.PROCESS, make.process(3), now, seal=True)
    assert (again.seal, versions()) == (sheet.seal, 1)


def test_the_review_opens_when_the_process_is_sealed(booking, people, now):
    make.write_part(people.examiner_a, make.PROCESS, make.process(), now, seal=False)
    assert make.REVIEW not in make.work_of(people.examiner_a).sheets
    make.write_part(people.examiner_a, make.PROCESS, make.process(), now, seal=True)
    assert make.work_of(people.examiner_a).next_part == make.REVIEW
    assert make.REVIEW not in make.work_of(people.examiner_b).sheets
    make.write_part(people.examiner_a, make.REVIEW, make.review(), now, seal=True)
    assert make.work_of(people.examiner_a).next_part is None


def in_thread(site, start, problems, examiner: Viewer, steps):
    with site.app.app_context(), clock.fixed(NOW):
        start.wait()
        try:
            for part, content in steps:
                make.write_part(examiner, part, content, NOW, seal=True)
            jobs.run_all(NOW)
        except Exception as problem:
            problems.append(problem)
        finally:
            db.session.remove()


def test_two_examiners_signing_at_once_lose_nothing(site, booking, people, now):
    steps = [(make.PROCESS, make.process(4)), (make.REVIEW, make.review(4))]
    start, problems = threading.Barrier(2), []
    threads = [
        threading.Thread(target=in_thread, args=(site, start, problems, examiner, steps))
        for examiner in (people.examiner_a, people.examiner_b)
    ]
    db.session.rollback()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    jobs.run_all(now)
    signed = select(func.count(ScoreSheet.id)).where(ScoreSheet.signed_at.is_not(None))
    assert db.session.scalar(signed) == 4
    assert len(load_case(make.fresh(booking)).complete_seats) == 2
    assert find_latest_score(booking).total == 8000
    assert first_fault(db.session()) is None


def test_one_examiner_on_two_devices_keeps_one_and_is_shown_the_other(site, booking, people, now):
    start, problems = threading.Barrier(2), []
    threads = [
        threading.Thread(
            target=in_thread,
            args=(site, start, problems, people.examiner_a, [(make.PROCESS, make.process(band))]),
        )
        for band in (3, 4)
    ]
    db.session.rollback()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(problems) == 1
    assert isinstance(problems[0], (SheetConflict, SheetSealed))
    assert versions() == 1
