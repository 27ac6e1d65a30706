"""The page of documents: what a role may print; a refusal stands at the document."""

from __future__ import annotations

import pytest
from django.conf import settings

from conference.audit.models import AuditEntry
from conference.core.access import Role
from tests.people import make_delegation, make_member, make_user, sign_in
from tests.programme.papers.papers import pages_of

URL = "/desk/papers/"


@pytest.fixture
def as_role(client, world):
    def enter(role: Role):
        sign_in(client, make_user(None, role))
        return client

    return enter


def test_each_role_reads_what_it_may_print_and_no_more(as_role):
    page = as_role(Role.PROTOCOL).get(URL).content.decode()
    for title in (
        "Order of the day",
        "Itineraries",
        "List of participants",
        "Nameplates",
        "Signs at the doors",
        "Arrivals",
    ):
        assert f">{title}</h2>" in page, title
    assert ">Badges</h2>" not in page
    page = as_role(Role.PRINT_ROOM).get(URL).content.decode()
    assert ">Itineraries</h2>" not in page
    assert ">Nameplates</h2>" in page


@pytest.mark.parametrize(
    ("language", "delegations", "layout"),
    [
        ("fr", "Toutes les délégations", "Format"),
        ("es", "Todas las delegaciones", "Formato"),
        ("zh-hans", "所有代表团", "版式"),
    ],
)
def test_choices_agree_with_what_is_chosen_and_a_layout_is_a_papers(as_role, language, delegations, layout):
    client = as_role(Role.SECRETARIAT)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = " ".join(client.get(URL).content.decode().split())
    assert f'<option value=""> {delegations} </option>' in page
    assert f">{layout}</label>" in page
    assert ">座位布置<" not in page


def test_a_document_comes_as_pdf_under_a_name_that_tells_it(as_role):
    make_member("KEN", state="submitted")
    answer = as_role(Role.PROTOCOL).get(f"{URL}nameplates.pdf", {"delegation": "KEN"})
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'inline; filename="nameplates-ken.pdf"'
    assert "Kenya" in pages_of(answer.content)[0]


def test_a_refusal_stands_at_the_document_with_what_was_chosen(as_role):
    make_delegation("KEN")
    client = as_role(Role.PROTOCOL)
    answer = client.get(f"{URL}nameplates.pdf", {"delegation": "KEN"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "No delegation has named anybody yet, so there are no seats." in page
    assert '<option value="KEN" selected>' in page
    answer = client.get(f"{URL}arrivals.pdf", {"day": "tomorrow"})
    assert (answer.status_code, "“tomorrow” is not a date" in answer.content.decode()) == (409, True)
    assert client.get(f"{URL}seating.pdf", {"day": "2025-10-25"}).status_code == 409


@pytest.mark.parametrize("name", ["menus", "badges", "receipts"])
def test_what_the_page_does_not_offer_is_404(as_role, name):
    assert as_role(Role.PROTOCOL).get(f"{URL}{name}.pdf").status_code == 404


def test_without_the_documents_right_it_is_403(as_role):
    assert as_role(Role.PRINT_ROOM).get(f"{URL}itinerary.pdf").status_code == 403


def test_the_record_keeps_who_took_what_is_personal(as_role):
    make_member("KEN", state="submitted", family_name="Otieno")
    client = as_role(Role.PROTOCOL)
    for name, verb, taken in (
        ("arrivals", "travel.exported", 1),
        ("itinerary", "itinerary.read", 1),
        ("nameplates", "itinerary.read", 1),
        ("departures", "travel.exported", 2),
    ):
        assert client.get(f"{URL}{name}.pdf").status_code == 200, name
        assert AuditEntry.objects.filter(verb=verb).count() == taken
