"""The book's styles: colours and fonts of the site with their names resolved.

Neither paper nor reading devices know the site's custom properties, and no style sheet of a page
reaches into a drawing on paper: there each drawing carries the rules of diagram.css itself.
"""

import re
from functools import lru_cache

from examsite.kit.pdf import STATIC

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_PROPERTY = re.compile(r"(--[\w-]+):\s*([^;]+);")
_USE = re.compile(r"var\((--[\w-]+)\)")
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
SVG_FONTS = "Noto Sans CJK SC,Noto Sans SC,Source Han Sans SC,sans-serif"
"""WeasyPrint reads a drawing's font list only without spaces and quotes."""


def _text(name: str) -> str:
    return _COMMENT.sub("", (STATIC / "css" / name).read_text(encoding="utf-8"))


@lru_cache
def _properties() -> dict[str, str]:
    found = dict(_PROPERTY.findall(_text("tokens.css")))
    return {name: _USE.sub(lambda use: found[use[1]], value) for name, value in found.items()}


def resolved(name: str) -> str:
    """A style sheet of static/css without comments, every `var(--name)` replaced by its value."""
    return _USE.sub(lambda use: _properties()[use[1]], _text(name)).strip() + "\n"


def drawing_rules(*, inside: bool) -> str:
    """The rules for what a diagram holds; `inside` the drawing itself they name no ancestor."""
    rules = []
    for selector, declarations in _RULE.findall(resolved("diagram.css")):
        name = selector.strip().removeprefix(".diagram ")
        if not inside:
            rules.append(f".diagram {name} {{{declarations}}}")
        elif name not in {"svg", "figcaption"}:
            rules.append(f"{name} {{{_without_quotes(declarations)}}}")
    return "\n".join(rules)


def _without_quotes(declarations: str) -> str:
    return re.sub(r"font-family:[^;]+;", f"font-family: {SVG_FONTS};", declarations)
