"""The issuer: facts and seal changed, words refused, two people where that is asked."""

import io

import pytest
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from examsite.accounts.models import Issuer, Proposal
from examsite.accounts.policies import issuer_missing
from examsite.accounts.queries import get_issuer
from examsite.domain.terms import ProposalState
from examsite.kit.db import db
from examsite.kit.journal import JournalDetail, JournalEntry
from tests.make_accounts import GOOD_CODE, png

FORM = {
    "name": "示例机构",
    "unified_code": GOOD_CODE,
    "address": "示例路 1 号",
    "complaint_contact": "400-000-0000",
    "icp_number": "示例 ICP 备 1 号",
    "police_number": "",
    "certificate_title": "操盘手能力评价证书",
    "scope": "直播电商操盘",
    "authorisation": "",
    "why": "首次设置",
}


@pytest.fixture
def two_people(site):
    settings = site.app.extensions["settings"]
    site.app.extensions["settings"] = settings.model_copy(update={"two_person": True})
    yield
    site.app.extensions["settings"] = settings


def issuer():
    return db.session.get(Issuer, 1, populate_existing=True)


def send(client, seal=None, **changes):
    data = {**FORM, **changes}
    if seal is not None:
        data["seal"] = (io.BytesIO(seal), "seal.png")
    return client.post("/staff/issuer", data=data, content_type="multipart/form-data")


def test_it_works(site, clients):
    assert issuer_missing(issuer()) == ["name", "unified_code", "address", "complaint_contact"]
    assert send(clients.admin, png(extra=(b"tEXt", b"secret"))).status_code == 303
    row = issuer()
    assert (row.name, row.unified_code) == ("示例机构", GOOD_CODE)
    assert issuer_missing(row) == []
    assert b"secret" not in row.seal_image
    picture = clients.admin.get("/staff/issuer/seal")
    assert picture.mimetype == "image/png"
    assert picture.data == row.seal_image
    send(clients.admin, name="示例机构（更名）")
    assert issuer().seal_image == row.seal_image


def test_changes_are_journalled_with_the_reason(site, clients):
    send(clients.admin, png())
    line = db.session.scalars(select(JournalEntry).order_by(JournalEntry.n.desc())).first()
    body = db.session.get(JournalDetail, line.n).body
    assert (line.what, body["why"]) == ("issuer.changed", "首次设置")
    changed = body["rows"][0][3]
    assert changed["name"] == ["", "示例机构"]
    assert set(changed["seal_image"][1]) == {"sha256"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"certificate_title": "国家职业资格证书"}, "国家、职业资格"),
        ({"scope": "官方操盘"}, "官方"),
        ({"certificate_title": "快手操盘手证书"}, "授权依据"),
        ({"certificate_title": ""}, "请填写证书名称"),
        ({"scope": "  "}, "不能为空"),
        ({"unified_code": "91330000MA00000000"}, "统一社会信用代码有误"),
        ({"why": ""}, "请填写修改理由"),
    ],
)
def test_what_the_paper_must_not_say_is_refused(site, clients, changes, words):
    answer = send(clients.admin, **changes)
    assert answer.status_code == 422
    assert words in answer.text
    assert issuer().name == ""


def test_a_name_of_others_needs_its_authorisation(site, clients):
    title = {"certificate_title": "快手操盘手能力评价证书"}
    assert send(clients.admin, **title, authorisation="授权书 2026-01").status_code == 303


@pytest.mark.parametrize(
    "seal",
    [b"GIF89a", b"<svg/>", png()[:-20], png()[:40] + b"x" + png()[41:], png(3000, 1), b"\x89PNG"],
)
def test_seals_that_are_no_small_png_are_refused(site, clients, seal):
    answer = send(clients.admin, seal)
    assert answer.status_code == 422
    assert "PNG" in answer.text
    assert issuer().seal_image is None


def test_too_large_a_seal_is_refused(site, clients):
    big = FileStorage(io.BytesIO(png(extra=(b"tEXt", b"x" * 512 * 1024))), "seal.png")
    boundary, body = encode_multipart({**FORM, "seal": big})
    kind = f"multipart/form-data; boundary={boundary}"
    answer = clients.admin.post("/staff/issuer", data=body, content_type=kind)
    assert answer.status_code == 422
    assert issuer().seal_image is None


def test_no_seal_no_picture(clients):
    assert clients.admin.get("/staff/issuer/seal").status_code == 404


def proposal():
    rows = select(Proposal).execution_options(populate_existing=True)
    return db.session.scalars(rows).one()


def test_a_second_person_is_needed_where_that_is_asked(site, clients, two_people):
    assert send(clients.admin, png()).status_code == 303
    assert issuer().name == ""
    path = f"/staff/issuer/changes/{proposal().public_id}"
    assert "示例机构" in clients.officer.get(path).text
    assert "首次设置" in clients.admin.get("/staff/issuer").text
    own = clients.admin.post(f"{path}/approval")
    assert own.status_code == 403
    assert issuer().name == ""
    assert clients.officer.post(f"{path}/approval").status_code == 303
    assert issuer().name == "示例机构"
    assert issuer().seal_image == png()
    assert proposal().state is ProposalState.APPROVED
    assert clients.other_officer.post(f"{path}/approval").status_code == 409
    assert "已经处理" in clients.officer.get(path).text


@pytest.mark.parametrize(
    ("who", "state"), [("officer", ProposalState.REFUSED), ("admin", ProposalState.WITHDRAWN)]
)
def test_changes_are_refused_or_taken_back(site, clients, two_people, who, state):
    send(clients.admin)
    path = f"/staff/issuer/changes/{proposal().public_id}"
    client = getattr(clients, who)
    assert client.post(f"{path}/refusal", data={"note": ""}).status_code == 422
    assert client.post(f"{path}/refusal", data={"note": "地址不对"}).status_code == 303
    assert (proposal().state, proposal().note) == (state, "地址不对")
    assert get_issuer().name == ""
    assert clients.officer.post(f"{path}/approval").status_code == 409


def test_strangers_do_not_see_the_change(site, clients, two_people):
    send(clients.admin)
    path = f"/staff/issuer/changes/{proposal().public_id}"
    for who in (clients.candidate, clients.examiner_a, clients.hr):
        assert who.get(path).status_code == 404
        assert who.post(f"{path}/approval").status_code == 404
    assert clients.anonymous.get(path).status_code == 303


def test_a_tampered_proposal_is_not_carried_out(site, clients, two_people, now):
    send(clients.admin)
    public_id = proposal().public_id
    with db.engine.begin() as connection:
        table = Proposal.__table__
        payload = {**proposal().payload, "name": "别的机构"}
        connection.execute(table.update().values(payload=payload))
    answer = clients.officer.post(f"/staff/issuer/changes/{public_id}/approval")
    assert answer.status_code == 409
    assert issuer().name == ""
