"""Walks through the running site as anybody, and looks at each page with axe."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from tests.axe import violations

WAIT = 20_000  # ms; a mail takes a few seconds from the outbox to the mailbox


class Walker:
    """One test's visitor; every person has a browser context of their own."""

    def __init__(self, browser: Browser, url: str, home: Path, database: str = "") -> None:
        """`database` is the address of the site's database; empty for the embedded server of `home`."""
        self.browser, self.url, self.home, self.database = browser, url, home, database
        self.contexts: dict[str, BrowserContext] = {}
        self.findings: list[str] = []
        self.errors: list[str] = []
        self.looked_at: set[str] = set()

    def person(self, name: str, **options: Any) -> Page:
        if name not in self.contexts:
            settings = {"viewport": {"width": 1440, "height": 900}, "locale": "en", "accept_downloads": True, **options}
            self.contexts[name] = self.browser.new_context(**settings)
        page = self.contexts[name].new_page()
        page.set_default_timeout(WAIT)
        page.on("console", lambda message: self._said(page, message))
        page.on("pageerror", lambda error: self.errors.append(f"{page.url}: {error}"))
        return page

    def _said(self, page: Page, message: ConsoleMessage) -> None:
        """Keep what the console says of scripts and the CSP; a 4xx page is the test's own affair."""
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.errors.append(f"{page.url}: {message.text}")

    def staff(self, name: str, **options: Any) -> Page:
        return self._by_demo(name, **options)

    def focal_point(self, party: str, **options: Any) -> Page:
        page = self.person(f"focal point of {party}", **options)
        page.goto(f"{self.url}/demo/")
        form = page.locator("form", has=page.locator("select[name=user]"))
        form.locator("select[name=user]").select_option(label=party)
        form.get_by_role("button").click()
        page.wait_for_url("**/portal/**")
        return page

    def _by_demo(self, name: str, **options: Any) -> Page:
        page = self.person(name, **options)
        page.goto(f"{self.url}/demo/")
        page.get_by_role("button", name=name).first.click()
        page.wait_for_load_state()
        return page

    def look(self, page: Page) -> None:
        """Check with axe (WCAG 2.2 AA); findings fail the test at its end, all pages together."""
        path = re.sub(r"[0-9a-f-]{20,}|\d+", "…", page.url.removeprefix(self.url).split("?")[0])
        width = page.viewport_size["width"] if page.viewport_size else 0
        if f"{path} {width}" in self.looked_at:
            return
        self.looked_at.add(f"{path} {width}")
        page.wait_for_load_state()
        # What htmx still fetches stands dimmed, so that its contrast is not that of what will be read.
        expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0, timeout=WAIT)
        for violation in violations(page):
            nodes = "; ".join(node["html"][:120] for node in violation["nodes"][:3])
            self.findings.append(f"{path}: {violation['id']}, {violation['help']}: {nodes}")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            self.findings.append(f"{path}: {wide} px wider than the window ({width} px)")

    def letter(self, to: str, subject: str) -> Page:
        """Wait for the newest letter to that address whose subject has these words.

        A demo begins with some 300 letters of its own; a busy machine takes minutes to deliver them, and later ones wait behind.
        """
        page, words = self.person("the mailbox"), re.compile(subject)
        address, expect_letter = f"{self.url}/demo/mailbox/?to={to}", page.get_by_role("link", name=words)
        for _ in range(250):
            # Until it has the words the page is read, not drawn.
            if words.search(unescape(page.request.get(address).text())):
                page.goto(address)
                if expect_letter.count():
                    break
            page.wait_for_timeout(700)
        self.look(page)
        expect_letter.first.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile(subject))
        self.look(page)
        return page

    def link_in(self, letter: Page, part: str) -> str:
        """Return the link that has `part`, from the plain text."""
        return str(letter.locator("pre.mailtext a", has_text=part).first.get_attribute("href"))

    def close(self) -> None:
        for context in self.contexts.values():
            context.close()

    def must_be_clean(self) -> None:
        assert not self.findings, "\n".join(sorted(set(self.findings)))
        assert not self.errors, "\n".join(self.errors)
