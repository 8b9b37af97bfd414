"""Config Keys against one that a real browser told, and what its headers prove, by tables."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from examsite.domain.safe_exam_browser import (
    BadBrowserKeys,
    SafeBrowserTooLate,
    Told,
    config_key,
    exam_settings,
    is_safe_browser,
    read_browser_keys,
    request_hash,
    require_early,
)
from tests.domain.seb_settings import CONFIG_KEY, SETTINGS

URL = "https://exam.example.cn/exams/abc?x=1&y=考"
KEY, OTHER = "a" * 64, "b" * 64


def hashed(text):
    return sha256(text.encode()).hexdigest()


def test_the_key_that_a_real_browser_told():
    assert config_key(SETTINGS) == CONFIG_KEY
    assert config_key({**SETTINGS, "originatorVersion": "another"}) == CONFIG_KEY
    assert config_key({**SETTINGS, "allowQuit": False}) != CONFIG_KEY


@pytest.mark.parametrize(
    ("settings", "text"),
    [
        ({}, "{}"),
        ({"b": 1, "C": 2, "a": 3}, '{"a":3,"b":1,"C":2}'),
        ({"d": {}, "a": True}, '{"a":true}'),
        ({"l": [{"z": 0, "Y": False}, "x"]}, '{"l":[{"Y":false,"z":0},"x"]}'),
        ({"l": []}, '{"l":[]}'),
        ({"s": 'a\\b"考/'}, '{"s":"a\\b"考/"}'),
        ({"d": b"\x00\xff"}, '{"d":"AP8="}'),
        ({"t": datetime(2026, 11, 23, 1, tzinfo=UTC)}, '{"t":"2026-11-23T01:00:00+00:00"}'),
        ({"originatorVersion": "x", "a": 1}, '{"a":1}'),
    ],
)
def test_settings_as_the_browser_writes_them_to_itself(settings, text):
    assert config_key(settings) == hashed(text)


def test_the_settings_of_a_sitting_send_keys_and_keep_answers():
    made = exam_settings("https://exam.example.cn/exams/abc")
    assert made["startURL"] == "https://exam.example.cn/exams/abc"
    assert (made["sendBrowserExamKey"], made["removeLocalStorage"]) == (True, False)
    assert config_key(made) != config_key(exam_settings("https://exam.example.cn/exams/abd"))


CASES = [
    ("the right key", hashed(URL + KEY), True),
    ("upper case", hashed(URL + KEY).upper(), True),
    ("another key", hashed(URL + OTHER), False),
    ("another address", hashed(URL + "2" + KEY), False),
    ("without the query", hashed(URL.partition("?")[0] + KEY), False),
    ("the address inside the network", hashed(URL.replace("https", "http") + KEY), False),
    ("nothing", "", False),
    ("the key itself", KEY, False),
    ("no ASCII", "é", False),
]


@pytest.mark.parametrize(("sent", "right"), [one[1:] for one in CASES], ids=[c[0] for c in CASES])
def test_the_config_key_told(sent, right):
    assert is_safe_browser(Told(URL, sent, ""), key=KEY, browser_keys=()) is right


@pytest.mark.parametrize(
    ("sent", "right"),
    [(hashed(URL + "1" * 64), True), (hashed(URL + "2" * 64), True), (KEY, False), ("", False)],
)
def test_one_of_several_builds(sent, right):
    keys = ["1" * 64, "2" * 64]
    told = Told(URL, request_hash(URL, KEY), sent)
    assert is_safe_browser(told, key=KEY, browser_keys=keys) is right
    assert not is_safe_browser(told._replace(config=""), key=KEY, browser_keys=keys)


def test_a_fragment_is_no_part_of_the_address():
    assert request_hash(f"{URL}#top", KEY) == request_hash(URL, KEY) == hashed(URL + KEY)


@pytest.mark.parametrize(
    ("typed", "keys"),
    [("", []), (f" {KEY.upper()}\r\n{OTHER}\n{KEY}", [KEY, OTHER])],
)
def test_keys_as_typed(typed, keys):
    assert read_browser_keys(typed) == keys


@pytest.mark.parametrize(
    "typed", ["abc", "g" * 64, KEY + "a", "\n".join(f"{n:064x}" for n in range(51))]
)
def test_what_is_no_key(typed):
    with pytest.raises(BadBrowserKeys):
        read_browser_keys(typed)


def test_nobody_is_asked_once_somebody_may_have_begun():
    opens = datetime(2026, 11, 23, 1, tzinfo=UTC)
    require_early(opens, opens - timedelta(seconds=1))
    with pytest.raises(SafeBrowserTooLate):
        require_early(opens, opens)
