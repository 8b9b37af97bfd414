"""The site as it runs: unsafe requests need their token."""

from collections.abc import Iterator

import pytest

from tests.databases import Site


@pytest.fixture
def guarded(site: Site) -> Iterator[Site]:
    """The site with forged-request tokens switched on."""
    site.app.config["WTF_CSRF_ENABLED"] = True
    yield site
    site.app.config["WTF_CSRF_ENABLED"] = False
