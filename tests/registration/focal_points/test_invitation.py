"""An invitation is read as often as one likes, and taken up once, by a POST of the address's owner."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.urls import reverse

from conference.accounts.models import User
from conference.audit.models import AuditEntry
from conference.core import clock
from conference.core.access import Role
from conference.core.errors import NotAllowed, NotPossible
from conference.correspondence.letters import letter
from conference.correspondence.models import Message
from conference.models import current_conference
from delegations.registration.focal_points.actions import invitations
from delegations.registration.focal_points.actions.invitations import InvitationOver, InvitedAlready, SignInFirst
from delegations.registration.models import Delegation, FocalPoint, FocalPointInvitation
from tests.people import actor, make_focal_point, make_party, make_user, sign_in
from tests.registration.kit import letters, make_deadline, text_of

EMAIL = "focal.kenya@mission.example"
GOOD = {"name": "Achieng Wambui", "password": "acacia over the river"}


def invite(code: str = "KEN", email: str = EMAIL, **more) -> str:
    who = actor(make_user(None, Role.SECRETARIAT))
    invitations.invite(actor=who, party=make_party(code), email=email, **more)
    return link_of_the_letter()


def link_of_the_letter() -> str:
    sealed = json.loads(Message.objects.filter(kind="registration.invitation").latest("pk").sealed)
    return re.sub(r"^https?://[^/]+", "", sealed["url"])


def last_letter() -> str:
    return " ".join(letter.compose(letters("invitation")[-1], current_conference()).body.split())


def signed_in_as(client) -> int | None:
    user = client.session.get("_auth_user_id")
    return int(user) if user else None


class TestInviting:
    def test_the_link_is_in_the_letter_and_nowhere_else(self, world):
        path = invite(name="Ms. Wambui", language="fr")
        secret = path.strip("/").split("/")[-1]
        invitation = FocalPointInvitation.objects.get()
        assert invitation.secret_hash == hashlib.sha256(secret.encode()).hexdigest()
        assert len(secret) == 43  # 32 bytes
        [letter] = letters("invitation")
        assert (letter.recipient, letter.recipient_name, letter.language) == (EMAIL, "Ms. Wambui", "fr")
        assert secret not in json.dumps(letter.context)
        raw = FocalPointInvitation.objects.values().get()
        assert secret not in str(raw)
        assert all(secret not in str(entry) for entry in AuditEntry.objects.values())

    def test_the_outbox_keeps_it_encrypted(self, world):
        from django.db import connection

        secret = invite().strip("/").split("/")[-1]
        with connection.cursor() as cursor:
            cursor.execute("SELECT sealed FROM correspondence_message")
            assert secret not in cursor.fetchone()[0]

    def test_the_letter_names_the_deadline_and_not_the_end_of_the_link(self, world):
        make_deadline(at=datetime(2099, 10, 15, 11, tzinfo=UTC))
        with time_machine.travel(datetime(2099, 10, 1, tzinfo=UTC)):
            invite()
        assert "Please accept it in time to enter the members by Thursday 15 October 2099, 18:00" in last_letter()
        assert "It can be used once, until" not in last_letter()

    def test_the_letter_names_the_end_of_a_link_that_ends_before_the_deadline(self, world):
        make_deadline(at=clock.now() + timedelta(days=22))
        invite()
        assert "It can be used once, until" in last_letter()

    def test_it_makes_the_delegation_and_says_until_when(self, world):
        invite("BRA")
        delegation = Delegation.objects.get(party__code="BRA")
        invitation = delegation.invitations.get()
        assert delegation.invited_at is not None
        assert invitation.expires_at - invitation.sent_at == timedelta(days=21)

    def test_a_second_one_to_the_same_address_makes_the_first_useless(self, client, world):
        first = invite()
        with pytest.raises(InvitedAlready) as asked:
            invite(email=EMAIL.upper())
        second = invite(email=EMAIL.upper(), replaces=asked.value.earlier.pk)
        assert client.get(first).status_code == 410
        assert client.get(second).status_code == 200
        assert len(letters("invitation")) == 2

    def test_a_focal_point_is_not_invited_again(self, world):
        make_focal_point("KEN", email=EMAIL)
        with pytest.raises(NotPossible, match=r"focal\.kenya@mission\.example is already a focal point of Kenya"):
            invite()

    @pytest.mark.parametrize("role", [role for role in Role if role != Role.SECRETARIAT])
    def test_only_the_secretariat_invites(self, world, role):
        with pytest.raises(NotAllowed):
            invitations.invite(actor=actor(make_user(None, role)), party=make_party("KEN"), email=EMAIL)


class TestReading:
    def test_it_says_whom_and_what_for_and_uses_nothing_up(self, client, world):
        path = invite(name="Ms. Wambui")
        for _each in range(3):
            text = text_of(client.get(path))
            assert client.head(path).status_code == 200
        assert ", Republic of Kenya Focal point of Kenya" in text
        assert f"Ms. Wambui, {EMAIL}" in text
        assert FocalPointInvitation.objects.get().used_at is None
        assert User.objects.filter(email=EMAIL).count() == 0

    def test_it_says_by_when_members_are_due_before_how_long_the_link_is_valid(self, client, world):
        make_deadline("confirmation", at=datetime(2029, 6, 20, 11, tzinfo=UTC))
        with time_machine.travel(datetime(2029, 6, 10, 7, tzinfo=UTC), tick=False):
            text = text_of(client.get(invite()))
        assert "Confirmation Wed 20 Jun 2029, 18:00 Hanoi time (UTC+7) Valid until Sun 1 Jul 2029, 14:00" in text

    def test_it_speaks_the_language_of_the_invitation(self, client, world):
        page = client.get(invite(language="ar")).content.decode()
        assert '<html lang="ar" dir="rtl"' in page

    def test_nobody_keeps_it(self, client, world):
        assert "no-store" in client.get(invite()).headers["Cache-Control"]


class TestTakingUp:
    def test_it_makes_the_account_and_lands_at_the_delegation(self, client, world):
        path = invite(language="en")
        answer = client.post(path, GOOD)
        user = User.objects.get(email=EMAIL)
        assert answer.headers["Location"] == "/portal/ken/"
        assert (user.name, user.language, user.check_password(GOOD["password"])) == ("Achieng Wambui", "en", True)
        assert signed_in_as(client) == user.pk
        proved = EmailAddress.objects.filter(user=user).values_list("email", "verified", "primary")
        assert list(proved) == [(EMAIL, True, True)]
        assert FocalPoint.objects.get().user == user
        assert FocalPointInvitation.objects.get().used_at is not None
        assert client.get("/portal/ken/").status_code == 200
        [letter] = letters("appointed")
        assert (letter.recipient, letter.user_id) == (EMAIL, user.pk)
        assert AuditEntry.objects.filter(verb="focal_point.appointed", scope="KEN").count() == 1

    def test_the_account_can_sign_in_afterwards(self, client, world):
        client.post(invite(), GOOD)
        client.logout()
        answer = client.post(reverse("account_login"), {"login": EMAIL, "password": GOOD["password"]})
        assert answer.status_code == 302
        assert signed_in_as(client) is not None

    @pytest.mark.parametrize(
        ("typed", "field", "message"),
        [
            (
                {**GOOD, "password": "short"},
                "password",
                "This password is too short. It must contain at least 15 characters.",
            ),
            (
                {**GOOD, "password": "focal.kenya@mission"},
                "password",
                "The password is too similar to the e-mail address.",
            ),
            ({**GOOD, "name": ""}, "name", "This field is required."),
            ({**GOOD, "name": "Achieng\u202eWambui"}, "name", None),
        ],
    )
    def test_what_is_wrong_is_said_at_the_field_and_uses_nothing_up(self, client, world, typed, field, message):
        answer = client.post(invite(), typed)
        assert answer.status_code == 200
        said = answer.context["form"].errors[field]
        assert message is None or said[0] == message
        assert FocalPointInvitation.objects.get().used_at is None
        assert User.objects.filter(email=EMAIL).count() == 0

    def test_the_second_time_the_page_says_that_it_is_used(self, client, world):
        path = invite()
        client.post(path, GOOD)
        client.logout()
        for answer in (client.get(path), client.post(path, {**GOOD, "password": "another good password"})):
            assert "This invitation has been taken up" in text_of(answer, 410)
        assert User.objects.get(email=EMAIL).check_password(GOOD["password"])
        assert FocalPoint.objects.count() == 1

    def test_whoever_took_it_up_and_comes_by_the_letter_again_is_led_on(self, client, world):
        path = invite()
        client.post(path, GOOD)
        answer = client.get(path)
        assert "Each link works once, and you are signed in already." in text_of(answer, 410)
        assert '<a class="btn btn-primary" href="/me/">Delegation portal</a>' in answer.content.decode()

    def test_csrf_is_asked_for(self, world):
        from django.test import Client

        assert Client(enforce_csrf_checks=True).post(invite(), GOOD).status_code == 403


class TestOver:
    def test_expired(self, client, world):
        path = invite()
        FocalPointInvitation.objects.update(expires_at=clock.now())
        assert "This invitation has expired" in text_of(client.get(path), 410)
        assert "Ask the secretariat for a new one" in text_of(client.post(path, GOOD), 410)
        assert User.objects.filter(email=EMAIL).count() == 0

    def test_withdrawn(self, client, world):
        path = invite()
        who = actor(make_user(None, Role.SECRETARIAT))
        invitations.withdraw_invitation(actor=who, invitation=FocalPointInvitation.objects.get())
        assert "This invitation was withdrawn" in text_of(client.post(path, GOOD), 410)
        with pytest.raises(InvitationOver):
            invitations.withdraw_invitation(actor=who, invitation=FocalPointInvitation.objects.get())

    @pytest.mark.parametrize("secret", ["x", "A" * 43, "🐟"])
    def test_unknown(self, client, world, secret):
        invite()
        assert "This link is not valid" in text_of(client.get(f"/invitation/{secret}/"), 404)


class TestAnAddressWithAnAccount:
    def test_its_owner_must_sign_in_and_keeps_the_password(self, client, world):
        make_user(EMAIL, password="the old password, long")
        path = invite()
        assert "This address has an account already. Sign in with it" in text_of(client.get(path))
        text = text_of(client.post(path, GOOD))
        assert "Sign in with it, then accept the invitation" in text
        assert User.objects.get(email=EMAIL).check_password("the old password, long")
        assert FocalPoint.objects.count() == 0

    def test_signed_in_it_takes_one_press(self, client, world):
        user = make_focal_point("BRA", email=EMAIL, password="the old password, long")
        path = invite()
        sign_in(client, user)
        assert client.post(path).headers["Location"] == "/portal/ken/"
        assert FocalPoint.objects.filter(user=user).count() == 2
        assert User.objects.get(email=EMAIL).check_password("the old password, long")

    def test_staff_must_sign_in_too(self, client, world):
        make_user(EMAIL, Role.PROTOCOL)
        path = invite()
        client.post(path, GOOD)
        assert FocalPoint.objects.count() == 0
        assert signed_in_as(client) is None

    def test_somebody_else_who_is_signed_in_takes_nothing_up(self, client, world):
        path = invite()
        sign_in(client, make_focal_point("BRA"))
        assert "You are signed in as" in text_of(client.get(path))
        text = text_of(client.post(path, GOOD))
        assert f"This invitation is for {EMAIL}, and you are signed in as" in text
        assert User.objects.filter(email=EMAIL).count() == 0

    def test_the_action_itself_refuses(self, world):
        make_user(EMAIL)
        secret = invite().strip("/").split("/")[-1]
        with pytest.raises(SignInFirst):
            invitations.take_up_invitation(secret=secret, name="X", password="long enough as it is")
