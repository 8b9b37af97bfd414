"""Signing in for programs: JSON in, a fresh session cookie and the forged-request token out."""

from urllib.parse import urlsplit

from flask import request
from flask_wtf.csrf import generate_csrf

from examsite.accounts.services import signing_in
from examsite.domain.errors import Invalid, NotAllowed
from examsite.domain.permissions import Permission
from examsite.kit import clock
from examsite.kit.access import Viewer, forget, remember, the_viewer
from examsite.kit.web import PUBLIC, Pages, answer_json, json_body

pages = Pages("accounts_api", __name__, prefix="/api/v1")


def _facts(person: Viewer) -> dict[str, object]:
    roles = sorted(role.value for role in person.roles)
    return {"user": person.public_id, "roles": roles, "csrf": generate_csrf()}


@pages.post("/session", may=PUBLIC)
def open_session() -> object:
    """Sign in; 201 with who it is."""
    origin = request.headers.get("Origin")
    if origin and urlsplit(origin).netloc != request.host:
        raise NotAllowed("不接受来自其他网站的登录请求。", code="foreign_origin")
    body = json_body(most=4096)
    name, password = body.get("username"), body.get("password")
    if not isinstance(name, str) or not isinstance(password, str):
        raise Invalid("请提交 username 与 password 两个字符串。")
    person, _token = signing_in.sign_in(
        name[:254],
        password[:200],
        address=request.remote_addr or "",
        agent=request.user_agent.string,
        now=clock.now(),
    )
    remember(person)
    return answer_json(_facts(person), 201)


@pages.get("/session", may=Permission.SESSION)
def show_session() -> object:
    """Who is signed in."""
    return answer_json(_facts(the_viewer()))


@pages.delete("/session", may=Permission.SESSION)
def end_session() -> object:
    """Sign out."""
    signing_in.sign_out(the_viewer(), now=clock.now())
    forget()
    return answer_json({"signed_out": True})
