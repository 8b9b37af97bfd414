"""Signing keys of the installation: made for development, created or imported for production.

In the keys folder: `receipt.pem` (Ed25519, hand-in receipts), `seal.pem` (the key that seals
certificates) and `seal-chain.pem` (its certificate first, the root last). A chain that was
replaced is kept as `seal-<fingerprint>-chain.pem`, so that what it sealed can still be checked.
"""

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import NameOID

from examsite.kit import clock
from examsite.kit.secret import NotReady

RECEIPT_KEY = "receipt.pem"
SEAL_KEY = "seal.pem"
SEAL_CHAIN = "seal-chain.pem"
DEV_MARK = "DEV — 不具效力"
"""Stands in the subject of every development certificate and nowhere else."""

SealPrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True)
class SealKey:
    """The key that seals certificates, with the chain that stands for it."""

    key: SealPrivateKey
    chain: tuple[x509.Certificate, ...]
    """The key's own certificate first, the root last."""

    @property
    def leaf(self) -> x509.Certificate:
        """The certificate of the key itself."""
        return self.chain[0]

    @property
    def development(self) -> bool:
        """True for a key anybody could have made: what it seals is worth nothing."""
        return is_development(self.leaf)


def is_development(certificate: x509.Certificate) -> bool:
    """Whether the subject carries the development mark."""
    return DEV_MARK in certificate.subject.rfc4514_string()


def write_private(path: Path, key: ed25519.Ed25519PrivateKey | SealPrivateKey) -> None:
    """Store a private key as PEM, readable by this user only; never over an existing one."""
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)


def make_development_keys(folder: Path) -> None:
    """Make what is missing: the receipt key, and the development certificate chain."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not (folder / RECEIPT_KEY).exists():
        write_private(folder / RECEIPT_KEY, ed25519.Ed25519PrivateKey.generate())
    if not (folder / SEAL_KEY).exists():
        since = datetime(2020, 1, 1, tzinfo=UTC)
        install_seal(folder, make_chain(f"演示机构 {DEV_MARK}", DEV_MARK, since=since).seal)


@dataclass(frozen=True)
class Chain:
    """A new chain with the keys of the authorities above the seal, to be kept offline."""

    seal: SealKey
    root_key: ec.EllipticCurvePrivateKey
    issuing_key: ec.EllipticCurvePrivateKey


def make_chain(issuer: str, organisation: str, *, since: datetime | None = None) -> Chain:
    """Root, issuing authority and seal for `issuer`, all P-256: 20, 10 and 3 years."""
    start = since or clock.now() - timedelta(days=1)
    keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(3)]
    made: list[x509.Certificate] = []
    for rank, (title, years) in enumerate((("根", 20), ("签发", 10), ("证书签章", 3))):
        end = clock.now() + timedelta(days=366 * (years if since is None else 20))
        subject = _name(issuer, organisation, title)
        above = (made[-1].subject, keys[rank - 1]) if rank else (subject, keys[0])
        made.append(_certificate(subject, keys[rank], above, (start, end), rank))
    return Chain(SealKey(keys[2], tuple(reversed(made))), keys[0], keys[1])


def _name(issuer: str, organisation: str, title: str) -> x509.Name:
    parts = ((NameOID.ORGANIZATION_NAME, organisation), (NameOID.COMMON_NAME, f"{issuer} {title}"))
    return x509.Name([x509.NameAttribute(kind, text[:64]) for kind, text in parts])


def _certificate(
    subject: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    above: tuple[x509.Name, ec.EllipticCurvePrivateKey],
    valid: tuple[datetime, datetime],
    rank: int,
) -> x509.Certificate:
    """`rank` 0 is the root, 1 the issuing authority, 2 the seal, which may sign no certificate."""
    authority = rank < 2
    usage = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "encipher_only",
         "decipher_only"), False,
    )  # fmt: skip
    usage |= {"digital_signature": not authority, "content_commitment": not authority}
    usage |= {"key_cert_sign": authority, "crl_sign": authority}
    length = 1 - rank if authority else None
    public, signer = key.public_key(), above[1]
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
    return (
        x509.CertificateBuilder(above[0], subject, public, x509.random_serial_number(), *valid)
        .add_extension(x509.BasicConstraints(authority, length), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(identifier, critical=False)
        .sign(signer, hashes.SHA256())
    )


def install_seal(folder: Path, seal: SealKey) -> None:
    """Make this the key that seals from now on; the chain before it stays trusted."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if (folder / SEAL_KEY).exists():
        old = load_seal_key(folder).leaf.fingerprint(hashes.SHA256()).hex()[:12]
        (folder / SEAL_KEY).rename(folder / f"seal-{old}.pem")
        (folder / SEAL_CHAIN).rename(folder / f"seal-{old}-chain.pem")
    pem = b"".join(each.public_bytes(serialization.Encoding.PEM) for each in seal.chain)
    (folder / SEAL_CHAIN).write_bytes(pem)
    write_private(folder / SEAL_KEY, seal.key)


def load_seal_key(folder: Path) -> SealKey:
    """The key that seals; NotReady when the installation has none."""
    if not (folder / SEAL_KEY).exists():
        raise NotReady("没有证书签章密钥：请运行 examsite keys create 或 examsite keys import")
    key = serialization.load_pem_private_key((folder / SEAL_KEY).read_bytes(), password=None)
    chain = x509.load_pem_x509_certificates((folder / SEAL_CHAIN).read_bytes())
    return seal_key_of(key, chain)


def seal_key_of(key: object, chain: list[x509.Certificate]) -> SealKey:
    """Key and chain, if they belong together and the key is fit to seal; NotReady otherwise."""
    if not isinstance(key, SealPrivateKey) or not chain:
        raise NotReady("签章密钥须是 P-256 或 RSA，并附证书链")
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size < 3072:
        raise NotReady("RSA 签章密钥至少 3072 位")
    if isinstance(key, ec.EllipticCurvePrivateKey) and not isinstance(key.curve, ec.SECP256R1):
        raise NotReady("椭圆曲线签章密钥须是 P-256")
    if chain[0].public_key() != key.public_key():
        raise NotReady("证书链的第一张证书与密钥不是一对")
    return SealKey(key, tuple(chain))


def trusted_roots(folder: Path) -> list[x509.Certificate]:
    """The last certificate of the present chain and of every chain before it."""
    chains = sorted(folder.glob("seal*-chain.pem"))
    return [x509.load_pem_x509_certificates(path.read_bytes())[-1] for path in chains]
