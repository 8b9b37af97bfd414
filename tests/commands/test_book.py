"""`examsite book build`: what it says, where it puts the book, how it ends."""

import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from examsite.commands.book import build
from examsite.handbook.book.shelf import find_made, only_maker, shelf_of
from tests.make_content import chapter


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A data folder, and content with the least book."""
    body = "## 1.1 看 {#ch01-look level=J}\n\n看。\n"
    chapter(tmp_path / "content" / "handbook", body=body, terms=[], figures=[])
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("EXAMSITE_CONTENT", str(tmp_path / "content"))
    monkeypatch.setenv("EXAMSITE_HOME", str(folder))
    return folder


def run(*words):
    return CliRunner().invoke(build, [str(word) for word in words])


def test_it_works(home):
    first, second, third = run(), run(), run("--force")
    assert first.exit_code == second.exit_code == third.exit_code == 0, first.output
    assert first.output.startswith("已制作：PDF 4 页 ")
    assert second.output.startswith("内容没有变化：PDF 4 页 ")
    assert third.output.startswith("已制作：")
    assert find_made(shelf_of(home)) is not None


def test_another_folder(home, tmp_path):
    target = tmp_path / "deep" / "er"
    assert run("--out", target).exit_code == 0
    assert find_made(target) is not None
    assert find_made(shelf_of(home)) is None


def test_without_a_data_folder(home):
    home.rmdir()
    said = run()
    assert (said.exit_code, said.output) == (1, "Error: 没有数据目录：请先运行 examsite init\n")


def test_faults_of_the_files_are_told(home, tmp_path):
    chapter(tmp_path / "content" / "handbook", status="half")
    said = run()
    assert said.exit_code == 1
    assert "✕ handbook/01-first/index.md status" in said.output


def test_while_somebody_else_is_at_it(home):
    shelf_of(home).mkdir()
    with only_maker(shelf_of(home)):
        said = run()
    assert (said.exit_code, said.output) == (1, "Error: 另一个进程正在制作全书，请等它做完。\n")


def test_in_the_background_it_steps_back(home):
    """In a process of its own: what it gives up it does not get back."""
    code = (
        "import os, resource\n"
        "from click.testing import CliRunner\n"
        "from examsite.commands.book import build\n"
        "said = CliRunner().invoke(build, ['--background'])\n"
        "print(said.exit_code, os.nice(0), resource.getrlimit(resource.RLIMIT_AS)[0] >> 30)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ, capture_output=True, text=True, check=True
    )
    niceness = os.nice(0) + 10
    assert done.stdout.split() == ["0", str(min(19, niceness)), "3"]
    assert find_made(shelf_of(home)) is not None
