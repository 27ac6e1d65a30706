"""A delegation's history: paged, in as many queries, nothing twice and nothing left out."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from conference.core import clock
from conference.core.access import Role
from delegations.registration.members.actions import editing
from tests.people import actor, make_delegation, make_focal_point, make_member, make_user, sign_in
from tests.registration.kit import text_of

PAGE = "/portal/ken/history/"


@pytest.fixture
def jane(world):
    return make_focal_point("KEN", name="Achieng Wambui")


@pytest.fixture
def portal(client, jane):
    return sign_in(client, jane)


def changes(jane, count: int) -> None:
    member = make_member("KEN", family_name="Wario", given_names="Halima")
    begin = clock.now()
    for number in range(count):
        with time_machine.travel(begin + timedelta(minutes=2 * number + 2), tick=False):
            editing.edit_member(
                actor=actor(jane), member=member, expected_version=member.version, values={"hotel": f"Hotel {number}"}
            )
            member.refresh_from_db()


def test_the_last_lines_lead_to_all_of_them(portal, jane):
    changes(jane, 1)
    page = portal.get("/portal/ken/")
    assert f'href="{PAGE}"' in page.content.decode()
    text = text_of(portal.get(PAGE))
    assert "You changed the details of Halima Wario." in text
    assert "The secretariat entered Halima Wario." in text


def test_a_page_goes_on_where_the_one_before_ended(portal, jane):
    changes(jane, 60)
    first = portal.get(PAGE)
    assert len(first.context["lines"]) == 50
    second = portal.get(PAGE + first.context["pager"]["next"])
    assert len(second.context["lines"]) == 11  # ten changes and the entry
    assert second.context["pager"] == {"next": "", "previous": "?"}
    moments = [line.at for page in (first, second) for line in page.context["lines"]]
    assert moments == sorted(moments, reverse=True)
    assert len(set(moments)) == 61


@pytest.mark.parametrize("key", ["", "0", "-3", "x", "9" * 30, "\u0663"])
def test_a_key_that_is_none_is_no_server_error(portal, jane, key):
    changes(jane, 1)
    assert portal.get(PAGE, {"before": key}).status_code == 200


def test_nothing_yet(portal):
    assert "No actions yet" in text_of(portal.get(PAGE))


def test_staff_read_it_and_another_delegation_does_not(client, jane):
    make_delegation("KEN")
    assert sign_in(client, make_user(None, Role.PROTOCOL)).get(PAGE).status_code == 200
    assert sign_in(client, make_focal_point("BRA")).get(PAGE).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow(portal, jane, own_menu, count, django_assert_num_queries):
    changes(jane, count)
    portal.get(PAGE)
    with django_assert_num_queries(QUERIES):
        portal.get(PAGE)


QUERIES = 12
