"""A new SECRET_KEY ends neither sessions nor links while the old one stands among SECRET_KEY_FALLBACKS."""

from __future__ import annotations

import json

from django.test import Client
from django.urls import reverse

from conference.correspondence.models import Message
from tests.accounts.tools import sign_in
from tests.people import make_focal_point

NEW = "Zw7pQ4" * 10


def is_in(client: Client) -> bool:
    return client.get("/portal/", follow=True).request["PATH_INFO"] != reverse("account_login")


def opens(link: str) -> bool:
    return "token_fail" not in Client().get(link, follow=True).context


def test_sessions_and_links_live_until_the_old_key_is_taken_out(world, client, settings):
    user = make_focal_point("KEN")
    used, unused, lost = [Client() for _client in range(3)]
    for browser in (used, unused, lost):
        sign_in(browser, user.email)
    client.post(reverse("account_reset_password"), {"email": user.email})
    link = json.loads(Message.objects.get().sealed)["url"].removeprefix("http://127.0.0.1:8000")
    assert (is_in(used), opens(link)) == (True, True)
    old, settings.SECRET_KEY = settings.SECRET_KEY, NEW
    # The control: without the old key both are over.
    assert (is_in(lost), opens(link)) == (False, False)
    settings.SECRET_KEY_FALLBACKS = [old]
    assert (is_in(used), opens(link)) == (True, True)
    settings.SECRET_KEY_FALLBACKS = []
    # Whoever came meanwhile has a session under the new key.
    assert (is_in(used), is_in(unused), opens(link)) == (True, False, False)
