"""Builders for content: a small handbook and a small bank as files, the real ones as copies."""

import copy
from pathlib import Path
from typing import Any

import yaml

from examsite.settings import ROOT

HANDBOOK, BANK = ROOT / "handbook", ROOT / "question_bank"
FRONT: dict[str, Any] = {
    "number": 1,
    "slug": "first",
    "title": "第一章：口径",
    "title_en": "The first",
    "part": "第一编　看懂这一行",
    "areas": ["A"],
    "status": "excerpt",
    "minutes": 5,
    "objectives": [{"level": "J", "text": "能说出口径"}],
    "sources": [{"title": "报道", "publisher": "媒体", "date": "2021-12-31", "note": "口径未披露"}],
    "provenance": {"made_by": "program", "made_on": "2026-11-22", "checks": []},
}
BODY = """\
## 1.1 看数 {#ch01-look level=J}

转化率 ＝ 12 ÷ 96 ＝ 12.5%。

## 1.2 再看 {#ch01-again level=I}

再看一遍转化率。
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 60"><text x="8" y="30">一</text></svg>'
TERMS = [{"term": "转化率", "en": "conversion rate", "definition": "支付人数除以观看人数。"}]
FIGURES = [
    {"passage": "ch01-look", "text": "12.5%", "formula": "12 / 96 * 100", "value": "12.5", "places": 1}
]  # fmt: skip
AREAS = [
    {"area": letter, "title": f"域{letter}", "title_en": f"Area {letter}"}
    for letter in "ABCDEFGHIJK"
]
META = {
    "level": "J",
    "area": "A",
    "passage": "ch01-look",
    "cognitive": "apply",
    "difficulty": 0.7,
    "seconds": 60,
    "provenance": {"made_by": "program", "made_on": "2026-11-22", "checks": []},
}
OPTIONS = {"a": "核对价格", "b": "追加投放", "c": "继续讲解", "d": "换利润款"}
REASONS = {name: f"{text}的理由。" for name, text in OPTIONS.items()}
ANSWERS: dict[str, dict[str, Any]] = {
    "single": {"stem": "先做什么？", "options": OPTIONS, "key": "a", "rationales": REASONS},
    "multiple": {
        "stem": "哪些要做？（可多选，选错倒扣至 0）",
        "options": OPTIONS,
        "key": ["a", "c"],
        "rationales": REASONS,
    },
    "true_false": {
        "stem": "改价须双人复核。",
        "key": True,
        "rationales": {"true": "须复核。", "false": "不复核会出错。"},
    },
    "numeric": {
        "stem": "UV 价值是多少元/人？（保留两位小数）",
        "key": "2.69",
        "unit": "元/人",
        "tolerance": {"abs": "0.005", "rel": "0"},
        "solve": "129024 / 48000",
        "rounding": 2,
        "rationales": {"key": "相除。", "96": "这是客单价。"},
    },
    "ordering": {
        "stem": "排出先后。",
        "options": OPTIONS,
        "key": ["c", "a", "d", "b"],
        "rationales": {"key": "先报后改。"},
    },
    "matching": {
        "stem": "岗位与职责配对。",
        "left": {"l1": "场控", "l2": "中控", "l3": "投手"},
        "right": {"r1": "控时", "r2": "改价", "r3": "调预算"},
        "key": {"l1": "r1", "l2": "r2", "l3": "r3"},
        "rationales": {"l1": "控时。", "l2": "改价。", "l3": "预算。"},
    },
    "short_answer": {
        "stem": "写一条改进。",
        "length": [20, 60],
        "guide": [{"points": 1, "text": "有责任人。"}, {"points": 1, "text": "有时限。"}],
        "anchors": {0: "空话。", 1: "只有责任人。", 2: "有责任人与时限。"},
        "rationales": {"key": "能照着做，也能查。"},
    },
}


FAMILY: dict[str, Any] = {
    "stem": "支付 GMV {gmv:,} 元，观看人数 {uv} 人，UV 价值是多少元/人？（保留两位小数）",
    "params": {"gmv": ["129024", "96000"], "uv": {"from": "30000", "to": "48000", "step": "6000"}},
    "where": ["gmv / uv > 2", "whole uv / 6000"],
    "solve": "gmv / uv",
    "key": "4.30",
    "rationales": {"key": "相除。", "= gmv / uv * 100": "单位看错了。"},
}
"""What makes a numeric item a family of seven variants."""


def item(kind: str = "single", number: int = 1, **changes: Any) -> dict[str, Any]:
    """One item as its file has it; `changes` replace fields, None removes one."""
    made = {"id": f"J-A-{number:03d}", "type": kind, **META, **ANSWERS.get(kind, {}), **changes}
    return copy.deepcopy({name: value for name, value in made.items() if value is not None})


def testlet(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A testlet of two parts."""
    parts = [
        {"id": "p1", "points": 1, "type": "single", **ANSWERS["single"]},
        {"id": "p2", "points": 2, "type": "numeric", **ANSWERS["numeric"]},
    ]
    return item(
        "testlet", number, stem="看材料作答。", material="一场直播。", parts=parts, **changes
    )


testlet.__test__ = False  # type: ignore[attr-defined]


def write_yaml(path: Path, data: Any) -> Path:
    """The data as a YAML file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


def chapter(
    folder: Path,
    *,
    body: str = BODY,
    terms: list[dict[str, Any]] | None = None,
    figures: list[dict[str, Any]] | None = None,
    at: str = "",
    **front: Any,
) -> Path:
    """A chapter's folder under `folder`; `front` replaces fields of its head."""
    head = {name: value for name, value in {**FRONT, **front}.items() if value is not None}
    made = folder / (at or f"{head['number']:02d}-{head['slug']}")
    made.mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump(head, allow_unicode=True, sort_keys=False)
    (made / "index.md").write_text(f"---\n{text}---\n\n{body}", encoding="utf-8")
    write_yaml(made / "terms.yaml", TERMS if terms is None else terms)
    write_yaml(made / "figures.yaml", FIGURES if figures is None else figures)
    return made


def bank(folder: Path, *items: dict[str, Any], place: str = "items/junior/A.yaml") -> Path:
    """A bank's folder with these items in one file."""
    write_yaml(folder / "areas.yaml", AREAS)
    write_yaml(folder / place, list(items))
    return folder


def laws(folder: Path, *entries: dict[str, Any]) -> Path:
    """The table of laws beside the chapters."""
    write_yaml(folder / "laws.yaml", list(entries))
    return folder
