"""Banquets with fewer seats than persons, substitutes, hosts and couples, against a verifier that shares no code with the seating."""

from __future__ import annotations

import pytest
import time_machine

from conference.core.access import Role
from schedule.receptions.models import Invitation, Seat
from schedule.receptions.seating.explanations import UNSEATED
from schedule.receptions.seating.unseated import Why
from tests.people import make_user, sign_in
from tests.receptions.banquets.scene import make_random_banquet
from tests.receptions.banquets.verifier import Room, broken, passed_over
from tests.receptions.scene import NOW

WHYS = {"couple": UNSEATED[Why.PAIR], "refused": UNSEATED[Why.UNSUITED]}
SEEDS = [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 21))]


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(NOW, tick=False):
        yield


def seat(seed: int):
    banquet = make_random_banquet(seed)
    banquet.act("seat_anew", tries=500)
    banquet.plan.refresh_from_db()
    return banquet


@pytest.mark.parametrize("seed", SEEDS)
def test_a_banquet_keeps_the_rules_of_protocol(db, client, seed):
    banquet = seat(seed)
    assert list(broken(banquet.plan)) == []
    room = Room(banquet.plan)
    assert any(not room.has_to_wait(pk) for pk, companion in room.place.keys() - room.seat.keys())
    # Whoever is passed over is named on the page, and why.
    sign_in(client, make_user("seats@hanoi2025.example", Role.PROTOCOL))
    faults = client.get("/desk/receptions/banquet/seating/").context["faults"]
    passed = passed_over(banquet.plan)
    assert len(faults) == len(passed)
    for pk, why in passed.items():
        name = Invitation.objects.get(pk=pk).who_comes
        assert [fault for fault in faults if fault.startswith(name) and str(WHYS[why]) in fault]


def test_the_verifier_notices_each_rule_that_is_broken(db):
    """The controls, on the rows of one banquet."""
    banquet = seat(2)
    room = Room(banquet.plan)
    ranked = [pk for pk, _companion in sorted(room.seat, key=room.place.__getitem__) if room.is_ranked(pk)]
    first, last = room.seat[ranked[0], False], room.seat[ranked[-1], False]
    Seat.objects.filter(pk__in=[first.pk, last.pk]).delete()
    for pk, row in ((ranked[0], last), (ranked[-1], first)):
        Seat.objects.create(plan=banquet.plan, table=row.table, number=row.number, invitation_id=pk)
    assert any("out of order" in sentence or "head table" in sentence for sentence in broken(banquet.plan))
    Seat.objects.filter(plan=banquet.plan, invitation_id=ranked[0]).delete()
    assert f"{ranked[0]} is passed over in silence" in list(broken(banquet.plan))
    Invitation.objects.filter(pk=ranked[-1]).update(substitute_name="Mr. Somebody Else")
    assert f"{ranked[-1]} waits for a rank and has a seat" in list(broken(banquet.plan))
