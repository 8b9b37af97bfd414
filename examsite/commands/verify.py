"""`examsite verify FILE.pdf`: is this the file that was issued, and how does it stand?"""

import hashlib
from datetime import date
from pathlib import Path

import click

from examsite.commands.start import opened
from examsite.credentials.queries import Standing, find_by_file_hash, standing
from examsite.domain.certificate_number import display_number
from examsite.domain.terms import CredentialStatus
from examsite.kit import clock
from examsite.kit.keys import trusted_roots
from examsite.kit.signing import SealCheck, check_seal
from examsite.settings import Settings

STATUS_WORDS = {
    CredentialStatus.VALID: "有效",
    CredentialStatus.EXPIRED: "到期",
    CredentialStatus.SUSPENDED: "暂停",
    CredentialStatus.REVOKED: "撤销",
    CredentialStatus.SUPERSEDED: "已换发",
}


@click.command("verify")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def verify(file: Path) -> None:
    """核对一份证书 PDF：与签发记录是否逐字节相同、签章是否完好、证书现在的状态。

    三项都好才以 0 退出。一个字节的改动也会被发现：签名盖不住的位置由全文散列盖住。
    """
    settings, content, now = Settings(), file.read_bytes(), clock.now()
    seal = check_seal(content, trusted_roots(settings.keys_folder), at=now)
    found = _find(settings, content, clock.local_date(now))
    click.echo(_line(found is not None, "文件与签发记录逐字节相同", "没有签发过这样一份文件"))
    click.echo(_line(seal.good, f"签章完好，签章者 {seal.signer}", _seal_problem(seal)))
    if seal.development:
        click.echo("▲ 签章用的是演示密钥，不具效力")
    if found is None:
        raise SystemExit(1)
    number, status = display_number(found.credential.number), STATUS_WORDS[found.status]
    valid = found.status is CredentialStatus.VALID
    click.echo(_line(valid, f"{number}：{status}", f"{number}：{status}，自 {found.since}"))
    if not (seal.good and valid):
        raise SystemExit(1)


def _find(settings: Settings, content: bytes, today: date) -> Standing | None:
    """How the certificate stands whose file has exactly these bytes."""
    with opened(settings):
        held = find_by_file_hash(hashlib.sha256(content).hexdigest())
        return standing(held, today) if held else None


def _line(good: bool, yes: str, no: str) -> str:
    return f"✓ {yes}" if good else f"✕ {no}"


def _seal_problem(seal: SealCheck) -> str:
    if not seal.present:
        return "文件没有数字签章"
    if not seal.intact:
        return "签章之后文件被改动过"
    return f"签章者不在本机构的信任链上：{seal.signer}"
