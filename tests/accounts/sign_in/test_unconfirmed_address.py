"""An address that somebody added and did not confirm gives no hold on whoever it belongs to, even with a second step beside it.

This is what `MFA_ALLOW_UNVERIFIED_EMAIL` rests on: allauth's default refuses the two together.
"""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from conference.accounts.models import User
from conference.correspondence.models import Message
from tests.accounts.tools import code_now, enter_code, sign_in
from tests.people import give_totp, make_user
from tests.registration.focal_points.test_invitation import EMAIL, GOOD, invite, signed_in_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def stranger(world) -> User:
    """Somebody with an account and a second step, who added the address of somebody else and cannot confirm it."""
    user = make_user("stranger@mission.example")
    give_totp(user)
    client = Client()
    sign_in(client, user)
    enter_code(client, code_now())
    client.post(reverse("account_email"), {"action_add": "", "email": EMAIL})
    assert EmailAddress.objects.filter(user=user, email=EMAIL, verified=False).exists()
    user.client = client
    return user


def test_its_owner_takes_up_an_invitation_and_signs_in_without_that_second_step(stranger):
    client = Client()
    client.post(invite(), GOOD)
    owner = User.objects.get(email=EMAIL)
    assert signed_in_as(client) == owner.pk != stranger.pk
    assert not Authenticator.objects.filter(user=owner).exists()
    again = Client()
    sign_in(again, EMAIL, GOOD["password"])
    assert signed_in_as(again) == owner.pk
    assert EmailAddress.objects.get(user=owner).verified


def test_it_opens_no_account(stranger):
    """Not the stranger's to whoever reads the mail of a mistyped address, and by no password."""
    client = Client()
    sign_in(client, EMAIL)
    assert signed_in_as(client) is None
    for email in (EMAIL, EMAIL.upper()):
        client.post(reverse("account_reset_password"), {"email": email})
    assert not Message.objects.filter(kind="accounts.new_password").exists()
    client.post(reverse("account_reset_password"), {"email": stranger.email.upper()})
    assert Message.objects.get(kind="accounts.new_password").recipient == stranger.email


def test_it_is_not_made_the_address_of_the_account(stranger):
    stranger.client.post(reverse("account_email"), {"action_primary": "", "email": EMAIL})
    stranger.refresh_from_db()
    assert stranger.email == "stranger@mission.example"
    assert EmailAddress.objects.get(user=stranger, primary=True).email == stranger.email


def test_nobody_begins_an_account_by_an_address_alone(world, client):
    """Which is what the default guards against."""
    typed = {"email": EMAIL, "password1": GOOD["password"]}
    client.post(reverse("account_signup"), typed)
    assert not User.objects.filter(email=EMAIL).exists()


def test_the_conference_does_not_write_to_whomever_somebody_names(stranger):
    """One address beside one's own at a time, and few in an hour: also for who takes each back."""
    page = reverse("account_email")
    stranger.client.post(page, {"action_add": "", "email": "second@mission.example"})
    assert EmailAddress.objects.filter(user=stranger).count() == 2
    for number in range(10):
        stranger.client.post(page, {"action_remove": "", "email": EmailAddress.objects.get(verified=False).email})
        answer = stranger.client.post(page, {"action_add": "", "email": f"victim{number}@mission.example"})
        if answer.status_code == 429:
            break
    assert answer.status_code == 429
    assert Message.objects.filter(kind="accounts.confirm_address").values("recipient").distinct().count() <= 10
