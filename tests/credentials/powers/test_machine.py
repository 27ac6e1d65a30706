"""Any order of acts on full powers: done or refused as on a register of paper, and whether the person may sign follows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
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
from conference.core.access import SYSTEM
from conference.core.errors import UserError
from delegations.credentials.powers import actions, deciding, queries
from delegations.credentials.powers.models import FullPowers
from delegations.registration.members.actions import editing
from delegations.registration.models import Delegate
from tests.credentials.kit import FACTS, another_scan, minister, officer, rank, treaty

pytestmark = pytest.mark.slow

DECIDED = ("accepted", "defective", "not_needed")
OFFICE, PLAIN = "foreign_minister", "minister"


class Register(RuleBasedStateMachine):
    """The model: the state of one row, whether a sound paper and the original are here, and who the person is now."""

    def __init__(self) -> None:
        super().__init__()
        self.person = minister()
        self.officer = officer()
        self.state, self.paper, self.original = "", "", ""
        self.name, self.office, self.stays = "Barasa", PLAIN, True
        self.decided, self.acts = ("", ""), 0

    def _row(self) -> FullPowers:
        return FullPowers.objects.get(representative=self.person)

    def _try(self, may: bool, act: Callable[[], object], to: str = "") -> bool:
        """Do it; it is done if and only if it may be."""
        try:
            act()
        except UserError:
            assert not may, (self.state, to)
            return False
        assert may, (self.state, to)
        self.state, self.acts = to or self.state, self.acts + 1
        return True

    def _change(self, **fields: object) -> None:
        Delegate.objects.filter(pk=self.person.pk).update(**fields)
        self.person = Delegate.objects.get(pk=self.person.pk)

    @initialize(paper=st.sampled_from(("", "sound", "undated")))
    def begin(self, paper):
        self.name_to_sign()
        if paper:
            self.hand_in(paper == "sound")

    @rule()
    def name_to_sign(self):
        may = self.stays and self.state in ("", "withdrawn")
        given = {"delegation": self.person.delegation, "person": self.person, "treaty": treaty()}
        self._try(may, lambda: actions.name_signatory(actor=SYSTEM, **given), "received" if self.paper else "expected")

    @rule(sound=st.booleans())
    def hand_in(self, sound):
        facts = FACTS if sound else {**FACTS, "dated": None}
        given = {"powers": self._row(), "facts": facts, "document": another_scan()}
        if self._try(self.stays, lambda: actions.hand_in(actor=SYSTEM, **given), "received"):
            self.paper = "sound" if sound else "undated"
            self.original = "" if self.original == "returned" else self.original

    @rule()
    def accept(self):
        may = self.state == "received" and self.paper == "sound" and self.stays and self.name == "Barasa"
        if self._try(may, lambda: deciding.accept(actor=self.officer, powers=self._row()), "accepted"):
            self.decided = (self.name, self.office)

    @rule()
    def find_defective(self):
        given = {"powers": self._row(), "defects": ["undated"]}
        may = self.state == "received"
        self._try(may, lambda: deciding.find_defective(actor=self.officer, **given), "defective")

    @rule()
    def find_not_needed(self):
        given = {"powers": self._row(), "office": OFFICE, "acting": False, "evidence": "Note 1"}
        may = self.state in ("expected", "received")
        if self._try(may, lambda: deciding.find_not_needed(actor=self.officer, **given), "not_needed"):
            self.decided = (self.name, self.office)

    @rule()
    def check_again(self):
        to = "received" if self.paper else "expected"
        may = self.state in DECIDED
        self._try(may, lambda: deciding.check_again(actor=self.officer, powers=self._row()), to)

    @rule()
    def withdraw(self):
        may = self.state != "withdrawn"
        self._try(may, lambda: actions.withdraw(actor=SYSTEM, powers=self._row()), "withdrawn")

    @rule()
    def receive_the_original(self):
        may = bool(self.paper) and self.state != "withdrawn" and self.original != "here"
        if self._try(may, lambda: actions.receive_original(actor=self.officer, powers=self._row())):
            self.original = "here"

    @rule()
    def return_the_original(self):
        given = {"powers": self._row(), "returned_to": "Achieng Wambui"}
        if self._try(self.original == "here", lambda: actions.return_original(actor=self.officer, **given)):
            self.original = "returned"

    @rule(name=st.sampled_from(("Barasa", "Kilonzi")))
    def rename(self, name):
        self._change(family_name=name, given_names="Naliaka" if name == "Barasa" else "Mary")
        self.name = name

    @rule(office=st.sampled_from((OFFICE, PLAIN)))
    def take_office(self, office):
        self._change(protocol_rank=rank(office))
        self.office = office

    @precondition(lambda self: self.stays and self.acts > 6)
    @rule()
    def leave(self):
        editing.withdraw_member(actor=SYSTEM, member=self.person, expected_version=self.person.version)
        self.person = Delegate.objects.get(pk=self.person.pk)
        self.stays = False

    @invariant()
    def the_row_is_as_on_paper(self):
        row = FullPowers.objects.filter(representative=self.person).first()
        assert (row.state if row else "") == self.state
        if row is not None:
            kept = {"here": (True, False), "returned": (True, True), "": (False, False)}[self.original]
            assert (row.original_received_at is not None, row.original_returned_at is not None) == kept
            assert (row.decided_by_id is not None) == (row.state in DECIDED)
            entries = AuditEntry.objects.filter(subject_type="credentials.fullpowers", subject_id=str(row.pk))
            assert entries.count() == self.acts

    @invariant()
    def whether_the_person_may_sign_follows(self):
        found = queries.powers_for(Delegate.objects.get(pk=self.person.pk), treaty())
        holds = self.state in ("accepted", "not_needed") and (self.name, self.office) == self.decided
        assert found.holds == (holds and self.stays), (self.state, found)
        assert bool(found.relied_on()) == found.holds


@pytest.mark.usefixtures("world", "october")
def test_full_powers_go_as_on_paper():
    run_state_machine_as_test(
        Register,
        settings=settings(
            max_examples=30,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    reached = set(AuditEntry.objects.filter(subject_type="credentials.fullpowers").values_list("verb", flat=True))
    assert {
        "powers.accepted",
        "powers.defective",
        "powers.not_needed",
        "powers.reopened",
        "powers.withdrawn",
    } <= reached
