"""What enrolment does later: the archive of a closed batch."""

from datetime import datetime
from typing import Any

from examsite.enrolment.queries.batches import get_batch
from examsite.enrolment.services.archiving import make_archive
from examsite.enrolment.services.batches import ARCHIVE
from examsite.kit.jobs import job
from examsite.kit.site import settings


@job(ARCHIVE)
def archive_batch(payload: dict[str, Any], now: datetime) -> None:
    """Make the archive; run twice it makes one."""
    here = settings()
    make_archive(get_batch(payload["batch"]), home=here.home, keys=here.keys_folder, now=now)
