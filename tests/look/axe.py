"""What axe finds on a page that stands in the browser."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# WCAG 2.2, levels A and AA. Only violations are told and sent: what passed is longer by far, and is looked at by nobody.
OPTIONS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}
SCRIPT = Axe().axe_script


def violations(page: Page) -> list[dict[str, Any]]:
    """Return axe's violations: `id`, `help` and `nodes` with `html` and `target`."""
    page.evaluate(SCRIPT)
    found: list[dict[str, Any]] = page.evaluate("options => axe.run(options).then((all) => all.violations)", OPTIONS)
    return found
