"""What protocol sets of a reception: on one page, with each fault at its field, and never fewer places than guests."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from conference.core.access import Role
from conference.correspondence.models import Message
from schedule.calendar.models import Engagement
from schedule.receptions.guest_list import actions as guest_list
from schedule.receptions.models import Invitation, Reception
from tests.markup import compact
from tests.people import make_user, sign_in
from tests.receptions.scene import NOW, link_of, make_scene


@pytest.fixture
def scene(keeper):
    with time_machine.travel(NOW, tick=False):
        yield keeper(make_scene)


@pytest.fixture
def desk(client, scene):
    return sign_in(client, make_user(None, Role.PROTOCOL))


def filled(scene, **more) -> dict[str, object]:
    """Return the form of the banquet as its page shows it."""
    scene.reception.refresh_from_db()
    return {
        "version": scene.reception.version,
        "name_en": "State Banquet",
        "name_fr": "Banquet d’État",
        "host_en": "The President",
        "room": scene.reception.room_id,
        "starts": "2025-10-25T19:00",
        "ends": "2025-10-25T21:30",
        "arrive_from": "2025-10-25T18:15",
        "arrive_until": "2025-10-25T18:45",
        "answer_by": "2025-10-23T18:00",
        "capacity": "6",
        "reserved": "0",
        "plus_one": "named",
        **more,
    }


EDIT = "/desk/receptions/banquet/edit/"


def test_a_reception_is_entered_on_a_page_of_the_desk(desk, scene):
    assert 'href="/desk/receptions/new/"' in desk.get(reverse("receptions:receptions")).content.decode()
    sent = {
        **filled(scene, code="tea"),
        "languages": ["en", "fr"],
        "menu-1-name_en": "Fish",
        "menu-2-name_en": "Lotus roots",
    }
    answer = desk.post(reverse("receptions:new"), {**sent, "reserved": "2", "plus_one": "spouse"})
    assert (answer.status_code, answer["Location"]) == (302, "/desk/receptions/tea/")
    made = Reception.objects.get(code="tea")
    assert made.starts == datetime(2025, 10, 25, 12, tzinfo=UTC)
    assert (made.capacity, made.reserved, made.places, made.free) == (6, 2, 4, 4)
    assert (made.companions, made.spouses_only, made.languages) == (True, True, ["en", "fr"])
    assert [made.menu(number) for number in (0, 1, 2, 3)] == ["", "Fish", "Lotus roots", ""]
    again = desk.post(reverse("receptions:new"), sent)
    assert again.status_code == 409
    assert "There is already a reception with the code tea." in again.content.decode()


def test_other_languages_are_in_a_fold_that_is_open_where_one_has_a_text(desk, scene):
    page = desk.get(EDIT).content.decode()
    name, host = (page[page.index(f'id="id_{field}_0"') :][:400] for field in ("name", "host"))
    assert "<details open>" in " ".join(name.split())
    assert "<details >" in " ".join(host.split())
    assert (
        page.index('id="id_host_0"')
        < page.index("<details", page.index('id="id_host_0"'))
        < page.index('id="id_host_1"')
    )


@pytest.mark.parametrize(
    ("sent", "field", "words"),
    [
        ({"ends": "2025-10-25T18:00"}, "ends", "It must end after it begins."),
        ({"arrive_from": ""}, "arrive_from", "Say from when guests arrive, or leave both times empty."),
        ({"arrive_from": "2025-10-25T19:30"}, "arrive_from", "Guests arrive before the reception begins."),
        ({"arrive_until": "2025-10-25T18:00"}, "arrive_until", "This must be after the beginning of the arrivals."),
        ({"answer_by": "2025-10-25T18:30"}, "answer_by", "The deadline must be before the guests arrive."),
        ({"release_at": "2025-10-25T22:00"}, "release_at", "This must be between the arrivals and the end."),
        ({"reserved": "7"}, "reserved", "No more can be held back than there are places."),
        ({"name_en": ""}, "name", "Enter a complete value."),
    ],
)
def test_a_fault_is_said_at_its_field_and_nothing_is_saved(desk, scene, sent, field, words):
    answer = desk.post(EDIT, filled(scene, **sent))
    assert answer.status_code == 422
    assert words in answer.context["form"].errors[field]
    assert Reception.objects.get(code="banquet").version == 1


def test_places_held_back_are_taken_by_no_answer_and_released_by_the_host(desk, scene):
    assert desk.post(EDIT, filled(scene, reserved="4")).status_code == 302
    for code in ("KEN", "BRA", "FRA"):
        scene.answer(code)
    assert [scene.state(code) for code in ("KEN", "BRA", "FRA")] == ["accepted", "accepted", "waiting"]
    late = Invitation.objects.filter(delegation__party__code="FRA")
    with pytest.raises(IntegrityError), transaction.atomic():
        late.update(state="accepted")
    refused = desk.post(EDIT, filled(scene, reserved="5"))
    assert "2 persons are expected" in refused.content.decode()
    assert desk.post(EDIT, filled(scene, reserved="3")).status_code == 302
    assert (scene.state("FRA"), scene.taken()) == ("accepted", 3)


def test_another_hour_takes_the_guests_time_anew(desk, scene):
    scene.answer("KEN")
    assert desk.post(EDIT, filled(scene, ends="2025-10-25T22:30")).status_code == 302
    [taken] = Engagement.objects.filter(person=scene.heads["KEN"])
    assert taken.ends == datetime(2025, 10, 25, 15, 30, tzinfo=UTC)
    assert taken.booking == scene.invitation("KEN").booking


def moved() -> list[tuple[str, str]]:
    """Return whom the letters about another time are for, with their state."""
    found = Message.objects.filter(kind="receptions.moved").order_by("recipient", "pk")
    return [(one.recipient.split("@")[0], one.state) for one in found]


def test_whoever_is_invited_is_told_of_another_hour_and_of_the_last_one_alone(desk, scene):
    scene.answer("KEN")
    scene.answer("CIV", "no")
    assert "4 invitations" not in desk.get(EDIT).content.decode()
    assert "3 invitations were sent: their focal points are informed" in compact(desk.get(EDIT).content.decode())
    assert desk.post(EDIT, filled(scene, ends="2025-10-25T22:30")).status_code == 302
    # Whoever has declined is not concerned.
    assert moved() == [("focal.bra", "queued"), ("focal.fra", "queued"), ("focal.ken", "queued")]
    # The capacity is nobody's news; another hour within the time that a mail waits takes the place of the first.
    assert desk.post(EDIT, filled(scene, ends="2025-10-25T22:30", capacity="9")).status_code == 302
    assert len(moved()) == 3
    assert desk.post(EDIT, filled(scene, ends="2025-10-25T22:00", capacity="9")).status_code == 302
    assert [state for _who, state in moved()] == ["cancelled", "queued"] * 3
    letter = Message.objects.get(kind="receptions.moved", state="queued", recipient__startswith="focal.ken")
    assert letter.context["ends"] == "2025-10-25T15:00:00+00:00"


def test_whoever_saw_an_older_page_overwrites_nothing(desk, scene):
    old = filled(scene, capacity="9")
    desk.post(EDIT, filled(scene, capacity="8"))
    assert desk.post(EDIT, old).status_code == 409
    assert Reception.objects.get(code="banquet").capacity == 8


def test_the_menu_and_the_driver_are_asked_and_shown(client, scene):
    Reception.objects.update(menus=[{"en": "Fish"}, {"en": "Lotus roots", "fr": "Racines de lotus"}], spouses_only=True)
    form = client.get(link_of("KEN")).content.decode()
    assert "Name of the spouse, as on the place card" in form
    sent = {"to": "yes", "companion": "Tom Simiyu", "menu": "2", "companion_menu": "1", "version": 1}
    page = client.post(link_of("KEN"), {**sent, "number_plate": "29A-1", "driver": "Lê Văn A"}, follow=True)
    text = page.content.decode()
    assert "Menu: <bdi>Lotus roots</bdi>" in text
    assert "Menu: <bdi>Fish</bdi>" in text
    assert "<bdi>Lê Văn A</bdi>" in text
    assert scene.invitation("KEN").driver == "Lê Văn A"
    wrong = client.post(link_of("KEN"), {**sent, "menu": "3", "version": 2})
    assert "menu" in wrong.context["form"].errors


def test_a_person_is_invited_once_and_an_office_once(scene):
    assert guest_list.invite(actor=scene.protocol, reception=scene.reception) == 0
    values = Invitation.objects.filter(delegation__party__code="KEN").values().get()
    with pytest.raises(IntegrityError), transaction.atomic():
        copy = {**values, "id": None, "public_id": "1" * 32, "secret_hash": "x", "personal": True}
        Invitation.objects.bulk_create(
            [Invitation(**{name: value for name, value in copy.items() if name != "record_id"})]
        )


def test_whether_it_invites_persons_is_settled_before_the_first_invitation(desk, scene):
    answer = desk.post(EDIT, filled(scene, personal="on"))
    assert "Invitations were sent: whether it invites the person can no longer be changed." in answer.content.decode()
    assert not Reception.objects.get(code="banquet").personal
