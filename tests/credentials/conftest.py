import pytest


@pytest.fixture(autouse=True)
def _w(request):
    if "site" in request.fixturenames:
        request.getfixturevalue("site").app.jinja_env.globals.setdefault("site", {})
    yield
