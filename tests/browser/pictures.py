"""A picture of a page on a phone and on a desk, for people to look at: tests/pictures/."""

from pathlib import Path

from playwright.sync_api import Page

FOLDER = Path(__file__).resolve().parent.parent / "pictures"
WIDTHS = {390: 844, 1280: 800}


def take(page: Page, step: str, *, whole: bool = True) -> None:
    """The page as it is now at both widths, then back to its own; `whole` scrolls to the end."""
    FOLDER.mkdir(exist_ok=True)
    own = page.viewport_size
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        path = FOLDER / f"{step}-{width}.png"
        page.screenshot(path=path, full_page=whole, animations="disabled", scale="css")
    if own is not None:
        page.set_viewport_size(own)
