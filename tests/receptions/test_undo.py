"""Undo of the host's word on a substitute, and of a new link: nobody was told, and everything stands as before."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from conference.audit.models import AuditEntry
from conference.core import clock, undo
from conference.core.access import Role
from conference.core.errors import AlreadyDecided, NotAllowed, NotPossible
from conference.correspondence.models import Message
from schedule.calendar.models import Engagement
from schedule.receptions.arrivals.actions import record_arrival
from schedule.receptions.invitations import actions, substitutes, undoing
from schedule.receptions.invitations.late_answers import decide_late
from schedule.receptions.models import Invitation, Reception
from tests.people import actor, make_user, sign_in
from tests.receptions.scene import NOW, make_scene
from tests.registration.kit import text_of


@pytest.fixture
def scene(keeper):
    with clock.standing(NOW):
        yield keeper(make_scene)


def letters(state: str) -> int:
    return Message.objects.filter(kind="receptions.substitute", state=state).count()


@pytest.mark.parametrize(("approve", "state", "taken"), [(True, "accepted", 1), (False, "rejected", 0)])
def test_the_substitute_waits_for_the_word_again_and_nobody_was_told(scene, approve, state, taken):
    invitation = scene.answer("KEN", "substitute", substitute_name="Josphat Kilonzi")
    row = substitutes.decide_substitute(actor=scene.protocol, invitation=invitation, approve=approve)
    assert (scene.state("KEN"), scene.taken(), letters("queued")) == (state, taken, 1)
    undoing.undo_step(actor=scene.protocol, invitation=row, expected_version=row.version)
    back = scene.invitation("KEN")
    assert (back.state, back.substitute_name, scene.taken()) == ("substitute", "Josphat Kilonzi", 0)
    assert (letters("queued"), letters("cancelled")) == (0, 1)
    # The other word afterwards is one letter, and it waits as well.
    substitutes.decide_substitute(actor=scene.protocol, invitation=back, approve=not approve)
    assert letters("queued") == 1


def test_an_answer_meanwhile_leaves_nothing_to_undo_and_no_old_news(scene):
    invitation = scene.answer("KEN", "substitute", substitute_name="Josphat Kilonzi")
    row = substitutes.decide_substitute(actor=scene.protocol, invitation=invitation, approve=True)
    seen = row.version
    scene.answer("KEN", "no")
    assert letters("queued") == 0
    with pytest.raises(AlreadyDecided):
        undoing.undo_step(actor=scene.protocol, invitation=row, expected_version=seen)


def test_whose_and_how_long(scene):
    invitation = scene.answer("KEN", "substitute", substitute_name="Josphat Kilonzi")
    row = substitutes.decide_substitute(actor=scene.protocol, invitation=invitation, approve=True)
    with pytest.raises(NotAllowed):
        undoing.undo_step(actor=actor(make_user()), invitation=row, expected_version=row.version)
    late = NOW + undo.window() + timedelta(seconds=1)
    with clock.standing(late), pytest.raises(NotPossible, match="nothing to undo any more"):
        undoing.undo_step(actor=scene.protocol, invitation=row, expected_version=row.version)
    assert (scene.state("KEN"), letters("queued")) == ("accepted", 1)


def test_an_invitation_names_who_is_told_before_it_goes(client, db):
    with clock.standing(NOW):
        make_scene(invite=False)
        sign_in(client, make_user(None, Role.PROTOCOL))
        page = reverse("receptions:wave", args=["banquet"])
        assert (
            f'href="{page}?kind=heads"'
            in client.get(reverse("receptions:reception", args=["banquet"])).content.decode()
        )
        listed = client.get(page, {"kind": "heads"}).content.decode()
        keys = re.findall(r'name="guest" value="([^"]+)" checked', listed)
        text = " ".join(client.post(page, {"kind": "heads", "guest": keys, "step": "check"}).content.decode().split())
    assert "Invite 4 guests?" in text
    assert "There are 6 places in all. 0 persons are expected. 6 places are free." in text
    assert "sent when the time to undo has passed" in text
    assert not Invitation.objects.exists()


def test_by_the_button(client, scene):
    invitation = scene.answer("KEN", "substitute", substitute_name="Josphat Kilonzi")
    sign_in(client, make_user(None, Role.PROTOCOL))
    word = reverse("receptions:substitute", args=["banquet", invitation.public_id])
    text = client.post(word, {"word": "no", "version": invitation.version}, follow=True).content.decode()
    assert "You said that the host regrets <bdi>Josphat Kilonzi</bdi>." in " ".join(text.split())
    url = reverse("receptions:undo", args=["banquet", invitation.public_id])
    sent = {"version": invitation.version + 1}
    assert "awaits the host’s decision again" in client.post(url, sent, follow=True).content.decode()
    assert scene.state("KEN") == "substitute"
    assert client.post(url, sent).status_code == 409


def test_a_colleague_sees_whose_word_it_was_and_may_undo_it(client, scene):
    invitation = scene.answer("KEN", "substitute", substitute_name="Josphat Kilonzi")
    substitutes.decide_substitute(actor=scene.protocol, invitation=invitation, approve=True)
    sign_in(client, make_user(None, Role.PROTOCOL, name="Hoàng Mai Anh"))
    page = reverse("receptions:reception", args=["banquet"])
    text = " ".join(client.get(page).content.decode().split())
    assert "<bdi>Bùi Khánh Chi</bdi> said that the host agrees to <bdi>Josphat Kilonzi</bdi>." in text
    # Also where the list shows others alone.
    assert "said that the host agrees" in client.get(page, {"state": "sent"}).content.decode()
    url = reverse("receptions:undo", args=["banquet", invitation.public_id])
    client.post(url, {"version": scene.invitation("KEN").version})
    assert (scene.state("KEN"), letters("queued"), letters("cancelled")) == ("substitute", 0, 1)
    last = AuditEntry.objects.order_by("-number").first()
    assert (last.verb, last.actor_label) == ("invitation.word_undone", "Hoàng Mai Anh")


class TestANewLink:
    def mails(self) -> list[str]:
        found = Message.objects.filter(kind="receptions.invited", recipient="focal.ken@mission.example")
        return list(found.order_by("pk").values_list("state", flat=True))

    def anew(self, scene, invitation=None):
        return actions.invite_anew(actor=scene.protocol, invitation=invitation or scene.invitation("KEN"))

    def test_the_page_says_what_ends_and_asks_first(self, client, scene):
        sign_in(client, make_user(None, Role.PROTOCOL))
        before = scene.invitation("KEN")
        url = reverse("receptions:anew", args=["banquet", before.public_id])
        listed = client.get(reverse("receptions:reception", args=["banquet"])).content.decode()
        assert f'href="{url}"' in listed
        text = text_of(client.get(url))
        assert "The link that was sent on Fri 10 Oct, 14:00 stops working at once." in text
        focal = before.delegation.focal_points.get().user
        assert f"An e-mail with the new link goes to: {focal}" in text
        assert scene.invitation("KEN").secret_hash == before.secret_hash
        client.post(url, {"version": before.version})
        assert scene.invitation("KEN").secret_hash != before.secret_hash

    def test_the_mail_waits_and_an_undo_gives_the_former_link_back(self, scene):
        before = scene.invitation("KEN")
        row = self.anew(scene)
        waits = Message.objects.filter(kind="receptions.invited").order_by("pk").last()
        assert waits.not_before - timezone.now() > undo.window() - timedelta(seconds=1)
        undoing.undo_step(actor=scene.protocol, invitation=row, expected_version=row.version)
        after = scene.invitation("KEN")
        assert (after.secret_hash, after.sent_at, after.state) == (before.secret_hash, before.sent_at, "sent")
        assert self.mails() == ["queued", "cancelled"]  # the first had gone to the outbox at once

    def test_two_in_a_row_and_an_undo_give_back_the_one_that_was_out(self, scene):
        before = scene.invitation("KEN")
        row = self.anew(scene, self.anew(scene))
        assert self.mails() == ["queued", "cancelled", "queued"]
        undoing.undo_step(actor=scene.protocol, invitation=row, expected_version=row.version)
        assert scene.invitation("KEN").secret_hash == before.secret_hash
        assert self.mails() == ["queued", "cancelled", "cancelled"]

    def test_once_its_mail_has_gone_there_is_nothing_to_undo(self, scene):
        row = self.anew(scene)
        sent = {"not_before": timezone.now() - timedelta(seconds=1)}
        Message.objects.filter(kind="receptions.invited", state="queued").update(**sent)
        with pytest.raises(NotPossible, match="has already been sent"):
            undoing.undo_step(actor=scene.protocol, invitation=row, expected_version=row.version)
        assert scene.invitation("KEN").secret_hash == row.secret_hash


class TestTheWordOnALateAnswer:
    @pytest.fixture
    def late(self, scene):
        """Kenya had accepted alone, and asks for two after the deadline."""
        scene.answer("KEN", allergies="Nuts")
        with clock.standing(scene.reception.answer_by + timedelta(minutes=5)):
            scene.answer("KEN", companion="Tom Simiyu")
            yield scene

    def mails(self, kind: str) -> list[str]:
        found = Message.objects.filter(kind=f"receptions.{kind}", recipient="focal.ken@mission.example")
        return list(found.order_by("pk").values_list("state", flat=True))

    @pytest.mark.parametrize(("accept", "kind", "persons"), [(True, "answered", 2), (False, "late_declined", 1)])
    def test_the_mail_waits_and_an_undo_gives_the_earlier_answer_back(self, late, accept, kind, persons):
        before = late.invitation("KEN")
        row = decide_late(actor=late.protocol, invitation=late.invitation("KEN"), accept=accept)
        assert (late.taken(), late.invitation("KEN").late_answer) == (persons, "")
        waits = Message.objects.filter(kind=f"receptions.{kind}").order_by("pk").last()
        assert waits.not_before - timezone.now() > undo.window() - timedelta(seconds=1)
        undoing.undo_step(actor=late.protocol, invitation=row, expected_version=row.version)
        back = late.invitation("KEN")
        assert (back.state, back.persons, back.companion_name, back.allergies) == ("accepted", 1, "", "Nuts")
        assert (back.late_answer, back.late_at, back.before_word) == (before.late_answer, before.late_at, "")
        assert (late.taken(), self.mails(kind)[-1]) == (1, "cancelled")
        assert Engagement.objects.filter(booking=back.booking).count() == 1
        # The other word afterwards is told once.
        decide_late(actor=late.protocol, invitation=back, accept=not accept)
        assert self.mails("late_declined" if accept else "answered")[-1] == "queued"

    def test_where_others_have_the_places_by_now_nothing_is_undone(self, scene):
        scene.answer("KEN", companion="Tom Simiyu")
        with clock.standing(scene.reception.answer_by + timedelta(minutes=5)):
            scene.answer("KEN", "no")
            row = decide_late(actor=scene.protocol, invitation=scene.invitation("KEN"), accept=True)
            Reception.objects.update(reserved=5)
            with pytest.raises(NotPossible, match="Others have the places"):
                undoing.undo_step(actor=scene.protocol, invitation=row, expected_version=row.version)
            assert (scene.state("KEN"), self.mails("answered")[-1]) == ("regretted", "queued")

    def test_nothing_is_undone_over_an_arrival(self, scene):
        with clock.standing(scene.reception.begins - timedelta(seconds=5)):
            scene.answer("KEN")
            row = decide_late(actor=scene.protocol, invitation=scene.invitation("KEN"), accept=True)
        with clock.standing(scene.reception.begins):
            record_arrival(actor=scene.protocol, invitation=scene.invitation("KEN"))
            for version in (row.version, row.version + 1):
                with pytest.raises((AlreadyDecided, NotPossible)):
                    undoing.undo_step(actor=scene.protocol, invitation=row, expected_version=version)
        assert (scene.state("KEN"), scene.taken()) == ("accepted", 1)

    def test_by_the_button(self, client, late):
        sign_in(client, make_user(None, Role.PROTOCOL))
        row = late.invitation("KEN")
        url = reverse("receptions:late", args=["banquet", row.public_id])
        text = text_of(client.post(url, {"word": "yes", "version": row.version}, follow=True))
        assert f"took the late answer of {row.guest}" in text
        undone = reverse("receptions:undo", args=["banquet", row.public_id])
        text = text_of(client.post(undone, {"version": row.version + 1}, follow=True))
        assert "awaits the host’s decision again" in text
        assert late.invitation("KEN").persons == 1
