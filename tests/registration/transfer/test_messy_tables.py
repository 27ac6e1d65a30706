"""Three lists that come as their authors keep them go in: mistakes named at row and field, all other rows one act and undone as one."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.test import Client

from delegations.registration.models import Delegate
from delegations.registration.transfer import tables
from tests.people import make_focal_point, make_party, sign_in
from tests.registration.kit import text_of

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


def send(client: Client, url: str, body: bytes | str, name: str = "list.xlsx", **more: str):
    file = io.BytesIO(body.encode() if isinstance(body, str) else body)
    file.name = name
    return client.post(url, {"file": file, **more}, follow=True)


def book(*lines: list[str], merged: str = "") -> bytes:
    workbook = openpyxl.Workbook()
    for line in lines:
        workbook.active.append(line)
    for cells in merged.split():
        workbook.active.merge_cells(cells)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


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
