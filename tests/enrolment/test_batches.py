"""A batch from its notice to its archive."""

import json
from datetime import date, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from examsite.accounts.models import User
from examsite.credentials.queries import get_decision
from examsite.credentials.services.awarding import award
from examsite.domain.actions import Action
from examsite.domain.batch import BatchState, NotYetPublished, Open
from examsite.enrolment.models import (
    Batch,
    BatchArchive,
    BatchNotice,
    BatchSession,
    BatchSitting,
    Enrolment,
)
from examsite.enrolment.queries.batch_progress import count_open, list_involved
from examsite.enrolment.queries.batches import find_batch_of_decision
from examsite.enrolment.services import batches
from examsite.enrolment.services.archiving import make_archive, path_of
from examsite.exams.models import Sitting
from examsite.kit import clock
from examsite.kit.clock import local_date
from examsite.kit.db import append, db, write
from examsite.kit.jobs import Job
from examsite.practicals.models import PracticalSession
from tests import make_credentials, make_enrolment, make_results
from tests.cast import NOW

PAGE = "/staff/batches"
TODAY = date(2026, 11, 23)
NOTICE = {
    "title": "2026 年第四季度初级评价",
    "text": "凡年满 16 周岁均可报名。\n\n请带证件原件。",
    "enrols_from": "2026-11-20",
    "enrols_until": "2026-11-30",
    "contact": "400-000-0000",
    "fee": "不收费",
}


def post(client, path="", **data):
    return client.post(f"{PAGE}{path}", data=data, follow_redirects=True)


def drafted(clients, **changes):
    assert "草稿已保存" in post(clients.officer, **(NOTICE | changes)).text
    return db.session.scalars(select(Batch)).one()


def bound(clients, sitting, **changes):
    """An announced batch with this sitting."""
    made = drafted(clients, **changes)
    post(clients.officer, f"/{made.public_id}/sittings", which=sitting.public_id)
    assert "已公告" in post(clients.officer, f"/{made.public_id}/announcement").text
    return db.session.scalars(select(Batch)).one()


def over(batch, decision):
    """The decision's sitting and session have ended, and both belong to the batch."""
    sitting = db.session.scalars(select(Sitting)).one()
    with write(Action.BATCH_BOUND, by=None, now=NOW, about=batch) as tx:
        tx.add(BatchSitting(batch_id=batch.id, sitting_id=sitting.id))
        sitting.opens_at, sitting.closes_at = NOW - timedelta(hours=3), NOW - timedelta(hours=1)
    return decision


@pytest.fixture
def settled(clients, people, site):
    """An announced batch whose one candidate has been decided on."""
    decision = make_credentials.decision(people.officer)
    batch = drafted(clients)
    over(batch, decision)
    post(clients.officer, f"/{batch.public_id}/announcement")
    return db.session.scalars(select(Batch)).one(), get_decision(decision.public_id)


def left(batch, now=NOW):
    return {kind for kind, count in count_open(batch, now, local_date(now)).items() if count}


def publish(client, decision):
    form = {"title": "名单", "level": "J", "days": "5", "decision": decision.public_id}
    return client.post("/staff/publications", data=form, follow_redirects=True)


def test_a_decision_belongs_to_the_batch_of_either_part(clients, people, site):
    decision = make_credentials.decision(people.officer)
    batch = drafted(clients)
    assert find_batch_of_decision(decision) is None
    session = db.session.scalars(select(PracticalSession)).one()
    with write(Action.BATCH_BOUND, by=None, now=NOW, about=batch) as tx:
        tx.add(BatchSession(batch_id=batch.id, session_id=session.id))
    assert find_batch_of_decision(decision) == batch
    with write(Action.BATCH_UNBOUND, by=None, now=NOW, about=batch) as tx:
        tx.remove(db.session.scalars(select(BatchSession)).one())
    over(batch, decision)
    assert find_batch_of_decision(decision) == batch


def test_it_works_from_the_notice_to_the_archive(settled, clients, people, site):
    (batch, decision), name = settled, db.session.get(User, settled[1].user_id).name
    assert left(batch) == {Open.UNPUBLISHED}
    with pytest.raises(NotYetPublished):
        award(decision, by=people.other_officer, now=NOW)
    page = clients.officer.get(f"/staff/publications?batch={batch.public_id}").text
    assert f'value="{decision.public_id}" checked' in page
    publish(clients.officer, decision)
    assert left(batch) == {Open.PUBLISHING}
    assert "正在公示" in clients.candidate.get("/desk").text
    later = NOW + timedelta(days=8)
    assert left(batch, later) == {Open.AWAITING}
    with clock.fixed(later):
        award(get_decision(decision.public_id), by=people.other_officer, now=later)
    assert left(batch, later) == set()
    batches.sign(batch, remark="齐全", by=people.auditor, now=later)
    batches.close(batch, by=people.officer, now=later)
    job = db.session.scalars(select(Job).where(Job.name == batches.ARCHIVE)).one()
    assert job.payload == {"batch": batch.public_id}
    content = archived(site, batch)
    assert clients.auditor.get(f"{PAGE}/{batch.public_id}/archive").data == content
    assert "齐全" in clients.officer.get(f"{PAGE}/{batch.public_id}").text
    with ZipFile(BytesIO(content)) as files:
        record = {name: files.read(name) for name in files.namelist()}
    assert name not in b"".join(record.values()).decode()
    assert json.loads(record["certificates.json"])[0]["level"] == "J"
    assert json.loads(record["decisions.json"])[0]["award"] is True
    assert {line["what"] for line in json.loads(record["journal.json"])} >= {
        "batch.announced",
        "batch.signed",
        "batch.closed",
    }


def archived(site, batch):
    here = site.app.extensions["settings"]
    found = db.session.get(Batch, batch.id, populate_existing=True)
    db.session.refresh(found, ["signed_by"])
    for _ in range(2):
        make_archive(found, home=here.home, keys=here.keys_folder, now=NOW)
    assert len(db.session.scalars(select(BatchArchive)).all()) == 1
    return path_of(batch, here.home).read_bytes()


def test_a_changed_archive_is_not_handed_out(settled, clients, people, site):
    batch, _ = settled
    with write(Action.BATCH_CLOSED, by=None, now=NOW, about=batch):
        batch.state, batch.closed_at = BatchState.CLOSED, NOW
    archived(site, batch)
    path = path_of(batch, site.app.extensions["settings"].home)
    path.write_bytes(path.read_bytes() + b" ")
    answer = clients.officer.get(f"{PAGE}/{batch.public_id}/archive")
    assert (answer.status_code, "与生成时不同" in answer.text) == (404, True)


def test_the_public_reads_the_notice_once_it_is_announced(clients, site):
    sitting = make_results.sitting()
    batch = drafted(clients)
    assert clients.anonymous.get(f"/batches/{batch.public_id}").status_code == 404
    assert NOTICE["title"] not in clients.anonymous.get("/batches").text
    nothing = post(clients.officer, f"/{batch.public_id}/announcement").text
    assert "请先把考次列入批次" in nothing
    post(clients.officer, f"/{batch.public_id}/sittings", which=sitting.public_id)
    post(clients.officer, f"/{batch.public_id}/announcement")
    shown = clients.anonymous.get(f"/batches/{batch.public_id}").text
    assert all(word in shown for word in ("请带证件原件", sitting.title, "400-000-0000", "不收费"))
    assert NOTICE["title"] in clients.anonymous.get("/batches").text


def test_a_correction_says_what_has_changed_and_old_versions_stay(clients, site):
    batch = bound(clients, make_results.sitting())
    address = f"/{batch.public_id}/notice"
    later = NOTICE | {"enrols_until": "2026-12-05"}
    with clock.fixed(NOW + timedelta(hours=1)):
        assert post(clients.officer, address, **later, change=" ").status_code == 422
        told = "报名延到 12 月 5 日，因系统维护"
        assert "已保存" in post(clients.officer, address, **later, change=told).text
    shown = clients.anonymous.get(f"/batches/{batch.public_id}").text
    assert told in shown
    assert "2026年12月5日" in shown.replace(" ", "")
    assert [one.number for one in db.session.scalars(select(BatchNotice))] == [1, 2]
    with pytest.raises(DBAPIError), append(Action.BATCH_REWRITTEN, by=None, now=NOW) as tx:
        tx.connection.execute(update(BatchNotice.__table__).values(text="改"))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"enrols_from": "2026-11-24"}, "报名从 2026-11-24 开始"),
        ({"enrols_until": "2026-11-22"}, "报名已于 2026-11-22 截止"),
        ({}, "报名"),
    ],
)
def test_one_applies_within_the_days_of_the_notice(clients, people, site, changes, told):
    sitting = make_results.sitting()
    bound(clients, sitting, **changes)
    make_enrolment.accept_documents(people.candidate)
    make_enrolment.identity(people.candidate)
    make_enrolment.season()
    answer = clients.candidate.post(
        f"/enrolment/{sitting.public_id}/application", follow_redirects=True
    )
    assert told in answer.text
    applied = db.session.scalars(select(Enrolment)).all()
    assert len(applied) == (0 if changes else 1)


def test_a_sitting_is_of_one_batch_and_stays_once_somebody_applied(clients, people, site):
    made = make_enrolment.application(people.candidate)
    sitting = db.session.get(Sitting, made.sitting_id)
    batch = drafted(clients)
    post(clients.officer, f"/{batch.public_id}/sittings", which=sitting.public_id)
    again = post(clients.officer, f"/{batch.public_id}/sittings", which=sitting.public_id)
    assert "已经在别的批次里" in again.text
    address = f"/{batch.public_id}/sittings/{sitting.public_id}/removal"
    assert "已经有人报名" in post(clients.officer, address).text
    other = make_results.sitting()
    post(clients.officer, f"/{batch.public_id}/sittings", which=other.public_id)
    assert (
        "已移出" in post(clients.officer, address.replace(sitting.public_id, other.public_id)).text
    )


def test_the_supervisor_had_no_part_in_it(settled, clients, people):
    batch, _ = settled
    assert people.officer.id in list_involved(batch)
    assert people.auditor.id not in list_involved(batch)
    told = post(clients.officer, f"/{batch.public_id}/signature", remark="好").text
    assert "不能作督导签字" in told
    assert "没有了结" in post(clients.auditor, f"/{batch.public_id}/signature", remark="好").text
    assert post(clients.auditor, f"/{batch.public_id}/signature", remark="").status_code == 422


def test_a_signature_can_be_taken_back_until_the_batch_is_closed(settled, clients, people):
    batch, _ = settled
    with write(Action.BATCH_SIGNED, by=people.auditor, now=NOW, about=batch):
        batch.state, batch.signed_at = BatchState.SIGNED, NOW
        batch.signed_by_id = people.auditor.id
    address = f"/{batch.public_id}"
    assert "没有了结" in post(clients.officer, f"{address}/closing").text
    assert "请写明理由" in post(clients.auditor, f"{address}/signature/withdrawal", why=" ").text
    assert "已撤回" in post(clients.auditor, f"{address}/signature/withdrawal", why="漏看").text
    assert "现在的状态不能" in post(clients.officer, f"{address}/closing").text
    found = db.session.get(Batch, batch.id, populate_existing=True)
    assert (found.state, found.signed_by_id) == (BatchState.ANNOUNCED, None)


@pytest.mark.parametrize(
    "changes",
    [
        {"title": ""},
        {"text": " "},
        {"enrols_from": "x"},
        {"enrols_until": "2026-11-19"},
        {"fee": ""},
    ],
)
def test_what_is_no_notice_changes_nothing(clients, site, changes):
    assert post(clients.officer, **(NOTICE | changes)).status_code == 422
    assert db.session.scalars(select(Batch)).all() == []
