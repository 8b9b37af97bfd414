"""What stands on a sheet: one shape, nothing the rubric does not know."""

import pytest

from examsite.domain.sheet_content import BadSheet, Rubric, clean, missing, read_rubric, to_sheet
from examsite.domain.terms import SheetPart

RUBRIC = Rubric(
    dimensions={"pitch": ("p1", "p2"), "floor": ("f1",)},
    weights={"pitch": 60, "floor": 40},
    oral=("decision", "next"),
    critical=("cheating",),
)
PROCESS, REVIEW = SheetPart.PROCESS, SheetPart.REVIEW
WHOLE = {
    "bands": {"pitch": 3, "floor": 4},
    "notes": {"pitch": " 看到\r\n的 ", "floor": "  "},
    "critical": {"cheating": {"at": "10:21", "evidence": "替操"}},
    "done": ["f1", "p1"],
    "global": 3,
}


def test_content_has_one_shape():
    cleaned = clean(PROCESS, RUBRIC, WHOLE)
    assert cleaned["notes"] == {"pitch": "看到\n的"}
    assert cleaned["done"] == ["p1", "f1"]  # the rubric's order
    assert clean(PROCESS, RUBRIC, cleaned) == cleaned
    blank = clean(PROCESS, RUBRIC, {"bands": {"pitch": None}})
    assert blank == {"bands": {}, "notes": {}, "critical": {}, "done": [], "global": None}
    assert clean(REVIEW, RUBRIC, {"notes": {"review": "记录"}}) == {
        "bands": {}, "notes": {"review": "记录"}, "critical": {},
    }  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        {"bands": {"traffic": 3}},
        {"bands": {"pitch": 6}},
        {"bands": {"pitch": True}},
        {"bands": {"pitch": "3"}},
        {"bands": [3]},
        {"notes": {"pitch": 3}},
        {"notes": {"pitch": "x" * 4001}},
        {"notes": {"review": "belongs to the other part"}},
        {"critical": {"unknown": {}}},
        {"critical": {"cheating": "10:21"}},
        {"critical": {"cheating": {"at": "25:00"}}},
        {"critical": {"cheating": {"by": "me"}}},
        {"done": ["p9"]},
        {"done": "p1"},
        {"global": 0},
        {"total": 70},
    ],
)
def test_what_the_rubric_does_not_know_is_refused(change):
    with pytest.raises(BadSheet):
        clean(PROCESS, RUBRIC, {**WHOLE, **change})


def test_the_review_has_no_checklist():
    with pytest.raises(BadSheet):
        clean(REVIEW, RUBRIC, {"done": []})


def test_what_is_missing_is_named():
    assert missing(PROCESS, RUBRIC, clean(PROCESS, RUBRIC, WHOLE)) == ()
    gaps = clean(PROCESS, RUBRIC, {"bands": {"floor": 2}, "critical": {"cheating": {"at": ""}}})
    assert missing(PROCESS, RUBRIC, gaps) == ("pitch", "global", "critical.cheating")
    assert missing(REVIEW, RUBRIC, clean(REVIEW, RUBRIC, {})) == ("decision", "next")


def test_both_parts_make_one_sheet():
    review = clean(REVIEW, RUBRIC, {"bands": {"next": 5, "decision": 2}})
    sheet = to_sheet(RUBRIC, clean(PROCESS, RUBRIC, WHOLE), review)
    assert sheet.bands == {"pitch": 3, "floor": 4}
    assert sheet.oral == (2, 5)
    assert sheet.checklist == {"pitch": (1, 2), "floor": (1, 1)}
    assert (sheet.global_rating, sheet.critical) == (3, {"cheating"})


def test_reading_a_rubric_keeps_its_ids():
    data = {
        "dimensions": [{"id": "pitch", "weight": 100, "checklist": [{"id": "p1", "text": "x"}]}],
        "oral": [{"id": "next"}],
        "critical_fails": [{"id": "cheating"}],
    }
    assert read_rubric(data) == Rubric({"pitch": ("p1",)}, {"pitch": 100}, ("next",), ("cheating",))
