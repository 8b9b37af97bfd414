"""The bank's files: every rule of every type refuses, by item and field, and all at once."""

import pytest

from examsite.domain.terms import ItemType, Pool
from examsite.items.files import read_bank
from examsite.kit.content_files import ContentRefused
from tests.make_content import (
    ANSWERS,
    AREAS,
    FAMILY,
    OPTIONS,
    REASONS,
    SVG,
    bank,
    item,
    testlet,
    write_yaml,
)

PASSAGES = {"ch01-look"}
KINDS = [kind.value for kind in ItemType if kind is not ItemType.TESTLET]


def problems(folder, passages=PASSAGES):
    with pytest.raises(ContentRefused) as refused:
        read_bank(folder, passages=passages)
    return [str(one) for one in refused.value.problems]


def test_it_works(tmp_path):
    items = [item(kind, number) for number, kind in enumerate(KINDS, start=1)]
    bank(tmp_path, *items, testlet(99))
    found = read_bank(tmp_path, passages=PASSAGES)
    assert [one.type for one in found.items] == [*(ItemType(kind) for kind in KINDS), "testlet"]
    assert len(found.areas) == 11
    for one in found.items:
        shown = str(one.shape.content())
        assert one.shape.stem in shown
        assert "'key'" not in shown
        assert "理由" not in shown


def test_a_candidate_sees_no_unit_where_it_has_to_be_chosen(tmp_path):
    bank(tmp_path, item("numeric", units=["元/人", "元"]), item("numeric", 2))
    chosen, fixed = (one.shape for one in read_bank(tmp_path, passages=PASSAGES).items)
    assert "unit" not in chosen.content()
    assert chosen.answer_key()["unit"] == "元/人"
    assert fixed.content()["unit"] == "元/人"
    assert fixed.answer_key()["unit"] is None


def test_a_testlet_keeps_keys_and_reasons_by_part(tmp_path):
    bank(tmp_path, testlet())
    (one,) = read_bank(tmp_path, passages=PASSAGES).items
    assert [part["points"] for part in one.shape.content()["parts"]] == [1, 2]
    assert one.shape.answer_key()["parts"]["p1"] == {"key": "a"}
    assert one.shape.rationales["p2.key"] == "相除。"
    assert one.stems == ["看材料作答。", ANSWERS["single"]["stem"], ANSWERS["numeric"]["stem"]]


def test_a_family_has_every_variant_that_makes_sense(tmp_path):
    bank(tmp_path, item("numeric", **FAMILY))
    (one,) = read_bank(tmp_path, passages=PASSAGES).items
    variants = one.shape.content()["variants"]
    assert variants[0] == {"gmv": "129024", "uv": "30000"}
    assert len(variants) == 7  # 96,000 / 48,000 is not above 2
    assert str(one.shape.solved(variants[-1])) == "2.29"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"params": {"gmv": ["1", "很多"], "uv": ["2"]}}, "params：“很多”不是加引号的数字"),
        ({"params": {"gmv": {"from": "9", "to": "1", "step": "1"}, "uv": ["2"]}}, "不成一个范围"),
        ({"params": {"gmv": {"from": "1", "to": "99999", "step": "1"}, "uv": ["2"]}}, "范围里的数不能超过 5000 个"),
        ({"params": {name: {"from": "1", "to": "99", "step": "1"} for name in ("gmv", "uv")}}, "组合不能超过 5000 种"),
        ({"where": ["gmv / uv > 4"]}, "合用的变体至少 6 个，现有 1 个"),
        ({"where": ["gmv / uv"]}, "where：“gmv / uv”须是两个算式"),
        ({"where": ["gmv / cost > 1"]}, "where：算式算不出来"),
        ({"rationales": {"key": "相除。", "= gmv / cost": "错。"}}, "rationales：= gmv / cost 算式算不出来"),
        ({"solve": "gmv / cost"}, "solve：算式算不出来"),
        ({"key": "4.3"}, None),
        ({"key": "4.31"}, "key：写的是 4.31，按 solve 算出来是 4.30"),
        ({"stem": "支付 GMV {gmv} 元，观看若干人，UV 价值是多少元/人？"}, "stem：每个参数都须用花括号写进题干"),
        ({"rationales": {"key": "用 {cost} 去除。"}}, "花括号里有不认识的名字"),
        ({"rationales": {"key": "相除。", "96": "客单价。"}}, "变体题的错数写成 = 加算式"),
        ({"rationales": {"key": "相除。", "= gmv / uv": "一样。"}}, "= gmv / uv 在容差之内"),
        ({"params": None}, "where：没有 params"),
    ],
)  # fmt: skip
def test_a_faulty_family_is_named(tmp_path, changes, told):
    bank(tmp_path, item("numeric", **FAMILY | changes))
    if told is None:
        assert len(read_bank(tmp_path, passages=PASSAGES).items) == 1
    else:
        assert any(told in one for one in problems(tmp_path)), problems(tmp_path)


def test_material_shows_diagrams_that_exist(tmp_path):
    shown = "一场直播。\n\n![在线曲线](a.svg)"
    bank(tmp_path, testlet() | {"material": shown})
    assert any("figures/a.svg：缺少这个文件" in one for one in problems(tmp_path))
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / "a.svg").write_text(SVG, "utf-8")
    (one,) = read_bank(tmp_path, passages=PASSAGES).items
    assert 'aria-label="在线曲线"' in one.content()["figures"]["a.svg"]
    bank(tmp_path, testlet() | {"material": shown.replace("在线曲线", "")})
    assert any("a.svg：方括号里须写明图里画了什么" in one for one in problems(tmp_path))


@pytest.mark.parametrize(("number", "place"), [(501, "items"), (1, "practice")])
def test_the_number_tells_the_pool(tmp_path, number, place):
    bank(tmp_path, item(number=number), place=f"{place}/junior/A.yaml")
    assert any("练习题的流水号从 501 起" in one for one in problems(tmp_path))


def test_the_practice_pool_has_its_own_folder(tmp_path):
    bank(tmp_path, item())
    bank(tmp_path, item(number=502), place="practice/junior/A.yaml")
    assert [one.pool for one in read_bank(tmp_path, passages=None).items] == [
        Pool.EXAM,
        Pool.PRACTICE,
    ]


THREE = {name: OPTIONS[name] for name in "abc"}
SAME = {**OPTIONS, "d": OPTIONS["a"]}
NO_REASON = {name: REASONS[name] for name in "abc"}


@pytest.mark.parametrize(
    ("kind", "changes", "told"),
    [
        ("single", {"passage": "ch09-none"}, "J-A-001 passage：手册里没有段落 ch09-none"),
        ("single", {"cognitive": None}, "J-A-001 cognitive：缺少这个字段"),
        ("single", {"cognitive": "guess"}, "cognitive：只能是 'remember'、'understand'、"),
        ("single", {"difficulty": 1.5}, "difficulty：数值超出范围"),
        ("single", {"seconds": 1}, "seconds：数值超出范围"),
        ("single", {"stem": ""}, "stem：不能为空"),
        ("single", {"stem": 5}, "stem：须是文字"),
        ("single", {"points": 2}, "points：不认识的字段"),
        ("single", {"type": "essay"}, "只能是 'single'、'multiple'"),
        ("single", {"type": None}, "缺少字段 type"),
        ("single", {"id": "J-A-1"}, "id：写法不对"),
        ("single", {"id": "J-B-001"}, "J-B-001 id：开头须与 level、area 一致"),
        ("single", {"level": "I"}, "level、area：应放在 intermediate/A.yaml 里"),
        ("single", {"area": "B"}, "level、area：应放在 junior/B.yaml 里"),
        ("single", {"enemies": ["J-A-009"]}, "enemies：J-A-009 不是另一道题的题号"),
        ("single", {"enemies": ["J-A-001"]}, "enemies：J-A-001 不是另一道题的题号"),
        ("single", {"laws": [{"document": "法"}]}, "laws.0.article：缺少这个字段"),
        ("single", {"provenance": {"made_by": "ghost", "made_on": "2026-11-22", "checks": []}}, "provenance.made_by：只能是"),
        ("single", {"options": THREE}, "单选须恰好四个选项"),
        ("single", {"options": SAME}, "有两个选项文字相同"),
        ("single", {"key": "e"}, "key：不在选项里"),
        ("single", {"key": ["a"]}, "key：须是文字"),
        ("single", {"rationales": NO_REASON}, "rationales：每个选项一句理由"),
        ("multiple", {"options": THREE}, "多选须四个或五个选项"),
        ("multiple", {"options": SAME}, "有两个选项文字相同"),
        ("multiple", {"key": ["a"]}, "须有两个以上正确选项"),
        ("multiple", {"key": ["a", "a"]}, "有重复的 id"),
        ("multiple", {"key": ["a", "x"]}, "有不在选项里的 id"),
        ("multiple", {"stem": "哪些？"}, "题干须以（可多选，选错倒扣至 0）结尾"),
        ("multiple", {"rationales": NO_REASON}, "rationales：每个选项一句理由"),
        ("true_false", {"key": "true"}, "key：须是 true 或 false"),
        ("true_false", {"rationales": {"true": "对"}}, 'rationales：键须是加引号的 "true" 与 "false"'),
        ("numeric", {"key": "2.7"}, "key：写的是 2.7，按 solve 算出来是 2.69"),
        ("numeric", {"key": "多"}, "key：须是加引号的数字"),
        ("numeric", {"key": 2.69}, "key：须是文字"),
        ("numeric", {"solve": "129024 / 0"}, "solve：算式算不出来：除数为零"),
        ("numeric", {"solve": "gmv / 2"}, "solve：算式算不出来"),
        ("numeric", {"units": ["元", "%"]}, "units：须包含正确的单位"),
        ("numeric", {"units": ["元/人", "元/人"]}, "units：有重复的单位"),
        ("numeric", {"units": ["元/人"]}, "units：至少要有 2 项"),
        ("numeric", {"tolerance": {"abs": "-1", "rel": "0"}}, "abs：须是不小于 0 的数字"),
        ("numeric", {"tolerance": {"abs": "0"}}, "tolerance.rel：缺少这个字段"),
        ("numeric", {"rounding": 7}, "rounding：数值超出范围"),
        ("numeric", {"rationales": {"96": "客单价。"}}, "rationales：须有键 key"),
        ("numeric", {"rationales": {"key": "相除。", "大": "错。"}}, "键“大”须是 key、一个数字或 = 加算式"),
        ("numeric", {"rationales": {"key": "相除。", "2.692": "近。"}}, "2.692 在容差之内"),
        ("ordering", {"options": {"a": "一", "b": "二"}, "key": ["a", "b"]}, "排序须三到八步"),
        ("ordering", {"key": ["a", "b", "c"]}, "须把每个选项恰好排一次"),
        ("ordering", {"key": ["a", "a", "b", "c"]}, "须把每个选项恰好排一次"),
        ("ordering", {"rationales": {"a": "先。"}}, "rationales：须有键 key"),
        ("ordering", {"rationales": {"key": "先。", "z": "后。"}}, "rationales：有不认识的键"),
        ("matching", {"right": {"r1": "控时", "r2": "改价"}}, "左右条数须相同"),
        ("matching", {"key": {"l1": "r1", "l2": "r2"}}, "key：左边每一条恰好配一次"),
        ("matching", {"key": {"l1": "r1", "l2": "r1", "l3": "r3"}}, "key：右边每一条恰好用一次"),
        ("matching", {"rationales": {"l1": "控时。"}}, "rationales：左边每一条一句理由"),
        ("short_answer", {"anchors": {2: "好。"}}, "至少写三档评分样例"),
        ("short_answer", {"anchors": {-1: "差。", 1: "中。", 2: "好。"}}, "分值须在 0 到 2 之间"),
        ("short_answer", {"anchors": {0: "差。", 1: "中。", 3: "好。"}}, "分值须在 0 到 2 之间"),
        ("short_answer", {"length": [60, 20]}, "length：写成 [最少字数, 最多字数]"),
        ("short_answer", {"rationales": {}}, "rationales：须有键 key"),
        ("short_answer", {"guide": None}, "guide：缺少这个字段"),
    ],
)  # fmt: skip
def test_a_fault_is_named(tmp_path, kind, changes, told):
    bank(tmp_path, item(kind, **changes))
    found = problems(tmp_path)
    assert any(told in one for one in found), found
    assert all("items/junior/A.yaml" in one for one in found)


def test_the_parts_of_a_testlet_are_checked_too(tmp_path):
    one = testlet()
    one["parts"][0]["key"] = "x"
    one["parts"][1]["id"] = "p1"
    other = testlet(2)
    del other["parts"][0]["points"]
    again = testlet(3)
    again["parts"][1]["id"] = "p1"
    bank(tmp_path, one, other, again)
    told = "\n".join(problems(tmp_path))
    assert "J-A-001 parts.0：key：不在选项里" in told
    assert "J-A-002 parts.0.points：缺少这个字段" in told
    assert "J-A-003：parts：小题 id 有重复" in told


def test_ids_exist_once(tmp_path):
    bank(tmp_path, item(), item())
    assert "J-A-001 id：题号已经在" in problems(tmp_path)[0]


def test_all_faults_are_told_at_once(tmp_path):
    bank(
        tmp_path, item(key="x", seconds=1), item(number=2, passage="none"), item(number=3, key="y")
    )
    told = problems(tmp_path)
    assert {"J-A-001", "J-A-002", "J-A-003"} == {one.split()[1].split("：")[0] for one in told}


def test_malformed_yaml_is_named_with_its_line(tmp_path):
    bank(tmp_path, item())
    path = tmp_path / "items/junior/A.yaml"
    path.write_text("- id: J-A-001\n  stem: 问：a: b\n", "utf-8")
    assert problems(tmp_path) == [
        f"{tmp_path.name}/items/junior/A.yaml 第 2 行：YAML 无法读取：含半角冒号加空格的文字要用引号括起来"
    ]
    path.write_text("id: J-A-001\n", "utf-8")
    assert "须是题目的列表" in problems(tmp_path)[0]
    path.write_text("- 5\n", "utf-8")
    assert "第 1 题" in problems(tmp_path)[0]


def test_areas_are_checked(tmp_path):
    bank(tmp_path, item())
    write_yaml(tmp_path / "areas.yaml", [*AREAS, AREAS[1]])
    assert "areas.yaml B area：写了两次" in problems(tmp_path)[0]
    write_yaml(tmp_path / "areas.yaml", AREAS[1:])
    assert "J-A-001 area：areas.yaml 里没有这个知识域" in problems(tmp_path)[0]
    (tmp_path / "areas.yaml").unlink()
    assert "areas.yaml：缺少这个文件" in problems(tmp_path)[0]
