"""Secrets of the installation: one file, made by `examsite init`, from which others derive."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path


class NotReady(RuntimeError):
    """The installation lacks something; the message says what to run."""


def secret_path(home: Path, given: Path | None) -> Path:
    """Where the secret lies."""
    return given or home / "secret"


def make_secret(path: Path) -> None:
    """Create the secret if there is none, readable by this user only."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_hex(32).encode())


def read_secret(path: Path) -> bytes:
    """The secret; NotReady when it is missing or too short to be one."""
    if not path.exists():
        raise NotReady(f"没有找到密钥文件 {path.name}：请先运行 examsite init")
    content = path.read_bytes().strip()
    if len(content) < 32:
        raise NotReady(f"密钥文件 {path.name} 太短：请删除后重新运行 examsite init")
    return content


def derive(secret: bytes, purpose: str) -> bytes:
    """A 32-byte key for one purpose, so that no key serves two."""
    return hmac.new(secret, f"examsite/{purpose}".encode(), hashlib.sha256).digest()
