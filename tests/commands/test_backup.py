"""Backup and restore: everything comes back, nothing tampered gets in, nothing is overwritten."""

import io
import json
import stat
import tarfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine, make_url, select, text

from examsite.accounts.models import LoginSession, User
from examsite.cli import main
from examsite.commands import backup, dumps
from examsite.commands.start import opened
from examsite.kit.db import db
from examsite.kit.journal import JournalEntry, first_fault
from examsite.settings import Settings
from tests.make_accounts import user_named


@pytest.fixture
def examsite(site, monkeypatch):
    """Run a command of the installation under test, or of another one."""

    def run(*arguments, home=None, database_url=None):
        settings = site.app.extensions["settings"]
        monkeypatch.setenv("EXAMSITE_HOME", str(home or settings.home))
        url = settings.database_url if database_url is None else database_url
        monkeypatch.setenv("EXAMSITE_DATABASE_URL", _named(url, site))
        db.session.rollback()
        return CliRunner().invoke(main, [str(each) for each in arguments])

    return run


def _named(url, site):
    """The template's address in the settings stands for the database in use."""
    return site.url if url.endswith("template_site") else url


@pytest.fixture
def elsewhere(site, tmp_path):
    """An empty installation on the same kind of database: folder and address."""
    if site.server is None:
        yield tmp_path / "elsewhere", ""
        return
    site._statement("DROP DATABASE IF EXISTS elsewhere WITH (FORCE)")
    site._statement("CREATE DATABASE elsewhere")
    yield tmp_path / "elsewhere", site.server.url("elsewhere")
    site._statement("DROP DATABASE elsewhere WITH (FORCE)")


@pytest.fixture
def archive(site, examsite, people, tmp_path):
    """A backup with somebody signed in and a file of evidence."""
    assert people.candidate
    evidence = site.app.extensions["settings"].home / "evidence" / "a.bin"
    evidence.parent.mkdir(exist_ok=True)
    evidence.write_bytes(b"evidence")
    target = tmp_path / "made" / "backup.tar.gz"
    done = examsite("backup", target)
    assert done.exit_code == 0, done.output
    return target


def names(path):
    with tarfile.open(path) as tar:
        return set(tar.getnames())


def rows(home, url, statement):
    with opened(Settings(home=home, database_url=url, database_clock=False)):
        assert first_fault(db.session()) is None
        return list(db.session.scalars(statement))


def test_it_works(site, examsite, archive, elsewhere):
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    home, url = elsewhere
    done = examsite("restore", archive, home=home, database_url=url)
    assert done.exit_code == 0, done.output
    assert "日志链完整" in done.output
    settings = site.app.extensions["settings"]
    for name in ("secret", "keys/receipt.pem", "keys/seal.pem", "evidence/a.bin"):
        assert (home / name).read_bytes() == (settings.home / name).read_bytes()
        assert stat.S_IMODE((home / name).stat().st_mode) == 0o600
    assert "示例考生" in rows(home, url, select(User.name))
    assert rows(home, url, select(JournalEntry.what))[-1] == "system.restored"
    ended = rows(home, url, select(LoginSession.ended_at))
    assert ended
    assert all(ended)


def test_what_is_in_it(archive, site):
    inside = names(archive)
    assert {"database", "secret", "manifest.json", "home/keys/receipt.pem"} <= inside
    unwanted = ("examsite.sqlite3", "jobs.sqlite3", "outbox", ".backup-")
    assert not [name for name in inside if any(each in name for each in unwanted)]
    with tarfile.open(archive) as tar:
        manifest = json.loads(tar.extractfile("manifest.json").read())
    assert set(manifest["files"]) == inside - {"manifest.json"}
    assert manifest["revision"]


def test_a_backup_inside_the_data_folder_does_not_hold_itself(site, examsite):
    home = site.app.extensions["settings"].home
    target = home / "kept" / "backup.tar.gz"
    try:
        assert examsite("backup", target).exit_code == 0
        assert not [name for name in names(target) if "backup" in name]
        again = examsite("backup", target)
        assert again.exit_code == 1
        assert "已经存在" in again.output
    finally:
        target.unlink()
        target.parent.rmdir()


def test_an_installation_is_not_overwritten_by_mistake(site, examsite, archive, elsewhere):
    refused = examsite("restore", archive)
    assert refused.exit_code == 1
    assert "--force" in refused.output
    home, url = elsewhere
    assert examsite("restore", archive, home=home, database_url=url).exit_code == 0
    assert examsite("restore", archive, home=home, database_url=url).exit_code == 1
    forced = examsite("restore", archive, "--force", home=home, database_url=url)
    assert forced.exit_code == 0, forced.output


def test_force_brings_back_what_was(site, examsite, archive, now):
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE \"user\" SET name = 'x' WHERE username = 'candidate'"))
    site.close()
    forced = examsite("restore", archive, "--force")
    assert forced.exit_code == 0, forced.output
    assert user_named("candidate").name == "示例考生"


def rewritten(archive, target, change):
    """The archive with one entry changed, or left out where `change` gives None."""
    with tarfile.open(archive) as old, tarfile.open(target, "w:gz") as new:
        for member in old:
            made = change(member.name, old.extractfile(member).read())
            if made is not None:
                member.name, content = made
                member.size = len(content)
                new.addfile(member, io.BytesIO(content))
    return target


def _instead(name, new):
    """Entries called `name` become `new`, or vanish where that is None."""
    return lambda here, raw: (here, raw) if here != name else new and (new, raw)


TAMPERED = (
    (lambda name, raw: (name, raw + b"x" if name == "secret" else raw), "被改动：secret"),
    (_instead("database", None), "被改动：database"),
    (_instead("secret", "home/new"), "被改动：home/new"),
    (_instead("secret", "../x"), "不该有的东西"),
    (_instead("secret", "/tmp/x"), "不该有的东西"),
    (_instead("manifest.json", None), "读不出来"),
)


def test_tampered_archives_change_nothing(examsite, archive, elsewhere, tmp_path):
    home, url = elsewhere
    for change, words in TAMPERED:
        bad = rewritten(archive, tmp_path / "bad.tar.gz", change)
        refused = examsite("restore", bad, home=home, database_url=url)
        assert refused.exit_code == 1
        assert words in refused.output
        assert list(home.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"not an archive"])
def test_other_files_are_no_backup(examsite, elsewhere, tmp_path, content):
    home, url = elsewhere
    (tmp_path / "x").write_bytes(content)
    refused = examsite("restore", tmp_path / "x", home=home, database_url=url)
    assert refused.exit_code == 1
    assert "读不出来" in refused.output


def test_a_truncated_archive_is_no_backup(examsite, archive, elsewhere, tmp_path):
    home, url = elsewhere
    (tmp_path / "x").write_bytes(archive.read_bytes()[:-400])
    refused = examsite("restore", tmp_path / "x", home=home, database_url=url)
    assert refused.exit_code == 1
    assert not (home / "secret").exists()


def test_a_backup_of_the_other_kind_of_database_is_refused(site, examsite, archive, tmp_path):
    other = "" if site.server else "postgresql://nobody@/none?host=/nowhere"
    refused = examsite("restore", archive, "--force", home=tmp_path / "x", database_url=other)
    assert refused.exit_code == 1
    assert "另一种数据库" in refused.output


def test_nothing_to_back_up(examsite, site, tmp_path, monkeypatch):
    refused = examsite("backup", tmp_path / "x.tar.gz", home=tmp_path / "none", database_url="")
    assert refused.exit_code == 1
    assert "examsite init" in refused.output
    assert not (tmp_path / "x.tar.gz").exists()


def test_missing_postgres_programs_are_named(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    assert Path(dumps.find_postgres("pg_dump")).name == "pg_dump"
    with pytest.raises(dumps.BackupFailed, match="postgresql-client"):
        dumps.find_postgres("pg_nothing")


def test_a_postgres_out_of_reach_is_named():
    url = make_url("postgresql+psycopg://nobody:s3cret@/none?host=/nowhere")
    with pytest.raises(dumps.BackupFailed, match="pg_dump") as refusal:
        dumps.run_postgres("pg_dump", url, [])
    assert "s3cret" not in str(refusal.value)


def test_an_empty_database_is_seen_as_empty(tmp_path):
    settings = Settings(home=tmp_path, database_url="")
    assert backup.is_empty(settings)
    engine = create_engine(settings.sqlalchemy_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE t (x integer)"))
    engine.dispose()
    assert not backup.is_empty(settings)
