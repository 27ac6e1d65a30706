"""Files and the rows that name them: what is removed and when, and what the check says."""

from __future__ import annotations

from functools import partial

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models, transaction

from conference.files import stored_files
from conference.files.stored_files import ASIDE
from delegations.registration.models import Delegate
from tests.files import WHOLE, age, check_files, in_store, purge
from tests.people import make_member
from tests.races.threads import attack

pytestmark = pytest.mark.django_db(transaction=True)
NAME, BODY = "photos/ab/abc.jpg", b"a photo"


@pytest.fixture
def member(world) -> Delegate:
    return make_member("KEN", photo=stored_files.store_file(NAME, BODY))


def test_every_field_that_names_files_is_known_here():
    fields = {
        f"{model._meta.label_lower}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.FileField)
    }
    assert fields == {
        "accreditation.printjob.file",
        "bilaterals.planrun.file",
        "credentials.fullpowers.file",
        "printing.paperjob.file",
        "programme.application.note_file",
        "programme.sessiondocument.file",
        "programme.statementtext.file",
        "registration.circularfile.file",
        "registration.delegate.photo",
        "registration.noteverbale.file",
        "registration.photodraft.photo",
        "signing.instrument.scan",
    }
    assert {
        name: (rule.folder, rule.complete) for name, rule in stored_files.rules.items() if rule.rows is not tuple
    } == {
        "badges": ("photos", False),
        "releases": ("documents", True),
    }


class TestPurging:
    def test_what_a_row_names_stays_and_what_none_names_goes(self, member):
        lost = [default_storage.save(f"{folder}/x.pdf", ContentFile(b"x")) for folder in ("photos", "notes", "prints")]
        age(hours=25)
        assert check_files() == (2, [f"no row names {name}" for name in sorted(lost)])
        assert purge() == "files that no row names: 3"
        assert in_store() == {NAME}
        assert check_files() == WHOLE

    def test_a_file_whose_row_may_be_on_its_way_stays(self, world):
        stored_files.store_file(NAME, BODY)
        stored_files.store_file("documents/cd/cde.pdf", BODY)
        age(hours=0.9)
        assert (purge(), len(in_store())) == ("files that no row names: 0", 2)
        assert check_files() == WHOLE
        age(hours=2)
        assert purge() == "files that no row names: 1"
        assert in_store() == {"documents/cd/cde.pdf"}, "a session's form may stand open for a day"
        age(hours=25)
        assert (purge(), in_store()) == ("files that no row names: 1", set())

    def test_what_lies_beside_our_folders_is_not_ours(self, world):
        default_storage.save("lost+found/README", ContentFile(b"of the machine"))
        age(hours=100)
        assert check_files() == WHOLE
        assert (purge(), in_store()) == ("files that no row names: 0", {"lost+found/README"})

    def test_an_empty_store_is_whole(self, world):
        assert check_files() == WHOLE
        assert purge() == "files that no row names: 0"

    def test_a_row_whose_file_is_gone_is_told_and_left_as_it_is(self, member):
        default_storage.delete(NAME)
        age()
        assert check_files() == (2, [f"missing, of registration.delegate {member.pk}: {NAME}"])
        purge()
        assert Delegate.objects.get().photo.name == NAME


class TestOneNameForOneContent:
    """The same photo is stored again or taken while it is found to be unused."""

    @pytest.fixture
    def meanwhile(self):
        """Act between looking through rows and removing files."""

        def do(act) -> None:
            def rows():
                act()
                yield from ()

            stored_files.rules.add("meanwhile", stored_files.FileRule("photos", rows=rows))

        with stored_files.rules.override():
            yield do

    def test_it_is_there_for_the_row_that_follows(self, world, meanwhile):
        stored_files.store_file(NAME, BODY)
        age(NAME)
        meanwhile(partial(stored_files.store_file, NAME, BODY))
        stored_files.remove_unused()
        make_member("KEN", photo=NAME)
        assert (in_store(), check_files()) == ({NAME}, WHOLE)

    def test_nor_does_a_commit_that_lets_it_go_take_it_away(self, world, meanwhile):
        stored_files.store_file(NAME, BODY)
        age(NAME)
        meanwhile(partial(stored_files.claim_file, NAME))
        stored_files.discard_files([NAME])
        make_member("KEN", photo=NAME)
        assert (in_store(), check_files()) == ({NAME}, WHOLE)

    def test_control_removed_by_what_was_found_before_the_row_loses_its_file(self, world):
        stored_files.store_file(NAME, BODY)
        age(NAME)
        found = stored_files.unused()
        make_member("KEN", photo=stored_files.store_file(NAME, BODY))
        for name in found:
            default_storage.delete(name)
        assert check_files()[0] == 2

    def test_many_at_once_never_lose_it(self, world):
        for _ in range(12):
            stored_files.store_file(NAME, BODY)
            age(NAME)
            results = attack(
                [stored_files.remove_unused, partial(stored_files.store_file, NAME, BODY), stored_files.remove_unused]
            )
            assert [result for result in results if isinstance(result, BaseException)] == []
            assert default_storage.open(NAME).read() == BODY
            assert in_store() == {NAME}

    def test_one_that_is_gone_cannot_be_claimed(self, world):
        assert not stored_files.claim_file(NAME)


class TestDyingWhileRemoving:
    """Put aside, and the process died."""

    def test_nobody_names_it_and_the_next_purge_ends_it(self, world):
        default_storage.save(NAME + ASIDE, ContentFile(BODY))
        age()
        assert (purge(), in_store()) == ("files that no row names: 1", set())

    def test_somebody_had_claimed_it_and_the_next_purge_puts_it_back(self, member):
        default_storage.save(NAME + ASIDE, ContentFile(BODY))
        default_storage.delete(NAME)
        age()
        assert check_files()[0] == 2
        assert purge() == "files that no row names: 0"
        assert (in_store(), check_files()) == ({NAME}, WHOLE)

    def test_somebody_has_stored_it_anew_and_the_other_goes(self, member):
        default_storage.save(NAME + ASIDE, ContentFile(BODY))
        age()
        purge()
        assert (in_store(), check_files()) == ({NAME}, WHOLE)


class TestAfterTheCommit:
    def test_not_before_it(self, world):
        stored_files.store_file(NAME, BODY)
        age(NAME)
        with transaction.atomic():
            stored_files.discard_files([NAME, ""])
            assert in_store() == {NAME}
        assert in_store() == set()

    def test_not_when_all_is_undone(self, world):
        stored_files.store_file(NAME, BODY)
        age(NAME)
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            stored_files.discard_files([NAME])
            raise ZeroDivisionError
        assert in_store() == {NAME}
