"""A receipt, or a badge given out without one, found wrong too late to undo: an accreditation officer corrects it with a reason."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from conference.audit.chain import find_faults
from conference.audit.models import AuditEntry
from conference.core.errors import AlreadyDecided, NotAllowed, NotPossible
from delegations.accreditation.badges.actions import issuing
from delegations.accreditation.collection import actions
from delegations.accreditation.models import Badge, Receipt
from tests.accreditation.collection.test_receipts import collect, printed
from tests.accreditation.kit import as_actor, officer, printer
from tests.accreditation.print_room import page
from tests.accreditation.review.test_desk import flashed
from tests.people import sign_in

LATER = timedelta(minutes=30)
WHY = "Signed by the liaison officer of another delegation."


def states(badges: list[Badge]) -> list[str]:
    return [Badge.objects.get(pk=badge.pk).state for badge in badges]


def test_its_badges_lie_at_the_counter_again_and_what_was_lost_since_stays(world):
    badges = printed("KEN", 3)
    kept = collect("KEN")
    issuing.replace_badge(
        actor=as_actor(printer()), badge=Badge.objects.get(pk=badges[0].pk), code="lost", explanation=""
    )
    with time_machine.travel(timezone.now() + LATER):
        with pytest.raises(NotPossible, match="nothing to undo any more"):
            actions.undo_receipt(actor=as_actor(printer()), receipt=kept)
        assert actions.correct_receipt(actor=as_actor(officer()), receipt=kept, why=f" {WHY} ") == 2
        with pytest.raises(AlreadyDecided, match="C-0001: already made void by"):
            actions.correct_receipt(actor=as_actor(officer()), receipt=kept, why=WHY)
    assert states(badges) == ["lost", "printed", "printed"]
    kept.refresh_from_db()
    assert (kept.voided_why, kept.count) == (WHY, 3)
    entry = AuditEntry.objects.get(verb="receipt.voided")
    assert (entry.reason, entry.details) == (WHY, {"badges": 2})
    assert [one.reason for one in AuditEntry.objects.filter(verb="badge.hand_out_undone")] == [WHY, WHY]
    assert str(collect("KEN")) == "C-0002"
    assert list(find_faults()) == []


def test_not_without_a_reason_nor_by_the_print_room(world):
    badges = printed("KEN", 1)
    kept = collect("KEN")
    with pytest.raises(NotPossible, match="Say why the receipt is void"):
        actions.correct_receipt(actor=as_actor(officer()), receipt=kept, why=" ")
    with pytest.raises(NotAllowed):
        actions.correct_receipt(actor=as_actor(printer()), receipt=kept, why=WHY)
    assert states(badges) == ["collected"]


def test_on_the_receipts_page(client, world, settings):
    settings.UNDO_SECONDS = 0  # as when the time has passed
    printed("KEN", 2)
    collect("KEN")
    desk = sign_in(client, officer())
    paper = reverse("accreditation:receipt_file", args=[1])
    assert "2 badges are at the counter again" in page(desk, "receipt", 1)
    assert paper in page(desk, "receipt", 1)
    url = reverse("accreditation:receipt_void", args=[1])
    assert "Say why the receipt is void" in desk.post(url, {"why": " "}).content.decode()
    done = desk.post(url, {"why": WHY}, follow=True)
    assert "Receipt C-0001 is void, and 2 badges are at the counter again. Take the signed paper back." in flashed(done)
    shown = page(desk, "receipt", 1)
    assert f"“<bdi>{WHY}</bdi>”" in shown
    assert "Correct a mistake" not in shown
    assert paper not in shown


def test_while_it_can_be_undone_that_is_the_one_way_offered(client, world):
    printed("KEN", 1)
    collect("KEN")
    shown = page(sign_in(client, officer()), "receipt", 1)
    assert "Undo: take the badges back" in shown
    assert "Correct a mistake" not in shown


def test_what_a_colleague_took_back_is_not_offered_for_undo_any_more(room):
    printed("KEN", 1)
    url = reverse("accreditation:hand_out_delegation", args=["ken"])
    room.post(url, {"to": "Ms. Aminata Zadi", "take": "all", "expected_version": "1"})
    counter = reverse("accreditation:counter")
    assert "Undo: take the badges back" in room.get(counter).content.decode()
    actions.correct_receipt(actor=as_actor(officer()), receipt=Receipt.objects.get(), why=WHY)
    assert "Undo: take the badges back" not in room.get(counter).content.decode()


def test_the_print_room_is_not_offered_it(room, settings):
    settings.UNDO_SECONDS = 0
    printed("KEN", 1)
    collect("KEN")
    assert "Correct a mistake" not in page(room, "receipt", 1)


def test_one_badge_without_a_receipt_is_taken_back_later_with_a_reason(client, world):
    (badge,) = printed("KEN", 1)
    actions.hand_out(actor=as_actor(printer()), badge=badge, to="Trần Thu Hà")
    serial = badge.serial
    desk, url = sign_in(client, officer()), reverse("accreditation:correct_hand_out", args=[badge.pk])
    assert url not in page(desk, "badge", badge.pk)  # while it can be undone
    with time_machine.travel(timezone.now() + LATER):
        desk = sign_in(client, officer())
        assert url in page(desk, "badge", badge.pk)
        empty = desk.post(url, {"version": badge.version, "why": " "})
        assert (empty.status_code, "Say what went wrong" in empty.content.decode()) == (422, True)
        assert desk.post(url, {"version": 1, "why": WHY}).status_code == 409
        done = desk.post(url, {"version": badge.version, "why": WHY}, follow=True)
    assert f"{badge.number} is at the counter again." in flashed(done)
    row = Badge.objects.get(pk=badge.pk)
    assert (row.state, row.collected_at, row.collected_by_name, row.serial) == ("printed", None, "", serial)
    assert AuditEntry.objects.get(verb="badge.hand_out_undone").reason == WHY
    assert WHY in done.content.decode()
    assert list(find_faults()) == []


def test_one_badge_is_not_taken_back_by_the_print_room_nor_from_a_receipt(client, world, settings):
    settings.UNDO_SECONDS = 0
    one, other = printed("KEN", 2)
    actions.hand_out(actor=as_actor(printer()), badge=one, to="Trần Thu Hà")
    collect("KEN")
    with pytest.raises(NotAllowed):
        actions.correct_hand_out(actor=as_actor(printer()), badge=one, why=WHY)
    with pytest.raises(NotPossible, match="was given out against a receipt; make the receipt void"):
        actions.correct_hand_out(actor=as_actor(officer()), badge=other, why=WHY)
    assert "Correct a mistake" not in page(sign_in(client, printer()), "badge", one.pk)
    assert "Correct a mistake" not in page(sign_in(client, officer()), "badge", other.pk)
    assert states([one, other]) == ["collected", "collected"]
