from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import Browser, Page, Route, expect

from conference.look.calendar_words import months
from delegations.gates.scanner import sentences
from tests.gates.scanner_page import run
from tests.look.pages import IN_A_BROWSER

pytestmark = [*IN_A_BROWSER, pytest.mark.django_db]
HEAD = {
    "zone_name": "Asia/Ho_Chi_Minh",
    "confirmed": 1761361260000,
    "offset": 0,
    "zones": [{"letter": "G", "name": "General"}],
    "categories": {
        "H": {"name": "Head", "zones": ["G"], "days": [], "colour": "#0c2d48", "text": "#ffffff"},
        "M": {"name": "Media", "zones": ["G"], "days": [], "colour": "#f2c14e", "text": "#0b1420"},
    },
}
SHOW = """
const { Words } = await import('/static/gate/words.js');
const view = new m.View(new Words(document.getElementById('gate-words')));
const state = { head: given.head, gate: { zone: 'G', name: 'Gate' }, age: 1, corrected: given.head.confirmed };
const { verdict, reason, typed } = given;
view.result({ verdict, reason, typed, direction: 'in', online: true, scan: { serial: 'a1', direction: 'in' },
  bearer: { name: 'Halima', party_code: 'KEN', letter: given.letter, number: 'A1-00017', copy: given.copy ?? 1 } }, state);
const { backgroundColor, color } = getComputedStyle(document.getElementById('cat-letter'));
return [backgroundColor, color, document.getElementById('verdict-why').textContent];
"""


@pytest.fixture
def made(world: object) -> HttpResponse:
    return Client().get(reverse("gates:scanner"))


@pytest.fixture
def chromium(made: HttpResponse, chromium: Browser) -> Browser:
    """Asked for after the page: Django asks no database beside a browser's loop."""
    return chromium


@pytest.fixture
def scanner(page: Page, made: HttpResponse) -> Page:
    policy = {"Content-Security-Policy": made.headers["Content-Security-Policy"]}
    html = made.content.decode().replace('src="/static/gate/app.js"', 'src="/static/gate/words.js"')
    page.route("**/gate/", lambda route: route.fulfill(body=html, content_type="text/html", headers=policy))
    page.goto(page.url + "gate/")
    return page


def shown(page: Page, letter: str, verdict: str = "enter", reason: str = "") -> list[str]:
    return run(page, "view", SHOW, {"head": HEAD, "letter": letter, "verdict": verdict, "reason": reason})


def test_the_category_has_the_colour_of_its_badge(scanner: Page) -> None:
    assert shown(scanner, "H")[:2] == ["rgb(12, 45, 72)", "rgb(255, 255, 255)"]
    assert shown(scanner, "M")[:2] == ["rgb(242, 193, 78)", "rgb(11, 20, 32)"]


def test_a_superseded_badge_is_told_by_number_and_copy(scanner: Page) -> None:
    why = str(sentences.WHY["why-superseded-more"])
    assert shown(scanner, "H", "refused", "superseded")[2] == why % {"copy": 1, "number": "A1-00017"}


@pytest.mark.parametrize(
    ("reason", "verdict", "most"),
    [
        ("room-full", "refused", 400),
        ("delegation-full", "refused", 4),
        ("count-unknown", "check", 400),
        ("quota-unknown", "check", 4),
    ],
)
def test_a_refusal_for_a_quota_says_which_and_how_many(scanner: Page, reason: str, verdict: str, most: int) -> None:
    limited = {**HEAD, "zones": [{"letter": "G", "name": "General", "capacity": 400, "per_delegation": 4}]}
    given = {"head": limited, "letter": "H", "verdict": verdict, "reason": reason}
    why = str(sentences.WHY[f"why-{reason}-more"]) % {"zone": "zone G", "most": most}
    assert run(scanner, "view", SHOW, given)[2] == why
    # A list that does not know the limit.
    assert run(scanner, "view", SHOW, {**given, "head": HEAD})[2] == str(sentences.WHY[f"why-{reason}"]) % {
        "zone": "zone G"
    }


def test_a_typed_number_of_several_copies_is_told_with_the_one_that_is_valid(scanner: Page) -> None:
    only = "Only copy 2 of this badge is valid. Keep any other copy and call security."
    said = {}
    for verdict, reason, typed, copy in [
        ("check", "typed", True, 2),
        ("check", "not-collected", True, 2),
        ("check", "typed", True, 1),
        ("check", "already-inside", False, 2),
        ("refused", "lost", True, 2),
    ]:
        given = {"head": HEAD, "letter": "H", "verdict": verdict, "reason": reason, "typed": typed, "copy": copy}
        run(scanner, "view", SHOW, given)
        text = scanner.locator("#verdict-what").inner_text()
        assert str(sentences.WHAT[f"what-{reason}"]) in text
        said[reason, typed, copy] = text.startswith(f"{only}\n")
    assert [key for key, value in said.items() if value] == [("typed", True, 2), ("not-collected", True, 2)]


def test_a_typed_number_is_told_with_what_the_guard_has_to_do(scanner: Page) -> None:
    assert shown(scanner, "H", "check", "typed")[2] == "The number A1-00017 was typed: no code was read."
    assert scanner.locator("#verdict-what").inner_text() == str(sentences.WHAT["what-typed"])


def test_a_badge_shown_twice_at_once_is_an_alert(scanner: Page) -> None:
    """The second of two who share a badge hears no sound of an entry."""
    shown(scanner, "H", "enter", "repeated")
    assert scanner.locator("#verdict-what").inner_text() == str(sentences.WHAT["what-repeated"])
    seen = [
        {"verdict": "enter", "reason": "repeated"},
        {"verdict": "enter", "reason": ""},
        {"verdict": "refused", "reason": "lost"},
    ]
    assert run(scanner, "signal", "return given.map(m.heard);", seen) == ["check", "enter", "refused"]


NUMBERS = [{"name": "Security", "number": "+84 24 5550 0125"}, {"name": "Badge desk", "number": "*140#"}]


def offered(page: Page, verdict: str, reason: str, numbers: list[dict[str, str]] | None) -> list[list[str]]:
    """Return addresses and words of whom the guard can call; None: an older site without numbers."""
    head = HEAD if numbers is None else {**HEAD, "help": numbers}
    run(page, "view", SHOW, {"head": head, "letter": "H", "verdict": verdict, "reason": reason})
    found = page.locator("#help a")
    assert page.locator("#help").is_visible() == (found.count() > 0)
    assert all(box.bounding_box()["height"] >= 44 for box in found.all())
    return [[link.get_attribute("href"), link.text_content()] for link in found.all()]


@pytest.mark.parametrize(
    ("verdict", "reason"), [("refused", "lost"), ("check", "bundle-old"), ("check", "floater"), ("enter", "repeated")]
)
def test_a_guard_can_call_help_where_somebody_does_not_simply_go_in(scanner: Page, verdict: str, reason: str) -> None:
    help_ = str(sentences.WHAT["call-help"])
    one = [["tel:+842455500125", f"{help_}: Security +84 24 5550 0125"]]
    assert offered(scanner, verdict, reason, NUMBERS[:1]) == one
    several = [["tel:+842455500125", "Security +84 24 5550 0125"], ["tel:*140%23", "Badge desk *140#"]]
    assert offered(scanner, verdict, reason, NUMBERS) == several
    assert scanner.get_by_role("group", name=help_).get_by_role("link").count() == 2
    # The next bearer goes in.
    assert offered(scanner, "enter", "", NUMBERS) == []


@pytest.mark.parametrize("numbers", [None, []])
def test_without_a_number_there_is_nothing_to_call(scanner: Page, numbers: list[dict[str, str]] | None) -> None:
    assert offered(scanner, "refused", "lost", numbers) == []


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "\u202f: dim. 26 oct."),
        ("en", ": Sun 26 Oct."),
        ("ar", ": الأحد، 26 تشرين الأول/أكتوبر."),
    ],
)
def test_a_sentence_that_ends_in_days_has_one_full_stop(page: Page, language: str, said: str) -> None:
    with override(language):
        words = {"what-wrong-day": str(sentences.WHAT["what-wrong-day"])}
        source = {"words": words, "months": months()}
    told = run(
        page,
        "server",
        """document.documentElement.lang = given.language;
        const { Words } = await import('/static/gate/words.js');
        const words = new Words({ textContent: JSON.stringify(given.source) });
        return words.say('what-wrong-day', { days: words.days(['2025-10-26']) });""",
        {"language": language, "source": source},
    )
    assert told.endswith(said)


def test_a_withdrawn_device_waits_for_no_list(scanner: Page) -> None:
    """It says what it still has to send."""
    lines = run(
        scanner,
        "view",
        """const { Words } = await import('/static/gate/words.js');
        const view = new m.View(new Words(document.getElementById('gate-words')));
        const state = { head: null, gate: {}, touch: true, age: Infinity, revoked: true };
        return [3, 0].map((waiting) => {
          view.figures({ ...state, figures: { inside: null, entered: 0, refused: 0, waiting } });
          return document.querySelector('[data-part-of=revoked] [data-list-line]').textContent;
        });""",
    )
    assert lines == ["Scans being sent: 3.", "Nothing waits to be sent."]


def test_the_server_is_asked_in_the_language_of_the_page(page: Page) -> None:
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.headers["accept-language"])
        route.fulfill(body="{}", content_type="application/json")

    page.route("**/api/v1/gate/**", answer)
    for language in ("ar", "zh-hans"):
        run(page, "server", "document.documentElement.lang = given; await new m.Server().enrol('ABCD-EFGH');", language)
    assert asked == ["ar", "zh-hans"]


LONG = (
    "RAKOTONDRAMANANTSOA",
    "Andriamihaja RAKOTONDRAMANANTSOA",
    "RAMGOOLAM-WONGSOPAWIRO Sakura",
    "WWWWWWWWWWWWWWWWWWWWWWWWWW",
)
WORDS_OF_THE_NAME = """
const name = document.getElementById('person'), text = name.firstChild, lines = [];
for (const found of text.data.matchAll(/\\S+/g)) {
  const range = document.createRange();
  range.setStart(text, found.index); range.setEnd(text, found.index + found[0].length);
  const boxes = [...range.getClientRects()];
  lines.push([found[0], boxes.length, Math.max(...boxes.map((box) => box.right))]);
}
const { left, right } = document.getElementById('bearer').getBoundingClientRect();
return { lines, left, right, size: parseFloat(getComputedStyle(name).fontSize), wide: document.documentElement.scrollWidth };
"""


@pytest.mark.parametrize("width", [360, 390, 820])
def test_no_word_of_a_name_is_broken_on_the_guards_screen(scanner: Page, width: int) -> None:
    scanner.set_viewport_size({"width": width, "height": 844})
    sizes = {}
    for name in ("Halima", *LONG):
        run(
            scanner,
            "view",
            SHOW.replace("'Halima'", f"'{name}'"),
            {"head": HEAD, "letter": "H", "verdict": "enter", "reason": ""},
        )
        seen = run(scanner, "view", WORDS_OF_THE_NAME)
        for word, lines, end in seen["lines"]:
            assert lines == (2 if "-" in word and lines > 1 else 1), (name, word)
            assert end <= seen["right"] - 14, (name, word)
        assert seen["wide"] == width
        sizes[name] = seen["size"]
    # The next bearer's name is as large as ever; the longest can still be read.
    run(scanner, "view", SHOW, {"head": HEAD, "letter": "H", "verdict": "enter", "reason": ""})
    assert run(scanner, "view", WORDS_OF_THE_NAME)["size"] == sizes["Halima"]
    assert min(sizes[name] for name in LONG[:3]) >= 18
    # Turned, it is measured anew.
    run(
        scanner,
        "view",
        SHOW.replace("'Halima'", f"'{LONG[0]}'"),
        {"head": HEAD, "letter": "H", "verdict": "enter", "reason": ""},
    )
    scanner.set_viewport_size({"width": 320, "height": 700})
    expect(scanner.locator("#bearer.long")).to_be_visible()
    assert [lines for _word, lines, _end in run(scanner, "view", WORDS_OF_THE_NAME)["lines"]] == [1]


def test_what_is_typed_of_a_number_is_neither_a_number_nor_a_code(page: Page) -> None:
    """Before, it was judged as an unreadable code, and the guard was told to scan it."""
    typed = ["618", "A1", "a1 618", "A1-", "1234567", "A1-61803", "61803 x", "PL1:AB", "4006381333931"]
    body = "return given.map((text) => m.isPartOfNumber(text));"
    assert run(page, "token", body, typed) == [True, True, True, True, True, False, False, False, False]
