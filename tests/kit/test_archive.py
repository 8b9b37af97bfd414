"""Archives: the same bytes for the same content, and whatever is changed in one is named."""

import json
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from examsite.domain.canonical import canonical
from examsite.kit.archive import MANIFEST, ArchiveFault, ArchiveUnread, check, pack
from examsite.kit.receipts import receipt_key

AT = datetime(2026, 12, 1, 2, 3, 4, tzinfo=UTC)
FILES = {"results.json": b'[{"total":8000}]', "batch.json": b"{}", "readme.txt": "档案".encode()}


@pytest.fixture
def keys(site):
    return site.app.extensions["settings"].keys_folder


@pytest.fixture
def made(keys):
    return pack(FILES, about={"title": "第四季度"}, made_at=AT, keys=keys)


def checked(content, keys, tmp_path, key=None):
    path = tmp_path / "batch.zip"
    path.write_bytes(content)
    return check(path, key or receipt_key(keys).public_key())


def changed(content, change):
    """The archive with its files as `change` leaves them."""
    with ZipFile(BytesIO(content)) as old:
        files = {name: old.read(name) for name in old.namelist()}
    change(files)
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as new:
        for name, body in files.items():
            new.writestr(name, body)
    return target.getvalue()


def test_it_works(made, keys, tmp_path):
    manifest = checked(made, keys, tmp_path)
    assert manifest["about"] == {"title": "第四季度"}
    assert [row["name"] for row in manifest["files"]] == sorted(FILES)
    assert made == pack(FILES, about={"title": "第四季度"}, made_at=AT, keys=keys)


def test_packing_it_anew_with_the_same_content_is_no_change(made, keys, tmp_path):
    assert checked(changed(made, lambda _files: None), keys, tmp_path)


def forge(files):
    manifest = json.loads(files[MANIFEST])
    manifest["about"]["title"] = "第三季度"
    files[MANIFEST] = canonical(manifest)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda files: files.update({"results.json": b'[{"total":9000}]'}), "results.json"),
        (lambda files: files.update({"results.json": b"[]"}), "results.json"),
        (lambda files: files.update({"results.json": b" " * 10_000_000}), "results.json"),
        (lambda files: files.pop("batch.json"), "缺少文件：batch.json"),
        (lambda files: files.update({"more.json": b"{}"}), "more.json"),
        (lambda files: files.update({"../escape.json": b"{}"}), "../escape.json"),
        (lambda files: files.pop(MANIFEST), "没有 manifest.json"),
        (lambda files: files.update({MANIFEST: b"[" * 100_000}), "无法读取"),
        (lambda files: files.update({MANIFEST: b"[]"}), "签名不对"),
        (lambda files: files.update({MANIFEST: b"{}"}), "签名不对"),
        (forge, "签名不对"),
    ],
)
def test_whatever_is_changed_is_named(made, keys, tmp_path, change, told):
    with pytest.raises(ArchiveFault, match=told):
        checked(changed(made, change), keys, tmp_path)


def test_a_name_that_stands_twice_is_a_fault(made, keys, tmp_path):
    target = BytesIO(made)
    with pytest.warns(UserWarning, match="Duplicate name"), ZipFile(target, "a") as twice:
        twice.writestr("results.json", b"[]")
    with pytest.raises(ArchiveFault, match="重名"):
        checked(target.getvalue(), keys, tmp_path)


def test_somebody_elses_signature_is_none(made, keys, tmp_path):
    stranger = Ed25519PrivateKey.generate().public_key()
    with pytest.raises(ArchiveFault, match="签名不对"):
        checked(made, keys, tmp_path, stranger)


@pytest.mark.parametrize("cut", [0, 1, 60, -30, -1])
def test_a_broken_file_is_no_archive(made, keys, tmp_path, cut):
    with pytest.raises(ArchiveFault):
        checked(made[:cut], keys, tmp_path)


def test_every_flipped_byte_of_a_file_is_seen(made, keys, tmp_path):
    at = made.index(b'"total":8000') + 9
    flipped = made[:at] + bytes([made[at] ^ 1]) + made[at + 1 :]
    with pytest.raises(ArchiveFault):
        checked(flipped, keys, tmp_path)


def test_more_than_can_be_checked_is_refused(made, keys, tmp_path):
    path = tmp_path / "batch.zip"
    path.write_bytes(made)
    with pytest.raises(ArchiveFault, match="超过"):
        check(path, receipt_key(keys).public_key(), most=10)


def test_a_disk_that_gives_no_bytes_is_no_fault_of_the_archive(keys, tmp_path):
    with pytest.raises(ArchiveUnread, match=tmp_path.name):  # a folder opens, but cannot be read
        check(tmp_path, receipt_key(keys).public_key())


def test_a_way_of_packing_that_nobody_knows_is_a_fault(made, keys, tmp_path):
    unknown = (98).to_bytes(2, "little")
    odd = bytearray(made)
    odd[8:10] = unknown  # of the first entry, and of its line in the directory
    line = odd.index(b"PK\x01\x02")
    odd[line + 10 : line + 12] = unknown
    with pytest.raises(ArchiveFault):
        checked(bytes(odd), keys, tmp_path)


def test_a_compressed_file_that_breaks_off_is_a_fault(made, keys, tmp_path):
    packed = changed(made, lambda _files: None)
    body = packed.index(b"manifest.json") + len("manifest.json")
    with pytest.raises(ArchiveFault):
        checked(packed[:body] + b"\xff" * 40 + packed[body + 40 :], keys, tmp_path)
