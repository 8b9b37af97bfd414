"""`examsite verify-receipt`: is this hand-in receipt ours and unchanged?"""

import json
from pathlib import Path

import click

from examsite.kit.receipts import is_genuine
from examsite.kit.secret import NotReady
from examsite.settings import Settings


@click.command("verify-receipt")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def verify_receipt(file: Path) -> None:
    """核对一份交卷回执文件：真实且未改动则返回 0。"""
    try:
        receipt = json.loads(file.read_text(encoding="utf-8"))
        genuine = isinstance(receipt, dict) and is_genuine(Settings().keys_folder, receipt)
    except (ValueError, RecursionError, NotReady) as problem:
        raise click.ClickException(f"无法核对：{problem}") from problem
    if not genuine:
        raise click.ClickException("核对不通过：内容不完整、被改动过，或不是本站签发的")
    click.echo(f"回执真实，未被改动：{receipt['code']}，交卷时间 {receipt['at']}")
