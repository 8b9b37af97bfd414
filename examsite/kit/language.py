"""Chinese first, English complete: which of the two this visitor reads."""

from pathlib import Path

from flask import Flask, has_request_context, request
from flask_babel import Babel, get_locale

from examsite.kit.access import viewer, visitor_locale

LANGUAGES = {"zh": "中文", "en": "English"}
TRANSLATIONS = Path(__file__).resolve().parent.parent / "translations"


def choose() -> str:
    """The visitor's choice in this browser, else the account's, else the browser's."""
    if not has_request_context():
        return "zh"
    chosen = visitor_locale()
    if chosen in LANGUAGES:
        return chosen
    person = viewer()
    if person is not None and person.locale in LANGUAGES:
        return person.locale
    return request.accept_languages.best_match(list(LANGUAGES), "zh") or "zh"


def init_language(app: Flask, *, timezone: str) -> None:
    """Attach Flask-Babel; message ids are the Chinese sentences themselves."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    Babel(
        app,
        default_locale="zh",
        locale_selector=choose,
        timezone_selector=lambda: timezone,
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.jinja_env.globals["languages"] = LANGUAGES
    app.context_processor(lambda: {"locale": str(get_locale() or "zh")})
