"""The one page of a person: what each role sees on it, what it may do next, and that names lead there."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conference.audit.models import AccessLogEntry, AuditEntry
from conference.core.access import SYSTEM, Role
from delegations.accreditation.holds import actions as holds
from delegations.registration.equipment.actions import ask_for_equipment
from delegations.registration.models import Delegate
from tests.accreditation.kit import accredited, as_actor, security
from tests.markup import compact
from tests.people import make_member, make_user, sign_in
from tests.registration.kit import radio

QUERIES = 32


@pytest.fixture
def person(world) -> Delegate:
    member, _badge = accredited(
        "KEN",
        family_name="Otieno",
        given_names="Grace",
        capacity="head",
        functional_title="Minister",
        search="otieno grace",
    )
    return member


def page(client, role: Role, member: Delegate, query: str = "") -> str:
    sign_in(client, make_user(None, role))
    answer = client.get(reverse("registration:desk_person", args=[member.public_id]) + query)
    assert answer.status_code == 200
    return compact(answer.content.decode())


def test_each_role_sees_what_it_may_read(client, person):
    badge = person.badges.get()
    text = page(client, Role.ACCREDITATION, person)
    for shown in ("Grace Otieno", "Minister", "Accredited", badge.number, "At the gates", "vetted Grace Otieno"):
        assert shown in text, shown
    text = page(client, Role.PROGRAMME, person)
    for hidden in (badge.number, "At the gates", "vetted Grace Otieno"):
        assert hidden not in text, hidden
    assert "Engagements" in text


def test_an_objection_of_security_is_named_to_those_who_may_read_it(client, person):
    assert "Security objects" not in page(client, Role.ACCREDITATION, person)
    holds.place_hold(actor=as_actor(security()), delegate=person, why="Reported by the host")
    for role in (Role.ACCREDITATION, Role.SECURITY):
        assert "Security objects.</strong>" in page(client, role, person)
        assert "The badge gives access until the person is sent back to review." in page(client, role, person)
    for role in (Role.PRINT_ROOM, Role.PROTOCOL):
        assert "Security objects" not in page(client, role, person)


def test_what_a_role_may_do_next(client, world, person):
    number = person.badges.get().pk
    waits = make_member("BRA", state="submitted", family_name="Silva", given_names="Ana")

    def steps(role: Role, member: Delegate) -> list[str]:
        ctl = page(client, role, member).split('<div class="ctl">')[1].split("</div>")[0]
        return [part.split("</a>")[0].split(">")[-1].strip() for part in ctl.split("<a ")[1:]]

    assert steps(Role.PRINT_ROOM, person)[0] == "Print the badge"
    assert f'href="{reverse("accreditation:badge", args=[number])}"' in page(client, Role.PRINT_ROOM, person)
    assert steps(Role.SECURITY, waits) == ["Vet"]
    assert steps(Role.PROGRAMME, waits) == []
    assert steps(Role.SECRETARIAT, waits) == [
        "Change the details",
        "Give the personal data",
        "Erase personal data",
    ]  # after the event
    # Arms and radios are offered once there are any: before, there is no page of them.
    guard = make_member("BRA", capacity="security", family_name="Costa", given_names="Rui")
    assert steps(Role.SECURITY, guard) == []
    ask_for_equipment(actor=SYSTEM, member=guard, values=radio())
    assert steps(Role.SECURITY, guard) == ["Arms and radios"]
    assert client.get(reverse("registration:desk_bearer", args=[guard.public_id])).status_code == 200


def test_scans_are_shown_when_asked_for_and_that_is_logged(client, person):
    assert "This person has not been scanned at any gate yet." not in page(client, Role.SECURITY, person)
    assert not AuditEntry.objects.filter(verb="delegate.followed").exists()
    assert "This person has not been scanned at any gate yet." in page(client, Role.SECURITY, person, "?open=scans")
    assert AuditEntry.objects.get(verb="delegate.followed").subject_id == str(person.pk)
    page(client, Role.SECRETARIAT, person, "?open=scans")
    assert AuditEntry.objects.filter(verb="delegate.followed").count() == 1


def test_opening_it_is_logged(client, person):
    page(client, Role.PROTOCOL, person)
    entry = AccessLogEntry.objects.get(verb="delegate.opened")
    assert (entry.subject_id, entry.details["page"]) == (str(person.pk), "registration:desk_person")


@pytest.mark.parametrize(
    ("role", "address"),
    [
        (Role.PROGRAMME, lambda member: reverse("registration:desk_one", args=["ken"])),
        (Role.PROGRAMME, lambda member: reverse("registration:desk_list")),
        (Role.PRINT_ROOM, lambda member: reverse("accreditation:badge", args=[member.badges.get().pk])),
        (Role.PRINT_ROOM, lambda member: reverse("accreditation:badges") + "?q=otieno"),
        (Role.SECURITY, lambda member: reverse("accreditation:person", args=[member.public_id])),
        (Role.SECURITY, lambda member: reverse("gates:people") + "?q=otieno"),
        (Role.SECURITY, lambda member: reverse("gates:lost", args=[member.public_id])),
        (Role.PROTOCOL, lambda member: reverse("calendar:person", args=[member.public_id])),
        (Role.PROTOCOL, lambda member: reverse("registration:desk_travel")),
    ],
)
def test_the_name_leads_to_it(client, person, role, address):
    sign_in(client, make_user(None, role))
    text = client.get(address(person)).content.decode()
    assert f'href="{reverse("registration:desk_person", args=[person.public_id])}"' in text


def test_as_many_queries_for_many_badges_as_for_one(client, person):
    sign_in(client, make_user(None, Role.SECRETARIAT, Role.SECURITY, Role.PROTOCOL, Role.ACCREDITATION))
    url = reverse("registration:desk_person", args=[person.public_id])
    client.get(url)
    with CaptureQueriesContext(connection) as found:
        client.get(url)
    assert len(found) <= QUERIES
