"""The scanner's modules in Chromium without a server, on a safe origin that gives static files alone."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Page, Request, Route

ORIGIN = "http://localhost"  # browsers verify signatures for safe origins alone


def _serve(route: Route, request: Request) -> None:
    path = request.url.removeprefix(ORIGIN).split("?")[0]
    found = finders.find(path.removeprefix("/static/")) if path.startswith("/static/") else None
    if isinstance(found, str):
        kind = "text/javascript" if found.endswith(".js") else mimetypes.guess_type(found)[0]
        route.fulfill(body=Path(found).read_bytes(), content_type=kind or "application/octet-stream")
    else:
        route.fulfill(body="<!doctype html><title>Modules</title>", content_type="text/html")


def open_modules(browser: Browser) -> Iterator[Page]:
    """Open a page from which `import("/static/gate/…")` works; errors in its console fail the test."""
    context = browser.new_context()
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.route("**/*", _serve)
    page.goto(ORIGIN + "/")
    yield page
    context.close()
    assert wrong == []


def run(page: Page, module: str, body: str, given: Any = None) -> Any:
    """Return what an async function with `body` returns; it knows `m`, the module, and `given`."""
    return page.evaluate(
        f"async (given) => {{ const m = await import('/static/gate/{module}.js'); {body} }}",
        given,
    )
