"""The item types as they stand in files: one pydantic model each, with the rules of its key.

Format: question_bank/README.md. Reasons are Chinese and name no option, so that they may be
printed in a list of problems.
"""

from abc import ABC, abstractmethod
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from examsite.domain.arithmetic import BadFormula, evaluate, rounded
from examsite.domain.responses import MAX_SHORT_ANSWER
from examsite.domain.terms import Cognitive
from examsite.domain.typed_number import parse_number
from examsite.items.families import FEWEST, Params, numbers, placed, variants
from examsite.kit.content_files import Day, Strict, Text

MULTIPLE_WORDS = "（可多选，选错倒扣至 0）"
OptionId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]{0,3}$")]
Options = dict[OptionId, Text]
Share = Annotated[Decimal, Field(ge=0, le=1, strict=False)]


def need(holds: bool, reason: str) -> None:
    """Raise ValueError with the Chinese reason unless it holds; pydantic collects it."""
    if not holds:
        raise ValueError(reason)


def same(given: Any, wanted: Any, reason: str) -> None:
    """The keys of a mapping are exactly those wanted."""
    need(set(given) == set(wanted), reason)


class Check(Strict):
    """Somebody who answered the item as a reader: who, when, what."""

    reader: Text
    on: Day
    answer: Any


class Provenance(Strict):
    """How the item was made and who has read it since."""

    made_by: Literal["program", "person"]
    made_on: Day
    checks: list[Check]


class Law(Strict):
    """A legal basis and the days on which it holds."""

    document: Text
    article: Text
    effective_from: Day
    effective_to: Day | None = None


class Answer(Strict, ABC):
    """What items and the parts of a testlet have in common."""

    stem: Text
    rationales: dict[str, Text]

    def content(self) -> dict[str, Any]:
        """What a candidate may see."""
        return {"stem": self.stem}

    @abstractmethod
    def answer_key(self) -> dict[str, Any]:
        """What only marking and staff may see."""


class Single(Answer):
    """单选."""

    type: Literal["single"]
    options: Options
    key: str

    @model_validator(mode="after")
    def _rules(self) -> "Single":
        need(len(self.options) == 4, "options：单选须恰好四个选项")
        need(self.key in self.options, "key：不在选项里")
        need(len(set(self.options.values())) == 4, "options：有两个选项文字相同")
        same(self.rationales, self.options, "rationales：每个选项一句理由，键与选项一致")
        return self

    def content(self) -> dict[str, Any]:
        return {"stem": self.stem, "options": dict(self.options)}

    def answer_key(self) -> dict[str, Any]:
        return {"key": self.key}


class Multiple(Answer):
    """多选."""

    type: Literal["multiple"]
    options: Options
    key: list[str]

    @model_validator(mode="after")
    def _rules(self) -> "Multiple":
        need(len(self.options) in (4, 5), "options：多选须四个或五个选项")
        need(len(set(self.options.values())) == len(self.options), "options：有两个选项文字相同")
        need(set(self.key) <= set(self.options), "key：有不在选项里的 id")
        need(len(set(self.key)) == len(self.key), "key：有重复的 id")
        need(len(self.key) >= 2, "key：多选须有两个以上正确选项")
        need(self.stem.endswith(MULTIPLE_WORDS), f"stem：多选题干须以{MULTIPLE_WORDS}结尾")
        same(self.rationales, self.options, "rationales：每个选项一句理由，键与选项一致")
        return self

    def content(self) -> dict[str, Any]:
        return {"stem": self.stem, "options": dict(self.options)}

    def answer_key(self) -> dict[str, Any]:
        return {"key": list(self.key)}


class TrueFalse(Answer):
    """判断."""

    type: Literal["true_false"]
    key: bool

    @model_validator(mode="after")
    def _rules(self) -> "TrueFalse":
        same(self.rationales, ("true", "false"), 'rationales：键须是加引号的 "true" 与 "false"')
        return self

    def answer_key(self) -> dict[str, Any]:
        return {"key": self.key}


class Tolerance(Strict):
    """How far an answer may lie from the key: max(|key| x rel, abs)."""

    abs: Text
    rel: Text

    @model_validator(mode="after")
    def _rules(self) -> "Tolerance":
        for name, text in (("abs", self.abs), ("rel", self.rel)):
            number = parse_number(text)
            need(number is not None and number >= 0, f"{name}：须是不小于 0 的数字，加引号")
        return self


class Numeric(Answer):
    """计算. With `params` the item is a family, see `families`; `key` is its first variant's.

    A rationale's name is `key`, a wrong number, or `=` and the formula of a wrong number.
    """

    type: Literal["numeric"]
    key: Text
    unit: Text
    units: Annotated[list[Text], Field(min_length=2)] | None = None
    tolerance: Tolerance
    solve: Text
    rounding: Annotated[int, Field(ge=0, le=6)]
    params: Params | None = None
    where: list[Text] = Field(default_factory=list)

    @model_validator(mode="after")
    def _rules(self) -> "Numeric":
        key = parse_number(self.key)
        need(key is not None, "key：须是加引号的数字")
        need("key" in self.rationales, "rationales：须有键 key，写明算法")
        if self.units is not None:
            need(len(set(self.units)) == len(self.units), "units：有重复的单位")
            need(self.unit in self.units, "units：须包含正确的单位")
        need(self.params is not None or not self.where, "where：没有 params")
        try:
            self._check_variants(key or Fraction(0))
        except BadFormula as refusal:
            raise ValueError(f"solve：{refusal.message % refusal.params}") from refusal
        return self

    def variants(self) -> list[dict[str, str]]:
        """The numbers the question can be asked with: one empty variant unless a family."""
        return list(variants(self.params, self.where)) if self.params else [{}]

    def solved(self, values: dict[str, str]) -> Decimal:
        """The key of a variant."""
        return rounded(evaluate(self.solve, numbers(values)), self.rounding)

    def _check_variants(self, key: Fraction) -> None:
        """Every variant computes, and its wrong numbers are wrong beyond the tolerance."""
        try:
            found = self.variants()
        except BadFormula as refusal:
            raise ValueError(f"where：{refusal.message % refusal.params}") from refusal
        if self.params:
            need(len(found) >= FEWEST, f"params：合用的变体至少 {FEWEST} 个，现有 {len(found)} 个")
            shown = placed("".join([self.stem, *self.rationales.values()]))
            need(shown <= set(self.params), "stem、rationales：花括号里有不认识的名字")
            need(set(self.params) <= placed(self.stem), "stem：每个参数都须用花括号写进题干")
        for values in found:
            solved = self.solved(values)
            if values == found[0]:
                need(solved == key, f"key：写的是 {self.key}，按 solve 算出来是 {solved}")
            self._check_wrong_answers(Fraction(solved), values)

    def _check_wrong_answers(self, key: Fraction, values: dict[str, str]) -> None:
        near = max(
            abs(key) * (parse_number(self.tolerance.rel) or 0),
            parse_number(self.tolerance.abs) or Fraction(0),
        )
        for written in set(self.rationales) - {"key"}:
            if written.startswith("="):
                number: Fraction | None = self._wrong(written, values)
            else:
                need(not values, "rationales：变体题的错数写成 = 加算式")
                number = parse_number(written)
            need(number is not None, f"rationales：键“{written}”须是 key、一个数字或 = 加算式")
            need(abs((number or 0) - key) > near, f"rationales：{written} 在容差之内，会判为正确")

    @staticmethod
    def _wrong(written: str, values: dict[str, str]) -> Fraction:
        """A wrong number by its formula."""
        try:
            return evaluate(written[1:], numbers(values))
        except BadFormula as refusal:
            words = refusal.message % refusal.params
            raise ValueError(f"rationales：{written} {words}") from refusal

    def content(self) -> dict[str, Any]:
        shown: dict[str, Any] = {"stem": self.stem, "rounding": self.rounding}
        shown |= {"units": list(self.units)} if self.units else {"unit": self.unit}
        if self.params:
            shown["variants"] = self.variants()
        return shown

    def answer_key(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "tolerance": {"abs": self.tolerance.abs, "rel": self.tolerance.rel},
            "unit": self.unit if self.units else None,
            "solve": self.solve,
            "rounding": self.rounding,
            **self._family(),
        }

    def _family(self) -> dict[str, Any]:
        """What made the variants: kept, so that the item can be written down again."""
        if self.params is None:
            return {}
        return {"params": self.model_dump(by_alias=True)["params"], "where": list(self.where)}


class Ordering(Answer):
    """排序."""

    type: Literal["ordering"]
    options: Options
    key: list[str]

    @model_validator(mode="after")
    def _rules(self) -> "Ordering":
        need(3 <= len(self.options) <= 8, "options：排序须三到八步")
        need(sorted(self.key) == sorted(self.options), "key：须把每个选项恰好排一次")
        need("key" in self.rationales, "rationales：须有键 key，写明先后的道理")
        need(set(self.rationales) <= {"key", *self.options}, "rationales：有不认识的键")
        return self

    def content(self) -> dict[str, Any]:
        return {"stem": self.stem, "options": dict(self.options)}

    def answer_key(self) -> dict[str, Any]:
        return {"key": list(self.key)}


class Matching(Answer):
    """匹配."""

    type: Literal["matching"]
    left: Options
    right: Options
    key: dict[str, str]

    @model_validator(mode="after")
    def _rules(self) -> "Matching":
        need(len(self.left) == len(self.right) >= 3, "left、right：左右条数须相同，至少三条")
        same(self.key, self.left, "key：左边每一条恰好配一次")
        need(sorted(self.key.values()) == sorted(self.right), "key：右边每一条恰好用一次")
        same(self.rationales, self.left, "rationales：左边每一条一句理由")
        return self

    def content(self) -> dict[str, Any]:
        return {"stem": self.stem, "left": dict(self.left), "right": dict(self.right)}

    def answer_key(self) -> dict[str, Any]:
        return {"key": dict(self.key)}


class Criterion(Strict):
    """One line of a marking guide: what earns how many points."""

    points: Annotated[int, Field(ge=1, le=10)]
    text: Text


class ShortAnswer(Answer):
    """简答, marked by two people by the guide; anchors are answers with the marks they earn."""

    type: Literal["short_answer"]
    length: Annotated[list[int], Field(min_length=2, max_length=2)]
    guide: Annotated[list[Criterion], Field(min_length=2)]
    anchors: dict[int, Text]

    @model_validator(mode="after")
    def _rules(self) -> "ShortAnswer":
        most = self.worth
        low, high = self.length
        need(0 < low < high <= MAX_SHORT_ANSWER, "length：写成 [最少字数, 最多字数]")
        need(len(self.anchors) >= 3, "anchors：至少写三档评分样例")
        need(set(self.anchors) <= set(range(most + 1)), f"anchors：分值须在 0 到 {most} 之间")
        need(most in self.anchors, "anchors：须有满分样例")
        need("key" in self.rationales, "rationales：须有键 key，写明好答案好在哪里")
        return self

    @property
    def worth(self) -> int:
        """Points of a full answer."""
        return sum(one.points for one in self.guide)

    def content(self) -> dict[str, Any]:
        return {"stem": self.stem, "length": self.length}

    def answer_key(self) -> dict[str, Any]:
        return {
            "key": None,
            "guide": [one.model_dump() for one in self.guide],
            "anchors": {str(points): text for points, text in self.anchors.items()},
        }


class Meta(Strict):
    """What every item carries beside its question."""

    id: Annotated[str, StringConstraints(pattern=r"^[JIS]-[A-K]-\d{3}$")]
    level: Literal["J", "I", "S"]
    area: Annotated[str, StringConstraints(pattern=r"^[A-K]$")]
    passage: Text
    cognitive: Annotated[Cognitive, Field(strict=False)]
    difficulty: Share
    seconds: Annotated[int, Field(ge=5, le=3600)]
    laws: list[Law] = Field(default_factory=list)
    enemies: list[Text] = Field(default_factory=list)
    provenance: Provenance
