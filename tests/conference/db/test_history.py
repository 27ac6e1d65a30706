"""A database that has only some of the migrations that one of today's replaces is refused, and one that has all or none goes on."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from conference.db import history

pytestmark = pytest.mark.django_db
LATER = ("signing", "0004_rectified_languages")
REFUSAL = r"lacks signing\.0004_rectified_languages\. Run ./run migrate with the version before first"


def names() -> set[tuple[str, str]]:
    return set(MigrationRecorder(connection).applied_migrations())


@pytest.fixture
def partly():
    """A database that the version before has not migrated to its end."""
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied(*LATER)
    recorder.record_unapplied("signing", "0001_squashed_0004_rectified_languages")
    return names()


def test_some_are_refused_by_a_sentence_and_nothing_changes(partly):
    with pytest.raises(CommandError, match=REFUSAL):
        call_command("migrate", verbosity=0)
    assert names() == partly


def test_django_alone_leaves_the_app_out_in_silence(partly):
    assert not [key for key in MigrationLoader(connection).graph.nodes if key[0] == "signing"]


def test_all_of_them_stand_for_the_new_one():
    replacing = ("signing", "0001_squashed_0004_rectified_languages")
    MigrationRecorder(connection).record_unapplied(*replacing)
    history.check_replaced(connection)
    assert replacing in MigrationLoader(connection).applied_migrations


def test_an_empty_database_passes():
    MigrationRecorder(connection).migration_qs.all().delete()
    history.check_replaced(connection)
