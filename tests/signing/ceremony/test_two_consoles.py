"""Two consoles, each with what it last saw, call, sign, skip, recall, undo and lose answers in any order."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from conference.core import clock
from conference.core.errors import UserError
from schedule.signing.ceremony.actions import last_act
from schedule.signing.models import Appointment, CeremonyAct, Signature
from tests.signing.scene import BEGINS, appointment_of, do, fill, intend, intend_union, make_session, minutes, protocol
from tests.treaties.kit import hanoi

pytestmark = pytest.mark.slow

CODES = ("BRA", "EU", "HRV", "KEN")
consoles, codes = st.sampled_from(("A", "B")), st.sampled_from(CODES)


class Ceremony(RuleBasedStateMachine):
    """The model: the state of each party, as a person in the hall would keep it on paper."""

    def __init__(self) -> None:
        super().__init__()
        self.session = SCENE["session"]
        for code in CODES:
            _reset(code)
        assert not Signature.objects.exists()
        self.who = {name: protocol(f"Console {name}") for name in ("A", "B")}
        self.seen = {name: {code: appointment_of(code).version for code in CODES} for name in ("A", "B")}
        self.model = dict.fromkeys(CODES, "scheduled")
        self.steps: list[tuple[int, str, dict[str, str]]] = []
        self.sent: list[tuple[str, str, dict]] = []

    def _do(self, console: str, verb: str, code: str, to: dict[str, str], may: bool, **given) -> None:
        key = given.pop("key", None) or uuid.uuid4()
        current = self.seen[console][code] == appointment_of(code).version
        given |= {"key": key, "expected_version": self.seen[console][code]}
        before = dict(self.model)
        try:
            act = do(self.session, verb, code, who=self.who[console], **given)
        except UserError:
            assert not (current and may), (verb, code, self.model)
            return
        assert current, "a console that shows what is no more has changed something"
        assert may, (verb, code, self.model)
        self.model |= to
        self.steps.append((act.number, code, before))
        self.sent.append((verb, code, {**given, "who": self.who[console]}))

    @property
    def table(self) -> str | None:
        return next((code for code, state in self.model.items() if state == "called"), None)

    def _may_come(self, code: str) -> bool:
        return self.table is None and (code != "EU" or self.model["HRV"] == "signed")

    @rule(console=consoles)
    def look(self, console):
        self.seen[console] = {code: appointment_of(code).version for code in CODES}

    @rule(console=consoles, code=codes)
    def call(self, console, code):
        may = self.model[code] == "scheduled" and self._may_come(code)
        self._do(console, "call", code, {code: "called"}, may)

    @rule(console=consoles, code=codes)
    def recall(self, console, code):
        may = self.model[code] == "skipped" and self._may_come(code)
        self._do(console, "recall", code, {code: "called"}, may)

    @rule(console=consoles, code=codes)
    def skip(self, console, code):
        self._do(console, "skip", code, {code: "skipped"}, self.model[code] in ("called", "scheduled"))

    @rule(console=consoles, code=codes)
    def sign(self, console, code):
        self._do(console, "sign", code, {code: "signed"}, self.model[code] == "called")

    @rule(console=consoles, code=codes, then=codes)
    def sign_and_call(self, console, code, then):
        to = {code: "signed"}
        waits = then == "EU" and "signed" not in (self.model["HRV"], to.get("HRV"))
        fresh = self.seen[console][then] == appointment_of(then).version
        if then != code and self.model[then] == "scheduled" and fresh and not waits:
            to |= {then: "called"}
        given = {"then": then, "then_version": self.seen[console][then]}
        self._do(console, "next", code, to, self.model[code] == "called", **given)

    @rule()
    def lose_an_answer(self):
        """The last act comes once more, with the key that it had: nothing happens."""
        if self.sent:
            verb, code, given = self.sent[-1]
            count = CeremonyAct.objects.count()
            do(self.session, verb, code, **given)
            assert CeremonyAct.objects.count() == count

    @rule(console=consoles, code=codes, meanwhile=codes)
    def lose_the_network(self, console, code, meanwhile):
        """It goes on by itself, and its acts come minutes later, in order, until one is refused; the other one may have acted meanwhile."""
        version, keys = appointment_of(code).version, (uuid.uuid4(), uuid.uuid4())
        other = "B" if console == "A" else "A"
        self.look(other)
        if self.model[meanwhile] == "called":
            self.skip(other, meanwhile)
        elif meanwhile != code:
            self.call(other, meanwhile)
        self.seen[console][code] = version
        may = self.model[code] == "scheduled" and self._may_come(code)
        late = {"ago": minutes(5)}
        self._do(console, "call", code, {code: "called"}, may, key=keys[0], **late)
        if self.model[code] != "called" or not may:
            return
        # As the page counts on.
        self.seen[console][code] = version + 1
        self._do(console, "sign", code, {code: "signed"}, True, key=keys[1], **late)
        first, second = CeremonyAct.objects.filter(key__in=keys).order_by("number")
        assert first.happened_at <= second.happened_at <= second.written_at

    @rule(console=consoles)
    def undo(self, console):
        if self.steps:
            number, code, before = self.steps.pop()
            do(self.session, "undo", code, who=self.who[console], act=number, reason="Too early")
            self.model = before
            self.sent.clear()

    @invariant()
    def the_order_is_as_on_paper(self):
        rows = Appointment.objects.filter(session=self.session)
        assert dict(rows.values_list("delegation__party__code", "state")) == self.model
        signed = {code for code, state in self.model.items() if state == "signed"}
        assert set(Signature.objects.values_list("party__code", flat=True)) == signed
        assert list(self.model.values()).count("called") <= 1
        assert "EU" not in signed or "HRV" in signed

    @invariant()
    def the_last_act_is_the_last_that_was_not_undone(self):
        last = last_act(self.session)
        assert (last.number if last else None) == (self.steps[-1][0] if self.steps else None)


SCENE: dict = {}


def _reset(code: str) -> None:
    """Take a party back to where the run begins, by undoing all that is left of the one before."""
    session = SCENE["session"]
    while (last := last_act(session)) is not None:
        do(session, "undo", last.appointment.delegation.party.code, act=last.number, reason="next run")
    assert appointment_of(code).state == "scheduled"


@pytest.mark.usefixtures("world")
def test_two_consoles_keep_the_order_of_the_hall():
    with clock.standing(BEGINS):
        SCENE["session"] = make_session(hanoi())
        intend_union(("HRV",))
        for code in ("BRA", "HRV", "KEN"):
            intend(code)
        fill(SCENE["session"])
        run_state_machine_as_test(
            Ceremony,
            settings=settings(
                max_examples=12,
                stateful_step_count=20,
                deadline=None,
                derandomize=True,
                suppress_health_check=list(HealthCheck),
            ),
        )
    assert CeremonyAct.objects.filter(session=SCENE["session"], verb="undo").exists()
