"""`examsite keys`: the keys that seal certificates."""

from datetime import UTC
from pathlib import Path

import click
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import pkcs12

from examsite.kit import keys as kit
from examsite.kit.secret import NotReady
from examsite.settings import Settings


@click.group("keys")
def keys() -> None:
    """证书签章密钥：演示、创建、导入。"""


@keys.command("init-dev")
def init_dev() -> None:
    """生成演示密钥（主题里写明不具效力）；生产环境拒绝。"""
    settings = Settings()
    if settings.production:
        raise click.ClickException("生产环境不能生成演示密钥：请用 examsite keys create 或 import")
    kit.make_development_keys(settings.keys_folder)
    _tell(settings.keys_folder)


@keys.command("create")
@click.option("--issuer", required=True, help="颁证机构全称，写进证书主题。")
@click.option("--offline", required=True, type=click.Path(path_type=Path, file_okay=False))
@click.password_option(help="保护离线根密钥与签发密钥的口令。")
def create(issuer: str, offline: Path, password: str) -> None:
    """自建证书链：根与签发密钥写进 --offline 文件夹，请移走保管；签章密钥留在数据目录。"""
    folder = Settings().keys_folder
    offline.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = kit.make_chain(issuer, issuer)
    root = made.seal.chain[-1]
    _write_p12(offline / "root.p12", made.root_key, root, password)
    _write_p12(offline / "issuing.p12", made.issuing_key, made.seal.chain[1], password)
    kit.install_seal(folder, made.seal)
    _make_receipt_key(folder)
    _tell(folder)
    click.echo("请把离线文件夹移到不联网的介质上，并从本机删除。")


def _write_p12(
    path: Path, key: ec.EllipticCurvePrivateKey, own: x509.Certificate, password: str
) -> None:
    lock = serialization.BestAvailableEncryption(password.encode())
    content = pkcs12.serialize_key_and_certificates(path.stem.encode(), key, own, None, lock)
    with path.open("xb") as file:
        path.chmod(0o600)
        file.write(content)


@keys.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--password", help="文件口令，没有口令写空；不写则询问。")
def import_(file: Path, password: str | None) -> None:
    """导入签章密钥与证书链：PKCS#12，或同一文件里的 PEM 私钥与证书（本机证书在前，根在后）。"""
    folder = Settings().keys_folder
    content = file.read_bytes()
    text = password
    if text is None:
        text = click.prompt("口令", default="", hide_input=True, show_default=False)
    try:
        seal = _read_pem(content, text) if b"-----BEGIN" in content else _read_p12(content, text)
    except (ValueError, TypeError) as problem:
        raise click.ClickException("文件读不出来：请核对格式与口令") from problem
    except NotReady as problem:
        raise click.ClickException(str(problem)) from problem
    kit.install_seal(folder, seal)
    _make_receipt_key(folder)
    _tell(folder)


def _read_p12(content: bytes, password: str) -> kit.SealKey:
    key, own, others = pkcs12.load_key_and_certificates(content, password.encode() or None)
    chain = [own, *_in_order(own, list(others))] if own else []
    return kit.seal_key_of(key, chain)


def _in_order(own: x509.Certificate, others: list[x509.Certificate]) -> list[x509.Certificate]:
    """The authorities above a certificate, nearest first: PKCS#12 promises no order."""
    by_subject = {each.subject.public_bytes(): each for each in others}
    ordered, at = [], own
    while at.issuer != at.subject and at.issuer.public_bytes() in by_subject:
        at = by_subject.pop(at.issuer.public_bytes())
        ordered.append(at)
    return ordered


def _read_pem(content: bytes, password: str) -> kit.SealKey:
    key = serialization.load_pem_private_key(content, password.encode() or None)
    return kit.seal_key_of(key, x509.load_pem_x509_certificates(content))


def _make_receipt_key(folder: Path) -> None:
    if not (folder / kit.RECEIPT_KEY).exists():
        kit.write_private(folder / kit.RECEIPT_KEY, ed25519.Ed25519PrivateKey.generate())


def _tell(folder: Path) -> None:
    seal = kit.load_seal_key(folder)
    root = seal.chain[-1].fingerprint(hashes.SHA256()).hex(":").upper()
    until = seal.leaf.not_valid_after_utc.astimezone(UTC).date()
    click.echo(f"签章证书：{seal.leaf.subject.rfc4514_string()}（至 {until}）")
    click.echo(f"根证书 SHA-256 指纹：{root}")
