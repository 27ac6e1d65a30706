"""A delegation's history of its places in lists of speakers, and of exchanges."""

from __future__ import annotations

import pytest

from conference.audit.models import AuditEntry
from conference.core.access import Role
from conference.parties.models import PartyName
from delegations.registration.models import Delegation
from delegations.registration.overview import history
from schedule.programme.models import Swap
from schedule.programme.speaking.actions import inscribing, swaps
from tests.calendar.places import at
from tests.people import actor, make_delegation, make_focal_point, make_party, make_user, sign_in
from tests.programme.speaking.scene import Scene
from tests.registration.kit import text_of


@pytest.fixture
def three(scene: Scene) -> Scene:
    for code in ("KEN", "BRA", "FRA"):
        scene.inscribe(code)
    return scene


def ask(scene: Scene, one: str, other: str) -> Swap:
    return swaps.ask_swap(actor=scene.acting[one], asking=scene.row(one), partner=scene.row(other))


def told(scene: Scene, code: str, reader=None) -> list[str]:
    lines = history.find_lines(make_delegation(code), reader or scene.acting[code])
    return [line.text for line in lines if "exchange" in line.text]


def test_asked_and_agreed(three: Scene):
    swaps.answer_swap(actor=three.acting["FRA"], swap=ask(three, "KEN", "FRA"), agree=True)
    assert told(three, "KEN") == [
        "France agreed to exchange places on the list of speakers; they were exchanged.",
        "You asked France to exchange places on the list of speakers.",
    ]
    assert told(three, "FRA") == [
        "You agreed to exchange places with Kenya on the list of speakers; they were exchanged.",
        "Kenya asked to exchange places on the list of speakers.",
    ]
    assert told(three, "BRA") == []


def test_colleagues_are_named_to_their_own_side_alone(three: Scene):
    first = make_focal_point("KEN", email="second@mission.example", name="Achieng Wambui")
    swaps.ask_swap(actor=actor(first), asking=three.row("KEN"), partner=three.row("FRA"))
    assert told(three, "KEN") == ["Achieng Wambui asked France to exchange places on the list of speakers."]
    assert told(three, "FRA") == ["Kenya asked to exchange places on the list of speakers."]


def test_declined_taken_back_and_overtaken(three: Scene):
    swaps.answer_swap(actor=three.acting["FRA"], swap=ask(three, "KEN", "FRA"), agree=False)
    swaps.take_back_swap(actor=three.acting["KEN"], swap=ask(three, "KEN", "BRA"))
    ask(three, "BRA", "FRA")
    swaps.answer_swap(actor=three.acting["BRA"], swap=ask(three, "KEN", "BRA"), agree=True)
    assert told(three, "KEN")[-4:] == [
        "You withdrew the request to exchange places with Brazil on the list of speakers.",
        "You asked Brazil to exchange places on the list of speakers.",
        "France declined to exchange places on the list of speakers.",
        "You asked France to exchange places on the list of speakers.",
    ]
    came_to_nothing = (
        "The exchange of places with %s on the list of speakers did not take place: one of the places was changed."
    )
    assert told(three, "FRA")[0] == came_to_nothing % "Brazil"
    assert came_to_nothing % "France" in told(three, "BRA")


def test_each_request_is_a_line_of_its_own(three: Scene):
    ask(three, "KEN", "FRA")
    ask(three, "KEN", "BRA")
    assert told(three, "KEN") == [
        "You asked Brazil to exchange places on the list of speakers.",
        "You asked France to exchange places on the list of speakers.",
    ]


def test_it_stands_on_the_page_in_the_readers_language_and_pages_go_on_before_it(three: Scene, client):
    PartyName.objects.create(party=make_party("FRA"), language="es", short="Francia", formal="la República Francesa")
    ask(three, "KEN", "FRA")
    sign_in(client, make_user(None, Role.PROTOCOL))
    assert "asked France to exchange places" in text_of(client.get("/portal/ken/history/"))
    number = AuditEntry.objects.get(verb="swap.asked").number
    assert "asked France" not in text_of(client.get("/portal/ken/history/", {"before": number}))
    assert "asked France" in text_of(client.get("/portal/ken/history/", {"before": number + 1}))
    client.cookies["django_language"] = "es"
    assert "Francia" in text_of(client.get("/portal/ken/history/"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow(scene: Scene, count, django_assert_num_queries):
    for code in ("KEN", "BRA", "FRA", "HRV"):
        scene.inscribe(code)
    for code in ("BRA", "FRA", "HRV")[:count]:
        ask(scene, "KEN", code)
    kenya, reader = Delegation.objects.select_related("party").get(party__code="KEN"), scene.acting["KEN"]
    # Meetings, places, exchanges, texts and both sides' names, entries of each sort, focal points.
    with django_assert_num_queries(11):
        assert len(history.find_lines(kenya, reader)) >= count


def of_places(code: str, reader) -> list[tuple[str, str]]:
    lines = history.find_lines(make_delegation(code), reader, limit=20)
    return [(line.text, line.reason) for line in lines if "list of speakers" in line.text]


def test_inscribed_changed_withdrawn_late_and_decided(scene: Scene, moment):
    debate = "the list of speakers “General debate”"
    scene.inscribe("KEN")
    statement = inscribing.Statement(speaker=scene.heads["KEN"], language="fr")
    scene.do(inscribing.change_inscription, "KEN", statement=statement, actor=scene.acting["KEN"])
    scene.do(
        inscribing.change_inscription, "KEN", statement=inscribing.Statement(speaker=scene.heads["KEN"], language="es")
    )
    scene.do(inscribing.withdraw_inscription, "KEN", reason="Elections", actor=scene.acting["KEN"])
    moment.move_to(at("19:00", 20))
    scene.inscribe("KEN")
    scene.do(inscribing.decide_late_inscription, "KEN", admit=False, message="The list is full.")
    scene.inscribe("KEN")
    scene.do(inscribing.decide_late_inscription, "KEN", admit=True)
    asked = (f"You requested a late inscription on {debate}.", "")
    assert of_places("KEN", scene.acting["KEN"]) == [
        (f"Late inscription admitted to {debate}.", ""),
        asked,
        (f"Late inscription not admitted to {debate}.", "The list is full."),
        asked,
        (f"You withdrew the delegation from {debate}.", "Elections"),
        (f"The secretariat changed the inscription on {debate}.", ""),
        (f"You changed the inscription on {debate}.", ""),
        (f"You inscribed the delegation on {debate}.", ""),
    ]
    first = make_focal_point("KEN", email="second@mission.example", name="Achieng Wambui")
    name = scene.acting["KEN"].label
    assert of_places("KEN", actor(first))[-1] == (f"{name} inscribed the delegation on {debate}.", "")
    scene.delegation("BRA")
    assert of_places("BRA", scene.acting["BRA"]) == []
