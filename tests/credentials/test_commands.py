"""`examsite verify` and `examsite keys`."""

import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12

from examsite.cli import main
from examsite.credentials import queries
from examsite.credentials.services import status
from examsite.kit import keys
from tests import make_credentials as make


def run(home, *words, **environment):
    """The program with its own folder; gives exit code and output."""
    env = {"EXAMSITE_HOME": str(home), **environment}
    done = CliRunner().invoke(main, [str(word) for word in words], env=env)
    return done.exit_code, done.output


@pytest.fixture
def check(site, people, tmp_path):
    """Check bytes against the site's records."""
    settings = site.app.extensions["settings"]

    def of(content):
        file = tmp_path / "file.pdf"
        file.write_bytes(content)
        return run(settings.home, "verify", file, EXAMSITE_DATABASE_URL=settings.database_url)

    return of


def test_it_works(check, people):
    issued = make.awarded(people.officer)
    code, said = check(queries.find_file(issued).content)
    assert code == 0
    assert "✓ 文件与签发记录逐字节相同" in said
    assert "✓ 签章完好" in said
    assert "：有效" in said
    assert "不具效力" in said


def test_any_flipped_byte_is_found(check, people):
    """Also inside the signature's own hole and padding, which no signature covers."""
    content = queries.find_file(make.awarded(people.officer)).content
    hole = content.index(b"/Contents <") + 11
    padding = content.index(b">", hole) - 10
    for position in (20, len(content) // 2, hole + 40, padding, len(content) - 5):
        changed = bytearray(content)
        changed[position] ^= 0x20
        code, said = check(bytes(changed))
        assert code == 1, position
        assert "✕ 没有签发过这样一份文件" in said


def test_what_is_no_certificate(check):
    code, said = check(b"%PDF-1.4 nothing")
    assert code == 1
    assert "✕ 文件没有数字签章" in said


def test_a_revoked_one(check, people, now):
    issued = make.awarded(people.officer)
    status.revoke(issued, reason_code="error", reason="x", by=people.officer, now=now)
    code, said = check(queries.find_file(issued).content)
    assert code == 1
    assert "✓ 签章完好" in said
    assert "：撤销，自 2026-11-23" in said


def test_development_keys_are_made_once(tmp_path):
    folder = tmp_path / "keys"
    code, said = run(tmp_path, "keys", "init-dev")
    assert code == 0
    assert "不具效力" in said
    before = (folder / keys.SEAL_KEY).read_bytes()
    assert run(tmp_path, "keys", "init-dev")[0] == 0
    assert (folder / keys.SEAL_KEY).read_bytes() == before
    assert (folder / keys.SEAL_KEY).stat().st_mode & 0o777 == 0o600


def test_production_makes_no_development_keys(tmp_path):
    code, said = run(tmp_path, "keys", "init-dev", EXAMSITE_ENV="production")
    assert code == 1
    assert "生产环境不能生成演示密钥" in said
    assert not (tmp_path / "keys").exists()


def test_a_chain_of_our_own(tmp_path):
    run(tmp_path, "keys", "init-dev")
    words = (
        "--issuer",
        "示例评价中心",
        "--offline",
        tmp_path / "offline",
        "--password",
        "long one",
    )
    code, said = run(tmp_path, "keys", "create", *words)
    assert code == 0, said
    seal = keys.load_seal_key(tmp_path / "keys")
    assert not seal.development
    assert "示例评价中心" in seal.leaf.subject.rfc4514_string()
    assert len(keys.trusted_roots(tmp_path / "keys")) == 2, "the chain before stays trusted"
    root = (tmp_path / "offline" / "root.p12").read_bytes()
    assert pkcs12.load_key_and_certificates(root, b"long one")[0] is not None


def bundle(chain) -> bytes:
    seal = chain.seal
    return pkcs12.serialize_key_and_certificates(
        b"seal", seal.key, seal.leaf, list(reversed(seal.chain[1:])),
        serialization.BestAvailableEncryption(b"long one"),
    )  # fmt: skip


def test_importing_pkcs12_puts_the_chain_in_order(tmp_path):
    made = keys.make_chain("示例评价中心", "示例评价中心")
    (tmp_path / "seal.p12").write_bytes(bundle(made))
    code, said = run(tmp_path, "keys", "import", tmp_path / "seal.p12", "--password", "long one")
    assert code == 0, said
    assert keys.load_seal_key(tmp_path / "keys").chain == made.seal.chain


def test_importing_pem(tmp_path):
    seal = keys.make_chain("示例评价中心", "示例评价中心").seal
    pem = seal.key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    chain = b"".join(each.public_bytes(serialization.Encoding.PEM) for each in seal.chain)
    (tmp_path / "seal.pem").write_bytes(pem + chain)
    code, said = run(tmp_path, "keys", "import", tmp_path / "seal.pem", "--password", "")
    assert code == 0, said
    assert keys.load_seal_key(tmp_path / "keys").leaf == seal.leaf


@pytest.mark.parametrize("password", ["wrong", ""])
def test_a_wrong_password(tmp_path, password):
    (tmp_path / "seal.p12").write_bytes(bundle(keys.make_chain("a", "a")))
    code, said = run(tmp_path, "keys", "import", tmp_path / "seal.p12", "--password", password)
    assert code == 1
    assert "请核对格式与口令" in said


def test_key_and_chain_must_belong_together(tmp_path):
    one, other = (keys.make_chain("a", "a").seal for _ in range(2))
    with pytest.raises(keys.NotReady, match="不是一对"):
        keys.seal_key_of(one.key, list(other.chain))
    with pytest.raises(keys.NotReady, match="附证书链"):
        keys.seal_key_of(one.key, [])


def test_the_chain_says_what_each_key_may_do():
    seal = keys.make_chain("示例评价中心", "示例评价中心").seal
    leaf, issuing, root = seal.chain
    for certificate, above in ((leaf, issuing), (issuing, root), (root, root)):
        certificate.verify_directly_issued_by(above)
    limits = [
        each.extensions.get_extension_for_class(x509.BasicConstraints).value for each in seal.chain
    ]
    assert [(each.ca, each.path_length) for each in limits] == [(False, None), (True, 0), (True, 1)]
