"""Undo of a hand-out: the badge, or all of a receipt, lies at the counter again; and what else goes with a receipt."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from conference.accounts.models import User
from conference.audit.chain import find_faults
from conference.core import clock, undo
from conference.core.errors import AlreadyDecided, NotAllowed, NotPossible
from delegations.accreditation.badges.actions import issuing
from delegations.accreditation.collection import actions, papers
from delegations.accreditation.collection.forms import ReceiptForm
from delegations.accreditation.models import Badge, Receipt
from tests.accreditation.collection.test_receipts import collect, printed
from tests.accreditation.kit import as_actor, printer, security
from tests.accreditation.print_room import page
from tests.accreditation.review.test_desk import flashed
from tests.people import make_delegation
from tests.printing.readback import open_pdf, words

UNDO = reverse("accreditation:undo_hand_out")


def fresh(badge: Badge) -> Badge:
    return Badge.objects.get(pk=badge.pk)


def test_one_badge_lies_at_the_counter_again(room):
    (badge,) = printed("KEN", 1)
    counter = reverse("accreditation:counter_hand_out", args=[badge.pk])
    done = room.post(counter, {"version": 2, "to": "Trần Thu Hà"}, follow=True).content.decode()
    assert f"You gave out {badge.number} to <bdi>Trần Thu Hà</bdi>." in done
    back = room.post(UNDO, follow=True)
    assert f"Undone: {badge.number} is at the counter again." in flashed(back)
    row = fresh(badge)
    assert (row.state, row.collected_at, row.collected_by_name, row.copy) == ("printed", None, "", 1)
    assert room.post(UNDO).status_code == 409
    # It can be handed out again, and its serial opens as before.
    assert room.post(counter, {"version": row.version, "to": "Bearer"}).status_code == 302
    assert list(find_faults()) == []


def test_whose_and_how_long(world):
    (badge,) = printed("KEN", 1)
    nam = as_actor(printer())
    row = actions.hand_out(actor=nam, badge=fresh(badge), to="Bearer")
    with pytest.raises(NotAllowed):
        actions.undo_hand_out(actor=as_actor(security()), badge=fresh(badge), expected_version=row.version)
    with clock.standing(clock.now() + undo.window()), pytest.raises(NotPossible, match="nothing to undo any more"):
        actions.undo_hand_out(actor=nam, badge=fresh(badge), expected_version=row.version)
    with pytest.raises(AlreadyDecided):
        actions.undo_hand_out(actor=nam, badge=fresh(badge), expected_version=row.version - 1)
    assert fresh(badge).state == "collected"


def test_a_colleague_sees_who_handed_it_out_and_may_undo_it(room):
    """`room` is Vũ Hoàng Nam; the next shift found that the wrong person has the badge."""
    other = as_actor(printer("Trần Văn Bình"))
    (badge,) = printed("KEN", 1)
    actions.hand_out(actor=other, badge=fresh(badge), to="Trần Thu Hà")
    shown = room.get(reverse("accreditation:counter"), {"badge": badge.pk}).content.decode()
    assert f"<bdi>Trần Văn Bình</bdi> gave out {badge.number} to <bdi>Trần Thu Hà</bdi>." in shown
    back = flashed(room.post(UNDO, {"badge": badge.pk, "version": fresh(badge).version}, follow=True))
    assert f"Undone: {badge.number} is at the counter again." in back
    receipt = actions.hand_out_to_delegation(actor=other, delegation=make_delegation("KEN"), to="Ms. Aminata Zadi")
    shown = page(room, "receipt", receipt.number)
    assert "<bdi>Trần Văn Bình</bdi> gave out the badges of receipt C-0001" in shown
    assert "receipt C-0001 is void" in flashed(room.post(UNDO, {"receipt": receipt.number}, follow=True))
    assert fresh(badge).state == "printed"


@pytest.mark.parametrize("own", [True, False])
def test_the_badges_own_page_offers_it_too(room, own):
    (badge,) = printed("KEN", 1)
    mine = User.objects.get(pk=room.session["_auth_user_id"])
    who = as_actor(mine if own else printer("Trần Văn Bình"))
    actions.hand_out(actor=who, badge=fresh(badge), to="Trần Thu Hà")
    url = reverse("accreditation:badge", args=[badge.pk])
    assert (
        f"<bdi>{who.label}</bdi> gave out {badge.number} to <bdi>Trần Thu Hà</bdi>." in room.get(url).content.decode()
    )
    room.post(UNDO, {"badge": badge.pk, "version": fresh(badge).version})
    assert fresh(badge).state == "printed"
    assert "Undo: take the badges back" not in room.get(url).content.decode()


def test_a_receipt_is_void_and_its_number_stays_taken(room):
    badges = printed("KEN", 2)
    url = reverse("accreditation:hand_out_delegation", args=["ken"])
    sent = {
        "to": "Ms. Aminata Zadi",
        "take": "all",
        "expected_version": "2",
        "also-0-what": "Pin",
        "also-0-pieces": "2",
    }
    done = room.post(url, sent, follow=True)
    assert "You gave out the badges of receipt C-0001 to <bdi>Ms. Aminata Zadi</bdi>." in done.content.decode()
    back = flashed(room.post(UNDO, follow=True))
    assert "Undone: 2 badges are at the counter again, and receipt C-0001 is void. Take the signed paper back." in back
    assert {fresh(badge).state for badge in badges} == {"printed"}
    kept = Receipt.objects.get()
    assert (kept.count, kept.voided_by, kept.others) == (2, "Vũ Hoàng Nam", [["Pin", 2, ""]])
    assert "Void: <bdi>Vũ Hoàng Nam</bdi> undid this, " in page(room, "receipt", 1)
    assert "Receipt for badges (void)" in words(open_pdf(papers.typeset_receipts(kept))[0])
    assert str(collect("KEN")) == "C-0002"
    for attempt in ({"voided_by": "x"}, {"voided_at": None}, {"to": "x", "voided_at": clock.now()}):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            Receipt.objects.filter(number=1).update(**attempt)
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            Receipt.objects.filter(number=2).update(**{"to": "x", **attempt})


def test_a_receipt_of_which_a_badge_was_lost_since_stays(world):
    badges = printed("KEN", 2)
    kept = collect("KEN")
    issuing.replace_badge(actor=as_actor(printer()), badge=fresh(badges[0]), code="lost", explanation="")
    with pytest.raises(NotPossible, match="nothing to undo any more"):
        actions.undo_receipt(actor=as_actor(printer()), receipt=kept)
    with pytest.raises(NotPossible, match="was given out against a receipt; undo the receipt"):
        actions.undo_hand_out(actor=as_actor(printer()), badge=fresh(badges[1]), expected_version=3)


def test_what_else_goes_stands_on_the_receipt_and_a_half_row_is_said_at_its_field(room):
    printed("KEN", 1)
    url = reverse("accreditation:hand_out_delegation", args=["ken"])
    sent = {"to": "Ms. Aminata Zadi", "take": "all", "expected_version": "1"}
    for wrong, field in (
        ({"also-1-what": "Folder"}, "also-1-pieces"),
        ({"also-2-pieces": "3"}, "also-2-what"),
        ({"also-0-what": "Pin", "also-0-pieces": "0"}, "also-0-pieces"),
    ):
        refused = room.post(url, {**sent, **wrong})
        assert refused.status_code == 422
        text = refused.content.decode()
        assert f'id="h-{field}_error"' in text
        assert all(f'value="{value}"' in text for value in wrong.values())
    also = {"also-0-what": "Head of delegation pin", "also-0-pieces": "1", "also-0-numbers": "H-014"}
    room.post(url, {**sent, **also, "also-2-what": "Folder", "also-2-pieces": "6"})
    kept = Receipt.objects.get()
    assert kept.others == [["Head of delegation pin", 1, "H-014"], ["Folder", 6, ""]]
    said = words(open_pdf(papers.typeset_receipts(kept))[0])
    for part in ("Also handed over", "Head of delegation pin", "H-014", "Folder"):
        assert part in said
    assert "H-014" in page(room, "receipt", 1)


def test_what_else_goes_stays_typed_when_another_form_of_the_page_is_sent():
    typed = ReceiptForm(initial={"to": "Ms. Aminata Zadi", "also-1-what": "Folder", "also-1-pieces": "6"})
    assert typed["to"].value() == "Ms. Aminata Zadi"
    assert [[field.value() for field in row] for row in typed.also][1] == ["Folder", "6", None]


def test_what_was_reported_lost_since_is_not_offered_to_undo(room):
    (badge,) = printed("KEN", 1)
    room.post(reverse("accreditation:hand_out_delegation", args=["ken"]), {"to": "Achieng", "take": "all"})
    offer = "You gave out the badges of receipt"
    assert offer in page(room, "counter")
    issuing.replace_badge(actor=as_actor(printer()), badge=fresh(badge), code="lost", explanation="")
    assert offer not in page(room, "counter")


def test_at_the_counter_whose_field_takes_what_is_typed_no_key_is_promised(room):
    (badge,) = printed("KEN", 1)
    room.post(reverse("accreditation:counter_hand_out", args=[badge.pk]), {"version": 2, "to": "Trần Thu Hà"})
    key = '<kbd class="key" data-single>U</kbd>'
    assert "Undo: take the badges back" in page(room, "counter")
    assert key not in page(room, "counter")
    assert key in page(room, "badges")
