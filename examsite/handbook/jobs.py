"""What the handbook does later: the whole book as PDF and EPUB after its content has changed."""

from datetime import datetime
from typing import Any

from examsite.handbook.services.building import BUILD, have_book_built
from examsite.kit.jobs import job
from examsite.kit.site import settings


@job(BUILD)
def build_book(_payload: dict[str, Any], _now: datetime) -> None:
    """See to it that the book is made; done once the one on the shelf is that of the files."""
    have_book_built(settings().content / "handbook", settings().home)
