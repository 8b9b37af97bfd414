"""Addresses of static files that change when the file does, so that caches may keep them."""

import hashlib
from pathlib import Path

from flask import Flask, url_for

YEAR = 365 * 24 * 3600


class Assets:
    """Content hashes of the static folder, each computed once."""

    def __init__(self, folder: Path):
        self._folder = folder
        self._known: dict[str, str] = {}

    def version(self, name: str) -> str:
        """Twelve hex digits of the file's SHA-256."""
        if name not in self._known:
            content = (self._folder / name).read_bytes()
            self._known[name] = hashlib.sha256(content).hexdigest()[:12]
        return self._known[name]

    def url(self, name: str) -> str:
        """The address of a static file with its version."""
        return url_for("static", filename=name, v=self.version(name))


def init_assets(app: Flask) -> None:
    """Give templates `static_url(name)`; fresh files keep a year in caches."""
    assets = Assets(Path(app.static_folder or ""))
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = YEAR if not app.debug else None
    app.jinja_env.globals["static_url"] = assets.url
