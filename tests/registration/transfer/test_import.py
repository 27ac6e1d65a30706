"""A table of members: all of it or nothing, and every problem names its row and column."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.utils import translation

from conference.audit.chain import find_faults
from conference.audit.models import AuditEntry
from conference.core.access import SYSTEM
from conference.core.errors import NotFound
from delegations.registration.members.actions import editing
from delegations.registration.models import Delegate
from delegations.registration.transfer import tables
from delegations.registration.transfer.actions import importing
from delegations.registration.transfer.tables import TableRefused
from tests.people import actor, make_delegation, make_focal_point, make_member, make_party, sign_in
from tests.registration.kit import text_of

DAMAGED = "The workbook is damaged. Open it, save it again as “Excel workbook (.xlsx)” and upload the new file."
STATE = "The name of a State, or its code: Kenya, KEN or KE."
CAPACITIES = (
    "Head of delegation; Alternate head; Delegate; Adviser; Support staff; Interpreter; Media; Security officer; Spouse or "
    "companion"
)
HELP = "(./run import_delegates --help tells the options)"
UNKNOWN = (
    "There is no such column. Known headings, the nearest first: Hotel, Date of issue, Place of issue, E-mail address, "
    "Honorific, Sex; the template has all. A column that fits none may be left out."
)
HEAD = "family_name,given_names,capacity,category,document_number,date_of_birth"
GOOD = f"""{HEAD}
Barasa,Naliaka,head,H,A1000001,1970-01-02
Kilonzi,Josphat Mutiso,deputy_head,A,A1000002,02.01.1971
Nguyễn,Đặng Thuỳ,delegate,D,,
"""


def enter(text: str | bytes, **more):
    body = text.encode() if isinstance(text, str) else text
    rows = tables.read(body)
    return importing.import_members(actor=SYSTEM, delegation=make_delegation("KEN"), rows=rows, **more)


def problems(text: str | bytes) -> list[tuple[int, str, str]]:
    with pytest.raises(TableRefused) as refused:
        enter(text)
    return [(problem.row, problem.column, problem.reason) for problem in refused.value.problems]


class TestGoodTables:
    def test_every_row_is_a_draft_in_the_order_of_the_rows(self, world):
        make_member("KEN", position=4, family_name="First", given_names="")
        enter(GOOD)
        rows = Delegate.objects.filter(position__gt=4).values_list("position", "family_name", "capacity", "state")
        assert list(rows.order_by("position")) == [
            (5, "Barasa", "head", "draft"),
            (6, "Kilonzi", "deputy_head", "draft"),
            (7, "Nguyễn", "delegate", "draft"),
        ]
        assert Delegate.objects.get(family_name="Kilonzi").date_of_birth == "1971-01-02"
        assert Delegate.objects.get(family_name="Nguyễn").search == "nguyen dang thuy"
        entries = AuditEntry.objects.filter(verb="delegate.entered")
        assert [entry.details for entry in entries].count({"import": True}) == 3
        assert list(find_faults()) == []

    @pytest.mark.parametrize(
        "change",
        [
            lambda text: "\ufeff" + text,
            lambda text: text.replace(",", ";"),
            lambda text: text.replace(",", "\t"),
            lambda text: text.replace("\n", "\r\n"),
            lambda text: text + "\n,,,,,\n\n",
            lambda text: text.replace("family_name,given_names", '" Family  name ",GIVEN NAMES'),
            lambda text: text.replace(",head,H,", ",Head of delegation,head,"),
            lambda text: text.replace(",head,H,", ",HEAD,Head of Delegation,"),
        ],
    )
    def test_however_a_spreadsheet_writes_it(self, world, change):
        assert [str(member) for member in enter(change(GOOD)).entered] == [
            "Naliaka Barasa",
            "Josphat Mutiso Kilonzi",
            "Đặng Thuỳ Nguyễn",
        ]
        assert Delegate.objects.get(family_name="Barasa").category.letter == "H"

    def test_every_column_of_the_template(self, world):
        values = {
            "family_name": "Wario",
            "given_names": "Halima",
            "name_on_badge": "Halima Wario",
            "name_native": "حليمة واريو",
            "honorific": "Ms.",
            "functional_title": "Interpreter, French and English",
            "protocol_rank": "other",
            "capacity": "interpreter",
            "category": "U",
            "date_of_birth": "1984-03-02",
            "nationality": "ke",
            "document_type": "Passport, ordinary",
            "document_number": "bk0417726",
            "document_expiry": "2029-06-30",
            "sex": "female",
            "document_issue_date": "30 June 2019",
            "document_issue_place": "Nairobi",
            "email": "halima@mission.example",
            "phone": "+254 20 2211 445",
            "languages": "English, French, Somali",
            "diet": "halal",
            "accessibility": "step-free way",
            "arrival": "2025-10-25 00:30",
            "arrival_flight": "KQ 860",
            "departure": "27.10.2025 09:15",
            "departure_flight": "KQ 861",
            "hotel": "Metropole",
            "visa_support": "oui",
            "visa_post": "Embassy in Nairobi",
            "birth_place": "Garissa",
            "emergency_contact": "Amina Wario, +254 20 2211 446",
        }
        make_party("KEN")
        out = io.StringIO()
        import csv

        csv.writer(out).writerows([list(tables.COLUMNS), [values[name] for name in tables.COLUMNS]])
        enter(out.getvalue())
        member = Delegate.objects.get()
        assert (member.nationality, member.document_type, member.document_number) == ("KE", "ordinary", "BK0417726")
        assert (member.document_expiry, member.protocol_rank.code) == (date(2029, 6, 30), "other")
        assert member.arrival.isoformat() == "2025-10-24T17:30:00+00:00"
        assert member.departure.isoformat() == "2025-10-27T02:15:00+00:00"
        assert member.languages == "English, French, Somali"
        assert (member.name_native, member.arrival_flight, member.hotel) == ("حليمة واريو", "KQ 860", "Metropole")
        assert (member.visa_support, member.visa_post, member.birth_place) == (True, "Embassy in Nairobi", "Garissa")

    @pytest.mark.parametrize(
        "said", ["KE", "ke", "KEN", "Kenya", "kenya", "Republic of Kenya", "la République du Kenya", "كينيا", "XX"]
    )
    def test_a_nationality_is_a_state_as_anybody_calls_it(self, world, said):
        party = make_party("KEN")
        party.names.all().delete()
        names = [
            ("en", "Kenya", "Republic of Kenya"),
            ("fr", "Kenya", "la République du Kenya"),
            ("ar", "كينيا", "جمهورية كينيا"),
        ]
        for language, short, formal in names:
            party.names.create(language=language, short=short, formal=formal)
        enter(f"family_name,capacity,category,nationality\nWario,delegate,D,{said}\n")
        assert Delegate.objects.get().nationality == ("XX" if said == "XX" else "KE")

    def test_a_nationality_that_is_none_is_repeated_as_it_was_written(self, world):
        make_party("KEN")
        text = "family_name,capacity,category,nationality\nWario,delegate,D,Atlantis\n"
        assert problems(text) == [(2, "nationality", "“Atlantis” is not one of the choices. " + STATE)]

    def test_headings_in_the_portals_languages(self, world):
        for code in ("en", "fr", "ar"):
            with translation.override(code):
                labels = [str(tables.COLUMNS[name]) for name in HEAD.split(",")]
            rows = tables.read((",".join(labels) + f"\nName{code},x,delegate,D,,\n").encode())
            assert [(row.number, row.values) for row in rows] == [
                (
                    2,
                    {
                        "family_name": f"Name{code}",
                        "given_names": "x",
                        "capacity": "delegate",
                        "category": "D",
                        "document_number": "",
                        "date_of_birth": "",
                    },
                )
            ]

    def test_a_dry_run_writes_nothing(self, world):
        assert len(enter(GOOD, dry_run=True).entered) == 3
        assert Delegate.objects.count() == 0


class TestBadTables:
    def test_one_bad_row_imports_nothing_and_names_row_and_column(self, world):
        bad = GOOD.replace("Kilonzi,Josphat Mutiso,deputy_head,A,A1000002,02.01.1971", "Kilonzi,J,king,A,A2,1971-13-01")
        number = (
            "“A2” is not a document number. It consists of letters A to Z and digits, as in the machine-readable lines."
        )
        assert sorted(problems(bad)) == [
            (3, "capacity", f"“king” is not one of the choices. It may be: {CAPACITIES}."),
            (3, "date_of_birth", "“1971-13-01” is not a date. Write it as 2029-06-30 or 30.06.2029."),
            (3, "document_number", number),
        ]
        assert Delegate.objects.count() == 0
        assert AuditEntry.objects.filter(verb="delegate.entered").count() == 0

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            (f"{HEAD}\n", [(0, "", "There is no row below the heading.")]),
            ("", [(1, "", "The first row contains none of the column headings. Please use the template.")]),
            ("a,b\n1,2\n", [(1, "", "The first row contains none of the column headings. Please use the template.")]),
            ("capacity,category\nhead,H\n", [(1, "family_name", "This column is missing.")]),
            ("family_name,category\nX,D\n", [(2, "capacity", "This field is required.")]),
            (
                "family_name,capacity,category,shoe_size\nX,delegate,D,44\n",
                [(1, "shoe_size", UNKNOWN)],
            ),
            (
                "family_name,Family name,capacity,category\nX,Y,delegate,D\n",
                [(1, "Family name", "This column appears twice.")],
            ),
            (
                "family_name,capacity,category\nSilva, Ana,delegate,D\n",
                [(2, "", "There are more cells than columns. A name with a comma must be in quotation marks.")],
            ),
            (
                "family_name,capacity,category\n,delegate,D\n",
                [(2, "family_name", "This field is required.")],
            ),
            (
                b"PK\x03\x04 whatever",
                [
                    (
                        0,
                        "",
                        (
                            "The workbook is damaged. Open it, save it again as “Excel workbook (.xlsx)” and upload "
                            "the new file."
                        ),
                    )
                ],
            ),
            (
                "family_name,capacity,category\nX,delegate,D\nMuñoz,delegate,D\n".encode("latin-1"),
                [(3, "", "The file is not in UTF-8. Save it as “CSV UTF-8” or as .xlsx and upload that file.")],
            ),
            (
                "family_name,capacity,category\nX\0,delegate,D\n",
                [(0, "", "This is not a table. Save it as “CSV UTF-8” or as .xlsx and upload that file.")],
            ),
        ],
    )
    def test_what_is_wrong_with_the_table(self, world, text, expected):
        assert problems(text) == expected

    def test_a_cell_with_a_line_end_does_not_shift_the_rows(self, world):
        text = 'family_name,functional_title,capacity,category\n"X","two\nlines",delegate,D\nY,z,king,D\n'
        assert problems(text) == [(3, "capacity", f"“king” is not one of the choices. It may be: {CAPACITIES}.")]

    def test_a_cell_that_never_ends(self, world):
        [(_row, column, reason)] = problems('family_name,capacity,category\n"X,delegate,D\n')
        assert (column, reason) == ("", "The file is not valid CSV: unexpected end of data.")

    def test_more_than_10000_rows(self, world):
        text = "family_name,capacity,category\n" + "X,delegate,D\n" * 10_001
        assert problems(text) == [(10_002, "", "The file has more than 10000 rows. Please upload it in parts.")]

    def test_more_columns_than_any_table_has(self, world):
        """Refused before a heading is compared: 50,000 near misses took ten seconds."""
        text = ",".join(f"passport nr {number}" for number in range(50_000)) + "\n"
        reason = "Row 1 has more than 100 columns. Delete what does not belong to the table."
        assert problems(text) == [(1, "", reason)]
        assert problems(f"{HEAD}\n" + "x," * 50_000) == [(2, "", reason.replace("Row 1", "Row 2"))]

    def test_empty_columns_to_the_right_do_not_count(self, world):
        text = "\n".join(line + "," * 1_000 for line in GOOD.splitlines())
        assert len(enter(text).entered) == 3

    def test_a_heading_and_a_cell_that_never_end(self, world):
        long = "a\u0301" * 50_000
        assert problems(f"family_name,{long}\nX,Y\n") == [
            (1, long[:60], "A heading has 100000 characters; no column is called so. Take the template and fill it in.")
        ]
        text = f"family_name,capacity,category\nX,{'d' * 1_001},D\n"
        reason = "This cell has 1001 characters; at most 1000 are taken."
        assert (2, "capacity", reason) in problems(text)

    @pytest.mark.parametrize(
        ("second", "column", "reason"),
        [
            ("Barasa,N.,head,H,,", "capacity", "There is already a head of delegation: row 3."),
            ("Other,Name,delegate,D,a1000001,", "document_number", "The same document number as row 2."),
            ("Other,Name,media,M,A1000001,1970-01-02", "document_number", "The same document number as row 2."),
            ("barasa,NALIAKA,delegate,D,,1970-01-02", "family_name", "The same name and date of birth as row 2."),
        ],
    )
    def test_twice_in_the_table(self, world, second, column, reason):
        text = f"{HEAD}\nBarasa,Naliaka,delegate,D,A1000001,1970-01-02\nHead,The,head,H,,\n{second}\n"
        assert problems(text) == [(4, column, reason)]

    def test_one_person_in_two_categories_is_the_organisers_affair(self, world):
        rows = "Barasa,Naliaka,delegate,D,A1000001,1970-01-02\nBarasa,Naliaka,media,M,A1000001,1970-01-02"
        assert len(enter(f"{HEAD}\n{rows}\n").entered) == 2

    def test_the_same_table_twice(self, world):
        enter(GOOD)
        unclear = (
            "Đặng Thuỳ Nguyễn is already entered, and the dates of birth do not show whether this is the same person."
        )
        way_out = "Export the delegation and take the reference (id) from there."
        assert problems(GOOD) == [(4, "family_name", f"{unclear} {way_out}")]
        assert Delegate.objects.count() == 3

    def test_whoever_was_withdrawn_may_come_again(self, world):
        for member in enter(GOOD).entered:
            editing.withdraw_member(actor=SYSTEM, member=member, expected_version=1)
        assert len(enter(GOOD).entered) == 3

    def test_for_another_delegation(self, world):
        jane = actor(make_focal_point("BRA"))
        with pytest.raises(NotFound):
            importing.import_members(actor=jane, delegation=make_delegation("KEN"), rows=tables.read(GOOD.encode()))


class TestManyRows:
    @pytest.mark.parametrize("count", [1, 4])
    def test_queries_do_not_grow_with_the_rows(self, world, count, django_assert_num_queries):
        delegation = make_delegation("KEN")
        body = (f"{HEAD}\n" + "".join(f"Name{n},G,delegate,D,N{n:07d},\n" for n in range(count))).encode()
        with django_assert_num_queries(15):
            importing.import_members(actor=SYSTEM, delegation=delegation, rows=tables.read(body))

    @pytest.mark.slow
    def test_3000_rows_in_one_go(self, world):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        body = (f"{HEAD}\n" + "".join(f"Name{n},G,delegate,D,N{n:07d},1970-01-02\n" for n in range(3000))).encode()
        with CaptureQueriesContext(connection) as queries:
            importing.import_members(actor=SYSTEM, delegation=make_delegation("KEN"), rows=tables.read(body))
        assert Delegate.objects.count() == 3000
        assert len(set(Delegate.objects.values_list("position", flat=True))) == 3000
        assert len(queries) < 40
        assert list(find_faults()) == []


class TestThePage:
    @pytest.fixture
    def portal(self, client, world):
        return sign_in(client, make_focal_point("KEN"))

    def send(self, portal, text: str, **more):
        file = io.BytesIO(text.encode())
        file.name = "members.csv"
        return portal.post("/portal/ken/import/", {"file": file, **more}, follow=True)

    def test_all_rows_are_imported(self, portal):
        assert "3 members were imported as drafts." in text_of(self.send(portal, GOOD))
        assert Delegate.objects.count() == 3

    def test_one_bad_row_is_named_and_nothing_is_imported(self, portal):
        answer = self.send(portal, GOOD.replace("deputy_head", "king"))
        text = text_of(answer, 422)
        assert "One item to correct; nothing was imported" in text
        assert "3 Josphat Mutiso Kilonzi to be corrected Capacity : “king” is not one of the choices." in text
        assert Delegate.objects.count() == 0

    def test_the_page_says_what_may_stand_in_each_column(self, portal):
        text = text_of(portal.get("/portal/ken/import/"))
        assert "Capacity (needed) capacity Head of delegation; Alternate head; Delegate" in text
        assert "Nationality nationality The name of a State, or its code: Kenya, KEN or KE." in text
        assert "Date of birth date_of_birth A date: 2029-06-30 or 30.06.2029." in text
        assert "Category (needed) category H (Head of delegation); " in text

    def test_only_checking(self, portal):
        text = text_of(self.send(portal, GOOD, check="1"))
        assert "nothing was written yet. New: 3. Changed: 0. As before: 0." in text
        assert (
            "Row Member What happens 2 Naliaka Barasa new Head of delegation · Head of delegation 3 Josphat Mutiso Kilonzi new "
            "Alternate head · Alternate head 4 Đặng Thuỳ Nguyễn new Delegate · Delegate"
        ) in text
        assert Delegate.objects.count() == 0

    def test_no_file_at_all(self, portal):
        answer = portal.post("/portal/ken/import/")
        assert answer.context["form"].errors == {"file": ["This field is required."]}

    def test_the_template_is_read_back(self, portal):
        answer = portal.get("/portal/ken/import/template.csv", headers={"Accept-Language": "fr"})
        assert answer.headers["Content-Disposition"] == 'attachment; filename="ken-members.csv"'
        cells = {"family_name": "Barasa", "given_names": "Naliaka", "capacity": "head", "category": "H"}
        line = ",".join(cells.get(name, "") for name in tables.COLUMNS).encode() + b"\n"
        assert len(enter(answer.content + line).entered) == 1
