"""Sheets for programs: stored, stored before, refused with what is stored."""

import pytest

from examsite.domain.canonical import sha256_hex
from tests import make_practicals as make


@pytest.fixture
def sheet(site, people, now):
    booking = make.booking(people.officer, now, candidate="other_candidate")
    make.seat(booking, "examiner_a", 1, people.officer, now)
    return make.work_of(people.examiner_a).sheets[make.PROCESS].public_id


def body(content, client_id="device-1", base=0, **changes):
    return {
        "client_id": client_id, "base_version": base, "content": content,
        "hash": sha256_hex(content), **changes,
    }  # fmt: skip


def test_it_works(sheet, clients):
    path = f"/api/v1/sheets/{sheet}"
    assert clients.examiner_a.get(path).json["version"] == 0
    sent = clients.examiner_a.post(f"{path}/versions", json=body(make.process()))
    assert (sent.status_code, sent.json["version"]) == (201, 1)
    again = clients.examiner_a.post(f"{path}/versions", json=body(make.process()))
    assert (again.status_code, again.json["version"]) == (200, 1)
    assert again.json["hash"] == sha256_hex(make.process())
    assert clients.examiner_a.get(path).json["content"] == make.process()


def test_clashes_carry_both(sheet, clients):
    path = f"/api/v1/sheets/{sheet}/versions"
    clients.examiner_a.post(path, json=body(make.process(3)))
    reused = clients.examiner_a.post(path, json=body(make.process(4), base=1))
    stale = clients.examiner_a.post(path, json=body(make.process(4), client_id="device-2"))
    assert (reused.status_code, reused.json["code"]) == (409, "client_id_reused")
    assert (stale.status_code, stale.json["code"]) == (409, "sheet_stale")
    for answer in (reused, stale):
        assert answer.json["stored"]["global"] == 3
        assert answer.json["yours"]["global"] == 4
        assert answer.json["version"] == 1


@pytest.mark.parametrize(
    "change",
    [
        {"hash": "0" * 64},
        {"client_id": ""},
        {"client_id": "x" * 65},
        {"base_version": -1},
        {"base_version": True},
        {"content": [1]},
        {"content": {"bands": {"pitch": 3.5}}},
        {"content": {"bands": {"unknown": 3}}, "hash": sha256_hex({"bands": {"unknown": 3}})},
    ],
)
def test_what_cannot_be_used_is_refused(sheet, clients, change):
    answer = clients.examiner_a.post(
        f"/api/v1/sheets/{sheet}/versions", json=body(make.process()) | change
    )
    assert answer.status_code == 422
    assert clients.examiner_a.get(f"/api/v1/sheets/{sheet}").json["version"] == 0


def test_strangers_find_nothing(sheet, clients):
    assert clients.examiner_b.get(f"/api/v1/sheets/{sheet}").status_code == 404
    sent = clients.examiner_b.post(f"/api/v1/sheets/{sheet}/versions", json=body(make.process()))
    assert sent.status_code == 404
    assert clients.examiner_a.get("/api/v1/sheets/NOTHING").status_code == 404
    assert clients.candidate.get(f"/api/v1/sheets/{sheet}").status_code == 403
