"""The member's form is kept encrypted for whoever typed it, until it is saved or a week is over."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client

from conference.audit import person_keys
from conference.core import clock
from delegations.registration.members.actions import editing
from delegations.registration.models import Delegate, FormDraft, PhotoDraft
from tests.files import PURGED_AT
from tests.people import actor, make_focal_point, make_member, make_party, sign_in
from tests.registration.kit import picture, post, text_of
from tests.retention.kit import run_purge

NEW = "/portal/ken/members/new/"
DRAFTS = "/portal/ken/drafts/"
HALF = {"family_name": "Wario", "document_number": "BK0417726", "date_of_birth": "1984-03-02", "arrival": "2025-10-2"}


@pytest.fixture
def jane(world):
    make_party("KEN")
    return make_focal_point("KEN")


@pytest.fixture
def portal(client, jane):
    return sign_in(client, jane)


def url_of(member: Delegate) -> str:
    return f"/portal/ken/members/{member.public_id}/"


def raw() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM registration_formdraft")
        return str(cursor.fetchall())


def test_half_a_form_is_kept_and_offered_again(portal):
    answer = portal.post(DRAFTS, HALF)
    there = FormDraft.objects.get().saved_at.astimezone(ZoneInfo("Asia/Ho_Chi_Minh"))
    assert answer.content.decode() == f"Saved as typed at {there:%H:%M} Hanoi time (UTC+7)."
    page = portal.get(NEW)
    assert "Continue where you stopped" in text_of(page)
    assert 'value="BK0417726"' not in page.content.decode()
    assert "data-draft-waits" in page.content.decode()
    page = portal.get(f"{NEW}?continue=1")
    for value in HALF.values():
        assert f'value="{value}"' in page.content.decode()
    assert "This is what you typed and did not save." in text_of(page)
    assert "data-draft-waits" not in page.content.decode()


def test_what_is_typed_later_takes_its_place(portal):
    portal.post(DRAFTS, HALF)
    portal.post(DRAFTS, {"family_name": "Wario Guyo"})
    assert FormDraft.objects.count() == 1
    page = portal.get(f"{NEW}?continue=1").content.decode()
    assert 'value="Wario Guyo"' in page
    assert "BK0417726" not in page


def test_a_photo_that_is_kept_is_there_when_one_continues(portal):
    """The page has said that it need not be chosen again; one goes away, comes back and saves."""
    answer = portal.post(NEW, {**post(family_name=""), "photo-file": picture()})
    key = str(PhotoDraft.objects.get().key)
    assert "The photo you sent is kept" in text_of(answer, 422)
    portal.post(DRAFTS, {**post(), "photo-token": key})  # typed further, by the script
    page = portal.get(f"{NEW}?continue=1")
    assert "The photo you sent is kept" in text_of(page)
    assert f'name="photo-token" value="{key}"' in page.content.decode()
    portal.post(NEW, {**post(), "photo-token": key})
    assert Delegate.objects.get().photo


def test_also_when_nothing_more_was_typed(portal):
    portal.post(NEW, {**post(family_name=""), "photo-file": picture()})
    assert "The photo you sent is kept" in text_of(portal.get(f"{NEW}?continue=1"))
    assert "The photo you sent is kept" not in text_of(portal.get(NEW))
    PhotoDraft.objects.all().delete()  # its day is over
    assert "The photo you sent is kept" not in text_of(portal.get(f"{NEW}?continue=1"))


def test_it_goes_when_the_form_is_saved(portal):
    portal.post(DRAFTS, HALF)
    assert portal.post(NEW, post(family_name="")).status_code == 422
    assert FormDraft.objects.count() == 1
    assert portal.post(NEW, post()).status_code == 302
    assert FormDraft.objects.count() == 0
    assert "Continue where you stopped" not in text_of(portal.get(NEW))


def test_it_is_discarded_when_asked(portal):
    member = make_member("KEN")
    portal.post(DRAFTS, HALF)
    portal.post(DRAFTS, {"hotel": "Lotus", "member": str(member.public_id), "version": "1"})
    assert portal.post(DRAFTS, {"discard": "1"}).headers["Location"] == NEW
    assert [draft.member for draft in FormDraft.objects.all()] == [member]
    answer = portal.post(DRAFTS, {"discard": "1", "member": str(member.public_id)})
    assert answer.headers["Location"] == url_of(member)
    assert FormDraft.objects.count() == 0


def test_each_member_has_one_and_what_was_emptied_stays_empty(portal):
    member, other = make_member("KEN", hotel="Lotus", diet="halal"), make_member("KEN")
    portal.post(DRAFTS, {"diet": "vegetarian", "hotel": "", "member": str(member.public_id), "version": "1"})
    page = portal.get(f"{url_of(member)}?continue=1").content.decode()
    assert 'value="vegetarian"' in page
    assert "Lotus" not in page
    assert "Continue where you stopped" not in text_of(portal.get(url_of(other)))


def test_what_somebody_else_saved_meanwhile_is_seen_on_saving(portal):
    member = make_member("KEN", hotel="Lotus")
    portal.post(DRAFTS, post(hotel="Old Quarter", member=str(member.public_id), version="1"))
    kamau = actor(make_focal_point("KEN", name="Kamau Gitonga"))
    editing.edit_member(actor=kamau, member=member, expected_version=1, values={"hotel": "Quiet House"})
    page = portal.get(f"{url_of(member)}?continue=1").content.decode()
    assert 'name="version" value="1"' in page
    answer = portal.post(url_of(member), post(hotel="Old Quarter", version="1"))
    assert answer.status_code == 409
    assert answer.context["form"].errors["hotel"] == [
        "Kamau Gitonga changed this to “Quiet House” in the meantime; you typed “Old Quarter”. If you save, your version replaces it."
    ]


def test_a_replacement_has_one_of_its_own_until_it_is_saved(portal):
    """It is neither the draft of who leaves nor that of a new member, and shows the version to be saved against."""
    old, more = make_member("KEN", hotel="Lotus"), {"version": "1"}
    url = f"{url_of(old)}replace/"
    portal.post(DRAFTS, {**HALF, **more, "member": str(old.public_id), "replacing": "1"})
    for other in (NEW, url_of(old)):
        assert "did not save" not in text_of(portal.get(other))
    editing.edit_member(
        actor=actor(make_focal_point("KEN")), member=old, expected_version=1, values={"hotel": "Quiet House"}
    )
    assert "Continue where you stopped" in text_of(portal.get(url))
    page = portal.get(f"{url}?continue=1").content.decode()
    assert 'value="BK0417726"' in page
    assert 'name="version" value="2"' in page
    assert portal.post(DRAFTS, {"discard": "1", **more, "member": str(old.public_id)}).status_code == 302
    assert FormDraft.objects.count() == 1
    assert portal.post(url, post(version="2")).status_code == 302
    assert FormDraft.objects.count() == 0


def test_what_was_typed_about_somebody_goes_with_them(portal, jane):
    member = make_member("KEN")
    for more in ({}, {"replacing": "1"}):
        portal.post(DRAFTS, {**HALF, **more, "member": str(member.public_id), "version": "1"})
    assert FormDraft.objects.count() == 2
    editing.withdraw_member(actor=actor(jane), member=member, expected_version=1)
    assert FormDraft.objects.count() == 0


class TestWhoSeesIt:
    def test_nobody_else_not_even_another_focal_point(self, portal):
        portal.post(DRAFTS, HALF)
        second = sign_in(Client(), make_focal_point("KEN"))
        page = second.get(f"{NEW}?continue=1")
        assert "BK0417726" not in page.content.decode()
        assert "did not save" not in text_of(page)
        second.post(DRAFTS, {"discard": "1"})
        assert FormDraft.objects.count() == 1

    def test_another_delegations_member_has_no_draft_here(self, portal):
        stranger = make_member("BRA")
        assert portal.post(DRAFTS, {**HALF, "member": str(stranger.public_id)}).status_code == 404
        assert portal.post("/portal/bra/drafts/", HALF).status_code == 404
        assert portal.post(DRAFTS, {**HALF, "member": "nobody"}).status_code == 404
        assert FormDraft.objects.count() == 0

    def test_whoever_left_the_delegation_has_none(self, portal):
        gone = make_member("KEN", state="withdrawn")
        assert portal.post(DRAFTS, {**HALF, "member": str(gone.public_id)}).status_code == 404


class TestWhatIsKept:
    def test_the_database_holds_neither_number_nor_birth_date(self, portal):
        portal.post(DRAFTS, HALF)
        assert "BK0417726" not in raw()
        assert "1984-03-02" not in raw()
        assert "Wario" not in raw()

    def test_control_without_encryption_it_would(self, portal, monkeypatch):
        monkeypatch.setattr(person_keys, "seal", lambda text, person, place, keys: text)
        portal.post(DRAFTS, HALF)
        assert "BK0417726" in raw()
        assert "1984-03-02" in raw()

    def test_only_the_form_s_own_fields_and_no_more_than_a_field_holds(self, portal):
        portal.post(DRAFTS, {"hotel": "x" * 50_000, "state": "accredited", "csrfmiddlewaretoken": "t"})
        assert FormDraft.objects.get().values == '{"hotel": "' + "x" * 1000 + '"}'

    def test_after_a_week_it_is_gone(self, portal):
        portal.post(DRAFTS, HALF)
        FormDraft.objects.update(saved_at=clock.now() - timedelta(days=8))
        assert "did not save" not in text_of(portal.get(NEW))
        portal.post(DRAFTS, {"family_name": "New"})
        assert [draft.values for draft in FormDraft.objects.all()] == ['{"family_name": "New"}']
        FormDraft.objects.update(saved_at=PURGED_AT - timedelta(days=8))
        assert run_purge(PURGED_AT)["forms not saved"] == 1
        assert not FormDraft.objects.exists()
