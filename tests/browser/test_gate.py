"""A guard's morning: a telephone is enrolled, sees a badge, loses the network and goes on, by a typed number too."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from delegations.accreditation.badges import keys, tokens
from tests.browser.mission import run_in_house
from tests.browser.walker import Walker
from tests.look.pages import CHROMIUM, FLAGS, IN_A_BROWSER, driver
from tests.printing.readback import codes, open_pdf

pytestmark = [*IN_A_BROWSER, pytest.mark.xdist_group("browser")]
SECURITY, DEVICE = "Tạ Văn Phúc", "Telephone 1"
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "permissions": ["camera"]}
# What organisers and the print room did before: categories that are good on any day, badges of one delegation on paper and given out.
BEFORE = """
import json
from collections import Counter
from pathlib import Path
from django.core.management import call_command
from conference.core.access import SYSTEM
from conference.models import Category
from delegations.accreditation.collection.actions import hand_out_to_delegation
from delegations.accreditation.models import Badge
from delegations.registration.models import Delegation
days = dict(Category.objects.values_list("letter", "days"))
Category.objects.update(days=[])
codes = Counter(Badge.objects.filter(state="queued").values_list("delegate__delegation__party__code", flat=True))
code = min(code for code, count in codes.items() if count > 2 and code not in USED)
call_command("print", "badges", delegation=code, out=Path(HOME) / "badges.pdf", verbosity=0)
hand_out_to_delegation(actor=SYSTEM, delegation=Delegation.objects.get(party__code=code), to="Ms. Trần Thu Hà")
badges = Badge.objects.filter(delegate__delegation__party__code=code)
names = {badge.serial: badge.delegate.full_name for badge in badges}
numbers = {badge.serial: badge.number for badge in badges}
Path(HOME, "gate.json").write_text(json.dumps({"code": code, "days": days, "names": names, "numbers": numbers}))
"""
AFTER = """
import json
from pathlib import Path
from conference.models import Category
from delegations.gates.models import Device
for letter, days in json.loads(Path(HOME, "gate.json").read_text())["days"].items():
    Category.objects.filter(letter=letter).update(days=days)
rows = Device.objects.latest("pk").scans.order_by("number").values_list("number", "direction", "verdict", "reason", "online", "counts")
Path(HOME, "scans.json").write_text(json.dumps(list(rows)))
"""
# Delegations of other stories in this project.
USED = ["KEN", "BRA", "GNB"]


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Chromium's camera reads it once it is switched on."""
    return tmp_path_factory.mktemp("camera") / "badge.mjpeg"


@pytest.fixture(scope="module")
def chromium(film: Path) -> Iterator[Browser]:
    camera = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
    shown = f"--use-file-for-fake-video-capture={film}"
    with driver() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=[*FLAGS, *camera, shown])
        yield browser
        browser.close()


def site(walk: Walker, code: str, answer: str) -> Any:
    run_in_house(walk, f"HOME, USED = {str(walk.home)!r}, {USED!r}\n{code}")
    return json.loads((walk.home / answer).read_text())


@pytest.fixture
def morning(walk: Walker) -> Iterator[dict[str, Any]]:
    """Afterwards the categories have their days again."""
    yield site(walk, BEFORE, "gate.json")
    site(walk, AFTER, "scans.json")


def serial(walk: Walker, text: str) -> str:
    ring = keys.load(f"b1:{json.loads((walk.home / 'keys.json').read_text())['badge']}")
    noon = datetime(2025, 10, 26, 12, tzinfo=UTC)
    return tokens.verify(text, ring.public, audience="hanoi-2025", at=noon).serial.hex()


def held_up(page: Any, film: Path) -> None:
    """As a guard sees it: on a table, a hand's breadth before the lens."""
    badge = page.render(scale=720 / page.get_height()).to_pil().convert("RGB")
    table = Image.new("RGB", (1280, 720), "#8a8478")
    table.paste(badge, ((1280 - badge.width) // 2, 0))
    frame = io.BytesIO()
    table.save(frame, "JPEG", quality=90)
    film.write_bytes(frame.getvalue() * 5)


def invited(walk: Walker) -> tuple[Page, str]:
    desk = walk.staff(SECURITY)
    desk.goto(f"{walk.url}/desk/gates/devices/")
    desk.get_by_label("Names of the bearers").check()
    desk.get_by_role("button", name="Save what devices may store").click()
    desk.get_by_label("Name of the device").fill(DEVICE)
    desk.get_by_label("Gate", exact=True).select_option(label="Main entrance")
    desk.get_by_role("button", name="Create a code").click()
    return desk, desk.locator(".code-big").inner_text()


def enrolled(walk: Walker, code: str) -> Page:
    guard = walk.person("the guard", **PHONE)
    guard.goto(f"{walk.url}/gate/#{code}")
    walk.look(guard)
    expect(guard.locator("#code")).to_have_value(code)
    assert guard.url == f"{walk.url}/gate/", "the code stays in no history"
    guard.get_by_role("button", name="Enrol").click()
    expect(guard.locator("#net-words")).to_have_text("connected")
    expect(guard.locator("#gate-name")).to_have_text("Main entrance, zone G")
    walk.look(guard)
    guard.evaluate("navigator.serviceWorker.ready")
    return guard


def verdict(page: Page, word: str, why: str) -> None:
    expect(page.locator("#verdict-word")).to_have_text(word)
    expect(page.locator("#verdict-why")).to_contain_text(re.compile(why))


def type_as_a_reader(page: Page, text: str) -> None:
    """As a keyboard-wedge reader: focus may be on any button."""
    page.locator("#direction button").first.focus()
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def test_a_badge_of_paper_enters_with_and_without_the_network(
    walk: Walker, film: Path, morning: dict[str, Any]
) -> None:
    pages = list(open_pdf(walk.home / "badges.pdf"))[:3]
    texts = [codes(page)[0] for page in pages]
    names = [morning["names"][serial(walk, text)] for text in texts]
    number = morning["numbers"][serial(walk, texts[2])]
    held_up(pages[0], film)
    desk, code = invited(walk)
    guard = enrolled(walk, code)
    guard.get_by_role("button", name="Start the camera").click()
    verdict(guard, "Enter", r"^Badge \S+, copy \d\. Valid today in zone G\.$")
    expect(guard.locator("#person")).to_have_text(names[0])
    walk.look(guard)

    # The flags of all parties come after everything else, so that a bearer of any of them has one offline.
    guard.wait_for_function(
        "async () => Boolean(await (await caches.open('gate-flags')).match('/static/vendor/flag-icons/flags/4x3/zw.svg'))"
    )
    guard.wait_for_function("async () => (await gate.store.lackingThumbs(1)).length === 0")
    guard.context.set_offline(True)
    # Ten seconds later by the device's clock, so that the badge is no longer held up for too long.
    guard.add_init_script("Date.now = ((now) => () => now() + 10000)(Date.now)")
    guard.reload()
    # Page, list and own scans are there without a network, and the badge that is still before the lens was let in already.
    verdict(guard, "Check manually", "^The bearer is already inside: since ..:.., entered by Main entrance")
    expect(guard.locator("#person")).to_have_text(names[0])
    expect(guard.locator("#net-words")).to_contain_text(re.compile(r"^offline \d+ min$"))
    walk.look(guard)
    guard.get_by_role("button", name="Not let in").click()
    expect(guard.get_by_role("status")).to_have_text(f"{names[0]}: checked and not admitted.")
    # A badge whose code is scratched: the guard types what is printed on it, and compares faces.
    guard.get_by_label("Or type the number and copy on the badge, or use a reader").fill(
        number.lower().replace("-", " ")
    )
    guard.get_by_role("button", name="Check the badge").click()
    verdict(guard, "Check manually", f"^The number {number} was typed: no code was read")
    expect(guard.locator("#person")).to_have_text(names[2])
    expect(guard.locator("#photo")).to_be_visible()
    walk.look(guard)
    guard.get_by_role("button", name="Checked, admitted").click()
    expect(guard.get_by_role("status")).to_have_text(f"{names[2]}: checked and admitted manually.")
    type_as_a_reader(guard, texts[1])
    verdict(guard, "Enter", "^Valid today in zone G")
    expect(guard.locator("#result [data-counter]")).to_contain_text("scans waiting to be sent")
    type_as_a_reader(guard, texts[1][:-1] + ("1" if texts[1].endswith("0") else "0"))
    expect(guard.locator("#verdict-word")).to_have_text("Refused")
    walk.look(guard)

    guard.context.set_offline(False)
    expect(guard.locator("#result [data-list-line]")).to_contain_text("Nothing waits to be sent.")
    desk.goto(f"{walk.url}/desk/gates/inside/G/")
    for name in names:
        expect(desk.get_by_role("link", name=name)).to_be_visible()
    desk.get_by_role("link", name=names[1]).click()
    desk.get_by_role("link", name="Show the scans").click()
    expect(desk.get_by_role("table", name="Scans of this person's badges")).to_contain_text("offline, reported")

    # An answer that is lost on its way: the server has the scan, the telephone decides by itself, and both mean one scan.
    guard.get_by_role("button", name="Out", exact=True).click()
    guard.route("**/api/v1/gate/check", lambda route: (route.fetch(), route.abort()))
    type_as_a_reader(guard, texts[1])
    verdict(guard, "Leaving", "^Counted out of zone G")
    expect(guard.locator("#result [data-list-line]")).to_contain_text("Nothing waits to be sent.")
    guard.unroute("**/api/v1/gate/check")

    desk.goto(f"{walk.url}/desk/gates/devices/")
    desk.get_by_role("row", name=DEVICE).get_by_role("button", name="Revoke").click()
    desk.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    type_as_a_reader(guard, texts[0])
    expect(guard.get_by_role("heading", name="This device was revoked. Its list has been deleted.")).to_be_visible()
    walk.look(guard)
    assert guard.evaluate("(code) => gate.store.badgesOf(code)", morning["code"]) == []

    scans = site(walk, AFTER, "scans.json")
    assert [scan[0] for scan in scans] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert [tuple(scan[1:]) for scan in scans] == [
        ("in", "enter", "", True, True),
        ("in", "check", "already-inside", False, False),
        ("in", "refused", "by-hand", False, False),
        ("in", "check", "typed", False, False),
        ("in", "enter", "by-hand", False, True),
        ("in", "enter", "", False, True),
        ("in", "refused", scans[6][3], False, False),
        ("out", "enter", "left", True, True),
    ]
    assert scans[6][3] in ("malformed", "bad-signature")
