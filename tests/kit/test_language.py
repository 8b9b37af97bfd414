"""Which language a visitor reads: the browser's choice, else the account's, else the browser's list."""

import pytest
from flask_babel import get_locale

from examsite.kit.language import LANGUAGES, TRANSLATIONS, choose


def lang(answer) -> str:
    """The language the page says it is in."""
    return answer.text.split('<html lang="', 1)[1].split('"', 1)[0]


def page(client, **headers):
    answer = client.get("/verify", headers=headers)
    assert answer.status_code == 200
    return answer


def test_chinese_is_the_default(clients):
    assert lang(page(clients.anonymous)) == "zh"


@pytest.mark.parametrize(
    ("accepts", "shown"),
    [
        ("en", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en;q=0.4,zh;q=0.8", "zh"),
        ("fr,de", "zh"),
        ("", "zh"),
        ("*", "zh"),
        (";;;q=x,\x7f", "zh"),
    ],
)
def test_the_browser_is_asked_when_nothing_was_chosen(clients, accepts, shown):
    assert lang(page(clients.anonymous, **{"Accept-Language": accepts})) == shown


def test_a_choice_in_this_browser_goes_before_the_browser_s_list(clients):
    answer = clients.anonymous.post("/language", data={"language": "en", "next": "/verify"})
    assert (answer.status_code, answer.location) == (303, "/verify")
    assert lang(page(clients.anonymous, **{"Accept-Language": "zh-CN"})) == "en"


def test_the_account_s_choice_follows_the_person_to_another_browser(site, clients):
    clients.candidate.post("/language", data={"language": "en"})
    with clients.candidate.session_transaction() as cookie:
        cookie.pop("locale")  # as on a device where nothing was chosen
    assert lang(page(clients.candidate, **{"Accept-Language": "zh-CN"})) == "en"
    assert lang(page(clients.officer)) == "zh"


@pytest.mark.parametrize("wanted", ["fr", "", "zh_CN", "../en", "EN"])
def test_a_language_we_do_not_have_changes_nothing(clients, wanted):
    clients.anonymous.post("/language", data={"language": wanted})
    assert lang(page(clients.anonymous)) == "zh"


def test_outside_a_request_it_is_chinese(site):
    assert choose() == "zh"
    with site.app.test_request_context(headers={"Accept-Language": "en"}):
        assert choose() == "en"
        assert str(get_locale()) == "en"


def test_both_languages_are_named_in_themselves():
    assert LANGUAGES == {"zh": "中文", "en": "English"}
    assert TRANSLATIONS.name == "translations"
