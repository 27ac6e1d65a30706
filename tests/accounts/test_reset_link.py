"""A link to choose a new password serves once, for a time, and its own account alone."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse

from conference.accounts.models import User
from conference.correspondence.models import Message
from tests.people import make_focal_point

NOW = datetime(2025, 10, 20, 3, tzinfo=UTC)
LIFE = timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
CHOSEN, OTHER = "granite teapot window seven", "meadow copper lantern twelve"


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def jane(world, clock) -> User:
    return make_focal_point("KEN")


def link_for(user: User) -> str:
    Client().post(reverse("account_reset_password"), {"email": user.email})
    return json.loads(Message.objects.latest("pk").sealed)["url"].removeprefix("http://127.0.0.1:8000")


def is_refused(link: str) -> bool:
    return "token_fail" in Client().get(link, follow=True).context


def choose(link: str, password: str, browser: Client | None = None) -> int:
    """Open the link and send the password to the page that it led to."""
    browser = browser or Client()
    page = browser.get(link, follow=True).request["PATH_INFO"]
    return browser.post(page, {"password1": password, "password2": password}).status_code


def test_a_used_link_changes_nothing_more_though_its_page_was_open(jane):
    link, waiting = link_for(jane), Client()
    page = waiting.get(link, follow=True).request["PATH_INFO"]
    assert choose(link, CHOSEN) == 302
    assert is_refused(link)
    choose(link, OTHER)
    waiting.post(page, {"password1": OTHER, "password2": OTHER})
    jane.refresh_from_db()
    assert (jane.check_password(CHOSEN), jane.check_password(OTHER)) == (True, False)


def test_it_ends_after_its_time_though_its_page_was_open(jane, clock):
    link, waiting = link_for(jane), Client()
    clock.move_to(NOW + LIFE)
    assert not is_refused(link)
    page = waiting.get(link, follow=True).request["PATH_INFO"]
    clock.move_to(NOW + LIFE + timedelta(seconds=1))
    assert is_refused(link)
    choose(link, CHOSEN)
    waiting.post(page, {"password1": CHOSEN, "password2": CHOSEN})
    jane.refresh_from_db()
    assert not jane.check_password(CHOSEN)


def test_it_is_of_no_other_account(jane):
    link, other = link_for(jane), link_for(make_focal_point("BRA"))
    own, theirs = (url.rstrip("/").rsplit("/", 1)[1].split("-", 1)[0] for url in (link, other))
    assert own != theirs
    assert is_refused(link.replace(f"/{own}-", f"/{theirs}-"))
    assert not is_refused(link)
