"""Safe Exam Browser (SEB): the settings of a sitting, their Config Key, and how it proves itself.

The Config Key is the SHA-256 of the settings as SEB writes them to itself ("SEB-JSON"): the same on
every platform and in every version, so a server that hands out the settings can work it out. The
browser tells SHA-256(address + key) and never the key itself: on Windows in the headers of each
request; on macOS and iOS, whose engine adds no headers, to the script of the page at that address.
https://safeexambrowser.org/developer/seb-config-key.html
"""

import re
from base64 import b64encode
from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest
from typing import Any, NamedTuple

from examsite.domain.errors import Conflict, Invalid, NotAllowed

CONFIG_HEADER = "X-SafeExamBrowser-ConfigKeyHash"
BROWSER_HEADER = "X-SafeExamBrowser-RequestHash"
DOWNLOADS = "https://safeexambrowser.org/download_en.html"
"""Where its makers give it out."""
SUFFIX = ".seb"
MIMETYPE = "application/seb"
MOST_KEYS = 50
KEY = re.compile(r"[0-9a-f]{64}")
ONLY_META = "originatorVersion"
"""Which program wrote a file; no part of the key."""


class SafeBrowserNeeded(NotAllowed):
    """403: the sitting is taken in Safe Exam Browser, and this is not it or not so set up."""

    code = "safe_browser_needed"
    message = (
        "这场考试要用安全考试浏览器（SEB）打开本考次的配置文件作答。请回到候考页，按步骤操作。"
    )


class BadBrowserKeys(Invalid):
    """422: something typed is no Browser Exam Key."""

    code = "bad_browser_keys"
    message = (
        "「%(key)s」不是浏览器考试密钥：应是 64 位十六进制，每行一个，最多 50 个。请从 SEB 里复制。"
    )


class SafeBrowserTooLate(Conflict):
    """409: nobody is asked for another browser once the exam may have begun."""

    code = "safe_browser_too_late"
    message = "开放时间已到，可能已有人作答，不能再要求或更换。确有困难时可以取消要求。"


def exam_settings(start_url: str) -> dict[str, Any]:
    """The settings of one sitting: it opens at `start_url`, tells its keys, lets nothing else in.
    Quitting needs no password, so that nobody is locked in; local storage stays, because answers
    that have not reached the server are kept there."""
    return {
        "allowBrowsingBackForward": False,
        "allowDictation": False,
        "allowDictionaryLookup": False,
        "allowDisplayMirroring": False,
        "allowDownUploads": False,
        "allowPreferencesWindow": False,
        "allowQuit": True,
        "allowScreenSharing": False,
        "allowSpellCheck": False,
        "allowSwitchToApplications": False,
        "allowVirtualMachine": False,
        "browserWindowAllowReload": True,
        "browserWindowWebView": 3,  # macOS, iOS: the modern engine, the old one is given up
        "enablePrintScreen": False,
        "enablePrivateClipboard": True,
        "newBrowserWindowByLinkPolicy": 0,
        "newBrowserWindowByScriptPolicy": 0,
        "removeLocalStorage": False,
        "sebConfigPurpose": 0,  # for one exam, not to set up the machine
        "sendBrowserExamKey": True,
        "showReloadButton": True,
        "showTaskBar": True,
        "showTime": True,
        "startURL": start_url,
    }


def config_key(settings: Mapping[str, Any]) -> str:
    """The Config Key of settings as plist knows them, 64 hexadecimal digits in lower case."""
    counted = {key: value for key, value in settings.items() if key != ONLY_META}
    return sha256(_seb_json(counted).encode()).hexdigest()


def _seb_json(value: Any) -> str:
    """JSON without blanks and without escapes; keys sorted whatever their case, empty dictionaries
    left out, data as Base64, dates as ISO 8601."""
    if isinstance(value, Mapping):
        pairs = sorted(value.items(), key=lambda pair: str(pair[0]).lower())
        kept = [pair for pair in pairs if pair[1] != {}]
        return "{" + ",".join(f'"{key}":{_seb_json(one)}' for key, one in kept) + "}"
    if isinstance(value, list):
        return "[" + ",".join(_seb_json(one) for one in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, bytes):
        value = b64encode(value).decode("ascii")
    elif isinstance(value, datetime):
        value = value.isoformat()
    return f'"{value}"'


def request_hash(url: str, key: str) -> str:
    """What SEB sends with a request to an absolute address, of which the fragment is no part."""
    return sha256((url.partition("#")[0] + key).encode()).hexdigest()


class Told(NamedTuple):
    """What a browser says of itself at an address: the hashes of its Config Key and its Browser
    Exam Key with that address; blank where it says nothing."""

    url: str
    config: str
    browser: str


def is_safe_browser(told: Told, *, key: str, browser_keys: Iterable[str]) -> bool:
    """Whether this is SEB with the settings of this Config Key and, where Browser Exam Keys are
    named, one of those builds. Every comparison takes the same time."""
    if not _matches(told.config, told.url, key):
        return False
    asked = list(browser_keys)
    return not asked or sum(_matches(told.browser, told.url, one) for one in asked) > 0


def _matches(sent: str, url: str, key: str) -> bool:
    return compare_digest(sent.lower().encode(), request_hash(url, key).encode())


def read_browser_keys(text: str) -> list[str]:
    """The Browser Exam Keys typed, one a line or apart by blanks, each once. Raises
    BadBrowserKeys."""
    keys = list(dict.fromkeys(text.lower().split()))
    for index, key in enumerate(keys):
        if index == MOST_KEYS or KEY.fullmatch(key) is None:
            raise BadBrowserKeys(key=key[:64])
    return keys


def require_early(opens_at: datetime, now: datetime) -> None:
    """Raise SafeBrowserTooLate when somebody may have begun."""
    if now >= opens_at:
        raise SafeBrowserTooLate
