"""What stands before every page: request ids, forged-request tokens, security headers."""

import re
import secrets

from flask import Flask, Response, current_app, request, session
from flask_wtf.csrf import CSRFError, CSRFProtect, validate_csrf
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest
from wtforms.validators import ValidationError

from examsite.kit.access import viewer
from examsite.kit.log import set_request_id
from examsite.kit.web import SIZE

csrf = CSRFProtect()
POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'; worker-src 'self'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "X-Frame-Options": "DENY",
}
TOKEN_HEADER = "X-CSRF-Token"
SAFE = {"GET", "HEAD", "OPTIONS"}
FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}
EXEMPT = "endpoints_without_token"
MOST_PAIRS = 10_000
_good_pairs: set[tuple[str, str | None]] = set()
MOST_BYTES = 2 * 1024 * 1024
"""The largest request body a page takes unless it says otherwise."""


def _name_request() -> None:
    given = request.headers.get("X-Request-Id", "")
    set_request_id(given if re.fullmatch(r"[\w-]{8,64}", given) else secrets.token_hex(8))


def _allow_size() -> None:
    """A page that says so takes a larger body; the token is read from it, so this comes first."""
    size = getattr(current_app.view_functions.get(request.endpoint or ""), SIZE, None)
    if size is not None:
        request.max_content_length = size


def _check_token() -> None:
    """A forged-request token on every unsafe request that carries our cookie or is a form.

    JSON from programs without a cookie has no session to abuse.
    """
    if not current_app.config["WTF_CSRF_ENABLED"] or request.method in SAFE:
        return
    if request.endpoint in current_app.extensions[EXEMPT]:
        return
    cookie = current_app.config["SESSION_COOKIE_NAME"] in request.cookies
    json = request.mimetype == "application/json"
    if cookie and json and TOKEN_HEADER in request.headers:
        _require_header_token()
    elif cookie or not json:
        csrf.protect()


def _require_header_token() -> None:
    """What `csrf.protect` does, without looking for a form in JSON first: every save asks this.

    Tokens do not age, so a pair of header and cookie that was good once is good for ever.
    """
    pair = request.headers[TOKEN_HEADER], session.get("csrf_token")
    if pair in _good_pairs:
        return
    try:
        validate_csrf(pair[0])
    except ValidationError as problem:
        raise CSRFError(str(problem)) from problem
    if len(_good_pairs) >= MOST_PAIRS:
        _good_pairs.clear()
    _good_pairs.add(pair)


def _refuse_nul() -> None:
    """A NUL is in nobody's text and PostgreSQL stores none: such a request is not read."""
    texts = [request.path]
    if request.query_string:
        texts += _texts(request.args)
    if request.method not in SAFE and request.mimetype in FORMS:
        texts += _texts(request.form)
    if any("\0" in text for text in texts):
        raise BadRequest


def _texts(fields: MultiDict[str, str]) -> list[str]:
    return [text for pair in fields.items(multi=True) for text in pair]


def _add_headers(response: Response) -> Response:
    given = {name.lower() for name, _ in response.headers}
    for name, value in HEADERS.items():
        if name.lower() not in given:
            response.headers.add(name, value)
    if request.endpoint != "static" and "cache-control" not in given:
        response.headers.add("Cache-Control", "no-store")
        response.headers["Vary"] = "Cookie, Accept-Language"
    return response


def _add_transport_header(response: Response) -> Response:
    response.headers["Strict-Transport-Security"] = "max-age=31536000"
    return response


def init_guard(app: Flask, *, https: bool) -> None:
    """Cookies that scripts cannot read, tokens on every unsafe request, strict headers."""
    app.config.update(
        SESSION_COOKIE_NAME="examsite",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=https,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        WTF_CSRF_CHECK_DEFAULT=False,
        MAX_CONTENT_LENGTH=MOST_BYTES,
    )
    app.before_request(_name_request)
    app.extensions[EXEMPT] = set()
    app.config.setdefault("WTF_CSRF_ENABLED", True)
    csrf.init_app(app)
    app.before_request(_allow_size)
    app.before_request(_check_token)
    app.before_request(_refuse_nul)
    app.after_request(_add_headers)
    if https:
        app.after_request(_add_transport_header)


def exempt_from_token(app: Flask, endpoint: str) -> None:
    """Let programs sign in: that address checks content type and origin itself."""
    app.extensions[EXEMPT].add(endpoint)


def asker() -> str:
    """Who is asking, for throttling: the account, or else the network address."""
    person = viewer()
    return f"user:{person.public_id}" if person else f"addr:{request.remote_addr}"
