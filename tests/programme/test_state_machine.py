"""The draft in random order: no double engagement, and no change without its entry.

Rules 1 and 2 of the design: engagements never overlap and are exactly those of the draft; a version rises by one with each entry; a
release holds the draft as it was published and never changes.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import ClassVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from conference.audit.models import AuditEntry
from conference.core.access import Actor
from conference.core.errors import UserError
from delegations.registration.models import Delegate
from schedule.calendar.models import Engagement, Room
from schedule.programme.models import Release, Session
from schedule.programme.releases import actions
from schedule.programme.sessions.actions import editing
from schedule.programme.sessions.content import PanelSeat, get_content
from schedule.programme.sessions.queries import draft_data
from tests.calendar.places import at, make_room
from tests.people import make_member
from tests.programme.draft import content, organiser

pytestmark = pytest.mark.slow

STEPS = st.integers(0, 12)  # quarters of an hour after nine
QUARTER = timedelta(minutes=15)


class Draft(RuleBasedStateMachine):
    who: ClassVar[Actor]
    rooms: ClassVar[list[Room]]
    people: ClassVar[list[Delegate]]
    seen: ClassVar[set[str]] = set()  # what happened in any of the runs

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.stale: dict[int, int] = {}  # session → a version that somebody had on the screen earlier
        self.released: dict[int, list[dict]] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    def attempt(self, act) -> None:
        """Do it, or be refused with nothing changed."""
        before = (draft_data(), AuditEntry.objects.count(), self.engaged())
        try:
            act()
            self.seen.add("done")
        except UserError as refusal:
            self.seen.add(type(refusal).__name__)
            assert (draft_data(), AuditEntry.objects.count(), self.engaged()) == before

    def engaged(self) -> list[tuple]:
        return sorted(
            Engagement.objects.values_list("subject_id", "room_id", "person_id", "starts", "ends"),
            key=lambda row: str(row),
        )

    def some(self, number: int) -> Session | None:
        sessions = list(Session.objects.order_by("pk"))
        return sessions[number % len(sessions)] if sessions else None

    def seat(self, number: int) -> list[PanelSeat]:
        return [PanelSeat(self.people[number % 3])] if number % 2 else []

    @rule(room=st.integers(0, 2), start=STEPS, length=st.integers(1, 6), person=st.integers(0, 5))
    def create(self, room: int, start: int, length: int, person: int) -> None:
        starts = at("09:00") + start * QUARTER
        wanted = replace(
            content("Session", room=self.rooms[room].code),
            starts=starts,
            ends=starts + length * QUARTER,
            chair=self.people[person % 3] if person > 2 else None,
            panel=self.seat(person),
        )
        self.attempt(lambda: editing.create_session(actor=self.who, content=wanted))

    @precondition(lambda self: Session.objects.exists())
    @rule(which=st.integers(0, 9), room=st.integers(0, 2), start=STEPS, length=st.integers(-1, 6), late=st.booleans())
    def move(self, which: int, room: int, start: int, length: int, late: bool) -> None:
        session = self.some(which)
        assert session is not None
        starts = at("09:00") + start * QUARTER
        expected_version = self.stale.get(session.pk, 1) if late else session.version
        self.stale[session.pk] = session.version
        times = {"starts": starts, "ends": starts + length * QUARTER, "room": self.rooms[room]}
        self.attempt(
            lambda: editing.move_merged(actor=self.who, session=session, expected_version=expected_version, **times)
        )

    @precondition(lambda self: Session.objects.exists())
    @rule(which=st.integers(0, 9), person=st.integers(0, 5), number=st.integers(1, 3), late=st.booleans())
    def edit(self, which: int, person: int, number: int, late: bool) -> None:
        session = self.some(which)
        assert session is not None
        expected_version = self.stale.get(session.pk, 1) if late else session.version
        self.stale[session.pk] = session.version
        wanted = replace(get_content(session), number=number, panel=self.seat(person), chair=None)
        self.attempt(
            lambda: editing.edit_merged(
                actor=self.who, session=session, content=wanted, expected_version=expected_version
            )
        )

    @precondition(lambda self: Session.objects.exists())
    @rule(which=st.integers(0, 9))
    def edit_at_once(self, which: int) -> None:
        session = self.some(which)
        assert session is not None
        expected_version, before = session.version, get_content(session)
        for number in (4 + session.version, 5 + session.version):  # another one each time
            wanted = replace(before, number=number)
            self.attempt(
                lambda wanted=wanted: editing.edit_merged(
                    actor=self.who, session=self.some(which), content=wanted, expected_version=expected_version
                )
            )

    @precondition(lambda self: Session.objects.exists())
    @rule(which=st.integers(0, 9), late=st.booleans())
    def remove(self, which: int, late: bool) -> None:
        session = self.some(which)
        assert session is not None
        expected_version = session.version - 1 if late else session.version
        self.attempt(lambda: editing.remove_session(actor=self.who, session=session, expected_version=expected_version))

    @rule()
    def publish(self) -> None:
        def act() -> None:
            release = actions.publish(actor=self.who)
            self.released[release.number] = draft_data()

        self.attempt(act)

    @invariant()
    def nothing_overlaps(self) -> None:
        """No room or person has two engagements at once, without the database's own guard."""
        rows = list(Engagement.objects.all())
        for one in rows:
            for other in rows:
                same = (one.room_id and one.room_id == other.room_id) or (
                    one.person_id and one.person_id == other.person_id
                )
                if one.pk < other.pk and same:
                    assert one.ends <= other.starts or other.ends <= one.starts

    @invariant()
    def the_calendar_holds_what_the_draft_says(self) -> None:
        wanted = set()
        for session in Session.objects.prefetch_related("panel"):
            times = (session.starts, session.ends)
            persons = {session.chair_id, *(seat.person_id for seat in session.panel.all())} - {None}
            wanted |= {(str(session.pk), session.room_id, None, *times)}
            wanted |= {(str(session.pk), None, person, *times) for person in persons}
        assert set(self.engaged()) == wanted

    @invariant()
    def every_version_has_its_entry(self) -> None:
        """Versions run from 1 without a gap, one audit entry each."""
        for session in Session.objects.all():
            entries = AuditEntry.objects.filter(subject_type="programme.session", subject_id=str(session.pk)).order_by(
                "number"
            )
            assert [entry.details["version"] for entry in entries] == list(range(1, session.version + 1))

    @invariant()
    def releases_stay_as_they_were(self) -> None:
        for release in Release.objects.all():
            assert list(release.rows.values_list("data", flat=True)) == self.released[release.number]


WHOLE = settings(
    max_examples=12,
    stateful_step_count=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


def test_rules_one_and_two_hold_whatever_editors_do(world):
    Draft.who = organiser()
    Draft.rooms = [make_room(code) for code in ("PLENARY", "CR1", "CR2")]
    Draft.people = [make_member(code) for code in ("KEN", "BRA", "FRA")]
    run_state_machine_as_test(Draft, settings=WHOLE)
    # They did come into one another's way.
    assert Draft.seen >= {"done", "TimeTaken", "EditConflict", "AlreadyDecided"}
