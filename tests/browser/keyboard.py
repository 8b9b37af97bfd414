"""Hands without a mouse: Tab until something has the focus, and look whether one can see it."""

from playwright.sync_api import Locator, Page, expect

MOST_STEPS = 160
"""Tabs after which something counts as out of reach."""
HAS_FOCUS = "node => node === document.activeElement"
RING = """() => {
  const seen = (node) => {
    const style = getComputedStyle(node), box = node.getBoundingClientRect();
    const ring = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== 'none';
    return ring && box.width > 4 && box.height > 4 && style.opacity !== '0' && style.visibility === 'visible';
  };
  const now = document.activeElement;
  if (!now || now === document.body) return true;
  // A radio or a box may lie hidden under the face that stands for it.
  const faces = [now, now.nextElementSibling, now.closest('label')].filter(Boolean);
  return faces.some(seen) ? true : now.outerHTML.slice(0, 200);
}"""


def tab_to(page: Page, wanted: Locator, *, back: bool = False) -> None:
    """Tab until `wanted` has the focus; every stop on the way can be seen."""
    expect(wanted).to_have_count(1)
    for _ in range(MOST_STEPS):
        if wanted.evaluate(HAS_FOCUS):
            return
        page.keyboard.press("Shift+Tab" if back else "Tab")
        seen = page.evaluate(RING)
        assert seen is True, f"one cannot see that this has the focus: {seen}"
    raise AssertionError(f"not within {MOST_STEPS} steps: {wanted}")


def press(page: Page, button: Locator) -> None:
    """Tab to a button or a link and press Enter."""
    tab_to(page, button)
    page.keyboard.press("Enter")
