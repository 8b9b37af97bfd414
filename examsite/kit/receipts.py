"""Signed receipts: Ed25519 over canonical JSON, so that a candidate can prove a hand-in."""

import base64
import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from examsite.domain.canonical import NotCanonical, canonical
from examsite.kit.keys import RECEIPT_KEY
from examsite.kit.secret import NotReady

FIELDS = {"code", "at", "events", "answers_sha256", "key_id", "signature"}


@lru_cache(maxsize=4)
def receipt_key(folder: Path) -> Ed25519PrivateKey:
    """The installation's receipt key; NotReady when it has not been made."""
    path = folder / RECEIPT_KEY
    if not path.exists():
        raise NotReady("没有找到回执密钥：请先运行 examsite init 或 examsite keys create")
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise NotReady("回执密钥不是 Ed25519 密钥：请用 examsite keys create 重新生成")
    return key


def public_bytes(key: Ed25519PublicKey) -> bytes:
    """The 32 bytes of a public key."""
    return key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def key_id(key: Ed25519PublicKey) -> str:
    """A short name of a public key: 16 hex digits of its SHA-256."""
    return hashlib.sha256(public_bytes(key)).hexdigest()[:16]


def sign(folder: Path, facts: dict[str, Any]) -> dict[str, Any]:
    """The facts with `key_id` and a base64url `signature` over all the rest."""
    key = receipt_key(folder)
    body = {**facts, "key_id": key_id(key.public_key())}
    signature = base64.urlsafe_b64encode(key.sign(canonical(body))).decode()
    return {**body, "signature": signature}


def is_signed(key: Ed25519PublicKey, body: dict[str, Any]) -> bool:
    """Whether `signature` and `key_id` are this key's over all the rest of the body."""
    rest = {name: value for name, value in body.items() if name != "signature"}
    try:
        signature = base64.urlsafe_b64decode(str(body["signature"]).encode())
        key.verify(signature, canonical(rest))
    except (InvalidSignature, KeyError, ValueError, NotCanonical):
        return False
    return bool(body.get("key_id") == key_id(key))


def is_genuine(folder: Path, receipt: dict[str, Any]) -> bool:
    """Whether the receipt is one of ours and unchanged."""
    return set(receipt) == FIELDS and is_signed(receipt_key(folder).public_key(), receipt)
