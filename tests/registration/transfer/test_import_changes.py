"""A table changes known members by the rules of the page, all or nothing."""

from __future__ import annotations

import csv
import io

import pytest

from conference.audit.chain import find_faults
from conference.audit.models import AuditEntry
from conference.core.access import SYSTEM, Role
from delegations.registration.members import rules
from delegations.registration.members.actions import editing
from delegations.registration.models import Delegate
from delegations.registration.transfer import tables
from delegations.registration.transfer.actions import importing
from delegations.registration.transfer.actions.importing import RowsRefused
from tests.people import make_delegation, make_focal_point, make_member, make_user, sign_in
from tests.registration.kit import text_of

WAY_OUT = "Export the delegation and take the reference (id) from there."


def enter(*lines: dict, **more):
    """A column is there when one row has it."""
    names = list(dict.fromkeys(name for line in lines for name in line))
    out = io.StringIO()
    writer = csv.DictWriter(out, names, restval="")
    writer.writeheader()
    writer.writerows(lines)
    rows = tables.read(out.getvalue().encode())
    return importing.import_members(actor=SYSTEM, delegation=make_delegation("KEN"), rows=rows, **more)


def problems(*lines: dict) -> list[tuple[int, str, str]]:
    with pytest.raises(RowsRefused) as refused:
        enter(*lines)
    return [(one.row, one.column, one.reason) for one in refused.value.problems]


def make_known(**fields) -> Delegate:
    """As the page enters one, so that searches and the number's index know the member."""
    return make_member("KEN", **{**fields, **rules.derived(Delegate(**fields))})


@pytest.fixture
def halima(world) -> Delegate:
    return make_known(
        family_name="Wario",
        given_names="Halima",
        date_of_birth="1984-03-02",
        document_number="BK0417726",
        hotel="Metropole",
    )


# Rows in each of the ways in which one means a member.
def by_id(member) -> dict:
    return {"id": str(member.public_id)}


def by_number(member) -> dict:
    return {"family_name": "Wario-Barasa", "given_names": "H.", "capacity": "delegate", "category": "D"} | {
        "document_number": "bk0417726",
        "date_of_birth": "02.03.1984",
    }


def by_name(member) -> dict:
    return {"family_name": "WARIO", "given_names": "halima", "capacity": "delegate", "category": "D"} | {
        "date_of_birth": "1984-03-02"
    }


class TestWhoIsMeant:
    @pytest.mark.parametrize("way", [by_id, by_number, by_name])
    def test_a_member_is_known_again(self, halima, way):
        done = enter(way(halima) | {"hotel": "Sheraton"})
        assert (len(done.entered), len(done.changed)) == (0, 1)
        halima.refresh_from_db()
        assert (halima.hotel, halima.version, Delegate.objects.count()) == ("Sheraton", 2, 1)
        assert list(find_faults()) == []

    def test_by_the_reference_alone_nothing_else_is_needed(self, halima):
        enter({"id": str(halima.public_id), "arrival": "2025-10-24 18:40"})
        halima.refresh_from_db()
        assert halima.arrival.isoformat() == "2025-10-24T11:40:00+00:00"
        assert (halima.family_name, halima.hotel, halima.document_number) == ("Wario", "Metropole", "BK0417726")

    def test_an_empty_cell_leaves_what_is_there(self, halima):
        done = enter(by_id(halima) | {"hotel": "", "family_name": "", "phone": "+254 20 2211"})
        halima.refresh_from_db()
        assert [plan.columns for plan in done.plans] == [["phone"]]
        assert (halima.hotel, halima.family_name, halima.phone) == ("Metropole", "Wario", "+254 20 2211")

    def test_what_is_the_same_is_left_alone(self, halima):
        done = enter(by_number(halima) | {"family_name": "Wario", "given_names": "Halima", "hotel": "Metropole"})
        assert len(done.unchanged) == 1
        halima.refresh_from_db()
        assert halima.version == 1
        assert not AuditEntry.objects.filter(verb="delegate.changed").exists()

    def test_new_and_known_in_one_table(self, halima):
        done = enter(
            by_name(halima) | {"hotel": "Sheraton"},
            {
                "family_name": "Barasa",
                "given_names": "N.",
                "capacity": "head",
                "category": "H",
                "date_of_birth": "1970-01-02",
            },
        )
        assert [str(one) for one in done.entered] == ["N. Barasa"]
        assert [str(one) for one in done.changed] == ["halima WARIO"]

    def test_the_record_says_what_changed_but_no_private_value(self, halima):
        enter(by_id(halima) | {"hotel": "Sheraton", "functional_title": "Adviser"})
        entry = AuditEntry.objects.get(verb="delegate.changed")
        assert entry.details == {
            "import": True,
            "changed": {"functional_title": ["Counsellor", "Adviser"], "hotel": "changed"},
        }


class TestVisas:
    def test_a_word_in_any_language_or_a_tick_asks_for_support(self, halima):
        for number, word in enumerate(("yes", "YES", "Oui", "نعم", "Да", "是", "TRUE", "1", "x")):
            make_known(family_name=f"Name{number}")
            done = enter({"id": str(Delegate.objects.last().public_id), "visa_support": word, "visa_post": "Cairo"})
            assert [(one.visa_support, one.visa_post) for one in done.changed] == [(True, "Cairo")], word

    def test_whoever_needs_it_no_more_names_no_place(self, halima):
        Delegate.objects.update(visa_support=True, visa_post="Nairobi")
        done = enter(by_id(halima) | {"visa_support": "No", "visa_post": ""})
        assert [plan.columns for plan in done.plans] == [["visa_support", "visa_post"]]
        halima.refresh_from_db()
        assert (halima.visa_support, halima.visa_post) == (False, "")

    def test_an_empty_cell_leaves_the_support_as_it_is(self, halima):
        Delegate.objects.update(visa_support=True, visa_post="Nairobi")
        assert [plan.columns for plan in enter(by_id(halima) | {"visa_support": "", "visa_post": "Cairo"}).plans] == [
            ["visa_post"]
        ]

    @pytest.mark.parametrize(
        ("row", "column", "reason"),
        [
            ({"visa_support": "perhaps"}, "visa_support", "“perhaps” is not one of the choices. It may be: Yes; No."),
            (
                {"visa_support": "no", "visa_post": "Nairobi"},
                "visa_post",
                "Visa support is not requested. Enter “yes” under “Visa support”, or clear this cell.",
            ),
            (
                {"visa_post": "Nairobi"},
                "visa_post",
                "Visa support is not requested. Enter “yes” under “Visa support”, or clear this cell.",
            ),
        ],
    )
    def test_what_does_not_fit_is_named_at_its_row(self, halima, row, column, reason):
        assert problems(by_id(halima) | row) == [(2, column, reason)]

    def test_somebody_submitted_needs_the_place_too(self, world):
        sent = make_known(family_name="Wario", state="submitted")
        found = problems(by_id(sent) | {"visa_support": "yes"})
        assert (2, "visa_post") in [(row, column) for row, column, _reason in found]


class TestWhoIsNotClear:
    def test_a_reference_of_another_delegation_is_as_good_as_none(self, halima):
        other = make_member("BRA")
        unknown = "1b6453892473a467d07372d45eb05abc"
        for text in (str(other.public_id), unknown, "17", "x" * 60):
            words = (
                f"“{text[:40]}” is not the reference of a member of this delegation. Leave it empty for a new member."
            )
            assert problems({"id": text, "hotel": "Sheraton"}) == [(2, "id", words)]
        other.refresh_from_db()
        assert other.hotel == ""

    @pytest.mark.parametrize("state", ["refused", "withdrawn"])
    def test_whoever_was_decided_is_changed_no_more(self, world, state):
        gone = make_member("KEN", state=state, family_name="Wario", given_names="Halima")
        assert problems(by_id(gone) | {"hotel": "X"}) == [
            (2, "id", f"Halima Wario is {state} and can no longer be changed.")
        ]

    @pytest.mark.parametrize("born", ["", "1985-03-02"])
    def test_the_same_number_and_not_the_same_birth_date(self, halima, born):
        words = f"The same document number as Halima Wario, but not the same date of birth. {WAY_OUT}"
        assert problems(by_number(halima) | {"date_of_birth": born}) == [(2, "document_number", words)]

    def test_the_number_of_one_and_the_name_of_another(self, halima):
        twin = make_member("KEN", family_name="Wario", given_names="Hawa", date_of_birth="1984-03-02")
        row = by_name(twin) | {"given_names": "Hawa", "document_number": "BK0417726"}
        words = "The document number is that of Halima Wario, the name and date of birth are those of Hawa Wario."
        assert problems(row) == [(2, "document_number", f"{words} {WAY_OUT}")]

    @pytest.mark.parametrize(("there", "row"), [("", "1984-03-02"), ("1984-03-02", ""), ("", "")])
    def test_a_name_without_both_birth_dates(self, world, there, row):
        member = make_member("KEN", family_name="Wario", given_names="Halima", date_of_birth=there)
        words = "Halima Wario is already entered, and the dates of birth do not show whether this is the same person."
        assert problems(by_name(member) | {"date_of_birth": row}) == [(2, "family_name", f"{words} {WAY_OUT}")]

    def test_two_of_one_name_and_birth_date(self, halima):
        make_member("KEN", family_name="Wario", given_names="Halima", date_of_birth="1984-03-02")
        [(_row, column, _reason)] = problems(by_name(halima))
        assert column == "family_name"

    def test_another_birth_date_is_another_person(self, halima):
        assert len(enter(by_name(halima) | {"date_of_birth": "1999-03-02"}).entered) == 1

    def test_two_rows_for_one_member(self, halima):
        found = problems(by_id(halima) | {"hotel": "A"}, by_id(halima) | {"hotel": "B"})
        assert found == [(3, "family_name", "This is the same person as in row 2.")]
        halima.refresh_from_db()
        assert halima.hotel == "Metropole"

    def test_a_member_who_was_changed_after_the_export(self, halima):
        editing.edit_member(actor=SYSTEM, member=halima, expected_version=1, values={"hotel": "Newer"})
        row = by_id(halima) | {"version": "1", "phone": "+254 20 2211"}
        words = "Halima Wario was changed after this table was exported. Export the table again so that the newer data are not lost."
        assert problems(row) == [(2, "version", words)]
        assert len(enter(row | {"phone": "", "hotel": "Newer"}).unchanged) == 1
        assert len(enter(row | {"version": "2"}).changed) == 1


class TestByTheRulesOfThePage:
    def test_a_change_after_accreditation_goes_back_to_review_and_ends_the_badge(self, world):
        member = make_member("KEN", state="accredited", family_name="Wario", given_names="Halima")
        done = enter(by_id(member) | {"family_name": "Wario-Barasa"})
        assert [(plan.outcome, plan.columns, plan.effect) for plan in done.plans] == [
            ("changed", ["family_name"], "review")
        ]
        member.refresh_from_db()
        assert (member.state, member.family_name, member.search) == ("submitted", "Wario-Barasa", "wario-barasa halima")
        assert member.badges.get().state == "superseded"
        assert AuditEntry.objects.filter(verb="delegate.changed_for_review").count() == 1
        assert list(find_faults()) == []

    def test_a_change_of_the_flight_leaves_the_accreditation(self, world):
        member = make_member("KEN", state="accredited")
        enter(by_id(member) | {"arrival_flight": "KQ 860"})
        member.refresh_from_db()
        assert (member.state, member.arrival_flight, member.badges.get().state) == ("accredited", "KQ 860", "queued")

    def test_a_vetted_one_is_taken_back(self, world):
        member = make_member("KEN", state="vetted")
        enter(by_id(member) | {"given_names": "Another"})
        member.refresh_from_db()
        assert (member.state, member.vetted_by) == ("submitted", None)

    def test_somebody_submitted_stays_whole(self, world):
        member = make_member("KEN", state="submitted", document_number="", document_type="", document_expiry=None)
        [(row, column, reason)] = problems(by_id(member) | {"hotel": "X"})
        assert (row, column) == (2, "document_type")
        assert reason.startswith("Required, because ")

    def test_no_place_in_the_new_category(self, world):
        for _n in range(2):
            make_member("KEN", state="submitted", category="A", capacity="deputy_head")
        member = make_member("KEN", state="submitted", family_name="Wario", given_names="H")
        [(row, column, reason)] = problems(by_id(member) | {"category": "A"})
        assert (row, column) == (2, "category")
        assert reason.startswith("Alternate head: 1 requested, 2 allotted, of which 2 are taken.")

    def test_two_who_change_places_do_so_in_one_table(self, world):
        for _n in range(2):
            make_member("KEN", state="submitted", category="A", capacity="deputy_head")
        one = Delegate.objects.first()
        other = make_member("KEN", state="submitted")
        enter(by_id(one) | {"category": "D"}, by_id(other) | {"category": "A"})
        other.refresh_from_db()
        assert other.category.letter == "A"

    @pytest.mark.parametrize("turned", [False, True])
    def test_a_new_head_in_the_place_of_the_former_one(self, world, turned):
        former = make_member("KEN", capacity="head")
        coming = make_member("KEN", capacity="deputy_head")
        rows = [
            by_id(former) | {"capacity": "delegate", "category": "D"},
            by_id(coming) | {"capacity": "head", "category": "H"},
        ]
        enter(*(reversed(rows) if turned else rows))
        former.refresh_from_db()
        coming.refresh_from_db()
        assert (former.capacity, coming.capacity) == ("delegate", "head")

    def test_a_second_head(self, world):
        make_member("KEN", capacity="head", family_name="Barasa", given_names="N")
        other = make_member("KEN")
        assert problems(by_id(other) | {"capacity": "head", "category": "H"}) == [
            (2, "capacity", "There is already a head of delegation: N Barasa.")
        ]

    def test_numbers_that_are_exchanged(self, world):
        one, other = make_member("KEN", document_number="AA111"), make_member("KEN", document_number="BB222")
        enter(by_id(one) | {"document_number": "BB222"}, by_id(other) | {"document_number": "AA111"})
        one.refresh_from_db()
        assert one.document_number == "BB222"

    def test_the_number_of_another_member(self, halima):
        other = make_member("KEN")
        assert problems(by_id(other) | {"document_number": "BK0417726"}) == [
            (2, "document_number", "The same document number as Halima Wario.")
        ]

    def test_one_bad_row_and_nothing_is_changed(self, halima):
        other = make_member("KEN")
        found = problems(by_id(halima) | {"hotel": "Sheraton"}, by_id(other) | {"email": "nobody"})
        assert found == [(3, "email", "“nobody” is not an e-mail address.")]
        halima.refresh_from_db()
        assert halima.hotel == "Metropole"

    def test_a_category_that_is_open_no_more_is_kept_under_its_name(self, world):
        from delegations.registration.models import Quota

        member = make_member("KEN", category="M")
        Quota.objects.create(kind="member_state", category=make_member("KEN").category, places=3)
        enter(by_id(member) | {"category": "Media", "hotel": "Sheraton"})
        member.refresh_from_db()
        assert (member.category.letter, member.hotel) == ("M", "Sheraton")


class TestManyChanges:
    @pytest.mark.parametrize("count", [2, 4])
    def test_queries_do_not_grow_with_the_rows(self, world, count, django_assert_num_queries):
        members = [make_member("KEN") for _n in range(count)]
        names = "id,hotel,phone\n" + "".join(f"{one.public_id},Hotel {one.pk},+1 555 {one.pk:04d}\n" for one in members)
        rows, delegation = tables.read(names.encode()), make_delegation("KEN")
        with django_assert_num_queries(16):
            importing.import_members(actor=SYSTEM, delegation=delegation, rows=rows)
        assert {one.hotel for one in Delegate.objects.all()} == {f"Hotel {one.pk}" for one in members}
        assert list(find_faults()) == []


class TestThePage:
    def send(self, client, text: str, **more):
        file = io.BytesIO(text.encode())
        file.name = "members.csv"
        return client.post("/portal/ken/import/", {"file": file, **more}, follow=True)

    def test_a_check_says_what_changes_and_what_goes_back_to_review(self, client, world):
        portal = sign_in(client, make_focal_point("KEN"))
        one = make_member("KEN", state="accredited", family_name="Wario", given_names="Halima")
        other = make_member("KEN", family_name="Barasa", given_names="N")
        table = (
            f"id,family_name,hotel,date_of_birth\n{one.public_id},Other,,\n{other.public_id},Barasa,Sheraton,1.2.1980\n"
        )
        text = text_of(self.send(portal, table, check="1"))
        assert "nothing was written yet. New: 0. Changed: 2. As before: 0." in text
        assert (
            "2 Halima Other changed Family name : Wario → Other ! The accreditation of Halima Wario ends, and the organizers review "
            f"the entry again. ! The badge {one.badges.get().number} ends and is not given out." in text
        )
        assert "3 N Barasa changed Date of birth : 14 May 1974 → 1 February 1980 Hotel : empty → Sheraton" in text
        one.refresh_from_db()
        assert (one.state, one.family_name) == ("accredited", "Wario")

    def test_the_import_says_what_it_did(self, client, world):
        portal = sign_in(client, make_focal_point("KEN"))
        one, other = make_member("KEN"), make_member("KEN", hotel="Sheraton")
        table = f"id,family_name,capacity,category,hotel\n{one.public_id},,,,Sheraton\n{other.public_id},,,,Sheraton\n,New,delegate,D,\n"
        text = text_of(self.send(portal, table))
        assert "1 member was imported as a draft. 1 member was changed. 1 is unchanged." in text

    @pytest.mark.slow
    def test_thousands_of_rows_are_shown_in_part(self, client, world):
        portal = sign_in(client, make_focal_point("KEN"))
        good = "".join(f"Good{n},G,delegate,D\n" for n in range(300))
        bad = "".join(f"Bad{n},B,king{n},D\n" for n in range(250))
        answer = self.send(portal, f"family_name,given_names,capacity,category\n{good}{bad}")
        text = text_of(answer, 422)
        assert "250 items to correct; nothing was imported" in text
        assert "400 of 550 rows are shown: the first ones and those to be corrected." in text
        assert "G Good199 new" in text
        assert "Good200" not in text
        assert "B Bad199 to be corrected" in text
        assert "Bad200" not in text

    def test_the_secretariat_may_and_another_delegation_may_not(self, client, world):
        one = make_member("KEN")
        table = f"id,hotel\n{one.public_id},Sheraton\n"
        assert self.send(sign_in(client, make_focal_point("BRA")), table).status_code == 404
        client.logout()
        secretary = sign_in(client, make_user(None, Role.SECRETARIAT))
        assert "1 member was changed." in text_of(self.send(secretary, table))
