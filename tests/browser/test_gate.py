"""A guard's morning: a telephone is enrolled, sees a printed badge, loses the network and goes on; the desk hears of all."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.mission import run_in_house
from tests.browser.walker import Walker
from tests.look.pages import CHROMIUM, IN_A_BROWSER
from tests.printing.readback import codes, open_pdf

pytestmark = [*IN_A_BROWSER, pytest.mark.xdist_group("browser")]
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "permissions": ["camera"]}
# What the organisers, the print room and the gates' desk did before: badges of two Kenyans good on any day, a gate, a device's code.
BEFORE = """
import json
from pathlib import Path
from django.core.management import call_command
from conference.access import Actor, Role
from conference.accounts.models import User
from conference.models import Category, Zone
from conference.translated import Translated
from delegations.accreditation.models import Badge
from delegations.gates import actions
from delegations.gates.models import Gate
Category.objects.update(days=[])
officer = User.objects.filter(grants__role="security").first()
actor = Actor(user_id=officer.pk, label=str(officer), roles=frozenset({Role.SECURITY}))
gate = Gate.objects.create(name=Translated(en="Main entrance"), zone=Zone.objects.get(letter="G"))
device, code = actions.invite(actor=actor, name="Telephone 1", gate=gate)
call_command("print", "badges", delegation="KEN", out=Path(HOME) / "badges.pdf", verbosity=0)
Path(HOME, "gate.json").write_text(json.dumps({"code": code}))
"""
SCANS = """
import json
from pathlib import Path
from delegations.gates.models import Device, Presence
device = Device.objects.latest("pk")
rows = device.scans.order_by("number").values_list("number", "serial", "verdict", "reason", "online", "counts")
inside = Presence.objects.filter(since__isnull=False, scan__device=device).count()
Path(HOME, "scans.json").write_text(json.dumps({"scans": list(rows), "inside": inside}))
"""


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where Chromium's camera finds its pictures once it is switched on."""
    return tmp_path_factory.mktemp("camera") / "badge.mjpeg"


@pytest.fixture(scope="module")
def chromium(film: Path) -> Iterator[Browser]:
    """Chromium whose camera shows `film`."""
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
        camera = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
        shown = f"--use-file-for-fake-video-capture={film}"
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=[*flags, *camera, shown])
        yield browser
        browser.close()


def house(walk: Walker, code: str, answer: str) -> Any:
    """What a command in the running house wrote down."""
    run_in_house(walk, f"HOME = {str(walk.home)!r}\n{code}")
    return json.loads((walk.home / answer).read_text())


def held_up(page: Any, film: Path) -> None:
    """Films a badge as a guard sees it: on a table, a hand's breadth before the lens."""
    badge = page.render(scale=720 / page.get_height()).to_pil().convert("RGB")
    table = Image.new("RGB", (1280, 720), "#8a8478")
    table.paste(badge, ((1280 - badge.width) // 2, 0))
    frame = io.BytesIO()
    table.save(frame, "JPEG", quality=90)
    film.write_bytes(frame.getvalue() * 5)


def verdict(page: Page, word: str, why: str) -> None:
    expect(page.locator("#verdict-word")).to_have_text(word)
    expect(page.locator("#verdict-why")).to_contain_text(re.compile(why))


def type_as_a_reader(page: Page, text: str) -> None:
    """A keyboard-wedge reader: the focus may be on any button."""
    page.locator("#direction button").first.focus()
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def test_a_badge_of_paper_enters_with_and_without_the_network(walk: Walker, film: Path) -> None:
    code = house(walk, BEFORE, "gate.json")["code"]
    first, second = list(open_pdf(walk.home / "badges.pdf"))[:2]
    texts = [codes(page)[0] for page in (first, second)]
    held_up(first, film)

    guard = walk.person("the guard", **PHONE)
    guard.goto(f"{walk.url}/gate/#{code}")
    walk.look(guard)
    expect(guard.locator("#code")).to_have_value(code)
    assert guard.url == f"{walk.url}/gate/", "the code stays in no history"
    guard.get_by_role("button", name="Enrol").click()
    expect(guard.locator("#net-words")).to_have_text("in touch")
    walk.look(guard)
    guard.evaluate("navigator.serviceWorker.ready")

    guard.get_by_role("button", name="Start the camera").click()
    verdict(guard, "Enter", r"^Badge \S+, copy 1\. Good today in zone G\.$")
    walk.look(guard)

    guard.context.set_offline(True)
    # Ten seconds later by the device's clock, so that the badge is no longer held up for too long.
    guard.add_init_script("Date.now = ((now) => () => now() + 10000)(Date.now)")
    guard.reload()
    # Page, list and own scans are there without a network, and the badge that is still before the lens was let in already.
    verdict(guard, "Check by hand", "^The bearer is inside already: since ..:.., by Main entrance")
    expect(guard.locator("#net-words")).to_contain_text(re.compile(r"^offline \d+ min$"))
    walk.look(guard)
    guard.get_by_role("button", name="Not let in").click()
    type_as_a_reader(guard, texts[1])
    verdict(guard, "Enter", "^Good today in zone G")
    expect(guard.locator("#result [data-counter]")).to_contain_text("scans wait to be sent")
    type_as_a_reader(guard, texts[1][:-1] + ("1" if texts[1].endswith("0") else "0"))
    expect(guard.locator("#verdict-word")).to_have_text("Refused")

    guard.context.set_offline(False)
    expect(guard.locator("#result [data-list-line]")).to_contain_text("Nothing waits to be sent.")
    found = house(walk, SCANS, "scans.json")
    serials = [row[1] for row in found["scans"]]
    assert [row[0] for row in found["scans"]] == [1, 2, 3, 4, 5]
    assert [tuple(row[2:]) for row in found["scans"][:4]] == [
        ("enter", "", True, True),
        ("check", "already-inside", False, False),
        ("refused", "by-hand", False, False),
        ("enter", "", False, True),
    ]
    assert found["scans"][4][2] == "refused"
    assert serials[0] == serials[1] == serials[2] != serials[3]
    assert found["inside"] == 2
