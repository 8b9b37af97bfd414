"""Archives: a ZIP whose signed manifest names every file with its size and SHA-256.

The same content gives the same bytes: files in order of their names, one date for all, no
compression that depends on the library's version. Whoever has the public key can check an archive
without this site.
"""

import hashlib
import json
import re
import zlib
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from lzma import LZMAError
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from examsite.domain.canonical import canonical
from examsite.kit import receipts
from examsite.kit.clock import rfc3339

MANIFEST = "manifest.json"
FORMAT = "examsite-archive-1"
PLAIN = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
"""What a file in an archive may be called: no folders, so that none leaves the place it is put."""
MOST_MANIFEST = 1024 * 1024
MOST_BYTES = 256 * 1024 * 1024
"""Of all files together, unpacked."""
SLACK = 4 * MOST_MANIFEST
"""What manifest, names and directory may add to them."""

BROKEN = (BadZipFile, RuntimeError, EOFError, OSError, ValueError, zlib.error, LZMAError)
"""What the ZIP reader raises for bytes, held in memory, that are no whole archive; for a way of
packing it does not know, a kind of RuntimeError."""


class ArchiveFault(Exception):
    """The first thing about an archive that is not as it must be, in Chinese."""


class ArchiveUnread(Exception):
    """The file could not be read at all, which says nothing about what is in it; in Chinese."""


def pack(
    files: Mapping[str, bytes], *, about: Mapping[str, Any], made_at: datetime, keys: Path
) -> bytes:
    """The bytes of an archive of these files, signed with the installation's receipt key.

    `about` says in canonical JSON what is archived; NotReady without a key.
    """
    listed = [
        {"name": name, "size": len(files[name]), "sha256": _sha256(files[name])}
        for name in sorted(files)
    ]
    facts = {
        "format": FORMAT,
        "about": dict(about),
        "made_at": rfc3339(made_at),
        "files": listed,
    }
    whole = {MANIFEST: canonical(receipts.sign(keys, facts)), **files}
    target = BytesIO()
    with ZipFile(target, "w", ZIP_STORED) as archive:
        for name in [MANIFEST, *sorted(files)]:
            entry = ZipInfo(name, date_time=made_at.timetuple()[:6])
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, whole[name])
    return target.getvalue()


def check(path: Path, key: Ed25519PublicKey, *, most: int = MOST_BYTES) -> dict[str, Any]:
    """The manifest of an archive that is whole, unchanged and of at most so many bytes.

    Raises ArchiveFault, which names the first file that is not, and ArchiveUnread when the disk
    does not give the bytes. Nothing is unpacked to disk.
    """
    try:
        with ZipFile(_open(path, most + SLACK)) as archive:
            entries = archive.infolist()
            manifest = _manifest(archive, entries, key)
            _compare_names(entries, manifest)
            if sum(row["size"] for row in manifest["files"]) > most:
                raise ArchiveFault("文件合计超过可以核对的大小")
            for row in manifest["files"]:
                _compare(archive, row)
    except BROKEN as problem:
        raise ArchiveFault("这不是完整的 ZIP 文件") from problem
    return manifest


def _open(path: Path, most: int) -> BytesIO:
    """The file's bytes, read first: the ZIP reader calls a failing disk a broken archive."""
    try:
        with path.open("rb") as file:
            content = file.read(most + 1)
    except OSError as problem:
        raise ArchiveUnread(f"{path.name}（{problem.strerror}）") from problem
    if len(content) > most:
        raise ArchiveFault("文件合计超过可以核对的大小")
    return BytesIO(content)


def _manifest(archive: ZipFile, entries: list[ZipInfo], key: Ed25519PublicKey) -> dict[str, Any]:
    if MANIFEST not in {entry.filename for entry in entries}:
        raise ArchiveFault(f"没有 {MANIFEST}")
    try:
        manifest = json.loads(_read(archive, MANIFEST, MOST_MANIFEST))
    except (ValueError, RecursionError) as problem:
        raise ArchiveFault(f"{MANIFEST} 无法读取") from problem
    if not isinstance(manifest, dict) or not receipts.is_signed(key, manifest):
        raise ArchiveFault(f"{MANIFEST} 的签名不对：被改动过，或不是用这把密钥签的")
    if manifest["format"] != FORMAT:
        raise ArchiveFault(f"不认识的格式：{manifest['format']}")
    return manifest


def _compare_names(entries: list[ZipInfo], manifest: dict[str, Any]) -> None:
    names = [entry.filename for entry in entries if entry.filename != MANIFEST]
    if len(entries) != len({entry.filename for entry in entries}):
        raise ArchiveFault("有重名的文件")
    listed = {row["name"] for row in manifest["files"]}
    for name in names:
        if not PLAIN.fullmatch(name) or name not in listed:
            raise ArchiveFault(f"多出清单里没有的文件：{name[:80]!r}")
    for name in sorted(listed - set(names)):
        raise ArchiveFault(f"缺少文件：{name}")


def _compare(archive: ZipFile, row: dict[str, Any]) -> None:
    content = _read(archive, row["name"], row["size"])
    if len(content) != row["size"] or _sha256(content) != row["sha256"]:
        raise ArchiveFault(f"内容与清单不符：{row['name']}")


def _read(archive: ZipFile, name: str, most: int) -> bytes:
    """At most one byte more than `most`: enough to see that it is too long."""
    with archive.open(name) as file:
        return file.read(most + 1)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
