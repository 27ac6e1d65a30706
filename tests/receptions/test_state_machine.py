"""A reception from the first invitation to the last arrival in random order: places, couples, waiting order, late answers and undo.

Persons who are expected never exceed the places that are not held back; a couple is in or waits as a whole; whoever is let in is let in by
protocol order; what is refused changes nothing.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from conference.audit.models import AuditEntry
from conference.core import clock
from conference.core.errors import UserError
from schedule.receptions.arrivals import actions as arrivals
from schedule.receptions.events.actions import edit_reception
from schedule.receptions.guest_list import actions as guest_list
from schedule.receptions.guest_list.rules import HEADS, PERSONS, Rule, find_guests
from schedule.receptions.invitations import actions, substitutes
from schedule.receptions.invitations.actions import Answer
from schedule.receptions.invitations.late_answers import decide_late
from schedule.receptions.invitations.undoing import undo_step
from schedule.receptions.models import Invitation, Reception
from tests.people import make_member
from tests.receptions.scene import NOW, Scene, make_scene

pytestmark = pytest.mark.slow

NAMED = "Amina Odhiambo"
CHANCE = st.integers(0, 9)
ANSWERS = [
    Answer("yes"),
    Answer("yes"),
    Answer("yes", companion="A. N. Other"),
    Answer("yes", companion="A. N. Other"),
    Answer("no"),
    Answer("substitute", substitute_name="A. Deputy"),
]


def waits(row: dict[str, Any]) -> bool:
    """Return whether somebody of the invitation waits for a place."""
    return row["state"] == "waiting" or (row["state"] == "accepted" and bool(row["waiting_companion"]))


class Banquet(RuleBasedStateMachine):
    """`hour` is a step along `times`: in time, after the deadline, at the entrance, after the minute of release, over."""

    scene: ClassVar[Scene]
    times: ClassVar[list[Any]]
    happened: ClassVar[set[str]] = set()  # in any of the runs

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.hour = 0
        self.said: dict[int, dict[str, Any]] = {}  # by invitation, what held before the host's word on a late answer

    def teardown(self) -> None:
        """End the evening: the places of the absent are released, and one of them comes after all."""
        try:
            self.hour = 3
            self.release()
            absent = Invitation.objects.filter(state="absent").first()
            if absent:
                self.arrive(list(Invitation.objects.order_by("pk")).index(absent), companion=False, back=False)
            self.everything_adds_up()
        finally:
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    @initialize(
        said=st.lists(st.sampled_from(ANSWERS), min_size=4, max_size=4),
        hour=st.sampled_from([0, 1, 1, 2, 3]),
        word=st.sampled_from(["", "taken", "undone"]),
    )
    def the_first_wave_answers(self, said: list[Answer], hour: int, word: str) -> None:
        self.invite(HEADS)
        for number, answer in enumerate(said[:3]):
            self.answer(number, answer)
        self.hour = hour
        if hour:
            self.answer(3, said[3])
        if word:
            self.decide_late(3, take=True)
        if word == "undone" and self.said:
            self.undo_the_word(0)

    @property
    def reception(self) -> Reception:
        return Reception.objects.get(pk=self.scene.reception.pk)

    def states(self) -> dict[int, Any]:
        names = [
            "guest",
            "state",
            "persons",
            "companion_name",
            "waiting_companion",
            "keeps_place",
            "late_at",
            "arrived_at",
            "companion_arrived_at",
            "version",
        ]
        return {row["pk"]: row for row in Invitation.objects.values("pk", *names)}

    def guest(self, number: int) -> Invitation:
        found = list(Invitation.objects.select_related("guest", "reception", "delegation__party").order_by("pk"))
        return found[number % len(found)]

    def attempt(self, name: str, act: Any, by_itself: int = 0) -> bool:
        """Do it, or be refused with nothing changed. Return whether it was done.

        Args:
            by_itself: Key of the invitation that `act` moves; every other that is let in is let in from the waiting list.
        """
        line = actions.waiting_list(self.reception)
        before = (self.states(), AuditEntry.objects.count(), self.reception.taken)
        try:
            with clock.standing(self.times[self.hour]):
                act()
        except UserError as refusal:
            self.happened.add(f"{name}: {type(refusal).__name__}")
            assert (self.states(), AuditEntry.objects.count(), self.reception.taken) == before
            return False
        self.happened.add(name)
        after = self.states()
        let_in = [one for one in line if not waits(after[one.pk]) and self.comes(one, after) and one.pk != by_itself]
        self.happened |= {"let in"} if let_in else set()
        for one in let_in:
            for passed_over in line[: line.index(one)]:
                if waits(after[passed_over.pk]) and passed_over.pk != by_itself:
                    assert passed_over.wanted_persons > one.wanted_persons
        return True

    def comes(self, one: Invitation, after: dict[int, Any]) -> bool:
        """Return whether all for whom this invitation waited have a place now."""
        row = after[one.pk]
        return row["state"] == "accepted" and row["companion_name"] == (one.waiting_companion or one.companion_name)

    @rule(kind=st.sampled_from([HEADS, PERSONS]))
    def invite(self, kind: str) -> None:
        wave = Rule(kind, names=(NAMED,) if kind == PERSONS else ())
        self.attempt(
            f"invited {kind}",
            lambda: guest_list.invite_by_rule(
                actor=self.scene.protocol,
                reception=self.reception,
                rule=wave,
                expected=find_guests(self.reception, wave).fingerprint,
            ),
        )

    @rule(number=CHANCE, answer=st.sampled_from(ANSWERS))
    def answer(self, number: int, answer: Answer) -> None:
        one = self.guest(number)
        in_time = self.hour == 0
        self.attempt(
            f"answered {'in time' if in_time else 'late'}",
            lambda: actions.answer_invitation(invitation=one, answer=answer),
            one.pk if in_time else 0,
        )
        if not in_time:
            assert self.guest(number).state == one.state

    @rule(number=CHANCE, take=st.booleans())
    def decide_late(self, number: int, take: bool) -> None:
        late = list(Invitation.objects.exclude(late_at=None).order_by("pk"))
        one = late[number % len(late)] if late else self.guest(number)
        before = self.states()[one.pk]
        if self.attempt(
            f"late answer {'taken' if take else 'declined'}",
            lambda: decide_late(actor=self.scene.protocol, invitation=one, accept=take),
            one.pk,
        ):
            self.said[one.pk] = before

    @precondition(lambda self: bool(self.said))
    @rule(number=CHANCE)
    def undo_the_word(self, number: int) -> None:
        """Give back what held before the host's word, unless others have the places, or anything was changed since."""
        key = sorted(self.said)[number % len(self.said)]
        one, before = Invitation.objects.get(pk=key), self.said[key]
        if not self.attempt(
            f"word undone from {one.state}",
            lambda: undo_step(actor=self.scene.protocol, invitation=one, expected_version=one.version),
            key,
        ):
            return
        del self.said[key]
        after = self.states()[key]
        kept = ["guest", "late_at", "arrived_at", "companion_arrived_at"]
        if not before["waiting_companion"] or after["waiting_companion"]:  # else room was found for the companion
            kept += ["persons", "companion_name", "keeps_place"]
        assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
        # Whoever waited before may find room at once.
        assert after["state"] == before["state"] or (before["state"], after["state"]) == ("waiting", "accepted")

    @rule(number=CHANCE, approve=st.booleans())
    def decide_substitute(self, number: int, approve: bool) -> None:
        proposed = list(Invitation.objects.filter(state="substitute").order_by("pk"))
        one = proposed[number % len(proposed)] if proposed else self.guest(number)
        self.attempt(
            "substitute decided",
            lambda: substitutes.decide_substitute(actor=self.scene.protocol, invitation=one, approve=approve),
            one.pk,
        )

    @rule(capacity=st.integers(2, 6), reserved=st.integers(0, 2))
    def hold_back(self, capacity: int, reserved: int) -> None:
        now = self.reception
        facts = {"capacity": capacity, "reserved": reserved}
        self.attempt(
            "places held back",
            lambda: edit_reception(actor=self.scene.protocol, reception=now, facts=facts, expected_version=now.version),
        )

    @rule(undo=st.booleans())
    def remind(self, undo: bool) -> None:
        act = guest_list.undo_reminders if undo else guest_list.remind
        self.attempt(
            "reminders undone" if undo else "reminded",
            lambda: act(actor=self.scene.protocol, reception=self.reception),
        )
        # Nobody is reminded twice.
        verbs = {"invitation.reminded": 1, "invitation.reminder_undone": -1}
        told: dict[str, int] = {}
        for key, verb in AuditEntry.objects.filter(verb__in=verbs).values_list("subject_id", "verb"):
            told[key] = told.get(key, 0) + verbs[verb]
        reminded = Invitation.objects.exclude(reminded_at=None).values_list("pk", flat=True)
        assert {key for key, times in told.items() if times} == {str(key) for key in reminded}
        assert set(told.values()) <= {0, 1}

    @precondition(lambda self: self.hour > 0)
    @rule(number=CHANCE, companion=st.booleans(), back=st.booleans())
    def arrive(self, number: int, companion: bool, back: bool) -> None:
        one = self.guest(number)
        act = arrivals.take_back if back else arrivals.record_arrival
        self.attempt(
            "arrival taken back" if back else f"arrived from {one.state}",
            lambda: act(actor=self.scene.protocol, invitation=one, companion=companion),
            one.pk,
        )

    @rule()
    def release(self) -> None:
        now = self.reception
        self.attempt(
            "released",
            lambda: arrivals.release_absent(
                actor=self.scene.protocol, reception=now, expected=arrivals.release_fingerprint(now)
            ),
        )

    @rule(steps=st.sampled_from([0, 1]))
    def time_passes(self, steps: int) -> None:
        self.hour = min(self.hour + steps, len(self.times) - 1)

    @invariant()
    def everything_adds_up(self) -> None:
        now, rows = self.reception, list(self.states().values())
        # Places are counted, and nobody has one that is held back.
        assert now.taken == sum(row["persons"] for row in rows if row["state"] == "accepted" or row["keeps_place"])
        assert now.taken <= now.capacity - now.reserved
        for row in rows:
            # A couple is whole.
            assert (row["persons"] == 2) == bool(row["companion_name"])
            assert row["companion_name"] or not row["companion_arrived_at"]
            # Nobody waits who would find room.
            assert not waits(row) or (1 if row["waiting_companion"] else row["persons"]) > now.free
            # Whoever is here is expected.
            assert row["state"] == "accepted" or not (row["arrived_at"] or row["companion_arrived_at"])
        assert len({row["guest"] for row in rows}) == len(rows)


WHOLE = settings(
    max_examples=20,
    stateful_step_count=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


def test_places_couples_and_the_waiting_order_hold_whatever_guests_and_protocol_do(db):
    with clock.standing(NOW):
        scene = make_scene(capacity=4, invite=False)
        make_member("KEN", state="submitted", given_names="Amina", family_name="Odhiambo")
    evening = scene.reception
    Banquet.scene = scene
    Banquet.times = [
        NOW,
        evening.answer_by + timedelta(minutes=1),
        evening.arrive_from + timedelta(minutes=1),
        evening.starts + timedelta(minutes=1),
        evening.ends + timedelta(minutes=1),
    ]
    run_state_machine_as_test(Banquet, settings=WHOLE)
    # Guests and protocol did come into one another's way.
    wanted = {
        "answered in time",
        "answered late",
        "let in",
        "late answer taken",
        "word undone from accepted",
        "places held back",
    }
    assert Banquet.happened >= {*wanted, "arrived from accepted", "released", "arrived from absent"}, Banquet.happened
