"""The public status of the treaty: its words and numbers, its table, its files, and that it is made once for everybody."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date

import pytest
import time_machine
from icalendar import Calendar

from conference.translated import Translated
from conference.treaties.statements import StatementText
from conference.web import page_cache
from schedule.signing.instruments import actions
from schedule.signing.status import queries
from tests.people import make_party
from tests.signing.kit import declaration, deposit, depositary, reservation, words_of
from tests.signing.notifications.kit import issued
from tests.treaties.kit import hanoi, other_treaty

pytestmark = pytest.mark.django_db
URL = "/treaty/"
DECLARED = StatementText("interpretative", "", Translated(fr="Déclaration du Kenya"))


@pytest.fixture(autouse=True)
def now(world):
    page_cache.forget()
    with time_machine.travel("2026-11-20T09:00:00+07:00", tick=False):
        yield
    page_cache.forget()


@pytest.fixture
def treaty():
    made = hanoi()
    for code, region in (("KEN", "Africa"), ("FRA", "Europe"), ("BRA", "Americas")):
        party = make_party(code)
        party.region = region
        party.save()
    deposit(made, "KEN", date(2026, 11, 12), statements=(DECLARED,))
    deposit(made, "FRA", date(2026, 11, 17))
    return made


def test_says_how_far_the_treaty_is(treaty, client):
    said = words_of(client.get(URL))
    for words in (
        "United Nations Convention against Cybercrime",
        "As at 20 November 2026. Depositary: Secretary-General of the United Nations.",
        "2 of 40; 38 more are needed",
        "The treaty enters into force 90 days after 40 instruments have been deposited (article 65 (1)).",
        "An organization’s own instrument is not counted in addition to those of its member States.",
        "No date can be given yet.",
        "27 October 2025 – 31 December 2026",
        "of which at least one member State has signed (article 64 (1)).",
        "Acceded 12 Nov 2026",
        "Not signed",
    ):
        assert words in said, words
    assert "countries" not in said
    assert client.get(URL).content.decode().count('<li class="on">') == 2


def test_leads_to_declarations_and_where_the_office_has_entered_it_to_the_text(treaty, client):
    page = client.get(URL).content.decode()
    assert "Text of the treaty" not in page
    assert f'<a href="{URL}declarations/">Declarations and reservations</a>' in page
    treaty.text_address = "https://treaties.example/uncc.pdf"
    treaty.save()
    page_cache.forget()
    assert '<a href="https://treaties.example/uncc.pdf">' in client.get(URL).content.decode()


def test_a_reader_chooses_region_and_step(treaty, client):
    page = client.get(URL, {"region": "Africa", "step": "deposited"}).content.decode()
    assert ("Kenya" in page, "France" in page) == (True, False)
    assert "No participant matches this choice." in words_of(client.get(URL, {"step": "signed"}))
    table = client.get(URL, {"view": "table", "region": "Europe"}).content.decode()
    assert ("<table" in table, "France" in table, "Kenya" in table) == (True, True, False)


def test_declarations_stand_in_their_own_language(treaty, client):
    page = client.get("/treaty/declarations/").content.decode()
    assert '<bdi lang="fr" dir="ltr">Déclaration du Kenya</bdi>' in page
    assert "France" not in page


def test_what_the_depositary_has_not_notified_is_provisional_beside_the_text(treaty, client):
    """Vienna Convention on the Law of Treaties, articles 77 (1) (e) and 78: the States know of it by the notification alone."""
    shown = words_of(client.get("/treaty/declarations/"))
    assert "Kenya provisional Interpretative declaration" in shown
    assert "What is marked as provisional has been recorded" in shown
    issued(treaty)
    issued(treaty)
    page_cache.forget()
    shown = words_of(client.get("/treaty/declarations/"))
    assert "Kenya Interpretative declaration" in shown
    assert "provisional" not in shown


def test_a_reservation_is_called_a_reservation_and_a_declaration_a_declaration(client):
    """Vienna Convention on the Law of Treaties, article 2 (1) (d): a reservation is what it does, and no declaration."""
    treaty = hanoi()
    notified = StatementText("notification", "40 (12)", Translated(en="The central authority of Brazil"))
    texts = {
        "KEN": (reservation(),),
        "FRA": (declaration(),),
        "CIV": (reservation(), declaration()),
        "BRA": (notified,),
    }
    for code, statements in texts.items():
        deposit(treaty, code, date(2026, 11, 12), statements=statements)
    called = {
        "ken": "Reservation",
        "fra": "Declaration",
        "civ": "Declarations and reservations",
        "bra": "Notification under the treaty",
    }
    for view in ("tiles", "table"):
        page = client.get(URL, {"view": view}).content.decode()
        assert dict(re.findall(r'href="/treaty/declarations/#([^"]+)">([^<]+)</a>', page)) == called


def test_is_in_the_language_of_the_link(treaty, client):
    page = client.get(URL, {"lang": "vi"})
    assert page["Content-Language"] == "vi"
    assert '<html lang="vi"' in page.content.decode()


def test_files_for_machines(treaty, client):
    told = json.loads(client.get("/treaty/treaty.json").content)
    entry = {"needed": 40, "counted": 2, "missing": 38, "reached_on": None, "on": None, "conditions": []}
    assert told["entry_into_force"] == entry
    assert [(one["code"], one["instrument"], one["deposited_on"]) for one in told["participants"]] == [
        ("FRA", "accession", "2026-11-17"),
        ("KEN", "accession", "2026-11-12"),
    ]
    answer = client.get("/treaty/treaty.csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    stated = "Interpretative declaration: Made with the instrument deposited on 12 November 2026."
    assert rows[2] == ["KEN", "Kenya", "Africa", "", "Accession", "2026-11-12", "", "", stated]
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_the_days_as_a_calendar(client):
    treaty = other_treaty(threshold=2, withdrawal_delay=12)
    for code, day in (("KEN", date(2025, 11, 1)), ("FRA", date(2026, 1, 15)), ("BRA", date(2026, 5, 10))):
        made = deposit(treaty, code, day)
    actions.withdraw(actor=depositary(), instrument=made, received_on=date(2026, 11, 2), expected_version=2)
    found = Calendar.from_ical(client.get("/treaty/treaty.ics").content)
    days = {str(event["SUMMARY"]): event["DTSTART"].dt for event in found.walk("VEVENT")}
    assert days == {
        "Enclosed Seas Convention: open for signature, Oslo": date(2025, 10, 20),
        "Enclosed Seas Convention: last day for signature, Oslo": date(2025, 10, 25),
        "Enclosed Seas Convention: entry into force": date(2026, 8, 1),
        "Enclosed Seas Convention: entry into force for Brazil": date(2026, 8, 10),
        "Enclosed Seas Convention: withdrawal of Brazil takes effect": date(2027, 11, 2),
    }
    assert "In force since 1 August 2026." in words_of(client.get(URL))


def test_is_made_once_and_anew_when_an_instrument_comes(treaty, client, django_assert_num_queries):
    first = client.get(URL)
    with django_assert_num_queries(0):
        again = client.get(URL, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content, again["Cache-Control"]) == (304, b"", "no-cache")
    deposit(treaty, "BRA", date(2026, 11, 19))
    queries.version.clear()  # as a second later
    assert "3 of 40" in words_of(client.get(URL))


def test_before_a_treaty_is_entered(client):
    assert "as soon as the treaty is open for signature" in client.get(URL).content.decode()
    assert client.get("/treaty/treaty.json").json() == {"treaty": None, "participants": []}
    assert Calendar.from_ical(client.get("/treaty/treaty.ics").content).walk("VEVENT") == []


@pytest.mark.slow
def test_takes_as_many_queries_for_many_parties(treaty, django_assert_num_queries):
    with django_assert_num_queries(15):
        queries.status()
    for number in range(20):
        deposit(treaty, f"L{number:02d}", date(2026, 11, 18))
    with django_assert_num_queries(15):
        assert len(queries.status().participants) == 22
