"""Tables that go out: a delegation's own, which the import takes back; empty ones; all participants."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime

import openpyxl
import pytest
from django.utils import translation

from conference.audit.models import AuditEntry
from conference.core.access import SYSTEM, Role
from conference.models import Conference, Rank
from delegations.registration.members import rules
from delegations.registration.members.choices import Choices
from delegations.registration.models import Delegate
from delegations.registration.transfer import exports, headings, tables
from delegations.registration.transfer.actions import importing
from tests.people import (
    make_delegation,
    make_focal_point,
    make_member,
    make_party,
    make_user,
    prove_second_factor,
    sign_in,
)

LIVE = "=+-@＝＋－＠\t\r\n"


def body_of(answer) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def csv_of(answer) -> list[dict]:
    return list(csv.DictReader(io.StringIO(body_of(answer).decode("utf-8-sig"), newline="")))


def cells_of(answer, sheet: str = "") -> list[list]:
    book = openpyxl.load_workbook(io.BytesIO(body_of(answer)))
    return [[cell.value for cell in row] for row in (book[sheet] if sheet else book.worksheets[0]).iter_rows()]


def bring(body: bytes):
    return importing.import_members(actor=SYSTEM, delegation=make_delegation("KEN"), rows=tables.read(body))


@pytest.fixture
def whole(world) -> Delegate:
    make_party("KEN")
    values = {
        "honorific": "H.E. Ms.",
        "family_name": "Nguyễn-Barasa",
        "given_names": "Đặng Thuỳ",
        "name_on_badge": "@Thuỳ",
        "name_native": "阮氏",
        "functional_title": "＝Counsellor; =HYPERLINK(1)",
        "protocol_rank": Rank.objects.get(code="minister"),
        "capacity": "deputy_head",
        "date_of_birth": "1984-03-02",
        "nationality": "KE",
        "document_type": "diplomatic",
        "document_number": "0041772",
        "document_expiry": date(2029, 6, 30),
        "email": "halima@mission.example",
        "phone": "+254 20 2211 445",
        "languages": "English, French",
        "diet": "-halal",
        "accessibility": "'step-free",
        "arrival": datetime(2025, 10, 24, 17, 30, tzinfo=UTC),
        "arrival_flight": "KQ 860",
        "departure": datetime(2025, 10, 27, 2, 15, tzinfo=UTC),
        "departure_flight": "KQ 861",
        "hotel": "Metropole",
        "visa_support": True,
        "visa_post": "＠Nairobi",
        "emergency_contact": "=Amina",
    }
    return make_member("KEN", category="A", **values, **rules.derived(Delegate(**values)))


@pytest.fixture
def portal(client, world):
    return sign_in(client, make_focal_point("KEN"))


class TestOnesOwn:
    @pytest.mark.parametrize("kind", ["csv", "xlsx"])
    @pytest.mark.parametrize("language", ["en", "fr", "ar", "zh-hans", "vi"])
    def test_it_comes_back_as_it_went(self, portal, whole, kind, language):
        make_member("KEN", state="accredited", arrival=datetime(2025, 10, 24, 17, 30, tzinfo=UTC))
        make_member("KEN", capacity="security", state="returned", date_of_birth="", document_number="")
        answer = portal.get(f"/portal/ken/export.{kind}", headers={"Accept-Language": language})
        with translation.override("en"):  # whoever imports it may read another language
            done = bring(body_of(answer))
        assert [plan.outcome for plan in done.plans] == ["unchanged"] * 3

    @pytest.mark.parametrize("kind", ["csv", "xlsx"])
    def test_what_is_changed_in_it_is_changed_and_nothing_else(self, portal, whole, kind):
        body = body_of(portal.get(f"/portal/ken/export.{kind}"))
        if kind == "csv":
            body = body.replace(b"Metropole", b"Sheraton")
        else:
            book = openpyxl.load_workbook(io.BytesIO(body))
            sheet = book.worksheets[0]
            place = [cell.value for cell in sheet[1]].index("Hotel")
            sheet.cell(2, place + 1).value = "Sheraton"
            out = io.BytesIO()
            book.save(out)
            body = out.getvalue()
        assert [plan.columns for plan in bring(body).plans] == [["hotel"]]
        whole.refresh_from_db()
        assert (whole.hotel, whole.functional_title, whole.diet) == (
            "Sheraton",
            "＝Counsellor; =HYPERLINK(1)",
            "-halal",
        )
        assert (whole.accessibility, whole.phone, whole.document_number) == (
            "'step-free",
            "+254 20 2211 445",
            "0041772",
        )

    def test_nothing_in_the_csv_is_calculated(self, portal, whole):
        [row] = csv_of(portal.get("/portal/ken/export.csv"))
        assert not [value for value in row.values() if value[:1] and value[0] in LIVE]
        assert row["Telephone"] == "'+254 20 2211 445"
        assert row["Functional title"] == "'＝Counsellor; '=HYPERLINK(1)"

    def test_the_workbook_has_texts_real_days_and_no_formula(self, portal, whole):
        book = openpyxl.load_workbook(io.BytesIO(body_of(portal.get("/portal/ken/export.xlsx"))))
        sheet = book["Members"]
        row = {sheet.cell(1, n).value: sheet.cell(2, n) for n in range(1, sheet.max_column + 1)}
        assert not [cell for cell in row.values() if cell.data_type == "f"]
        assert (row["Document number"].value, row["Telephone"].value) == ("0041772", "+254 20 2211 445")
        assert row["Telephone"].quotePrefix
        assert row["Date of birth"].value == datetime(1984, 3, 2)
        assert row["Arrival"].value == datetime(2025, 10, 25, 0, 30)  # on the conference's clocks
        assert row["Category"].value == "Alternate head"

    def test_those_who_are_gone_are_not_in_it_and_the_order_is_the_delegations(self, portal):
        make_member("KEN", position=3, family_name="C")
        make_member("KEN", position=1, family_name="A")
        make_member("KEN", position=2, family_name="Gone", state="withdrawn")
        make_member("BRA", position=1, family_name="Other")
        assert [row["Family name"] for row in csv_of(portal.get("/portal/ken/export.csv"))] == ["A", "C"]

    def test_the_record_keeps_who_took_it_and_no_value(self, portal, whole):
        portal.get("/portal/ken/export.xlsx")
        entry = AuditEntry.objects.get(verb="delegation.exported")
        assert (entry.scope, entry.details, entry.subject_label) == ("KEN", {"kind": "xlsx"}, "Kenya")

    def test_another_delegation_and_staff_who_may_not_act_for_it(self, client, world):
        make_member("KEN")
        assert sign_in(client, make_focal_point("BRA")).get("/portal/ken/export.csv").status_code == 404
        client.logout()
        assert sign_in(client, make_user(None, Role.PRINT_ROOM)).get("/portal/ken/export.xlsx").status_code == 404
        assert not AuditEntry.objects.filter(verb="delegation.exported").exists()

    @pytest.mark.parametrize("count", [1, 3])
    def test_queries_do_not_grow_with_the_members(self, world, count, django_assert_num_queries):
        for _n in range(count):
            make_member("KEN")
        delegation = make_delegation("KEN")
        with django_assert_num_queries(8):
            list(exports.own_csv(delegation, Choices(delegation.party)))


class TestTheEmptyTable:
    @pytest.mark.parametrize("language", ["en", "fr", "es", "ar", "ru", "zh-hans", "vi"])
    def test_every_heading_of_every_language_is_known(self, language):
        with translation.override(language):
            labels = [str(label) for label in headings.LABELS.values()]
        with translation.override("en"):
            assert [headings.find_column(label) for label in labels] == list(headings.LABELS)

    @pytest.mark.parametrize("language", ["en", "fr", "ar"])
    def test_a_filled_in_workbook_is_imported(self, portal, language):
        make_party("KEN")
        Conference.objects.update(asks_sex=True, asks_issue_date=True, asks_issue_place=True)
        answer = portal.get("/portal/ken/import/template.xlsx", headers={"Accept-Language": language})
        assert answer.headers["Content-Disposition"] == 'attachment; filename="ken-members.xlsx"'
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        sheet, allowed = book.worksheets
        columns = {headings.find_column(cell.value): cell.column for cell in sheet[1]}
        assert list(columns) == list(headings.COLUMNS)
        first = {headings.find_column(column[0].value): column[1].value for column in allowed.iter_cols()}
        values = {"family_name": "Barasa", "given_names": "Naliaka", "date_of_birth": date(1970, 1, 2), **first}
        values |= {"document_number": "0041772", "phone": "+254 20", "arrival": datetime(2025, 10, 24, 18, 40)}
        for name, value in values.items():
            sheet.cell(2, columns[name]).value = value
        out = io.BytesIO()
        book.save(out)
        [member] = bring(out.getvalue()).entered
        assert (member.capacity, member.category.letter, member.protocol_rank.code) == ("head", "H", "head-of-state")
        assert (member.date_of_birth, member.document_number, member.phone) == ("1970-01-02", "0041772", "+254 20")
        assert member.arrival == datetime(2025, 10, 24, 11, 40, tzinfo=UTC)
        assert member.sex == "F"

    def test_what_the_host_does_not_ask_for_has_no_column(self, portal):
        make_party("KEN")
        body = portal.get("/portal/ken/import/template.csv").content.decode("utf-8-sig")
        assert "Expiry date" in body
        assert not {"Sex", "Date of issue", "Place of issue"} & set(body.strip().split(","))

    def test_its_cells_are_texts_with_lists_and_notes(self, portal):
        make_party("KEN")
        book = openpyxl.load_workbook(io.BytesIO(portal.get("/portal/ken/import/template.xlsx").content))
        sheet = book["Members"]
        place = {cell.value: cell for cell in sheet[1]}
        number, born = place["Document number"], place["Date of birth"]
        spans = list(sheet.column_dimensions.values())  # neighbours alike stand together
        forms = {n: span.number_format for span in spans for n in range(span.min, span.max + 1)}
        assert (forms[number.column], forms[born.column]) == ("@", "yyyy-mm-dd")
        assert place["Category"].comment.text == "Required. One of the values on the second sheet."
        assert place["Nationality"].comment.text == "The name of a State, or its code: Kenya, KEN or KE."
        rules_by_place = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
        letter = place["Capacity"].column_letter
        assert rules_by_place[f"{letter}2:{letter}10001"] == "'Allowed values'!$A$2:$A$10"
        assert [cell.value for cell in book["Allowed values"]["A"]][:3] == [
            "Capacity",
            "Head of delegation",
            "Alternate head",
        ]


class TestNearMisses:
    @pytest.mark.parametrize(
        ("heading", "meant"),
        [
            ("familiy name", "Did you mean “Family name” (family_name)?"),
            ("Title", "Did you mean “Honorific” (honorific)?"),
            ("Nationalty", "Did you mean “Nationality” (nationality)?"),
            ("Date de naissanse", "Did you mean “Date of birth” (date_of_birth)?"),
            (
                "shoe size",
                "Known headings, the nearest first: Hotel, Date of issue, Place of issue, E-mail address, Honorific, Sex; "
                "the template has all. A column that fits none may be left out.",
            ),
        ],
    )
    def test_the_column_that_was_meant_is_named(self, heading, meant):
        with pytest.raises(tables.TableRefused) as refused:
            tables.read(f"family_name,capacity,category,{heading}\nX,delegate,D,1\n".encode())
        [problem] = refused.value.problems
        assert (problem.row, problem.column) == (1, heading)
        assert problem.reason == f"There is no such column. {meant}".strip()

    def test_a_table_of_near_misses_alone(self):
        with pytest.raises(tables.TableRefused) as refused:
            tables.read(b"Familiy name,Date de naissanse\nX,Y\n")
        assert [str(one) for one in refused.value.problems][:2] == [
            "row 1, Familiy name: There is no such column. Did you mean “Family name” (family_name)?",
            "row 1, Date de naissanse: There is no such column. Did you mean “Date of birth” (date_of_birth)?",
        ]


class TestWorkbooksOfMembers:
    def book(self, *lines) -> bytes:
        book = openpyxl.Workbook()
        for line in lines:
            book.active.append(line)
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    def test_formulas_and_mistaken_dates_are_refused_at_their_cells(self, world):
        make_party("KEN")
        head = ["family_name", "capacity", "category", "document_number", "hotel"]
        body = self.book(head, ["Wario", "delegate", "D", datetime(2029, 6, 30), "=A1"], ["Barasa", "delegate", "D"])
        with pytest.raises(tables.TableRefused) as refused:
            bring(body)
        made = "The spreadsheet turned this into a date (2029-06-30). Format the cell as text and type it again."
        formula = "This cell contains a formula. Copy the cell and paste its value (“Paste special, values”)."
        assert [(one.row, one.column, one.reason) for one in refused.value.problems] == [
            (2, "document_number", made),
            (2, "hotel", formula),
        ]
        assert Delegate.objects.count() == 0

    def test_by_the_page(self, portal):
        file = io.BytesIO(self.book(["Family name", "Capacity", "Category"], ["Wario", "Delegate", "Delegate"]))
        file.name = "members.xlsx"
        answer = portal.post("/portal/ken/import/", {"file": file}, follow=True)
        assert "1 member was imported as a draft." in answer.content.decode()


class TestParticipants:
    def get(self, client, *roles: Role, **data):
        client.logout()
        user = make_user(None, *roles)
        sign_in(client, user)
        prove_second_factor(client, user)
        return client.post("/desk/participants/", {"kind": "csv", **data})

    NAMES = ("Party", "Name of the party", "Honorific", "Family name", "Given names", "Name on the badge")
    NAMES += ("Name in original script", "Functional title", "Protocol rank", "Capacity", "Letter of the category")
    NAMES += ("Category", "State")
    TRAVEL = ("E-mail address", "Telephone", "Languages", "Diet", "Accessibility", "Arrival", "Flight of arrival")
    TRAVEL += ("Departure", "Flight of departure", "Hotel")
    PAPERS = ("Nationality", "Date of birth", "Type of document", "Document number", "Expiry date")

    @pytest.mark.parametrize(
        ("role", "columns"),
        [
            (Role.PRINT_ROOM, NAMES),
            (Role.SECRETARIAT, NAMES + TRAVEL),
            (Role.ACCREDITATION, NAMES + PAPERS),
            (Role.SECURITY, NAMES + TRAVEL + PAPERS),
        ],
    )
    def test_the_columns_are_those_of_the_role(self, client, whole, role, columns):
        [row] = csv_of(self.get(client, role))
        assert tuple(row) == columns
        assert (row["Party"], row["Name of the party"], row["State"]) == ("KEN", "Kenya", "Draft")
        if "Document number" in row:
            assert (row["Document number"], row["Date of birth"]) == ("0041772", "1984-03-02")
        if "Arrival" in row:
            assert (row["Arrival"], row["Telephone"]) == ("2025-10-25 00:30", "'+254 20 2211 445")

    def test_the_record_keeps_each_download(self, client, whole):
        self.get(client, Role.SECURITY)
        self.get(client, Role.SECRETARIAT, kind="xlsx", who="accredited")
        found = AuditEntry.objects.filter(verb="participants.exported").order_by("number")
        assert [entry.details for entry in found] == [
            {"kind": "csv", "who": "all", "documents": True},
            {"kind": "xlsx", "who": "accredited", "documents": False},
        ]

    def test_who_stands_in_it_and_in_which_order(self, client, world):
        make_member("KEN", position=2, family_name="K2", state="submitted")
        make_member("KEN", position=1, family_name="K1")
        make_member("BRA", family_name="B", state="accredited")
        make_member("BRA", family_name="Gone", state="refused")
        found = {
            who: self.get(client, Role.PROTOCOL, who=who) for who in ("all", "submitted", "accredited", "nonsense")
        }
        names = {who: [row["Family name"] for row in csv_of(answer)] for who, answer in found.items()}
        assert names == {
            "all": ["B", "K1", "K2"],
            "submitted": ["B", "K2"],
            "accredited": ["B"],
            "nonsense": ["B", "K1", "K2"],
        }

    def test_as_a_workbook(self, client, whole):
        answer = self.get(client, Role.SECURITY, kind="xlsx")
        assert answer.headers["Content-Type"].startswith("application/vnd.openxmlformats")
        head, row = cells_of(answer, "Participants")
        found = dict(zip(head, row, strict=True))
        assert (found["Functional title"], found["Diet"]) == ("＝Counsellor; =HYPERLINK(1)", "-halal")
        assert found["Arrival"] == datetime(2025, 10, 25, 0, 30)

    @pytest.mark.parametrize("count", [1, 3])
    def test_queries_do_not_grow_with_the_persons(self, world, count, django_assert_num_queries):
        from delegations.registration.transfer.participants import Participants, names_of

        for number in range(count):
            make_member(("KEN", "BRA", "FRA")[number])
        table = Participants(names_of(SYSTEM))
        with django_assert_num_queries(6):
            assert len(list(table.rows())) == count
