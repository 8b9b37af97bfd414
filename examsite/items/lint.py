"""What a bank is checked for beyond its format: giveaways, near-duplicates, wording.

Source: rulings 2 and 29. Pure: files in, findings out.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import combinations, product
from math import erfc, exp, pi, sqrt

from examsite.domain.terms import LEVEL_TITLES, Level, Pool
from examsite.domain.typography import slips
from examsite.domain.wording import Surface, lint
from examsite.items.files import BankFiles, ItemFile, TestletItem
from examsite.items.shapes import Answer, Multiple, Numeric, Single, TrueFalse
from examsite.kit.content_files import Finding
from examsite.kit.markup import plain_text

LONGEST_SHARE = Fraction(30, 100)
POSITION_P = 0.01
DUPLICATE, SIMILAR = Fraction(8, 10), Fraction(6, 10)
ACROSS = Fraction(5, 10)
"""Likeness of stems at which a practice item gives an exam item away."""
MOST_SHARED_NUMBERS = 2
"""Numbers of three digits or more that a practice item may share with an exam item."""
FEWEST_KEYS = 8
"""Judgements and multiple choices of a level from which on their spread is looked at."""
LETTERS = re.compile(
    r"选项\s*[A-Ea-eＡ-Ｅａ-ｅ]|(?<![A-Za-z0-9])[A-Ea-eＡ-Ｅａ-ｅ]\s*[项選选]|"
    r"(?:应选|答案是|答案为|正确答案|选择|排除)\s*[A-EＡ-Ｅ](?![A-Za-z0-9-])|"
    r"(?<![A-Za-z0-9-])[A-E]、[A-E](?![A-Za-z0-9-])"
)
_NOT = r"不(?!少|仅|同|止|断|变|良|久|满|足|等|限)"
NEGATIVE = re.compile(
    rf"{_NOT}[^，。；？]{{0,16}}的[^，。；？]{{0,3}}[是有]|[哪何][^，。、；？]{{0,10}}{_NOT}|错误的[^，。；？]{{0,3}}是"
)
ABOVE = re.compile(r"以上(?:都|均|皆)|(?:都|均)不(?:对|正确|是)$")


def lint_bank(bank: BankFiles) -> list[Finding]:
    """Everything found, in a fixed order."""
    found: list[Finding] = []
    for level in Level:
        items = [item for item in bank.items if item.shape.level == level]
        found += _longest(level, items) + _positions(level, items) + _alike(items)
        found += _spread(level, items)
    found += _walled(bank.items)
    for item in bank.items:
        found += _words(item)
        for answer in item.answers:
            found += _answer(item.code, answer)
    return found


def _singles(items: Iterable[ItemFile]) -> list[Single]:
    return [one for item in items for one in item.answers if isinstance(one, Single)]


def longest_share(singles: Sequence[Single]) -> Fraction:
    """How often the key is the longest option; k options of the same length count 1/k each."""
    hits = Fraction(0)
    for one in singles:
        most = max(map(len, one.options.values()))
        longest = [name for name, text in one.options.items() if len(text) == most]
        hits += Fraction(one.key in longest, len(longest))
    return hits / len(singles) if singles else Fraction(0)


def _longest(level: Level, items: list[ItemFile]) -> list[Finding]:
    share = longest_share(_singles(items))
    if share <= LONGEST_SHARE:
        return []
    words = f"最长的选项就是答案的占 {float(share):.1%}，不得超过 30%"
    return [Finding(f"{LEVEL_TITLES[level]}单选", words)]


def _positions(level: Level, items: list[ItemFile]) -> list[Finding]:
    singles = _singles(items)
    counts = Counter(list(one.options).index(one.key) for one in singles)
    expected = len(singles) / 4
    if not singles:
        return []
    statistic = sum((counts[place] - expected) ** 2 / expected for place in range(4))
    p = chi_square_tail(statistic, 3)
    if p > POSITION_P:
        return []
    spread = "、".join(str(counts[place]) for place in range(4))
    words = f"答案位置不均匀（{spread}；卡方检验 p={p:.4f}，须大于 0.01）"
    return [Finding(f"{LEVEL_TITLES[level]}单选", words)]


def chi_square_tail(statistic: float, freedom: int) -> float:
    """P(X >= statistic) for a chi-square variable, by its finite series."""
    if statistic <= 0:
        return 1.0
    half = statistic / 2
    if freedom % 2:
        total, term = erfc(sqrt(half)), 2 * sqrt(half / pi) * exp(-half)
        first = 3
    else:
        total, term = 0.0, exp(-half)
        first = 2
    for k in range(first, freedom + 1, 2):
        total += term
        term *= statistic / k
    return total


def trigrams(text: str) -> frozenset[str]:
    """Runs of three characters, spaces, marks and bold left out."""
    plain = re.sub(r"[\W_]+", "", text)
    return frozenset(plain[at : at + 3] for at in range(max(1, len(plain) - 2)))


def likeness(one: frozenset[str], other: frozenset[str]) -> Fraction:
    """Jaccard: what two sets share of what they hold together."""
    return Fraction(len(one & other), len(one | other)) if one or other else Fraction(0)


def _alike(items: list[ItemFile]) -> list[Finding]:
    stems = [(item.code, trigrams(stem)) for item in items for stem in item.stems]
    found = []
    for (one, first), (other, second) in combinations(stems, 2):
        if one == other or min(len(first), len(second)) < SIMILAR * max(len(first), len(second)):
            continue
        share = likeness(first, second)
        if share >= SIMILAR:
            fails = share >= DUPLICATE
            words = f"与 {other} 的题干{'几乎相同' if fails else '相近'}（{float(share):.2f}）"
            found.append(Finding(one, words, warning=not fails))
    return found


def _spread(level: Level, items: list[ItemFile]) -> list[Finding]:
    """True and false about as often; the number of right options is no constant."""
    answers = [one for item in items for one in item.answers]
    judged = [one.key for one in answers if isinstance(one, TrueFalse)]
    sizes = Counter(len(one.key) for one in answers if isinstance(one, Multiple))
    title, found = LEVEL_TITLES[level], []
    if len(judged) >= FEWEST_KEYS and not 0.4 <= sum(judged) / len(judged) <= 0.6:
        words = f"判断题“对”的占 {sum(judged)} / {len(judged)}，应在四成到六成之间"
        found.append(Finding(f"{title}判断", words))
    if sizes.total() >= FEWEST_KEYS and len(sizes) == 1:
        found.append(Finding(f"{title}多选", f"正确项数总是 {next(iter(sizes))} 个"))
    return found


def _walled(items: Sequence[ItemFile]) -> list[Finding]:
    """Practice items do not give exam items away: neither by their words nor by their numbers."""
    exam = [_traces(item) for item in items if item.pool is Pool.EXAM]
    practice = [_traces(item) for item in items if item.pool is Pool.PRACTICE]
    found = []
    for (code, stems, numbers), (other, others, theirs) in product(exam, practice):
        nearest = max(likeness(one, two) for one in stems for two in others)
        if nearest >= ACROSS:
            found.append(Finding(other, f"与考试题 {code} 的题干相近（{float(nearest):.2f}）"))
        shared = numbers & theirs
        if len(shared) > MOST_SHARED_NUMBERS:
            words = f"与考试题 {code} 用了相同的数：{'、'.join(sorted(shared))}"
            found.append(Finding(other, words))
    return found


def _traces(item: ItemFile) -> tuple[str, list[frozenset[str]], frozenset[str]]:
    """An item's id, the trigrams of its stems, and its telling numbers."""
    material = item.shape.material if isinstance(item.shape, TestletItem) else ""
    text = " ".join([*item.stems, material]).replace(",", "")
    numbers = (one for one in re.findall(r"\d+(?:\.\d+)?", text) if len(one) >= 3)
    return item.code, [trigrams(stem) for stem in item.stems], frozenset(numbers)


def _answer(code: str, answer: Answer) -> list[Finding]:
    found = [
        Finding(code, f"理由里写了选项字母：{text}")
        for text in answer.rationales.values()
        if LETTERS.search(text)
    ]
    question = re.split(r"[。；]", answer.stem.replace("（可多选，选错倒扣至 0）", ""))[-1]
    if NEGATIVE.search(question.replace("**", "")) and "**" not in question:
        found.append(Finding(code, f"否定式题干须把否定词加粗：{question}"))
    if isinstance(answer, Numeric) and not answer.units and not _names(answer.stem, answer.unit):
        found.append(Finding(code, f"题干没有写明单位“{answer.unit}”，也没有给出 units"))
    if isinstance(answer, Single | Multiple):
        texts = answer.options.values()
        found += [Finding(code, f"不用“{text}”这样的选项") for text in texts if ABOVE.search(text)]
    return found


def _names(stem: str, unit: str) -> bool:
    """The unit stands in the stem; of 元/人 the first part is enough beside a question word."""
    return (
        unit in stem
        or re.search(rf"多少\s*{re.escape(unit.split('/', maxsplit=1)[0])}", stem) is not None
    )


def _words(item: ItemFile) -> list[Finding]:
    shown = [
        text for name, part in item.content().items() if name != "figures" for text in _texts(part)
    ]
    text = "\n".join(plain_text(one) for one in [*shown, *item.shape.rationales.values()])
    drawn = "\n".join(item.figures.values())
    return [
        *(
            Finding(item.code, f"不能用的词“{bad.word}”：{bad.excerpt}")
            for bad in lint(f"{text}\n{drawn}", Surface.COPY)
        ),
        *(Finding(item.code, f"{slip.why}：{slip.excerpt}") for slip in slips(text)),
    ]


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value
    return [text for one in inner for text in _texts(one)] if isinstance(inner, Iterable) else []
