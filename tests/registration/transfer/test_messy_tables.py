"""Three lists that come as their authors keep them go in: mistakes named at row and field, all other rows one act and undone as one."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.test import Client

from conference.audit.chain import find_faults
from delegations.registration.models import Delegate
from delegations.registration.transfer import tables
from tests.people import make_focal_point, make_party, sign_in
from tests.registration.kit import text_of
from tests.registration.transfer import messy_tables
from tests.registration.transfer.test_strange_tables import mistakes

STATES = {
    "togolese": ("TGO", "TG", "Togo"),
    "egyptian": ("EGY", "EG", "Egypt"),
    "russian": ("RUS", "RU", "Russian Federation"),
}


@pytest.fixture
def portal(client, world):
    def sign(name: str) -> tuple[Client, str]:
        code, alpha2, short = STATES[name]
        party = make_party(code)
        party.alpha2 = alpha2
        party.save()
        party.names.update(short=short, formal=short)
        return sign_in(client, make_focal_point(code)), f"/portal/{code.lower()}/import/"

    return sign


CATEGORIES = {"value:category:=adviser": "delegate"}
LISTS = {
    "togolese": (messy_tables.TOGOLESE_MISTAKES, CATEGORIES),
    "egyptian": (messy_tables.EGYPTIAN_MISTAKES, {}),
    "russian": (
        messy_tables.RUSSIAN_MISTAKES,
        {**CATEGORIES, "value:arrival:24.10.2025": "18:40", "value:arrival:23 oct 2025": ""},
    ),
}


def send(client: Client, url: str, body: bytes | str, name: str = "list.xlsx", **more: str):
    file = io.BytesIO(body.encode() if isinstance(body, str) else body)
    file.name = name
    return client.post(url, {"file": file, **more}, follow=True)


def answer(client: Client, url: str, page, action: str, **more):
    posted = {"kept": action, "digest": page.context["digest"], **more}
    if "checked" in page.context:
        posted["expected_version"] = page.context["checked"].fingerprint
    return client.post(url, posted, follow=True)


def book(*lines: list[str], merged: str = "") -> bytes:
    workbook = openpyxl.Workbook()
    for line in lines:
        workbook.active.append(line)
    for cells in merged.split():
        workbook.active.merge_cells(cells)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "name", [name if name == "russian" else pytest.param(name, marks=pytest.mark.slow) for name in LISTS]
)
class TestThreeLists:
    def take_in(self, portal, name: str):
        """Return the client, the address and the page with the mistakes: nothing in doubt but what is asked once."""
        client, url = portal(name)
        expected, answers = LISTS[name]
        page = send(client, url, getattr(messy_tables, name)(), "list.csv" if name == "russian" else "list.xlsx")
        assert page.context["sheet"].doubts == []
        assert {field.name for field in page.context["values_asked"]} == set(answers)
        if answers:
            page = answer(client, url, page, "look", **answers)
        assert mistakes(page) == expected
        assert "6 items to correct; nothing was imported" in text_of(page, 422)
        assert "Not imported: " in text_of(page, 422)
        return client, url, page

    def test_thirty_four_go_in_and_six_stay_out_and_all_are_undone_as_one(self, portal, name):
        client, url, page = self.take_in(portal, name)
        done = answer(client, url, page, "rest")
        assert "34 members were imported as drafts." in text_of(done)
        assert Delegate.objects.filter(state="draft").count() == 34
        undone = client.post(url, {"kept": "undo"}, follow=True)
        assert "The import of 34 members was undone." in text_of(undone)
        assert set(Delegate.objects.values_list("state", flat=True)) == {"withdrawn"}
        assert list(find_faults()) == []

    def test_one_is_corrected_and_five_are_left_out_by_a_tick(self, portal, name):
        client, url, page = self.take_in(portal, name)
        first, *others = sorted(LISTS[name][0])
        ticked = [str(row) for row, _column in others]
        left = {"shown": [str(first[0]), *ticked], "out": ticked}
        page = answer(client, url, page, "look", **{f"cell:{first[0]}:date_of_birth": "1962-05-30"}, **left)
        assert mistakes(page) == set()
        assert "35 members were imported as drafts." in text_of(answer(client, url, page, "import"))
        assert "1962-05-30" in Delegate.objects.values_list("date_of_birth", flat=True)


class TestWhatBecameOfARow:
    def enter(self, portal, name: str) -> None:
        client, url = portal(name)
        body = getattr(messy_tables, name)()
        page = send(client, url, body, "list.csv" if name == "russian" else "list.xlsx")
        answer(client, url, answer(client, url, page, "look", **LISTS[name][1]), "rest")

    @pytest.mark.slow
    def test_togolese(self, portal):
        self.enter(portal, "togolese")
        member = Delegate.objects.get(family_name="TCHALLA")
        assert (member.honorific, member.given_names, member.nationality) == ("Col.", "Yao", "TG")
        assert (member.date_of_birth, member.document_type) == ("1956-02-14", "diplomatic")
        assert (member.phone, member.email) == ("+228 90 01 34 59", "d1@diplomatie.example")
        assert (member.arrival.isoformat(), member.arrival_flight) == ("2025-10-24T05:35:00+00:00", "ET 928")

    @pytest.mark.slow
    def test_egyptian(self, portal):
        self.enter(portal, "egyptian")
        member = Delegate.objects.get(family_name="HEGAZY")
        assert (member.honorific, member.given_names, member.nationality) == ("Gen.", "Tarek Mostafa", "EG")
        assert (member.date_of_birth, member.document_type) == ("1960-03-15", "service")
        assert member.phone == "0100 555 0002"
        assert (member.arrival.isoformat(), member.arrival_flight) == ("2025-10-23T07:30:00+00:00", "MS 864")
        assert Delegate.objects.get(capacity="head").honorific == "معالي السيد"

    def test_russian(self, portal):
        self.enter(portal, "russian")
        head = Delegate.objects.get(capacity="head")
        assert (head.honorific, head.nationality, head.document_type) == ("H.E. Mr.", "RU", "diplomatic")
        assert (head.arrival.isoformat(), head.arrival_flight) == ("2025-10-24T03:35:00+00:00", "SU 290")
        arrivals = dict(Delegate.objects.values_list("family_name", "arrival"))
        assert (arrivals["Titov"].isoformat(), arrivals["Gromova"]) == ("2025-10-24T11:40:00+00:00", None)


def test_two_persons_in_a_cell_are_asked_about(portal):
    client, url = portal("togolese")
    body = "Nom et prénoms,Qualité,Catégorie\nAGBEKO Kossi et Mme,délégué,D\nLAWSON Afi,délégué,D\n"
    page = send(client, url, body)
    questions = {line.number: line.questions for line in page.context["lines"]}
    assert questions == {2: ["“Kossi et Mme” may be two persons. Enter each of them alone."], 3: []}


def test_the_hour_of_a_day_is_asked_for_this_file_and_not_remembered(portal):
    client, url = portal("togolese")
    body = "family_name,capacity,category,arrival\nAgbeko,delegate,D,24.10.2025\nLawson,delegate,D,23.10.2025\n"
    text = text_of(send(client, url, body), 422)
    assert "At what time? The answer counts for this file alone; without one, the day is left out." in text
    assert text.count("At what time?") == 1
    assert "remembered for your delegation" not in text


class TestSections:
    def test_one_merged_over_the_row_is_a_note_and_no_sample(self):
        body = book(
            ["Nom et prénoms", "Qualité", "Fonction", "Pays"],
            ["A. DÉLÉGATION OFFICIELLE"],
            ["AGBEKO Kossi", "Délégué", "Juge", "Togo"],
            ["B. EXPERTS"],
            ["LAWSON Afi", "Expert", "Juge", "Togo"],
            merged="A2:D2 A4:D4",
        )
        sheet = tables.read_sheet(body)
        notes = [(row.number, row.note) for row in sheet.rows]
        assert notes == [(2, "A. DÉLÉGATION OFFICIELLE"), (3, ""), (4, "B. EXPERTS"), (5, "")]
        assert sheet.columns[0].samples == ("AGBEKO Kossi", "LAWSON Afi")

    def test_headings_below_spanning_ones_in_two_languages(self):
        body = book(
            ["Nom", "Prénom", "Qualité", "PASSEPORT / PASSPORT", "", "", "ARRIVÉE / ARRIVAL", ""],
            ["", "", "", "Type", "N°", "Expiration", "Date", "Vol / Flight"],
            ["AGBEKO", "Kossi", "Délégué", "Diplomatique", "TG1", "2030-01-02", "2025-10-23 18:40", "AF 258"],
            merged="A1:A2 B1:B2 C1:C2 D1:F1 G1:H1",
        )
        names = [column.name for column in tables.read_sheet(body).columns]
        passport = ["document_type", "document_number", "document_expiry"]
        assert names == ["family_name", "given_names", "capacity", *passport, "arrival", "arrival_flight"]

    def test_a_title_above_does_not_tell_what_divides_the_cells(self):
        [row] = tables.read(b"LIST, version 2\n\nSurname;First name;Role\nBelov;Andrey;delegate\n")
        assert row.values == {"family_name": "Belov", "given_names": "Andrey", "capacity": "delegate"}


class TestColumnsThatAreNotImported:
    @pytest.mark.parametrize(
        "heading", ["Remarks", "Observations", "ملاحظات", "Примечание / Remarks", "Observaciones", "Ghi chú", "备注"]
    )
    def test_remarks_are_named_and_not_asked_about(self, portal, heading):
        client, url = portal("togolese")
        text = f"No.,family_name,capacity,category,{heading}\n1,Agbeko,delegate,D,late\n"
        assert f"Not imported: {heading}." in text_of(send(client, url, text, check="1"))
        assert f"1 member was imported as a draft. Not imported: {heading}." in text_of(send(client, url, text))

    def test_in_the_mapping_step_too(self, portal):
        client, url = portal("togolese")
        page = send(client, url, "Nom,Prénom,Chaussures,Observations\nAgbeko,Kossi,42,tard\n")
        assert [column.heading for column in page.context["sheet"].doubts] == ["Chaussures"]
        assert "Not imported: Observations." in text_of(page, 422)


def test_the_place_of_birth_is_stored_for_those_who_need_a_letter(portal):
    client, url = portal("togolese")
    columns = "Nom,Prénom,Qualité,Catégorie,Date et lieu de naissance,Visa,visa_post"
    rows = [
        "Agbeko,Kossi,délégué,D,12.03.1971 Lomé,yes,Paris",
        "Lawson,Afi,délégué,D,13.03.1971 Kara,no,",
        "Dossou,Ama,délégué,D,14.03.1971 Kara,,",
    ]
    send(client, url, "\n".join([columns, *rows]))
    members = Delegate.objects.order_by("position").values_list("date_of_birth", "birth_place")
    assert list(members) == [("1971-03-12", "Lomé"), ("1971-03-13", ""), ("1971-03-14", "")]


def test_a_title_in_the_column_of_the_numbers_is_named_and_a_bare_number_is_no_row():
    people = "".join(f"{number},Silva,Ana,delegate,D\n" for number in range(1, 35))
    table = f"No.,family_name,given_names,capacity,category\n{people}Media,,,,\n35,,,,\n36,Costa,Rui,delegate,D\n"
    rows = tables.read(table.encode())
    assert [(row.number, row.note) for row in rows if row.note] == [(36, "Media")]
    assert len(rows) == 36
