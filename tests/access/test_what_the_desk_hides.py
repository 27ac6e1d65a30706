"""What staff may not read at the desk they read nowhere on a delegation's pages either: planted words are looked for on every one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction

from conference.core.access import RIGHTS, Role
from conference.core.personal_data import PersonalText
from delegations.accreditation.models import Pass
from schedule.bilaterals.models import Meeting
from schedule.programme.models import Application
from schedule.receptions.invitations import actions as receptions
from schedule.receptions.models import Invitation
from tests.access.rules import Guest, Walker
from tests.access.table import TABLE
from tests.access.walk import Route, address, client_of, routes, rule_for
from tests.access.world import World

WORDS = ("planted-one", "planted-two")
# The pages of a delegation, and its page at the desk, which tells its history.
PAGES = [
    route
    for route in routes("conference.urls")
    if route.route.startswith("portal/<slug:code>/") or route.name == "registration:desk_one"
]
# Both need a head of delegation, of whom there is one.
HEADED = {"meeting", "reception_invitation"}


def an_answered_invitation(world: World) -> str:
    found = Invitation.objects.get(public_id=world.reception_invitation)
    receptions.answer_invitation(invitation=found, answer=receptions.Answer("accepted"))
    one, other = WORDS
    found.refresh_from_db()
    found.allergies, found.number_plate = one, other
    found.save()
    return "reception_invitation"


def a_meeting(world: World) -> str:
    assert world.meeting
    one, other = WORDS
    Meeting.objects.update(topics=one, contact=other)
    return "meeting"


def an_application(world: World) -> str:
    assert world.side_event
    one, other = WORDS
    Application.objects.update(typed={"title": one, "contact_name": other})
    return "side_event"


def a_vehicle_pass(world: World) -> str:
    assert world.vehicle_pass
    one, other = WORDS
    Pass.objects.update(plate=PersonalText(one, ""), driver=other)
    return "vehicle_pass"


PLANTED = {
    "receptions.see": an_answered_invitation,
    "bilaterals.see": a_meeting,
    "applications.see": an_application,
    "passes.see": a_vehicle_pass,
}
# The sentences of the history that tell of it, which name the other side or the occasion.
HISTORY = {
    "receptions.see": "Invitation sent:",
    "bilaterals.see": "asked for a bilateral meeting",
}


def pages_with(made: str) -> list[Route]:
    """Return the pages whose objects can be there beside the one that was made."""
    return [route for route in PAGES if not (set(rule_for(route, TABLE).objects.values()) & HEADED) - {made}]


def found_by(walker: Walker, world: World, made: str, words: tuple[str, ...]) -> Iterator[str]:
    """Yield the names of the pages on which this reader meets one of the words."""
    client = client_of(walker, world)
    for route in pages_with(made):
        url = address(route, rule_for(route, TABLE), world)
        with transaction.atomic():
            answer = client.get(url)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            transaction.set_rollback(True)
        if any(word.encode() in body for word in words):
            yield route.name


@pytest.mark.parametrize("right", PLANTED)
@pytest.mark.slow
def test_who_may_not_read_it_at_the_desk_reads_it_on_no_page_of_the_delegation(world, right):
    made = PLANTED[right](world)
    words = (*WORDS, *([HISTORY[right]] if right in HISTORY else []))
    outside = [role for role in Role if role not in RIGHTS[right]]
    assert outside
    for role in outside:
        assert set(found_by(role, world, made, words)) == set(), role


@pytest.mark.parametrize("right", PLANTED)
@pytest.mark.slow
def test_the_delegation_and_whoever_may_read_it_do(world, right):
    """The control: the words are there to be found."""
    made = PLANTED[right](world)
    inside = next(role for role in Role if role in RIGHTS[right] and role is not Role.SECRETARIAT)
    for walker in (Guest.OWN, Role.SECRETARIAT, inside):
        assert next(found_by(walker, world, made, WORDS), ""), walker


@pytest.mark.slow
def test_the_tabs_lead_staff_only_where_they_may_go(world_with_contexts):
    """As the desk's menu does; a tab that answers 404 is a trap."""
    for role in Role:
        client = client_of(role, world_with_contexts)
        page = client.get("/portal/ken/")
        urls = [entry["url"] for entry in page.context["menu"]]
        assert {url: client.get(url, follow=True).status_code for url in urls} == dict.fromkeys(urls, 200), role
    everything = [
        entry["url"] for entry in client_of(Guest.OWN, world_with_contexts).get("/portal/ken/").context["menu"]
    ]
    print_room = [
        entry["url"] for entry in client_of(Role.PRINT_ROOM, world_with_contexts).get("/portal/ken/").context["menu"]
    ]
    hidden = [
        f"/portal/ken/{page}/"
        for page in ("speaking", "side-events", "bilaterals", "passes", "receptions", "itinerary")
    ]
    assert [url for url in everything if url in hidden] == hidden
    assert [url for url in print_room if url in hidden] == ["/portal/ken/speaking/", "/portal/ken/passes/"]
