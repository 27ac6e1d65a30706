"""Whoever has the name and the date of birth of another member is asked about; two persons may both be entered."""

from __future__ import annotations

import io

import pytest

from conference.core.access import SYSTEM
from delegations.registration.members.actions import editing
from delegations.registration.members.actions.editing import EnteredAlready
from delegations.registration.members.questions import SURE
from delegations.registration.models import Delegate
from tests.people import make_delegation
from tests.registration.kit import post, text_of, values
from tests.registration.members.asking.test_questions import NEW, asked

ASKED = "Halima Wario is entered already, with the same date of birth. Is this another person?"
ANSWER = "They are two persons: save"
OTHER = {"document_number": "ZZ0000007"}


@pytest.fixture
def halima(world):
    return editing.enter_member(actor=SYSTEM, delegation=make_delegation("KEN"), values=values())


@pytest.mark.parametrize(
    "typed",
    [
        OTHER,
        {**OTHER, "letter": "M", "capacity": "media"},
        {**OTHER, "name_on_badge": "Halima WARIO"},
        {**OTHER, "family_name": "Halima", "given_names": "Wario"},
        {**OTHER, "family_name": "WÁRIO"},
        {"document_number": "", "document_type": "", "document_expiry": ""},
    ],
    ids=["same category", "another category", "name on the badge", "names swapped", "accents", "no document"],
)
def test_it_is_asked_at_the_name_and_saved_when_they_are_two(halima, portal, typed):
    answer = portal.post(NEW, post(**typed))
    assert asked(answer) == {"family_name": [ASKED]}
    assert ANSWER in text_of(answer, 422)
    [question] = answer.context["form"].questions
    assert portal.post(NEW, {**post(**typed), SURE: [question.key]}).status_code == 302
    assert Delegate.objects.count() == 2


def test_the_answer_sent_twice_enters_nobody_twice(halima, portal):
    [question] = portal.post(NEW, post(**OTHER)).context["form"].questions
    second = {**post(**OTHER, letter="M", capacity="media"), SURE: [question.key]}
    assert portal.post(NEW, second).status_code == 302
    assert asked(portal.post(NEW, {**second, "document_number": "ZZ0000008"})) == {"family_name": [ASKED]}
    assert Delegate.objects.count() == 2


def test_one_person_in_two_categories_is_asked_about_and_not_called_two(halima, portal):
    answer = portal.post(NEW, post("M", capacity="media"))
    assert asked(answer) == {"family_name": [ASKED]}
    text = text_of(answer, 422)
    assert ANSWER not in text
    assert "this is correct, save it" in text


@pytest.mark.parametrize(
    "typed",
    [{"family_name": "Barasa"}, {"family_name": "Wirao"}, {"date_of_birth": "1990-01-01", "family_name": "Wareo"}],
    ids=str,
)
def test_another_name_is_not_asked_about(halima, portal, typed):
    assert portal.post(NEW, post(**OTHER, **typed)).status_code == 302


OTHER_DATE = "Halima Wario is entered already, with another date of birth. Is this another person?"
NO_DATE = "Halima Wario is already entered, and the dates of birth do not show whether this is the same person."


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"date_of_birth": "1948-03-02"}, OTHER_DATE),
        ({"date_of_birth": "1948-03-02", "family_name": "Halima", "given_names": "WÁRIO"}, OTHER_DATE),
        ({"date_of_birth": "1948-03-02", "name_on_badge": "H. Wario"}, OTHER_DATE),
        ({"date_of_birth": ""}, NO_DATE),
    ],
    ids=["another date", "names swapped", "another name on the badge", "no date"],
)
def test_a_namesake_with_another_date_is_asked_about(halima, portal, typed, words):
    answer = portal.post(NEW, post(**OTHER, **typed))
    assert asked(answer) == {"family_name": [words]}
    assert ANSWER in text_of(answer, 422)
    [question] = answer.context["form"].questions
    assert portal.post(NEW, {**post(**OTHER, **typed), SURE: [question.key]}).status_code == 302
    # Once entered, neither is asked about again but for a new name.
    second = Delegate.objects.latest("pk")
    url = f"/portal/ken/members/{second.public_id}/"
    changed = {**post(**OTHER, **typed), "date_of_birth": "1950-01-01", "version": second.version}
    assert portal.post(url, changed).status_code == 302
    halima.refresh_from_db()
    own = {**post(), "job_title": "Legal adviser", "version": halima.version}
    assert portal.post(f"/portal/ken/members/{halima.public_id}/", own).status_code == 302


def test_whoever_takes_the_name_of_a_namesake_is_asked_about(halima, portal):
    portal.post(NEW, post(**OTHER, date_of_birth="1948-03-02", family_name="Barasa"))
    second = Delegate.objects.latest("pk")
    url = f"/portal/ken/members/{second.public_id}/"
    answer = portal.post(url, {**post(**OTHER, date_of_birth="1948-03-02"), "version": second.version})
    assert asked(answer) == {"family_name": [OTHER_DATE]}


def test_nor_is_whoever_left_or_is_being_replaced(halima, portal):
    url = f"/portal/ken/members/{halima.public_id}/replace/"
    page = portal.get(url)
    sent = {**post(**OTHER), "version": halima.version, "consequences": page.context["consequences_fingerprint"]}
    assert portal.post(url, sent).status_code == 302
    assert portal.post(NEW, post(**OTHER, family_name="Else")).status_code == 422  # the number is taken
    halima.refresh_from_db()
    assert halima.state == "withdrawn"


def test_a_change_into_another_is_asked_about_once(halima, portal):
    kenya = make_delegation("KEN")
    second = editing.enter_member(actor=SYSTEM, delegation=kenya, values=values(**OTHER, date_of_birth="1990-01-01"))
    url, change = f"/portal/ken/members/{second.public_id}/", {**post(**OTHER), "version": second.version}
    answer = portal.post(url, change)
    assert asked(answer) == {"family_name": [ASKED]}
    [question] = answer.context["form"].questions
    assert portal.post(url, {**change, SURE: [question.key]}).status_code == 302
    # Who was told apart is not asked about at the next change, also not at that of the number.
    second.refresh_from_db()
    further = {**post(document_number="ZZ0000009"), "version": second.version}
    assert portal.post(url, further).status_code == 302
    second.refresh_from_db()
    assert (second.document_number, second.date_of_birth) == ("ZZ0000009", "1984-03-02")


def test_the_action_takes_the_answer_for_those_alone_who_were_shown(halima):
    kenya = make_delegation("KEN")
    with pytest.raises(EnteredAlready, match="The same name and date of birth as Halima Wario"):
        editing.enter_member(actor=SYSTEM, delegation=kenya, values=values(**OTHER))
    editing.enter_member(actor=SYSTEM, delegation=kenya, values=values(**OTHER), distinct_from={halima.pk})
    third = values(document_number="ZZ0000008")
    with pytest.raises(EnteredAlready, match="The same name and date of birth"):
        editing.enter_member(actor=SYSTEM, delegation=kenya, values=third, distinct_from={halima.pk})
    with pytest.raises(EnteredAlready, match="The same document number"):
        editing.enter_member(
            actor=SYSTEM, delegation=kenya, values=values(), distinct_from=Delegate.objects.values_list("pk")
        )


class TestInATable:
    HEAD = "family_name,given_names,capacity,category,document_number,date_of_birth\n"

    def send(self, portal, rows: str):
        file = io.BytesIO(f"{self.HEAD}{rows}\n".encode())
        file.name = "members.csv"
        return portal.post("/portal/ken/import/", {"file": file}, follow=True)

    def confirm(self, portal, answer):
        checked = {
            "kept": "import",
            "digest": answer.context["digest"],
            "expected_version": answer.context["checked"].fingerprint,
        }
        return text_of(portal.post("/portal/ken/import/", checked, follow=True))

    @pytest.mark.parametrize("second", ["media,M,A1000001", "media,M,", "delegate,D,A1000002"])
    def test_two_rows(self, portal, second):
        rows = f"Wario,Halima,delegate,D,A1000001,1984-03-02\nWario,Halima,{second},1984-03-02"
        answer = self.send(portal, rows)
        assert "? The same name and date of birth as row 2. Is this another person?" in text_of(answer)
        assert Delegate.objects.count() == 0
        assert "2 members were imported as drafts." in self.confirm(portal, answer)

    @pytest.mark.parametrize(
        ("name", "born", "words"),
        [
            ("Wario,Halima", "1948-03-02", OTHER_DATE),
            ("Halima,WÁRIO", "1948-03-02", OTHER_DATE),
            ("WÁRIO,Halima", "1984-03-02", ""),
            ("Halima,Wario", "1984-03-02", ASKED),
            ("Barasa,Halima", "1984-03-02", ""),
        ],
        ids=["another date", "another date, swapped", "whom the row means", "swapped", "another name"],
    )
    def test_a_row_is_asked_about_as_the_form_asks(self, halima, portal, name, born, words):
        row = f"{name},delegate,D,{'' if words != ASKED else 'ZZ0000007'},{born}"
        text = text_of(self.send(portal, row))
        # A row about which nothing is asked is written at once.
        assert ("Is this another person?" in text, Delegate.objects.count() == 2) == (
            bool(words),
            name == "Barasa,Halima",
        )
        assert f"? {words}" in text or not words

    def test_a_namesake_in_two_rows(self, portal):
        rows = "Wario,Halima,delegate,D,A1000001,1984-03-02\nHalima,Wario,delegate,D,A1000002,1948-03-02"
        answer = self.send(portal, rows)
        words = "? The same name as row 2, and not the same date of birth. Is this another person?"
        assert words in text_of(answer)
        assert "2 members were imported as drafts." in self.confirm(portal, answer)

    def test_the_same_row_twice_is_refused(self, portal):
        rows = "Wario,Halima,delegate,D,A1000001,1984-03-02\nWario,Halima,delegate,D,,1984-03-02"
        assert "The same name and date of birth as row 2." in text_of(self.send(portal, rows), 422)
        assert Delegate.objects.count() == 0

    def test_a_row_that_would_change_the_number_of_somebody_there(self, halima, portal):
        answer = self.send(portal, "Wario,Halima,delegate,D,ZZ0000007,1984-03-02")
        words = (
            "? Halima Wario has the same name and date of birth, and would get the document number of this row. "
            "If they are two persons, take the row out and enter the other person on the form."
        )
        assert words in text_of(answer)
        halima.refresh_from_db()
        assert halima.document_number == "BK0417726"
        assert "1 member was changed." in self.confirm(portal, answer)

    def test_a_row_that_repeats_what_is_there_asks_nothing(self, halima, portal):
        answer = self.send(portal, "Wario,Halima,delegate,D,BK0417726,1984-03-02")
        assert "Is this another person?" not in text_of(answer)
