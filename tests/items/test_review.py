"""Drafts are seen by their author and the reviewers; another person approves and puts to use."""

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from examsite.accounts.models import RoleGrant
from examsite.domain.actions import Action
from examsite.domain.item_life import OwnItem, SecondReviewerNeeded
from examsite.domain.terms import ItemState, Level, Role
from examsite.exams.queries import list_drawable
from examsite.handbook.services.syncing import sync_handbook
from examsite.home.queries.work import Kind, list_work
from examsite.items.models import ItemReview
from examsite.items.queries.bank import list_current
from examsite.items.queries.listing import get_current
from examsite.items.services import importing, reviewing
from examsite.items.services.syncing import sync_bank
from examsite.kit.db import db, write
from examsite.kit.journal import JournalEntry
from tests.cast import NOW
from tests.conftest import sign_in_directly
from tests.make_content import bank, chapter, item
from tests.make_workbook import entry, sign, workbook

SECRET = "秘密的题干？"


@pytest.fixture
def draft(site, people, tmp_path, now):
    """A shipped item, and the author's draft."""
    chapter(tmp_path / "handbook")
    sync_handbook(tmp_path / "handbook", now)
    sync_bank(bank(tmp_path / "bank", item()), now)
    sign(people.author, people.reviewer)
    change(people.author, stem=SECRET)
    return list_current(["J-A-010"])["J-A-010"].item.public_id


def change(by, **changes):
    """Import item 10, new or changed."""
    plan = importing.read(workbook(entry(number=10, **changes)), "", by=by, now=NOW)
    importing.carry_out(plan, by=by, now=NOW)


def state():
    return list_current(["J-A-010"])["J-A-010"].item.state


def seen():
    return reviewing.mark_of(list_current(["J-A-010"])["J-A-010"])


def post(client, draft, act, **form):
    return client.post(f"/staff/items/{draft}/{act}", data={"seen": seen(), **form})


def drawable():
    return [item.code for item, _ in list_drawable(Level.JUNIOR)]


def with_role(person, role):
    """The same person, holding another role too."""
    with write(Action.ROLE_GRANTED, by=None, now=NOW) as tx:
        tx.execute(_grant(person.id, role))
    return sign_in_directly(person.username)


def _grant(user_id, role):
    values = {"user_id": user_id, "role": role, "granted_at": NOW}
    return RoleGrant.__table__.insert().values(values)


def test_it_works(draft, clients, now):
    assert drawable() == ["J-A-001"]
    page = clients.reviewer.get(f"/staff/items/{draft}").text
    assert "通过" in page
    assert "退回给命题人" in page
    assert post(clients.reviewer, draft, "approval").status_code == 303
    assert state() is ItemState.APPROVED
    assert drawable() == ["J-A-001"], "approved is not yet in use"
    assert ">启用</button>" in clients.reviewer.get(f"/staff/items/{draft}").text
    assert post(clients.reviewer, draft, "use").status_code == 303
    assert state() is ItemState.LIVE
    assert drawable() == ["J-A-001", "J-A-010"]
    page = clients.author.get(f"/staff/items/{draft}").text
    assert "审题记录" in page
    assert "示例审题" in page
    assert ">启用</button>" not in page
    lines = select(JournalEntry.what).where(JournalEntry.what.like("item.%"))
    assert list(db.session.scalars(lines.order_by(JournalEntry.n))) == [
        "item.approved",
        "item.put_to_use",
    ]


def test_authors_see_their_own_drafts_only_and_reviewers_all(draft, site, people, clients):
    other = with_role(people.examiner_a, Role.AUTHOR)
    sign(other)
    for client, sees in (
        (clients.author, True),
        (clients.reviewer, True),
        (clients.examiner_a, False),
    ):
        text = client.get("/staff/items").text
        assert "J-A-001" in text
        assert (SECRET in text) is sees
        assert ("J-A-010" in text) is sees
        assert client.get(f"/staff/items/{draft}").status_code == (200 if sees else 404)
    post(clients.reviewer, draft, "approval")
    assert clients.examiner_a.get(f"/staff/items/{draft}").status_code == 404
    post(clients.reviewer, draft, "use")
    assert clients.examiner_a.get(f"/staff/items/{draft}").status_code == 200


def test_nobody_reviews_what_he_wrote(draft, people, clients):
    person = with_role(people.author, Role.REVIEWER)
    text = clients.author.get(f"/staff/items/{draft}").text
    assert "由另一位审题人审" in text
    for act in ("approval", "return"):
        assert post(clients.author, draft, act, note="自己看过了。").status_code == 403
    current = get_current(draft, visible_to=person)
    with pytest.raises(OwnItem):
        reviewing.approve(current, seen=seen(), by=person, now=NOW)
    assert state() is ItemState.DRAFT


def test_authors_have_no_say(draft, clients):
    for act in ("approval", "use", "return"):
        assert post(clients.author, draft, act, note="不。").status_code == 403
    assert state() is ItemState.DRAFT


def test_sending_back_needs_a_reason_and_the_author_reads_it(draft, clients):
    empty = post(clients.reviewer, draft, "return", note="")
    assert (empty.status_code, "请写明理由。" in empty.text) == (422, True)
    assert db.session.scalars(select(ItemReview)).all() == []
    assert post(clients.reviewer, draft, "return", note="第二个选项也对。").status_code == 303
    assert state() is ItemState.DRAFT
    assert "第二个选项也对。" in clients.author.get(f"/staff/items/{draft}").text


def test_an_item_in_use_can_be_taken_out_again(draft, clients):
    post(clients.reviewer, draft, "approval")
    post(clients.reviewer, draft, "use")
    assert post(clients.reviewer, draft, "return", note="法规已修订。").status_code == 303
    assert (state(), drawable()) == (ItemState.DRAFT, ["J-A-001"])


def test_nothing_is_used_that_was_not_approved(draft, clients):
    assert post(clients.reviewer, draft, "use").status_code == 409
    assert state() is ItemState.DRAFT


def test_what_was_not_read_is_not_approved(draft, people, clients):
    """A new version or a new key since the page was opened."""
    old = seen()
    change(people.author, stem=SECRET, key="b")
    assert old != seen()
    assert post(clients.reviewer, draft, "approval", seen=old).status_code == 409
    assert post(clients.reviewer, draft, "approval", seen="").status_code == 409
    assert state() is ItemState.DRAFT
    assert post(clients.reviewer, draft, "approval").status_code == 303


def test_a_change_begins_again(draft, people, clients):
    post(clients.reviewer, draft, "approval")
    post(clients.reviewer, draft, "use")
    change(people.author, stem="换了一个问法？")
    assert (state(), drawable()) == (ItemState.DRAFT, ["J-A-001"])


def test_without_an_author_two_reviewers_are_needed(draft, site, people, tmp_path, now):
    sync_bank(bank(tmp_path / "own", item(number=30)), now, shipped=False)
    second = with_role(people.examiner_b, Role.REVIEWER)
    own = list_current(["J-A-030"])["J-A-030"]
    mark = reviewing.mark_of(own)
    reviewing.approve(own, seen=mark, by=people.reviewer, now=now)
    with pytest.raises(SecondReviewerNeeded):
        reviewing.put_to_use(own, seen=mark, by=people.reviewer, now=now)
    reviewing.put_to_use(own, seen=mark, by=second, now=now)
    assert list_current(["J-A-030"])["J-A-030"].item.state is ItemState.LIVE
    sync_bank(bank(tmp_path / "own", item(number=30, key="b")), now, shipped=False)
    assert list_current(["J-A-030"])["J-A-030"].item.state is ItemState.DRAFT, "a file has changed"


def test_shipped_items_are_nobodys_to_review(draft, clients):
    shipped = list_current(["J-A-001"])["J-A-001"].item.public_id
    assert "退回给命题人" not in clients.reviewer.get(f"/staff/items/{shipped}").text
    answer = clients.reviewer.post(
        f"/staff/items/{shipped}/return", data={"seen": "1.1", "note": "不好。"}
    )
    assert answer.status_code == 409


def test_reviews_are_never_changed(draft, clients):
    post(clients.reviewer, draft, "return", note="重写。")
    with pytest.raises(DBAPIError, match="append-only"), write(Action.ITEM_APPROVED, by=None, now=NOW) as tx:  # fmt: skip
        tx.execute(update(ItemReview).values(note=""))


def test_a_reviewers_desk_counts_what_waits(draft, people, clients, now):
    def waiting(person):
        return [one.count for one in list_work(person, now) if one.kind is Kind.REVIEW_ITEMS]

    assert waiting(people.reviewer) == [1]
    assert waiting(people.author) == []
    post(clients.reviewer, draft, "return", note="重写。")
    assert waiting(people.reviewer) == [], "sent back as it stands"
    change(people.author, stem=SECRET, key="b")
    assert waiting(people.reviewer) == [1]
    post(clients.reviewer, draft, "approval")
    assert waiting(people.reviewer) == [1], "approved, not in use"
    post(clients.reviewer, draft, "use")
    assert waiting(people.reviewer) == []
