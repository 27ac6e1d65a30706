"""Random lives of a person and of badges: rules 2, 3 and 5 of the design hold after each step."""

from __future__ import annotations

from random import Random
from typing import ClassVar

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from conference.audit.chain import find_faults
from conference.audit.models import AuditEntry
from conference.core import concurrency, lifecycle
from conference.core.access import Role
from conference.core.errors import UserError
from conference.models import Category
from delegations.accreditation.badges.actions import issuing
from delegations.accreditation.collection import actions
from delegations.accreditation.models import LIVE, Badge
from delegations.accreditation.review.actions import decisions, undoing
from delegations.registration.members.actions import editing as registration
from delegations.registration.members.actions import submission
from delegations.registration.models import Delegate
from tests.accreditation.kit import as_actor
from tests.accreditation.review.test_bulk_decisions import WHOLE
from tests.people import actor, make_focal_point, make_user

pytestmark = pytest.mark.slow

GRAPHS = {Delegate: Delegate.GRAPH, Badge: Badge.GRAPH}
DELEGATE, BADGE = Delegate._meta.label_lower, Badge._meta.label_lower
# What each officer may do with a person, and the desk with a badge.
DECISIONS = {
    "vet": lambda who, one, expected_version: decisions.vet(actor=who, delegate=one, expected_version=expected_version),
    "accredit": lambda who, one, expected_version: decisions.accredit(
        actor=who, delegate=one, expected_version=expected_version
    ),
    "return": lambda who, one, expected_version: decisions.return_(
        actor=who, delegate=one, code="photo_unclear", expected_version=expected_version
    ),
    "refuse": lambda who, one, expected_version: decisions.refuse_accreditation(
        actor=who, delegate=one, code="document", expected_version=expected_version
    ),
    "reopen": lambda who, one, expected_version: decisions.reopen(
        actor=who, delegate=one, explanation="Again.", expected_version=expected_version
    ),
    "undo": lambda who, one, expected_version: undoing.undo_decision(
        actor=who, act=UNDOING.get(one.state, "vet"), delegate=one, expected_version=expected_version
    ),
}
NEXT = {
    "submitted": ("vet", "vet", "vet", "vet", "vet", "return", "return", "refuse"),
    "vetted": ("accredit", "accredit", "accredit", "accredit", "accredit", "accredit", "return", "refuse"),
    "returned": ("undo",),
}
UNDOING = {"vetted": "vet", "accredited": "accredit", "returned": "return"}
USUAL = ("print", "print", "hand out", "hand out", "undo", "lost", "damaged")
CHANCE = st.randoms(use_true_random=True)
HANDLINGS = {
    "print": lambda who, badge, expected_version: issuing.mark_printed(
        actor=who, badges=[(badge.pk, expected_version)]
    ),
    "hand out": lambda who, badge, expected_version: actions.hand_out(
        actor=who, badge=badge, to="Bearer", expected_version=expected_version
    ),
    "undo": lambda who, badge, expected_version: actions.undo_hand_out(
        actor=who, badge=badge, expected_version=expected_version
    ),
    "lost": lambda who, badge, expected_version: issuing.replace_badge(
        actor=who, badge=badge, code="lost", explanation="Lost.", expected_version=expected_version
    ),
    "damaged": lambda who, badge, expected_version: issuing.replace_badge(
        actor=who, badge=badge, code="damaged", explanation="Wet.", expected_version=expected_version
    ),
}


class Lives(RuleBasedStateMachine):
    category: Category
    reached: ClassVar[set[tuple[str, str]]] = set()  # by all lives together

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.focal = actor(make_focal_point("KEN"))
        self.officers = [
            as_actor(make_user(None, Role.SECURITY, Role.ACCREDITATION, Role.PRINT_ROOM)) for _ in range(2)
        ]
        kind = Lives.category
        delegation = make_focal_point("KEN").focal_for.get().delegation
        values = {
            **WHOLE,
            "family_name": "Mokoena",
            "given_names": "Thandeka",
            "capacity": "delegate",
            "category": kind,
        }
        entered = registration.enter_member(actor=self.focal, delegation=delegation, values=values)
        # Rights of another kind: nothing that they try may ever be in the record.
        self.stranger = as_actor(make_user(None, Role.PROGRAMME))
        self.key, self.done = entered.pk, 0
        Delegate.objects.filter(pk=self.key).update(photo_exempt=True)
        self.serials: dict[str, str] = {}
        self.undone: set[str] = set()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @property
    def member(self) -> Delegate:
        return Delegate.objects.get(pk=self.key)

    def attempt(self, act, *args) -> None:
        """Do it or be refused in words; any other error fails the test."""
        try:
            act(*args)
        except UserError:
            return
        self.done += 1

    def attempt_late(self, act, row: Delegate | Badge) -> None:
        """Act on what stood there a step ago: nothing happens."""
        before = self.rows()
        done = self.done
        self.attempt(act)
        self.done = done
        assert self.rows() == before, f"done on a version of {row} that is no more"

    def rows(self) -> tuple:
        badges = Badge.objects.filter(delegate=self.key).order_by("pk").values_list("pk", "state", "version")
        return self.member.state, self.member.version, tuple(badges)

    def state_is(self, *states: str) -> bool:
        return self.member.state in states

    @precondition(lambda self: self.state_is("draft", "returned"))
    @rule()
    def submit(self) -> None:
        member = self.member
        self.attempt(
            lambda: submission.submit_members(actor=self.focal, delegation=member.delegation, members=[member])
        )

    @rule(rng=CHANCE)
    def decide(self, rng: Random) -> None:
        """Any decision, also one that the graph has not, by anyone, on any version."""
        member, late = self.member, rng.random() < 0.3
        verb = rng.choice([verb for verb in DECISIONS if verb != "refuse" or late])  # which would end this life
        whoever = rng.choice([*self.officers, self.stranger])
        if late:
            self.attempt_late(lambda: DECISIONS[verb](whoever, member, member.version - 1), member)
        else:
            self.attempt(DECISIONS[verb], whoever, member, member.version)

    @precondition(lambda self: self.state_is(*NEXT))
    @rule(rng=CHANCE)
    def go_on(self, rng: Random) -> None:
        """A step that the state allows, so that lives are long."""
        member = self.member
        self.attempt(DECISIONS[rng.choice(NEXT[member.state])], rng.choice(self.officers), member, member.version)

    @precondition(lambda self: Badge.objects.filter(delegate=self.key).exists())
    @rule(rng=CHANCE)
    def handle(self, rng: Random) -> None:
        """Mostly the newest copy; now and then a dead one."""
        badges = list(Badge.objects.filter(delegate=self.key).order_by("-copy"))
        badge = badges[0] if rng.random() < 0.8 else rng.choice(badges)
        how = rng.choice(USUAL)
        if rng.random() < 0.15:
            self.attempt_late(lambda: HANDLINGS[how](self.officers[0], badge, badge.version - 1), badge)
        else:
            self.attempt(HANDLINGS[how], rng.choice([self.officers[0]] * 5 + [self.stranger]), badge, badge.version)

    @precondition(lambda self: self.state_is("submitted", "vetted", "accredited"))
    @rule(rng=CHANCE)
    def edit(self, rng: Random) -> None:
        member = self.member
        values = (
            {"functional_title": rng.choice(["Adviser", "Minister"])}
            if rng.random() < 0.4
            else {"hotel": rng.choice("AB")}
        )
        self.attempt(
            lambda: registration.edit_member(
                actor=self.focal, member=member, expected_version=member.version, values=values
            )
        )

    @precondition(lambda self: self.done > 14)
    @rule()
    def withdraw(self) -> None:
        member = self.member
        self.attempt(
            lambda: registration.withdraw_member(
                actor=self.focal, member=member, expected_version=member.version, reason="x"
            )
        )

    @rule(rng=CHANCE)
    def a_day(self, rng: Random) -> None:
        """Several things in a row: hypothesis alone begins with short and simple lives."""
        for _ in range(8):
            if self.state_is("draft", "returned") and rng.random() < 0.8:
                self.submit()
            elif self.state_is(*NEXT) and rng.random() < 0.8:
                self.go_on(rng)
            elif Badge.objects.filter(delegate=self.key).exists() and rng.random() < 0.7:
                self.handle(rng)
            elif rng.random() < 0.7:
                rng.choice([self.edit, self.decide])(rng)
            elif self.done > 14:
                self.withdraw()
            for holds in (
                self.a_live_badge_if_and_only_if_accredited,
                self.each_change_has_one_entry_along_the_graph,
                self.decided_by_two_who_may,
            ):
                holds()
        self.the_chain_verifies()

    @invariant()
    def a_live_badge_if_and_only_if_accredited(self) -> None:
        connection.check_constraints()
        live = Badge.objects.filter(delegate=self.key, state__in=LIVE).count()
        assert live == (1 if self.member.state == "accredited" else 0)
        for badge in Badge.objects.filter(delegate=self.key):
            # What ended once stays as it ended, and no serial serves twice: but where the accreditation was undone before any print.
            ended = self.serials.setdefault(badge.serial, badge.state)
            assert ended in LIVE or badge.state == ended or badge.serial in self.undone
            if badge.undone_at:
                assert badge.printed_at is None
                self.undone.add(badge.serial)
            self.serials[badge.serial] = badge.state

    @invariant()
    def each_change_has_one_entry_along_the_graph(self) -> None:
        for model, label in ((Delegate, DELEGATE), (Badge, BADGE)):
            rows = model.objects.filter(**({"pk": self.key} if model is Delegate else {"delegate": self.key}))
            for row in rows:
                entries = list(
                    AuditEntry.objects.filter(subject_type=label, subject_id=str(row.pk), subject_version__gt=0)
                    .order_by("number")
                    .values_list("subject_version", "came_from", "went_to")
                )
                assert [version for version, _came, _went in entries] == list(range(1, row.version + 1))
                moves = [(came, went) for _version, came, went in entries if went]
                assert [came for came, _went in moves] == ["", *(went for _came, went in moves[:-1])]
                assert all(went in GRAPHS[model][came] for came, went in moves if came)
                assert row.state == moves[-1][1]
                Lives.reached.add((label, row.state))

    @invariant()
    def decided_by_two_who_may(self) -> None:
        rows = AuditEntry.objects.filter(subject_type=DELEGATE, subject_id=str(self.key)).order_by("number")
        vetted_by = None
        for verb, who in rows.values_list("verb", "actor_id"):
            if verb == "delegate.vetted":
                vetted_by = who
            if verb == "delegate.accredited":
                assert who not in (None, vetted_by)
                Lives.reached.add((DELEGATE, "by two"))
        assert not AuditEntry.objects.filter(actor_id=self.stranger.user_id).exists()

    @invariant()
    def the_chain_verifies(self) -> None:
        assert list(find_faults()) == []


BOUNDS = settings(
    max_examples=16,
    stateful_step_count=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def kind(world):
    Lives.category = Category.objects.get(letter="D")


@pytest.mark.django_db
def test_whatever_happens_the_rules_hold(kind):
    Lives.reached.clear()
    run_state_machine_as_test(Lives, settings=BOUNDS)
    # The lives were full ones: every state of both graphs was lived through.
    states = {(DELEGATE, state) for state in Delegate.GRAPH} | {(BADGE, state) for state in Badge.GRAPH}
    assert Lives.reached == states | {(DELEGATE, "by two")}


def _forgets_the_version(monkeypatch) -> None:
    monkeypatch.setattr(concurrency, "check_expected", lambda *_args: None)


def _forgets_the_right(monkeypatch) -> None:
    monkeypatch.setattr(lifecycle, "require_right", lambda *_args, **_more: None)


def _forgets_who_vetted(monkeypatch) -> None:
    move = lifecycle.move
    monkeypatch.setattr(lifecycle, "move", lambda *args, **more: move(*args, **{**more, "check": None}))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("forgetful", "by", "found"),
    [
        (_forgets_the_version, AssertionError, "a version of .* that is no more"),
        (_forgets_the_right, AssertionError, "exists"),
        (_forgets_who_vetted, IntegrityError, "four_eyes"),  # the database alone stops it
    ],
)
def test_the_control_a_house_that_forgets_a_rule_is_found_out(kind, monkeypatch, forgetful, by, found):
    forgetful(monkeypatch)
    bounds = settings(BOUNDS, phases=[Phase.generate], report_multiple_bugs=False)
    with pytest.raises(by, match=found):
        run_state_machine_as_test(Lives, settings=bounds)
