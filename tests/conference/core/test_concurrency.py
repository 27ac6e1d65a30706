"""Comparing what a page showed with what is, and merging two edits field by field."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from conference.audit.models import AuditEntry
from conference.core import concurrency
from conference.core.concurrency import FieldChange, merge
from conference.core.errors import AlreadyDecided, NotPossible
from conference.models import Zone
from delegations.registration.members.actions import editing
from schedule.calendar.rooms import actions as rooms
from tests.calendar.places import make_room
from tests.people import actor, make_focal_point, make_member, make_tables
from tests.programme.draft import organiser


class TestMerge:
    @pytest.mark.parametrize(
        ("base", "theirs", "mine", "value", "taken", "both"),
        [
            ("a", "a", "a", "a", 0, 0),
            ("a", "a", "b", "b", 0, 0),
            ("a", "b", "a", "b", 1, 0),
            ("a", "b", "b", "b", 0, 0),
            ("a", "b", "c", "c", 0, 1),
            ("a", "", "a", "", 1, 0),
            ("a", "b", "", "", 0, 1),
            ("", None, "b", "b", 0, 0),
            (None, "b", "", "b", 1, 0),
            ([], None, [], [], 0, 0),
            ("a", " a ", "b", "b", 0, 0),
            ("a", "b", "a ", "b", 1, 0),
        ],
    )
    def test_one_field(self, base, theirs, mine, value, taken, both):
        done = merge({"x": base}, {"x": theirs}, {"x": mine}, {"x": "Linh"})
        change = FieldChange("x", "Linh")
        assert (done.values, done.theirs, done.conflicts) == ({"x": value}, [change] * taken, [change] * both)

    @pytest.mark.parametrize(("mine", "both"), [("b", 0), ("c", 1), ("", 1)])
    def test_an_unknown_base_takes_nothing_over(self, mine, both):
        done = merge({}, {"x": "b"}, {"x": mine}, {})
        assert (done.values, done.theirs, done.conflicts) == ({"x": mine}, [], [FieldChange("x", "?")] * both)

    def test_fields_are_told_apart_and_mine_alone_stay(self):
        base = {"hotel": "Lotus", "diet": "", "phone": "1"}
        theirs = {"phone": "2", "diet": "halal", "hotel": "Lotus"}
        mine = {"hotel": "Quiet House", "diet": "", "phone": "3", "badge": "x"}
        done = merge(base, theirs, mine, {"phone": "Linh", "diet": "Kamau"})
        assert done.values == {"hotel": "Quiet House", "diet": "halal", "phone": "3", "badge": "x"}
        assert (done.theirs, done.conflicts) == ([FieldChange("diet", "Kamau")], [FieldChange("phone", "Linh")])
        assert mine["diet"] == ""


class TestFingerprint:
    def test_by_value(self):
        assert concurrency.fingerprint() == "4f53cda18c2baa0c0354bb5f9a3ecbe5"
        assert concurrency.fingerprint({"a": 1, "b": 2}) == concurrency.fingerprint({"b": 2, "a": 1})

    def test_parts_are_told_apart(self):
        parts = [("ab",), ("a", "b"), (["a", "b"],), ("b", "a"), ("a", None), ("a", "")]
        assert len({concurrency.fingerprint(*one) for one in parts}) == len(parts)

    def test_of_a_row_follows_what_a_form_shows(self, db):
        make_tables()
        zone = Zone.objects.get(letter="C")
        before = concurrency.row_fingerprint(zone)
        assert concurrency.row_fingerprint(Zone.objects.get(letter="C")) == before
        zone.position += 1
        assert concurrency.row_fingerprint(zone) != before

    def test_a_private_one_depends_on_the_row_the_field_and_the_secret(self, settings):
        found = {concurrency.private_fingerprint(*one) for one in ((1, "x", "a"), (2, "x", "a"), (1, "y", "a"))}
        first = concurrency.private_fingerprint(1, "x", "a")
        assert first == concurrency.private_fingerprint(1, "x", " a ")
        settings.SECRET_KEY = "another"
        assert concurrency.private_fingerprint(1, "x", "a") not in found
        assert len(found) == 3

    def test_joined_and_split(self):
        found = {"hotel": "0a1b", "diet": "2c3d"}
        assert concurrency.split_fingerprints(concurrency.join_fingerprints(found)) == found
        assert concurrency.split_fingerprints("nonsense,hotel:0a1b,") == {"hotel": "0a1b"}


class TestExpected:
    @pytest.mark.parametrize("expected", [None, 3])
    def test_what_stands_passes(self, expected):
        concurrency.check_expected(expected, 3, lambda: NotPossible("x"))

    @pytest.mark.parametrize("expected", [0, 2, 4])
    def test_anything_else_does_not(self, expected):
        with pytest.raises(NotPossible, match="changed"):
            concurrency.check_expected(expected, 3, lambda: NotPossible("changed"))

    @pytest.mark.parametrize(
        ("sent", "version"),
        [("", None), ("version=", None), ("version=7", 7), ("version=²", None), (f"version={10**12}", 10**9)],
    )
    def test_posted(self, sent, version):
        assert concurrency.posted_version(QueryDict(sent)) == version

    def test_a_row_that_was_changed_or_removed_says_by_whom(self, world):
        room, linh = make_room("CR1"), organiser("Linh")
        assert concurrency.lock_row(room, 1) == room
        with pytest.raises(AlreadyDecided, match=r"Conference Room 1: already changed by \?\. Nothing was changed\."):
            concurrency.lock_row(room, 2)
        rooms.remove_room(actor=linh, room=room, expected_version=1)
        with pytest.raises(AlreadyDecided, match=r"Conference Room 1: already removed by Linh\. Nothing was changed\."):
            concurrency.lock_row(room, 1)
        with pytest.raises(AlreadyDecided, match="gone"):
            concurrency.lock_row(room, 1, removed=lambda _row: "gone")


def test_changes_since_name_the_first_value_and_the_last_author(world):
    member = make_member("KEN", honorific="Ms.", document_number="BK0417726")
    ann, ben = (actor(make_focal_point("KEN", name=name)) for name in ("Ann", "Ben"))
    editing.edit_member(
        actor=ann, member=member, expected_version=1, values={"honorific": "Dr.", "document_number": "ZZ1"}
    )
    editing.edit_member(actor=ben, member=member, expected_version=2, values={"honorific": "Prof."})
    found = concurrency.changes_since(member, 1)
    assert found["honorific"] == concurrency.Change("Ben", "Ms.")
    assert found["document_number"] == concurrency.Change("Ann", concurrency.UNKNOWN)
    assert concurrency.changes_since(member, 2) == {"honorific": concurrency.Change("Ben", "Dr.")}
    assert concurrency.changes_since(member, 3) == {}
    assert AuditEntry.objects.filter(subject_version__gt=1).count() == 2
