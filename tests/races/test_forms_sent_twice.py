"""Forms that create a row make one when two clicks on their button arrive at once, as from a browser without the script."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db.models import Model

from conference.core import clock
from conference.core.access import Role
from conference.correspondence.models import Message
from conference.files.documents import Document
from delegations.accreditation.models import PassRequest, WatchEntry
from delegations.accreditation.passes import requests
from delegations.accreditation.watchlist import actions as watchlist
from delegations.gates.devices import actions as devices
from delegations.gates.models import Device
from delegations.registration.models import NoteVerbale
from delegations.registration.notes import actions as notes
from schedule.calendar.interpreters import actions as interpreters
from schedule.calendar.models import Interpreter, Room, Venue
from schedule.calendar.rooms import actions as rooms
from schedule.receptions.guest_list import actions as guest_list
from schedule.receptions.models import Invitation, OutsideGuest
from schedule.receptions.outside_guests import actions as outside_guests
from schedule.signing.commitments import actions as commitments
from schedule.signing.models import Commitment
from tests.accreditation.kit import as_actor, security
from tests.accreditation.pass_kit import CAR, sort
from tests.gates.scene import make_gate
from tests.people import (
    actor,
    make_conference,
    make_delegation,
    make_focal_point,
    make_party,
    make_tables,
    make_user,
    sign_in,
)
from tests.races.threads import attack, kinds
from tests.receptions.scene import make_scene
from tests.registration.notes.test_notes import PAGE, pdf
from tests.signing.commitments.kit import content

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2025, 10, 25, 12, tzinfo=UTC)
LATER = datetime(2025, 10, 25, 12, 11, tzinfo=UTC)


@pytest.fixture
def _world():
    make_conference()
    make_tables()


def a_vehicle_pass() -> Callable[[str], Any]:
    jane, kenya, sticker = actor(make_focal_point("KEN")), make_delegation("KEN"), sort("vehicle", places=9)
    return lambda text: requests.ask(actor=jane, delegation=kenya, type=sticker, vehicle=CAR, purpose=text)


def a_note() -> Callable[[str], Any]:
    jane, kenya = actor(make_focal_point("KEN")), make_delegation("KEN")
    bodies = {text: pdf(pages=pages).getvalue() for pages, text in enumerate(("one", "other"), 1)}

    def upload(text: str) -> NoteVerbale:
        return notes.upload_note(actor=jane, delegation=kenya, document=Document("note.pdf", "pdf", bodies[text]))

    return upload


def a_watch_entry() -> Callable[[str], Any]:
    officer = as_actor(security())
    return lambda text: watchlist.enter_watch(actor=officer, values={"name": "Anton Chekhov", "why": text})


def a_device() -> Callable[[str], Any]:
    officer, gate = as_actor(security()), make_gate()
    return lambda text: devices.invite(actor=officer, name=text, gate=gate)


def a_guest() -> Callable[[str], Any]:
    clerk, france = actor(make_user(None, Role.PROTOCOL)), make_party("FRA")
    return lambda text: outside_guests.create_guest(actor=clerk, values={"party": france, "family_name": text})


def an_interpreter() -> Callable[[str], Any]:
    clerk = actor(make_user(None, Role.PROTOCOL))
    facts = interpreters.InterpreterFacts
    return lambda text: interpreters.create_interpreter(actor=clerk, facts=facts(name=text, languages=["ru", "en"]))


def a_room() -> Callable[[str], Any]:
    clerk = actor(make_user(None, Role.PROTOCOL))
    facts = rooms.RoomFacts(name={"en": "Room"}, purpose="workshop")
    return lambda text: rooms.create_room(actor=clerk, code=text, facts=facts)


def a_venue() -> Callable[[str], Any]:
    clerk = actor(make_user(None, Role.PROTOCOL))
    return lambda text: rooms.create_venue(actor=clerk, code=text, name={"en": "Centre"}, address="", position=1)


def a_commitment() -> Callable[[str], Any]:
    clerk, kenya = actor(make_user(None, Role.PROTOCOL)), make_party("KEN")
    return lambda text: commitments.record(actor=clerk, party=kenya, content=content(published_in=text))


@pytest.mark.parametrize(
    ("model", "form"),
    [
        (PassRequest, a_vehicle_pass),
        (NoteVerbale, a_note),
        (WatchEntry, a_watch_entry),
        (Device, a_device),
        (OutsideGuest, a_guest),
        (Interpreter, an_interpreter),
        (Room, a_room),
        (Venue, a_venue),
        (Commitment, a_commitment),
    ],
)
@pytest.mark.usefixtures("_world")
def test_one_row_is_made_and_another_of_other_words(model: type[Model], form: Callable[[], Callable[[str], Any]]):
    make, before = form(), model._base_manager.count()

    def send(text: str = "one") -> Any:
        with clock.standing(NOW):
            return make(text)

    assert kinds(attack([send] * 4)) == {"done": 4}
    assert model._base_manager.count() - before == 1
    send("other")
    assert model._base_manager.count() - before == 2


@pytest.mark.usefixtures("_world")
def test_the_code_shown_last_is_the_device_s():
    invite = a_device()
    with clock.standing(NOW):
        invite("Scanner 1")
        _device, code = invite("Scanner 1")
        assert devices.enrol(code=code)[0] == Device.objects.get()
        # What was enrolled meanwhile is not the one that the form asks for.
        assert invite("Scanner 1")[0] != Device.objects.earliest("pk")


@pytest.mark.usefixtures("_world")
def test_the_same_again_later_is_another():
    make = a_commitment()
    for now in (NOW, LATER):
        with clock.standing(now):
            make("one")
    assert Commitment.objects.count() == 2


@pytest.mark.usefixtures("_world")
def test_a_note_whose_form_is_sent_twice_is_received_and_confirmed_once(client):
    portal = sign_in(client, make_focal_point("KEN"))
    for _click in range(2):  # with the same PDF, cleaned anew
        assert portal.post(PAGE, {"file": pdf(), "number": "MFA/1/2025"}).status_code == 302
    assert (NoteVerbale.objects.count(), Message.objects.count()) == (1, 1)


def test_heads_are_invited_once():
    with clock.standing(NOW):
        scene = make_scene(invite=False)

    def invite() -> int:
        with clock.standing(NOW):
            return guest_list.invite(actor=scene.protocol, reception=scene.reception)

    assert sorted(attack([invite] * 4)) == [0, 0, 0, 4]
    assert Invitation.objects.count() == 4
