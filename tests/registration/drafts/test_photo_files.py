"""A photo lies in the store as long as somebody has it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from conference.core import lifecycle
from conference.core.access import SYSTEM
from conference.core.errors import AlreadyDecided
from conference.files import stored_files
from conference.files.documents import Document
from delegations.registration.drafts import photo_drafts
from delegations.registration.members.actions import editing
from delegations.registration.models import Delegate, NoteVerbale, PhotoDraft
from delegations.registration.notes import actions as notes_actions
from tests.files import PURGED_AT, WHOLE, Killed, age, check_files, dying, in_store, purge  # noqa: F401  (a fixture)
from tests.people import make_member
from tests.registration.kit import picture, post

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "/portal/ken/members/new/"
FAULTY = {"document_expiry": "2025-03-14"}


def enter(portal) -> Delegate:
    assert portal.post(NEW, {**post(), "photo-file": picture()}).status_code == 302
    return Delegate.objects.latest("pk")


def another():
    return picture(330, 440)


def save(portal, member: Delegate, **more):
    url = f"/portal/ken/members/{member.public_id}/"
    return portal.post(url, {**post(), "version": str(Delegate.objects.get(pk=member.pk).version), **more})


class TestReplaced:
    def test_the_former_one_goes_with_the_commit(self, portal):
        member = enter(portal)
        former = member.photo.name
        age()
        assert save(portal, member, **{"photo-file": another()}).status_code == 302
        member.refresh_from_db()
        assert member.photo.name != former
        assert in_store() == {member.photo.name}

    def test_one_that_came_a_moment_ago_goes_with_the_purge(self, portal):
        member = enter(portal)
        save(portal, member, **{"photo-file": another()})
        assert len(in_store()) == 2
        age()
        assert purge() == "files that no row names: 1"
        member.refresh_from_db()
        assert (in_store(), check_files()) == ({member.photo.name}, WHOLE)

    def test_what_another_has_too_stays(self, portal):
        member = enter(portal)
        other = make_member("BRA", photo=member.photo.name)
        age()
        save(portal, member, **{"photo-file": another()})
        member.refresh_from_db()
        assert in_store() == {member.photo.name, other.photo.name}

    def test_saved_with_another_field_it_stays(self, portal):
        member = enter(portal)
        age()
        save(portal, member, functional_title="Reviser")
        assert in_store() == {member.photo.name}

    def test_a_change_that_is_refused_takes_nothing_away(self, portal):
        member = enter(portal)
        age()
        with pytest.raises(AlreadyDecided):
            change(member, "photos/ab/other.jpg", undone=True)
        member.refresh_from_db()
        assert (in_store(), check_files()) == ({member.photo.name}, WHOLE)

    def test_a_member_who_is_withdrawn_keeps_it(self, portal):
        member = enter(portal)
        age()
        editing.withdraw_member(actor=SYSTEM, member=member, expected_version=1)
        purge()
        assert (in_store(), check_files()) == ({member.photo.name}, WHOLE)

    def test_a_process_that_dies_after_the_commit_leaves_it_to_the_purge(self, portal, dying):  # noqa: F811
        member = enter(portal)
        former = member.photo.name
        age()
        with pytest.raises(Killed):
            change(member, "", before=dying)
        assert Delegate.objects.get().photo.name == ""
        assert check_files() == (2, [f"no row names {former}"])
        assert purge() == "files that no row names: 1"
        assert (in_store(), check_files()) == (set(), WHOLE)

    def test_one_that_dies_before_it_leaves_the_new_one_to_the_purge(self, portal):
        member = enter(portal)
        stored_files.store_file("photos/ab/abc.jpg", b"a photo whose row was never written")
        age()
        assert purge() == "files that no row names: 1"
        assert (in_store(), check_files()) == ({member.photo.name}, WHOLE)


@lifecycle.use_case
def change(member: Delegate, photo: str, *, undone: bool = False, before=lambda: None) -> None:
    before()
    lifecycle.change(member, actor=SYSTEM, verb="delegate.changed", photo=photo)
    if undone:
        raise AlreadyDecided("Somebody else acted first.")


class TestNotUsed:
    @pytest.fixture
    def waiting(self, portal) -> PhotoDraft:
        assert portal.post(NEW, {**post(**FAULTY), "photo-file": picture()}).status_code == 422
        return PhotoDraft.objects.get()

    def test_after_its_day_the_purge_takes_the_row_and_the_file(self, waiting):
        age(hours=30)
        purge()
        assert (PhotoDraft.objects.count(), in_store()) == (1, {waiting.photo.name})
        PhotoDraft.objects.update(made_at=PURGED_AT - timedelta(hours=25))
        purge()
        assert (PhotoDraft.objects.count(), in_store(), check_files()) == (0, set(), WHOLE)

    def test_saved_with_its_form_it_stays(self, portal, waiting):
        age()
        portal.post(NEW, {**post(), "photo-token": str(waiting.key)})
        assert PhotoDraft.objects.count() == 0
        assert Delegate.objects.get().photo.name == waiting.photo.name
        assert in_store() == {waiting.photo.name}

    def test_another_one_saved_in_its_place_lets_it_go(self, portal, waiting):
        age()
        portal.post(NEW, {**post(), "photo-token": str(waiting.key), "photo-file": another()})
        assert in_store() == {Delegate.objects.get().photo.name} != {waiting.photo.name}

    def test_taken_into_a_form_as_its_day_ends_it_is_not_removed_before_the_row_is_there(self, portal, waiting):
        age(hours=30)
        name = photo_drafts.claim(waiting)
        PhotoDraft.objects.update(made_at=PURGED_AT - timedelta(hours=25))
        purge()
        make_member("KEN", photo=name)
        assert (in_store(), check_files()) == ({name}, WHOLE)

    def test_gone_before_it_was_taken_it_is_no_photo(self, waiting):
        age(hours=30)
        PhotoDraft.objects.update(made_at=PURGED_AT - timedelta(hours=25))
        purge()
        assert photo_drafts.claim(waiting) is None

    def test_when_its_delegation_goes_the_purge_finds_the_file(self, waiting):
        waiting.delete()
        age()
        assert check_files()[0] == 2
        purge()
        assert (in_store(), check_files()) == (set(), WHOLE)


class TestNotes:
    def test_one_whose_transaction_failed_goes_with_the_purge_and_one_that_is_there_stays(self, portal):
        @lifecycle.use_case
        def upload(failing: bool) -> None:
            delegation = make_member("KEN").delegation
            document = Document("note.pdf", "pdf", b"%PDF-1.7\n")
            notes_actions.upload_note(actor=SYSTEM, delegation=delegation, document=document)
            if failing:
                raise AlreadyDecided("Somebody else acted first.")

        upload(failing=False)
        with pytest.raises(AlreadyDecided):
            upload(failing=True)
        assert len(in_store()) == 2
        age()
        assert purge() == "files that no row names: 1"
        assert (in_store(), check_files()) == ({NoteVerbale.objects.get().file.name}, WHOLE)
