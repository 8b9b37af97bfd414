"""Rubrics from files: adopted once a version, refused when an anchor is missing."""

import copy
import shutil

import pytest
import yaml
from sqlalchemy import select

from examsite.kit.content_files import ContentRefused
from examsite.kit.db import db
from examsite.practicals.models import RubricVersion
from examsite.practicals.services.rubrics import sync_rubrics
from tests.make_content import BANK, write_yaml

SHIPPED = yaml.safe_load((BANK / "rubrics/junior.yaml").read_text("utf-8"))


@pytest.fixture
def folder(site, tmp_path):
    for name in ("levels/junior.yaml", "rubrics/junior.yaml"):
        (tmp_path / name).parent.mkdir()
        shutil.copy(BANK / name, tmp_path / name)
    return tmp_path


def told(folder, now, data):
    write_yaml(folder / "rubrics/junior.yaml", data)
    with pytest.raises(ContentRefused) as refused:
        sync_rubrics(folder, now)
    return "\n".join(map(str, refused.value.problems))


def test_it_works(folder, now):
    assert sync_rubrics(folder, now).adopted == ["J 2026.1"]
    row = db.session.scalars(select(RubricVersion)).one()
    assert list(row.content["band_names"]) == ["1", "2", "3", "4", "5"]
    assert [one["id"] for one in row.content["dimensions"]] == [
        "pitch",
        "rhythm",
        "floor",
        "traffic",
        "incident",
    ]
    assert not sync_rubrics(folder, now)


def test_an_adopted_version_does_not_change(folder, now):
    sync_rubrics(folder, now)
    assert "内容变了，请同时改版本号" in told(folder, now, SHIPPED | {"task": "另一个任务"})


def _without(*path):
    data = copy.deepcopy(SHIPPED)
    inner = data
    for step in path[:-1]:
        inner = inner[step]
    del inner[path[-1]]
    return data


def _with(value, *path):
    data = copy.deepcopy(SHIPPED)
    inner = data
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return data


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (_without("task"), "2026.1 task：缺少这个字段"),
        (_without("dimensions", 0, "bands", 5), "dimensions.0：bands：须写全 1 到 5 五档"),
        (_without("oral", 0, "anchors", 1), "oral.0：anchors：须写全 1 到 5 五档"),
        (_without("oral", 0), "oral：须恰好 3 问"),
        (_without("global_rating", 3), "global_rating：须写全 1 到 5 五档"),
        (_without("band_names", 3), "band_names：须写全 1 到 5 五档"),
        (_with(26, "dimensions", 0, "weight"), "权重相加须为 100"),
        (_with("rhythm", "dimensions", 0, "id"), "dimensions：id 有重复"),
        (_with("false_claim", "critical_fails", 0, "id"), "critical_fails：id 有重复"),
        (_with("next", "oral", 0, "id"), "oral：id 有重复"),
        (_with("pitch-demo", "dimensions", 0, "checklist", 0, "id"), "checklist：id 有重复"),
        (_with(["plan", "plan"], "dimensions", 0, "stages"), "stages：有重复"),
        (_with(["dream"], "dimensions", 0, "stages"), "stages.0：只能是"),
        (_with("selling", "dimensions", 0, "id"), "维度与权重须与 levels/junior.yaml 一致"),
        (["x"], "须是一组“字段: 值”"),
    ],
)
def test_a_fault_is_named_and_nothing_adopted(folder, now, data, words):
    assert words in told(folder, now, data)
    assert db.session.scalars(select(RubricVersion)).all() == []


@pytest.mark.parametrize("levels", ["- x\n", "practical: 5\n", ""])
def test_faulty_level_rules_are_their_own_syncs_business(folder, now, levels):
    (folder / "levels/junior.yaml").write_text(levels, "utf-8")
    assert sync_rubrics(folder, now).adopted == ["J 2026.1"]
