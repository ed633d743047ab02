"""What a page can do wrong in the eyes of whoever looks at it: be wider than the screen, be unreadable."""

from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped] # it carries no types
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RULES_OF_LOOKS = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"]
"""Those whose answer depends on colors and widths: the others would say the same twice."""

TELEPHONE, SMALL_TELEPHONE, SMALL_DESK, DESK = 390, 320, 1024, 1280
"""Widths of screens in CSS pixels. 320 is what WCAG 1.4.10 asks for; 1024 is where tables have the least room."""

_HEIGHT = 900

_STICKING_OUT = """() => {
  if (document.documentElement.scrollWidth <= innerWidth) return [];
  const words = (element) => `${element.localName}.${element.className}: ${element.textContent.trim().slice(0, 40)}`;
  return [...document.querySelectorAll("body, body *")]
    .filter((element) => element.scrollWidth > element.clientWidth && getComputedStyle(element).overflowX === "visible")
    .map(words).slice(-3);
}"""
"""The innermost elements whose content sticks out, where the page is wider than the screen."""

_VIOLATIONS = """async (rules) => {
  const { violations } = await axe.run(document, { runOnly: rules, resultTypes: ["violations"], preload: false });
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) =>
    `${id}: ${target.join(" ")}: ${failureSummary}`));
}"""


def faults_of(page: Page) -> list[str]:
    """Return what is wrong with a page at a desk by day and on a telephone by night; leave it at a desk by day."""
    faults = _too_wide(page, SMALL_TELEPHONE)
    page.evaluate(AXE_SCRIPT)
    page.emulate_media(color_scheme="dark")
    faults += _too_wide(page, TELEPHONE)
    faults += [f"dark, {fault}" for fault in page.evaluate(_VIOLATIONS, RULES_OF_LOOKS)]
    page.emulate_media(color_scheme="light")
    faults += _too_wide(page, SMALL_DESK) + _too_wide(page, DESK) + _too_wide_in_large_letters(page)
    faults += [f"light, {fault}" for fault in page.evaluate(_VIOLATIONS, RULES)]
    return faults


def _too_wide_in_large_letters(page: Page) -> list[str]:
    """Return what sticks out at a desk where the reader has made text alone twice as large (WCAG 1.4.4); leave it as it was."""
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    faults = [f"in large letters, {fault}" for fault in _too_wide(page, DESK)]
    page.evaluate("document.documentElement.style.removeProperty('font-size')")
    return faults


def _too_wide(page: Page, width: int) -> list[str]:
    page.set_viewport_size({"width": width, "height": _HEIGHT})
    return [f"wider than {width}: {part}" for part in page.evaluate(_STICKING_OUT)]
