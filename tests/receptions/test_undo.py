"""Undo of the host's word on a substitute: it waits again, the mail never went, and whoever waits gets the place."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from conference.core import clock, undo
from conference.core.access import Role
from conference.core.errors import AlreadyDecided, NotAllowed, NotPossible
from conference.correspondence.models import Message
from schedule.receptions.invitations import actions
from tests.people import actor, make_user, sign_in
from tests.receptions.scene import NOW, make_scene


@pytest.fixture
def scene(db):
    with clock.standing(NOW):
        yield make_scene()


def letters(state: str) -> int:
    return Message.objects.filter(kind="receptions.substitute", state=state).count()


@pytest.mark.parametrize(("approve", "state", "taken"), [(True, "accepted", 1), (False, "rejected", 0)])
def test_the_substitute_waits_for_the_word_again_and_nobody_was_told(scene, approve, state, taken):
    invitation = scene.answer("KEN", "substitute", substitute_name="Josphat Kilonzi")
    row = actions.decide_substitute(actor=scene.protocol, invitation=invitation, approve=approve)
    assert (scene.state("KEN"), scene.taken(), letters("queued")) == (state, taken, 1)
    actions.undo_substitute(actor=scene.protocol, invitation=row, expected_version=row.version)
    back = scene.invitation("KEN")
    assert (back.state, back.substitute_name, scene.taken()) == ("substitute", "Josphat Kilonzi", 0)
    assert (letters("queued"), letters("cancelled")) == (0, 1)
    # The other word afterwards is one letter, and it waits as well.
    actions.decide_substitute(actor=scene.protocol, invitation=back, approve=not approve)
    assert letters("queued") == 1


def test_an_answer_meanwhile_leaves_nothing_to_undo_and_no_old_news(scene):
    invitation = scene.answer("KEN", "substitute", substitute_name="Josphat Kilonzi")
    row = actions.decide_substitute(actor=scene.protocol, invitation=invitation, approve=True)
    seen = row.version
    scene.answer("KEN", "no")
    assert letters("queued") == 0
    with pytest.raises(AlreadyDecided):
        actions.undo_substitute(actor=scene.protocol, invitation=row, expected_version=seen)


def test_whose_and_how_long(scene):
    invitation = scene.answer("KEN", "substitute", substitute_name="Josphat Kilonzi")
    row = actions.decide_substitute(actor=scene.protocol, invitation=invitation, approve=True)
    with pytest.raises(NotAllowed):
        actions.undo_substitute(actor=actor(make_user()), invitation=row, expected_version=row.version)
    other = actor(make_user(None, Role.PROTOCOL))
    with pytest.raises(NotPossible, match="nothing to undo any more"):
        actions.undo_substitute(actor=other, invitation=row, expected_version=row.version)
    late = NOW + undo.window() + timedelta(seconds=1)
    with clock.standing(late), pytest.raises(NotPossible, match="nothing to undo any more"):
        actions.undo_substitute(actor=scene.protocol, invitation=row, expected_version=row.version)
    assert (scene.state("KEN"), letters("queued")) == ("accepted", 1)


def test_an_invitation_names_who_is_told_before_it_goes(client, db):
    with clock.standing(NOW):
        make_scene(invite=False)
        sign_in(client, make_user(None, Role.PROTOCOL))
        text = client.get(reverse("receptions:reception", args=["banquet"])).content.decode()
    assert "cannot be called back" in text
    assert "<bdi>Brazil, Côte d&#x27;Ivoire, France, Kenya</bdi>" in text


def test_by_the_button(client, scene):
    invitation = scene.answer("KEN", "substitute", substitute_name="Josphat Kilonzi")
    sign_in(client, make_user(None, Role.PROTOCOL))
    word = reverse("receptions:substitute", args=["banquet", invitation.public_id])
    text = client.post(word, {"word": "no", "version": invitation.version}, follow=True).content.decode()
    assert "You said that the host regrets <bdi>Josphat Kilonzi</bdi>." in text
    url = reverse("receptions:undo_substitute", args=["banquet"])
    assert "waits for the host&#x27;s word again" in client.post(url, follow=True).content.decode()
    assert scene.state("KEN") == "substitute"
    assert client.post(url).status_code == 409
