"""Markdown as the handbook writes it, made into HTML; bold works beside Chinese punctuation.

No HTML is let through. Beyond CommonMark: tables, `{#id level=J}` after a heading, the
containers `ask`, `example` (unfolds) and `formula`, and diagrams: an image alone in its paragraph,
`![what it shows](name.svg "caption")`, whose drawing is put into the page.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import pairwise
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token
from markupsafe import Markup
from mdit_py_plugins.container import container_plugin

from examsite.kit.drawing import Drawing
from examsite.kit.marked_terms import Term, mark_terms

VERSION = 3
"""Raise it when the same source gives other HTML, so that a sync renders everything again."""

_ATTRIBUTES = re.compile(r"\s*\{#(?P<id>[\w-]+)(?P<rest>(?: +[\w-]+=[\w-]+)*)\}\s*$", re.ASCII)
_NUMERIC = re.compile(r"[−+-]?[\d,]+(\.\d+)?( ?(%|[^\W\d_]{1,3}(/[^\W\d_]{1,2})?))?")


@dataclass(frozen=True)
class Section:
    """A part of a document under a second-level heading; `line` is where the heading stands."""

    title: str
    attributes: dict[str, str]
    source: str
    line: int


def _is_chinese(char: str) -> bool:
    """Chinese characters and full-width punctuation: they flank emphasis like letters."""
    return unicodedata.east_asian_width(char) in "WF"


def _is_edge(char: str) -> bool:
    """Western punctuation, curly quotes included: CommonMark's rule stays for these."""
    return not _is_chinese(char) and (isMdAsciiPunct(ord(char)) or isPunctChar(char))


def _emphasis(state: StateInline, silent: bool) -> bool:
    """CommonMark's `*` rule, with Chinese neighbours counted as letters.

    By the letter of the specification `**GMV（成交额）**增长` is not bold, because the closing
    run stands between punctuation and a letter.
    """
    marker = state.src[state.pos]
    if silent or marker != "*":
        return False
    end = state.pos
    while end < state.posMax and state.src[end] == marker:
        end += 1
    before = state.src[state.pos - 1] if state.pos else " "
    after = state.src[end] if end < state.posMax else " "
    gap_before, gap_after = isWhiteSpace(ord(before)), isWhiteSpace(ord(after))
    opens = not gap_after and (
        not _is_edge(after) or gap_before or _is_edge(before) or _is_chinese(before)
    )
    closes = not gap_before and (
        not _is_edge(before) or gap_after or _is_edge(after) or _is_chinese(after)
    )
    length = end - state.pos
    for _ in range(length):
        state.push("text", "", 0).content = marker
        state.delimiters.append(
            Delimiter(ord(marker), length, len(state.tokens) - 1, -1, opens, closes)
        )
    state.pos = end
    return True


def _heading_attributes(state: StateCore) -> None:
    """Move `{#id level=J}` from a heading's text to its attributes."""
    for opening, inline in pairwise(state.tokens):
        if opening.type != "heading_open" or not inline.children:
            continue
        last = inline.children[-1]
        found = _ATTRIBUTES.search(last.content) if last.type == "text" else None
        if found:
            last.content = last.content[: found.start()]
            inline.content = _ATTRIBUTES.sub("", inline.content)
            opening.attrSet("id", found["id"])
            for pair in found["rest"].split():
                name, value = pair.split("=")
                opening.attrSet(f"data-{name}", value)


def _label(tokens: list[Token], at: int, words: str) -> None:
    """Put a bold label at the beginning of the first paragraph of a container."""
    for token in tokens[at + 1 : at + 3]:
        if token.type == "inline" and token.children is not None:
            start = Token("html_inline", "", 0, content=f"<b>{words}</b>　")
            token.children.insert(0, start)


def _containers(state: StateCore) -> None:
    """Labels of questions; in tables numbers to the right and no head without words."""
    for at, token in enumerate(state.tokens):
        if token.type == "container_ask_open":
            _label(state.tokens, at, "想一想")
        elif token.type == "table_open":
            _align_numbers(state.tokens[at:])
            _empty_corner(state.tokens[at:])


def _align_numbers(tokens: Sequence[Token]) -> None:
    """Columns that hold nothing but numbers get the class `num`."""
    cells: dict[int, list[tuple[Token, str]]] = {}
    column = 0
    for token, inner in pairwise(tokens):
        if token.type == "table_close":
            break
        if token.type == "tr_open":
            column = 0
        elif token.type in {"th_open", "td_open"}:
            cells.setdefault(column, []).append((token, inner.content))
            column += 1
    for entries in cells.values():
        body = [text for token, text in entries if token.type == "td_open" and text]
        if body and all(_NUMERIC.fullmatch(text) for text in body):
            for token, _ in entries:
                token.attrSet("class", "num")


def _empty_corner(tokens: Sequence[Token]) -> None:
    """A head cell without words, as over the names of rows, is a plain cell."""
    for opening, inner, closing in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if opening.type == "table_close":
            break
        if opening.type == "th_open" and not inner.content.strip():
            opening.tag = closing.tag = "td"


def _diagrams(state: StateCore) -> None:
    """An image alone in its paragraph becomes one `diagram` token: name, label, caption."""
    kept: list[Token] = []
    for token in state.tokens:
        image = _lone_image(token)
        if image is None:
            kept.append(token)
            continue
        kept.pop()  # the paragraph it opened
        shown = Token("diagram", "", 0, content=image.content, map=token.map, level=token.level)
        shown.attrs = {"name": image.attrs["src"], "caption": image.attrs.get("title", "")}
        kept.append(shown)
    closed = zip(kept, [None, *kept], strict=False)
    state.tokens = [
        token
        for token, last in closed
        if not (token.type == "paragraph_close" and last is not None and last.type == "diagram")
    ]


def _lone_image(token: Token) -> Token | None:
    children = token.children or []
    alone = token.type == "inline" and len(children) == 1 and children[0].type == "image"
    return children[0] if alone else None


def _diagram(
    _self: RendererHTML, tokens: Sequence[Token], index: int, _options: Any, env: Any
) -> str:
    token = tokens[index]
    drawing: Drawing | str = env["drawings"][token.attrs["name"]]
    svg = drawing if isinstance(drawing, str) else drawing.svg(token.content)
    caption = escape(str(token.attrs["caption"]))
    below = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f'<figure class="diagram">{svg}{below}</figure>\n'


def diagrams(source: str) -> list[tuple[str, str]]:
    """(file name, label) of every diagram of a text, in order."""
    return [
        (str(token.attrs["name"]), token.content)
        for token in _taken_apart(source)
        if token.type == "diagram"
    ]


def _container_renderer(name: str) -> Any:
    def render(
        _self: RendererHTML, tokens: Sequence[Token], index: int, _options: Any, _env: Any
    ) -> str:
        token = tokens[index]
        if name == "example":
            if token.nesting < 0:
                return "</details>\n"
            label, _, rest = token.info.strip().removeprefix("example").strip().partition("：")
            title = f"<b>{escape(label or '算一算')}</b>" + (f"　{escape(rest)}" if rest else "")
            return f'<details class="callout"><summary>{title}</summary>\n'
        css = "formula" if name == "formula" else "callout ask"
        return "</div>\n" if token.nesting < 0 else f'<div class="{css}">\n'

    return render


def _table(
    _self: RendererHTML, tokens: Sequence[Token], index: int, _options: Any, _env: Any
) -> str:
    if tokens[index].type == "table_open":
        wrapper = '<div class="table-responsive" tabindex="0" role="group" aria-label="表格">'
        return f'{wrapper}<table class="table">\n'
    return "</table></div>\n"


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.inline.ruler.at("emphasis", _emphasis)
    for name in ("ask", "example", "formula"):
        parser.use(container_plugin, name, render=_container_renderer(name))
    parser.core.ruler.push("heading_attributes", _heading_attributes)
    parser.core.ruler.push("containers", _containers)
    parser.core.ruler.push("diagrams", _diagrams)
    parser.add_render_rule("diagram", _diagram)
    parser.add_render_rule("table_open", _table)
    parser.add_render_rule("table_close", _table)
    return parser


_PARSER = _parser()


@lru_cache(maxsize=512)
def _taken_apart(source: str) -> tuple[Token, ...]:
    """A text's tokens, to be read only: a sync looks at each passage for several purposes, and
    taking it apart is most of the work. `render` marks terms in its own."""
    return tuple(_PARSER.parse(source))


def sections(source: str) -> tuple[str, list[Section]]:
    """What stands before the first second-level heading, and the part under each of them."""
    lines = source.splitlines(keepends=True)
    tokens = _PARSER.parse(source)
    heads = [
        (opening, inline)
        for opening, inline in pairwise(tokens)
        if opening.type == "heading_open" and opening.tag == "h2" and opening.level == 0
    ]
    starts = [opening.map[0] for opening, _ in heads if opening.map]
    found = []
    for (opening, inline), start, end in zip(heads, starts, [*starts, len(lines)][1:], strict=True):
        attributes = {name: str(value) for name, value in opening.attrs.items()}
        body = "".join(lines[start + 1 : end]).strip("\n")
        found.append(Section(_text([inline]), attributes, body, start + 1))
    before = "".join(lines[: starts[0] if starts else len(lines)])
    return before.strip(), found


def render(
    source: str,
    terms: Iterable[Term] = (),
    *,
    prefix: str = "",
    drawings: Mapping[str, Drawing] | None = None,
) -> str:
    """The HTML of a section's source; the first use of each term carries its definition.

    `prefix` keeps the ids of the definitions apart on a page of many sections. `drawings` are
    by file name; a KeyError says that the caller has not checked `diagrams` against them.
    """
    tokens = _PARSER.parse(source)
    mark_terms(tokens, tuple(terms), prefix)
    return str(_PARSER.renderer.render(tokens, _PARSER.options, {"drawings": drawings or {}}))


def shown(source: str, figures: Mapping[str, str]) -> Markup:
    """Text of ours with its checked diagrams (name -> SVG), for pages."""
    tokens = _PARSER.parse(source)
    html = _PARSER.renderer.render(tokens, _PARSER.options, {"drawings": figures})
    return Markup(html)  # noqa: S704 - escaped by the renderer


def inline(source: str) -> Markup:
    """One line of text with its bold, for pages."""
    return Markup(_PARSER.renderInline(source))  # noqa: S704 - escaped by the renderer


def as_rendered(html: str) -> Markup:
    """What `render` once made and the database has kept, for pages."""
    return Markup(html)  # noqa: S704 - escaped by the renderer


def plain_text(source: str) -> str:
    """The words alone, one line for each block: for searching, counting and checking."""
    return _text(_taken_apart(source))


def _text(tokens: Iterable[Token]) -> str:
    lines = []
    for token in tokens:
        if token.type == "container_example_open":
            lines.append(token.info.strip().removeprefix("example").strip())
        if token.type == "diagram":
            lines.append(str(token.attrs["caption"]))
        if token.type == "inline":
            children = token.children or []
            lines.append(
                "".join(
                    "\n" if child.type in {"softbreak", "hardbreak"} else child.content
                    for child in children
                    if child.type != "html_inline"
                )
            )
    return "\n".join(lines)
