"""What a role may not read it meets nowhere: planted words are looked for on every page, export, search, message and API answer.

Each sweep has its control: whoever may read the words meets them.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from conference.core.access import RIGHTS, Role
from conference.correspondence.models import Message, State
from conference.files.documents import Document
from delegations.registration.equipment import actions as equipment
from delegations.registration.equipment import licensing
from delegations.registration.models import Delegate, NoteVerbale
from delegations.registration.notes import actions as notes
from schedule.calendar.models import Engagement, Room
from tests.access.rules import Guest, Walker
from tests.access.table import TABLE
from tests.access.walk import Route, address, client_of, routes, rule_for
from tests.access.world import World
from tests.calendar.places import make_room, make_venue
from tests.machines.scene import ask, make_machine
from tests.people import actor, make_delegation, make_member
from tests.registration.kit import radio

pytestmark = [pytest.mark.usefixtures("no_copies_of_contexts")]
WORD = "planted-word"
PART = "planted"  # pages repeat what they are asked for
# Of the objects behind an address only these are made: others need a head of delegation, or an hour, of their own.
MADE = {"own_code", "day", "note", "room", "venue", "deadlines_table"}
# The pages of a person, besides: of the officer who carries arms, or of the head who is engaged.
PERSONAL = ("registration:desk_person", "accreditation:person", "calendar:person", "registration:desk_bearer")
# With what the desk is searched and the audit log is narrowed, besides each page as it opens.
ASKED = {
    "desk:find": [{"q": PART}],
    "desk:record": [{"q": PART}, {"subject": PART}, {"verb": "equipment.asked"}, {"verb": "note.accepted"}],
    "desk:reads": [{"person": PART}, {"kind": "equipment.read"}, {"kind": "note.read"}],
    "correspondence:list": [{"q": "mission"}, {"kind": "registration.equipment_received"}],
    "calendar:find": [{"q": "KEN"}],
    "calendar:day": [{"day": "2025-10-25"}],
    "registration:desk_equipment": [{"state": ""}],
}


def visited(world: World) -> Iterator[tuple[Route, str]]:
    for route in routes("conference.urls"):
        # The API has keys of its own, and the administration is not for roles.
        if route.space in ("admin", "api") or not route.route.startswith(("desk/", "portal/", "programme", "results")):
            continue
        rule = rule_for(route, TABLE)
        if set(rule.objects.values()) <= MADE:
            yield route, address(route, rule, world)


def about_persons() -> Iterator[tuple[str, str]]:
    for member in Delegate.objects.filter(capacity__in=("security", "head")):
        for name in PERSONAL:
            yield name, reverse(name, args=[member.public_id])
        yield "registration:equipment", reverse("registration:equipment", args=["ken", member.public_id])
        yield "registration:member", reverse("registration:member", args=["ken", member.public_id])


def about_messages() -> Iterator[tuple[str, str]]:
    for message in Message.objects.values_list("pk", flat=True):
        for name in ("correspondence:message", "correspondence:message-html"):
            yield name, reverse(name, args=[message])
        yield "registration:message", reverse("registration:message", args=["ken", message])


def read(walker: Walker, world: World, url: str, data: dict[str, str] | None = None, *, post: bool = False) -> str:
    client = client_of(walker, world)
    with transaction.atomic():
        answer = client.post(url, data) if post else client.get(url, data)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        transaction.set_rollback(True)
    assert answer.status_code < 500, url
    return bytes(body).decode(errors="replace") if answer.status_code < 400 else ""


def find(walker: Walker, world: World, words: tuple[str, ...] = (WORD,)) -> set[str]:
    """Return the names of the addresses at which this reader meets one of the words."""
    met = set()
    everywhere = [(route.name, url) for route, url in visited(world)]
    for name, url in [*everywhere, *about_persons(), *about_messages()]:
        for data in ({}, *ASKED.get(name, [])):
            if any(word in read(walker, world, url, data) for word in words):
                met.add(name)
    for query in ("", f"?q={PART}"):
        table = read(walker, world, reverse("desk:record_export") + query, {"kind": "csv"}, post=True)
        if any(word in table for word in words):
            met.add("desk:record_export")
    return met


def read_api() -> str:
    """Return everything that a machine with every scope reads."""
    key = make_machine()[1]
    return "".join(ask(key, path).content.decode() for path in ("/gates", "/presence", "/scans"))


def send_all(kind: str) -> None:
    """The worker writes and sends these messages: their texts stand in the rows then, and name the thing."""
    messages = Message.objects.filter(kind__startswith=kind)
    assert messages.update(state=State.SENDING, lease=uuid.uuid4(), lease_until=timezone.now())
    text = f"{WORD} of {kind}"
    messages.update(state=State.SENT, ended_at=timezone.now(), subject_line=text, text=text, html=f"<p>{text}</p>")


def arms(world: World) -> None:
    officer = make_member("KEN", capacity="security", state="accredited", family_name="Barasa")
    item = equipment.ask_for_equipment(actor=actor(world.own), member=officer, values=radio(make=WORD))
    version, security = {item.pk: item.version}, actor(world.users[Role.SECURITY])
    licensing.license_equipment(actor=security, bearer=officer, expected_version=version, licence="VN/1")
    client_of(Role.SECURITY, world).get(reverse("registration:desk_bearer", args=[officer.public_id]))
    send_all("registration.equipment")


def a_note(world: World) -> None:
    paper = Document(f"{WORD}.pdf", "pdf", b"%PDF-1.7\n")
    own = {"actor": actor(world.own), "delegation": make_delegation("KEN")}
    notes.upload_note(**own, document=paper, number=WORD, dated=None)
    notes.accept_note(actor=actor(world.users[Role.ACCREDITATION]), note=NoteVerbale.objects.get(number=WORD))
    send_all("registration.note")


# The right, what plants, and the words: those besides the planted one stand in sentences and choices that tell of it.
PLANTED: dict[str, tuple[str, Callable[[World], None], tuple[str, ...]]] = {
    "arms": ("registration.license", arms, (WORD, "serial numbers of the items", "with their serial numbers")),
    "note": ("registration.take_note", a_note, (WORD,)),
}
# Where whoever acts for a delegation enters arms and radios in its place; each look is logged.
ACTING = {"registration:equipment", "registration:member"}


@pytest.mark.slow
@pytest.mark.parametrize("name", PLANTED)
def test_a_masked_thing_is_met_by_those_who_may_read_it_and_nowhere_by_others(world, name):
    right, plant, words = PLANTED[name]
    plant(world)
    for role in Role:
        met = find(role, world, words) - (ACTING if role in RIGHTS["registration.act_for"] else set())
        assert bool(met) == (role in RIGHTS[right]), (role, met)
    assert find(Guest.OTHER, world, words) == set()
    # The control: its own delegation reads of it in its history and in its mails.
    assert {"registration:history", "registration:message"} <= find(Guest.OWN, world)
    assert WORD not in read_api()


ROOM = "planted-room"
# Pages on which a room stands only as the place of an engagement.
OF_PERSONS = {"calendar:person", "calendar:delegation", "calendar:tight", "registration:desk_person"}


def engage_head(subject: str, kind: str) -> None:
    """Engage Kenya's head with something of that kind, and too soon after it with a session in another building."""
    head = make_member("KEN", capacity="head", state="submitted", family_name="Wanjiku")
    place = Room.objects.create(code="PL", name={"en": ROOM}, site=make_venue("far"), capacity=10)
    starts = datetime(2025, 10, 25, 3, tzinfo=UTC)
    for what, of, label, room in (
        (subject, kind, WORD, place),
        ("programme.session", "session", "Opening", make_room("CR9")),
    ):
        ends = starts + timedelta(minutes=30)
        common: dict[str, Any] = {"subject_type": what, "subject_id": "987654", "kind": of, "labels": {"en": label}}
        common |= {"booking": uuid.uuid4(), "starts": starts, "ends": ends}
        Engagement.objects.create(person=head, **common)
        Engagement.objects.create(room=room, **common)
        starts = ends


@pytest.mark.slow
@pytest.mark.parametrize(
    ("subject", "right"),
    [
        ("bilaterals.meeting", "bilaterals.see"),
        ("receptions.invitation", "receptions.see"),
        ("signing.appointment", "signing.see"),
    ],
)
def test_an_engagement_that_a_role_may_not_read_has_neither_event_nor_room(world, subject, right):
    engage_head(subject, subject.partition(".")[2][:12])
    for role in Role:
        labels, rooms = find(role, world), find(role, world, (ROOM,)) & OF_PERSONS
        if role in RIGHTS[right] & RIGHTS["calendar.see"]:  # the control
            assert {"calendar:person", "calendar:day", "registration:desk_person"} <= labels, role
            assert rooms == OF_PERSONS, role
        else:
            assert (labels, rooms) == (set(), set()), role
    # Others read that the head is engaged, and when.
    head = Delegate.objects.get(family_name="Wanjiku").public_id
    page = read(Role.SECURITY, world, reverse("calendar:person", args=[head]), {"day": "2025-10-25"})
    assert "Engaged" in page
    assert "10:00" in page
    assert "Opening" in page
