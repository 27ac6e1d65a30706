from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from playwright.sync_api import Page

from conference.core.access import Role
from schedule.programme.sessions.content import DocumentContent
from tests.axe import violations
from tests.calendar.places import at
from tests.look.pages import IN_A_BROWSER, opened
from tests.people import make_member, make_party, make_user
from tests.programme.draft import add, publish

pytestmark = IN_A_BROWSER
SAT = "/programme/2025-10-25/"
PUBLIC = [
    SAT,
    SAT + "?view=list",
    SAT + "?type=workshop",
    SAT + "?lang=ar",
    "/programme/session/signing/",
    "/programme/session/opening/",
    "/programme/changes/",
]
DESK = [
    "/desk/programme/2025-10-25/",
    "/desk/programme/?show=differences",
    "/desk/programme/publish/",
    "/desk/programme/session/signing/",
    "/CLASH",
]


@pytest.fixture
def taken(world, settings) -> dict[str, tuple[str, str]]:
    """Address → (body, CSP)."""
    settings.CLOCK_OFFSET = timedelta(hours=-1)
    papers = [
        DocumentContent(title="Order", language=code, link=f"https://docs.example/{code}")
        for code in ("en", "fr", "es")
    ]
    add(
        key="opening",
        starts="09:00",
        ends="10:00",
        webcast=True,
        interpretation=["ar", "en", "fr", "vi"],
        documents=papers,
    )
    add(
        "Signing of the Convention",
        key="signing",
        starts="10:00",
        ends="12:30",
        type="signing",
        description={"en": "One by one."},
    )
    add(
        "Consultation",
        room="CR1",
        starts="10:15",
        ends="11:00",
        is_open=False,
        public_detail="place",
        organisers=[make_party()],
    )
    for number in range(1, 12):
        add(f"Workshop {number}", room=f"C-{number}", starts="12:00", ends="13:00", type="workshop", number=number)
    add("Banquet", room="BANQUET", starts="19:00", ends="+00:30", type="social", is_open=False, public_detail="place")
    add("Exhibition", room="MEDIA", starts="08:00", ends="18:00", all_day=True)
    add("Closing", key="closing", starts="15:00", ends="16:00", day=26)
    publish()
    add("Late session", room="CR2", starts="14:00", ends="15:00", chair=make_member(capacity="head"))
    anybody, staff = Client(), Client()
    staff.force_login(make_user(None, Role.PROGRAMME, name="Đỗ Minh Châu"))
    clash = {
        "title": "x",
        "type": "plenary",
        "starts": "2025-10-25T09:30",
        "ends": "2025-10-25T09:50",
        "room": _plenary(),
    }
    answers = {url: anybody.get(url) for url in PUBLIC} | {url: staff.get(url) for url in DESK if url != "/CLASH"}
    answers["/CLASH"] = staff.post("/desk/programme/new/", clash)
    assert {answer.status_code for answer in answers.values()} == {200, 409}
    return {url: (answer.content.decode(), answer["Content-Security-Policy"]) for url, answer in answers.items()}


def _plenary() -> int:
    from schedule.calendar.models import Room

    return Room.objects.get(code="PLENARY").pk


def browser(taken, width: int = 1440, **options):
    """The machine says 11:45; the conference's clock is an hour behind (CLOCK_OFFSET)."""
    return opened(taken, width, machine=at("11:45"), **options)


def now_of(page: Page) -> tuple[str, str, list[str]]:
    line = page.locator(".agenda .now")
    running = page.locator(".sess.is-now h3").all_inner_texts()
    return line.inner_text().strip(), line.get_attribute("class") or "", running


def test_the_line_of_now_moves_with_the_conferences_clock(taken):
    with browser(taken) as show:
        page = show(SAT)
        assert now_of(page) == ("Now 10:45", "now at-8", ["Signing of the Convention", "Consultation"])
        page.clock.run_for(15 * 60 * 1000)
        assert now_of(page) == ("Now 11:00", "now at-9", ["Signing of the Convention"])
        assert page.locator(".sess.is-now .visually-hidden").first.inner_text() == "Now:"
        assert page.locator(".sess .visually-hidden", has_text="Now:").count() == 1
        page.clock.run_for(14 * 3600 * 1000)
        assert page.locator(".agenda .now").count() == 0
        assert page.locator(".sess.is-now").count() == 0


def test_the_line_stands_between_what_has_begun_and_what_comes_in_a_list(taken):
    with browser(taken) as show:
        page = show(SAT + "?view=list")
        order = page.locator(".agenda > li").evaluate_all("all => all.map(one => one.className.split(' ')[0])")
        titles = page.locator(".agenda .sess h3").all_inner_texts()
        assert titles.index("Consultation") + 1 == order.index("now")
        assert now_of(page)[1] == "now"


def test_blocks_stand_at_their_hour_under_their_room(taken):
    with browser(taken) as show:
        page = show(SAT)

        def box(selector: str, text: str) -> dict[str, float]:
            return page.locator(selector, has_text=text).first.bounding_box()

        plenary, opening, signing = (box(".room", "Plenary Hall"), box(".sess", "Opening"), box(".sess", "Signing of"))
        consultation, ten = box(".sess", "Consultation"), box(".hour", "10:00")
        assert abs(opening["x"] - plenary["x"]) < 1
        assert abs(signing["x"] - plenary["x"]) < 1
        assert consultation["x"] > signing["x"] + signing["width"]
        assert abs(signing["y"] - ten["y"]) < 2
        assert opening["y"] + opening["height"] <= signing["y"]
        assert consultation["y"] > signing["y"]


def test_from_the_right_in_arabic(taken):
    with browser(taken) as show:
        page = show(SAT + "?lang=ar")
        plenary = page.locator(".room", has_text="Plenary Hall").bounding_box()
        other = page.locator(".room", has_text="Conference Room 1").bounding_box()
        assert plenary["x"] > other["x"]


def test_on_a_telephone_filters_wait_under_their_button(taken):
    with browser(taken, width=390) as show:
        page = show(SAT)
        assert not page.locator("#f-room").is_visible()
        page.get_by_text("Filters").click()
        assert page.locator("#f-room").is_visible()
        assert page.locator(".agenda .room").first.is_visible() is False
        assert page.locator(".sess .when .only-list").first.is_visible()


def test_enter_saves_what_is_typed_and_takes_no_other_time(taken):
    """The page of a clash offers another time by a button before the form's own."""
    with browser(taken) as show:
        page = show("/CLASH")
        assert page.get_by_role("button", name="Begin at").is_visible()
        with page.expect_request(lambda request: request.method == "POST") as sent:
            page.get_by_label("Title (English)").press("Enter")
        body = sent.value.post_data
        assert ('name="begin"' in body, 'name="title"\r\n\r\nx' in body) == (False, True)


def test_without_scripts_filters_and_programme_are_there(taken):
    with browser(taken, width=390, java_script_enabled=False) as show:
        page = show(SAT)
        assert page.locator("#f-room").is_visible()
        assert page.get_by_role("button", name="Show").is_visible()
        assert page.get_by_role("link", name="Signing of the Convention").is_visible()


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_no_title_is_cut_in_the_grid_of_who_only_reads(world, language):
    """An hour grows with its words, as on the public page: nothing is dragged there."""
    titles = {
        "en": "Group photograph of heads of delegation",
        "fr": "Photographie de groupe des chefs de délégation",
        "ar": "الصورة الجماعية لرؤساء الوفود",
    }
    add(titles, starts="08:45", ends="09:00")
    add({**titles, "fr": "Les femmes dans les enquêtes sur la cybercriminalité"}, starts="09:00", ends="09:50")
    for number in range(1, 12):
        add(f"Workshop {number}", room=f"C-{number}", starts="12:00", ends="13:00", type="workshop", number=number)
    reader = Client(headers={"accept-language": language})
    reader.force_login(make_user(None, Role.SECURITY, name="Tạ Văn Phúc"))
    answer = reader.get(DESK[0])
    assert answer.headers["content-language"] == language
    with opened({DESK[0]: (answer.content.decode(), answer["Content-Security-Policy"])}, 1280) as show:
        blocks = show(DESK[0]).locator(".daygrid .sess")
        assert [title.strip() for title in blocks.locator(".tt").all_inner_texts()][:1] == [titles[language]]
        cut = blocks.evaluate_all(
            """found => found.flatMap(one => [one, ...one.querySelectorAll('.tm, .tt')])
              .filter(one => one.scrollHeight > one.clientHeight + 1 && getComputedStyle(one).display !== 'inline'
                || one.scrollWidth > one.clientWidth + 1)
              .map(one => one.className + ': ' + one.textContent.trim())"""
        )
    assert cut == []


HOURS = """() => {
  const grid = document.querySelector(".board .daygrid");
  let box = grid;
  while (box !== document.body && box.scrollWidth <= box.clientWidth + 1) box = box.parentElement;
  const evening = [...grid.querySelectorAll(".sess")].find((one) => one.textContent.includes("Evening"));
  evening.scrollIntoView({block: "center", inline: "end"});
  const {left, right} = box.getBoundingClientRect();
  const hours = [...grid.querySelectorAll(".hour span")].map((one) => one.getBoundingClientRect());
  const rooms = [...grid.querySelectorAll(".rh")].map((one) => one.getBoundingClientRect());
  const at = evening.getBoundingClientRect();
  const top = document.elementFromPoint((at.left + at.right) / 2, (at.top + at.bottom) / 2);
  return {
    scrolled: box.scrollLeft !== 0 && document.documentElement.scrollTop + box.scrollTop > 0,
    hours: hours.every((one) => one.left >= left - 1 && one.right <= right + 1),
    rooms: rooms.every((one) => one.top >= -1 && one.bottom <= innerHeight),
    free: evening.contains(top),
  };
}"""


@pytest.mark.parametrize("language", ["en", "ar"])
def test_hours_and_rooms_stay_while_the_grid_scrolls_and_nothing_covers_the_evening(world, language):
    for number in range(1, 12):
        add(f"Workshop {number}", room=f"C-{number}", starts="08:00", ends="09:00", type="workshop", number=number)
    add("Evening", room="C-11", starts="20:00", ends="20:50")
    editor = Client(headers={"accept-language": language})
    editor.force_login(make_user(None, Role.PROGRAMME))
    answer = editor.get(DESK[0])
    with opened({DESK[0]: (answer.content.decode(), answer["Content-Security-Policy"])}, 1280) as show:
        found = show(DESK[0]).evaluate(HOURS)
    assert found == {"scrolled": True, "hours": True, "rooms": True, "free": True}


def faults(page: Page, name: str) -> list[str]:
    found = [f"{name}: {violation['id']}: {violation['nodes'][0]['html'][:150]}" for violation in violations(page)]
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [*found, f"{name}: {wide} px too wide"] if wide > 0 else found


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (1440, "dark"), (390, "light")])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(taken, width, scheme):
    found: list[str] = []
    with browser(taken, width=width, color_scheme=scheme) as show:
        look: Callable[[str], None] = lambda url: found.extend(faults(show(url), f"{url} {width} {scheme}"))  # noqa: E731
        for url in [*PUBLIC, *DESK]:
            look(url)
    assert found == []
