"""What this installation is: its settings and derived keys, from anywhere inside a request."""

from typing import cast

from flask import current_app

from examsite.kit.secret import derive
from examsite.settings import Settings


def settings() -> Settings:
    """The settings this application was made with."""
    return cast(Settings, current_app.extensions["settings"])


def secret_for(purpose: str) -> bytes:
    """A 32-byte key for one purpose."""
    return derive(cast(bytes, current_app.extensions["secret"]), purpose)
