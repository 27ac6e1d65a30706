"""A focal point may edit anything of a signatory at any time: nobody signs without an officer's decision on that person, name, office."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from conference.audit.models import AuditEntry
from conference.core import clock
from conference.core.access import Actor
from conference.core.errors import UserError
from delegations.credentials.powers import actions, deciding, queries
from delegations.credentials.powers.models import FullPowers
from delegations.registration.members.actions import editing
from delegations.registration.models import Delegate
from schedule.signing.ceremony.rules import check_may_sign_now
from schedule.signing.running_order.models import SigningSession
from tests.accreditation.kit import accredited
from tests.credentials.kit import FACTS, another_scan, officer, rank, treaty
from tests.people import COUNTER, actor, make_focal_point
from tests.signing.scene import BEGINS, appointment_of, fill, intend, make_session

pytestmark = pytest.mark.slow

NAMES = ("family_name", "given_names", "name_native")
EDITS = st.one_of(
    st.fixed_dictionaries({"family_name": st.sampled_from(("Barasa", "Barassa", "Kamau", "Barasa Wekesa"))}),
    st.fixed_dictionaries({"given_names": st.sampled_from(("Naliaka", "Nalyaka", "John", ""))}),
    st.fixed_dictionaries({"name_native": st.sampled_from(("", "Naliaka Barasa", "ناليكا باراسا"))}),
    st.fixed_dictionaries({"name_on_badge": st.sampled_from(("", "Naliaka Barasa", "Barasa Naliaka"))}),
    st.fixed_dictionaries({"functional_title": st.sampled_from(("Ambassador", "Minister for Foreign Affairs"))}),
    st.sampled_from(("ambassador", "foreign_minister", "head_of_state")).map(lambda code: {"protocol_rank": code}),
    st.fixed_dictionaries({"honorific": st.sampled_from(("H.E. Ms.", "H.E. Mr."))}),
    st.fixed_dictionaries({"hotel": st.sampled_from(("Metropole", "Hanoi"))}),
    st.fixed_dictionaries({"document_number": st.sampled_from(("D1234567", "D7654321"))}),
)


class SignatoryEdits(RuleBasedStateMachine):
    """The model: for whom, by name, rank and function, the last decision of an officer stands; None without one that lets sign."""

    def __init__(self) -> None:
        super().__init__()
        session = SigningSession.objects.first() or make_session(treaty())
        self.focal: Actor = actor(make_focal_point("KEN"))
        self.officer: Actor = officer()
        # Born on another day than those of the runs before: nobody is entered twice.
        born = date(1960, 1, 1) + timedelta(days=next(COUNTER))
        named = {"honorific": "H.E. Ms.", "family_name": "Barasa", "given_names": "Naliaka", "date_of_birth": born}
        self.person, _badge = accredited(
            "KEN", protocol_rank=rank("ambassador"), functional_title="Ambassador", **named
        )
        intend("KEN", self.person)
        fill(session)
        self.decided: tuple[str, ...] | None = None

    def _row(self) -> FullPowers:
        return FullPowers.objects.get(representative=self.person)

    def _member(self) -> Delegate:
        return Delegate.objects.select_related("protocol_rank", "delegation__party").get(pk=self.person.pk)

    def _identity(self) -> tuple[str, ...]:
        member = self._member()
        code = member.protocol_rank.code if member.protocol_rank else ""
        return (*(getattr(member, name) for name in NAMES), code, member.functional_title)

    @rule(edit=EDITS)
    def edit(self, edit):
        self._edit(edit)

    def _edit(self, edit: dict[str, str]) -> None:
        values = {name: rank(value) if name == "protocol_rank" else value for name, value in edit.items()}
        member = self._member()
        with suppress(UserError):  # such as an entry that would be incomplete
            editing.edit_member(actor=self.focal, member=member, expected_version=member.version, values=values)

    @rule(
        facts=st.sampled_from(({}, {"dated": None}, {"name_written": "John Kamau"}, {"issuer_name": "Naliaka Barasa"}))
    )
    def hand_in(self, facts):
        actions.hand_in(actor=self.focal, powers=self._row(), facts={**FACTS, **facts}, document=another_scan())
        self.decided = None

    @rule()
    def withdraw_and_name_again(self):
        with suppress(UserError):
            actions.withdraw(actor=self.focal, powers=self._row())
            member = self._member()
            actions.name_signatory(actor=self.focal, delegation=member.delegation, person=member, treaty=treaty())
            self.decided = None

    @rule(reason=st.sampled_from(("", "Known to us")))
    def accept(self, reason):
        with suppress(UserError):
            deciding.accept(actor=self.officer, powers=self._row(), reason=reason)
            self.decided = self._identity()

    @rule()
    def find_defective(self):
        with suppress(UserError):
            deciding.find_defective(actor=self.officer, powers=self._row(), defects=["illegible"])
            self.decided = None

    @rule(office=st.sampled_from(("foreign_minister", "head_of_state")))
    def find_not_needed(self, office):
        found = {"office": office, "acting": False, "evidence": "Note 1"}
        with suppress(UserError):
            deciding.find_not_needed(actor=self.officer, powers=self._row(), **found)
            self.decided = self._identity()

    @rule(edit=EDITS)
    def edit_and_confirm(self, edit):
        if self.decided is None:  # else chance seldom comes to a confirmation
            self.hand_in({})
            self.accept("Known to us")
        self._edit(edit)
        with suppress(UserError):
            deciding.confirm(actor=self.officer, powers=self._row())
            self.decided = self._identity()

    @rule()
    def check_again(self):
        with suppress(UserError):
            deciding.check_again(actor=self.officer, powers=self._row())
            self.decided = None

    @invariant()
    def nobody_may_sign_without_a_decision_on_exactly_this_person_name_and_office(self):
        """VCLT, article 7."""
        is_decided = self.decided == self._identity()
        status = queries.powers_for(self._member(), treaty())
        assert status.holds == is_decided, status
        appointment = appointment_of("KEN")
        try:
            check_may_sign_now(appointment, clock.now())
        except UserError:
            assert not is_decided
        else:
            assert is_decided
        to_look_at = queries.to_look_at(FullPowers.objects.filter(representative=self.person)).exists()
        assert to_look_at or self.decided is None or is_decided


@pytest.mark.usefixtures("world")
def test_no_edit_of_a_signatory_gives_the_right_to_sign():
    with clock.standing(BEGINS):
        run_state_machine_as_test(
            SignatoryEdits,
            settings=settings(
                max_examples=10,
                stateful_step_count=20,
                deadline=None,
                derandomize=True,
                suppress_health_check=list(HealthCheck),
            ),
        )
    verbs = set(AuditEntry.objects.filter(subject_type="credentials.fullpowers").values_list("verb", flat=True))
    assert {"powers.accepted", "powers.not_needed", "powers.defective", "powers.confirmed"} <= verbs
