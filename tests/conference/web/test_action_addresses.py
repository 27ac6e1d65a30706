"""Who opens the address of an action stands before the page above it, not before an empty one."""

from __future__ import annotations

import pytest

from conference.core.access import Role
from tests.people import make_member, make_user, sign_in

pytestmark = pytest.mark.django_db
BROWSER = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}


@pytest.fixture
def person(world, client):
    sign_in(client, make_user(None, Role.SECURITY))
    return f"/desk/accreditation/{make_member('KEN', state='submitted').public_id}/"


def test_the_page_above_is_shown_with_the_same_filter(client, person):
    there = client.get(f"{person}watch/?step=all", headers=BROWSER)
    assert (there.status_code, there["Location"]) == (302, f"{person}?step=all")
    deeper = client.get(f"{person}watch/7/aside/", headers=BROWSER, follow=True)
    assert deeper.redirect_chain[-1] == (person, 302)
    assert deeper.status_code == 200


def test_another_language_chosen_over_mistakes_opens_the_page(client, person):
    wrong = client.post(f"{person}hold/", {"version": "1", "why": ""})
    assert wrong.status_code == 422
    assert f'name="next" value="{person}hold/"' in wrong.content.decode()
    french = client.post("/language/", {"next": f"{person}hold/", "language": "fr"}, headers=BROWSER, follow=True)
    assert (french.status_code, french.redirect_chain[-1][0]) == (200, person)
    assert '<html lang="fr"' in french.content.decode()


def test_programs_and_other_methods_are_told_as_before(client, person):
    assert client.get(f"{person}watch/").status_code == 405
    assert client.get(f"{person}watch/", headers={"Accept": "application/json"}).status_code == 405
    assert client.put(f"{person}watch/", headers=BROWSER).status_code == 405
