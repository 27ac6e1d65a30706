"""The delegation's page: how far it is, what is next, and members with what each lacks."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from conference.core import clock
from conference.core.access import Role
from conference.parties.models import Party
from delegations.registration.members.actions import editing, submission
from delegations.registration.models import FocalPoint, NoteVerbale
from tests.people import actor, make_delegation, make_focal_point, make_member, make_user, sign_in
from tests.registration.kit import make_deadline, text_of

PAGE = "/portal/ken/"


@pytest.fixture
def jane(world):
    return make_focal_point("KEN", name="Achieng Wambui")


@pytest.fixture
def portal(client, jane):
    return sign_in(client, jane)


def test_one_delegation_is_gone_to_at_once(portal):
    assert portal.get("/portal/").headers["Location"] == PAGE


def test_whoever_acts_for_several_chooses(portal, jane):
    FocalPoint.objects.create(delegation=make_delegation("BRA"), user=jane, since=datetime(2025, 9, 1, tzinfo=UTC))
    text = text_of(portal.get("/portal/"))
    assert "Federative Republic of Brazil" in text
    assert "Republic of Kenya" in text


def test_whoever_acts_for_none_learns_what_to_do(client, world):
    assert "You are not yet a focal point of any delegation" in text_of(sign_in(client, make_user()).get("/portal/"))


def test_the_head_of_the_page_says_how_things_stand(portal):
    for state in ("accredited", "vetted", "submitted", "returned", "draft", "draft"):
        make_member("KEN", state=state)
    make_deadline(at=clock.now() + timedelta(days=5, hours=4, minutes=1))
    text = text_of(portal.get(PAGE))
    assert "Kenya, Member State Republic of Kenya" in text
    assert "6 members: 1 accredited 1 vetted 1 submitted 1 returned 2 drafts" in text
    assert "Next deadline: Confirmation 5 days 4 h" in text
    assert re.search(r"Hanoi time \(UTC\+7\) .*in Nairobi \(UTC\+3\)", text)
    # Of six, two drafts and one returned are complete.
    assert "Submit all complete (3)" in text


def test_the_button_counts_whom_it_will_submit(portal):
    """Three complete officers have two places: none is counted until the delegation chooses, and the page says why."""
    for _each in range(3):
        make_member("KEN", category="S", capacity="security")
    make_member("KEN", family_name="Kamau", given_names="Grace")
    text = text_of(portal.get(PAGE))
    assert "Submit all complete (1)" in text
    assert text.count("Too few places left in this category") == 6  # in the table, and in the list of a telephone
    text = text_of(portal.post(f"{PAGE}submit/", follow=True))
    assert "1 member was submitted." in text
    assert "Not submitted, since their category has too few places left:" in text
    assert "Submit all complete" not in text


def test_a_party_with_one_name_has_it_said_once(portal):
    names = make_delegation("KEN").party.names
    names.update(short="European Union", formal="the European Union")
    Party.objects.filter(code="KEN").update(en_short="European Union")
    text = text_of(portal.get(PAGE))
    assert "Member State European Union" in text
    assert "European Union, Member State" not in text


def test_each_member_says_what_is_missing(portal):
    make_member("KEN", family_name="Ouma", given_names="Brian", date_of_birth="", photo_exempt=False)
    make_member("KEN", family_name="Nzioka", given_names="Peter")
    text = text_of(portal.get(PAGE))
    assert "Brian Ouma Counsellor Delegate D Delegate Date of birth, photo Draft" in text
    assert "Peter Nzioka Counsellor Delegate D Delegate Nothing Draft, complete" in text


def return_for_correction(member, words: str = "Face in shadow.") -> None:
    from delegations.accreditation.review.actions import decisions

    officer = make_user(None, Role.SECURITY, name="Lương Gia Bảo")
    decisions.return_(actor=actor(officer), delegate=member, code="other", explanation=words)


def test_whoever_is_returned_is_submitted_again_after_a_correction(portal, jane):
    member = make_member("KEN", state="submitted", family_name="Wario", given_names="Halima")
    return_for_correction(member)
    text = text_of(portal.get(PAGE))
    assert "Halima Wario was returned for correction Face in shadow. Correct and submit again" in text
    assert "Face in shadow. Returned" in text
    assert "Submit all complete" not in text
    assert "No draft is complete yet" in text_of(portal.post(f"{PAGE}submit/", follow=True))
    editing.edit_member(
        actor=actor(jane), member=member, expected_version=member.version, values={"functional_title": "Reviser"}
    )
    text = text_of(portal.get(PAGE))
    assert "Reviser Delegate D Delegate Nothing Returned, corrected" in text
    assert "Submit all complete (1)" in text


def test_who_was_returned_may_be_submitted_as_is_by_choice(portal):
    member = make_member("KEN", state="submitted")
    return_for_correction(member)
    assert "Submit again as it is" in text_of(portal.get(PAGE))
    portal.post(f"{PAGE}submit/", {"member": str(member.public_id)})
    member.refresh_from_db()
    assert member.state == "submitted"


def test_places_and_note_stand_in_the_margin(portal):
    make_member("KEN", category="M", capacity="media")
    text = text_of(portal.get(PAGE))
    assert "M Media 1 of 3 2" in text
    assert "H Head of delegation 0 of 1 1" in text
    assert "Note verbale Missing Send the note verbale" in text
    NoteVerbale.objects.create(
        delegation=make_delegation("KEN"), number="MFA/124", file_name="note.pdf", received_at=clock.now()
    )
    text = text_of(portal.get(PAGE))
    assert "Note verbale Received No. MFA/124; received on" in text


@pytest.mark.parametrize(("hours", "said"), [(-1, "passed"), (1, "met")])
def test_a_note_that_came_in_time_meets_its_deadline_before_it_is_accepted(portal, hours, said):
    """`hours` from the note, which came two hours ago, to the deadline."""
    came = clock.now() - timedelta(hours=2)
    make_deadline("note_verbale", at=came + timedelta(hours=hours))
    NoteVerbale.objects.create(delegation=make_delegation("KEN"), number="MFA/124", received_at=came)
    assert f"Note verbale {said} " in text_of(portal.get(PAGE))


def test_what_was_typed_and_not_saved_is_named_until_it_is_pointless(client, portal):
    member, gone = make_member("KEN", given_names="Halima", family_name="Wario"), make_member("KEN")
    for more in ({}, {"member": str(member.public_id)}, {"member": str(gone.public_id), "replacing": "1"}):
        portal.post(f"{PAGE}drafts/", {"hotel": "Lotus", "version": "1", **more})
    editing.withdraw_member(actor=actor(make_focal_point("KEN")), member=gone, expected_version=1)
    page = portal.get(PAGE)
    assert "You typed this and did not save it. Open it to continue:" in text_of(page)
    named = [f"{PAGE}members/{member.public_id}/", f"{PAGE}members/new/"]
    assert [url for _words, url in page.context["form_drafts"]] == named
    assert f'<a href="{named[0]}"><bdi>Halima Wario</bdi></a>' in page.content.decode()
    other = text_of(sign_in(client, make_focal_point("KEN", name="Kamau Gitonga")).get(PAGE))
    assert "You typed this" not in other


def test_only_a_security_officer_s_menu_leads_to_arms_and_radios(portal):
    make_member("KEN")
    assert "Arms and radios" not in text_of(portal.get(PAGE))
    officer = make_member("KEN", category="S", capacity="security")
    assert f'href="{PAGE}members/{officer.public_id}/equipment/"' in portal.get(PAGE).content.decode()


def test_more_drafts_than_places_are_counted_as_too_many(portal):
    for _number in range(5):
        make_member("KEN", category="M", capacity="media")
    text = text_of(portal.get(PAGE))
    assert "M Media 5 of 3 2 too many" in text


def test_an_empty_delegation_says_how_to_begin(portal):
    text = text_of(portal.get(PAGE))
    assert "Nobody is entered yet" in text
    assert "Submit all" not in text
    assert "0 members" not in text


def test_names_are_text_and_nothing_else(portal):
    make_member("KEN", family_name="<script>alert(1)</script>", given_names="{{ conference }}{% now %}")
    page = portal.get(PAGE).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "{{ conference }}{% now %}" in page


def test_arabic_runs_from_the_right(portal):
    make_member("KEN", family_name="البنداري", given_names="حسام")
    page = portal.get(PAGE, headers={"Accept-Language": "ar"}).content.decode()
    assert '<html lang="ar" dir="rtl"' in page
    assert "bootstrap.rtl.min.css" in page
    assert "<bdi>حسام البنداري</bdi>" in page


def test_staff_read_and_have_no_buttons(client, world):
    make_member("KEN")
    text = text_of(sign_in(client, make_user(None, Role.PRINT_ROOM)).get(PAGE))
    assert "Republic of Kenya" in text
    assert "Add a member" not in text
    assert "Submit" not in text.split("Programme")[-1].split("Lately")[0]


def test_the_secretariat_may_act(client, world):
    make_delegation("KEN")
    assert "Add a member" in text_of(sign_in(client, make_user(None, Role.SECRETARIAT)).get(PAGE))


@pytest.mark.parametrize(
    "url",
    [PAGE, f"{PAGE}members/new/", f"{PAGE}import/", f"{PAGE}notes/", f"{PAGE}import/template.csv"],
)
def test_another_delegation_is_404(client, world, url):
    make_delegation("KEN")
    assert sign_in(client, make_focal_point("BRA")).get(url).status_code == 404


def test_whoever_is_not_signed_in_is_asked_to(client, world):
    make_delegation("KEN")
    assert client.get(PAGE).headers["Location"].startswith(reverse("account_login"))


class TestQueries:
    @pytest.mark.parametrize("count", [1, 3])
    def test_their_number_does_not_grow(self, portal, own_menu, count, django_assert_num_queries):
        for _each in range(count):
            make_member("KEN")
            NoteVerbale.objects.create(delegation=make_delegation("KEN"), file_name="n.pdf", received_at=clock.now())
        make_deadline()
        portal.get(PAGE)
        with django_assert_num_queries(22):
            portal.get(PAGE)


class TestSubmitting:
    def test_the_button_submits_whoever_is_complete(self, portal):
        whole, half = make_member("KEN"), make_member("KEN", nationality="")
        answer = portal.post(f"{PAGE}submit/", follow=True)
        assert "1 member was submitted. A confirmation goes to the focal points by e-mail." in text_of(answer)
        whole.refresh_from_db()
        half.refresh_from_db()
        assert (whole.state, half.state) == ("submitted", "draft")

    def test_the_menu_of_a_row_submits_one(self, portal):
        first, second = make_member("KEN"), make_member("KEN")
        portal.post(f"{PAGE}submit/", {"member": str(second.public_id)})
        first.refresh_from_db()
        second.refresh_from_db()
        assert (first.state, second.state) == ("draft", "submitted")

    @pytest.mark.parametrize("key", ["", "nonsense", "00000000-0000-0000-0000-000000000000"])
    def test_a_chosen_one_who_is_not_there_does_not_mean_all(self, portal, key):
        member = make_member("KEN")
        assert "No draft is complete yet" in text_of(portal.post(f"{PAGE}submit/", {"member": key}, follow=True))
        member.refresh_from_db()
        assert member.state == "draft"

    def test_nobody_submits_for_another(self, client, world):
        member = make_member("KEN")
        assert sign_in(client, make_focal_point("BRA")).post(f"{PAGE}submit/").status_code == 404
        member.refresh_from_db()
        assert member.state == "draft"

    def test_staff_who_only_read_submit_nobody(self, client, world):
        make_member("KEN")
        assert sign_in(client, make_user(None, Role.PROTOCOL)).post(f"{PAGE}submit/").status_code == 404


class TestLately:
    def lines(self, user):
        from delegations.registration.overview import history

        return [(line.text, line.reason) for line in history.find_lines(make_delegation("KEN"), actor(user))]

    def test_what_one_did_at_once_is_one_sentence(self, jane, world):
        for name in ("Rono", "Wario"):
            make_member("KEN", family_name=name, given_names="A.")
        submission.submit_members(actor=actor(jane), delegation=make_delegation("KEN"))
        kamau = make_focal_point("KEN", name="Kamau Gitonga")
        assert self.lines(jane)[0] == ("You submitted A. Rono, A. Wario.", "")
        assert self.lines(kamau)[0] == ("Achieng Wambui submitted A. Rono, A. Wario.", "")

    def test_many_are_counted(self, jane, world):
        for _each in range(5):
            make_member("KEN")
        submission.submit_members(actor=actor(jane), delegation=make_delegation("KEN"))
        assert self.lines(jane)[0] == ("You submitted 5 members.", "")

    def test_officers_have_no_names_here_and_reasons_are_told(self, jane, world):
        return_for_correction(make_member("KEN", state="submitted", family_name="Wario", given_names="Halima"))
        assert self.lines(jane)[0] == ("Returned for correction: Halima Wario.", "Face in shadow.")

    def test_a_change_is_told_without_what_was_in_it(self, jane, world):
        member = make_member("KEN", family_name="Wario", given_names="Halima")
        editing.edit_member(
            actor=actor(jane),
            member=member,
            expected_version=1,
            values={"document_number": "ZZ7654321", "hotel": "Quiet House"},
        )
        text = str(self.lines(jane))
        assert "You changed the details of Halima Wario." in text
        assert "ZZ7654321" not in text
        assert "Quiet House" not in text

    def test_another_delegation_is_not_in_it(self, jane, world):
        make_member("BRA", family_name="Silva", given_names="Ana")
        assert self.lines(jane) == []
