"""Undo of a decision: everything stands as before, and its mail, which waited, goes once or never."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from conference.audit.chain import find_faults
from conference.audit.models import AuditEntry
from conference.core import clock, undo
from conference.core.access import SYSTEM
from conference.core.errors import AlreadyDecided, NotAllowed, NotPossible
from conference.correspondence.models import Message
from conference.correspondence.outbox import delivery
from delegations.accreditation.badges.actions import issuing
from delegations.accreditation.models import Badge
from delegations.accreditation.review.actions import decisions
from delegations.accreditation.review.actions.undoing import undo_decision
from delegations.registration.members.actions import editing
from delegations.registration.members.consequences import Step, consequences_of
from delegations.registration.models import Delegate
from schedule.receptions.guest_list import actions as guest_list
from tests.accreditation.kit import as_actor, officer, printer, security
from tests.accreditation.review.test_bulk_decisions import now, whole
from tests.accreditation.review.test_desk import flashed
from tests.accreditation.review.test_queue import QUEUE, listed
from tests.people import actor, make_focal_point, sign_in
from tests.receptions.scene import make_reception

KEPT = ("state", "vetted_at", "vetted_by_id", "decided_at", "decided_by_id", "return_code", "return_words")
UNDO = reverse("accreditation:undo")


@pytest.fixture
def focal(world):
    return make_focal_point("KEN", email="one@mission.example")


def standing(member: Delegate) -> dict:
    row = now(member)
    return {name: getattr(row, name) for name in KEPT}


def vetted(**fields) -> Delegate:
    member = whole(**fields)
    decisions.vet(actor=as_actor(security()), delegate=member)
    return now(member)


def an_hour_later() -> list[str]:
    """The subjects of what goes once nothing can be undone any more."""
    mail.outbox.clear()
    Message.objects.filter(state="queued").update(not_before=timezone.now() - timedelta(seconds=1))
    delivery.deliver(list(Message.objects.values_list("pk", flat=True)))
    return [one.subject for one in mail.outbox]


def test_accredit_undo_accredit_gives_exactly_one_mail_and_the_same_badge(focal):
    member, linh = vetted(family_name="Mokoena", given_names="Thandeka"), as_actor(officer())
    before = standing(member)
    first = decisions.accredit(actor=linh, delegate=member)
    # It waits longer than it can be undone.
    waits = Message.objects.get()
    assert (waits.state, waits.not_before - timezone.now() > undo.window()) == ("queued", True)
    assert delivery.deliver([waits.pk]) == 0
    undo_decision(actor=linh, act="accredit", delegate=member, expected_version=member.version)
    assert standing(member) == before
    assert (before["state"], now(member).vetted_by.name) == ("vetted", "Tạ Văn Phúc")
    assert list(Message.objects.values_list("state", flat=True)) == ["cancelled"]
    assert not Badge.objects.filter(live_for=member.pk).exists()
    again = decisions.accredit(actor=linh, delegate=now(member))
    assert (again.pk, again.copy, again.number, again.state) == (first.pk, 1, first.number, "queued")
    assert an_hour_later() == ["Kenya: Thandeka Mokoena is accredited"]
    assert an_hour_later() == []
    assert list(find_faults()) == []


def test_after_the_undo_nothing_says_that_the_person_was_accredited_before(client, focal):
    member, linh = vetted(family_name="Mokoena"), officer()
    decisions.accredit(actor=as_actor(linh), delegate=member)
    undo_decision(actor=as_actor(linh), act="accredit", delegate=member, expected_version=member.version)
    sign_in(client, linh)
    assert listed(client.get(QUEUE, {"step": "decide"})) == ["Given Mokoena"]
    page = client.get(reverse("accreditation:person", args=[member.public_id])).content.decode()
    assert "As accredited on" not in page
    assert "Vetted by <bdi>Tạ Văn Phúc</bdi>" in page
    assert client.get(QUEUE, {"step": "all", "mark": "again"}).context["groups"] == []


def test_a_badge_that_was_printed_meanwhile_is_dead_and_the_next_is_another_copy(focal):
    member, linh = vetted(), as_actor(officer())
    badge = decisions.accredit(actor=linh, delegate=member)
    issuing.mark_printed(actor=as_actor(printer()), badges=[(badge.pk, badge.version)])
    undo_decision(actor=linh, act="accredit", delegate=member, expected_version=member.version)
    badge.refresh_from_db()
    assert (badge.state, badge.undone_at) == ("superseded", None)
    assert decisions.accredit(actor=linh, delegate=now(member)).copy == 2


def test_vetting_is_undone(focal):
    phuc, member = as_actor(security()), whole()
    before = standing(member)
    member = decisions.vet(actor=phuc, delegate=member)
    assert standing(member)["vetted_by_id"] == phuc.user_id
    undo_decision(actor=phuc, act="vet", delegate=member, expected_version=member.version)
    assert standing(member) == before
    assert (before["state"], before["vetted_by_id"]) == ("submitted", None)


@pytest.mark.parametrize("state", ["submitted", "vetted"])
def test_a_return_is_undone_to_where_it_came_from_and_tells_nobody(focal, state):
    member = vetted() if state == "vetted" else whole()
    before, linh = standing(member), as_actor(officer())
    member = decisions.return_(actor=linh, delegate=member, code="photo_unclear")
    undo_decision(actor=linh, act="return", delegate=member, expected_version=member.version)
    assert standing(member) == before
    assert an_hour_later() == []


def test_a_letter_about_several_goes_on_without_the_one_undone(focal):
    people, linh = [vetted(family_name=name) for name in ("Able", "Baker")], as_actor(officer())
    done = decisions.decide_many(
        actor=linh, act="accredit", expected_version=[(one.public_id, one.version) for one in people]
    ).done
    undo_decision(actor=linh, act="accredit", delegate=done[0], expected_version=done[0].version)
    (letter,) = Message.objects.filter(state="queued")
    assert [person["name"] for person in letter.context["persons"]] == ["Given Baker"]
    undo_decision(actor=linh, act="accredit", delegate=done[1], expected_version=done[1].version)
    assert an_hour_later() == []


def test_a_letter_that_was_overtaken_never_goes(focal):
    """What the delegation itself did meanwhile is not answered by old news."""
    linh = as_actor(officer())
    gone, back = vetted(family_name="Gone"), vetted(family_name="Back")
    decisions.accredit(actor=linh, delegate=gone)
    editing.withdraw_member(actor=actor(focal), member=gone, expected_version=gone.version, reason="Ill")
    decisions.accredit(actor=linh, delegate=back)
    decisions.reopen(actor=linh, delegate=back, explanation="Another person of that name.")
    states = Message.objects.filter(kind="accreditation.accredited").values_list("state", flat=True)
    assert list(states) == ["cancelled", "cancelled"]
    assert "accreditation.reopened" in Message.objects.filter(state="queued").values_list("kind", flat=True)


def test_whose_and_how_long(focal, settings):
    member, linh = vetted(), as_actor(officer())
    decisions.accredit(actor=linh, delegate=member)
    seen = member.version
    with pytest.raises(NotAllowed):
        undo_decision(actor=as_actor(security()), act="accredit", delegate=member, expected_version=seen)
    with pytest.raises(NotPossible, match="cannot be undone"):
        undo_decision(actor=linh, act="refuse", delegate=member, expected_version=seen)
    with pytest.raises(AlreadyDecided, match="already accredited by Đặng Thuỳ Linh"):
        undo_decision(actor=linh, act="accredit", delegate=member, expected_version=seen - 1)
    with clock.standing(clock.now() + undo.window()), pytest.raises(NotPossible, match="nothing to undo any more"):
        undo_decision(actor=linh, act="accredit", delegate=member, expected_version=seen)
    assert now(member).state == "accredited"
    assert Badge.objects.get().is_live
    # Where the operator allows no undo the mail goes at once.
    settings.UNDO_SECONDS = 0
    other = vetted()
    decisions.accredit(actor=linh, delegate=other)
    assert Message.objects.get(subject_id=str(other.pk)).not_before <= timezone.now()


def test_by_the_button(client, focal):
    member = whole(family_name="Able")
    sign_in(client, security())
    done = client.post(reverse("accreditation:vet", args=[member.public_id]), {"version": 1}, follow=True)
    assert "You vetted Given Able." in done.content.decode()
    assert "Undone: Given Able is as before. No e-mail is sent." in flashed(client.post(UNDO, follow=True))
    assert now(member).state == "submitted"
    assert AuditEntry.objects.get(verb="delegate.decision_undone").actor_label == "Tạ Văn Phúc"
    assert client.post(UNDO).status_code == 409


def test_a_colleague_sees_whose_decision_it_was_and_may_undo_it(client, focal):
    """The mail never goes, the audit log names both, and four eyes hold: who vetted stands again and cannot accredit."""
    member = vetted(family_name="Able")
    decisions.accredit(actor=as_actor(officer()), delegate=member)
    page = reverse("accreditation:person", args=[member.public_id])
    undo_url = reverse("accreditation:undo_person", args=[member.public_id])
    # Security may not take the step, so it is offered nothing.
    assert "just now by" not in sign_in(client, security("Somebody")).get(page).content.decode()
    assert client.post(undo_url, {"version": now(member).version}).status_code == 403
    assert now(member).state == "accredited"
    sign_in(client, officer("Phạm Thu Trang"))
    assert "Accredited just now by <bdi>Đặng Thuỳ Linh</bdi>:" in client.get(page).content.decode()
    assert client.post(undo_url, {"version": now(member).version - 1}).status_code == 409
    done = client.post(undo_url, {"version": now(member).version})
    assert "Undone: Given Able is as before. No e-mail is sent." in flashed(client.get(done.url))
    assert (now(member).state, now(member).vetted_by.name) == ("vetted", "Tạ Văn Phúc")
    assert AuditEntry.objects.get(verb="delegate.decision_undone").actor_label == "Phạm Thu Trang"
    assert an_hour_later() == []
    assert "just now by" not in client.get(page).content.decode()


def test_what_cannot_be_undone_names_who_is_told_before(client, focal):
    member = vetted()
    sign_in(client, officer())
    page = client.get(reverse("accreditation:person", args=[member.public_id]), {"open": "refuse"}).content.decode()
    form = page.split('id="refuse-form"')[1].split("</form>")[0]
    assert "cannot be undone" in form
    assert f"Informed by e-mail: <bdi>{focal.name}</bdi>." in form
    assert "Refuse permanently" in form


def test_a_refusal_says_what_it_ends_before_it_is_taken(client, focal):
    """As the portal says it of a withdrawal: here the invitation of the head of delegation."""
    member = vetted(family_name="Able", capacity="head")
    guest_list.invite(actor=SYSTEM, reception=make_reception())
    sign_in(client, officer())
    page = reverse("accreditation:person", args=[member.public_id])
    ends = reverse("accreditation:refusal_ends", args=[member.public_id])
    expected = [str(one) for one in consequences_of(Step(now(member), leaves=True, refused=True))]
    assert "The delegation has no head until it names another." in expected
    # Shown with the form, or read as soon as it opens.
    shown, part = client.get(page, {"open": "refuse"}).content.decode(), client.get(ends).content.decode()
    for sentence in expected:
        assert escape(sentence) in shown
        assert escape(sentence) in part
    assert "is withdrawn" not in part
    assert f'hx-get="{ends}"' in client.get(page).content.decode()


def test_security_is_shown_the_badge_and_no_way_that_refuses_it(client, focal):
    member = vetted()
    badge = decisions.accredit(actor=as_actor(officer()), delegate=member)
    page = reverse("accreditation:person", args=[member.public_id])
    link = reverse("accreditation:badge", args=[badge.pk])
    text = sign_in(client, security("Somebody")).get(page).content.decode()
    assert badge.number in text
    assert link not in text
