"""Cells that hold several values: a day with its place, a flight with its day and hour, telephone and e-mail, titles before names."""

from __future__ import annotations

import pytest

from delegations.registration.transfer import headings, tables
from delegations.registration.transfer.reading import cells


class TestCells:
    @pytest.mark.parametrize(
        ("text", "divided"),
        [
            ("12.03.1971 Lomé", ("12.03.1971", "Lomé")),
            ("13/01/1955 à Dapaong (Togo)", ("13/01/1955", "Dapaong (Togo)")),
            ("03/04/1980, Kara", ("03/04/1980", "Kara")),
            ("Lomé, le 12 mars 1971", ("12 mars 1971", "Lomé")),
            ("Санкт-Петербург, 12.03.1971", ("12.03.1971", "Санкт-Петербург")),
            ("12.03.1971 г. в Москве", ("12.03.1971", "Москве")),
            ("32.05.1962 Lomé", ("32.05.1962", "Lomé")),
            ("1971-03-12", ("1971-03-12", "")),
            ("inconnue", ("inconnue", "")),
        ],
    )
    def test_a_birth(self, text, divided):
        assert cells.divide_birth(text) == divided

    @pytest.mark.parametrize(
        ("text", "divided"),
        [
            ("MS 864 - 23/10/2025 - 14:30", ("23/10/2025", "14:30", "MS 864")),
            ("23 Oct 2025, SU290", ("23 Oct 2025", "", "SU290")),
            ("24.10.2025, 10:35, SU 290", ("24.10.2025", "10:35", "SU 290")),
            ("ET 928 à 12h35", ("", "12:35", "ET 928")),
            ("Oct 23, 2025 at 2:30 PM (TK 164)", ("Oct 23 2025", "14:30", "TK 164")),
            ("23 DE OCTUBRE DE 2025 IB 6500", ("23 DE OCTUBRE DE 2025", "", "IB 6500")),
            ("2025-10-23 18:40", ("2025-10-23", "18:40", "")),
            ("23.10.2025 вечером", ("23.10.2025 вечером", "", "")),
            ("", ("", "", "")),
        ],
    )
    def test_a_journey(self, text, divided):
        assert cells.divide_travel(text) == divided

    @pytest.mark.parametrize(
        ("text", "divided"),
        [
            ("+228 90 12 34 56 / k@mfa.example", ("k@mfa.example", "+228 90 12 34 56")),
            ("Tél. : +228 90 12 34 56\nE-mail: k@mfa.example", ("k@mfa.example", "+228 90 12 34 56")),
            ("k@mfa.example", ("k@mfa.example", "")),
            ("+228 90 12 34 56 / k@", ("k@", "+228 90 12 34 56")),
            ("a@mfa.example, b@mfa.example", ("a@mfa.example b@mfa.example", "")),
        ],
    )
    def test_a_contact(self, text, divided):
        assert cells.divide_contact(text) == divided

    @pytest.mark.parametrize(
        ("text", "divided"),
        [
            ("Col. TCHALLA Yao", ("Col.", "TCHALLA", "Yao")),
            ("Lt-Col. BATAWUI Laré", ("Lt-Col.", "BATAWUI", "Laré")),
            ("S.E.M. AGBEKO Kossi", ("S.E.M.", "AGBEKO", "Kossi")),
            ("Gen. Dr. Tarek Mostafa HEGAZY", ("Gen. Dr.", "HEGAZY", "Tarek Mostafa")),
            ("Gen TANAKA", ("", "TANAKA", "Gen")),
            ("اللواء أحمد منصور", ("اللواء", "منصور", "أحمد")),
        ],
    )
    def test_titles(self, text, divided):
        assert cells.divide_name(text, family_first=False) == divided


class TestComposed:
    def row(self, heading: str, line: str) -> dict[str, str]:
        return tables.read(f"Surname;Role;{heading}\nDoe;delegate;{line}\n".encode())[0].values

    def test_day_and_place_of_birth(self):
        values = self.row("Date et lieu de naissance / Date and place of birth", "12.03.1971 Lomé")
        assert (values["date_of_birth"], values["birth_place"]) == ("12.03.1971", "Lomé")

    def test_the_hour_may_stand_beside_the_flight(self):
        values = self.row("Arrival date;Vol d’arrivée", "2025-10-23;AF 258 / 18:05")
        assert (values["arrival"], values["arrival_flight"]) == ("2025-10-23 18:05", "AF 258")

    def test_flight_and_day_in_one_cell(self):
        values = self.row("رحلة الوصول / Arrival", "MS 864 - ٢٣/١٠/٢٠٢٥ - ١٤:٣٠")
        assert (values["arrival"], values["arrival_flight"]) == ("23/10/2025 14:30", "MS 864")

    def test_contact(self):
        values = self.row("Contact", "+228 90 12 34 56 / k@mfa.example")
        assert (values["phone"], values["email"]) == ("+228 90 12 34 56", "k@mfa.example")

    @pytest.mark.parametrize(
        ("written", "stored"),
        [
            ("S.E.M.", "S.E. M."),
            ("HE Mr", "H.E. Mr."),
            ("Madame", "Mme"),
            ("Señora", "Sra."),
            ("господин", "г-н"),
            ("سيدة", "السيدة"),
            ("女士", "女士"),
            ("Ông", "Ông"),
            ("Col.", "Col."),
        ],
    )
    def test_honorifics_as_the_known_list_has_them(self, written, stored):
        assert self.row("Civilité", written)["honorific"] == stored

    def test_a_rank_before_the_name_says_more_than_mr(self):
        assert self.row("Title", "Mr")["honorific"] == "Mr."
        values = self.row("First name;Civilité", "Col. Yao;M.")
        assert (values["honorific"], values["given_names"]) == ("Col.", "Yao")

    @pytest.mark.parametrize(("heading", "name"), [("اللقب", "honorific"), ("Contact", "phone")])
    def test_a_heading_in_doubt_is_settled_by_its_cells(self, heading, name):
        sheet = tables.read_sheet(
            f"Surname;Role;{heading}\nDoe;delegate;{'السيد' if name == 'honorific' else '+228 9012 3456'}\n".encode()
        )
        assert [column.name for column in sheet.columns][2:] == [name]

    @pytest.mark.parametrize("heading", ["Lieu de naissance", "محل الميلاد", "Место рождения", "出生地", "Nơi sinh"])
    def test_headings_of_the_place_of_birth(self, heading):
        assert headings.find_column(heading) == "birth_place"
