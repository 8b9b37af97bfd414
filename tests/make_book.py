"""A small handbook with one of everything a book must set: two chapters, an appendix, laws."""

from pathlib import Path

from tests.make_content import SVG, chapter, laws

FIRST = """\
## 1.1 看数 {#ch01-look level=J}

::: ask
转化率是什么？
:::

转化率 ＝ 12 ÷ 96 ＝ 12.5%。**再算一次转化率**，依据《电子商务法》第 17 条。

::: formula
转化率（%）＝ 支付人数 ÷ 观看人数 × 100%
:::

![一根柱子。](bar.svg "图 1-1　一根柱子")

::: example 算一算：一场
| 时段 | 观看（人） | 说法 |
|---|---|---|
| 前半场 | 96 | A & B < C |
:::

## 1.2 再看 {#ch01-again level=I}

### 小标题

1. 先看转化率。
2. 再看 GMV。

## 检查单 {#ch01-checklist level=J}

- 口径写明
"""
SECOND = """\
## 2.1 复看 {#ch02-look level=S}

第 2 章也说转化率与客单价。
"""
CASES = """\
## D.1 一例 {#appD-one level=J}

报道怎么说。
"""
LAW = {
    "document": "电子商务法",
    "kind": "法律",
    "issuer": "立法机关",
    "versions": [
        {"number": "2018 年制定", "published": "2018-08-31", "effective_from": "2019-01-01"}
    ],
}
TERMS = [
    {
        "term": "转化率",
        "en": "conversion rate",
        "definition": "支付人数除以观看人数。",
        "synonyms": ["支付率"],
    },
    {"term": "GMV", "en": "gross merchandise value", "definition": "成交额。"},
]
MORE_TERMS = [
    {"term": "客单价", "en": "average order value", "definition": "每位支付者的金额。"},
    {"term": "憋单", "en": "holding back", "definition": "压着不放。"},
]


def handbook(folder: Path) -> Path:
    """The small handbook's folder."""
    first = chapter(folder, body=FIRST, terms=TERMS, figures=[], title="口径与<公式>")
    (first / "bar.svg").write_text(SVG, encoding="utf-8")
    chapter(
        folder, body=SECOND, terms=MORE_TERMS, figures=[], number=2, slug="second", title="复看"
    )
    chapter(
        folder, body=CASES, terms=[], figures=[], at="D-cases",
        number="D", slug="cases", title="附录 D　公开案例库", title_en="Appendix D: cases", part="附录",
    )  # fmt: skip
    return laws(folder, LAW)
