"""Level rules and blueprints from files: adopted once a version, refused when they do not add up."""

import shutil

import pytest
import yaml
from sqlalchemy import select

from examsite.exams.models import ExamBlueprint, SchemeVersion
from examsite.exams.services.schemes import sync_blueprints, sync_schemes
from examsite.kit.content_files import ContentRefused
from examsite.kit.db import db
from tests.make_content import BANK, write_yaml


@pytest.fixture
def folder(site, tmp_path):
    for name in ("levels/junior.yaml", "blueprints/junior.yaml"):
        (tmp_path / name).parent.mkdir()
        shutil.copy(BANK / name, tmp_path / name)
    return tmp_path


def change(folder, name, **fields):
    path = folder / name / "junior.yaml"
    data = yaml.safe_load(path.read_text("utf-8")) | fields
    write_yaml(path, {key: value for key, value in data.items() if value is not None})


def told(sync, folder, now):
    with pytest.raises(ContentRefused) as refused:
        sync(folder, now)
    return "\n".join(map(str, refused.value.problems))


def test_it_works(folder, now):
    assert sync_schemes(folder, now).adopted == ["J 2026.1"]
    assert sync_blueprints(folder, now).adopted == ["J 2026.2"]
    scheme = db.session.scalars(select(SchemeVersion)).one()
    assert (scheme.level, scheme.version, scheme.provisional) == ("J", "2026.1", True)
    assert scheme.rules["practical"]["cut"]["raw_hundredths"] == 7000
    blueprint = db.session.scalars(select(ExamBlueprint)).one()
    assert blueprint.rules["areas"]["B"] == 15


def test_the_same_files_adopt_nothing(folder, now):
    sync_schemes(folder, now)
    sync_blueprints(folder, now)
    assert not sync_schemes(folder, now)
    assert not sync_blueprints(folder, now)


def test_another_version_stands_beside_the_first(folder, now):
    sync_schemes(folder, now)
    change(folder, "levels", version="2026.2", status="adopted", validity_months=36)
    assert sync_schemes(folder, now).adopted == ["J 2026.2"]
    rows = db.session.scalars(select(SchemeVersion).order_by(SchemeVersion.id)).all()
    assert [(one.version, one.provisional) for one in rows] == [("2026.1", True), ("2026.2", False)]


@pytest.mark.parametrize(
    ("sync", "name", "version"),
    [(sync_schemes, "levels", "2026.1"), (sync_blueprints, "blueprints", "2026.2")],
)
def test_an_adopted_version_does_not_change(folder, now, sync, name, version):
    sync(folder, now)
    change(folder, name, remark="改过")
    assert f"{name}/junior.yaml {version} version：内容变了，请同时改版本号" in told(
        sync, folder, now
    )


@pytest.mark.parametrize(
    ("name", "fields", "words"),
    [
        ("levels", {"level": "I"}, "level：须是 J、I 或 S，并与文件名"),
        ("levels", {"level": None}, "level：须是 J、I 或 S"),
        ("levels", {"version": 2026.1}, "version：须是加引号的版本号"),
        ("levels", {"status": "draft"}, "status：只能是 provisional 或 adopted"),
        ("levels", {"validity_months": 0}, "规则数据有误"),
        ("levels", {"practical": None}, "规则数据有误"),
        ("blueprints", {"total_points": 99}, "规则数据有误：total_points: 100 != 99"),
        ("blueprints", {"cognitive": {"remember": 68, "guess": 0}}, "规则数据有误"),
    ],
)
def test_a_fault_is_named_and_nothing_adopted(folder, now, name, fields, words):
    change(folder, name, **fields)
    sync = sync_schemes if name == "levels" else sync_blueprints
    assert words in told(sync, folder, now)
    assert db.session.scalars(select(SchemeVersion)).all() == []


def test_malformed_yaml_is_named(folder, now):
    (folder / "levels/junior.yaml").write_text("level: J\n  version: x\n", "utf-8")
    assert "levels/junior.yaml 第 2 行" in told(sync_schemes, folder, now)
    (folder / "levels/junior.yaml").write_text("- level\n", "utf-8")
    assert "须是一组“字段: 值”" in told(sync_schemes, folder, now)
