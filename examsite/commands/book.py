"""`examsite book build`: the handbook as PDF and EPUB."""

import os
import resource
from pathlib import Path

import click

from examsite.commands.content import handbook_folder, told
from examsite.commands.serve import die_with_parent
from examsite.handbook.book.shelf import BookInTheMaking, shelf_of
from examsite.handbook.services.building import build_book
from examsite.kit import clock
from examsite.kit.secret import NotReady
from examsite.settings import Settings

MOST_MEMORY = 3 * 1024**3
"""Bytes of address space for a build in the background."""
NICE = 10


@click.group("book")
def book() -> None:
    """全书的 PDF 与 EPUB。"""


@book.command("build")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="放到这个文件夹，默认数据目录的 book/。",
)
@click.option("--force", is_flag=True, help="内容没有变化也重新制作。")
@click.option("--background", is_flag=True, help="让出处理器、限制内存，并随启动它的进程结束。")
def build(out: Path | None, force: bool, background: bool) -> None:
    """把手册做成 PDF 与 EPUB；内容没有变化就不重做。需要几分钟。"""
    settings = Settings()
    if background:
        _step_back()
    folder = out or shelf_of(settings.home)
    try:
        folder.mkdir(parents=out is not None, exist_ok=True)
        with told():
            built = build_book(
                handbook_folder(settings), folder,
                now=clock.now(), timezone=settings.timezone, force=force,
            )  # fmt: skip
    except BookInTheMaking as problem:
        raise click.ClickException(problem.message) from problem
    except FileNotFoundError as problem:
        raise click.ClickException("没有数据目录：请先运行 examsite init") from problem
    except NotReady as problem:
        raise click.ClickException(str(problem)) from problem
    made = built.made
    click.echo("已制作：" if built.anew else "内容没有变化：", nl=False)
    click.echo(
        f"PDF {made.pages} 页 {_mb(made.pdf_bytes)}，EPUB {_mb(made.epub_bytes)}，在 {folder}"
    )


def _step_back() -> None:
    """Leave the machine to those who wait for it, and do not outlive whoever asked for the book."""
    die_with_parent()
    os.nice(NICE)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def _mb(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
