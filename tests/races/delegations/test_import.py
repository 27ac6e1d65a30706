"""An import while somebody edits one of its members: no change is lost, and the controls lose one.

The first act is held open until the second, on a connection of its own, waits for it.
"""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.db.models import QuerySet

from conference.audit.chain import find_faults
from conference.core.access import SYSTEM
from conference.db import guards
from delegations.registration.delegations import places
from delegations.registration.members import rules
from delegations.registration.members.actions import editing
from delegations.registration.models import Delegate
from delegations.registration.transfer import tables
from delegations.registration.transfer.actions import importing
from delegations.registration.transfer.actions.importing import ImportConflict, RowsRefused
from tests.people import make_conference, make_delegation, make_member, make_tables
from tests.races.threads import kinds
from tests.registration.members.test_races import overlap, unlocked

pytestmark = pytest.mark.django_db(transaction=True)
GRAPH = ["registration_delegate_graph"]


@pytest.fixture(autouse=True)
def scene():
    make_conference()
    make_tables()


@pytest.fixture
def halima() -> Delegate:
    named = {"family_name": "Wario", "given_names": "Halima", "date_of_birth": "1984-03-02"}
    return make_member("KEN", hotel="Metropole", diet="", **named, **rules.derived(Delegate(**named)))


def bring(*lines: dict[str, str], **more: Any) -> Any:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(dict.fromkeys(name for line in lines for name in line)), restval="")
    writer.writeheader()
    writer.writerows(lines)
    rows = tables.read(out.getvalue().encode())
    return importing.import_members(actor=SYSTEM, delegation=make_delegation("KEN"), rows=rows, **more)


def edit(member: Delegate, **values: str) -> Delegate:
    return editing.edit_member(
        actor=SYSTEM, member=Delegate.objects.get(pk=member.pk), expected_version=1, values=values
    )


def row(member: Delegate, **cells: str) -> dict[str, str]:
    return {"id": str(member.public_id), **cells}


def held(member: Delegate) -> tuple[str, str]:
    member.refresh_from_db()
    assert list(find_faults()) == []
    return member.hotel, member.diet


class TestTheVersion:
    """A table exported before the edit: its row is refused, with the newer value in place."""

    def test_the_newer_value_stays(self, halima):
        results = overlap(
            lambda: edit(halima, hotel="Sheraton"), lambda: bring(row(halima, version="1", hotel="Lotus"))
        )
        assert isinstance(results[1], RowsRefused)
        assert "Halima Wario was changed after this table was exported." in str(results[1])
        assert held(halima) == ("Sheraton", "")

    def test_control_without_the_version_it_is_lost(self, halima):
        results = overlap(lambda: edit(halima, hotel="Sheraton"), lambda: bring(row(halima, hotel="Lotus")))
        assert kinds(results) == {"done": 2}
        assert held(halima) == ("Lotus", "")

    def test_an_edit_from_before_the_import_comes_too_late(self, halima):
        results = overlap(lambda: bring(row(halima, hotel="Lotus")), lambda: edit(halima, hotel="Sheraton"))
        assert kinds(results) == {"done": 1, "AlreadyDecided": 1}
        assert held(halima) == ("Lotus", "")


class TestTheCheck:
    """A table without versions that was looked at before the edit."""

    def act(self, halima: Delegate, guarded: bool) -> list[Any]:
        seen = bring(row(halima, hotel="Lotus"), dry_run=True).fingerprint
        more = {"expected_version": seen} if guarded else {}
        return overlap(lambda: edit(halima, hotel="Sheraton"), lambda: bring(row(halima, hotel="Lotus"), **more))

    def test_what_was_seen_holds_no_more(self, halima):
        results = self.act(halima, guarded=True)
        assert isinstance(results[1], ImportConflict)
        assert held(halima) == ("Sheraton", "")

    def test_control_without_what_was_seen_the_edit_is_lost(self, halima):
        assert kinds(self.act(halima, guarded=False)) == {"done": 2}
        assert held(halima) == ("Lotus", "")


class TestTheLock:
    """The edit writes a column that the import writes for another member: reading too early would put the old value back."""

    def act(self, halima: Delegate) -> list[Any]:
        other = make_member("KEN", family_name="Ouma", given_names="Ann")
        lines = [row(halima, hotel="Lotus", diet=""), row(other, hotel="", diet="vegetarian")]
        return overlap(lambda: edit(halima, diet="halal"), lambda: bring(*lines))

    def test_both_changes_are_there(self, halima):
        assert kinds(self.act(halima)) == {"done": 2}
        assert held(halima) == ("Lotus", "halal")

    @pytest.fixture
    def no_lock(self, monkeypatch):
        monkeypatch.setattr(places, "lock_places", unlocked)
        monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **more: rows)

    def test_control_without_the_lock_the_database_still_refuses(self, halima, no_lock):
        assert kinds(self.act(halima)) == {"done": 1, "IntegrityError": 1}
        assert held(halima) == ("Metropole", "halal")

    def test_without_the_trigger_either_the_record_takes_no_second_entry_of_a_version(self, halima, no_lock):
        guards.uninstall(names=GRAPH)
        try:
            results = self.act(halima)
        finally:
            guards.install(names=GRAPH)
        assert kinds(results) == {"done": 1, "IntegrityError": 1}
        assert "audit_one_entry_a_version" in str(results[1])
        assert held(halima) == ("Metropole", "halal")
