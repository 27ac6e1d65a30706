"""The search of the desk: everything by any spelling, number or part, within the reader's rights."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conference.audit.models import AccessLogEntry
from conference.core import clock
from conference.core.access import Role
from conference.desk import finding
from delegations.registration.members import rules
from delegations.registration.models import Delegate, FocalPoint
from tests.accreditation.kit import accredited
from tests.bilaterals.scene import NOW, make_scene
from tests.markup import compact
from tests.people import make_delegation, make_focal_point, make_member, make_user, sign_in
from tests.programme.draft import add
from tests.receptions.scene import make_reception

FIND = reverse("desk:find")
# The longest: all finders of the role that may find most, twice read where a name is only like, and what every page knows.
QUERIES = 32


@pytest.fixture
def people(world):
    make_delegation("CIV")
    member, badge = accredited(
        "KEN", family_name="Nguyễn", given_names="Thu Hà", functional_title="Minister of Justice"
    )
    make_member(
        "BRA", state="submitted", family_name="da Silva Mohammed", given_names="João", document_number="FN 123456"
    )
    folded()
    return member, badge


def folded() -> None:
    """Fills in what a search reads, as saving a member by its form does."""
    for member in Delegate.objects.all():
        Delegate.objects.filter(pk=member.pk).update(**rules.derived(member))


def found(client, role: Role, text: str, **more) -> list[tuple[str, str]]:
    """The titles and addresses that the page lists for that role; where it leads to when one thing is found alone."""
    sign_in(client, make_user(None, role))
    answer = client.get(FIND, {"q": text, **more})
    if answer.status_code == 302:
        return [("", answer["Location"])]
    page = compact(answer.content.decode()).split("<main")[1].split("</main>")[0]
    return [(title, url) for url, title in re.findall(r'<a href="([^"]+)"><bdi[^>]*>([^<]*)</bdi>', page)]


def page_of(member: Delegate) -> str:
    return reverse("registration:desk_person", args=[member.public_id])


@pytest.mark.parametrize("text", ["nguyen thu", "NGUYỄN", "Thu Ha Nguyen", "uye"])
def test_a_person_by_any_part_in_any_spelling(client, people, text):
    assert found(client, Role.PROTOCOL, text) == [("", page_of(people[0]))]


@pytest.mark.parametrize("text", ["Nguen Thu", "Nguyem"])
def test_a_slip_finds_names_that_are_like_it_and_says_so(client, people, text):
    assert found(client, Role.PROTOCOL, text) == [("Thu Hà Nguyễn", page_of(people[0]))]
    assert "No exact match; these names are similar." in client.get(FIND, {"q": text}).content.decode()


def test_another_transliteration_is_like_it(client, people):
    silva = Delegate.objects.get(given_names="João")
    assert found(client, Role.PROTOCOL, "Muhamed") == [("João da Silva Mohammed", page_of(silva))]


@pytest.mark.parametrize("text", ["Al Mazroui", "al-mazrui"])
def test_each_part_of_a_joined_name_is_like_it(client, people, text):
    naser = make_member("KEN", state="submitted", family_name="Al-Mazrouei", given_names="Nasser")
    folded()
    assert found(client, Role.PROTOCOL, text) == [("Nasser Al-Mazrouei", page_of(naser))]


def test_the_number_on_the_badge_leads_to_its_bearer(client, people):
    member, badge = people
    for part in (badge.number, badge.number[-4:], badge.number.lower()):
        assert found(client, Role.ACCREDITATION, part) == [("", page_of(member))]
    assert found(client, Role.PROGRAMME, badge.number) == []


def test_the_number_of_a_document_is_found_by_those_who_may_read_it(client, people):
    silva = Delegate.objects.get(given_names="João")
    assert found(client, Role.SECURITY, "FN123456") == [("", page_of(silva))]
    assert found(client, Role.SECRETARIAT, "FN123456") == []
    assert found(client, Role.SECURITY, "FN12345") == []


def test_delegations_by_any_name_and_code(client, people):
    for text in ("cote d", "CIV", "Republic of Côte"):
        assert found(client, Role.PRINT_ROOM, text) == [("", reverse("registration:desk_one", args=["civ"]))]


def test_sessions_lead_where_the_role_may_go(client, people):
    session = add({"en": "Opening ceremony", "fr": "Cérémonie d’ouverture"})
    assert found(client, Role.PROGRAMME, "ceremonie")[0][1] == reverse("programme:edit", args=[session.key])
    assert found(client, Role.PRINT_ROOM, "ceremonie")[0][1] == reverse("programme:session", args=[session.key])


def test_meetings_receptions_and_rooms_by_those_who_see_them(client, db):
    with clock.standing(NOW):
        meeting = make_scene().ask()
        reception = make_reception()
        page = reverse("receptions:reception", args=[reception.code])
        assert found(client, Role.PROTOCOL, "banquet d etat") == [("", page)]
        assert found(client, Role.PROTOCOL, "kenya brazil") == [
            ("", reverse("bilaterals:desk-meeting", args=[meeting.public_id]))
        ]
        assert found(client, Role.PROTOCOL, "room B-3") == [("", reverse("calendar:room", args=["B-3"]))]
        for text in ("banquet d etat", "kenya brazil", "room B-3"):
            assert found(client, Role.PRINT_ROOM, text) == []


def test_documents_are_found_by_those_who_may_print_them(client, people):
    assert found(client, Role.PROTOCOL, "list of particip") == [("", reverse("desk:papers") + "#doc-participants")]
    assert found(client, Role.SECURITY, "list of particip") == []


def test_names_are_logged_as_read(client, people):
    sign_in(client, make_user(None, Role.SECRETARIAT))
    client.get(FIND, {"q": "a"})
    assert not AccessLogEntry.objects.exists()
    client.get(FIND, {"q": "si"}, HTTP_HX_REQUEST="true")
    entry = AccessLogEntry.objects.get()
    assert (entry.verb, entry.details) == ("persons.named", {"page": "desk:find", "names": 1})


def test_as_one_types_a_few_of_each_show_below_the_field(client, people):
    for number in range(8):
        make_member("KEN", family_name=f"Wanjiru{number}", given_names="Ann")
    folded()
    sign_in(client, make_user(None, Role.PROTOCOL))
    text = client.get(FIND, {"q": "wanj"}, HTTP_HX_REQUEST="true").content.decode()
    assert "<html" not in text
    assert text.count("Wanjiru") == finding.AT_ONCE
    assert client.get(FIND, {"q": "wanj"}).content.decode().count("Ann Wanjiru") == finding.RESULTS_SHOWN


def test_the_field_stands_on_every_page_of_the_desk(client, people):
    sign_in(client, make_user(None, Role.ACCREDITATION))
    for name in ("desk:home", "registration:desk_list", "accreditation:queue", "accreditation:badges", "gates:people"):
        text = client.get(reverse(name)).content.decode()
        assert text.count('data-key="/"') == 1
        assert 'id="desk-find"' in text


def test_as_many_queries_for_many_as_for_one(client, people):
    sign_in(
        client, make_user(None, Role.SECRETARIAT, Role.SECURITY, Role.PROTOCOL, Role.ACCREDITATION, Role.PRINT_ROOM)
    )
    client.get(FIND, {"q": "zz"})
    with CaptureQueriesContext(connection) as first:
        client.get(FIND, {"q": "wanj"})
    for number in range(12):
        make_member("KEN", family_name=f"Wanjiru{number}", given_names="Ann")
    folded()
    with CaptureQueriesContext(connection) as second:
        client.get(FIND, {"q": "wanj"})
    assert len(second) <= QUERIES
    # Nobody fits the first, so that names like it are looked for; what is read of the second is logged.
    assert len(first) <= QUERIES


def test_a_focal_point_by_name_and_by_address(client, world):
    make_focal_point("KEN", email="focal.ken@mission.example", name="Achieng Wambui")
    former = make_focal_point("BRA", email="was@mission.example", name="Rui Prado")
    FocalPoint.objects.filter(user=former).update(until=clock.now())
    page = reverse("registration:desk_one", args=["ken"]) + "#fp"
    for text in ("ACHIENG", "wambui ach", "focal.ken@"):
        assert found(client, Role.PROTOCOL, text) == [("", page)]
    assert found(client, Role.PROTOCOL, "prado") == []
