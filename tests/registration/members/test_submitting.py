"""Submission takes whoever is complete, no more than there are places (after the deadline: test_late.py)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from conference.core.errors import NotPossible
from conference.look import lists
from delegations.registration.members import queries
from delegations.registration.members.actions import submission
from delegations.registration.models import Delegate, FocalPoint, Quota
from tests.people import actor, make_delegation, make_focal_point, make_member, make_user
from tests.registration.kit import letters, make_deadline, values


@pytest.fixture
def jane(world):
    return actor(make_focal_point("KEN", name="Achieng Wambui"))


def submit(who, members=None):
    return submission.submit_members(actor=who, delegation=make_delegation("KEN"), members=members)


def test_only_the_complete_ones_are_submitted(jane):
    whole = make_member("KEN")
    returned = make_member("KEN", state="returned", return_code="photo", return_words="The face is in shadow.")
    half = make_member("KEN", date_of_birth="", document_number="")
    vetted = make_member("KEN", state="vetted")
    done = submit(jane)
    assert [one.pk for one in done.received] == [whole.pk, returned.pk]
    assert [(one.pk, [str(lack) for lack in lacks]) for one, lacks in done.lacking] == [
        (half.pk, ["date of birth", "number of the document"])
    ]
    states = dict(Delegate.objects.values_list("pk", "state"))
    assert states == {whole.pk: "submitted", returned.pk: "submitted", half.pk: "draft", vetted.pk: "vetted"}
    returned.refresh_from_db()
    assert (returned.return_code, returned.return_words, returned.submitted_by_id) == ("", "", jane.user_id)


def test_one_chosen_alone(jane):
    first, second = make_member("KEN"), make_member("KEN")
    assert [one.pk for one in submit(jane, [second]).received] == [second.pk]
    first.refresh_from_db()
    assert first.state == "draft"


def test_an_incomplete_one_that_was_chosen_stops_everything(jane):
    whole = make_member("KEN")
    half = make_member("KEN", nationality="", family_name="Ouma", given_names="Brian")
    with pytest.raises(NotPossible, match=r"Still missing for Brian Ouma: nationality\. Nobody was submitted"):
        submit(jane, [whole, half])
    whole.refresh_from_db()
    assert whole.state == "draft"


def test_nobody_complete(jane):
    make_member("KEN", functional_title="")
    with pytest.raises(NotPossible, match="No draft is complete yet"):
        submit(jane)


@pytest.mark.parametrize(
    ("family", "given", "lacks"),
    [
        ("王", "晓明", ["name in Latin letters"]),
        ("البنداري", "", ["name in Latin letters"]),
        ("Кузнецов", "Павел", ["name in Latin letters"]),
        ("Wang", "晓明", []),
        ("Sukarno", "", []),
        ("Ñ’Đặng", "", []),
    ],
)
def test_a_name_in_another_script_alone_is_not_yet_whole(world, family, given, lacks):
    """Lists are sorted and gates searched by the Latin name, which the passport has."""
    member = make_member("KEN", family_name=family, given_names=given, name_native="王晓明")
    assert [str(lack) for lack in queries.missing_fields(member)] == lacks


def test_what_a_member_lacks_in_words(world):
    bare = make_member(
        "KEN",
        functional_title="",
        date_of_birth="",
        nationality="",
        document_type="",
        document_number="",
        document_expiry=None,
        photo_exempt=False,
    )
    words = lists.in_words(queries.missing_fields(bare), capital=True)
    assert words == "Date of birth, nationality, function, travel document, photo"
    old = make_member("KEN", document_expiry=date(2025, 10, 25))
    assert [str(lack) for lack in queries.missing_fields(old)] == ["document expires before the conference ends"]
    assert queries.missing_fields(make_member("KEN", document_expiry=date(2025, 10, 26))) == []


def test_a_photo_is_not_asked_of_a_head_of_state(world):
    from conference.models import Rank

    head = Rank.objects.get(code="head-of-state")
    other = Rank.objects.get(code="other")
    assert queries.missing_fields(make_member("KEN", photo_exempt=False, protocol_rank=head)) == []
    assert [
        lack.field for lack in queries.missing_fields(make_member("KEN", photo_exempt=False, protocol_rank=other))
    ] == ["photo"]


def test_a_companion_needs_no_function(world):
    assert queries.missing_fields(make_member("KEN", capacity="companion", functional_title="")) == []


class TestPlaces:
    def test_more_than_there_are_places_are_refused_all_together(self, jane):
        for _each in range(3):
            make_member("KEN", category="S", capacity="security")
        with pytest.raises(
            NotPossible, match=r"Security officer: 3 requested, 2 allotted, of which 0 are taken\. Withdraw"
        ):
            submit(jane)
        assert set(Delegate.objects.values_list("state", flat=True)) == {"draft"}

    def test_one_category_without_places_keeps_nobody_of_the_others(self, jane):
        """Of all who are complete: which of the three comes is the delegation's choice, and the delegate waits for none of them."""
        officers = [make_member("KEN", category="S", capacity="security") for _each in range(3)]
        delegate = make_member("KEN")
        done = submit(jane)
        assert [one.pk for one in done.received] == [delegate.pk]
        assert [one.pk for one in done.without_place] == [one.pk for one in officers]
        assert [one.pk for one in submit(jane, officers[1:]).received] == [one.pk for one in officers[1:]]

    def test_a_returned_one_keeps_the_place_and_comes_back_to_it(self, jane):
        returned = make_member("KEN", state="returned", category="S", capacity="security")
        make_member("KEN", state="accredited", category="S", capacity="security")
        make_member("KEN", category="S", capacity="security")
        with pytest.raises(NotPossible, match="2 requested, 2 allotted, of which 1 are taken"):
            submit(jane)
        assert [one.pk for one in submit(jane, [returned]).received] == [returned.pk]

    def test_the_kind_of_party_may_have_places_of_its_own(self, jane):
        category = values("M")["category"]
        Quota.objects.create(kind="member_state", category=category, places=1)
        make_member("KEN", category="M", capacity="media")
        delegate = make_member("KEN")
        with pytest.raises(NotPossible, match="“Delegate” is not open to this kind of delegation"):
            submit(jane, [delegate])
        assert len(submit(jane, Delegate.objects.filter(category=category)).received) == 1

    def test_drafts_count_as_used_on_the_page(self, jane):
        from delegations.registration.delegations import places

        make_member("KEN", category="M", capacity="media")
        make_member("KEN", state="withdrawn", category="M", capacity="media")
        delegation = make_delegation("KEN")
        found = {
            one.category.letter: (one.used, one.total, one.free)
            for one in places.build_places(queries.members_of(delegation), places.open_to(delegation.party))
        }
        assert found["M"] == (1, 3, 2)
        assert found["H"] == (0, 1, 1)


class TestConfirmation:
    def test_each_focal_point_is_told_once_a_submission(self, jane):
        kamau = make_user(name="Kamau Gitonga", language="fr")
        FocalPoint.objects.create(delegation=make_delegation("KEN"), user=kamau, since=datetime(2025, 9, 2, tzinfo=UTC))
        make_deadline(at=datetime(2125, 10, 15, 11, tzinfo=UTC))
        make_member("KEN", family_name="Barasa", given_names="Naliaka", honorific="H.E. Ms.", capacity="head")
        make_member("KEN", family_name="Rono", given_names="Chelangat", honorific="Ms.", date_of_birth="")
        submit(jane)
        first, second = letters("submitted")
        assert (first.recipient_name, first.language) == ("Achieng Wambui", "en")
        assert (second.recipient_name, second.language) == ("Kamau Gitonga", "fr")
        context = first.context
        assert context["headline"] == "Kenya: 1 member received, 1 still incomplete"
        assert context["received"] == [{"number": 1, "name": "H.E. Ms. Naliaka Barasa", "what": "Head of delegation"}]
        assert context["lacking"] == [{"number": 2, "name": "Ms. Chelangat Rono", "what": "date of birth"}]
        assert context["deadlines"] == [{"name": {"en": "Confirmation"}, "at": "2125-10-15T11:00:00+00:00"}]
        assert context["zone"] == "Africa/Nairobi"
        assert context["sent_to"] == "the focal points of Kenya: Achieng Wambui, Kamau Gitonga"

    def test_who_waits_for_a_correction_is_named_with_the_officers_words(self, jane):
        from tests.registration.delegations.test_delegation_page import return_for_correction

        wario = make_member("KEN", state="submitted", family_name="Wario", given_names="Halima")
        return_for_correction(wario, "The face is in shadow.")
        make_member("KEN")
        submit(jane)
        [letter] = letters("submitted")
        assert letter.context["lacking"] == [{"number": 1, "name": "Halima Wario", "what": "The face is in shadow."}]

    def test_the_next_submission_has_its_own_number(self, jane):
        make_member("KEN")
        submit(jane)
        make_member("KEN")
        submit(jane)
        assert [letter.subject_version for letter in letters("submitted")] == [1, 2]

    def test_a_refused_submission_writes_to_nobody(self, jane):
        with pytest.raises(NotPossible):
            submit(jane)
        assert letters("submitted") == []
        assert make_delegation("KEN").submissions == 0

    def test_nothing_private_is_in_the_letter(self, jane):
        member = make_member("KEN", document_number="SECRET-77", date_of_birth="1971-07-17")
        submit(jane)
        [letter] = letters("submitted")
        assert member.document_number not in str(letter.context)
        assert "1971" not in str(letter.context)
