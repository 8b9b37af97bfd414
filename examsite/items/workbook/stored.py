"""An item out of its rows in the database, as its YAML file has it: nothing is lost."""

from typing import Any

from examsite.domain.terms import ItemType
from examsite.items.queries.bank import Current
from examsite.items.workbook.rows import Entry

SHOWN = ("options", "left", "right", "rounding", "length")
"""Fields of a question that its content holds as they are."""
KEPT = ("tolerance", "solve", "guide", "params", "where")
"""Fields that stand with its key."""


class NotWritable(ValueError):
    """The rows do not hold all of the item: a family from before its rules were kept."""


def entry_of(current: Current) -> Entry:
    """The newest version with its newest key, and the pool; raises NotWritable."""
    item, version, key = current.item, current.version, current.key
    entry: Entry = {
        "id": item.code,
        "type": item.type.value,
        "level": item.level.value,
        "area": item.area,
        "pool": item.pool.value,
        "passage": version.passage,
        "cognitive": version.cognitive.value,
        "difficulty": version.difficulty,
        "seconds": version.seconds,
        "enemies": version.enemies,
        "laws": version.laws,
        "provenance": {"checks": [], **version.provenance},
    }
    if item.type is not ItemType.TESTLET:
        return entry | _asked(item.type, version.content, key.key, key.rationales)
    parts = [
        {"id": part["id"], "type": part["type"], "points": part["points"]}
        | _asked(
            ItemType(part["type"]),
            part,
            key.key["parts"][part["id"]],
            _below(key.rationales, part["id"]),
        )
        for part in version.content["parts"]
    ]
    shared = {name: version.content[name] for name in ("stem", "material")}
    return entry | shared | {"parts": parts}


def _below(rationales: dict[str, str], part: str) -> dict[str, str]:
    """Those of one part, under the names they have there."""
    mark = f"{part}."
    return {
        name.removeprefix(mark): text for name, text in rationales.items() if name.startswith(mark)
    }


def _asked(
    kind: ItemType, content: dict[str, Any], key: dict[str, Any], rationales: dict[str, str]
) -> Entry:
    found: Entry = {"stem": content["stem"], "rationales": rationales}
    found |= {name: content[name] for name in SHOWN if name in content}
    found |= {name: key[name] for name in KEPT if name in key}
    if kind is ItemType.NUMERIC:
        if "variants" in content and "params" not in key:
            raise NotWritable
        found["unit"] = key.get("unit") or content.get("unit")
        if "units" in content:
            found["units"] = content["units"]
    if kind is ItemType.SHORT_ANSWER:
        return found | {"anchors": {int(p): text for p, text in key["anchors"].items()}}
    return found | {"key": key["key"]}
