"""The order of the day on paper: the head of each page, sections by type, open and closed, what changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command
from django.utils import translation

from conference.core.access import RIGHTS, Role
from conference.core.errors import UserError
from conference.printing.documents import registry
from conference.translated import Translated
from schedule.programme.papers import order_of_day
from schedule.programme.releases import outline, page_cache
from schedule.programme.sessions.actions import editing
from schedule.programme.sessions.content import DocumentContent, PanelSeat, get_content
from tests.calendar.places import at, make_room
from tests.people import make_member, make_party, make_world
from tests.programme.draft import add, organiser, publish
from tests.programme.papers.papers import pages_of

SAT, SUN = date(2025, 10, 25), date(2025, 10, 26)
URL = "/programme/2025-10-25/order-of-the-day.pdf"


def make_released():
    make_world()
    with time_machine.travel(at("12:00", 24), tick=False):
        add(
            key="opening",
            type="opening",
            webcast=True,
            interpretation=["ar", "en"],
            agenda=[{"en": "Statement by the President"}],
        )
        debate = add("General debate", starts="10:00", ends="12:00", type="plenary")
        add(
            "Women in investigation",
            room="CR1",
            starts="10:15",
            ends="11:15",
            type="side_event",
            number=1,
            organisers=[make_party()],
        )
        add("Consultation", room="CR2", starts="14:00", ends="15:00", type="roundtable", number=3, is_open=False,
            chair=make_member(family_name="Mokoena", capacity="head"))  # fmt: skip
        add("Banquet", room="BANQUET", starts="19:00", ends="+00:30", type="social", is_open=False)
        add("Tracing assets", room="C-1", starts="12:00", ends="13:00", type="workshop", number=7)
        add("Exhibition", room="MEDIA", starts="09:00", ends="18:00", type="social", all_day=True)
        add("Closing", starts="15:30", ends="16:10", day=26, type="ceremony")
        publish()
    with time_machine.travel(at("18:30", 24), tick=False):
        moved = replace(get_content(debate), starts=at("10:15"), ends=at("12:15"))
        editing.edit_session(actor=organiser(), session=debate, content=moved, expected_version=1)
        return publish()


@pytest.fixture
def released(keeper):
    return keeper(make_released)


def test_on_paper(released, client):
    response = client.get(URL)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'inline; filename="order-of-the-day-2025-10-25-en.pdf"'
    found = pages_of(response.content)
    text = " ".join(found)
    for said in (
        "Order of the day No. 1",
        "Saturday 25 October 2025",
        "As at 18:30 on Friday 24 October · release 2 · all times Hanoi time, UTC+7",
        "09:00 09:50",
        "Opening of the Conference Plenary Hall Open Webcast",
        "1. Statement by the President",
        "Interpretation: Arabic, English",
        "Side event 1: Women in investigation Conference Room 1 Open",
        "Organized by Kenya.",
        "Round table 3: Consultation Closed",
        "19:00 00:30 (Sun 26 Oct)",
        "12:00 7. Tracing assets Room C-1",
        "Sunday 26 October: forecast 15:30 Closing Plenary Hall",
        "Change since release 1 General debate has a new time: 10:15, was 10:00.",
        "10:15, was 10:00",
        "programme/2025-10-25/",
    ):
        assert said in text, said
    assert "Mokoena" not in text
    for number, page in enumerate(found, 1):
        assert f"Page {number} of {len(found)}" in page
        assert "Order of the day No. 1 · Saturday 25 October 2025 · as at 18:30 · release 2" in page


def test_sections_stand_in_the_order_of_the_journal(released):
    (day,) = order_of_day.make_data(released, outline.from_json(released.outline), [SAT])["days"]
    assert [section["title"] for section in day["sections"]] == [
        "Official meetings",
        "High-level discussions and round tables",
        "Receptions",
        "Side events",
        "All day",
        "Workshops",
        "Sunday 26 October: forecast",
        "Change since release 1",
        "Information",
    ]
    official = day["sections"][0]["items"]
    assert [(one["from"], one["access"], one["webcast"], one["changed"]) for one in official] == [
        ("09:00", "open", True, None),
        ("10:15", "open", False, "10:15, was 10:00"),
    ]


def test_heads_stand_under_the_formal_name_and_others_under_the_short_one(world):
    head = make_member(capacity="head", family_name="Mokoena", given_names="", functional_title="Minister")
    other = make_member("BRA", family_name="Lima", given_names="", functional_title="Judge")
    add(chair=head, panel=[PanelSeat(other, role="moderator"), PanelSeat(name="Ana Ruiz", function="Professor")])
    release = publish()
    (day,) = order_of_day.make_data(release, outline.from_json(release.outline), [SAT])["days"]
    assert day["sections"][0]["items"][0]["text"] == [
        "Chair: Mokoena, Minister, Republic of Kenya",
        "Moderator: Lima, Judge, Brazil",
        "Panellist: Ana Ruiz, Professor",
    ]


def test_a_document_in_several_languages_stands_there_once_in_the_readers(world):
    papers = [
        DocumentContent("Concept note", "en", "A/1", "https://docs.un.org/1"),
        DocumentContent("Note de cadrage", "fr", "A/1", "https://docs.un.org/2"),
        DocumentContent("Annex", "en", link="https://docs.un.org/3"),
    ]
    add(documents=papers)
    release = publish()

    def text() -> list[str]:
        (day,) = order_of_day.make_data(release, outline.from_json(release.outline), [SAT])["days"]
        return day["sections"][0]["items"][0]["text"]

    assert text() == ["Documents: A/1 Concept note; Annex"]
    with translation.override("fr"):
        assert "A/1 Note de cadrage\u202f; Annex" in text()[0]


def test_every_type_of_session_has_its_place(world):
    from schedule.programme.models import Type

    for number, kind in enumerate(Type.values):
        add(f"Of type {kind}", type=kind, room="CR1", starts=f"{8 + number:02d}:00", ends=f"{9 + number:02d}:00")
    release = publish()
    (day,) = order_of_day.make_data(release, outline.from_json(release.outline), [SAT])["days"]
    told = str(day["sections"])
    assert [kind for kind in Type.values if f"Of type {kind}" not in told] == []


def test_in_other_languages_and_directions(released, client):
    arabic = pages_of(client.get(URL, headers={"accept-language": "ar"}).content)
    assert "السبت" in arabic[0]
    assert "افتتاح المؤتمر" in arabic[0]
    french = " ".join(pages_of(client.get(URL, headers={"accept-language": "fr"}).content))
    assert "Ouverture de la Conférence" in french


def test_a_day_without_a_programme_and_no_release_are_404(world, client):
    assert client.get(URL).status_code == 404
    add()
    publish()
    assert client.get("/programme/2025-10-27/order-of-the-day.pdf").status_code == 404


def test_all_days_as_one_pdf_with_contents(released, client):
    response = client.get("/programme/programme.pdf")
    assert response["Content-Disposition"] == 'inline; filename="programme-en.pdf"'
    found = pages_of(response.content)
    assert found[0].startswith("Programme")
    assert 'href="/programme/programme.pdf"' in client.get("/programme/2025-10-25/").content.decode()


def test_before_the_first_release_there_is_a_page_that_says_so(world, client):
    response = client.get("/programme/programme.pdf")
    assert (response.status_code, response["Content-Type"]) == (200, "text/html; charset=utf-8")


def test_the_page_of_the_day_links_to_it(released, client):
    assert f'href="{URL}"' in client.get("/programme/2025-10-25/").content.decode()


def test_three_queries_whatever_it_holds(world, django_assert_num_queries):
    add()
    for count in (1, 3):
        release = publish()
        with django_assert_num_queries(3 + bool(release.changes)):  # what the public may read of them
            (day,) = order_of_day.make_data(release, outline.from_json(release.outline), [SAT])["days"]
        assert len(day["sections"][0]["items"]) == count
        if count == 1:
            add("Two", room="CR1", organisers=[make_party()])
            add("Three", room="CR2", chair=make_member(capacity="head"))


class TestTheCommand:
    def test_one_day(self, released, tmp_path):
        out = tmp_path / "x.pdf"
        call_command("print", "agenda", "--day", "2025-10-26", "--out", str(out))
        (page,) = pages_of(out.read_bytes())
        assert "No. 2" in page
        assert "15:30 16:10 Closing Plenary Hall Open" in page

    def test_every_day(self, released, tmp_path, capsys):
        out = tmp_path / "x.pdf"
        call_command("print", "agenda", "--out", str(out))
        found = pages_of(out.read_bytes())
        assert "Programme Signing Ceremony" in found[0]
        assert "As at 18:30 on Friday 24 October · release 2" in found[0]
        assert "Saturday 25 October 2025 Official meetings 2 09:00 Opening of the Conference 2" in found[0]
        assert f"Sunday 26 October 2025 Official meetings {len(found)} 15:30 Closing {len(found)}" in found[0]
        assert "Programme · as at 18:30 · release 2" in found[0]
        assert "Saturday 25 October 2025" in found[1]
        assert not any("forecast" in page for page in found)
        assert "Sunday 26 October 2025" in found[-1]
        assert f"Page {len(found)} of {len(found)}" in found[-1]
        assert capsys.readouterr().out.strip() == f"{out}: 8 items on {len(found)} pages"

    @pytest.mark.parametrize(
        ("options", "words"),
        [
            (["--day", "2025-10-27"], "Release 2 has nothing on 2025-10-27; it has 2025-10-25, 2025-10-26."),
            (["--day", "tomorrow"], "tomorrow is no date"),
            (["--delegation", "KEN"], "agenda takes no --delegation"),
            (["--layout", "a6"], "agenda takes no --layout"),
        ],
    )
    def test_bad_input_is_one_line_and_leaves_the_file(self, released, tmp_path, options, words):
        out = tmp_path / "x.pdf"
        out.write_text("before")
        with pytest.raises(UserError, match=words):
            call_command("print", "agenda", *options, "--out", str(out))
        assert out.read_text() == "before"

    def test_before_the_first_release(self, world, tmp_path):
        with pytest.raises(UserError, match="has not been released yet"):
            call_command("print", "agenda", "--out", str(tmp_path / "x.pdf"))
        assert list(Path(tmp_path).glob("*")) == []

    def test_the_right_is_that_of_the_programmes_prints(self):
        document = registry.get_document("agenda")
        assert (document.right, document.options, document.layouts) == ("programme.print", frozenset({"day"}), ())
        assert {Role.PROGRAMME, Role.PRINT_ROOM} <= RIGHTS[document.right]


def test_a_sign_that_no_print_font_has_is_said_and_not_printed_as_a_box(world, client):
    room = make_room()
    room.name = Translated(en="Hall \U00013000")  # an Egyptian hieroglyph
    room.save()
    add()
    publish()
    page_cache.forget()
    response = client.get(URL)
    assert response.status_code == 409
    assert "U+13000" in response.content.decode()


@pytest.mark.parametrize(
    ("address", "printed"),
    [
        ("http://127.0.0.1:8000", "hanoi2025.example/programme/2025-10-25/"),
        ("http://localhost:8106", "hanoi2025.example/programme/2025-10-25/"),
        ("https://delegates.example.org", "delegates.example.org/programme/2025-10-25/"),
    ],
)
def test_no_machine_and_port_is_printed(world, settings, address, printed):
    settings.PUBLIC_URL, settings.DEFAULT_FROM_EMAIL = address, "Delegations <delegations@hanoi2025.example>"
    add()
    release = publish()
    (page,) = pages_of(order_of_day.make_pdf(release, outline.from_json(release.outline), [at("09:00").date()]))
    assert f":{printed}" in page.replace(" ", "")  # it may go over the end of a line
    assert "8000" not in page
    assert "//" not in page
