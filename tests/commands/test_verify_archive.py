"""`examsite verify-archive`: what it says and how it ends."""

from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from examsite.cli import main
from examsite.kit.archive import pack
from examsite.kit.receipts import receipt_key

AT = datetime(2026, 12, 1, tzinfo=UTC)


@pytest.fixture
def keys(site):
    return site.app.extensions["settings"].keys_folder


@pytest.fixture
def file(keys, tmp_path):
    path = tmp_path / "batch.zip"
    path.write_bytes(pack({"a.json": b"{}"}, about={"title": "第四季度"}, made_at=AT, keys=keys))
    return path


def pem(tmp_path, key):
    path = tmp_path / "receipt.pub"
    path.write_bytes(key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return path


def run(*words):
    return CliRunner().invoke(main, ["verify-archive", *map(str, words)])


def test_it_works_with_the_public_key_alone(file, keys, tmp_path):
    done = run(file, "--key", pem(tmp_path, receipt_key(keys).public_key()))
    assert (done.exit_code, "档案完整，未被改动：第四季度，1 个文件" in done.output) == (0, True)


def test_a_changed_archive_is_named_and_ends_with_1(file, keys, tmp_path):
    content = file.read_bytes()
    file.write_bytes(content.replace(b"{}", b"[]"))
    done = run(file, "--key", pem(tmp_path, receipt_key(keys).public_key()))
    assert (done.exit_code, "核对不通过" in done.output) == (1, True)


def test_another_key_and_no_key_are_told_apart(file, tmp_path):
    other = pem(tmp_path, Ed25519PrivateKey.generate().public_key())
    assert "签名不对" in run(file, "--key", other).output
    other.write_bytes(b"no key")
    assert "无法读取公钥" in run(file, "--key", other).output
