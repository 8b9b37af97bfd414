"""Upgrade, readiness, and what stops the program from starting."""

from datetime import timedelta

import click
import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric import ed25519
from sqlalchemy import select, text

from examsite.attempts.queries.attempts import get_seat
from examsite.attempts.services import taking
from examsite.cli import main
from examsite.commands import operations
from examsite.commands.start import opened, prepare, require_ready, start_problems
from examsite.domain.actions import Action
from examsite.kit import keys, schema
from examsite.kit.db import db, write
from examsite.kit.journal import JournalEntry
from examsite.kit.secret import make_secret
from examsite.settings import ROOT, Settings
from tests import make_exam


@pytest.fixture
def examsite(site, monkeypatch):
    """Run a command on the installation under test."""
    settings = site.app.extensions["settings"]
    monkeypatch.setenv("EXAMSITE_HOME", str(settings.home))
    monkeypatch.setenv("EXAMSITE_DATABASE_URL", site.url)
    monkeypatch.setenv("EXAMSITE_DATABASE_CLOCK", "false")

    def run(*arguments):
        db.session.rollback()
        return CliRunner().invoke(main, list(arguments))

    return run


def backups(site):
    return list((site.app.extensions["settings"].home / "backups").glob("*"))


@pytest.fixture(autouse=True)
def no_backups(request):
    if "site" in request.fixturenames:
        for path in backups(request.getfixturevalue("site")):
            path.unlink()


def test_upgrade_backs_up_first_and_checks_after(site, examsite):
    done = examsite("upgrade")
    assert done.exit_code == 0, done.output
    assert len(backups(site)) == 1
    assert "日志链完整" in done.output


def test_upgrade_says_from_where_to_where(tmp_path, monkeypatch, now):
    settings = Settings(home=tmp_path, database_clock=False)
    prepare(settings)
    schema.downgrade(settings.sqlalchemy_url, "base")
    operations.upgrade_database(settings, now)
    with opened(settings):
        lines = select(JournalEntry.what).order_by(JournalEntry.n.desc())
        assert db.session.scalars(lines).first() == "system.upgraded"


def test_upgrade_waits_for_a_certifying_sitting(site, examsite, now):
    make_exam.sitting("candidate")
    refused = examsite("upgrade")
    assert refused.exit_code == 1
    assert "初级知识考试" in refused.output
    assert backups(site) == []
    assert operations.open_sittings(now + timedelta(hours=2)) == []
    assert operations.open_sittings(now - timedelta(seconds=1)) == []


def test_upgrade_waits_for_whoever_writes(site, people, now):
    sitting = make_exam.sitting("candidate", seconds=600, window=timedelta(minutes=30))
    with write(Action.SITTING_OPENED, by=None, now=now, about=sitting) as tx:
        tx.lock(sitting)
        sitting.certifying = False
    assert operations.open_sittings(now) == []  # practice may stand open for months
    seat = get_seat(sitting.public_id, visible_to=people.candidate)
    taking.start(seat, device="", by=people.candidate, now=now)
    assert operations.open_sittings(now) == ["初级知识考试"]
    assert operations.open_sittings(now + timedelta(hours=3)) == []


def test_upgrade_needs_something_to_upgrade(tmp_path, monkeypatch):
    settings = Settings(home=tmp_path)
    make_secret(tmp_path / "secret")
    monkeypatch.setenv("EXAMSITE_HOME", str(settings.home))
    refused = CliRunner().invoke(main, ["upgrade"])
    assert refused.exit_code == 1
    assert "examsite init" in refused.output


def test_ready(site, examsite):
    good = examsite("check", "ready")
    assert good.exit_code == 0, good.output
    for name in ("database", "keys", "disk", "clock", "https", "journal"):
        assert f"✓ {name}" in good.output


def test_not_ready_names_the_schema(site, examsite):
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    bad = examsite("check", "ready")
    assert bad.exit_code == 1
    assert "examsite upgrade" in bad.output


def test_not_ready_names_a_broken_journal(site, examsite):
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE journal_head SET n = n + 1"))
    bad = examsite("check", "ready")
    assert bad.exit_code == 1
    assert "✕ journal" in bad.output


def test_not_ready_names_missing_keys(site, examsite):
    key = site.app.extensions["settings"].keys_folder / "receipt.pem"
    key.rename(key.with_name("away"))
    try:
        bad = examsite("check", "ready")
    finally:
        key.with_name("away").rename(key)
    assert bad.exit_code == 1
    assert "✕ keys" in bad.output


def test_a_development_installation_may_start(tmp_path):
    settings = Settings(home=tmp_path)
    assert "examsite init" in start_problems(settings)[0]
    prepare(settings)
    assert start_problems(settings) == []
    require_ready(settings)
    schema.downgrade(settings.sqlalchemy_url, "0001")
    assert "examsite upgrade" in start_problems(settings)[0]


def test_a_production_start_names_everything_that_is_missing(tmp_path):
    prepare(Settings(home=tmp_path))  # with development keys
    bare = Settings(home=tmp_path, env="production")
    with pytest.raises(click.ClickException) as refusal:
        require_ready(bare)
    for words in ("https://", "演示密钥", "EXAMSITE_BANK"):
        assert words in refusal.value.message
    inside = Settings(home=tmp_path, env="production", bank=ROOT / "question_bank")
    assert any("不能在程序目录里" in each for each in start_problems(inside))


def test_a_complete_production_installation_may_start(tmp_path):
    bank = tmp_path / "bank"
    bank.mkdir()
    home = tmp_path / "home"
    settings = Settings(home=home, env="production", base_url="https://exam.example", bank=bank)
    prepare(settings)
    assert start_problems(settings) == ["缺少密钥文件：receipt.pem、seal.pem"]
    keys.write_private(_folder(settings) / keys.RECEIPT_KEY, ed25519.Ed25519PrivateKey.generate())
    keys.install_seal(settings.keys_folder, keys.make_chain("示例机构", "示例机构").seal)
    assert start_problems(settings) == []


def _folder(settings):
    settings.keys_folder.mkdir()
    return settings.keys_folder


def test_production_set_up_prints_the_first_link_once(tmp_path, monkeypatch):
    monkeypatch.setenv("EXAMSITE_HOME", str(tmp_path))
    early = CliRunner().invoke(main, ["init", "--production"])
    assert early.exit_code == 1
    assert "EXAMSITE_ENV=production" in early.output
    monkeypatch.setenv("EXAMSITE_ENV", "production")
    monkeypatch.setenv("EXAMSITE_BASE_URL", "https://exam.example")
    done = CliRunner().invoke(main, ["init", "--production"])
    assert done.exit_code == 0, done.output
    assert "https://exam.example/setup/" in done.output
    assert not (tmp_path / "keys").exists()
