"""Words the paper, the site and the mails must not use (用语检查).

Sources: domain.md 3.13, rulings 1-3. Text is compared after NFKC and without white space between
Chinese characters, because PDF extraction and line breaks put some there. Words inside longer
harmless ones (红包过期, 确认可以) are left alone.
"""

import re
import unicodedata
from collections.abc import Collection
from enum import StrEnum
from typing import NamedTuple

STATEMENT = "本证书为机构水平评价证明，不属于国家职业资格或职业技能等级证书。"
"""The one text that may name what the certificate is not: on the site, exactly so, never on paper."""

FORBIDDEN_ON_CERTIFICATE: dict[str, str] = {
    "中华人民共和国": "中华人民共和国",
    "中国": "(?<!其)中国",
    "中华": "中华(?!人民共和国)",
    "国家": "(?<!中)国家",
    "全国": "(?<!安)全国",
    "职业资格": "职业资格",
    "执业资格": "执业资格",
    "人员资格": "人员资格",
    "岗位合格": "岗位合格",
    "专业技术职务": "专业技术职务",
    "职业技能鉴定": "职业技能鉴定",
    "职业技能等级": "职业技能等级",
    "国徽": "国徽",
    "CNAS": "CNAS",
    "认可": "(?<![确默公承])认可",
    "官方": "(?<!五)官方",
    "权威": "权威",
    "17024 认证": "17024认证",
    "唯一": "唯一",
}

FORBIDDEN_IN_COPY: dict[str, str] = FORBIDDEN_ON_CERTIFICATE | {
    "政府主推": "政府主推",
    "部委推荐": "(?:人社部|人力资源[和与]?社会保障部|教育部|商务部|工信部|[×XY]+部)门?推荐",
    "代考": "(?<![时现当年一二三四五])代考(?![验察虑])",
    "包过": "(?<![面红书钱打])包过(?![期程滤])",
    "不过包退": "不过包退",
    "速成": "(?<![加快迅高急极])速成(?![长交为功])",
    "上岗必须": "上岗必须",
    "N 天拿证": "[0-9N一二两三四五六七八九十百几]+天内?拿证",
    "挂靠": "挂靠",
    "挂证": "挂证",
    "轻松月入": "轻松月入",
    "高薪入职": "高薪入职",
    "内部推荐": "内部推荐",
}


class Surface(StrEnum):
    """Where a text stands."""

    CERTIFICATE = "certificate"  # the paper, the badge
    COPY = "copy"  # pages, mails, other PDFs


class Finding(NamedTuple):
    """A forbidden word and the text around it (up to 12 characters on each side)."""

    word: str
    excerpt: str


def lint(text: str, surface: Surface, names: Collection[str] = ()) -> list[Finding]:
    """The forbidden words of `text`, in the order of the text.

    `names` are exact names the administrator has allowed (an issuer whose registered name holds
    such a word). STATEMENT is passed on the site in exactly its own words.
    """
    allowed = list(names) + [STATEMENT] * (surface is Surface.COPY)
    plain = _plain(text)
    for phrase in filter(None, map(_plain, allowed)):
        plain = plain.replace(phrase, "\n")
    table = FORBIDDEN_IN_COPY if surface is Surface.COPY else FORBIDDEN_ON_CERTIFICATE
    found = [
        (match.start(), Finding(word, _excerpt(plain, match)))
        for word, pattern in table.items()
        for match in re.finditer(pattern, plain, re.IGNORECASE)
    ]
    return [finding for _, finding in sorted(found)]


_GAP = re.compile(r"(?<=[\u3400-\u9fff0-9])\s+(?=[\u3400-\u9fff0-9])")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]")


def _plain(text: str) -> str:
    return _GAP.sub("", _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)))


def _excerpt(plain: str, match: re.Match[str]) -> str:
    return plain[max(0, match.start() - 12) : match.end() + 12].strip()
