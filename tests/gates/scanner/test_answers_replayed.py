"""Whoever stands between the scanner and the server, and keeps or exchanges answers: the scanner's own page, with the real server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connections
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, Route, expect

from conference.core import clock
from conference.core.access import Role
from delegations.gates.devices import actions
from delegations.gates.scanner import sentences
from tests.gates.scene import NOW, get, give_out, make_device, make_gate, post
from tests.gates.table import to_state
from tests.look.pages import IN_A_BROWSER
from tests.people import actor, make_member, make_user

pytestmark = [*IN_A_BROWSER, pytest.mark.django_db]
STATE_OF = "async (serial) => (await gate.store.badge(serial))?.state ?? null"
HEAD = "async () => { const { version, confirmed } = (await gate.store.get('bundle')) ?? {}; return { version, confirmed }; }"


class Wire:
    """What lies between: it passes everything on, unless told to do otherwise with the next lists."""

    def __init__(self) -> None:
        self.connection = connections["default"]
        self.answers: list[HttpResponse] = []
        self.attack: Any = None

    def __call__(self, route: Route) -> None:
        with self.server():
            self.fulfil(route)

    @contextmanager
    def server(self) -> Iterator[None]:
        """Beside the browser's loop Django knows neither the test's transaction nor its clock."""
        connections["default"] = self.connection
        with clock.standing(NOW):
            yield

    def fulfil(self, route: Route) -> None:
        request = route.request
        path = request.url.split("/api/v1/gate/")[1]
        key = request.headers.get("authorization", "").removeprefix("Device ")
        if request.method == "POST":
            answer = post(key, path, request.post_data_json)
        else:
            names = ("if-none-match", "bundle-nonce")
            asked = {name: request.headers[name] for name in names if name in request.headers}
            answer = get(key, path, **asked) if self.attack is None else self.attack(key, path, asked)
            self.answers.append(answer)
        headers = {name: value for name, value in answer.items() if name != "Content-Length"}
        route.fulfill(status=answer.status_code, headers=headers, body=answer.content)


@pytest.fixture
def wire(scene: object, monkeypatch: pytest.MonkeyPatch) -> Wire:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the wire asks the server beside the browser's loop
    return Wire()


@pytest.fixture
def scene(saturday: object) -> tuple[Any, str, str, str]:
    """A badge given out, the code of a device not enrolled yet, the key of another at another gate, and the page."""
    badge = give_out(make_member("KEN", state="accredited").badges.get())
    _device, code = actions.invite(actor=actor(make_user(None, Role.SECURITY)), name="Scanner 2", gate=make_gate("G"))
    return badge, code, make_device(make_gate("C"))[1], Client().get(reverse("gates:scanner")).content.decode()


@pytest.fixture
def scanner(scene: tuple[Any, str, str, str], wire: Wire, page: Page) -> Page:
    page.route("**/gate/", lambda route: route.fulfill(body=scene[3], content_type="text/html"))
    page.route("**/api/v1/gate/**", wire)
    page.goto(f"{page.url}gate/#{scene[1]}")
    page.locator("#enrol-button").click()
    expect(page.locator("#gate")).to_have_attribute("data-part", "ready")
    fetch(page)
    return page


def fetch(page: Page) -> str:
    """Let the scanner ask for its list, and return what it tells the guard."""
    page.evaluate("async () => { while (gate.sync.running) await gate.sync.running; await gate.sync.fetchList(); }")
    return page.locator("#trouble").inner_text().strip()


def test_an_older_list_an_others_list_and_an_unsigned_nothing_new_are_refused(
    scanner: Page, wire: Wire, scene: tuple[Any, str, str, str]
) -> None:
    badge, _code, other, _html = scene
    said = sentences.all_sentences()
    first = next(answer for answer in wire.answers if answer.status_code == 200)
    assert scanner.evaluate(STATE_OF, badge.serial) == "collected"
    with wire.server():
        to_state(badge, "lost")
    assert fetch(scanner) == ""  # the control: what nobody touched is taken
    assert scanner.evaluate(STATE_OF, badge.serial) == "lost"
    had = scanner.evaluate(HEAD)

    wire.attack = lambda key, path, asked: first
    assert fetch(scanner) == said["list-older"]
    wire.attack = lambda key, path, asked: get(other, "bundle", **asked)
    assert fetch(scanner) == said["list-foreign"]
    wire.attack = lambda key, path, asked: HttpResponse(status=304, headers={"ETag": asked["if-none-match"]})
    assert fetch(scanner) == said["unchanged-unsigned"]
    assert scanner.evaluate(HEAD) == had  # nor is the list any younger for it
    assert scanner.evaluate(STATE_OF, badge.serial) == "lost"

    wire.attack = None
    fetch(scanner)
    expect(scanner.locator("#trouble")).to_be_hidden()  # it goes a moment after the list has come
    assert wire.answers[-1].status_code == 304
    assert scanner.evaluate(HEAD)["confirmed"] > had["confirmed"]
