"""What a role may not read it meets nowhere: planted words are looked for on every page, export, search, message and API answer.

Each sweep has its control: whoever may read the words meets them.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
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
PART = "planted"  # pages repeat what they are asked for
ARMS, NOTE = "planted-arms", "planted-note"
# The right to read each thing, and its words: those besides the planted one stand in sentences and choices that tell of it.
THINGS: dict[str, tuple[str, ...]] = {
    "registration.license": (ARMS, "serial numbers of the items", "with their serial numbers"),
    "registration.take_note": (NOTE,),
}
# What engages Kenya's head, and the right to read of it.
ENGAGEMENTS = {
    "bilaterals.meeting": "bilaterals.see",
    "receptions.invitation": "receptions.see",
    "signing.appointment": "signing.see",
}
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


def label_of(subject: str) -> str:
    return f"planted-{subject}"


def room_of(subject: str) -> str:
    return f"planted-room-{subject}"


WORDS = [
    *(word for words in THINGS.values() for word in words),
    *map(label_of, ENGAGEMENTS),
    *map(room_of, ENGAGEMENTS),
]


def find(walker: Walker, world: World) -> dict[str, set[str]]:
    """Return, for each planted word, the names of the addresses at which this reader meets it."""
    met: dict[str, set[str]] = {word: set() for word in WORDS}

    def note(name: str, text: str) -> None:
        for word in WORDS:
            if word in text:
                met[word].add(name)

    everywhere = [(route.name, url) for route, url in visited(world)]
    for name, url in [*everywhere, *about_persons(), *about_messages()]:
        for data in ({}, *ASKED.get(name, [])):
            note(name, read(walker, world, url, data))
    for query in ("", f"?q={PART}"):
        export = reverse("desk:record_export") + query
        note("desk:record_export", read(walker, world, export, {"kind": "csv"}, post=True))
    return met


def read_api() -> str:
    """Return everything that a machine with every scope reads."""
    key = make_machine()[1]
    return "".join(ask(key, path).content.decode() for path in ("/gates", "/presence", "/scans"))


def send_all(kind: str, word: str) -> None:
    """The worker writes and sends these messages: their texts stand in the rows then, and name the thing."""
    messages = Message.objects.filter(kind__startswith=kind)
    assert messages.update(state=State.SENDING, lease=uuid.uuid4(), lease_until=timezone.now())
    text = f"{word} of {kind}"
    messages.update(state=State.SENT, ended_at=timezone.now(), subject_line=text, text=text, html=f"<p>{text}</p>")


def plant_arms(world: World) -> None:
    officer = make_member("KEN", capacity="security", state="accredited", family_name="Barasa")
    item = equipment.ask_for_equipment(actor=actor(world.own), member=officer, values=radio(make=ARMS))
    version, security = {item.pk: item.version}, actor(world.users[Role.SECURITY])
    licensing.license_equipment(actor=security, bearer=officer, expected_version=version, licence="VN/1")
    client_of(Role.SECURITY, world).get(reverse("registration:desk_bearer", args=[officer.public_id]))
    send_all("registration.equipment", ARMS)


def plant_note(world: World) -> None:
    paper = Document(f"{NOTE}.pdf", "pdf", b"%PDF-1.7\n")
    own = {"actor": actor(world.own), "delegation": make_delegation("KEN")}
    notes.upload_note(**own, document=paper, number=NOTE, dated=None)
    notes.accept_note(actor=actor(world.users[Role.ACCREDITATION]), note=NoteVerbale.objects.get(number=NOTE))
    send_all("registration.note", NOTE)


def engage_head() -> None:
    """Engage Kenya's head with one of each kind, and too soon after each with a session in another building."""
    head = make_member("KEN", capacity="head", state="submitted", family_name="Wanjiku")
    far, opening_room = make_venue("far"), make_room("CR9")
    starts = datetime(2025, 10, 25, 3, tzinfo=UTC)
    for number, subject in enumerate(ENGAGEMENTS):
        place = Room.objects.create(code=f"PL{number}", name={"en": room_of(subject)}, site=far, capacity=10)
        for what, kind, label, room in (
            (subject, subject.partition(".")[2][:12], label_of(subject), place),
            ("programme.session", "session", "Opening", opening_room),
        ):
            ends = starts + timedelta(minutes=30)
            common: dict[str, Any] = {
                "subject_type": what,
                "subject_id": "987654",
                "kind": kind,
                "labels": {"en": label},
            }
            common |= {"booking": uuid.uuid4(), "starts": starts, "ends": ends}
            Engagement.objects.create(person=head, **common)
            Engagement.objects.create(room=room, **common)
            starts = ends
        starts += timedelta(hours=2)


@pytest.fixture
def planted(world: World) -> World:
    plant_arms(world)
    plant_note(world)
    engage_head()
    return world


# Where whoever acts for a delegation enters arms and radios in its place; each look is logged.
ACTING = {"registration:equipment", "registration:member"}
# Pages on which a room stands only as the place of an engagement.
OF_PERSONS = {"calendar:person", "calendar:delegation", "calendar:tight", "registration:desk_person"}


@pytest.mark.slow
@pytest.mark.parametrize("role", Role)
def test_a_role_meets_what_it_may_read_and_nothing_else(planted, role):
    met = find(role, planted)
    for right, words in THINGS.items():
        places = set().union(*(met[word] for word in words))
        if role in RIGHTS["registration.act_for"]:
            places -= ACTING
        assert bool(places) == (role in RIGHTS[right]), (right, places)
    for subject, right in ENGAGEMENTS.items():
        labels, rooms = met[label_of(subject)], met[room_of(subject)] & OF_PERSONS
        if role in RIGHTS[right] & RIGHTS["calendar.see"]:  # the control
            assert {"calendar:person", "calendar:day", "registration:desk_person"} <= labels, subject
            assert rooms == OF_PERSONS, subject
        else:
            assert (labels, rooms) == (set(), set()), subject


@pytest.mark.slow
def test_another_delegation_and_a_machine_meet_none_of_it(planted):
    assert {word: places for word, places in find(Guest.OTHER, planted).items() if places} == {}
    # The control: its own delegation reads of it in its history and in its mails.
    own = find(Guest.OWN, planted)
    for word in (ARMS, NOTE):
        assert {"registration:history", "registration:message"} <= own[word]
        assert word not in read_api()


def test_others_read_that_the_head_is_engaged_and_when(planted):
    head = Delegate.objects.get(family_name="Wanjiku").public_id
    page = read(Role.SECURITY, planted, reverse("calendar:person", args=[head]), {"day": "2025-10-25"})
    assert "Engaged" in page
    assert "10:00" in page
    assert "Opening" in page
    # How long the way takes would say where the head was before; whoever reads of both is told (the control).
    url, late = reverse("calendar:person", args=[head]), "the transfer takes 30 min, 0 min are available"
    assert late not in page
    assert read(Role.SECRETARIAT, planted, url, {"day": "2025-10-25"}).count(late) == len(ENGAGEMENTS)


def test_that_somebody_carries_arms_is_told_to_whoever_licenses_them_alone(planted):
    officer = Delegate.objects.get(family_name="Barasa").public_id
    url, arms = reverse("registration:desk_person", args=[officer]), reverse("registration:desk_bearer", args=[officer])
    told = {role for role in Role if arms in read(role, planted, url)}
    assert told == {Role.SECURITY}
