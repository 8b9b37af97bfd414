"""Refusals: what the program says no to, with a code for machines and words for people.

Concrete refusals live beside their rule; `kit.errors` maps each family to a status once.
"""

from typing import Any


class Refusal(Exception):
    """A rule said no.

    `code` is stable and goes on the wire; `message` is a Chinese msgid that may hold
    %(name)s places filled from `params`; `params` also travel in the problem document.
    """

    code = "refused"
    message = "现在不能这样做。"

    def __init__(self, message: str | None = None, *, code: str | None = None, **params: Any):
        self.message = message or type(self).message
        self.code = code or type(self).code
        self.params = params
        super().__init__(self.code)


class NotFound(Refusal):
    """404: it does not exist, or it is not this person's to see."""

    code = "not_found"
    message = "没有找到这个页面或记录。请核对地址，或回到首页重新进入。"


class Unauthenticated(Refusal):
    """401: nobody is signed in, or the credentials are wrong."""

    code = "not_signed_in"
    message = "请先登录。"


class NotAllowed(Refusal):
    """403: it exists, this person may not do this."""

    code = "not_allowed"
    message = "您的账号没有这项权限。需要的话请联系考务。"


class Conflict(Refusal):
    """409: it clashes with what is already stored."""

    code = "conflict"
    message = "与已有的记录冲突，请刷新后再试。"


class Gone(Refusal):
    """410: it was open once and is closed now."""

    code = "gone"
    message = "已经结束，不能再改。"


class Invalid(Refusal):
    """422: what was sent cannot be used."""

    code = "invalid"
    message = "提交的内容不完整或格式不对，请检查后再交。"


class TryLater(Refusal):
    """429: not yet, or not so often."""

    code = "try_later"
    message = "操作太频繁，请稍后再试。"
