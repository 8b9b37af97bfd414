"""Health: up, ready or naming what is not, numbers for those who may; what stops a start."""

from collections import namedtuple
from datetime import timedelta

import pytest
from sqlalchemy import text

from examsite.kit import clock, health
from examsite.kit.db import db
from examsite.settings import ROOT, Settings

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def use(site):
    """Change settings for one test."""
    before = site.app.extensions["settings"]

    def change(**settings):
        site.app.extensions["settings"] = before.model_copy(update=settings)

    yield change
    site.app.extensions["settings"] = before


def test_it_works(clients):
    assert clients.anonymous.get("/healthz").json == {"status": "up"}
    answer = clients.anonymous.get("/readyz")
    assert (answer.status_code, answer.json["failing"]) == (200, [])
    assert list(answer.json["checks"]) == ["clock", "database", "disk", "https", "keys"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_schema_not_at_head_is_named(site, clients):
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    answer = clients.anonymous.get("/readyz")
    assert (answer.status_code, answer.json["failing"]) == (503, ["database"])
    assert "examsite upgrade" in answer.json["checks"]["database"]
    assert clients.anonymous.get("/healthz").status_code == 200


def test_missing_keys_are_named(site, clients, use, tmp_path):
    use(home=tmp_path)
    assert clients.anonymous.get("/readyz").json["failing"] == ["keys"]


def test_production_refuses_development_keys_and_plain_http(site, clients, use):
    use(env="production")
    assert clients.anonymous.get("/readyz").json["failing"] == ["keys", "https"]
    use(env="production", base_url="https://exam.example")
    assert clients.anonymous.get("/readyz").json["failing"] == ["keys"]


def test_a_full_disk_is_named(site, clients, use, monkeypatch):
    monkeypatch.setattr(health.shutil, "disk_usage", lambda _path: Usage(10, 9, 1))
    assert clients.anonymous.get("/readyz").json["failing"] == ["disk"]


def test_a_clock_that_jumped_is_named(site, clients):
    wall = clock.steady._wall
    clock.steady._wall = wall - timedelta(minutes=5)
    try:
        answer = clients.anonymous.get("/readyz")
        assert answer.json["failing"] == ["clock"]
    finally:
        clock.steady._wall = wall
    assert clients.anonymous.get("/readyz").status_code == 200


def test_a_database_whose_clock_differs_is_named(site, clients, now):
    if site.server is None:
        assert health._clock_problem(now) == ""
        return
    site.app.config["DATABASE_CLOCK"] = True
    try:
        assert clients.anonymous.get("/readyz").json["failing"] == ["clock"]  # tests stand at `now`
    finally:
        site.app.config["DATABASE_CLOCK"] = False


def test_metrics_on_this_machine_or_with_the_token(clients, use):
    local = clients.anonymous.get("/metrics")
    assert local.mimetype == "text/plain"
    for line in ('examsite_check_ok{check="database"} 1', 'examsite_jobs{state="waiting"} 0'):
        assert line in local.text.splitlines()
    far = {"environ_base": {"REMOTE_ADDR": "10.0.0.9"}}
    assert clients.anonymous.get("/metrics", **far).status_code == 404
    proxied = {"headers": {"X-Forwarded-For": "10.0.0.9"}}
    assert clients.anonymous.get("/metrics", **proxied).status_code == 404
    given = {"Authorization": "Bearer let-me-see"}
    assert clients.anonymous.get("/metrics", headers=given, **far).status_code == 404
    use(metrics_token="let-me-see")
    assert clients.anonymous.get("/metrics", headers=given, **far).status_code == 200
    wrong = {"Authorization": "Bearer something-else"}
    assert clients.anonymous.get("/metrics", headers=wrong, **far).status_code == 404


def settings(tmp_path, **changes):
    good = {"home": tmp_path, "env": "production", "base_url": "https://exam.example"}
    bank = tmp_path / "bank"
    bank.mkdir(exist_ok=True)
    (tmp_path / "secret").write_text("s" * 64)
    return Settings(**{**good, "bank": bank, **changes})


def test_development_needs_its_secret_and_nothing_else(tmp_path):
    plain = settings(tmp_path, env="development", base_url="http://127.0.0.1:5000", bank=None)
    assert list(health.problems_before_start(plain)) == []
    (tmp_path / "secret").write_text("short")
    assert "太短" in "".join(health.problems_before_start(plain))
    (tmp_path / "secret").unlink()
    assert "examsite init" in "".join(health.problems_before_start(plain))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"base_url": "http://exam.example"}, "https://"),
        ({"bank": None}, "EXAMSITE_BANK"),
        ({"bank": ROOT / "question_bank"}, "不能在程序目录里"),
        ({"bank": ROOT / "missing"}, "没有找到题库"),
    ],
)
def test_production_names_what_is_missing(tmp_path, changes, words):
    found = list(health.problems_before_start(settings(tmp_path, **changes)))
    assert any(words in each for each in found)
    assert any("缺少密钥文件" in each for each in found)
    assert len(found) == 2
