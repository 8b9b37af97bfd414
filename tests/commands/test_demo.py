"""Demonstration data: from an empty folder in one command, and never in production."""

import pytest
from click.testing import CliRunner

from examsite.cli import main
from examsite.commands.demo import find_user
from examsite.commands.start import opened
from examsite.settings import Settings


@pytest.mark.parametrize("words", [["demo"], ["serve", "--demo"]])
def test_production_takes_no_demonstration(monkeypatch, tmp_path, words):
    home = tmp_path / "home"
    monkeypatch.setenv("EXAMSITE_HOME", str(home))
    monkeypatch.setenv("EXAMSITE_ENV", "production")
    said = CliRunner().invoke(main, words)
    assert said.exit_code == 1
    assert "生产环境不能载入演示数据" in said.output
    assert not home.exists()


def test_one_command_is_enough_and_may_come_again(monkeypatch, tmp_path):
    monkeypatch.setenv("EXAMSITE_HOME", str(tmp_path / "home"))
    first = CliRunner().invoke(main, ["demo"])
    again = CliRunner().invoke(main, ["demo"])
    assert first.exit_code == again.exit_code == 0, first.output
    assert "candidate\tdemo-candidate" in first.output
    assert "内容没有变化。" in again.output
    with opened(Settings()):
        assert find_user("candidate") is not None
