"""Two accounts enter the same at once: one row is made, and the second reads at the field that it is there already."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from conference.accounts.models import User
from conference.accounts.single_sign_on import actions as single_sign_on
from conference.accounts.single_sign_on.identity import Identity
from conference.audit.models import AuditEntry
from conference.core import clock, concurrency
from conference.core.access import Role
from schedule.calendar.models import Room, Venue
from schedule.receptions.models import OutsideGuest, Reception
from schedule.signing.running_order.models import SigningSession
from tests.calendar.places import make_room, make_venue
from tests.people import make_conference, make_party, make_tables, make_user, sign_in
from tests.races.threads import kinds
from tests.registration.members.test_races import overlap
from tests.treaties.kit import hanoi

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2025, 10, 20, 3, tzinfo=UTC)
LISTED = "A guest of this name and party is on the list already."
type Sent = dict[str, Any]


@pytest.fixture(autouse=True)
def _world():
    make_conference()
    make_tables()
    with clock.standing(NOW):
        yield


def send_at_once(address: str, first: Sent, second: Sent, role: Role = Role.PROTOCOL) -> list[Any]:
    def post(sent: Sent) -> Callable[[], HttpResponse]:
        browser = sign_in(Client(), make_user(None, role))

        def run() -> HttpResponse:
            with clock.standing(NOW):
                return browser.post(address, sent)

        return run

    return overlap(post(first), post(second))


def a_room() -> Sent:
    venue = make_venue("centre")
    return {"name_en": "Room", "site": venue.pk, "purpose": "workshop", "capacity": 9, "booths": 0} | {
        "minutes_from_plenary": 0,
        "position": 1,
    }


def a_venue() -> Sent:
    return {"name_en": "Centre", "position": 1}


def a_reception() -> Sent:
    times = {"starts": "2025-10-25T19:00", "ends": "2025-10-25T21:30", "answer_by": "2025-10-23T18:00"}
    words = {"name_en": "Tea", "host_en": "The President", "plus_one": "named"}
    return {**times, **words, "room": make_room("BANQUET").pk, "capacity": "6", "reserved": "0"}


def a_signing_session() -> Sent:
    numbers = {"slot_seconds": 90, "lead_minutes": 10}
    words = {"name_en": "Signing", "outside": "Signing Hall", "languages": ["en"], "rule": "alphabetical"}
    return {**numbers, **words, "place": hanoi().places.earliest("pk").pk, "starts": "2025-10-25T10:00"}


@pytest.mark.parametrize(
    ("model", "address", "make", "words"),
    [
        (Room, "calendar:room_new", a_room, "There is already a room with the code %s."),
        (Venue, "calendar:venue_new", a_venue, "There is already a venue with the code %s."),
        (Reception, "receptions:new", a_reception, "There is already a reception with the code %s."),
        (SigningSession, "signing:session_new", a_signing_session, "There is already a session with this code."),
    ],
)
@pytest.mark.parametrize("second", ["tea", "TEA"])
def test_a_code_is_taken_once(model: type[Model], address: str, make: Callable[[], Sent], words: str, second: str):
    sent = make()
    before = model._base_manager.count()
    made, refused = send_at_once(reverse(address), {**sent, "code": "tea"}, {**sent, "code": second, "position": 2})
    assert made.status_code == 302
    assert refused.context["form"].errors == {"code": [words % second if "%" in words else words]}
    assert model._base_manager.count() == before + 1


NEW = reverse("receptions:outside-guest-new")


def a_guest(**more: object) -> Sent:
    party = make_party("FRA").pk
    return {"party": party, "family_name": "Delcourt", "given_names": "Hélène", "language": "fr", **more}


def test_a_guest_is_listed_once():
    made, refused = send_at_once(NEW, a_guest(), a_guest())
    assert (made.status_code, refused.context["form"].errors) == (302, {"family_name": [LISTED]})
    assert OutsideGuest.objects.count() == 1


def test_a_guest_does_not_get_a_name_that_is_entered_meanwhile():
    desk = sign_in(Client(), make_user(None, Role.PROTOCOL))
    desk.post(NEW, a_guest(given_names="Anne"))
    other = reverse("receptions:outside-guest", args=[OutsideGuest.objects.get().public_id])
    entrant, editor = (sign_in(Client(), make_user(None, Role.PROTOCOL)) for _each in range(2))

    def change() -> HttpResponse:
        with clock.standing(NOW):
            return editor.post(other, a_guest(version=1))

    made, refused = overlap(lambda: entrant.post(NEW, a_guest()), change)
    assert (made.status_code, refused.context["form"].errors) == (302, {"family_name": [LISTED]})


def test_of_two_lists_with_one_guest_the_second_is_refused_by_line():
    head = "Party\tFamily name\tGiven names"
    table = {"table": f"{head}\nFRA\tDelcourt\tHélène", "save": "1"}
    make_party("FRA")
    made, refused = send_at_once(reverse("receptions:outside-guest-import"), table, table)
    assert (made.status_code, refused.status_code) == (302, 422)
    assert [line.problems for line in refused.context["lines"]] == [[LISTED]]
    assert OutsideGuest.objects.count() == 1


def test_an_account_is_opened_once_and_gets_the_roles_of_both():
    address, sent = reverse("staff:new"), {"email": "linh@hanoi2025.example", "name": "Linh", "language": "en"}
    answers = send_at_once(
        address, {**sent, "roles": ["protocol"]}, {**sent, "roles": ["programme"]}, role=Role.SECRETARIAT
    )
    assert [answer.status_code for answer in answers] == [302, 302]
    user = User.objects.get(email="linh@hanoi2025.example")
    assert user.roles == {Role.PROTOCOL, Role.PROGRAMME}
    assert AuditEntry.objects.filter(verb="account.opened").count() == 1


def named_by_a_provider(settings) -> list[Any]:
    settings.SSO_GROUPS = {"plenipo-protocol": ["protocol"]}
    identity = Identity(
        provider="oidc:https://ministry.example",
        provider_name="Ministry",
        subject="linh",
        groups=frozenset({"plenipo-protocol"}),
        email="linh@hanoi2025.example",
        has_verified_email=True,
        name="Linh",
        has_two_factors=True,
        asked_at=0,
    )
    return overlap(lambda: single_sign_on.admit(identity=identity), lambda: single_sign_on.admit(identity=identity))


def test_a_person_whom_a_provider_names_twice_at_once_has_one_account(settings):
    first, second = named_by_a_provider(settings)
    assert first == second == User.objects.get(email="linh@hanoi2025.example")
    assert second.roles == {Role.PROTOCOL}
    assert AuditEntry.objects.filter(verb="account.opened").count() == 1


def test_control_without_waiting_the_second_sign_in_is_an_error(settings, monkeypatch):
    monkeypatch.setattr(concurrency, "enter_alone", lambda model: None)
    assert kinds(named_by_a_provider(settings)) == {"done": 1, "IntegrityError": 1}
