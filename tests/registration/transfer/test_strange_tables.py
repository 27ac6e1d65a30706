"""A stranger's spreadsheet goes in as it is: what is in doubt is asked, mistakes are corrected or left out, all else is one act."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.test import Client

from conference.audit.chain import find_faults
from conference.core.access import SYSTEM
from conference.models import Category
from conference.parties.models import Party
from delegations.registration.members.actions import editing
from delegations.registration.members.choices import read_meanings
from delegations.registration.models import Delegate, ImportMapping, PendingImport, UsualCategory
from delegations.registration.transfer import headings, tables
from delegations.registration.transfer.reading import cells
from tests.people import make_focal_point, make_member, make_party, sign_in
from tests.registration.kit import text_of
from tests.registration.transfer import strange_tables

URL = "/portal/ken/import/"
HEAD = "family_name,given_names,capacity,category"
CATEGORIES = {"value:category:=adviser": "delegate", "value:category:=interpreter": "support"}
CATEGORIES |= {"value:category:=companion": "support", "value:capacity:": "delegate"}
# With the number of lines below the members that are no members: who made the list, how many they are.
LISTS = {
    "french_and_english": (strange_tables.FRENCH_MISTAKES, {}, CATEGORIES, 1),
    "russian": (strange_tables.RUSSIAN_MISTAKES, {"column:размер обуви": "-"}, CATEGORIES, 2),
    "arabic": (
        strange_tables.ARABIC_MISTAKES,
        {"column:الاسم بالانجليزية": "given_names_first"},
        {"order:date_of_birth": "dmy"},
        1,
    ),
}


@pytest.fixture
def portal(client, world) -> Client:
    for code, alpha2, name in (
        ("KEN", "KE", "Kenya"),
        ("CIV", "CI", "Côte d’Ivoire"),
        ("RUS", "RU", "Russian Federation"),
        ("MAR", "MA", "Morocco"),
    ):
        party = make_party(code)
        party.alpha2 = alpha2
        party.save()
        party.names.update(short=name, formal=name)
    return sign_in(client, make_focal_point("KEN"))


def send(portal: Client, body: bytes | str, name: str = "list.xlsx", **more: str):
    file = io.BytesIO(body.encode() if isinstance(body, str) else body)
    file.name = name
    return portal.post(URL, {"file": file, **more}, follow=True)


def answer(portal: Client, page, action: str = "look", **more):
    posted = {"kept": action, "digest": page.context["digest"], **more}
    if "checked" in page.context:
        posted["expected_version"] = page.context["checked"].fingerprint
    return portal.post(URL, posted, follow=True)


def mistakes(page) -> set[tuple[int, str]]:
    return {(problem.row, problem.column) for line in page.context["lines"] for problem, _input in line.problems}


class TestThreeLists:
    @pytest.mark.parametrize(
        "name", [name if name == "arabic" else pytest.param(name, marks=pytest.mark.slow) for name in LISTS]
    )
    def test_forty_rows_with_six_mistakes_go_in_without_them_and_out_again(self, portal, name):
        expected, columns, answers, notes = LISTS[name]
        page = send(portal, getattr(strange_tables, name)())
        if columns:
            assert {f"column:{column.key}" for column in page.context["sheet"].doubts} == set(columns)
            page = answer(portal, page, **columns)
        page = answer(portal, page, **answers)
        assert mistakes(page) == expected
        assert "6 items to correct; nothing was imported" in text_of(page, 422)
        done = answer(portal, page, "rest")
        assert f"34 members were imported as drafts. {6 + notes} rows were left out." in text_of(done)
        assert Delegate.objects.filter(state="draft").count() == 34
        assert "The import of 34 members was undone." in text_of(portal.post(URL, {"kept": "undo"}, follow=True))
        assert set(Delegate.objects.values_list("state", flat=True)) == {"withdrawn"}
        assert list(find_faults()) == []

    def test_what_became_of_a_row(self, portal):
        page = send(portal, strange_tables.russian())
        page = answer(portal, answer(portal, page, **LISTS["russian"][1]), **CATEGORIES)
        answer(portal, page, "rest")
        member = Delegate.objects.get(email="p0@mission.example")
        assert (member.family_name, member.given_names) == ("IVANOV", "Aleksei")
        assert (member.name_native, member.nationality) == ("Иванов Алексей Иванович", "RU")
        assert (member.capacity, member.category.code, member.document_number) == ("head", "head", "750000100")
        assert (member.phone, member.email) == ("79161234500", "p0@mission.example")
        assert member.arrival.isoformat() == "2025-10-23T02:05:00+00:00"
        assert Delegate.objects.get(email="p5@mission.example").capacity == "companion"


class TestTheMapping:
    def test_what_was_answered_is_remembered_for_the_delegation(self, portal):
        text = "Who,Prénom,Role,category\nSilva,Ana,member,D\n"
        page = send(portal, text)
        assert [(column.heading, column.doubt) for column in page.context["sheet"].doubts] == [
            ("Who", "This heading is not known.")
        ]
        page = answer(portal, page, **{"column:who": "family_name", "was:role": "capacity", "column:role": "capacity"})
        assert "1 member was imported" in text_of(answer(portal, page, "import"))
        assert '"columns": {"who": "family_name"}' in ImportMapping.objects.get().answers
        other = sign_in(Client(), make_focal_point("KEN", email="other@mission.example"))
        assert "1 member was imported" in text_of(send(other, text.replace("Silva", "Costa")))
        stranger = sign_in(Client(), make_focal_point("BRA"))
        file = io.BytesIO(text.encode())
        assert stranger.post("/portal/bra/import/", {"file": file}).status_code == 422

    def test_a_column_is_taken_for_another_one_or_left_out(self, portal):
        text = f"{HEAD},hotel,Position\nSilva,Ana,delegate,D,Sofitel,Judge\n"
        page = send(portal, text, check="1")
        kept = {
            "was:hotel": "hotel",
            "column:hotel": "-",
            "was:position": "functional_title",
            "column:position": "honorific",
        }
        answer(portal, answer(portal, page, **kept), "import")
        member = Delegate.objects.get()
        assert (member.hotel, member.honorific, member.functional_title) == ("", "Judge", "")

    def test_without_a_family_name_nothing_is_guessed(self, portal):
        page = send(portal, "Прим.,capacity\nx,delegate\n")
        assert "No column was taken for the family name" in text_of(answer(portal, page, **{"column:прим": "-"}), 422)
        assert Delegate.objects.count() == 0

    @pytest.mark.parametrize(
        ("heading", "name"),
        [
            ("SURNAME", "family_name"),
            ("Nom / Surname", "family_name"),
            ("Pays", "nationality"),
            ("Passport No.", "document_number"),
            ("№ паспорта", "document_number"),
            ("D.O.B.", "date_of_birth"),
            ("تاريخ الميلاد", "date_of_birth"),
            ("护照号码", "document_number"),
            ("Fecha de nacimiento (dd/mm/aaaa)", "date_of_birth"),
            ("Ngày sinh", "date_of_birth"),
            ("Nom et prénom", "family_name_first"),
            ("Civ.", "honorific"),
            ("الاسم الكامل بالعربية", "name_native"),
            ("Title", ""),
        ],
    )
    def test_headings_as_people_write_them(self, heading, name):
        assert headings.find_column(heading) == name

    def test_no_heading_means_two_columns(self):
        """A word listed twice would silently mean the first."""
        words = [word for word, _name in read_meanings(headings.HEADINGS)]
        assert [word for word in set(words) if words.count(word) > 1] == []


class TestExchangedColumns:
    """Numbers of passports below the heading of their last day, and the days below that of the numbers."""

    body = "Фамилия,Статус,Категория,Срок действия,Номер паспорта\n" + "".join(
        f"Wario {letter},delegate,D,N1234567{place},{place + 1}.06.2031\n" for place, letter in enumerate("ABC")
    )
    exchanged = {"column:срок деиствия": "document_number", "column:номер паспорта": "document_expiry"}

    def test_are_asked_about_with_each_taken_for_the_other(self, portal):
        page = send(portal, self.body)
        doubts = {column.key: (column.name, column.doubt) for column in page.context["sheet"].doubts}
        assert doubts == {
            "срок деиствия": ("document_number", "None of these is a date: are two columns exchanged?"),
            "номер паспорта": ("document_expiry", "These are dates: are two columns exchanged?"),
        }

    def test_go_in_by_one_answer_that_is_not_remembered_for_the_next_table(self, portal):
        page = answer(portal, send(portal, self.body), **self.exchanged)
        answer(portal, page, "import")
        members = Delegate.objects.order_by("position")
        assert [(row.document_number, str(row.document_expiry)) for row in members] == [
            ("N12345670", "2031-06-01"),
            ("N12345671", "2031-06-02"),
            ("N12345672", "2031-06-03"),
        ]
        assert not ImportMapping.objects.exists()

    def test_one_mistaken_cell_is_a_mistake_of_its_row(self, portal):
        body = "family_name,capacity,category,document_expiry\nWario,delegate,D,N12345678\n"
        assert mistakes(send(portal, body)) == {(2, "document_expiry")}


class TestNames:
    @pytest.mark.parametrize(
        ("text", "first", "divided"),
        [
            ("SMITH John", False, ("", "SMITH", "John")),
            ("John van der Berg", False, ("", "van der Berg", "John")),
            ("Smith, John", True, ("", "Smith", "John")),
            ("Nguyễn Đặng Thuỳ", True, ("", "Nguyễn", "Đặng Thuỳ")),
            ("H.E. Mr. John DE LA CRUZ", False, ("H.E. Mr.", "DE LA CRUZ", "John")),
            ("Madonna", False, ("", "Madonna", "")),
            ("M. Martin", False, ("M.", "Martin", "")),
            ("Mariam Diallo", False, ("", "Diallo", "Mariam")),
        ],
    )
    def test_a_whole_name_is_divided(self, text, first, divided):
        assert cells.divide_name(text, family_first=first) == divided

    def test_the_order_is_asked_unless_the_cells_tell_it(self):
        assert tables.read_sheet(b"Name,Role,Country\nJohn Smith,delegate,Kenya\n").is_unclear
        [row] = tables.read(b"Name,Role,Country\nSMITH John,delegate,Kenya\n")
        assert (row.values["family_name"], row.values["given_names"]) == ("SMITH", "John")
        [row] = tables.read("Nom,Prénom,Role\nSmith,John,delegate\n".encode())
        assert (row.values["family_name"], row.values["given_names"]) == ("Smith", "John")


class TestThePlaceOfTheTable:
    def test_titles_above_and_a_second_heading(self):
        text = "LIST OF DELEGATES,,\n,,\nNom,Prénom,Pays\nSurname,First name,Country\nSmith,N/A,Kenya\n"
        [row] = tables.read(text.encode())
        assert (row.number, row.values) == (5, {"family_name": "Smith", "given_names": "", "nationality": "Kenya"})

    def test_a_note_among_the_rows_is_left_out_and_may_be_taken(self, portal):
        page = send(portal, f"{HEAD}\nSilva,Ana,delegate,D\nSupport staff,,,\n", check="1")
        assert "3 Support staff left out Leave out row 3" in text_of(page)
        page = answer(portal, page, shown="3")
        assert (page.context["bad_count"], page.context["out_count"]) == (1, 0)

    def test_merged_cells_are_one_text_in_each_row(self):
        book = openpyxl.Workbook()
        for line in ([*HEAD.split(","), "hotel"], ["A", "B", "delegate", "D", "Lotus"], ["C", "D", "delegate"]):
            book.active.append(line)
        book.active.merge_cells("E2:E3")
        book.active.merge_cells("D2:D40")
        out = io.BytesIO()
        book.save(out)
        assert [(row.values["category"], row.values["hotel"]) for row in tables.read(out.getvalue())] == [
            ("D", "Lotus")
        ] * 2


class TestThePreview:
    def test_a_cell_is_corrected_and_another_row_left_out(self, portal):
        page = send(portal, f"{HEAD},email\nSilva,Ana,delegate,D,ana(at)x\nCosta,Rui,king,D,\nReis,Ivo,delegate,D,\n")
        assert mistakes(page) == {(2, "email"), (3, "capacity")}
        page = answer(portal, page, **{"cell:2:email": "ana@mission.example", "shown": ["2", "3"], "out": "3"})
        assert "New: 2. Changed: 0." in text_of(page)
        assert "2 members were imported as drafts. 1 row was left out." in text_of(answer(portal, page, "import"))
        assert set(Delegate.objects.values_list("family_name", "email")) == {
            ("Silva", "ana@mission.example"),
            ("Reis", ""),
        }

    def test_what_was_corrected_is_kept_while_one_is_away(self, portal):
        page = send(portal, f"{HEAD},email\nSilva,Ana,delegate,D,ana(at)x\n")
        answer(portal, page, **{"cell:2:email": "ana@mission.example"})
        assert "New: 1." in text_of(portal.post(URL, {"kept": "look"}))

    def test_a_corrected_row_is_shown_before_it_is_imported(self, portal):
        page = send(portal, f"{HEAD}\nSilva,Ana,king,D\nReis,Ivo,delegate,D\n")
        page = answer(portal, page, "rest", **{"cell:2:capacity": "delegate"})
        assert Delegate.objects.count() == 0
        assert "Import these 2 rows" in text_of(page)

    def test_a_value_of_several_rows_is_asked_once_and_remembered(self, portal):
        text = f"{HEAD},nationality\nSilva,Ana,delegate,D,Keniya\nReis,Ivo,delegate,D,keniya\n"
        page = send(portal, text)
        [asked] = page.context["values_asked"]
        assert (asked.name, asked.value, asked.count) == ("value:nationality:keniya", "KE", 2)
        page = answer(portal, page, **{asked.name: "KE"})
        answer(portal, page, "import")
        assert set(Delegate.objects.values_list("nationality", flat=True)) == {"KE"}
        assert "2 members were imported" in text_of(send(portal, text.replace("Silva", "Dias").replace("Reis", "Cruz")))

    def test_the_formal_name_of_a_state_is_known_without_its_article(self, portal):
        kenya = Party.objects.get(code="KEN")
        kenya.names.create(language="fr", short="Kenya", formal="la République du Kenya")
        send(portal, f"{HEAD},Pays\nSilva,Ana,delegate,D,République du Kenya\n")
        assert Delegate.objects.get().nationality == "KE"

    def test_a_missing_category_is_the_one_that_the_capacity_proposes(self, portal):
        UsualCategory.objects.create(capacity="adviser", category=Category.objects.get(code="delegate"))
        send(portal, "family_name,capacity\nSilva,Conseiller\n")
        assert Delegate.objects.get().category.code == "delegate"

    def test_a_state_that_is_nearly_written_is_proposed_in_its_row(self, portal):
        page = send(portal, f"{HEAD},Pays\nSilva,Ana,delegate,D,Kenia\nCosta,Rui,delegate,D,Morroco\n", check="1")
        inputs = {problem.row: field.value for line in page.context["lines"] for problem, field in line.problems}
        assert inputs == {3: "MA"}

    def test_dates_are_asked_about_once_a_column(self, portal):
        page = send(portal, f"{HEAD},date_of_birth,document_expiry\nSilva,Ana,delegate,D,03/04/1980,05/06/2030\n")
        assert [problem.column for problem in page.context["two_ways"]] == ["date_of_birth", "document_expiry"]
        page = answer(portal, page, **{"order:date_of_birth": "dmy", "order:document_expiry": "mdy"})
        answer(portal, page, "import")
        member = Delegate.objects.get()
        assert (member.date_of_birth, member.document_expiry.isoformat()) == ("1980-04-03", "2030-05-06")

    def test_a_heading_may_say_how_its_dates_are_written(self, portal):
        send(portal, f"{HEAD},Date of birth (mm/dd/yyyy)\nSilva,Ana,delegate,D,03/04/1980\n")
        assert Delegate.objects.get().date_of_birth == "1980-03-04"


class TestUndo:
    def test_changed_members_are_as_before(self, portal):
        member = make_member("KEN", family_name="Silva", given_names="Ana", date_of_birth="1980-01-02", hotel="Lotus")
        text = f"{HEAD},date_of_birth,hotel,document_expiry\nSilva,Ana,adviser,D,1980-01-02,Sofitel,2030-01-02\nReis,Ivo,delegate,D,,,\n"
        send(portal, text)
        member.refresh_from_db()
        assert (member.hotel, member.capacity) == ("Sofitel", "adviser")
        portal.post(URL, {"kept": "undo"})
        member.refresh_from_db()
        assert (member.hotel, member.capacity, str(member.document_expiry), member.state) == (
            "Lotus",
            "delegate",
            "2029-06-30",
            "draft",
        )
        assert Delegate.objects.get(family_name="Reis").state == "withdrawn"
        assert PendingImport.objects.count() == 0
        assert list(find_faults()) == []

    def test_none_is_undone_when_one_was_changed_since(self, portal):
        send(portal, f"{HEAD}\nSilva,Ana,delegate,D\nReis,Ivo,delegate,D\n")
        member = Delegate.objects.get(family_name="Reis")
        editing.edit_member(actor=SYSTEM, member=member, expected_version=1, values={"hotel": "Sofitel"})
        assert "Ivo Reis was changed since the import" in text_of(portal.post(URL, {"kept": "undo"}, follow=True), 409)
        assert set(Delegate.objects.values_list("state", flat=True)) == {"draft"}

    def test_not_after_the_time(self, portal, settings):
        send(portal, f"{HEAD}\nSilva,Ana,delegate,D\n")
        settings.UNDO_SECONDS = 1
        PendingImport.objects.update(checked_at="2025-01-01T00:00Z")
        assert "Undo the import" not in text_of(portal.get(URL))

    def test_nobody_else_undoes_it(self, portal):
        send(portal, f"{HEAD}\nSilva,Ana,delegate,D\n")
        other = sign_in(Client(), make_focal_point("KEN", email="other@mission.example"))
        other.post(URL, {"kept": "undo"})
        assert Delegate.objects.get().state == "draft"
