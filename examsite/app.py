"""The front door: one function puts tools and rooms together. Start reading here."""

from flask import Flask

from examsite.accounts import api as accounts_api
from examsite.accounts import models as accounts_models
from examsite.accounts import routes as accounts
from examsite.accounts import routes_invited as accounts_invited
from examsite.accounts import routes_joining as accounts_joining
from examsite.accounts import routes_own as accounts_own
from examsite.accounts import staff as accounts_staff
from examsite.accounts import staff_calendar as accounts_calendar
from examsite.accounts import staff_issuer as accounts_issuer
from examsite.accounts.services.signing_in import load_viewer
from examsite.attempts import api as attempts_api
from examsite.attempts import models as attempts_models
from examsite.attempts import routes as attempts
from examsite.audit import api as audit_api
from examsite.audit import staff as audit_staff
from examsite.complaints import models as complaints_models
from examsite.complaints import routes as complaints
from examsite.complaints import staff as complaints_staff
from examsite.credentials import api as credentials_api
from examsite.credentials import models as credentials_models
from examsite.credentials import routes as credentials
from examsite.credentials import staff as credentials_staff
from examsite.enrolment import jobs as enrolment_jobs
from examsite.enrolment import models as enrolment_models
from examsite.enrolment import routes as enrolment
from examsite.enrolment import routes_batches as batches
from examsite.enrolment import routes_publications as publications
from examsite.enrolment import staff as enrolment_staff
from examsite.enrolment import staff_accommodations as accommodations
from examsite.enrolment import staff_batches as batches_staff
from examsite.enrolment import staff_door as door
from examsite.enrolment import staff_papers as exam_papers
from examsite.enrolment import staff_publications as publications_staff
from examsite.exams import jobs as exams_jobs
from examsite.exams import models as exams_models
from examsite.exams import routes as exams
from examsite.exams import routes_entering as entering
from examsite.exams import staff as exams_staff
from examsite.exams import staff_forms as exams_forms
from examsite.exams import staff_invigilators as sitting_invigilators
from examsite.exams import staff_roster as roster
from examsite.exams import staff_safe_browser as safe_browser
from examsite.handbook import jobs as handbook_jobs
from examsite.handbook import models as handbook_models
from examsite.handbook import routes as handbook
from examsite.handbook import routes_appendices as handbook_appendices
from examsite.handbook import routes_book as handbook_book
from examsite.handbook import routes_notes as handbook_notes
from examsite.handbook import routes_offline as handbook_offline
from examsite.handbook import routes_sheets as handbook_sheets
from examsite.home import routes as home
from examsite.home.navigation import init_navigation
from examsite.home.words import init_words
from examsite.invigilation import api as invigilation_api
from examsite.invigilation import models as invigilation_models
from examsite.invigilation import routes_flags as flags
from examsite.invigilation import staff as invigilation_staff
from examsite.invigilation import staff_board as invigilation_board
from examsite.invigilation import staff_flags as flags_staff
from examsite.invigilation import staff_late as late_answers
from examsite.invigilation import staff_paper as paper_exam
from examsite.items import api as items_api
from examsite.items import models as items_models
from examsite.items import staff as items_staff
from examsite.items import staff_import as items_import
from examsite.kit import health, jobs, journal, stamps, throttle
from examsite.kit.access import init_access
from examsite.kit.assets import init_assets
from examsite.kit.db import init_db
from examsite.kit.errors import init_errors
from examsite.kit.guard import exempt_from_token, init_guard
from examsite.kit.language import init_language
from examsite.kit.log import init_log
from examsite.kit.secret import derive, read_secret, secret_path
from examsite.kit.show import init_show
from examsite.kit.web import label_static, require_labels, trust_proxies
from examsite.practicals import api as practicals_api
from examsite.practicals import jobs as practicals_jobs
from examsite.practicals import models as practicals_models
from examsite.practicals import routes as practicals
from examsite.practicals import staff as practicals_staff
from examsite.reports import api as reports_api
from examsite.reports import staff as reports_staff
from examsite.results import api as results_api
from examsite.results import jobs as results_jobs
from examsite.results import models as results_models
from examsite.results import routes as results
from examsite.results import routes_appeals as appeals
from examsite.results import routes_report as score_report
from examsite.results import staff as results_staff
from examsite.results import staff_appeals as appeals_staff
from examsite.results import staff_regrading as results_regrading
from examsite.results import staff_score_checks as score_checks
from examsite.settings import Settings
from examsite.short_answers import models as short_answers_models
from examsite.short_answers import routes as short_answers
from examsite.short_answers import staff as short_answers_staff

MODELS = (
    accounts_models,
    attempts_models,
    complaints_models,
    credentials_models,
    enrolment_models,
    exams_models,
    handbook_models,
    invigilation_models,
    items_models,
    practicals_models,
    results_models,
    short_answers_models,
)
ROOMS = (
    accommodations,
    accounts,
    accounts_api,
    accounts_calendar,
    accounts_invited,
    accounts_issuer,
    accounts_joining,
    accounts_own,
    accounts_staff,
    appeals,
    appeals_staff,
    attempts,
    attempts_api,
    audit_api,
    audit_staff,
    batches,
    batches_staff,
    complaints,
    complaints_staff,
    credentials,
    credentials_api,
    credentials_staff,
    door,
    enrolment,
    enrolment_staff,
    entering,
    exam_papers,
    exams,
    exams_forms,
    exams_staff,
    flags,
    flags_staff,
    handbook,
    handbook_appendices,
    handbook_book,
    handbook_notes,
    handbook_offline,
    handbook_sheets,
    health,
    home,
    invigilation_api,
    invigilation_board,
    invigilation_staff,
    items_api,
    items_import,
    items_staff,
    late_answers,
    paper_exam,
    publications,
    publications_staff,
    practicals,
    practicals_api,
    practicals_staff,
    reports_api,
    reports_staff,
    results,
    results_api,
    results_regrading,
    results_staff,
    score_checks,
    roster,
    safe_browser,
    score_report,
    short_answers,
    short_answers_staff,
    sitting_invigilators,
)
TABLES = (journal, throttle, jobs, stamps, *MODELS)
"""Every module with tables, so that each is known whatever doors are open."""
JOBS = (enrolment_jobs, exams_jobs, handbook_jobs, practicals_jobs, results_jobs)
"""Modules with work for later, so that whoever works it off knows them."""
THREADS = 8


def create_app(settings: Settings | None = None) -> Flask:
    """The application: tools first, then the pages of every room, then the check of labels."""
    settings = settings or Settings()
    app = Flask(__name__)
    secret = read_secret(secret_path(settings.home, settings.secret_file))
    app.config.update(SECRET_KEY=derive(secret, "cookies"))
    app.config["DATABASE_CLOCK"] = settings.database_clock
    app.extensions["settings"], app.extensions["secret"] = settings, secret
    trust_proxies(app, settings.trusted_proxies)
    https = settings.base_url.startswith("https://")
    init_log()
    init_db(app, settings.sqlalchemy_url, pool=THREADS)
    init_guard(app, https=https)
    init_access(app, load_viewer)
    init_language(app, timezone=settings.timezone)
    init_assets(app)
    init_errors(app)
    init_show(app)
    init_words(app)
    init_navigation(app)
    for room in ROOMS:
        app.register_blueprint(room.pages.blueprint)
    exempt_from_token(app, "accounts_api.open_session")
    label_static(app)
    require_labels(app)
    return app
