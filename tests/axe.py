"""What axe finds on a page that stands in the browser."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# Levels A and AA of WCAG 2.2.
WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
# What passed is longer by far, and is looked at by nobody.
VIOLATIONS = {"resultTypes": ["violations"]}
SCRIPT = Axe().axe_script
# What axe judges by: elements, attributes, whether there is text, and the size of the window. Words, numbers and keys are not.
STRUCTURE = r"""() => {
  const said = new Set(["alt", "aria-description", "aria-label", "content", "placeholder", "title", "value"]);
  const plain = (name, value) => (said.has(name) ? Boolean(value.trim()) : value.replace(/[0-9a-f-]{20,}|\d+/g, "#"));
  const of = (element) => {
    const own = [...element.attributes].map(({ name, value }) => `${name}=${plain(name, value)}`);
    const has = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    const is = ["checked", "disabled", "selected", "open"].filter((name) => element[name]);
    const below = [...element.children].map(of);
    return `<${[element.localName, ...own, ...is].join(" ")}>${has}${[...new Set(below)].join("")}`;
  };
  const root = document.documentElement;
  const language = root.lang;
  return [innerWidth, innerHeight, matchMedia("print").matches, root.dir, of(root).replace(`lang=${language}`, "lang")].join("|");
}"""
# Structures in which nothing was found, by the rules that were asked; in this process.
_clean: set[tuple[bool, int]] = set()


def violations(page: Page, *, advice: bool = False) -> list[dict[str, Any]]:
    """Return axe's violations: `id`, `impact`, `help` and `nodes` with `html` and `target`.

    A page that stands as one in which nothing was found is not asked again: axe takes half a second, and most plays pass the same pages.

    Args:
        advice: also of its rules that are no rule of WCAG.
    """
    structure = (advice, hash(page.evaluate(STRUCTURE)))
    if structure in _clean:
        return []
    options = VIOLATIONS if advice else WCAG | VIOLATIONS
    page.evaluate(SCRIPT)
    found: list[dict[str, Any]] = page.evaluate("options => axe.run(options).then((all) => all.violations)", options)
    if not found:
        _clean.add(structure)
    return found


COVERED = """() => {
  const stays = (e) => ["sticky", "fixed"].includes(getComputedStyle(e).position) && e.offsetHeight;
  const bars = [...document.querySelectorAll("body *")].filter(stays);
  const covered = (e) => {
    e.focus();
    const box = e.getBoundingClientRect();
    const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return document.activeElement === e && bars.some((bar) => bar.contains(top) && !bar.contains(e));
  };
  const all = document.querySelectorAll("a[href], button, input, select, textarea, summary");
  return [...all].filter(covered).map((e) => e.outerHTML.slice(0, 120));
}"""


def covered(page: Page) -> list[str]:
    """Return what takes the focus below a bar that stays in sight (WCAG 2.4.11)."""
    found: list[str] = page.evaluate(COVERED)
    return found
