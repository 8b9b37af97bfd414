"""`POST /api/v1/bank/import`: two calls, and hostile files at the door."""

from datetime import timedelta
from io import BytesIO

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from examsite.domain.terms import ItemState
from examsite.handbook.services.syncing import sync_handbook
from examsite.items.queries.bank import list_current
from examsite.items.services.syncing import sync_bank
from examsite.kit import clock
from tests.cast import NOW
from tests.kit.test_spreadsheet import NOT_READ
from tests.make_content import bank, chapter, item
from tests.make_workbook import edited, entry, sign, workbook

ADDRESS = "/api/v1/bank/import"


@pytest.fixture
def stored(site, people, tmp_path, now):
    chapter(tmp_path / "handbook")
    sync_handbook(tmp_path / "handbook", now)
    sync_bank(bank(tmp_path / "bank", item()), now)
    sign(people.author)


def send(client, data=None, name="题目.xlsx", **form):
    if data is not None:
        form["file"] = FileStorage(BytesIO(data), name)
    boundary, body = encode_multipart(form)
    return client.post(ADDRESS, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def test_it_works(stored, clients):
    data = workbook(entry(), entry("numeric", 2), entry("multiple", 3, id=""))
    first = send(clients.author, data)
    assert first.status_code == 200
    told = first.get_json()
    assert told == {
        "dry_run": True,
        "token": told["token"],
        "added": ["J-A-002", "J-A-003"],
        "changed": [],
        "same": 1,
        "rejected": [],
        "expires_at": "2026-11-23T01:30:00.000Z",
    }
    assert list(list_current()) == ["J-A-001"]
    done = send(clients.author, token=told["token"])
    assert done.status_code == 200
    assert done.get_json() == {
        "dry_run": False,
        "added": ["J-A-002", "J-A-003"],
        "changed": [],
        "same": 1,
        "rejected": [],
    }
    assert list_current()["J-A-003"].item.state is ItemState.DRAFT
    again = send(clients.author, token=told["token"])
    assert (again.status_code, again.get_json()["code"]) == (410, "import_plan_gone")


def test_every_refused_row_is_named(stored, clients):
    data = edited(workbook(entry(number=5), entry(number=6)), {("单选", 3, "难度"): "很难"})
    told = send(clients.author, data).get_json()
    assert told["added"] == ["J-A-005"]
    (one,) = told["rejected"]
    assert {name: one[name] for name in ("sheet", "row", "column", "cell")} == {
        "sheet": "单选",
        "row": 3,
        "column": "难度",
        "cell": one["cell"],
    }
    assert one["reason"].startswith("须在 0 到 1 之间")
    refused = send(clients.author, token=told["token"])
    assert (refused.status_code, refused.get_json()["code"]) == (409, "import_has_rejected")
    assert "J-A-005" not in list_current()
    done = send(clients.author, token=told["token"], skip_rejected="1")
    assert done.get_json()["added"] == ["J-A-005"]
    assert "J-A-005" in list_current()


def test_the_file_may_come_along_the_second_time(stored, clients):
    data = workbook(entry(number=5))
    token = send(clients.author, data).get_json()["token"]
    other = send(clients.author, workbook(entry(number=6)), token=token)
    assert (other.status_code, other.get_json()["code"]) == (422, "token_of_another_file")
    assert send(clients.author, data, token=token).get_json()["dry_run"] is False


def test_a_token_is_its_owners_and_holds_half_an_hour(stored, clients, people):
    sign(people.reviewer)
    token = send(clients.author, workbook(entry(number=5))).get_json()["token"]
    assert send(clients.reviewer, token=token).status_code == 410
    with clock.fixed(NOW + timedelta(minutes=31)):
        assert send(clients.author, token=token).status_code == 410
    assert send(clients.author, token="0" * 64).status_code == 410


def test_whoever_has_not_signed_is_refused(stored, clients):
    answer = send(clients.reviewer, workbook(entry(number=5)))
    assert (answer.status_code, answer.get_json()["code"]) == (403, "confidentiality_not_signed")


@pytest.mark.parametrize("who", ["candidate", "examiner_a", "officer", "admin"])
def test_others_may_not_import(stored, clients, who):
    assert send(getattr(clients, who), workbook(entry(number=5))).status_code == 403


def test_strangers_sign_in(stored, clients):
    assert send(clients.anonymous, workbook(entry(number=5))).status_code == 401


def test_nothing_sent_says_what_is_wanted(stored, clients):
    for answer in (send(clients.author), clients.author.post(ADDRESS, json={})):
        assert (answer.status_code, answer.get_json()["code"]) == (422, "file_needed")


@pytest.mark.parametrize("name", [each for each in NOT_READ if each != "50 MB"])
def test_hostile_files_are_refused_in_words(stored, clients, name):
    data, refusal = NOT_READ[name]
    answer = send(clients.author, data)
    assert (answer.status_code, answer.get_json()["code"]) == (422, refusal.code)
    assert answer.get_json()["detail"].endswith("。")
    assert list(list_current()) == ["J-A-001"]


@pytest.mark.parametrize("size", [6_000_000, 50_000_000])
def test_what_is_too_large_is_not_taken_in(stored, clients, size):
    answer = send(clients.author, b"PK\x03\x04" + b"\0" * size)
    assert (answer.status_code, answer.get_json()["code"]) == (413, "too_large")


def test_three_megabytes_are_taken_in(stored, clients):
    """More than any other page takes."""
    answer = send(clients.author, b"PK\x03\x04" + b"\0" * 3_000_000)
    assert answer.status_code == 422


def test_the_name_of_the_file_says_nothing(stored, clients):
    answer = send(clients.author, workbook(entry(number=5)), "../../题目.csv")
    assert answer.get_json()["added"] == ["J-A-005"]
