"""The pages of signing in, addresses and passwords speak as the site does, say what was done, and leave nobody without an address."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from django.db import transaction
from django.test import Client
from django.urls import reverse

from conference.accounts.models import User
from conference.correspondence.models import Message
from tests.registration.kit import text_of

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
# How allauth's own pages say it.
FOREIGN = (
    "Email Address",
    "Make Primary",
    "Re-send Verification",
    "Password Reset",
    "Reset My Password",
    "Current Password",
    "Confirm Access",
    "reauthenticate",
    "Two-Factor Authentication",
    "Successfully",
)


@pytest.fixture
def jane(client: Client) -> User:
    user = User.objects.create_user(email="jane@ken.example", password=PASSWORD, name="Achieng Wambui")
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"primary": True, "verified": True})
    return user


def sign_in(client: Client, **more):
    return client.post(
        reverse("account_login"), {"login": "jane@ken.example", "password": PASSWORD}, follow=True, **more
    )


def test_a_message_says_that_one_is_signed_in_and_out(client, jane):
    assert "You are signed in as Achieng Wambui." in text_of(sign_in(client))
    out = client.post(reverse("account_logout"), follow=True)
    assert out.redirect_chain == [(reverse("account_login"), 302)]
    assert "You are signed out." in text_of(out)
    assert "sign out there too" not in text_of(out)


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("account_email", "Your addresses"),
        ("account_change_password", "Change your password"),
        ("account_reset_password_done", "The link is on its way"),
        ("account_email_verification_sent", "Confirm your address"),
        ("account_inactive", "This account is closed"),
        ("mfa_index", "Second step"),
    ],
)
def test_pages_of_the_account(client, jane, name, heading):
    sign_in(client)
    body = client.get(reverse(name), follow=True).content.decode()
    assert f"<h1>{heading}</h1>" in body
    assert [words for words in FOREIGN if words in body] == []
    assert "placeholder=" not in body


@pytest.mark.parametrize(
    ("name", "heading"), [("account_login", "Sign in"), ("account_reset_password", "Choose a new password")]
)
def test_pages_before_signing_in(client, name, heading):
    body = client.get(reverse(name)).content.decode()
    assert f"<h1>{heading}</h1>" in body
    assert [words for words in FOREIGN if words in body] == []
    assert "placeholder=" not in body


def test_a_link_that_was_used_leads_to_another(client):
    body = client.get(reverse("account_reset_password_from_key", args=["1", "none-such"])).content.decode()
    assert "<h1>This link no longer works</h1>" in body
    assert f'href="{reverse("account_reset_password")}"' in body


class TestAddresses:
    def post(self, client, action: str, email: str):
        return client.post(reverse("account_email"), {action: "", "email": email}, follow=True)

    def test_the_only_address_stays_and_the_page_offers_nothing_else(self, client, jane):
        sign_in(client)
        body = client.get(reverse("account_email")).content.decode()
        assert "It is your only address, so it cannot be removed." in text_of(client.get(reverse("account_email")))
        assert not re.search(r'name="action_(remove|primary|send)"', body)
        said = text_of(self.post(client, "action_remove", jane.email))
        assert "You sign in with jane@ken.example, so it stays." in said
        assert [row.email for row in EmailAddress.objects.filter(user=jane)] == [jane.email]

    def test_it_is_not_removed_by_another_way_either(self, jane):
        """By the row itself, as the admin or a program would."""
        from conference.core.errors import NotPossible

        with pytest.raises(NotPossible, match="An account needs an address"), transaction.atomic():
            EmailAddress.objects.get(user=jane).delete()
        jane.delete()
        assert not EmailAddress.objects.exists()

    def test_each_button_says_what_it_does_to_the_address_beside_it(self, client, jane):
        """Of one form with a choice, the buttons acted on whichever was chosen: the one signed in with, when the page opened."""
        for email, verified in (("second@ken.example", True), ("third@ken.example", False)):
            EmailAddress.objects.create(user=jane, email=email, verified=verified)
        sign_in(client)
        body = client.get(reverse("account_email")).content.decode()
        forms = re.findall(r'<form[^>]*action="/accounts/email/"[^>]*>(.*?)</form>', body, flags=re.DOTALL)
        offered = {}
        for form in forms:
            for email in re.findall(r'type="hidden" name="email" value="([^"]+)"', form):
                offered.setdefault(email, set()).update(re.findall(r'name="(action_\w+)"', form))
        assert offered == {
            "second@ken.example": {"action_primary", "action_remove"},
            "third@ken.example": {"action_send", "action_remove"},
        }
        self.post(client, "action_send", "third@ken.example")
        (letter,) = Message.objects.filter(kind="accounts.confirm_address")
        assert letter.recipient == "third@ken.example"

    def test_the_one_with_which_one_signs_in_goes_after_another_took_its_place(self, client, jane):
        second = EmailAddress.objects.create(user=jane, email="second@ken.example", verified=False)
        sign_in(client)
        assert 'name="action_send"' in client.get(reverse("account_email")).content.decode()
        EmailAddress.objects.filter(pk=second.pk).update(verified=True)
        assert 'name="action_remove"' in client.get(reverse("account_email")).content.decode()
        self.post(client, "action_remove", jane.email)
        assert EmailAddress.objects.filter(user=jane).count() == 2
        assert "From now on you sign in with this address." in text_of(
            self.post(client, "action_primary", "second@ken.example")
        )
        assert "jane@ken.example is removed from your account." in text_of(
            self.post(client, "action_remove", "jane@ken.example")
        )
        assert [row.email for row in EmailAddress.objects.filter(user=jane)] == ["second@ken.example"]
