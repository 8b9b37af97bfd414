"""`examsite`: the list of commands."""

import click

from examsite.commands import (
    archive,
    audit,
    bank,
    book,
    content,
    demo,
    fixture,
    keys,
    operations,
    readings,
    receipts,
    recompute,
    serve,
    simulate,
    start,
    verify,
)


@click.group()
@click.version_option(package_name="examsite")
def main() -> None:
    """《跨越周期》操盘手认证平台。"""


for command in (
    audit.audit,
    book.book,
    content.check,
    content.sync,
    demo.demo,
    fixture.fixture,
    start.init,
    operations.backup,
    operations.restore,
    operations.upgrade,
    serve.serve,
    serve.work,
    keys.keys,
    readings.reading,
    recompute.recompute_scores,
    simulate.simulate_rules,
    verify.verify,
    archive.verify_archive,
    receipts.verify_receipt,
):
    main.add_command(command)
content.check.add_command(bank.check_bank)


if __name__ == "__main__":
    main()
