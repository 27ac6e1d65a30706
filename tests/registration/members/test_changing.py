"""A change of somebody accredited goes back to review and ends the badge first."""

from __future__ import annotations

import pytest

from conference.audit.models import AuditEntry
from conference.core import clock
from conference.core.errors import AlreadyDecided, NotPossible
from delegations.accreditation.badges.actions.issuing import end_live_badge
from delegations.accreditation.models import Badge
from delegations.registration.members.actions import editing
from delegations.registration.models import Delegate
from delegations.registration.signals import accreditation_ending
from tests.people import actor, make_focal_point, make_member
from tests.registration.kit import letters, values


def edit(member: Delegate, who, **changes):
    return editing.edit_member(actor=who, member=member, expected_version=member.version, values=changes)


@pytest.fixture
def jane(world):
    return actor(make_focal_point("KEN"))


def test_what_does_not_differ_writes_nothing(jane):
    member = make_member("KEN", functional_title="Counsellor")
    same = edit(member, jane, functional_title="Counsellor", document_number=member.document_number)
    # The factory leaves the derived columns empty: only those are brought up to date, once.
    again = edit(same, jane, functional_title="Counsellor")
    assert again.version == same.version
    assert AuditEntry.objects.filter(subject_id=str(member.pk)).count() == same.version


def test_a_name_changed_after_accreditation_goes_back_to_review_and_supersedes_the_badge(jane):
    member = make_member("KEN", state="accredited")
    saved = edit(member, jane, family_name="Mokoena")
    badge = Badge.objects.get(delegate=member)
    assert (saved.state, saved.family_name, saved.vetted_by, saved.decided_by) == ("submitted", "Mokoena", None, None)
    assert (badge.state, badge.live_for) == ("superseded", None)
    verbs = list(AuditEntry.objects.order_by("number").values_list("verb", flat=True))[-2:]
    assert verbs == ["badge.superseded", "delegate.changed_for_review"]
    [letter] = letters("back_in_review")
    assert letter.context["name"] == saved.full_name


def test_a_new_passport_number_is_vetted_anew(jane):
    member = make_member("KEN", state="accredited")
    assert edit(member, jane, document_number="ZZ1234567").state == "submitted"


def test_a_flight_changed_after_accreditation_changes_no_badge(jane):
    member = make_member("KEN", state="accredited")
    saved = edit(member, jane, arrival_flight="VN 10")
    assert (saved.state, Badge.objects.get(delegate=member).state) == ("accredited", "queued")
    assert letters("back_in_review") == []


def test_a_name_changed_after_vetting_is_taken_back_and_submitted_again(jane):
    member = make_member("KEN", state="vetted")
    saved = edit(member, jane, family_name="Mokoena")
    assert (saved.state, saved.vetted_by, saved.version) == ("submitted", None, 3)
    moves = AuditEntry.objects.filter(subject_id=str(member.pk)).order_by("number").values_list("came_from", "went_to")
    assert list(moves) == [("", "vetted"), ("vetted", "returned"), ("returned", "submitted")]


def test_the_badge_lives_on_when_the_change_fails(jane):
    member = make_member("KEN", state="accredited")
    stale = Delegate.objects.get(pk=member.pk)
    edit(member, jane, hotel="Lotus")
    with pytest.raises(AlreadyDecided):
        edit(stale, jane, family_name="Mokoena")
    assert Badge.objects.get(delegate=member).state == "queued"


def test_control_without_the_receiver_the_database_refuses(jane):
    from django.db import DatabaseError

    member = make_member("KEN", state="accredited")
    accreditation_ending.disconnect(dispatch_uid="accreditation.leave_accredited")
    try:
        with pytest.raises(DatabaseError, match="live badge still"):
            edit(member, jane, family_name="Mokoena")
    finally:
        accreditation_ending.connect(end_live_badge, dispatch_uid="accreditation.leave_accredited")


def test_somebody_submitted_stays_complete(jane):
    member = make_member("KEN", state="submitted", family_name="Wario", given_names="Halima")
    with pytest.raises(NotPossible, match="Halima Wario is already submitted; without date of birth"):
        edit(member, jane, date_of_birth="")


def test_a_change_of_category_needs_a_place(jane):
    for _each in range(2):
        make_member("KEN", state="submitted", category="S", capacity="security")
    member = make_member("KEN", state="submitted")
    wanted = values("S")["category"]
    with pytest.raises(NotPossible, match="Security officer: 1 requested, 2 allotted, of which 2 are taken"):
        edit(member, jane, category=wanted)
    assert Delegate.objects.get(pk=member.pk).category.letter == "D"


@pytest.mark.parametrize("state", ["refused", "withdrawn"])
def test_whoever_is_out_is_changed_no_more(jane, state):
    member = make_member("KEN", state=state)
    with pytest.raises(NotPossible, match=f"is {state} and can no longer be changed"):
        edit(member, jane, hotel="Lotus")


def test_withdrawing_somebody_accredited_revokes_the_badge(jane):
    member = make_member("KEN", state="accredited")
    gone = editing.withdraw_member(actor=jane, member=member, expected_version=1, reason="fell ill")
    badge = Badge.objects.get(delegate=member)
    assert (gone.state, badge.state, badge.live_for) == ("withdrawn", "revoked", None)
    assert AuditEntry.objects.get(ref=gone.record_id).reason == "fell ill"
    assert len(letters("withdrawn")) == 1


def test_withdrawing_a_draft_writes_to_nobody(jane):
    editing.withdraw_member(actor=jane, member=make_member("KEN"), expected_version=1)
    assert letters("withdrawn") == []


def test_a_former_head_makes_room_for_another(jane):
    old = make_member("KEN", capacity="head")
    editing.withdraw_member(actor=jane, member=old, expected_version=1)
    new = make_member("KEN")
    saved = edit(new, jane, capacity="head", category=values("H")["category"])
    assert saved.is_head
    assert saved.submitted_at is None
    assert clock.now() is not None
