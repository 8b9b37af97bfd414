"""Pages to paper: our own templates through WeasyPrint, with nothing fetched from anywhere."""

import re
import subprocess
import warnings
from base64 import b64encode
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from examsite.kit.lazy import lazy
from examsite.kit.secret import NotReady

weasyprint = lazy("weasyprint")
weasyprint_urls = lazy("weasyprint.urls")
weasyprint_fonts = lazy("weasyprint.text.fonts")
ttlib = lazy("fontTools.ttLib")
pikepdf = lazy("pikepdf")

HERE = Path(__file__).resolve().parent.parent
TEMPLATES, STATIC = HERE / "templates" / "pdf", HERE / "static"
FAMILIES = {
    "serif": ("Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC"),
    "sans": ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC"),
}
PX_PER_MM = 96 / 25.4
_one_at_a_time = Lock()
"""The font configuration is shared, and fonts are no place for two threads."""
_papers = Environment(
    loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined
)


def data_uri(content: bytes, kind: str) -> str:
    """The bytes as an address that stands for itself."""
    return f"data:{kind};base64,{b64encode(content).decode()}"


def fill(template: str, **facts: Any) -> str:
    """A template of templates/pdf with its facts filled in."""
    return _papers.get_template(template).render(**facts)


def render_pdf(
    html: str,
    stylesheets: list[str],
    *,
    identifier: bytes,
    css: str = "",
    variant: str = "pdf/a-3a",
) -> bytes:
    """The page as tagged PDF of a variant. The same input gives the same bytes on one machine.

    `stylesheets` are names under static/, `css` is a style sheet itself; `identifier` becomes
    the file's /ID.
    """
    document, options = _prepared(html, stylesheets, css)
    with (
        _one_at_a_time,
        warnings.catch_warnings(),
    ):  # WeasyPrint 70 leaves its colour profile to the collector
        warnings.filterwarnings("ignore", r"unclosed file .*sRGB2014", ResourceWarning)
        return bytes(document.write_pdf(**options, pdf_variant=variant, pdf_identifier=identifier))


def lay_out(html: str, css: str) -> list[dict[str, tuple[float, float]]]:
    """Where everything with an id comes to stand: per page, id -> top and bottom in millimetres."""
    document, options = _prepared(html, [], css)
    with _one_at_a_time:
        pages = document.render(**options).pages
    return [
        {name: (top / PX_PER_MM, bottom / PX_PER_MM) for name, (_, top, _, bottom) in found.items()}
        for found in (page.anchors for page in pages)
    ]


def count_pages(content: bytes) -> int:
    """How many pages a PDF has."""
    with pikepdf.open(BytesIO(content)) as document:
        return len(document.pages)


def _prepared(html: str, stylesheets: list[str], css: str) -> tuple[Any, dict[str, Any]]:
    fetch = _fetcher()
    texts = [(STATIC / name).read_text(encoding="utf-8") for name in stylesheets]
    styles = [weasyprint.CSS(string=text, url_fetcher=fetch) for text in (*texts, css) if text]
    document = weasyprint.HTML(string=html, base_url="static:", url_fetcher=fetch)
    return document, {"stylesheets": styles, "font_config": _font_configuration()}


@lru_cache
def _font_configuration() -> Any:
    return weasyprint_fonts.FontConfiguration()


class Forbidden(ValueError):
    """A document asked for something outside itself."""


@lru_cache
def _fetcher() -> Any:
    """Lets through `data:` and `static:` (a file under static/) and nothing else."""

    fetcher: Any = weasyprint_urls.URLFetcher

    class OnlyOurs(fetcher):
        def __init__(self) -> None:
            super().__init__(allowed_protocols=["data"], allow_redirects=False)

        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            path = (STATIC / url.removeprefix("static:").lstrip("/")).resolve()
            if not url.startswith("static:") or STATIC not in path.parents:
                raise Forbidden(url.split(":", 1)[0])
            return weasyprint_urls.URLFetcherResponse(url, path.read_bytes())

    return OnlyOurs()


def require_fonts(*styles: str) -> None:
    """Raise NotReady when the system has no font of a style."""
    for style in styles:
        _font_file(style, bold=False)


def missing_characters(text: str, style: str, *, bold: bool = False) -> list[str]:
    """The characters of `text` the font of this style cannot draw, in order, once each.

    A character with a variation selector counts as missing where the font has not that form:
    it would silently print another.
    """
    plain, forms = _glyphs(style, bold)
    clusters = re.findall(r".[\ufe00-\ufe0f\U000e0100-\U000e01ef]?", text, re.DOTALL)
    missing = [
        cluster
        for cluster in dict.fromkeys(clusters)
        if ord(cluster[0]) not in plain or (len(cluster) > 1 and cluster not in forms)
    ]
    return [cluster for cluster in missing if not cluster.isspace()]


@lru_cache
def _glyphs(style: str, bold: bool) -> tuple[frozenset[int], frozenset[str]]:
    path, number = _font_file(style, bold)
    with ttlib.TTFont(path, fontNumber=number, lazy=True) as font:
        variants = font["cmap"].getcmap(0, 5)
        forms = variants.uvsDict if variants else {}
        known = {chr(base) + chr(mark) for mark, bases in forms.items() for base, _ in bases}
        return frozenset(font.getBestCmap()), frozenset(known)


def _font_file(style: str, bold: bool) -> tuple[str, int]:
    """Where the system keeps the font of a style; NotReady when it has none of the family."""
    weight = "bold" if bold else "regular"
    for family in FAMILIES[style]:
        answer = subprocess.run(
            ["fc-match", "-f", "%{file}|%{index}|%{family}", f"{family}:{weight}"],
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        path, number, found = answer.split("|")
        if family in found.split(","):
            return path, int(number) & 0xFFFF
    raise NotReady(f"系统里没有字体 {FAMILIES[style][0]}：请安装 fonts-noto-cjk")
