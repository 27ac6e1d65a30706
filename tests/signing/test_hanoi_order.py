"""The whole order of Hanoi, played in a browser: 72 signatories, by the keys of the console, with the hall's display watched.

Parties, days and invented heads are those of the seeds. One is passed over and recalled, one act is undone, and the second day has its own
sitting, as in Hanoi.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.conf import settings as site
from django.test import Client
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page

from conference.core import clock
from conference.core.access import SYSTEM, Role
from conference.parties.models import Kind, Party
from delegations.registration.models import Delegate
from schedule.signing.models import Signature, SigningSession
from schedule.signing.running_order import actions as running_order
from seeds.data import party, signatories
from seeds.load.tables import load_parties
from seeds.people import members
from tests.credentials.kit import rank
from tests.look.pages import IN_A_BROWSER, browser
from tests.people import make_conference, make_tables, make_user, sign_in
from tests.signing.scene import BEGINS, appointment_of, empower, fill, intend, make_session, make_signatory, protocol
from tests.treaties.kit import hanoi

pytestmark = [*IN_A_BROWSER, pytest.mark.django_db(transaction=True)]
DAY = timedelta(days=1)
SIGNED = "() => document.querySelector('[data-signed]')?.textContent"
# What was done is shown at once; here the server has it as well.
SENT = """([signed, table]) => document.querySelector('[data-signed]').textContent === String(signed)
  && (document.querySelector('tr.now')?.dataset.row ?? '') === table
  && JSON.parse(localStorage.getItem('ceremony-' + document.getElementById('console').dataset.session) ?? '[]').length === 0"""
IN_SIGHT = """() => {
  const [row, box] = ["tr.now", ".order-scroll"].map((one) => document.querySelector(one).getBoundingClientRect());
  return box.top <= row.top && row.bottom <= box.bottom;
}"""
BOARD = """([now, next, count]) => {
  const text = (query) => document.querySelector(query)?.textContent.trim() ?? '';
  return text('.now:not(.quiet) .name') === now && text('.nextp') === next && text('.count b') + ' ' + text('.count span') === count;
}"""
LOST = "net::ERR_INTERNET_DISCONNECTED"  # what the browser says of the network that the test takes away
WITHIN = 2000  # ms, from the act at the console to the hall


def head_of(code: str) -> Delegate:
    """The head of the delegation as the seeds invent it; the Union's needs full powers, since it has none of the three offices."""
    person = members(party(code), 1, 7)[0]
    fields = {
        "honorific": person.honorific,
        "family_name": person.family_name,
        "given_names": person.given_names,
        "functional_title": person.functional_title,
    }
    found = make_signatory(code, **fields)
    if found.delegation.party.kind == Kind.REIO:
        empower(found, issuer_office="organ")
    return found


@pytest.fixture
def order(settings) -> dict[str, list[str]]:
    """Enter who signs on which day; return the names in the order of each session."""
    settings.CLOCK_OFFSET = BEGINS - timezone.now()
    make_conference()
    make_tables()
    rank("head_of_state")
    load_parties(host=True)
    treaty = hanoi()
    days = {row["code"]: row["signed"] for row in signatories() if row["place"] == "Hanoi"}
    for code in days:
        intend(code, head_of(code))
    first, second = make_session(treaty), make_session(treaty, "second", starts=BEGINS + DAY)
    fill(first)
    for code in sorted(code for code, day in days.items() if day == "2025-10-26"):
        second.refresh_from_db()
        running_order.schedule_appointment(
            actor=protocol(), session=second, appointment=appointment_of(code), expected_version=second.order_version
        )
    first.refresh_from_db()
    running_order.arrange_session(actor=SYSTEM, session=first, expected_version=first.order_version)
    return {one.code: _names(one) for one in (first, second)}


def _names(session: SigningSession) -> list[str]:
    rows = session.appointments.select_related("delegation__party").order_by("position")
    return [row.delegation.party.short for row in rows]


@contextmanager
def hall_and_console(url: str) -> Iterator[tuple[Page, Page]]:
    """Open the hall's display, and a console for protocol, in two windows; any error in either fails the test."""
    said: list[str] = []
    who = sign_in(Client(), make_user(None, Role.PROTOCOL, name="Bùi Khánh Chi"))
    cookie = who.cookies[site.SESSION_COOKIE_NAME]
    with browser() as chromium:
        context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
        staff = _window(context, said)
        hall = _window(chromium.new_context(viewport={"width": 1920, "height": 1080}, locale="en-GB"), said)
        context.add_cookies([{"name": site.SESSION_COOKIE_NAME, "value": cookie.value, "url": url}])
        try:
            yield hall, staff
        finally:
            hall.context.close()
            context.close()
    assert said == []


def _window(context: BrowserContext, said: list[str]) -> Page:
    page = context.new_page()
    page.on(
        "console",
        lambda message: said.append(message.text) if message.type == "error" and LOST not in message.text else None,
    )
    page.on("pageerror", lambda error: said.append(str(error)))
    return page


class Ceremony:
    """An operator who looks at the order, and touches no mouse."""

    def __init__(self, hall: Page, console: Page, url: str) -> None:
        self.hall, self.console, self.url = hall, console, url
        self.watched, self.before = 0, 0

    def open(self, code: str, names: list[str], *, before: int = 0) -> None:
        """Open the console of a session, before which so many have signed at others."""
        self.before = before
        self.names, self.signed, self.table = names, 0, -1
        self.console.goto(f"{self.url}/desk/signing/sessions/{code}/console/")
        rows = self.console.locator("tr[data-row]")
        assert [text.strip() for text in rows.locator("th").all_inner_texts()] == names
        self.keys = [row.get_attribute("data-row") for row in rows.all()]

    def press(self, key: str, *, signed: int, table: int) -> None:
        """Press it, and wait until the server has done it: how many have signed, which place of the order is at the table (-1: none)."""
        self.signed, self.table = signed, table
        self.press_and_answer(key)
        self.console.wait_for_function(SENT, arg=[self.before + signed, self.keys[table] if table >= 0 else ""])

    def press_and_answer(self, key: str) -> None:
        """Press it; whoever signs within three seconds of the call is asked, and says yes."""
        self.console.keyboard.press(key)
        if self.console.locator("#question").is_visible():
            self.console.keyboard.press("y")

    def watch(self, following: int, then: str = "") -> None:
        """The hall shows it within two seconds; `following` is the place of who is next, -1 for nobody in this session: `then`."""
        now = self.names[self.table] if self.table >= 0 else ""
        then = self.names[following] if following >= 0 else then
        shown = [now, then, f"{self.before + self.signed} of 72"]
        self.hall.wait_for_function(BOARD, arg=shown, timeout=WITHIN)
        self.watched += 1

    def sign_until(self, last: int) -> None:
        """One after another, each signature calling the next, faster than the network, until the one at `last` is at the table."""
        for place in range(self.table + 1, last):
            self.signed += 1
            self.press_and_answer("Space")
            assert self.console.locator("tr.now").get_attribute("data-row") == self.keys[place]
        self.press("Space", signed=self.signed + 1, table=last)

    def lose_the_network_for(self, acts: int) -> None:
        """Sign without a network: the console goes on, says so and keeps the acts, and sends them once it is back."""
        lost = self.console.locator("#lost")
        assert lost.is_hidden()
        self.console.context.set_offline(True)
        for _act in range(acts):
            self.press_and_answer("Space")
        lost.wait_for()
        assert re.search(rf"No network since 1\d:\d\d\..*Acts kept here: {acts}\b", " ".join(lost.inner_text().split()))
        self.table += acts
        assert self.console.locator("tr.now").get_attribute("data-row") == self.keys[self.table]
        assert self.hall.locator(".count b").inner_text() == str(self.signed)
        self.signed += acts
        self.console.context.set_offline(False)
        self.console.keyboard.press("t")
        self.console.wait_for_function(SENT, arg=[self.signed, self.keys[self.table]])
        lost.wait_for(state="hidden")
        self.watch(self.table + 1)


def test_72_sign_in_hanoi_and_the_hall_sees_it(live_server, settings, order):
    first, second = order["first"], order["second"]
    assert (first[0], len(first), second) == ("Viet Nam", 69, ["Mali", "Rwanda", "Saudi Arabia"])
    with hall_and_console(live_server.url) as (hall, console):
        play = Ceremony(hall, console, live_server.url)
        hall.goto(f"{live_server.url}/board/")
        play.open("first", first)
        play.watch(0)
        play.press("c", signed=0, table=0)
        play.watch(1)
        play.sign_until(5)
        play.watch(6)
        # The sixth is not there: passed over, and the seventh called.
        play.press("s", signed=5, table=-1)
        play.watch(6)
        play.press("c", signed=5, table=6)
        # Whoever is at the table signs first; the sixth is recalled later.
        recall = console.locator("[data-skipped]:visible")
        assert recall.get_by_role("button", name="Recall").is_disabled()
        assert "“Signed, call nobody” comes first" in recall.inner_text()
        play.sign_until(20)
        assert console.evaluate(IN_SIGHT)
        play.watch(21)
        # Too early: the last act is taken back, with its reason, and done again.
        console.locator(".undo h3", has_text=first[19]).wait_for()
        console.keyboard.press("u")
        console.keyboard.type("The pen was not down yet")
        play.press("Control+Enter", signed=18, table=19)
        play.watch(20)
        play.lose_the_network_for(2)
        play.sign_until(68)
        play.watch(-1)
        play.press("p", signed=68, table=-1)
        play.press("r", signed=68, table=5)
        play.press("p", signed=69, table=-1)
        play.watch(-1, then=second[0])  # the display goes on to tomorrow's session
        assert console.evaluate(SIGNED) == "69"

        settings.CLOCK_OFFSET += DAY
        play.open("second", second, before=69)
        play.press("c", signed=0, table=0)
        play.watch(1)
        play.sign_until(2)
        play.press("p", signed=3, table=-1)
        play.watch(-1)
        assert play.watched == 11
        for code in ("first", "second"):
            console.goto(f"{live_server.url}/desk/signing/sessions/{code}/record/")
            assert console.get_by_role("button", name="Close the record as the first of two").is_enabled()
    _is_all_written(first, second)


def _is_all_written(first: list[str], second: list[str]) -> None:
    rows = list(Signature.objects.select_related("party", "session").order_by("session__starts", "number"))
    assert len(rows) == 72
    assert [row.party.short for row in rows] == [*first[:5], *first[6:], first[5], *second]
    assert [row.number for row in rows] == [*range(1, 70), 1, 2, 3]
    assert {str(row.signed_on) for row in rows if row.session.code == "second"} == {"2025-10-26"}
    # Article 64 (2): one of its member States had signed before.
    codes = [row.party.code for row in rows]
    union = Party.objects.get(kind=Kind.REIO, code="EU")
    members_of = set(union.memberships.values_list("member__code", flat=True))
    assert members_of & set(codes[: codes.index("EU")])
    assert clock.now().date().isoformat() == "2025-10-26"
