"""Pages: every address says who may open it, or the program does not start."""

import json
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Blueprint, Flask, Response, jsonify, redirect, render_template, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.middleware.proxy_fix import ProxyFix

from examsite.domain.errors import Invalid, NotAllowed, Unauthenticated
from examsite.domain.permissions import Permission
from examsite.kit.access import viewer

View = Callable[..., Any]
PUBLIC = Permission.PUBLIC
SIGNED_IN = Permission.SIGNED_IN
API_PREFIX = "/api/"
LABEL = "may"
SIZE = "most_bytes"
"""Where a page keeps how large a body it takes, when that is more than others take."""
MOST_PAGES = 1_000_000
NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
"""How JSON writes a NUL; a backslash that somebody typed is doubled there."""


class NotSignedIn(Unauthenticated):
    """401: the page needs a signed-in person."""

    code = "not_signed_in"
    message = "请先登录。您没有保存的内容仍留在原来的页面上。"


class Pages:
    """A room's pages. Wraps Flask's blueprint so that no page lacks its permission."""

    def __init__(self, room: str, import_name: str, *, prefix: str = ""):
        self.blueprint = Blueprint(room, import_name, url_prefix=prefix or None)

    def get(self, rule: str, *, may: Permission, **options: Any) -> Callable[[View], View]:
        """A page that only shows."""
        return self._page(rule, "GET", may, options)

    def post(self, rule: str, *, may: Permission, **options: Any) -> Callable[[View], View]:
        """A page that does something. `most_bytes`: the largest body it takes."""
        return self._page(rule, "POST", may, options)

    def put(self, rule: str, *, may: Permission, **options: Any) -> Callable[[View], View]:
        """An address that replaces something."""
        return self._page(rule, "PUT", may, options)

    def delete(self, rule: str, *, may: Permission, **options: Any) -> Callable[[View], View]:
        """An address that ends something."""
        return self._page(rule, "DELETE", may, options)

    def _page(
        self, rule: str, method: str, permission: Permission, options: dict[str, Any]
    ) -> Callable[[View], View]:
        size = options.pop(SIZE, None)

        def attach(view: View) -> View:
            @wraps(view)
            def guarded(*args: Any, **kwargs: Any) -> Any:
                require(permission)
                return view(*args, **kwargs)

            setattr(guarded, LABEL, permission)
            setattr(guarded, SIZE, size)
            self.blueprint.add_url_rule(rule, view_func=guarded, methods=[method], **options)
            return guarded

        return attach


def require(permission: Permission) -> None:
    """Refuse whoever may not open pages labelled `permission`."""
    if permission is Permission.PUBLIC:
        return
    person = viewer()
    if person is None:
        raise NotSignedIn
    if not person.may(permission):
        raise NotAllowed


def labels(app: Flask) -> dict[str, Permission | None]:
    """The permission of every endpoint of the program."""
    return {name: getattr(view, LABEL, None) for name, view in app.view_functions.items()}


def trust_proxies(app: Flask, count: int) -> None:
    """Believe that many proxies about the visitor's address, scheme and host; none by default."""
    if count:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=count, x_proto=count, x_host=count
        )


def label_static(app: Flask) -> None:
    """Flask's own static files are public."""
    serve = app.view_functions["static"]

    @wraps(serve)
    def static(**values: Any) -> Any:
        return serve(**values)

    setattr(static, LABEL, Permission.PUBLIC)
    app.view_functions["static"] = static


def require_labels(app: Flask) -> None:
    """Refuse to start while a page has no permission label."""
    missing = sorted(name for name, label in labels(app).items() if label is None)
    if missing:
        raise RuntimeError(f"pages without a permission label: {', '.join(missing)}")


def wants_json() -> bool:
    """Programs are answered in JSON: everything under /api/, or whoever asks for it."""
    if request.path.startswith(API_PREFIX):
        return True
    return request.accept_mimetypes.best == "application/json"


def wants_fragment() -> bool:
    """htmx asked for a part of the page."""
    return request.headers.get("HX-Request") == "true"


def json_body(*, most: int = 64 * 1024) -> dict[str, Any]:
    """The request's JSON object, at most `most` bytes.

    Raises Invalid for anything that is not a JSON object of storable text, 413 when too long.
    """
    request.max_content_length = most
    if request.mimetype != "application/json":
        raise Invalid("请用 application/json 提交。", code="not_json")
    raw = request.get_data(cache=True)
    if len(raw) > most:
        raise RequestEntityTooLarge
    try:
        body = json.loads(raw)
        if b"\\u" in raw:  # only an escape can bring what cannot be stored
            text = json.dumps(body, ensure_ascii=False)
            text.encode()  # lone surrogates, or NUL
            if NUL.search(text):
                raise ValueError
    except (ValueError, RecursionError) as problem:
        raise Invalid("提交的 JSON 无法读取。", code="not_json") from problem
    if not isinstance(body, dict):
        raise Invalid("提交的 JSON 须是一个对象。", code="not_json")
    return body


def page_number() -> int:
    """Which page of a list `?page=` asks for: 1 for nonsense, never more than a list can have."""
    return min(max(1, request.args.get("page", 1, type=int)), MOST_PAGES)


def page(template: str, **context: Any) -> str:
    """The page, rendered."""
    return render_template(template, **context)


def answer_json(body: dict[str, Any], status: int = 200) -> Response:
    """JSON that no cache keeps."""
    response = jsonify(body)
    response.status_code = status
    return response


def answer_file(content: bytes | str, name: str, mimetype: str) -> Response:
    """A file to keep, under a name of letters, digits, `-` and `.`."""
    headers = {"Content-Disposition": f"attachment; filename={name}"}
    return Response(content, mimetype=mimetype, headers=headers)


def answer_pdf(content: bytes, name: str) -> Response:
    """A PDF to keep or print."""
    return answer_file(content, name, "application/pdf")


def see_other(endpoint: str, **values: Any) -> Response:
    """303 to another page of ours, after something was done."""
    return redirect(url_for(endpoint, **values), code=303)  # type: ignore[return-value]


def to(target: str) -> Response:
    """303 to a path of this site that `safe_next` has let through."""
    return redirect(target, code=303)  # type: ignore[return-value]


def safe_next(target: str | None, fallback: str) -> str:
    """The page to go on to, only if it is a path of this site."""
    ours = target and target.startswith("/") and not target.startswith("//")
    if target and ours and all(ch.isprintable() and ch != "\\" for ch in target):
        return target
    return fallback
