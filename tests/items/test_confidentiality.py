"""The bank opens to those who have accepted the confidentiality statement as it is now."""

from datetime import timedelta

from examsite.accounts.models import Document
from examsite.accounts.queries import get_document, list_current_documents
from examsite.domain.actions import Action
from examsite.domain.wording import Surface, lint
from examsite.items.policies import CONFIDENTIALITY
from examsite.items.queries.reviews import has_signed
from examsite.kit.db import write
from tests.make_workbook import sign

HERE = "/staff/items/confidentiality"
PAGES = ("/staff/items", "/staff/items/x", "/staff/items/import", "/staff/items/export.xlsx")


def test_it_works(site, people, clients):
    sent = clients.reviewer.get("/staff/items?type=numeric")
    assert sent.status_code == 303
    page = clients.reviewer.get(sent.location)
    assert "命题与审题保密承诺" in page.text
    assert 'name="next" value="/staff/items?type=numeric"' in page.text
    accepted = clients.reviewer.post(HERE, data={"next": "/staff/items?type=numeric"})
    assert (accepted.status_code, accepted.location) == (303, "/staff/items?type=numeric")
    assert has_signed(people.reviewer)
    assert clients.reviewer.get("/staff/items").status_code == 200
    assert "您已同意" in clients.reviewer.get(HERE).text


def test_every_page_of_the_bank_leads_there_first(site, clients):
    client = clients.reviewer
    for path in PAGES:
        assert client.get(path).location.startswith(HERE)
    for path in ("/staff/items/import", "/staff/items/import/x"):
        assert client.post(path).location.startswith(HERE)


def test_a_new_version_is_accepted_anew(site, people, clients, now):
    sign(people.reviewer)
    old = get_document(CONFIDENTIALITY)
    with write(Action.SYSTEM_INITIALISED, by=None, now=now) as tx:
        tx.add(Document(kind=old.kind, version="2027.1", title=old.title, body="更严。", required=False,
            published_at=old.published_at + timedelta(days=1)))  # fmt: skip
    assert not has_signed(people.reviewer)
    assert clients.reviewer.get("/staff/items").location.startswith(HERE)
    sign(people.reviewer)
    assert has_signed(people.reviewer)


def test_it_can_be_taken_back_and_then_the_bank_is_closed(site, people, clients):
    sign(people.reviewer)
    profile = clients.reviewer.get("/account").text
    assert "命题与审题保密承诺" in profile
    assert clients.reviewer.post("/account/consents/confidentiality/withdraw").status_code == 303
    assert clients.reviewer.get("/staff/items").location.startswith(HERE)


def test_nobody_else_is_asked(site, people, clients):
    asked = {document.kind for document in list_current_documents()}
    assert asked == {"privacy", "rules", "news"}
    assert "保密承诺" not in clients.anonymous.get("/register").text
    assert "保密承诺" not in clients.candidate.get("/account").text
    assert clients.candidate.get(HERE).status_code == 403
    assert clients.candidate.post(HERE).status_code == 403


def test_it_goes_on_to_this_site_only(site, clients):
    for evil in ("//evil.example", "https://evil.example/"):
        assert clients.reviewer.post(HERE, data={"next": evil}).location == "/staff/items"


def test_its_words_promise_nothing_forbidden(site):
    document = get_document(CONFIDENTIALITY)
    assert lint(f"{document.title}\n{document.body}", Surface.COPY) == []
