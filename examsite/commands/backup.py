"""Backup and restore: one private archive with the database, keys, secret and files, each hashed."""

import hashlib
import io
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import IO, Any

from sqlalchemy import create_engine, inspect, make_url

from examsite.commands.dumps import (
    BackupFailed,
    database_file,
    dump_database,
    is_sqlite,
    load_database,
)
from examsite.kit import schema
from examsite.kit.clock import rfc3339
from examsite.kit.secret import secret_path
from examsite.settings import Settings

MANIFEST, SECRET, DATABASE, FILES = "manifest.json", "secret", "database", "home"
LEFT_OUT = {"outbox", "backups"}
"""Folders of the data folder that are no part of the installation's truth."""
QUEUE = "jobs.sqlite3"


class _Hashed(io.RawIOBase):
    """Reads a file and hashes what was read."""

    def __init__(self, file: IO[bytes]):
        self._file, self.digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """As the file does."""
        block = self._file.read(size)
        self.digest.update(block)
        return block


def _add(tar: tarfile.TarFile, name: str, path: Path) -> str:
    info = tarfile.TarInfo(name)
    with path.open("rb") as file:
        stat = os.fstat(file.fileno())
        info.size, info.mtime, info.mode = stat.st_size, int(stat.st_mtime), 0o600
        reader = _Hashed(file)
        tar.addfile(info, reader)
    return reader.digest.hexdigest()


def _own_files(settings: Settings, target: Path) -> Iterator[tuple[str, Path]]:
    """Everything in the data folder that belongs to the installation, with its archive name."""
    skip = {target.resolve(), secret_path(settings.home, settings.secret_file).resolve()}
    url = make_url(settings.sqlalchemy_url)
    stems = [QUEUE] + ([database_file(url).name] if is_sqlite(url) else [])
    for path in sorted(settings.home.rglob("*")):
        inside = path.relative_to(settings.home)
        database = len(inside.parts) == 1 and path.name.startswith(tuple(stems))
        hidden = inside.parts[0] in LEFT_OUT or any(map(_is_workshop, inside.parts))
        if path.is_symlink() or not path.is_file() or database or hidden:
            continue
        if path.resolve() not in skip:
            yield f"{FILES}/{inside.as_posix()}", path


def _is_workshop(part: str) -> bool:
    return part.startswith((".backup-", ".making-", ".restore-"))


def back_up(settings: Settings, target: Path, now: datetime) -> dict[str, Any]:
    """Write the archive, readable by this user only; gives its manifest. Never over a file.

    The database comes first: a file added later is an orphan, not a gap.
    """
    if target.exists():
        raise BackupFailed(f"{target} 已经存在，请换一个文件名")
    target.parent.mkdir(parents=True, exist_ok=True)
    files: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as folder:
        dump, made = Path(folder) / DATABASE, Path(folder) / "archive"
        dump_database(make_url(settings.sqlalchemy_url), dump)
        descriptor = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            with tarfile.open(fileobj=out, mode="w:gz") as tar:
                files[DATABASE] = _add(tar, DATABASE, dump)
                secret = secret_path(settings.home, settings.secret_file)
                files[SECRET] = _add(tar, SECRET, secret)
                for name, path in _own_files(settings, target):
                    files[name] = _add(tar, name, path)
                manifest = _manifest(settings, files, now)
                _add_text(tar, MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
            out.flush()
            os.fsync(out.fileno())
        made.rename(target)
    return manifest


def _manifest(settings: Settings, files: dict[str, str], now: datetime) -> dict[str, Any]:
    engine = create_engine(settings.sqlalchemy_url)
    revision = schema.current_revision(engine)
    engine.dispose()
    return {
        "made_at": rfc3339(now),
        "program": version("examsite"),
        "database": make_url(settings.sqlalchemy_url).get_backend_name(),
        "revision": revision,
        "files": files,
    }


def _add_text(tar: tarfile.TarFile, name: str, content: str) -> None:
    raw = content.encode()
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(raw), 0o600
    tar.addfile(info, io.BytesIO(raw))


def is_empty(settings: Settings) -> bool:
    """Whether there is nothing here yet that a restore would overwrite."""
    keys = settings.keys_folder
    if secret_path(settings.home, settings.secret_file).exists() or any(keys.glob("*")):
        return False
    url = make_url(settings.sqlalchemy_url)
    if is_sqlite(url) and not database_file(url).exists():
        return True
    engine = create_engine(url)
    try:
        return not inspect(engine).get_table_names()
    finally:
        engine.dispose()


def restore(settings: Settings, source: Path, *, force: bool) -> dict[str, Any]:
    """Put the archive in place; everything in it is checked before anything is changed."""
    if not force and not is_empty(settings):
        raise BackupFailed("这里已经有数据。确实要覆盖时，请加 --force")
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=settings.home) as name:
        folder = Path(name)
        manifest = unpack(source, folder)
        url = make_url(settings.sqlalchemy_url)
        if manifest["database"] != url.get_backend_name():
            raise BackupFailed(f"备份来自 {manifest['database']}，这里设置的是另一种数据库")
        load_database(url, folder / DATABASE)
        _place(folder / SECRET, secret_path(settings.home, settings.secret_file))
        for path in sorted((folder / FILES).rglob("*")):
            if path.is_file():
                _place(path, settings.home / path.relative_to(folder / FILES))
    return manifest


def unpack(source: Path, folder: Path) -> dict[str, Any]:
    """The archive's files below `folder`, and its manifest; BackupFailed unless all agree."""
    found: dict[str, str] = {}
    try:
        with tarfile.open(source, "r:gz") as tar:
            for member in tar:
                found[member.name] = _unpack_one(tar, member, folder)
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, EOFError, tarfile.TarError, ValueError) as problem:
        raise BackupFailed(f"备份文件读不出来：{type(problem).__name__}") from problem
    found.pop(MANIFEST)
    wrong = {name for name in found.keys() | manifest["files"].keys()
             if found.get(name) != manifest["files"].get(name)}  # fmt: skip
    if wrong:
        raise BackupFailed(f"备份不完整或被改动：{sorted(wrong)[0]}")
    return manifest


def _unpack_one(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> str:
    path = PurePosixPath(member.name)
    content = tar.extractfile(member) if member.isfile() else None
    if content is None or path.is_absolute() or ".." in path.parts:
        raise BackupFailed(f"备份里有不该有的东西：{member.name}")
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    reader = _Hashed(content)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        shutil.copyfileobj(reader, file)
    return reader.digest.hexdigest()


def _place(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    shutil.copyfile(source, target.with_name(target.name + ".new"))
    target.with_name(target.name + ".new").chmod(0o600)
    target.with_name(target.name + ".new").replace(target)
