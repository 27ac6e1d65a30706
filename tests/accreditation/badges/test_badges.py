"""A badge's life: numbers, print, hand-out, replacement, and its end when the bearer leaves the state."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from conference.audit.chain import find_faults
from conference.audit.models import AuditEntry
from conference.core import lifecycle
from conference.core.access import SYSTEM, Role
from conference.core.errors import AlreadyDecided, NotAllowed, NotPossible
from conference.db import guards
from delegations.accreditation.badges import queries
from delegations.accreditation.badges.actions import issuing
from delegations.accreditation.badges.actions.issuing import PLAIN, end_live_badge
from delegations.accreditation.badges.contents import PrintMode
from delegations.accreditation.badges.numbers import number_for
from delegations.accreditation.collection import actions
from delegations.accreditation.models import Badge
from delegations.accreditation.review.actions import decisions
from delegations.registration.models import Delegate
from delegations.registration.signals import accreditation_ending
from tests.accreditation.kit import accredited, as_actor, officer, printer, security
from tests.people import make_delegation, make_user


@lifecycle.use_case
def leave(member: Delegate, to: str) -> None:
    """As registration does on a change or withdrawal."""
    accreditation_ending.send(sender=Delegate, member=member, actor=SYSTEM, to=to)
    lifecycle.move(member, to, actor=SYSTEM, verb=f"delegate.{to}")


def mark(badges, who=None, way=PLAIN) -> int:
    pairs = [(badge.pk, badge.version) for badge in badges]
    return issuing.mark_printed(actor=as_actor(who or printer()), badges=pairs, way=way)


def test_numbers_are_unique_and_easy_to_read_out():
    assert (number_for(1), number_for(99_999), number_for(100_000), number_for(900_001)) == (
        "A1-61803",
        "A1-38197",
        "A2-00000",
        "B1-61803",
    )
    assert len({number_for(key) for key in range(1, 120_000)}) == 119_999
    with pytest.raises(ValueError, match="no badge number"):
        number_for(24 * 9 * 100_000)


def test_accreditation_listens_to_registration():
    receivers = [receiver() for _key, receiver, *_rest in accreditation_ending.receivers]
    assert receivers.count(end_live_badge) == 1


def test_a_review_supersedes_the_badge_and_the_next_copy_has_another_code(world):
    member, first = accredited()
    leave(member, "submitted")
    first.refresh_from_db()
    assert (first.state, first.live_for) == ("superseded", None)
    assert not Badge.objects.filter(live_for=member.pk).exists()
    decisions.vet(actor=as_actor(security()), delegate=member)
    second = decisions.accredit(actor=as_actor(officer()), delegate=member)
    assert (second.copy, second.number, second.state) == (2, first.number, "queued")
    assert second.serial != first.serial
    connection.check_constraints()
    assert list(find_faults()) == []


def test_withdrawal_revokes_the_badge(world):
    member, badge = accredited()
    leave(member, "withdrawn")
    badge.refresh_from_db()
    assert (badge.state, badge.live_for) == ("revoked", None)
    verbs = AuditEntry.objects.filter(subject_type="accreditation.badge", subject_id=str(badge.pk)).values_list(
        "verb", flat=True
    )
    assert list(verbs.order_by("number")) == ["badge.queued", "badge.revoked"]


def test_without_the_hook_the_database_refuses(world):
    """The control: registration moves the person and nobody ends the badge."""
    member, _badge = accredited()

    @lifecycle.use_case
    def forgetful():
        lifecycle.move(member, "withdrawn", actor=SYSTEM, verb="delegate.withdrawn")

    with pytest.raises(DatabaseError, match="live badge still"), transaction.atomic():
        forgetful()


def test_printing_marks_each_badge_once_with_who(world):
    (_, one), (_, two) = accredited("KEN"), accredited("BRA")
    nam = printer()
    assert mark([one, two], nam) == 2
    for badge in (one, two):
        badge.refresh_from_db()
        assert (badge.state, badge.version, badge.printed_by) == ("printed", 2, nam)
        entry = AuditEntry.objects.get(ref=badge.record_id)
        assert (entry.verb, entry.came_from, entry.went_to) == ("badge.printed", "queued", "printed")
        assert entry.actor_label == "Vũ Hoàng Nam"
        assert entry.details["layout"] == "a6"
    assert AuditEntry.objects.get(ref=one.record_id).scope == "KEN"
    # Once more: the same copy, with a reason; the state stays, and the record knows of the second paper.
    with pytest.raises(NotPossible, match="Give the reason for reprinting badges that were already printed"):
        mark([one])
    assert mark([one], way=PrintMode("cr80", why="jam", words="Tray 2")) == 0
    one.refresh_from_db()
    assert (one.state, one.version) == ("printed", 2)
    entry = AuditEntry.objects.get(verb="badge.printed_again", subject_id=str(one.pk))
    assert (entry.reason, entry.details) == ("Tray 2", {"layout": "cr80", "code": "jam"})
    assert list(find_faults()) == []


def test_a_badge_that_ended_meanwhile_stops_the_batch(world):
    (member, one), (_, two) = accredited("KEN"), accredited("BRA")
    leave(member, "withdrawn")
    with pytest.raises(AlreadyDecided) as refusal:
        mark([one, two])
    assert str(refusal.value) == ("1 badge changed while it was being printed; the file was thrown away. Print again.")
    two.refresh_from_db()
    assert two.state == "queued"


def test_hand_out_keeps_who_signed(world):
    _, badge = accredited()
    mark([badge])
    badge.refresh_from_db()
    with pytest.raises(NotPossible, match=r"Enter who signed for it\. Nothing was changed\."):
        actions.hand_out(actor=as_actor(printer()), badge=badge, to="  ")
    actions.hand_out(actor=as_actor(printer()), badge=badge, to=" Trần  Thu Hà ", expected_version=2)
    badge.refresh_from_db()
    assert (badge.state, badge.collected_by_name) == ("collected", "Trần Thu Hà")
    assert AuditEntry.objects.get(ref=badge.record_id).details["to"] == "Trần Thu Hà"


def test_a_badge_is_not_handed_out_before_it_is_printed(world):
    _, badge = accredited()
    with pytest.raises(NotPossible, match="is queued for print and cannot become collected"):
        actions.hand_out(actor=as_actor(printer()), badge=badge, to="Trần Thu Hà")


def test_a_whole_delegation_collects_at_once_and_only_what_is_printed(world):
    badges = [accredited("KEN")[1] for _ in range(3)]
    other = accredited("BRA")[1]
    mark([*badges[:2], other])
    kenya = make_delegation("KEN")
    assert actions.hand_out_to_delegation(actor=as_actor(printer()), delegation=kenya, to="Trần Thu Hà").count == 2
    states = [Badge.objects.get(pk=badge.pk).state for badge in [*badges, other]]
    assert states == ["collected", "collected", "queued", "printed"]
    assert AuditEntry.objects.filter(verb="badge.collected", scope="KEN").count() == 2
    with pytest.raises(NotPossible, match="There is no printed badge of Kenya at the counter"):
        actions.hand_out_to_delegation(actor=as_actor(printer()), delegation=kenya, to="Trần Thu Hà")


@pytest.mark.parametrize(("code", "end"), [("lost", "lost"), ("damaged", "superseded"), ("misprint", "superseded")])
def test_a_replacement_kills_the_old_code_and_counts_the_copy(world, code, end):
    member, first = accredited()
    mark([first])
    first.refresh_from_db()
    second = issuing.replace_badge(
        actor=as_actor(printer()), badge=first, code=code, explanation="Left in a taxi.", expected_version=2
    )
    first.refresh_from_db()
    assert (first.state, first.live_for, second.copy, second.number) == (end, None, 2, first.number)
    assert AuditEntry.objects.get(ref=first.record_id).reason == "Left in a taxi."
    assert Badge.objects.get(live_for=member.pk) == second
    connection.check_constraints()
    # The old copy is dead for good: it is not replaced a second time.
    with pytest.raises(NotPossible, match="cannot become"):
        issuing.replace_badge(actor=as_actor(printer()), badge=first, code="damaged", explanation="Torn.")


def test_rights(world):
    _, badge = accredited()
    protocol = as_actor(make_user(None, Role.PROTOCOL))
    kenya = make_delegation("KEN")
    for attempt in (
        lambda: issuing.mark_printed(actor=protocol, badges=[(badge.pk, 1)]),
        lambda: actions.hand_out(actor=protocol, badge=badge, to="x"),
        lambda: actions.hand_out_to_delegation(actor=protocol, delegation=kenya, to="x"),
        lambda: issuing.replace_badge(actor=protocol, badge=badge, code="lost", explanation="x"),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    with pytest.raises(NotPossible, match="Choose a reason"):
        issuing.replace_badge(actor=as_actor(printer()), badge=badge, code="bored", explanation="x")
    with pytest.raises(NotPossible, match="Describe what happened to this copy"):
        issuing.replace_badge(actor=as_actor(printer()), badge=badge, code="damaged", explanation=" ")


class TestMovingMany:
    def test_many_move_together_with_an_entry_each(self, world):
        badges = [accredited("KEN")[1] for _ in range(3)]
        assert mark(badges) == 3
        refs = set(Badge.objects.values_list("record_id", flat=True))
        assert AuditEntry.objects.filter(ref__in=refs, verb="badge.printed", subject_version=2).count() == 3

    def test_one_that_cannot_stops_all(self, world):
        badges = [accredited("KEN")[1] for _ in range(2)]
        mark(badges[:1])

        @lifecycle.use_case
        def all_of_them():
            lifecycle.move_many(Badge.objects.all(), "printed", actor=SYSTEM, verb="badge.printed")

        with pytest.raises(NotPossible, match="is printed and cannot become printed"):
            all_of_them()
        assert sorted(Badge.objects.values_list("state", flat=True)) == ["printed", "queued"]

    def test_the_guard_sees_them_too(self, world):
        """The control: refused without an entry of its own; without the guard it passes."""
        badge = accredited()[1]
        with pytest.raises(DatabaseError, match="without an entry"), transaction.atomic():
            Badge.objects.filter(pk=badge.pk).update(state="printed", version=2)
        guards.uninstall(names=["accreditation_badge_graph"])
        try:
            assert Badge.objects.filter(pk=badge.pk).update(state="printed", version=2) == 1
        finally:
            guards.install(names=["accreditation_badge_graph"])


def test_a_part_of_a_number_finds_its_badge(world):
    badge = accredited("KEN")[1]
    series, figures = badge.number.split("-")
    typed = [
        f"{series} {figures}",
        f"{series.lower()} {figures[:3]}",
        f"{series}{figures[:2]}",
        figures[:3],
        figures[-2:],
    ]
    assert [queries.find_badges(text) for text in [badge.number, *typed]] == [[badge]] * 6
    for nothing in (f"Z9 {figures}", figures[:1], f"{badge.number}1", f"{figures[1:]}x"):
        assert queries.find_badges(nothing) == []
