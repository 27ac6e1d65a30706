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


def violations(page: Page, *, advice: bool = False) -> list[dict[str, Any]]:
    """Return axe's violations: `id`, `impact`, `help` and `nodes` with `html` and `target`.

    Args:
        advice: also of its rules that are no rule of WCAG.
    """
    options = VIOLATIONS if advice else WCAG | VIOLATIONS
    page.evaluate(SCRIPT)
    found: list[dict[str, Any]] = page.evaluate("options => axe.run(options).then((all) => all.violations)", options)
    return found
