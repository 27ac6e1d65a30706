"""A member's own page is kept encrypted, on the link alone, until it is saved, the link ends or a week is over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from conference.core import clock
from conference.tasks import purge
from delegations.registration.members.actions import editing
from delegations.registration.models import Delegate, MemberLink, OwnDraft
from delegations.registration.own_page import actions
from tests.people import actor, make_member
from tests.registration.kit import picture, text_of
from tests.registration.own_page.test_own_page import NOW, OWN, halima, jane, link_for, october  # noqa: F401  (fixtures)

HALF = {"document_number": "BK0417726", "date_of_birth": "1984-03-02", "diet": "hal", "version": "1"}


@pytest.fixture
def path(jane, halima) -> str:  # noqa: F811
    return link_for(halima, jane)


def keep(path: str, **more) -> str:
    answer = Client().post(f"{path}draft/", {**HALF, **more})
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_is_kept_offered_again_and_gone_when_saved(client, path):
    assert keep(path).startswith("Saved as typed at ")
    keep(path, diet="halal")
    page = client.get(path)
    assert "Continue where you stopped" in text_of(page)
    assert "BK0417726" not in page.content.decode()
    page = client.get(f"{path}?continue=1").content.decode()
    for value in ("BK0417726", "1984-03-02", "halal"):
        assert f'value="{value}"' in page
    # With a fault, even beside a good photo, nothing is saved yet.
    half_good = {**OWN, "document_expiry": "2025-03-14", "version": "1", "photo-file": picture()}
    assert client.post(path, half_good).status_code == 422
    assert OwnDraft.objects.count() == 1
    assert client.post(path, {**OWN, "version": str(Delegate.objects.get().version)}).status_code == 302
    assert OwnDraft.objects.count() == 0


def test_what_the_delegation_changed_meanwhile_is_seen_on_saving(client, path, jane, halima):  # noqa: F811
    keep(path, diet="halal")
    editing.edit_member(actor=actor(jane), member=halima, expected_version=1, values={"diet": "vegetarian"})
    assert 'name="version" value="1"' in client.get(f"{path}?continue=1").content.decode()
    assert client.post(path, {**OWN, "version": "1"}).status_code == 409


def test_only_the_page_s_own_fields_and_nothing_in_the_open(path):
    keep(path, family_name="Wario", capacity="head", csrfmiddlewaretoken="t")
    kept = OwnDraft.objects.get().values
    assert "BK0417726" in kept
    assert "Wario" not in kept
    assert "capacity" not in kept
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM registration_owndraft")
        raw = str(cursor.fetchall())
    assert "BK0417726" not in raw
    assert "1984-03-02" not in raw


def test_it_shows_on_its_own_link_alone(client, path, jane):  # noqa: F811
    """Not on another member's page, the focal point's form, or the link that follows."""
    keep(path)
    other = make_member("KEN", document_number="")
    assert "did not save" not in text_of(client.get(link_for(other, jane)))
    client.force_login(jane)
    member = MemberLink.objects.order_by("pk")[0].member
    assert "did not save" not in text_of(client.get(f"/portal/ken/members/{member.public_id}/"))
    after = link_for(member, jane)
    assert "did not save" not in text_of(client.get(after))
    assert OwnDraft.objects.count() == 0
    assert client.post(f"{path}draft/", HALF).status_code == 410
    assert client.post(f"/member/{'x' * 43}/draft/", HALF).status_code == 404
    assert OwnDraft.objects.count() == 0


def _discarded(path, jane, member):  # noqa: F811
    assert Client().post(f"{path}draft/", {"discard": "1"}).headers["Location"] == path


def _used_up(path, jane, member):  # noqa: F811
    actions.end_own(secret=path.split("/")[2])


def _taken_back(path, jane, member):  # noqa: F811
    actions.withdraw_link(actor=actor(jane), link=MemberLink.objects.get())


def _left(path, jane, member):  # noqa: F811
    editing.withdraw_member(actor=actor(jane), member=member, expected_version=1)


@pytest.mark.parametrize("end", [_discarded, _used_up, _taken_back, _left])
def test_it_goes_with_the_link(path, jane, halima, end):  # noqa: F811
    keep(path)
    end(path, jane, halima)
    assert OwnDraft.objects.count() == 0


def test_what_nobody_comes_back_to_is_forgotten_by_the_clock(client, path, jane):  # noqa: F811
    keep(path)
    assert purge() == 0
    OwnDraft.objects.update(saved_at=clock.now() - timedelta(days=8))
    assert "did not save" not in text_of(client.get(path))
    assert purge() == 1
    keep(path)
    MemberLink.objects.update(expires_at=NOW - timedelta(minutes=1))
    assert client.post(f"{path}draft/", HALF).status_code == 410
    assert purge() == 1


def test_the_page_is_no_slower_for_it(client, path, django_assert_num_queries):
    client.get(path)
    with django_assert_num_queries(5):
        client.get(path)
    keep(path)
    client.get(path)
    with django_assert_num_queries(6):  # and how long a draft is kept
        client.get(path)
