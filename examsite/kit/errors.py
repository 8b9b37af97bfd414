"""Refusals become answers, once: family to status, page or JSON. Anything else is a bug."""

import logging
from typing import Any

from flask import Flask, Response, json, make_response, redirect, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import HTTPException

from examsite.domain.errors import (
    Conflict,
    Gone,
    Invalid,
    NotAllowed,
    NotFound,
    Refusal,
    TryLater,
    Unauthenticated,
)
from examsite.kit.access import ask_no_more
from examsite.kit.db import db
from examsite.kit.log import request_id
from examsite.kit.trouble import Trouble, trouble_of
from examsite.kit.web import page, wants_fragment, wants_json

STATUS: dict[type[Refusal], int] = {
    Unauthenticated: 401,
    NotAllowed: 403,
    NotFound: 404,
    Conflict: 409,
    Gone: 410,
    Invalid: 422,
    TryLater: 429,
}
HTTP_WORDS = {
    400: (
        "bad_request",
        _l("请求无法识别，或页面放得太久。请刷新页面后再试，已保存的内容不会丢失。"),
    ),
    404: ("not_found", _l(NotFound.message)),
    405: ("method_not_allowed", _l("这个地址不支持这种操作。请从页面上的按钮进入。")),
    413: ("too_large", _l("提交的内容太大。请缩短内容或换一个较小的文件。")),
    415: ("not_json", _l("请用 application/json 提交。")),
    500: ("internal", _l("程序出了问题，已记录。请稍后再试，并把下面的编号告诉考务。")),
}
TITLES = {
    400: _l("请求没有被接受"),
    401: _l("请先登录"),
    403: _l("没有权限"),
    404: _l("没有找到"),
    409: _l("与现有记录冲突"),
    410: _l("已经结束"),
    413: _l("内容太大"),
    422: _l("内容需要修改"),
    429: _l("请稍后再试"),
    500: _l("程序出了问题"),
    503: _l("暂时不能使用"),
    507: _l("服务器没有空间了"),
}
log = logging.getLogger("examsite.errors")


def status_of(refusal: Refusal) -> int:
    """The HTTP status of a refusal's family."""
    return next((code for family, code in STATUS.items() if isinstance(refusal, family)), 400)


def problem(status: int, code: str, detail: str, extra: dict[str, Any] | None = None) -> Response:
    """An RFC 9457 document."""
    body = {"type": "about:blank", "title": detail, "status": status, "code": code}
    body |= {"detail": detail, "request": request_id(), **(extra or {})}
    return Response(json.dumps(body), status, mimetype="application/problem+json")


def say(refusal: Refusal) -> str:
    """The refusal in the visitor's language."""
    words = {key: value for key, value in refusal.params.items() if isinstance(value, (str, int))}
    return str(gettext(refusal.message, **words))


def _answer(status: int, code: str, detail: str, extra: dict[str, Any] | None = None) -> Any:
    if wants_json():
        return problem(status, code, detail, extra)
    title = str(TITLES.get(status, TITLES[400]))
    context = {"status": status, "title": title, "sentence": detail, "request_id": request_id()}
    return page("errors/error.html", **context), status


def _refused(refusal: Refusal) -> Any:
    db.session.rollback()
    status = status_of(refusal)
    if status == 401 and not wants_json() and not wants_fragment() and request.method == "GET":
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")), 303)
    answer = _answer(status, refusal.code, say(refusal), refusal.params)
    if isinstance(refusal, TryLater) and isinstance(answer, Response):
        answer.headers["Retry-After"] = str(refusal.params.get("seconds", 60))
    return answer


def _http(problem_: HTTPException) -> Any:
    status = problem_.code or 500
    if status < 400:
        return problem_
    code, words = HTTP_WORDS.get(status, ("http_error", HTTP_WORDS[400][1]))
    return _answer(status, code, str(words))


def _unexpected(error: Exception) -> Any:
    """Trouble around the program passes; anything else is a bug."""
    _let_go()
    trouble = trouble_of(error)
    return _bug(error) if trouble is None else _troubled(error, trouble)


def _let_go() -> None:
    """Leave the transaction; where the database is what is broken, without its help."""
    try:
        db.session.rollback()
    except Exception:
        db.session.remove()


def _troubled(error: Exception, trouble: Trouble) -> Response:
    ask_no_more()
    log.error("%s: %s on %s", trouble.code, type(error).__name__, request.path)
    answer = _plainly(trouble.status, trouble.code, str(trouble.words))
    answer.headers["Retry-After"] = str(trouble.seconds)
    return answer


def _bug(error: Exception) -> Response:
    log.error("unhandled %s on %s", type(error).__name__, request.path, exc_info=error)
    code, words = HTTP_WORDS[500]
    return _plainly(500, code, str(words))


def _plainly(status: int, code: str, words: str) -> Response:
    """The answer as others are given, or as bare text: the page itself may be what is broken."""
    try:
        return make_response(_answer(status, code, words))
    except Exception:
        text = f"{words}\n{request_id()}\n"
        return Response(text, status, mimetype="text/plain; charset=utf-8")


def init_errors(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)
