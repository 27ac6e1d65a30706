"""The decision on a late request, and the acceptance of a note: undone while the mail waits, which then never goes."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from conference.audit.models import AuditEntry
from conference.core.access import Role
from conference.core.errors import AlreadyDecided, NotAllowed, NotPossible
from conference.correspondence.models import Message
from delegations.accreditation.review.actions import decisions
from delegations.registration.late import actions as late_actions
from delegations.registration.models import LateRequest, NoteVerbale
from delegations.registration.notes import actions as notes_actions
from tests.people import actor, make_member, make_user, sign_in
from tests.registration.kit import text_of
from tests.registration.late.test_late import ask, jane, secretariat, state_of  # noqa: F401 (fixtures)
from tests.registration.notes.test_notes import received

AFTER = timedelta(minutes=11)


def mails(kind: str) -> list[str]:
    """The state of each mail of a kind, oldest first, with a sign on those that wait."""
    rows = Message.objects.filter(kind=f"registration.{kind}").order_by("pk")
    return [f"{row.state}{', waits' if row.not_before > timezone.now() else ''}" for row in rows]


class TestALateRequest:
    def test_a_grant_is_undone_whole_and_granted_again_is_told_once(self, jane, secretariat):  # noqa: F811
        whole, half = make_member("KEN"), make_member("KEN", nationality="")
        request = ask(jane, whole, half)
        late_actions.grant_late(actor=secretariat, request=request, expected_version=1)
        assert mails("late_granted") == ["queued, waits"]
        colleague = actor(make_user(None, Role.SECRETARIAT))
        late_actions.undo_decision(actor=colleague, request=request, expected_version=2)
        assert (request.state, request.decided_at, request.decided_by_id) == ("asked", None, None)
        assert (state_of(whole), whole.late, whole.submitted_at, whole.submitted_by_id) == ("draft", False, None, None)
        assert state_of(half) == "draft"
        assert NoteVerbale.objects.get().accepted_at is None
        assert AuditEntry.objects.filter(verb="delegate.admission_undone").count() == 1
        late_actions.grant_late(actor=secretariat, request=request, expected_version=3)
        assert (state_of(whole), whole.late) == ("submitted", True)
        assert mails("late_granted") == ["cancelled, waits", "queued, waits"]

    def test_a_refusal_is_undone_and_nobody_hears(self, jane, secretariat):  # noqa: F811
        request = ask(jane, make_member("KEN"))
        late_actions.decline_late(actor=secretariat, request=request, reason="The note names somebody else.")
        late_actions.undo_decision(actor=secretariat, request=request)
        request.refresh_from_db()
        assert (request.state, request.reason) == ("asked", "")
        assert mails("late_declined") == ["cancelled, waits"]

    def test_not_when_the_mails_went_or_an_officer_went_on(self, jane, secretariat):  # noqa: F811
        member = make_member("KEN", family_name="Wario", given_names="Halima")
        request = ask(jane, member)
        late_actions.grant_late(actor=secretariat, request=request)
        member.refresh_from_db()
        officer = actor(make_user(None, Role.SECURITY))
        decisions.vet(actor=officer, delegate=member, expected_version=member.version)
        with pytest.raises(NotPossible, match=r"Halima Wario was changed otherwise since\. Nothing was undone\."):
            late_actions.undo_decision(actor=secretariat, request=request)
        assert (state_of(member), mails("late_granted")) == ("vetted", ["queued, waits"])
        with time_machine.travel(timezone.now() + AFTER), pytest.raises(NotPossible, match="nothing to undo any more"):
            late_actions.undo_decision(actor=secretariat, request=request)

    def test_the_second_to_undo_learns_of_the_first_and_others_may_not(self, jane, secretariat):  # noqa: F811
        request = ask(jane, make_member("KEN"))
        late_actions.grant_late(actor=secretariat, request=request)
        stale = LateRequest.objects.get(pk=request.pk)
        with pytest.raises(NotAllowed):
            late_actions.undo_decision(actor=actor(make_user(None, Role.ACCREDITATION)), request=stale)
        late_actions.undo_decision(actor=secretariat, request=request, expected_version=2)
        with pytest.raises(AlreadyDecided, match="already requested by Thandeka Mokoena"):
            late_actions.undo_decision(actor=secretariat, request=stale, expected_version=2)

    def test_by_the_buttons(self, client, jane, secretariat):  # noqa: F811
        desk = sign_in(client, make_user(None, Role.SECRETARIAT))
        request = ask(jane, make_member("KEN"))
        url = f"/desk/delegations/ken/late/{request.pk}/"
        assert "The e-mail is sent when the time to undo has passed." in text_of(desk.get(url))
        done = text_of(desk.post(url, {"grant": "1", "version": "1"}, follow=True))
        assert "1 member was submitted. E-mail goes out at " in done
        assert "Undo MFA/131" in done
        assert "Undo MFA/131" in text_of(desk.get(url))
        undone = text_of(desk.post(url, {"undo": "1", "version": "2"}, follow=True))
        assert "Undone: the late request MFA/131 waits for a decision again." in undone


class TestANote:
    def test_accepted_undone_and_accepted_again_is_told_once(self, world):
        note, officer = received(), actor(make_user(None, Role.ACCREDITATION))
        notes_actions.accept_note(actor=officer, note=note)
        assert mails("note_accepted") == ["queued, waits"]
        colleague = actor(make_user(None, Role.SECRETARIAT))
        undone = notes_actions.undo_acceptance(actor=colleague, note=note)
        assert (undone.accepted_at, undone.accepted_by_id) == (None, None)
        with pytest.raises(NotPossible, match="nothing to undo any more"):
            notes_actions.undo_acceptance(actor=colleague, note=note)
        notes_actions.accept_note(actor=officer, note=note)
        assert mails("note_accepted") == ["cancelled, waits", "queued, waits"]
        with time_machine.travel(timezone.now() + AFTER), pytest.raises(NotPossible, match="nothing to undo any more"):
            notes_actions.undo_acceptance(actor=colleague, note=note)

    def test_by_the_buttons(self, client, world):
        note = received()
        desk = sign_in(client, make_user(None, Role.ACCREDITATION))
        url = f"/desk/delegations/ken/notes/{note.pk}/"
        answer = desk.post(f"{url}accept/", follow=True)
        assert answer.redirect_chain[-1][0] == "/desk/delegations/ken/#notes"
        assert "MFA/HAN/124/2025 is accepted. E-mail goes out at " in text_of(answer)
        assert "Undo MFA/HAN/124/2025" in text_of(answer)
        undone = text_of(desk.post(f"{url}undo/", follow=True))
        assert "Undone: note verbale MFA/HAN/124/2025 waits to be accepted again." in undone
        assert "Accept the note" in undone
