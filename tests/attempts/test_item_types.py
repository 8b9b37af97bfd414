"""Testlets, families and short answers: how they stand on the paper, are saved and marked."""

import pytest
from sqlalchemy import select

from examsite.attempts.models import Attempt, ScoreVersion
from examsite.attempts.queries.answers import list_for_marking
from examsite.domain.terms import ItemType
from examsite.exams.models import FormItem
from examsite.kit.db import db
from tests import make_exam

SVG = '<svg viewBox="0 0 360 60" role="img" aria-label="曲线"></svg>'
TESTLET = {
    "stem": "阅读材料，回答两题。",
    "material": "一场直播。\n\n![曲线](a.svg)",
    "figures": {"a.svg": SVG},
    "parts": [
        {"id": "p1", "points": 1, "type": "single", **make_exam.CONTENT[ItemType.SINGLE]},
        {"id": "p2", "points": 2, "type": "true_false", "stem": "改价须双人复核。"},
    ],
}
TESTLET_KEY = {"parts": {"p1": {"key": "b"}, "p2": {"key": True}}}
VARIANTS = [{"gmv": "96000", "uv": "48000"}, {"gmv": "120000", "uv": "30000"}]
FAMILY = {
    "stem": "支付 GMV {gmv:,} 元，观看人数 {uv} 人，UV 价值是多少元/人？",
    "rounding": 2,
    "unit": "元/人",
    "variants": VARIANTS,
}
FAMILY_KEY = {
    "key": "2.00",
    "tolerance": {"abs": "0.005", "rel": "0"},
    "unit": None,
    "solve": "gmv / uv",
    "rounding": 2,
}
SHORT = {"stem": "写一条改进。", "length": [20, 60]}
SHORT_KEY = {"key": None, "guide": [{"points": 2, "text": "有时限。"}], "anchors": {"2": "好。"}}


@pytest.fixture
def taken(clients, site):
    """(paper, attempt's address, client) of a form with one of each."""
    drawn = [
        make_exam.item("T-1", ItemType.TESTLET, content=TESTLET, key=TESTLET_KEY),
        make_exam.item("T-2", ItemType.NUMERIC, content=FAMILY, key=FAMILY_KEY),
        make_exam.item("T-3", ItemType.SHORT_ANSWER, content=SHORT, key=SHORT_KEY),
    ]
    exam = make_exam.sitting("candidate", exam_form=make_exam.form(drawn, worth=300))
    client = clients.candidate
    paper = client.post(f"/api/v1/exams/{exam.public_id}/attempts").json
    return paper["items"], f"/api/v1/attempts/{paper['attempt']}", client


def family_place():
    (found,) = [one for one in db.session.scalars(select(FormItem)) if one.variant]
    return found


def kinds(items):
    return {one["type"]: one for one in items}


def test_a_testlet_takes_a_place_for_each_part(taken):
    items, _, _ = taken
    assert [one["type"] for one in items] == ["numeric", "single", "true_false", "short_answer"]
    assert [one["position"] for one in items] == [1, 2, 3, 4]
    assert [one["points"] for one in items] == [300, 100, 200, 300]
    parts = items[1:3]
    assert len({one["group"] for one in parts}) == 1
    assert all(one["material"] == TESTLET["material"] for one in parts)
    assert all(one["figures"] == {"a.svg": SVG} for one in parts)
    assert all("group" not in one for one in (items[0], items[3]))


def test_a_family_asks_with_one_variant(taken):
    items, _, _ = taken
    place = family_place()
    assert place.variant in VARIANTS
    shown = f"支付 GMV {int(place.variant['gmv']):,} 元，观看人数 {place.variant['uv']} 人"
    assert items[0]["stem"].startswith(shown)
    (asked,) = [one for one in list_for_marking(db.session.scalars(select(Attempt)).one()) if one.type is ItemType.NUMERIC]  # fmt: skip
    assert asked.key["key"] == {"96000": "2.00", "120000": "4.00"}[place.variant["gmv"]]


def test_parts_and_variants_are_marked_and_short_answers_wait(taken):
    items, address, client = taken
    found = kinds(items)
    place = family_place()
    right = next(one["id"] for one in found["single"]["options"] if one["text"] == "追加投放")
    answers = {
        "single": right,
        "true_false": False,
        "numeric": {"number": "2" if place.variant["gmv"] == "96000" else "4"},
        "short_answer": "场控在周五前把检查单贴在中控台上，由操盘手复核。",
    }
    for kind, value in answers.items():
        saved = client.put(f"{address}/answers/{found[kind]['item']}", json={"value": value, "seq": 1})  # fmt: skip
        assert saved.status_code == 200, saved.text
    client.post(f"{address}/submit")
    score = db.session.scalars(select(ScoreVersion)).one()
    got = {kind: score.marks[found[kind]["item"]][0] for kind in answers}
    assert got == {"single": 100, "true_false": 0, "numeric": 300, "short_answer": None}
    assert score.total == 400
    assert score.waiting == [found["short_answer"]["item"]]


def test_an_empty_short_answer_waits_for_nobody(taken):
    _, address, client = taken
    client.post(f"{address}/submit")
    assert db.session.scalars(select(ScoreVersion)).one().waiting == []
