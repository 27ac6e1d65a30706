from __future__ import annotations

import pytest

from delegations.registration.models import Delegate
from tests.people import make_delegation, make_member
from tests.registration.kit import post, text_of
from tests.registration.members.test_member_form import NEW, url_of


def test_the_badge_stands_beside_the_form(portal):
    make_delegation("KEN")
    member = make_member("KEN", capacity="head", family_name="Barasa", given_names="Naliaka", name_native="ناليكا")
    text = text_of(portal.get(url_of(member)))
    assert "Kenya ناليكا Naliaka Barasa Counsellor" in text
    assert "Sat 25 Oct Sun 26 Oct no serial yet H Head of delegation" in text


def test_what_is_complete_is_submitted_from_the_form(portal):
    """The list at the top leads here to complete and submit: no way back to the list is needed."""
    member = make_member("KEN", state="returned", return_words="Another function.")
    assert "Save and submit" in text_of(portal.get(url_of(member)))
    sent = post(functional_title="Reviser", version=str(member.version), submit="1")
    text = text_of(portal.post(url_of(member), sent, follow=True))
    assert "Halima Wario is saved." in text
    assert "1 member was submitted." in text
    member.refresh_from_db()
    assert (member.state, member.functional_title) == ("submitted", "Reviser")
    assert "Save and submit" not in text_of(portal.get(url_of(member)))


def test_a_returned_member_who_is_only_saved_is_said_to_wait_still(portal):
    """The first button says what has to be done: to submit again."""
    member = make_member("KEN", state="returned", return_words="Another function.")
    page = portal.get(url_of(member)).content.decode()
    assert '<button class="btn btn-primary" type="submit" name="submit" value="1">' in page
    text = text_of(
        portal.post(url_of(member), post(functional_title="Reviser", version=str(member.version)), follow=True)
    )
    assert "Halima Wario is saved. Not submitted again yet." in text


def test_what_still_lacks_something_is_saved_and_not_submitted(portal):
    member = make_member("KEN")
    sent = post(date_of_birth="", version=str(member.version), submit="1")
    assert "Halima Wario is saved. Still missing: date of birth." in text_of(
        portal.post(url_of(member), sent, follow=True)
    )
    member.refresh_from_db()
    assert member.state == "draft"


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_the_delegation(portal, own_menu, count, django_assert_num_queries):
    members = [make_member("KEN") for _each in range(count)]
    portal.get(url_of(members[0]))
    with django_assert_num_queries(12):
        portal.get(url_of(members[0]))


@pytest.mark.parametrize("moment", ["0001-01-01T00:00", "1969-07-20T20:17", "2035-10-24T18:40", "9999-12-31T23:59"])
def test_a_flight_in_another_year_is_a_typing_error(portal, moment):
    """The first lies outside the calendar in UTC; the last, in zones to the east."""
    page = portal.post(NEW, post(arrival=moment))
    assert page.status_code == 422
    assert "is more than a year away from the conference. Check the year." in page.content.decode()
    assert not Delegate.objects.exists()
