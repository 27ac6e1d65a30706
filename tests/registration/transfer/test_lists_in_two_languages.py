"""A focal point's own list in two languages goes in as it is: titles before names, days without a year, choices said twice."""

from __future__ import annotations

from datetime import date

import pytest

from conference.look import honorifics
from delegations.registration.members.choices import Choices
from delegations.registration.transfer import headings, tables
from delegations.registration.transfer.reading import cells
from tests.people import make_party

FIRST_DAY = date(2025, 10, 25)


def read_row(head: str, *lines: str) -> dict[str, str]:
    """Return the values of the last of the lines."""
    body = "\n".join([f"{head};Role", *(f"{line};delegate" for line in lines)])
    return tables.read(body.encode(), near=FIRST_DAY)[-1].values


class TestTitlesBeforeNames:
    @pytest.mark.parametrize(
        ("head", "line", "honorific", "family_name", "given_names"),
        [
            ("Surname;First name", "NGUYEN;H.E. Mr. Van An", "H.E. Mr.", "NGUYEN", "Van An"),
            ("Surname;First name", "Amb. NGUYEN;Van An", "Amb.", "NGUYEN", "Van An"),
            ("Surname;First name", "Dr. TRAN;Dr. Thi Binh", "Dr.", "TRAN", "Thi Binh"),
            ("Surname;First name", "AGBEKO;M. Kossi", "", "AGBEKO", "M. Kossi"),
            ("Surname;First name", "Mr;Kofi", "", "Mr", "Kofi"),
            ("Họ và tên", "Ông Nguyễn Văn An", "Ông", "Nguyễn", "Văn An"),
            ("Họ và tên / Full name", "Bà/Ms TRẦN Thị Bình", "Ms.", "TRẦN", "Thị Bình"),
            ("Full name", "H.E. Mr. Ahmed AL-THANI", "H.E. Mr.", "AL-THANI", "Ahmed"),
            ("Full name", "H.E. Sheikh Tamim AL-THANI", "H.E. Sheikh", "AL-THANI", "Tamim"),
            ("Full name", "Her Excellency Ms. Amina MOHAMED", "H.E. Ms.", "MOHAMED", "Amina"),
        ],
    )
    def test_are_the_honorific(self, head, line, honorific, family_name, given_names):
        values = read_row(head, line)
        assert [values.get(name, "") for name in ("honorific", "family_name", "given_names")] == [
            honorific,
            family_name,
            given_names,
        ]


class TestNamesAsTheColumnWritesThem:
    def test_one_without_capitals_has_the_order_of_the_others(self):
        values = read_row("Name", "NGUYEN Van An", "LI Wei", "Tran Thi Binh")
        assert (values["family_name"], values["given_names"]) == ("Tran", "Thi Binh")
        values = read_row("Name", "Van An NGUYEN", "Wei LI", "ABDUL KARIM HASSAN")
        assert (values["family_name"], values["given_names"]) == ("HASSAN", "ABDUL KARIM")

    def test_the_writing_counts_more_than_the_heading(self):
        values = read_row("Họ và tên", "An NGUYEN", "Wei LI", "Binh Tran")
        assert (values["family_name"], values["given_names"]) == ("Tran", "Binh")

    def test_both_orders_in_one_column_are_asked_about(self):
        body = b"Name;Role\nNGUYEN Van An;delegate\nWei LI;delegate\nTran Thi Binh;delegate\n"
        assert [column.heading for column in tables.read_sheet(body).doubts] == ["Name"]


class TestDays:
    @pytest.mark.parametrize(
        ("text", "day", "hour", "flight"),
        [
            ("25 Oct", "25 Oct 2025", "", ""),
            ("25/10 14:30", "25/10/2025", "14:30", ""),
            ("25.10., 9h05, SU 290", "25.10.2025", "09:05", "SU 290"),
            ("Oct. 24 at 2:30 PM VN 1234", "Oct. 24 2025", "14:30", "VN 1234"),
            ("24 tháng 10", "24 tháng 10 2025", "", ""),
            ("10月24日 CA 903", "2025年10月24日", "", "CA 903"),
            ("2 янв.", "2 янв 2026", "", ""),
            ("10/11", "10/11/2025", "", ""),
            ("25/10/2024", "25/10/2024", "", ""),
            ("25-26 Oct", "25-26 Oct", "", ""),
        ],
    )
    def test_of_travel_without_a_year_are_near_the_conference(self, text, day, hour, flight):
        assert cells.divide_travel(text, FIRST_DAY) == (day, hour, flight)

    def test_are_left_alone_where_no_conference_is_known(self):
        assert cells.divide_travel("25 Oct") == ("25 Oct", "", "")

    @pytest.mark.parametrize(
        ("head", "cell", "name", "value"),
        [
            ("Date of birth", "23085", "date_of_birth", "1963-03-15"),
            ("Passport expiry", "47484", "document_expiry", "2030-01-01"),
            ("Arrival", "45955.6041666667", "arrival", "2025-10-25 14:30"),
            ("Document number", "45955", "document_number", "45955"),
            ("Date of birth", "1963", "date_of_birth", "1963"),
        ],
    )
    def test_that_are_numbers_of_a_spreadsheet(self, head, cell, name, value):
        assert read_row(f"Surname;{head}", f"Doe;{cell}")[name] == value

    def test_numbers_of_a_spreadsheet_put_no_column_in_doubt(self):
        body = b"Surname;Role;Date of birth\nDoe;delegate;23085\nRoe;delegate;23086\n"
        assert tables.read_sheet(body).doubts == []


class TestWordsInTwoLanguages:
    @pytest.mark.parametrize(
        ("heading", "name"),
        [
            ("Họ và tên / Full name", "family_name_first"),
            ("الاسم / Name", "full_name"),
            ("Giới tính Sex", "sex"),
            ("الجنسية Nationality", "nationality"),
            ("Số hộ chiếu\nPassport No.", "document_number"),
            ("Ngày sinh (Date of birth)", "date_of_birth"),
            ("Sex Nationality", ""),
        ],
    )
    def test_a_heading(self, heading, name):
        assert headings.find_column(heading) == name

    @pytest.mark.parametrize(
        ("column", "text", "meaning"),
        [
            ("sex", "Nam / Male", "M"),
            ("sex", "Nữ (Female)", "F"),
            ("sex", "M/F", "M/F"),
            ("capacity", "رئيس الوفد / Head of Delegation", "head"),
            ("capacity", "Trưởng đoàn - HoD", "head"),
            ("capacity", "Thành viên đoàn / Official", "delegate"),
            ("document_type", "Ngoại giao/Diplomatic", "diplomatic"),
            ("nationality", "Việt Nam / Viet Nam", "VN"),
            ("nationality", "Việt Nam / Ruritania", "Việt Nam / Ruritania"),
        ],
    )
    def test_a_choice(self, world, column, text, meaning):
        party = make_party("VNM")
        party.alpha2 = "VN"
        party.save()
        assert Choices(party).meant(column, text) == meaning

    @pytest.mark.parametrize(
        ("written", "stored"),
        [
            ("Ông / Mr", "Ông"),
            ("Bà / Mrs", "Ms."),
            ("السيد/Mr.", "السيد"),
            ("S.E. M. / H.E. Mr.", "S.E. M."),
            ("Mr/Ms", "Mr/Ms"),
            ("Dr / Eng", "Dr / Eng"),
        ],
    )
    def test_an_honorific(self, written, stored):
        assert honorifics.in_table(written) == stored
