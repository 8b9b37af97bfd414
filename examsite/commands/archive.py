"""`examsite verify-archive`: is this archive of a batch ours, whole and unchanged?"""

from pathlib import Path

import click
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from examsite.kit.archive import ArchiveFault, ArchiveUnread, check
from examsite.kit.receipts import receipt_key
from examsite.kit.secret import NotReady
from examsite.settings import Settings

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def _key(path: Path | None) -> Ed25519PublicKey:
    if path is None:
        return receipt_key(Settings().keys_folder).public_key()
    try:
        found = serialization.load_pem_public_key(path.read_bytes())
    except (ValueError, UnsupportedAlgorithm) as problem:
        raise click.ClickException(f"无法读取公钥：{path.name}") from problem
    if not isinstance(found, Ed25519PublicKey):
        raise click.ClickException(f"不是 Ed25519 公钥：{path.name}")
    return found


@click.command("verify-archive")
@click.argument("file", type=FILE)
@click.option("--key", type=FILE, help="回执公钥（PEM）；不写就用本机安装的。")
def verify_archive(file: Path, key: Path | None) -> None:
    """核对一份批次档案：签名与每个文件的散列值都对则返回 0，否则指出第一处不对。"""
    try:
        manifest = check(file, _key(key))
    except NotReady as problem:
        raise click.ClickException(f"无法核对：{problem}") from problem
    except ArchiveUnread as problem:
        why = "这不说明档案有问题，请换一处存放后再核对。"
        raise click.ClickException(f"读不到文件：{problem}。{why}") from problem
    except ArchiveFault as fault:
        raise click.ClickException(f"核对不通过：{fault}") from fault
    title = manifest["about"].get("title", "")
    click.echo(f"档案完整，未被改动：{title}，{len(manifest['files'])} 个文件")
