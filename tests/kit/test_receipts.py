"""Receipts: what was signed verifies, what was changed does not, whatever is put in."""

import base64

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from examsite.domain.canonical import canonical
from examsite.kit.keys import RECEIPT_KEY, make_development_keys
from examsite.kit.receipts import is_genuine, key_id, receipt_key, sign
from examsite.kit.secret import NotReady

FACTS = {
    "code": "K7Q2-M9TD",
    "at": "2026-11-23T02:00:00.000Z",
    "events": 12,
    "answers_sha256": "a" * 64,
}


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    make_development_keys(folder)
    return folder


def test_it_works(keys):
    receipt = sign(keys, FACTS)
    assert receipt | FACTS == receipt, "the facts stand in it unchanged"
    assert set(receipt) == {*FACTS, "key_id", "signature"}
    assert is_genuine(keys, receipt)
    assert is_genuine(keys, dict(reversed(receipt.items()))), "the order of fields is nothing"


def test_anybody_can_check_it_with_the_public_key_alone(keys):
    receipt = sign(keys, FACTS)
    public = receipt_key(keys).public_key()
    body = {name: value for name, value in receipt.items() if name != "signature"}
    public.verify(base64.urlsafe_b64decode(receipt["signature"]), canonical(body))
    assert receipt["key_id"] == key_id(public)


@pytest.mark.parametrize(
    "change",
    [
        {"events": 13},
        {"events": 12.0},
        {"events": "12"},
        {"code": "K7Q2-M9TE"},
        {"at": "2026-11-23T01:59:59.000Z"},
        {"answers_sha256": "b" * 64},
        {"key_id": "0" * 16},
        {"signature": ""},
        {"signature": "not base64!"},
        {"signature": None},
        {"signature": "ü"},
        {"signature": "A" * 88},
        {"extra": 1},
        {"code": {"nested": [1, {"deep": None}]}},
        {"code": "\ud800"},
        {"events": float("nan")},
    ],
    ids=str,
)
def test_a_changed_receipt_is_not_genuine(keys, change):
    assert not is_genuine(keys, sign(keys, FACTS) | change)


def test_a_receipt_with_a_field_missing_is_not_genuine(keys):
    receipt = sign(keys, FACTS)
    for name in receipt:
        assert not is_genuine(keys, {k: v for k, v in receipt.items() if k != name})
    assert not is_genuine(keys, {})


def test_a_receipt_of_another_installation_is_not_genuine(keys, tmp_path):
    make_development_keys(tmp_path)
    assert not is_genuine(keys, sign(tmp_path, FACTS))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(
    field=st.sampled_from(["code", "at", "events", "answers_sha256", "key_id", "signature"]),
    value=JSON,
)
def test_no_json_value_in_any_field_makes_it_stumble(keys, field, value):
    receipt = sign(keys, FACTS)
    if receipt[field] != value:
        assert not is_genuine(keys, receipt | {field: value})


def test_without_a_key_it_says_what_to_run(tmp_path):
    with pytest.raises(NotReady, match="examsite init"):
        receipt_key(tmp_path)


def test_a_key_of_another_kind_is_refused(tmp_path):
    other = generate_private_key(SECP256R1())
    (tmp_path / RECEIPT_KEY).write_bytes(
        other.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    with pytest.raises(NotReady, match="Ed25519"):
        receipt_key(tmp_path)


def test_a_key_has_a_short_name_of_its_own():
    first, second = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    assert len(key_id(first.public_key())) == 16
    assert key_id(first.public_key()) == key_id(first.public_key())
    assert key_id(first.public_key()) != key_id(second.public_key())
