"""Static files: addresses that change with their content, caches that may keep them."""

import hashlib

import pytest
from flask import Flask

from examsite.kit.assets import YEAR, Assets, init_assets


@pytest.fixture
def app(tmp_path):
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "a.css").write_text("a { color: red }")
    made = Flask("assets", static_folder=str(tmp_path), static_url_path="/static")
    init_assets(made)
    return made


def test_the_version_is_the_content(app, tmp_path):
    content = (tmp_path / "css" / "a.css").read_bytes()
    first = Assets(tmp_path).version("css/a.css")
    assert first == hashlib.sha256(content).hexdigest()[:12]
    (tmp_path / "css" / "a.css").write_text("a { color: blue }")
    assert Assets(tmp_path).version("css/a.css") != first


def test_a_file_is_read_once(app, tmp_path):
    assets = Assets(tmp_path)
    first = assets.version("css/a.css")
    (tmp_path / "css" / "a.css").unlink()
    assert assets.version("css/a.css") == first


def test_templates_get_the_address_and_it_opens(app):
    with app.test_request_context():
        address = app.jinja_env.globals["static_url"]("css/a.css")
    assert address.startswith("/static/css/a.css?v=")
    with app.test_client().get(address) as answer:
        assert answer.text == "a { color: red }"
        assert answer.cache_control.max_age == YEAR


def test_a_missing_file_is_found_out_when_the_page_is_made(app, tmp_path):
    with pytest.raises(FileNotFoundError):
        Assets(tmp_path).version("css/nowhere.css")


def test_while_developing_nothing_is_kept(tmp_path):
    made = Flask("assets", static_folder=str(tmp_path))
    made.debug = True
    init_assets(made)
    assert made.config["SEND_FILE_MAX_AGE_DEFAULT"] is None
