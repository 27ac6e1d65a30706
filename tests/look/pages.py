"""The project's templates and scripts, served to Chromium without the site, under the site's CSP."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import engines
from django.utils.csp import CSP, build_policy
from playwright.sync_api import Browser, Page, Playwright, Request, sync_playwright

from conference.printing.documents.fonts import folders
from tests.page_server import Reply, serving, static_reply

# The one without windows does the same with half the processor (Debian's chromium-headless-shell); either will do, or that of $CHROMIUM.
CHROMIUMS = (Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium"))
CHROMIUM = Path(os.environ.get("CHROMIUM") or next((path for path in CHROMIUMS if path.exists()), CHROMIUMS[-1]))
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
# A machine without a browser runs the rest; .ci/run brings one, and there a missing one is a failure.
_LACKING = not CHROMIUM.exists() and not os.environ.get("CI")
IN_A_BROWSER = [pytest.mark.browser, pytest.mark.skipif(_LACKING, reason="needs Chromium (apt-get install chromium)")]
# The frame of every page of these tests; `show` fills in the capitals.
FRAME = """{% load static look look_forms %}<!doctype html><html lang="en" dir="DIR"><head><meta charset="utf-8"><title>Page</title>
<meta name="csrf-token" content="token-of-the-page">
<link rel="stylesheet" href="{% static 'vendor/bootstrap/bootstrap.min.css' %}">
<link rel="stylesheet" href="{% static 'css/tokens.css' %}"><link rel="stylesheet" href="{% static 'css/parts.css' %}">
<link rel="stylesheet" href="{% static 'css/forms.css' %}"><link rel="stylesheet" href="{% static 'css/portal.css' %}">
<script src="{% static 'js/theme.js' %}"></script>SCRIPTS</head>
<body><div id="messages" role="status"></div><main>BODY</main><div id="live" aria-live="polite"></div></body></html>"""


def static_file(name: str) -> Path:
    found = finders.find(name)
    assert found, f"no static file {name}"
    return Path(found)


class Site:
    """A browser page that gets static files and whatever `show` gives it; keeps what scripts send."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.origin = ""
        self.sent: list[Request] = []
        self.refused: list[str] = []
        self.answer = 204
        self._html = ""
        page.on("request", lambda request: self.sent.append(request) if request.method == "POST" else None)
        page.on("console", lambda message: self.refused.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.refused.append(str(error)))

    def reply(self, method: str, path: str) -> Reply:
        if method == "POST":
            return Reply(status=self.answer)
        if path.startswith("/static/"):
            return static_reply(static_file(path.removeprefix("/static/").split("?")[0]))
        policy = build_policy({**settings.SECURE_CSP, "script-src": [CSP.SELF]})
        return Reply(self._html.encode(), "text/html", headers={"Content-Security-Policy": policy})

    def show(self, fragment: str, *scripts: str, direction: str = "ltr", **context: Any) -> Page:
        """Render fragments/`fragment`.html in a page that loads the named scripts, and open it."""
        body = (Path(__file__).parent / "fragments" / f"{fragment}.html").read_text()
        tags = "".join(
            f'<script type="module" src="{{% static \'{name}\' %}}"></script>' for name in ("js/page.js", *scripts)
        )
        source = FRAME.replace("DIR", direction).replace("SCRIPTS", tags).replace("BODY", body)
        self._html = engines["django"].from_string(source).render(context)
        self.page.goto(self.origin + "/")
        return self.page


def _fonts() -> str:
    """Return a file that gives the browser the fonts of the prints beside the machine's: tests measure Chinese words."""
    folder = Path(settings.ROOT) / "var" / "test"
    cjk = folders()[2]
    file = folder / f"fonts-{os.getpid()}.conf"
    file.write_text(
        f'<?xml version="1.0"?><fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
        f"<dir>{cjk}</dir><cachedir>{folder / 'fontconfig'}</cachedir></fontconfig>"
    )
    return str(file)


class _Shared:
    """Playwright and Chromium of this process, kept: to start them costs more than most tests."""

    driver: Playwright | None = None
    loop: asyncio.AbstractEventLoop | None = None
    chromium: Browser | None = None


@contextmanager
def driver() -> Iterator[Playwright]:
    """Return this process's Playwright.

    Its loop keeps running in the tests' own thread, where Django refuses the database; between two uses it is marked as not running.
    """
    before = asyncio._get_running_loop()
    if _Shared.driver is None:
        _Shared.driver = sync_playwright().start()
        _Shared.loop = asyncio.get_running_loop()
    asyncio._set_running_loop(_Shared.loop)
    try:
        yield _Shared.driver
    finally:
        asyncio._set_running_loop(before)


@contextmanager
def browser() -> Iterator[Browser]:
    """Return this process's Chromium, started anew if it died; tests are kept apart by contexts."""
    with driver() as playwright:
        if _Shared.chromium is None or not _Shared.chromium.is_connected():
            _Shared.chromium = playwright.chromium.launch(
                executable_path=str(CHROMIUM),
                args=FLAGS,
                env={**os.environ, "FONTCONFIG_FILE": _fonts()},
                # Readers with a mouse have scrollbars that take room.
                ignore_default_args=["--hide-scrollbars"],
            )
        yield _Shared.chromium


def close_browser() -> None:
    """End both after the last test that needs one (see tests/conftest.py)."""
    if _Shared.driver is None:
        return
    with driver() as playwright:
        if _Shared.chromium is not None:
            _Shared.chromium.close()
        playwright.stop()
    _Shared.driver = _Shared.loop = _Shared.chromium = None


def open_site(browser: Browser) -> Iterator[Site]:
    """Open a page; a script error or a violation of the CSP fails the test."""
    context = browser.new_context(viewport={"width": 1200, "height": 900}, locale="en-GB")
    site = Site(context.new_page())
    with serving(site.reply) as site.origin:
        yield site
        context.close()
    assert site.refused == []


@contextmanager
def opened(
    taken: Mapping[str, tuple[str, str]],
    width: int = 1280,
    *,
    height: int = 900,
    machine: datetime | None = None,
    posted: Mapping[str, str] | None = None,
    picture: bytes = b"",
    **options: Any,
) -> Iterator[Callable[[str], Page]]:
    """Give a function that opens one of the pages; any error fails the test.

    Args:
        taken: address → (page, policy), as the site answered.
        width, height: in pixels.
        machine: what the machine's clock says.
        posted: headers of the answer to what a page sends.
        picture: an SVG for every address that was not taken.
    """
    said: list[str] = []

    def answer(method: str, path: str) -> Reply:
        if path.startswith("/static/"):
            return static_reply(static_file(path.removeprefix("/static/").split("?")[0]))
        if method == "POST":
            return Reply(status=204, headers=posted or {})
        if path not in taken:
            return Reply(picture, "image/svg+xml") if picture else Reply(status=404)
        body, policy = taken[path]
        return Reply(body.encode(), "text/html; charset=utf-8", headers={"Content-Security-Policy": policy})

    with browser() as chromium, serving(answer) as origin:
        context = chromium.new_context(viewport={"width": width, "height": height}, locale="en-GB", **options)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        if machine is not None:
            page.clock.install(time=machine)

        def show(url: str) -> Page:
            assert url in taken, f"{url} was not taken"
            page.goto(f"{origin}{url}")
            return page

        try:
            yield show
        finally:
            context.close()
    assert said == []
