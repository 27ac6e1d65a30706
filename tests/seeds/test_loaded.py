"""The seeds in the database: what the officers' pages compare with is there."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import override_settings

from conference.audit.chain import find_faults
from conference.core.access import SYSTEM
from delegations.accreditation.badges.actions.issuing import read_shown_fields
from delegations.accreditation.models import Badge
from delegations.accreditation.review import presentation, queries
from delegations.registration.equipment import licensing
from delegations.registration.members.actions import editing
from delegations.registration.models import Delegate
from schedule.programme.models import Inscription, StatementText
from seeds import load
from tests.people import actor

# One process loads them, once for all that are here.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db,
    pytest.mark.usefixtures("loaded"),
    pytest.mark.xdist_group("loaded"),
]


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[None]:
    """300 delegates and all that belongs to them; each test takes back what it changes, and the last one these."""
    media = override_settings(MEDIA_ROOT=str(tmp_path_factory.mktemp("media")))
    with media, django_db_blocker.unblock(), transaction.atomic():
        load.load(delegates=300, say=lambda words: None)
        yield
        transaction.set_rollback(True)


def test_a_change_of_somebody_accredited_stands_beside_what_was_accredited():
    assert Badge.objects.exists()
    assert not Badge.objects.filter(shows={}).exists()
    badge = Badge.objects.filter(live_for__isnull=False).exclude(delegate__photo="").order_by("pk").first()
    person = Delegate.objects.select_related("category").get(pk=badge.delegate_id)
    assert badge.shows == read_shown_fields(person)
    focal = person.delegation.focal_points.first().user
    values = {"name_on_badge": "Ana Maria Silva"}
    changed = editing.edit_member(actor=actor(focal), member=person, expected_version=person.version, values=values)
    found = presentation.compare_with_badge(changed, Badge.objects.get(pk=badge.pk), queries.get_categories())
    assert [(change.name, change.after) for change in found.changes] == [("name_on_badge", "Ana Maria Silva")]


def test_gates_stand_with_their_limits_and_a_device_waits():
    from conference.models import Zone
    from delegations.gates.models import Device, Gate, Policy

    assert Gate.objects.count() == 6
    assert Zone.objects.values_list("per_delegation", "capacity").get(letter="S") == (4, 480)
    assert Policy.objects.values_list("names", "photos").get() == (True, True)
    assert Device.objects.values_list("name", "state").get() == ("Scanner 1", "invited")


def test_arms_and_radios_stand_at_every_state_and_the_record_tells_of_each():
    from delegations.registration.models import Equipment

    things = list(Equipment.objects.select_related("bearer"))
    assert {thing.state for thing in things} == {"asked", "licensed", "refused"}
    assert {thing.kind for thing in things} == {"firearm", "radio"}
    assert {thing.bearer.capacity for thing in things} == {"security"}
    assert list(find_faults()) == []
    waiting = next(thing for thing in things if thing.state == "asked")
    [done] = licensing.license_equipment(
        actor=SYSTEM, bearer=waiting.bearer, expected_version={waiting.pk: 1}, licence="SL 99/2025"
    )
    assert (done.state, done.version) == ("licensed", 2)


def test_what_speakers_note_names_no_hour_or_day_that_their_place_could_contradict():
    notes = set(Inscription.objects.exclude(note="").values_list("note", flat=True))
    assert notes
    assert not [note for note in notes if re.search(r"\d|day\b|noon", note)]


def test_three_delegations_have_handed_in_the_text_of_their_statement():
    texts = StatementText.objects.select_related("inscription__delegation__party").order_by("handed_in_at")
    found = [(text.inscription.delegation.party.code, text.language, text.may_publish) for text in texts]
    assert found == [("BRA", "en", False), ("FRA", "fr", True), ("VNM", "vi", True)]
    assert texts[1].file_name == "France_debat_general.pdf"
