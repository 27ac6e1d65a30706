"""What an invitation's page shows once it was answered: the answer, until when it changes, and no form by itself."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from icalendar import Calendar

from delegations.registration.models import Delegate
from schedule.receptions.invitations import substitutes
from tests.markup import compact
from tests.people import make_focal_point, sign_in
from tests.receptions.scene import NOW, Scene, link_of, make_scene

BOTH = {"to": "yes", "companion": "Tom Simiyu", "diet": "halal", "companion_diet": "vegan", "version": 1}
FORM = '<form class="answer"'
UNTIL = 'You can change the answer until <time datetime="2025-10-23T18:00+07:00">Thu 23 Oct, 18:00</time>'


@pytest.fixture
def scene(keeper):
    with time_machine.travel(NOW, tick=False):
        yield keeper(make_named_scene)


def make_named_scene() -> Scene:
    scene = make_scene()
    names = {"honorific": "H.E. Ms.", "given_names": "Naliaka", "family_name": "Barasa"}
    Delegate.objects.filter(pk=scene.heads["KEN"].pk).update(**names, name_on_badge="Naliaka BARASA")
    return scene


def read(client, path: str) -> str:
    return compact(client.get(path).content.decode())


def persons(page: str) -> str:
    """Return the list of who comes, empty where there is none."""
    found = page.partition('aria-label="Persons in your answer">')[2].partition("</ul>")[0].replace("> <", "><")
    return re.sub(r"<svg.*?</svg>", "", found)


def test_a_yes_shows_who_comes_with_what_diet_and_until_when_it_changes(client, scene):
    path = link_of("KEN")
    page = compact(client.post(path, {**BOTH, "allergies": "peanuts"}, follow=True).content.decode())
    assert "<h1>Thank you: 2 persons</h1>" in page
    assert "An e-mail confirms your answer." in page
    assert persons(page) == (
        '<li class="ticket"><span class="person"><bdi>H.E. Ms. Naliaka Barasa</bdi></span>'
        '<span class="muted"><bdi>Head of delegation, Republic of Kenya</bdi></span><span class="small">Diet: Halal</span></li>'
        '<li class="ticket"><span class="person"><bdi>Tom Simiyu</bdi></span>'
        '<span class="muted">Companion</span><span class="small">Diet: Vegan</span></li>'
    )
    assert "<dt>Allergies</dt><dd><bdi>peanuts</bdi></dd>" in page
    assert UNTIL in page
    assert "This page is yours alone" in page
    assert FORM not in page
    assert page.count("<h1") == 1


def test_the_form_comes_by_the_link_to_change_the_answer(client, scene):
    path = link_of("KEN")
    client.post(path, BOTH)
    page = read(client, path)
    assert FORM not in page
    assert f'href="{path}?change#id_to">Change the answer</a>' in page
    form = read(client, f"{path}?change")
    assert FORM in form
    assert '<fieldset id="id_to" tabindex="-1">' in form
    assert 'value="Tom Simiyu"' in form


def test_a_no_says_so_and_can_be_changed_but_goes_into_no_calendar(client, scene):
    path = link_of("KEN")
    page = compact(client.post(path, {"to": "no", "version": 1}, follow=True).content.decode())
    assert "<h1>Thank you: you have declined with regret</h1>" in page
    assert persons(page) == ""
    assert "?calendar" not in page
    assert f'href="{path}?change#id_to"' in page
    assert UNTIL in page
    assert FORM not in page
    assert client.get(f"{path}?calendar")["Content-Type"].startswith("text/html")


def test_whoever_is_on_the_waiting_list_reads_that_and_takes_nothing_into_a_calendar(client, scene):
    for code in ("BRA", "FRA", "CIV"):
        scene.answer(code, companion="Sam")
    page = compact(client.post(link_of("KEN"), BOTH, follow=True).content.decode())
    assert "<h1>Thank you: you are on the waiting list</h1>" in page
    assert "All places are taken at present." in page
    assert "<bdi>Tom Simiyu</bdi>" in persons(page)
    assert "?calendar" not in page


def test_of_a_substitute_approved_the_page_names_the_substitute(client, scene):
    invitation = scene.answer("KEN", "substitute", substitute_name="Josphat Kilonzi", substitute_function="Ambassador")
    assert "<dt>The substitute</dt><dd><bdi>Josphat Kilonzi</bdi>" in read(client, link_of("KEN"))
    substitutes.decide_substitute(actor=scene.protocol, invitation=invitation, approve=True)
    assert persons(read(client, link_of("KEN"))) == (
        '<li class="ticket"><span class="person"><bdi>Josphat Kilonzi</bdi></span>'
        '<span class="muted"><bdi>Ambassador</bdi></span></li>'
    )


def test_after_the_deadline_the_host_changes_the_answer_and_once_it_begins_the_telephone_does(client, scene):
    path = link_of("KEN")
    client.post(path, BOTH)
    with time_machine.travel(scene.reception.answer_by + timedelta(seconds=1), tick=False):
        page = read(client, path)
        assert f'href="{path}?change#id_to">Ask the host for a change</a>' in page
        assert "Your answer goes to the host, who decides" in read(client, f"{path}?change")
    with time_machine.travel(scene.reception.begins + timedelta(seconds=1), tick=False):
        for address in (path, f"{path}?change"):
            page = read(client, address)
            assert "<bdi>Tom Simiyu</bdi>" in persons(page)
            assert "The deadline for answers has passed. To change your answer, please call the secretariat." in page
            assert f'href="{path}?calendar"' in page
            assert "?change#" not in page
            assert FORM not in page


def test_whoever_answered_late_reads_what_waits_for_the_host_and_changes_that(client, scene):
    path = link_of("KEN")
    with time_machine.travel(scene.reception.answer_by + timedelta(minutes=5), tick=False):
        asked = read(client, path)
        assert "<legend> Your answer </legend>" in asked.replace("><", "> <") or "<legend>Your answer</legend>" in asked
        assert "Your answer, by" not in asked
        page = compact(client.post(path, BOTH, follow=True).content.decode())
        assert "waits for the host, who decides. You will be informed. Your answer: Yes, <bdi>Tom Simiyu</bdi>" in page
        changed = client.get(f"{path}?change").context["form"]
    assert {name: changed[name].value() for name in ("to", "companion", "diet", "companion_diet")} == {
        "to": "yes",
        "companion": "Tom Simiyu",
        "diet": "halal",
        "companion_diet": "vegan",
    }


def test_a_focal_point_reads_the_same_in_the_portal(client, scene):
    client = sign_in(client, make_focal_point("KEN"))
    url = reverse("receptions:invitation", args=["ken", scene.invitation("KEN").public_id])
    page = compact(client.post(url, BOTH, follow=True).content.decode())
    assert "<h1>Thank you: 2 persons</h1>" in page
    assert "<bdi>Tom Simiyu</bdi>" in persons(page)
    assert f'href="{url}?calendar"' in page
    assert UNTIL in page
    assert "This page is yours alone" not in page  # all focal points of the delegation see this one
    assert FORM not in page


def test_the_reception_goes_into_a_calendar_under_a_name_that_is_no_secret(client, scene):
    path = link_of("KEN")
    client.post(path, {"to": "yes", "version": 1})
    answer = client.get(f"{path}?calendar")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == 'inline; filename="banquet.ics"'
    [event] = Calendar.from_ical(answer.content).walk("VEVENT")
    assert str(event["SUMMARY"]) == "State Banquet"
    assert event["DTSTART"].dt.isoformat() == "2025-10-25T19:00:00+07:00"
    assert event["DTEND"].dt.isoformat() == "2025-10-25T21:30:00+07:00"
