"""Files that cannot be read or do not fit are named by file, item, field and line, in Chinese."""

from datetime import date

import pytest
from pydantic import TypeAdapter

from examsite.domain.errors import Invalid
from examsite.kit.content_files import (
    ContentRefused,
    Day,
    Faults,
    Strict,
    Text,
    check,
    load_yaml,
    plain,
    read_yaml,
)


class Row(Strict):
    name: Text
    count: int
    on: Day


@pytest.fixture
def faults(tmp_path):
    return Faults(tmp_path)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: 1\nb: [1, 2\n", "第 3 行", "请检查缩进、引号与括号是否成对"),
        ("a: 题干: 半角\n", "第 1 行", "半角冒号加空格的文字要用引号"),
        ("a:\n\t- 1\n", "第 2 行", "缩进只能用空格"),
        ("a: 1\nb: 2\na: 3\n", "第 3 行", "字段“a”写了两次"),
        ("- {a: x, a: y}\n", "第 1 行", "字段“a”写了两次"),
        ("[1]: 2\n", "第 1 行", "请检查"),
        ("a: 'x\n", "第 2 行", "请检查"),
        ("a: \x01\n", "", "不能使用的字符"),
        ("a: 2026-02-31\n", "", "不存在的日期"),
        ("a: !!python/object:os.system x\n", "第 1 行", "请检查"),
    ],
)
def test_malformed_yaml_is_named_with_its_line(faults, tmp_path, text, line, words):
    assert load_yaml(text, tmp_path / "x.yaml", faults) is None
    (problem,) = faults.problems
    assert problem.file == f"{tmp_path.name}/x.yaml"
    assert problem.field == line
    assert words in problem.reason


def test_good_yaml_is_read(faults, tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text("- {a: 甲, b: true}\n- &x {c: 1}\n- <<: *x\n  d: 2\n", "utf-8")
    assert read_yaml(path, faults) == [{"a": "甲", "b": True}, {"c": 1}, {"c": 1, "d": 2}]
    assert not faults.problems


def test_missing_and_foreign_files(faults, tmp_path):
    assert read_yaml(tmp_path / "none.yaml", faults) is None
    path = tmp_path / "gbk.yaml"
    path.write_bytes("中文".encode("gbk"))
    assert read_yaml(path, faults) is None
    assert [one.reason for one in faults.problems] == ["缺少这个文件", "读不出来：须是 UTF-8 文本"]


def test_every_field_that_does_not_fit_is_told(faults, tmp_path):
    path = tmp_path / "x.yaml"
    assert check(TypeAdapter(Row), {"name": " ", "count": "1", "x": 1}, path, "甲", faults) is None
    told = {one.field: one.reason for one in faults.problems}
    assert told == {
        "name": "不能为空",
        "count": "须是整数",
        "on": "缺少这个字段",
        "x": "不认识的字段",
    }
    assert check(TypeAdapter(Row), "text", path, "乙", faults) is None
    assert faults.problems[-1].reason == "须是一组“键: 值”"


def test_dates_may_be_quoted(faults, tmp_path):
    row = check(
        TypeAdapter(Row), {"name": "甲", "count": 1, "on": "2026-11-22"}, tmp_path, "", faults
    )
    assert row is not None
    assert row.on == date(2026, 11, 22)
    bad = {"name": "甲", "count": 1, "on": "昨天"}
    assert check(TypeAdapter(Row), bad, tmp_path, "", faults) is None
    assert "日期" in faults.problems[-1].reason


def test_all_problems_are_refused_at_once(faults, tmp_path):
    with faults.noting(tmp_path / "b.yaml", "乙"):
        raise Invalid("算式算不出来：%(reason)s。", reason="除数为零")
    faults.add(tmp_path / "a.yaml", "甲", "key", "不在选项里")
    with pytest.raises(ContentRefused) as refused:
        faults.refuse_if_any()
    assert [str(one) for one in refused.value.problems] == [
        f"{tmp_path.name}/a.yaml 甲 key：不在选项里",
        f"{tmp_path.name}/b.yaml 乙：算式算不出来：除数为零。",
    ]
    assert refused.value.params["count"] == 2
    Faults(tmp_path).refuse_if_any()


def test_plain_data_has_text_keys_and_no_floats():
    assert plain({1: [0.5, date(2026, 1, 2), (True, None)]}) == {
        "1": ["0.5", "2026-01-02", [True, None]]
    }
