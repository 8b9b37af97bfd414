"""Contacts: one form for every way of typing a number; masks that tell nobody else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examsite.domain.contact import (
    BadContact,
    Contact,
    ContactKind,
    mask_mail,
    mask_phone,
    parse_contact,
)


@pytest.mark.parametrize(
    "typed",
    [
        "13800138000",
        "+86 138-0013-8000",
        "0086 13800138000",
        "１３８００１３８０００",
        " 138 0013 8000 ",
    ],
)
def test_phones(typed):
    assert parse_contact(typed) == Contact(ContactKind.PHONE, "13800138000")


@pytest.mark.parametrize("typed", ["Some.One+x@Example.COM", " some.one+x@example.com "])
def test_mails(typed):
    assert parse_contact(typed) == Contact(ContactKind.MAIL, "some.one+x@example.com")


@pytest.mark.parametrize(
    "typed",
    ["", "12345", "23800138000", "138001380001", "a@b", "a b@example.com", "a..b@example.com",
     "a@exa_mple.com", "@example.com", "x" * 250 + "@example.com", "a@example.com\nBcc: b@c.de",
     "示例@example.com"],
)  # fmt: skip
def test_other_texts_are_refused(typed):
    with pytest.raises(BadContact):
        parse_contact(typed)


@given(st.text())
def test_whatever_is_accepted_is_stored_in_its_own_form(text):
    try:
        contact = parse_contact(text)
    except BadContact:
        return
    assert parse_contact(contact.value) == contact


def test_masks():
    assert mask_phone("13800138000") == "138****8000"
    assert mask_mail("someone@example.com") == "s***@example.com"
    assert (mask_phone(None), mask_mail(None)) == ("", "")
