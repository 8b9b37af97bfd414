"""The small book, made once for everybody who looks at it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from examsite.handbook.services.building import build_book
from tests import make_book

MADE_AT = datetime(2026, 11, 25, 20, 0, tzinfo=UTC)
"""Already the 26th in Shanghai."""


@pytest.fixture(scope="session")
def made_book(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The small handbook's folder, and the shelf with its book."""
    handbook = make_book.handbook(tmp_path_factory.mktemp("content") / "handbook")
    folder = tmp_path_factory.mktemp("shelf")
    build_book(handbook, folder, now=MADE_AT, timezone="Asia/Shanghai")
    return handbook, folder
