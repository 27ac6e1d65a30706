"""The scanner's modules in Chromium with a server that gives static files alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Page

from tests.page_server import Reply, serving, static_reply


def _reply(method: str, path: str) -> Reply:
    found = finders.find(path.removeprefix("/static/").split("?")[0]) if path.startswith("/static/") else None
    return static_reply(Path(found)) if isinstance(found, str) else Reply(PAGE, "text/html")


PAGE = b"<!doctype html><title>Modules</title>"


def open_modules(browser: Browser) -> Iterator[Page]:
    """Open a page from which `import("/static/gate/…")` works; errors in its console fail the test."""
    context = browser.new_context()
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    with serving(_reply) as origin:  # browsers verify signatures for safe origins alone, of which this is one
        page.goto(origin + "/")
        yield page
        context.close()
    assert wrong == []


def run(page: Page, module: str, body: str, given: Any = None) -> Any:
    """Return what an async function with `body` returns; it knows `m`, the module, and `given`."""
    return page.evaluate(
        f"async (given) => {{ const m = await import('/static/gate/{module}.js'); {body} }}",
        given,
    )
