"""The journal for auditors: over the wire, on pages, from the command line."""

import hashlib
import os
import subprocess
import sys

import pytest
from sqlalchemy import text

from examsite.domain.canonical import canonical
from examsite.kit.db import db
from tests import make_results
from tests.counting import counted

ADDRESS = "/api/v1/audit"


def test_the_wire(clients, people):
    make_results.results("candidate", people.officer)
    entries = clients.auditor.get(f"{ADDRESS}?after=0").json["entries"]
    assert [one["n"] for one in entries] == list(range(1, len(entries) + 1))
    assert set(entries[0]) == {"n", "at", "who", "what", "about", "prev", "hash"}
    assert set(entries[0]["about"]) == {"type", "id", "detail"}
    for before, one in zip([{"hash": "0" * 64}, *entries], entries, strict=False):
        line = [one[name] for name in ("n", "at", "who", "what", "about", "prev")]
        assert one["hash"] == hashlib.sha256(canonical(line)).hexdigest()
        assert one["prev"] == before["hash"]
    last = entries[-1]["n"]
    assert clients.auditor.get(f"{ADDRESS}?after={last}").json == {"entries": []}
    assert "示例考生" not in clients.auditor.get(ADDRESS).text


@pytest.mark.parametrize("after", ["-1", "x", "1.5", "", "９", "9" * 16])
def test_a_bad_number_is_refused(clients, after):
    response = clients.auditor.get(ADDRESS, query_string={"after": after})
    assert (response.status_code, response.json["code"]) == (422, "bad_after")


def test_pages(clients, people):
    make_results.results("candidate", people.officer)
    client = clients.auditor
    assert "发布了成绩" in client.get("/staff/audit").text
    chosen = client.get("/staff/audit?action=result.released").text
    assert chosen.count("<td>发布了成绩</td>") == 2
    assert "<td>登录</td>" not in chosen
    mine = client.get(f"/staff/audit?whom={people.officer.public_id}").text
    assert "<td>发布了成绩</td>" in mine
    assert "没有符合的记录" in client.get("/staff/audit?whom=nobody").text
    page = client.get("/staff/audit/1").text
    assert "这一行与散列值相符" in page
    assert client.get("/staff/audit/999999").status_code == 404
    assert client.get("/staff/audit?page=2").status_code == 200


def test_an_erased_detail_is_said(clients):
    with db.engine.begin() as connection:
        connection.execute(text("DELETE FROM journal_detail"))
    assert "明细已按保存期限或请求删除" in clients.auditor.get("/staff/audit/1").text


@pytest.mark.parametrize("person", ["officer", "candidate", "admin"])
def test_auditors_only(clients, person):
    for address in (ADDRESS, "/staff/audit", "/staff/audit/1"):
        assert getattr(clients, person).get(address).status_code == 403
    assert clients.anonymous.get(ADDRESS).status_code == 401


def test_statements_are_bounded(clients, people):
    make_results.results("candidate", people.officer)
    client = clients.auditor
    for address, most in (("/staff/audit", 4), (f"{ADDRESS}?after=0", 2), ("/staff/audit/1", 3)):
        with counted() as seen:
            assert client.get(address).status_code == 200
        assert len(seen) <= most, (address, len(seen))


def run(site):
    """The command in a process of its own, as an operator starts it."""
    url = site.server.url("site") if site.server else ""
    home = str(site.app.extensions["settings"].home)
    env = {**os.environ, "EXAMSITE_HOME": home, "EXAMSITE_DATABASE_URL": url}
    command = [sys.executable, "-m", "examsite.cli", "audit", "verify"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_the_command(site):
    db.session.rollback()
    code, told = run(site)
    assert (code, "日志完好" in told) == (0, True)
    with db.engine.begin() as connection:
        if site.server is None:
            connection.execute(text("DROP TRIGGER journal_entry_no_update"))
        else:
            connection.execute(text("ALTER TABLE journal_entry DISABLE TRIGGER ALL"))
        connection.execute(text("UPDATE journal_entry SET what='role.granted' WHERE n=2"))
    code, told = run(site)
    assert code == 1
    assert "日志第 2 行" in told
