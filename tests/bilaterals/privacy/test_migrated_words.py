"""What stood in the open before is encrypted by the migration, in meetings and in letters that wait, and opened by its way back."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
import time_machine
from django.apps import apps
from django.db import connection

from conference.correspondence.letters.letter import open_sealed
from conference.correspondence.models import Message
from schedule.bilaterals.meetings import actions
from schedule.bilaterals.models import DayLoad, Meeting
from tests.bilaterals.rules import all_is_well
from tests.bilaterals.scene import AT, NOW, WISH, make_scene

migration = import_module("schedule.bilaterals.migrations.0003_offered_times_and_private_words")
EDITOR = SimpleNamespace(connection=connection)


@pytest.fixture
def scene(keeper):
    with time_machine.travel(NOW, tick=False):
        yield keeper(make_scene)


def stored() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT topics, answer_words FROM bilaterals_meeting")
        return cursor.fetchone()


def test_words_are_encrypted_and_opened_again(scene):
    actions.decline(actor=scene.of_brazil, meeting=scene.ask(), message="Not this time")
    assert "Ratification" not in stored()[0]
    migration.decrypt_words(apps, EDITOR)
    assert stored() == (WISH["topics"], "Not this time")
    migration.encrypt_words(apps, EDITOR)
    assert not {WISH["topics"], "Not this time"} & {*stored()}
    assert (Meeting.objects.get().topics, Meeting.objects.get().answer_words) == (WISH["topics"], "Not this time")


def test_letters_that_wait_keep_their_words_sealed(scene):
    scene.ask()
    letter = Message.objects.get(kind="bilaterals.sent")
    before = (letter.context, open_sealed(letter))
    migration.open_letters(apps, EDITOR)
    letter.refresh_from_db()
    assert (letter.context["topics"], letter.sealed) == (WISH["topics"], "")
    migration.seal_letters(apps, EDITOR)
    letter.refresh_from_db()
    assert (letter.context, open_sealed(letter)) == before


def test_offers_hold_and_count_for_their_own_side_alone(scene):
    meeting = scene.ask()
    times = [AT + timedelta(hours=1), AT + timedelta(days=1)]
    actions.propose(actor=scene.of_brazil, meeting=meeting, by=scene.brazil, times=times)
    counts = list(DayLoad.objects.order_by("pk").values_list("delegation", "day", "meetings"))
    migration.recount_as_before(apps, EDITOR)
    both = {(scene.kenya.pk, 25): 1, (scene.brazil.pk, 25): 1, (scene.brazil.pk, 26): 1}
    former = {(load.delegation_id, load.day.day): load.meetings for load in DayLoad.objects.all()}
    assert former == both
    migration.release_and_recount(apps, EDITOR)
    assert list(DayLoad.objects.order_by("pk").values_list("delegation", "day", "meetings")) == counts
    assert all_is_well()
