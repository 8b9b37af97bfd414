"""The front door: one function puts tools and rooms together. Start reading here."""

from flask import Flask

from examsite.accounts import api as accounts_api
from examsite.accounts import routes as accounts
from examsite.accounts.services.signing_in import load_viewer
from examsite.attempts import models as attempts_models
from examsite.credentials import models as credentials_models
from examsite.enrolment import models as enrolment_models
from examsite.home import routes as home
from examsite.kit import journal
from examsite.kit.access import init_access
from examsite.kit.assets import init_assets
from examsite.kit.db import init_db
from examsite.kit.errors import init_errors
from examsite.kit.guard import exempt_from_token, init_guard
from examsite.kit.language import init_language
from examsite.kit.log import init_log
from examsite.kit.secret import derive, read_secret, secret_path
from examsite.kit.web import label_static, require_labels
from examsite.settings import Settings

ROOMS = (accounts, accounts_api, home)
TABLES = (journal, attempts_models, credentials_models, enrolment_models)
"""Modules whose tables no door of theirs has imported yet."""
THREADS = 8


def create_app(settings: Settings | None = None) -> Flask:
    """The application: tools first, then the pages of every room, then the check of labels."""
    settings = settings or Settings()
    app = Flask(__name__)
    secret = read_secret(secret_path(settings.home, settings.secret_file))
    app.config.update(SECRET_KEY=derive(secret, "cookies"))
    app.config["DATABASE_CLOCK"] = settings.database_clock
    app.extensions["settings"], app.extensions["secret"] = settings, secret
    https = settings.base_url.startswith("https://")
    init_log()
    init_db(app, settings.sqlalchemy_url, pool=THREADS)
    init_guard(app, https=https)
    init_access(app, load_viewer)
    init_language(app, timezone=settings.timezone)
    init_assets(app)
    init_errors(app)
    for room in ROOMS:
        app.register_blueprint(room.pages.blueprint)
    exempt_from_token(app, "accounts_api.open_session")
    label_static(app)
    require_labels(app)
    return app
