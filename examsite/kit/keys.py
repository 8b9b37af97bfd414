"""Signing keys of the installation: made for development, imported for production."""

import os
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

RECEIPT_KEY = "receipt.pem"


def write_private(path: Path, key: ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey) -> None:
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
