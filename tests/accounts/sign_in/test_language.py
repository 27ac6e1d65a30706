"""The chosen language is that of the pages and of the letters."""

from __future__ import annotations

import pytest
from django.conf import settings

from tests.people import make_focal_point, sign_in

pytestmark = pytest.mark.django_db


def test_a_visitor_chooses_the_language_of_the_pages(client):
    answer = client.post("/language/", {"language": "fr", "next": "/programme/"})
    assert (answer.status_code, answer.url) == (302, "/programme/")
    assert answer.cookies[settings.LANGUAGE_COOKIE_NAME].value == "fr"


def test_whoever_is_signed_in_reads_letters_in_it_too(client):
    user = make_focal_point("BFA", language="fr")
    other = make_focal_point("BFA", language="fr")
    sign_in(client, user).post("/language/", {"language": "en", "next": "/"})
    user.refresh_from_db()
    other.refresh_from_db()
    assert (user.language, other.language) == ("en", "fr")


@pytest.mark.parametrize("code", ["", "tlh", "en-gb", "x" * 40])
def test_what_is_no_language_of_the_house_changes_nothing(client, code):
    user = make_focal_point("BFA", language="fr")
    sign_in(client, user).post("/language/", {"language": code, "next": "/"})
    sign_in(client, user).get("/language/?language=ar")
    user.refresh_from_db()
    assert user.language == "fr"


def test_a_form_of_another_site_comes_without_the_session(client):
    """The view takes no token: this keeps strangers from changing it."""
    assert settings.SESSION_COOKIE_SAMESITE == "Lax"
