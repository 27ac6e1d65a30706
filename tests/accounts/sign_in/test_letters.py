"""Letters about accounts wait in the outbox with sealed links; none leaves within a request."""

from __future__ import annotations

import json
import re
from pathlib import Path

import allauth
import pytest
from django.core import mail
from django.urls import reverse

from conference.accounts import notices
from conference.accounts.sign_in import letters
from conference.core.access import Role
from conference.correspondence.models import Message
from tests.accounts.tools import PASSWORD, Passkey, code_now, sign_in
from tests.people import make_user

pytestmark = pytest.mark.django_db


def test_a_new_password_is_asked_for(client):
    user = make_user("focal.ken@mission.example", name="Achieng Wambui", language="fr")
    response = client.post(reverse("account_reset_password"), {"email": "Focal.Ken@mission.example"})
    assert response.url == reverse("account_reset_password_done")
    letter = Message.objects.get()
    assert (letter.kind, letter.recipient, letter.language, letter.state) == (
        "accounts.new_password",
        "focal.ken@mission.example",
        "fr",
        "queued",
    )
    assert (letter.user_id, letter.subject_type, letter.subject_id) == (user.pk, "accounts.user", str(user.pk))
    assert letter.context == {"days": 3}
    assert mail.outbox == []
    url = json.loads(letter.sealed)["url"]
    assert url.startswith("http://127.0.0.1:8000/accounts/password/reset/key/")
    page = client.get(url.removeprefix("http://127.0.0.1:8000"), follow=True)
    fields = {"password1": "an entirely new one", "password2": "an entirely new one"}
    assert client.post(page.request["PATH_INFO"], fields).url == "/me/"
    # Once, and never again.
    again = client.get(url.removeprefix("http://127.0.0.1:8000"), follow=True)
    assert again.context["token_fail"] is True


def test_the_link_is_sealed_in_the_database(client):
    from django.db import connection

    user = make_user()
    client.post(reverse("account_reset_password"), {"email": user.email})
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed, context FROM correspondence_message")
        sealed, context = cursor.fetchone()
    assert sealed.startswith("f1.")
    assert "password/reset" not in sealed + str(context)


def test_an_unknown_address_gets_the_same_page_and_no_letter(client):
    make_user("focal.ken@mission.example")
    known = client.post(reverse("account_reset_password"), {"email": "focal.ken@mission.example"}, follow=True)
    other = client.post(reverse("account_reset_password"), {"email": "nobody@mission.example"}, follow=True)
    assert known.redirect_chain == other.redirect_chain
    token = re.compile(rb"[A-Za-z0-9]{64}")  # the form's, new in every page
    assert token.sub(b"", known.content) == token.sub(b"", other.content)
    assert Message.objects.count() == 1


def test_a_link_names_the_site_whatever_host_was_asked(client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    user = make_user()
    client.post(reverse("account_reset_password"), {"email": user.email}, headers={"host": "evil.example"})
    assert json.loads(Message.objects.get().sealed)["url"].startswith("http://127.0.0.1:8000/")


def test_two_clicks_in_one_second_are_one_letter_and_later_ones_are_more(client):
    import time_machine

    user = make_user()
    with time_machine.travel("2025-10-10T07:00:00Z", tick=False):
        client.post(reverse("account_reset_password"), {"email": user.email})
        client.post(reverse("account_reset_password"), {"email": user.email})
    with time_machine.travel("2025-10-10T07:00:01Z", tick=False):
        client.post(reverse("account_reset_password"), {"email": user.email})
    assert Message.objects.count() == 2


def test_an_address_waits_for_its_confirmation(client):
    user = make_user("focal.ken@mission.example")
    user.emailaddress_set.update(verified=False)
    assert sign_in(client, user).url == reverse("account_email_verification_sent")
    letter = Message.objects.get()
    assert (letter.kind, letter.context) == ("accounts.confirm_address", {"address": "focal.ken@mission.example"})
    url = json.loads(letter.sealed)["url"].removeprefix("http://127.0.0.1:8000")
    client.post(url)
    assert user.emailaddress_set.get().verified


def test_a_changed_password_is_told_with_the_moment_and_where_from(client):
    user = make_user()
    sign_in(client, user)
    fields = {"oldpassword": PASSWORD, "password1": "an entirely new one", "password2": "an entirely new one"}
    client.post(reverse("account_change_password"), fields, REMOTE_ADDR="192.0.2.14")
    letter = Message.objects.get()
    assert letter.kind == "accounts.password_changed"
    assert letter.context["ip"] == "192.0.2.14"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+\+00:00", letter.context["at"])


@pytest.mark.django_db(transaction=True)
def test_changes_to_the_second_factor_are_told(client):
    user = make_user()
    sign_in(client, user)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": code_now(secret)})
    Passkey(user).add_to(client)
    client.post(reverse("mfa_generate_recovery_codes"))
    client.post(reverse("mfa_deactivate_totp"))
    key = user.authenticator_set.get(type="webauthn")
    client.post(reverse("mfa_remove_webauthn", args=[key.pk]))
    assert list(Message.objects.order_by("id").values_list("kind", flat=True)) == [
        "accounts.totp_activated",
        "accounts.webauthn_added",
        "accounts.recovery_codes_generated",
        "accounts.totp_deactivated",
        "accounts.webauthn_removed",
    ]


def test_staff_get_a_way_in(client):
    from conference.accounts.staff.actions import add_staff
    from conference.core.access import SYSTEM

    user = add_staff(actor=SYSTEM, email="Security@hanoi2025.example", roles=[Role.SECURITY], name="Tạ Văn Phúc")
    letter = Message.objects.get()
    assert (letter.kind, letter.recipient, letter.recipient_name) == ("accounts.welcome", user.email, "Tạ Văn Phúc")
    assert letter.context == {"roles": ["security"], "days": 3}
    url = json.loads(letter.sealed)["url"].removeprefix("http://127.0.0.1:8000")
    page = client.get(url, follow=True)
    fields = {"password1": "an entirely new one", "password2": "an entirely new one"}
    assert client.post(page.request["PATH_INFO"], fields).url == "/me/"
    assert client.get("/me/").url == "/accounts/2fa/"


# What allauth can mail only when somebody signs up, links accounts, or confirms by code, all of which is switched off here.
RULED_OUT = {"account_already_exists", "unknown_account", "email_confirm", "password_reset_code", "account_connected"}


def test_every_letter_that_allauth_knows_is_ours_or_ruled_out():
    """A new release of allauth with a letter of its own fails here."""
    root = Path(allauth.__file__).parent
    named = set()
    for path in [*(root / "account").rglob("*.py"), *(root / "mfa").rglob("*.py")]:
        named |= set(re.findall(r'"((?:account|mfa)/email/\w+)"', path.read_text(encoding="utf-8")))
    links = {"password_reset_key", "email_confirmation", "email_confirmation_signup", "login_code"}
    known = set(letters.CHANGE_OF)
    left = {name for name in named if name not in known and name.rpartition("/")[2] not in links | RULED_OUT}
    assert named >= {"account/email/password_reset_key", "mfa/email/totp_activated"}
    assert left == set()


def test_a_letter_that_is_ruled_out_is_an_error(rf):
    user = make_user()
    with pytest.raises(LookupError, match="no letter of ours"):
        letters.queue_for("account/email/account_already_exists", user.email, {})


def test_a_code_for_signing_in_is_sealed():
    user = make_user()
    letters.queue_for("account/email/login_code", user.email, {"code": "KJHF-XWPQ"})
    letter = Message.objects.get()
    assert (letter.kind, letter.context, json.loads(letter.sealed)) == (
        notices.SIGN_IN_CODE.kind,
        {},
        {"code": "KJHF-XWPQ"},
    )


def test_two_changes_in_one_second_are_two_letters():
    from django.db import transaction

    user = make_user()
    with transaction.atomic():
        letters.report_change(user, "webauthn_added")
        letters.report_change(user, "password_changed")
    assert Message.objects.count() == 2
