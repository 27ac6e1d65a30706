from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from conference.core.access import Actor, Role
from delegations.accreditation.badges.actions import issuing
from delegations.accreditation.collection import actions as collection_actions
from delegations.accreditation.holds import actions as holds
from delegations.accreditation.models import Badge
from delegations.accreditation.passes import actions as passes_actions
from delegations.accreditation.review.actions import decisions, remarks
from delegations.accreditation.watchlist import actions as watchlist_actions
from delegations.registration.models import Delegate
from tests.accreditation.kit import accredited, also_vets, as_actor, officer, printer, security
from tests.accreditation.pass_kit import sort, vehicle_pass
from tests.accreditation.review.test_queue import waits
from tests.axe import covered, violations
from tests.look.pages import IN_A_BROWSER, opened
from tests.people import make_delegation, sign_in

pytestmark = IN_A_BROWSER
LONG = "Herath Mudiyanselage Ishara Priyangika Samaraweera Wijesundara Ratnayake"
WORD = "Venkatanarasimharajuvaripetrolbunkaddagadigogulalagadda"
# One picture for every photo and preview: what they show is others' tests.
PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg" width="300" height="400"><rect width="300" height="400" fill="#888"/></svg>'
type Taken = dict[str, tuple[str, str]]


def people() -> tuple[Delegate, Delegate, Delegate]:
    first = waits(
        "KEN", family_name="Mokoena", given_names="Thandeka Refilwe", name_native="ثانديكا موكوينا", photo="a.jpg"
    )
    second = waits("GBR", family_name=WORD, given_names=LONG, date_of_birth="", photo_exempt=False)
    Delegate.objects.filter(pk__in=(first.pk, second.pk)).update(document_number_index="the same")
    values = {"name": "T. R. Mokwena", "aliases": "ثانديكا موكوينا\n" + LONG, "why": "Two passports."}
    watchlist_actions.enter_watch(actor=as_actor(security()), values=values)
    remarks.remark(actor=as_actor(security()), delegate=first, text=WORD)
    return first, second, waits("CIV", family_name="Kouassi")


def badges(clerk: Actor) -> list[Badge]:
    made = [
        accredited("KEN", family_name=name, given_names=LONG, honorific="H.E. Mr.")[1] for name in ("A", WORD, "C", "D")
    ]
    issuing.mark_printed(actor=clerk, badges=[(badge.pk, badge.version) for badge in made[:3]])
    gone = [badge.pk for badge in made[:2]]
    collection_actions.hand_out_to_delegation(
        actor=clerk, delegation=make_delegation("KEN"), to=LONG, mandate=WORD, badges=gone
    )
    issuing.replace_badge(actor=clerk, badge=Badge.objects.get(pk=gone[0]), code="lost", explanation=WORD)
    return list(Badge.objects.order_by("pk"))


def passes(clerk: Actor, holder: Delegate) -> None:
    for number in ("1", "2"):
        given = passes_actions.lend(
            actor=clerk, delegation=holder.delegation, type=sort(), number=number, to=WORD, member=holder
        )
    passes_actions.end_pass(actor=clerk, lent=given, to="lost", by=LONG)
    vehicle_pass("KEN", clerk)


@pytest.fixture
def taken(world) -> Taken:
    """Address → (body, CSP)."""
    clerk = as_actor(printer())
    also_vets(Role.ACCREDITATION)
    # The badges first: whom the watch list may mean is not accredited.
    made = badges(clerk)
    first, second, third = people()
    holds.place_hold(actor=as_actor(security()), delegate=second, why=WORD)
    passes(clerk, made[2].delegate)
    entry = first.watch_matches.get().entry_id
    desk, keeper = sign_in(Client(), officer()), sign_in(Client(), security())

    def at(name: str, *args: object) -> str:
        return reverse(f"accreditation:{name}", args=args)

    urls = [
        at("person", third.public_id) + "?step=vet",
        at("person", first.public_id) + "?step=vet",
        at("person", second.public_id) + "?step=vet&open=return",
        at("person", made[0].delegate.public_id),
        at("badges"),
        at("badges") + "?q=kenya",
        at("badge", made[0].pk),
        at("badge", made[1].pk),
        at("badges_of", "ken"),
        at("counter"),
        at("counter") + "?q=kenya",
        at("counter") + f"?badge={made[1].pk}",
        at("counter") + f"?badge={made[2].pk}",
        at("receipt", 1),
        at("samples"),
        at("passes"),
        at("passes_of", "ken"),
    ]
    secret = [
        at("person", second.public_id) + "?step=vet&open=lift",
        at("watch_list"),
        at("watch_new"),
        at("watch_one", entry),
    ]
    answers = {url: client.get(url) for client, some in ((desk, urls), (keeper, secret)) for url in some}
    several = {"act": "vet", "who": [f"{one.public_id}:{one.version}" for one in (first, second)]}
    answers[at("look")] = desk.post(at("look"), several)
    # Of two officers the slower one reads who was faster, and is led on to somebody with a long name.
    decisions.vet(actor=as_actor(security()), delegate=third)
    late = desk.post(at("vet", third.public_id) + "?step=vet", {"version": third.version})
    assert late.status_code == 409
    for client, some in ((desk, urls), (keeper, secret)):
        client.cookies["django_language"] = "ar"
        answers |= {url + ("&ar" if "?" in url else "?ar"): client.get(url) for url in some}
    assert {answer.status_code for answer in answers.values()} == {200}
    answers["/slower/"] = late
    return {url: (answer.content.decode(), answer["Content-Security-Policy"]) for url, answer in answers.items()}


def browser(taken: Taken, width: int = 1280, **options: object) -> AbstractContextManager[Callable[[str], Page]]:
    return opened(taken, width, picture=PICTURE, **options)


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_no_page_has_a_fault_that_axe_finds_or_is_wider_than_the_screen(taken: Taken, width: int, scheme: str):
    found = []
    with browser(taken, width, color_scheme=scheme) as show:
        for url in taken:
            page = show(url)
            found += [(url, one["id"], one["nodes"][0]["html"][:140]) for one in violations(page)]
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                found.append((url, "width", wide))
            # A button or note that leaves its frame is as unreadable as a page that is too wide.
            found += [(url, "leaves its frame", text) for text in page.evaluate(LEAVES)]
    assert found == [], "\n".join(map(str, found))


LEAVES = """() => [...document.querySelectorAll(".clash *, .note *, .risk-note *, .side .b, .counter-one *, .remark *")].filter((e) => {
  const box = e.getBoundingClientRect(), frame = e.closest(".clash, .note, .risk-note, .side, .counter-one").getBoundingClientRect();
  return box.width && !e.closest(".visually-hidden") && (box.right > frame.right + 1 || box.left < frame.left - 1);
}).map((e) => e.textContent.trim().slice(0, 60))"""


@pytest.mark.parametrize("width", [1280, 390])
def test_the_bar_below_the_queue_covers_nobody(world, width: int):
    """On a narrow screen, where the page scrolls, it comes into sight with the first tick."""
    for number in range(16):
        waits("KEN", family_name=f"Otieno {number}")
    queue = reverse("accreditation:queue") + "?step=vet"
    answer = sign_in(Client(), security()).get(queue)
    page_taken = {queue: (answer.content.decode(), answer["Content-Security-Policy"])}
    # Without motion, so that where a row comes to stand is read at once.
    with browser(page_taken, width, reduced_motion="reduce") as show:
        page = show(queue)
        assert [(one["id"], one["nodes"][0]["html"]) for one in violations(page)] == []
        # Its buttons stay within it.
        beyond = "(all) => all.filter((e) => e.getBoundingClientRect().right > e.parentElement.getBoundingClientRect().right).length"
        assert page.eval_on_selector_all(".several .b", beyond) == 0
        page.locator(".tick input").first.check()
        expect(page.get_by_role("button", name="Review the selected persons")).to_be_in_viewport()
        assert covered(page) == []


def test_a_long_name_leaves_state_and_place_in_the_queue_beside_it(world):
    waits("KEN", given_names="Emiliano Gastón", family_name="Subercaseaux Ibarburu Goyeneche")
    queue = reverse("accreditation:queue") + "?step=all"
    answer = sign_in(Client(), officer()).get(queue)
    with browser({queue: (answer.content.decode(), answer["Content-Security-Policy"])}, 1366) as show:
        page = show(queue)
        name = page.locator(".who-page h1").bounding_box()
        for other in page.locator(".who-page .headline > :not(h1)").all():
            box = other.bounding_box()
            assert name is not None
            assert box is not None
            assert name["y"] <= box["y"] < name["y"] + name["height"]


def test_a_lost_badge_is_ended_by_two_clicks_at_the_counter(taken: Taken):
    address = next(url for url in taken if "counter" in url and "badge=" in url and "counter-lost" in taken[url][0])
    with browser(taken) as show:
        page = show(address)
        expect(page.locator("#scan")).to_be_focused()
        button = page.get_by_role("button", name="Invalidate this copy and queue the next")
        expect(button).to_be_hidden()
        page.get_by_text("Badge is lost").click()
        with page.expect_request(lambda request: request.method == "POST") as sent:
            button.click()
        assert sent.value.url.endswith("/replace/")
        assert "code=lost" in sent.value.post_data


def test_a_letter_decides_nothing_while_reasons_are_given(taken: Taken):
    """Who types "Visa …" before the field has the focus must not vet somebody by its first letter."""
    address = next(url for url in taken if url.endswith("?step=vet"))
    with browser(taken) as show:
        page = show(address)
        posts: list[str] = []
        page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
        reasons = page.locator("#return-form")
        page.keyboard.press("r")
        expect(reasons).to_be_visible()
        page.keyboard.press("2")
        second = reasons.locator("[data-key='2']")
        expect(second).to_be_checked()
        expect(second).to_be_focused()
        words = page.locator("#return-explanation").input_value()
        for key in ("v", "j", "n", "b"):
            page.keyboard.press(key)
        expect(reasons).to_be_visible()
        assert (posts, page.url.endswith(address)) == ([], True)
        page.keyboard.press("Escape")
        expect(reasons).to_be_hidden()
        expect(page.locator("[data-opens='return-form']")).to_be_focused()
        assert page.locator("#return-explanation").input_value() == words
        # Closed, the same key decides.
        with page.expect_request(lambda request: request.method == "POST") as sent:
            page.keyboard.press("v")
        assert sent.value.url.endswith("/vet/?step=vet")


def test_a_key_that_does_nothing_leads_to_why(taken: Taken):
    """Of somebody whom the watch list may mean and nobody has compared, V vets nobody."""
    address = [url for url in taken if url.endswith("?step=vet")][1]
    with browser(taken) as show:
        page = show(address)
        for key in ("v", "a"):
            page.keyboard.press(key)
            expect(page.locator(".note:focus")).to_contain_text("Compare with the watch list first")
        page.keyboard.press("?")
        expect(page.locator("[data-keys-help] tr", has_text="Compare with the watch list first")).to_contain_text("V A")


def test_six_of_the_queue_are_in_sight_and_f_opens_the_filters(world):
    for number in range(12):
        waits("KEN", family_name=f"Otieno {number}")
    queue = reverse("accreditation:queue") + "?step=vet"
    answer = sign_in(Client(), security()).get(queue)
    with browser({queue: (answer.content.decode(), answer["Content-Security-Policy"])}, 1366, height=850) as show:
        page = show(queue)
        above = page.locator(".several").bounding_box()["y"]
        rows = [row.bounding_box() for row in page.locator(".qlist li[data-row]").all()]
        assert len([row for row in rows if row["y"] + row["height"] <= above]) >= 6
        category = page.get_by_label("Category")
        expect(category).to_be_hidden()
        page.keyboard.press("f")
        expect(category).to_be_visible()
        page.keyboard.press("f")
        expect(category).to_be_focused()
