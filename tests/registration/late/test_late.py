"""After the deadline a first submission is a late request that the organisers decide."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from conference.audit.models import AuditEntry
from conference.core import clock
from conference.core.access import SYSTEM, Role
from conference.core.errors import AlreadyDecided, NotAllowed, NotFound, NotPossible
from conference.db import together
from conference.files.documents import Document
from delegations.registration import desk_tasks
from delegations.registration.delegations import deadlines, queries
from delegations.registration.late import actions as late_actions
from delegations.registration.members.actions import editing, submission
from delegations.registration.members.actions.submission import LateRequestNeeded
from delegations.registration.models import Delegate, LateRequest, NoteVerbale
from delegations.registration.notes import actions as notes_actions
from delegations.registration.overview import history
from tests.people import actor, make_delegation, make_focal_point, make_member, make_user, sign_in
from tests.registration.kit import letters, make_deadline, text_of, values
from tests.registration.notes.test_notes import pdf

PAGE = "/portal/ken/"
PAPER = Document("note.pdf", "pdf", b"%PDF-1.7\n")
WORDS = "The adviser was appointed on Monday."


@pytest.fixture
def jane(world):
    make_deadline(at=clock.now() - timedelta(hours=1))
    return actor(make_focal_point("KEN", name="Achieng Wambui"))


@pytest.fixture
def secretariat(world):
    return actor(make_user(None, Role.SECRETARIAT, name="Thandeka Mokoena"))


def ask(who, *members: Delegate, number: str = "MFA/131") -> LateRequest:
    given = {"document": PAPER, "number": number, "dated": date(2025, 10, 16), "words": WORDS}
    return late_actions.ask_late(actor=who, delegation=make_delegation("KEN"), members=members, **given)


def state_of(member: Delegate) -> str:
    member.refresh_from_db()
    return member.state


class TestSubmitting:
    def test_one_who_is_named_only_now_is_not_taken_silently(self, jane):
        member = make_member("KEN", family_name="Wario", given_names="Halima")
        with pytest.raises(LateRequestNeeded, match="Make a late request with a note verbale for Halima Wario"):
            submission.submit_members(actor=jane, delegation=member.delegation, members=[member])
        with pytest.raises(LateRequestNeeded, match="To name further members, make a late request with a note verbale"):
            submission.submit_members(actor=jane, delegation=member.delegation)
        assert state_of(member) == "draft"

    def test_one_for_whom_a_request_waits_is_told_so(self, jane):
        member = make_member("KEN", family_name="Wario", given_names="Halima")
        ask(jane, member)
        with pytest.raises(LateRequestNeeded, match="The late request for Halima Wario awaits the organizers"):
            submission.submit_members(actor=jane, delegation=member.delegation, members=[member])

    def test_a_corrected_one_comes_back_freely_and_leaves_the_others(self, jane):
        new, corrected = make_member("KEN"), make_member("KEN", state="returned")
        done = submission.submit_members(actor=jane, delegation=new.delegation)
        assert [one.pk for one in done.received] == [corrected.pk]
        assert (state_of(new), state_of(corrected)) == ("draft", "submitted")
        assert corrected.late is False

    def test_whoever_takes_the_place_of_somebody_named_in_time_is_not_late(self, jane):
        old = make_member("KEN", state="submitted")
        new = editing.replace_member(actor=jane, member=old, expected_version=1, values=values())
        Delegate.objects.filter(pk=new.pk).update(photo_exempt=True)
        again = editing.replace_member(
            actor=jane, member=new, expected_version=1, values=values(document_number="BK7700001")
        )
        Delegate.objects.filter(pk=again.pk).update(photo_exempt=True)
        submission.submit_members(actor=jane, delegation=old.delegation, members=[again])
        assert (state_of(again), again.late) == ("submitted", False)

    @pytest.mark.parametrize("named", [{"state": "draft"}, {"state": "submitted", "late": True}])
    def test_whoever_takes_the_place_of_somebody_who_was_not_needs_a_request(self, jane, named):
        new = editing.replace_member(
            actor=jane, member=make_member("KEN", **named), expected_version=1, values=values()
        )
        assert deadlines.get_lateness(new.delegation, [new]).needs_request(new)

    def test_before_the_deadline_everybody_is_free(self, world):
        make_deadline(at=clock.now() + timedelta(hours=1))
        member = make_member("KEN")
        jane = actor(make_focal_point("KEN"))
        with pytest.raises(NotPossible, match="The deadline has not passed yet"):
            ask(jane, member)
        submission.submit_members(actor=jane, delegation=member.delegation)
        assert (state_of(member), member.late) == ("submitted", False)


class TestAsking:
    def test_it_waits_with_its_note_and_the_focal_points_hear(self, jane):
        member = make_member("KEN", family_name="Wario", given_names="Halima", honorific="Ms.")
        request = ask(jane, member)
        assert (request.state, request.words, request.asked_by_id) == ("asked", WORDS, jane.user_id)
        assert [one.pk for one in request.members.all()] == [member.pk]
        assert (request.note.number, request.note.accepted_at) == ("MFA/131", None)
        [letter] = letters("late_asked")
        assert (letter.context["names"], letter.context["note"]) == ("Ms. Halima Wario", "MFA/131")
        assert letters("note_received") == []
        entry = AuditEntry.objects.get(verb="late.asked")
        assert (entry.scope, entry.reason, entry.details["members"]) == ("KEN", WORDS, ["Halima Wario"])

    def test_somebody_incomplete_can_be_asked_for(self, jane):
        assert ask(jane, make_member("KEN", nationality="")).state == "asked"

    def test_it_is_for_drafts_without_a_request_alone(self, jane):
        member = make_member("KEN", family_name="Wario", given_names="Halima")
        ask(jane, member)
        with pytest.raises(NotPossible, match=r"A request for Halima Wario is already pending: MFA/131\."):
            ask(jane, member, number="MFA/132")
        with pytest.raises(NotPossible, match="Choose at least one member"):
            ask(jane)
        with pytest.raises(NotPossible, match="is already vetted"):
            ask(jane, make_member("KEN", state="vetted"))
        with pytest.raises(NotPossible, match="needs no late request and can be submitted"):
            ask(jane, make_member("KEN", state="returned"))
        with pytest.raises(NotPossible, match="Choose at least one member"):
            ask(jane, make_member("BRA"))
        assert NoteVerbale.objects.count() == 1

    def test_nobody_asks_for_another(self, jane):
        with pytest.raises(NotFound):
            ask(actor(make_focal_point("BRA")), make_member("KEN"))

    def test_withdrawn_it_leaves_the_members_as_they_were(self, jane):
        member = make_member("KEN")
        request = late_actions.withdraw_late(actor=jane, request=ask(jane, member), expected_version=1)
        assert (request.state, state_of(member)) == ("withdrawn", "draft")
        assert len(letters("late_withdrawn")) == 1
        assert ask(jane, member, number="MFA/132").state == "asked"


class TestDeciding:
    def test_granted_the_complete_ones_are_submitted_late_in_the_name_of_who_asked(self, jane, secretariat):
        whole = make_member("KEN", family_name="Wario", given_names="Halima")
        half = make_member("KEN", family_name="Ouma", given_names="Brian", nationality="")
        request = ask(jane, whole, half)
        done = late_actions.grant_late(actor=secretariat, request=request, expected_version=1)
        assert [one.pk for one in done.received] == [whole.pk]
        assert [(one.pk, [str(lack) for lack in lacks]) for one, lacks in done.lacking] == [(half.pk, ["nationality"])]
        assert (state_of(whole), whole.late, whole.submitted_by_id) == ("submitted", True, jane.user_id)
        assert state_of(half) == "draft"
        request.refresh_from_db()
        assert (request.state, request.decided_by_id) == ("granted", secretariat.user_id)
        assert request.note.accepted_by_id == secretariat.user_id
        [letter] = letters("late_granted")
        assert letter.context["received"] == "Halima Wario"
        assert letter.context["lacking"] == [{"name": "Brian Ouma", "what": "nationality"}]
        assert AuditEntry.objects.get(verb="delegate.submitted").details["late"] is True

    def test_whoever_was_let_in_incomplete_is_submitted_by_the_delegation_later(self, jane, secretariat):
        half = make_member("KEN", nationality="")
        done = late_actions.grant_late(actor=secretariat, request=ask(jane, half))
        assert done.received == []
        editing.edit_member(actor=jane, member=half, expected_version=1, values={"nationality": "KE"})
        submission.submit_members(actor=jane, delegation=half.delegation)
        assert (state_of(half), half.late) == ("submitted", True)

    def test_no_place_left_nothing_is_granted(self, jane, secretariat):
        for _each in range(2):
            make_member("KEN", state="submitted", category="S", capacity="security")
        request = ask(jane, make_member("KEN", category="S", capacity="security"))
        with pytest.raises(NotPossible, match="Security officer: 1 requested, 2 allotted, of which 2 are taken"):
            late_actions.grant_late(actor=secretariat, request=request)
        request.refresh_from_db()
        assert (request.state, request.note.accepted_at) == ("asked", None)

    def test_nobody_left_to_let_in(self, jane, secretariat):
        member = make_member("KEN")
        request = ask(jane, member)
        editing.withdraw_member(actor=jane, member=member, expected_version=1)
        with pytest.raises(NotPossible, match="None of the members in this request is a draft any longer"):
            late_actions.grant_late(actor=secretariat, request=request)

    def test_declined_with_a_reason_that_the_delegation_reads(self, jane, secretariat):
        member = make_member("KEN")
        request = ask(jane, member)
        with pytest.raises(NotPossible, match="Give the reason"):
            late_actions.decline_late(actor=secretariat, request=request, reason="  ")
        late_actions.decline_late(
            actor=secretariat, request=request, reason="The note names somebody else.", expected_version=1
        )
        request.refresh_from_db()
        assert (request.state, request.reason) == ("declined", "The note names somebody else.")
        assert letters("late_declined")[0].context["reason"] == "The note names somebody else."
        assert state_of(member) == "draft"
        assert queries.note_state(deadlines.counting(NoteVerbale.objects.all())) == "missing"

    def test_the_second_decision_learns_of_the_first(self, jane, secretariat):
        request = ask(jane, make_member("KEN"))
        stale = LateRequest.objects.get(pk=request.pk)
        late_actions.grant_late(actor=secretariat, request=request, expected_version=1)
        other = actor(make_user(None, Role.SECRETARIAT))
        with pytest.raises(AlreadyDecided, match="already granted by Thandeka Mokoena"):
            late_actions.decline_late(actor=other, request=stale, reason="No.", expected_version=1)
        with pytest.raises(AlreadyDecided, match="already granted"):
            late_actions.withdraw_late(actor=jane, request=stale, expected_version=1)

    @pytest.mark.parametrize("role", [Role.SECURITY, Role.ACCREDITATION, Role.PROTOCOL])
    def test_others_decide_nothing(self, jane, role):
        request, other = ask(jane, make_member("KEN")), actor(make_user(None, role))
        with pytest.raises(NotAllowed):
            late_actions.grant_late(actor=other, request=request)
        with pytest.raises(NotAllowed):
            late_actions.decline_late(actor=other, request=request, reason="No.")

    def test_its_note_is_decided_with_it(self, jane):
        request = ask(jane, make_member("KEN"))
        with pytest.raises(NotPossible, match="MFA/131 belongs to a late request and is decided together with it"):
            notes_actions.accept_note(actor=SYSTEM, note=request.note)
        assert together.results_of(desk_tasks.notes_to_accept(SYSTEM)) == []


class TestThePortal:
    @pytest.fixture
    def portal(self, client, jane):
        return sign_in(client, make_focal_point("KEN"))

    def test_the_button_and_its_words_change_after_the_deadline(self, portal):
        make_member("KEN")
        text = text_of(portal.get(PAGE))
        assert "Make a late request (1)" in text
        assert "Submit all complete" not in text
        assert "The deadline for members has passed. Persons named now need a late request" in text

    def test_a_request_by_the_form(self, portal):
        chosen, other = make_member("KEN"), make_member("KEN")
        page = portal.get(f"{PAGE}late/?member={chosen.public_id}")
        assert page.context["form"].marked == {str(chosen.public_id)}
        typed = {"members": [str(chosen.public_id)], "number": "MFA/131", "dated": "2025-10-16", "words": WORDS}
        text = text_of(portal.post(f"{PAGE}late/", {**typed, "file": pdf()}, follow=True))
        assert "The late request MFA/131 was sent to the organizers." in text
        assert "late request made" in text
        assert "Make a late request (1)" in text  # for the other one
        request = LateRequest.objects.get()
        assert ([one.pk for one in request.members.all()], request.words) == ([chosen.pk], WORDS)
        assert [row["member"].pk for row in portal.get(f"{PAGE}late/").context["waiting"]] == [other.pk]

    def test_what_was_typed_stays_and_each_fault_is_said(self, portal):
        one, two = make_member("KEN"), make_member("KEN")
        typed = {"members": [str(two.public_id)], "number": "MFA/131", "dated": "16.13.2025"}
        page = portal.post(f"{PAGE}late/", typed)
        text = text_of(page, 422)
        assert "“16.13.2025” is not a date" in text
        assert set(page.context["form"].errors) == {"file", "dated", "words"}
        assert page.context["form"].marked == {str(two.public_id)}
        assert 'value="MFA/131"' in page.content.decode()
        nobody = portal.post(f"{PAGE}late/", {"number": "MFA/131"})
        assert "Choose at least one member for the request." in text_of(nobody, 422)
        assert NoteVerbale.objects.count() == 0
        assert one.state == "draft"

    def test_another_s_member_is_no_choice(self, portal):
        make_member("KEN")
        typed = {"members": [str(make_member("BRA").public_id)], "dated": "2025-10-16", "words": WORDS, "file": pdf()}
        text = text_of(portal.post(f"{PAGE}late/", typed), 422)
        assert "One of the members you chose no longer needs a late request" in text
        assert LateRequest.objects.count() == 0

    def test_taking_it_back(self, portal, jane):
        request = ask(jane, make_member("KEN"))
        answer = portal.post(f"{PAGE}late/{request.pk}/withdraw/", {"version": "1"}, follow=True)
        assert "The late request MFA/131 is withdrawn." in text_of(answer)
        sign_in(portal, make_focal_point("BRA"))
        assert portal.post(f"{PAGE}late/{request.pk}/withdraw/").status_code == 404
        assert portal.post(f"/portal/bra/late/{request.pk}/withdraw/").status_code == 404

    def test_a_submission_leads_to_the_request(self, portal):
        make_member("KEN")
        answer = portal.post(f"{PAGE}submit/", follow=True)
        assert answer.redirect_chain[-1][0] == f"{PAGE}late/"
        assert "To name further members, make a late request with a note verbale" in text_of(answer)

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_number_of_queries_does_not_grow(self, portal, jane, own_menu, count, django_assert_num_queries):
        for number in range(count):
            ask(jane, make_member("KEN"), number=f"MFA/{number}")
            make_member("KEN")
        portal.get(f"{PAGE}late/")
        with django_assert_num_queries(QUERIES_LATE):
            portal.get(f"{PAGE}late/")


QUERIES_LATE = 11


class TestTheDesk:
    @pytest.fixture
    def desk(self, client, secretariat):
        return sign_in(client, make_user(None, Role.SECRETARIAT, name="Thandeka Mokoena"))

    def test_it_needs_attention_and_stands_on_the_delegation_s_page(self, desk, jane):
        request = ask(jane, make_member("KEN", family_name="Wario", given_names="Halima"))
        [matter] = together.results_of(desk_tasks.late_requests(SYSTEM))
        assert str(matter.title) == "Kenya: late request for 1 member"
        assert matter.url == f"/desk/delegations/ken/late/{request.pk}/"
        text = text_of(desk.get("/desk/delegations/ken/"))
        assert f"MFA/131 Halima Wario {WORDS}" in text
        assert f'href="/portal/ken/notes/{request.note_id}/"' in desk.get(matter.url).content.decode()
        assert "Halima Wario Counsellor Delegate D Delegate Nothing Draft" in text_of(desk.get(matter.url))

    def test_granted_by_the_button(self, desk, jane):
        whole, half = make_member("KEN"), make_member("KEN", family_name="Ouma", given_names="Brian", nationality="")
        request = ask(jane, whole, half)
        answer = desk.post(f"/desk/delegations/ken/late/{request.pk}/", {"grant": "1", "version": "1"}, follow=True)
        text = text_of(answer)
        assert (
            "1 member was submitted. The delegation submits the others when they are complete: Brian Ouma (nationality)."
            in text
        )
        assert together.results_of(desk_tasks.late_requests(SYSTEM)) == []

    def test_declined_by_the_button_with_a_reason(self, desk, jane):
        request = ask(jane, make_member("KEN"))
        url = f"/desk/delegations/ken/late/{request.pk}/"
        told = f"Informed by e-mail: {jane.label}. The e-mail is sent when the time to undo has passed."
        assert told in text_of(desk.get(url))
        assert "Give the reason for declining the request" in text_of(
            desk.post(url, {"decline": "1", "version": "1"}), 422
        )
        answer = desk.post(url, {"decline": "1", "version": "1", "reason": "Not named."}, follow=True)
        told = "the focal points are informed of the reason. E-mail goes out at "
        assert f"The late request MFA/131 is declined; {told}" in text_of(answer)
        assert "“ Not named. ”" in text_of(answer)

    def test_a_full_category_is_said_on_the_page(self, desk, jane):
        for _each in range(2):
            make_member("KEN", state="submitted", category="S", capacity="security")
        request = ask(jane, make_member("KEN", category="S", capacity="security"))
        answer = desk.post(f"/desk/delegations/ken/late/{request.pk}/", {"grant": "1", "version": "1"})
        assert "Security officer: 1 requested, 2 allotted, of which 2 are taken." in text_of(answer, 422)

    def test_the_slower_of_two_is_told(self, desk, jane):
        request = ask(jane, make_member("KEN"))
        late_actions.withdraw_late(actor=jane, request=request)
        answer = desk.post(f"/desk/delegations/ken/late/{request.pk}/", {"grant": "1", "version": "1"})
        assert "already withdrawn by" in text_of(answer, 409)

    def test_the_list_finds_whom_a_decision_waits_for(self, desk, jane):
        ask(jane, make_member("KEN"))
        make_member("BRA", state="submitted", late=True)
        rows = desk.get("/desk/delegations/?show=late").context["rows"]
        assert [row.delegation.party.code for row in rows] == ["KEN"]

    @pytest.mark.parametrize("count", [1, 3])
    def test_what_waits_is_asked_in_a_constant_number(self, jane, count, django_assert_num_queries):
        for number in range(count):
            ask(jane, make_member("KEN"), number=f"MFA/{number}")
        with django_assert_num_queries(2):
            assert len(together.results_of(desk_tasks.late_requests(SYSTEM))) == count


def test_the_history_tells_of_each_step(jane, secretariat):
    member = make_member("KEN", family_name="Wario", given_names="Halima")
    request = ask(jane, member)
    late_actions.decline_late(actor=secretariat, request=request, reason="The note is not signed.")
    told = [(line.text, line.reason) for line in history.find_lines(make_delegation("KEN"), jane)]
    assert told[0] == ("Late request declined: Kenya, MFA/131.", "The note is not signed.")
    assert told[1] == ("You made a late request for Halima Wario.", WORDS)
