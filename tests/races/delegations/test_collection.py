"""The counter under attack: receipts without a gap, one badge at two desks, with controls."""

from __future__ import annotations

import threading

import pytest
from django.db import transaction

from conference.core.errors import UserError
from conference.db import guards
from delegations.accreditation.badges.actions import issuing
from delegations.accreditation.collection import actions
from delegations.accreditation.models import Badge, Receipt
from tests.accreditation.kit import accredited, as_actor, printer
from tests.people import make_conference, make_delegation, make_tables
from tests.races.threads import attack, kinds

pytestmark = pytest.mark.django_db(transaction=True)
PARTIES = ("KEN", "BRA", "FRA", "CIV")


@pytest.fixture
def clerk():
    make_conference()
    make_tables()
    return as_actor(printer())


def printed(clerk, code: str) -> Badge:
    badge = accredited(code)[1]
    issuing.mark_printed(actor=clerk, badges=[(badge.pk, 1)])
    return Badge.objects.get(pk=badge.pk)


def collect(clerk, code: str):
    delegation = make_delegation(code)
    return lambda: actions.hand_out_to_delegation(actor=clerk, delegation=delegation, to=f"Officer {code}")


def test_receipts_of_many_desks_are_numbered_without_a_gap(clerk):
    for code in PARTIES:
        printed(clerk, code)
    results = attack([collect(clerk, code) for code in (*PARTIES, "KEN")])
    assert kinds(results) == {"done": 4, "NotPossible": 1}
    assert sorted(Receipt.objects.values_list("number", flat=True)) == [1, 2, 3, 4]
    assert all(badge.receipt.delegation_id == badge.delegate.delegation_id for badge in Badge.objects.all())


def test_one_badge_at_a_desk_and_in_a_stack_leaves_once(clerk):
    for _ in range(5):
        badge = printed(clerk, "KEN")
        before = Receipt.objects.count()
        results = attack(
            [
                lambda badge=badge: actions.hand_out(actor=clerk, badge=badge, to="The bearer", expected_version=2),
                collect(clerk, "KEN"),
            ]
        )
        assert kinds(results)["done"] == 1
        assert all(isinstance(result, UserError | Badge | Receipt) for result in results)
        badge.refresh_from_db()
        alone = isinstance(results[0], Badge)
        assert (badge.collected_by_name, badge.receipt_id is None) == ("The bearer" if alone else "Officer KEN", alone)
        assert Receipt.objects.count() == before + (not alone)


def test_the_control_without_lock_and_guard_two_desks_hand_out_one_badge(clerk):
    """Both look, then both write, as a view would that asks first."""
    badge, together = printed(clerk, "KEN"), threading.Barrier(2)

    def naive(name: str):
        with transaction.atomic():
            state = Badge.objects.values_list("state", flat=True).get(pk=badge.pk)
        together.wait(20)
        assert state == "printed"
        return Badge.objects.filter(pk=badge.pk).update(state="collected", collected_by_name=name)

    guards.uninstall(names=["accreditation_badge_graph"])
    try:
        assert attack([lambda: naive("Hà"), lambda: naive("Minh")]) == [1, 1]
    finally:
        guards.install(names=["accreditation_badge_graph"])
