"""Pages of the site as it is in the test's transaction: Django's test client answers what a browser asks for."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.test import Client
from playwright.sync_api import Page, Request, Route

from conference.core import clock
from tests.look.pages import browser, static_file
from tests.page_server import Reply, serving, static_reply

# What the client's answers have for a connection that they never had, and what the browser's own reckons itself.
PASSED = {"accept", "accept-language", "authorization", "bundle-nonce", "if-none-match"}
OWN = {"set-cookie", "content-length", "content-type"}


class Sitting:
    """Somebody at a browser: `page`, whose requests this person's `client` makes at the conference's time `at`.

    Inside the `with` Django refuses the database to the test itself, since Playwright's loop runs in its thread.
    """

    def __init__(self, client: Client, at: datetime) -> None:
        self.client, self.at, self.origin = client, at, ""
        self.reachable = True  # False: as without a network
        self._led_to: dict[str, Reply] = {}

    def begin(self, page: Page, origin: str) -> None:
        self.page, self.origin = page, origin
        page.route(lambda url: not urlsplit(url).path.startswith("/static/"), self._answer)

    def open(self, path: str) -> Page:
        self.page.goto(self.origin + path)
        return self.page

    def serve(self, method: str, path: str) -> Reply:
        """Give the files, and the pages that an answer leads to, which no route of Playwright's sees: they were asked for with it."""
        if path.startswith("/static/"):
            return static_reply(static_file(path.removeprefix("/static/").split("?")[0]))
        return self._led_to.pop(path, Reply(status=404))

    def _answer(self, route: Route) -> None:
        if not self.reachable:
            route.abort()
            return
        running = asyncio._get_running_loop()
        asyncio._set_running_loop(None)  # Playwright's, in which Django refuses the database
        try:
            with clock.standing(self.at):
                reply = self._reply(route.request)
        finally:
            asyncio._set_running_loop(running)
        route.fulfill(
            status=reply.status, headers={"Content-Type": reply.content_type, **reply.headers}, body=reply.body
        )

    def _reply(self, request: Request) -> Reply:
        parts = urlsplit(request.url)
        headers = {name: value for name, value in request.headers.items() if name in PASSED}
        if request.method == "POST":
            kind = request.headers.get("content-type", "application/octet-stream")
            asked = {"QUERY_STRING": parts.query}
            reply = _reply_of(
                self.client.generic("POST", parts.path, request.post_data_buffer or b"", kind, headers=headers, **asked)
            )
        else:
            reply = _reply_of(self.client.get(f"{parts.path}?{parts.query}", headers=headers))
        led = reply
        while led.status in (301, 302, 303):
            path = urlsplit(led.headers["Location"])._replace(scheme="", netloc="", fragment="").geturl()
            led = self._led_to[path] = _reply_of(self.client.get(path))
        return reply


def _reply_of(answer: Any) -> Reply:
    headers = {name: value for name, value in answer.headers.items() if name.lower() not in OWN}
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return Reply(body, answer.headers.get("Content-Type", "text/plain"), answer.status_code, headers)


@contextmanager
def sitting(client: Client, at: datetime, width: int = 1280, height: int = 900) -> Iterator[Sitting]:
    """Open a browser for `client`. Errors of a script or of the policy fail the test; a refusal with its page does not."""
    said: list[str] = []
    made = Sitting(client, at)
    with browser() as chromium, serving(made.serve) as origin:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, locale="en-GB", service_workers="block"
        )
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        made.begin(page, origin)
        try:
            yield made
        finally:
            context.close()
    assert [text for text in said if "Failed to load resource" not in text] == []
