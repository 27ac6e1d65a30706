"""A substitute sits by the own rank, and nowhere until protocol has set it."""

from __future__ import annotations

import pytest
import time_machine

from conference.core.access import Role
from conference.core.errors import NotPossible
from conference.models import Rank
from schedule.receptions.models import Invitation
from schedule.receptions.seating.actions import TableValues
from schedule.receptions.seating.faults import faults
from tests.markup import compact
from tests.people import make_user, sign_in
from tests.receptions.scene import NOW
from tests.receptions.seating.scene import make_banquet

PAGE = "/desk/receptions/banquet/seating/"
SUBSTITUTE = {"substitute_name": "Ms. Rosa Lima", "substitute_function": "Ambassador"}


@pytest.fixture
def banquet(keeper):
    """Brazil's Head of State, seated first, sends the ambassador."""
    with time_machine.travel(NOW, tick=False):
        banquet = keeper(make_banquet)
        Invitation.objects.filter(pk=banquet.key("BRA")).update(**SUBSTITUTE)
        yield banquet


def set_rank(banquet, code: str, rank: str):
    banquet.act("set_guest", invitation=int(banquet.key(code)), rank=Rank.objects.get(code=rank))


def order(banquet) -> list[str]:
    return [diner.party.code for diner in banquet.world.diners.values() if not diner.companion]


def test_a_substitute_without_a_rank_has_no_seat_and_stands_last(banquet):
    assert order(banquet) == ["FRA", "KEN", "CIV", "BRA"]
    with pytest.raises(NotPossible, match="own rank, which is not set yet"):
        banquet.act("confirm_seat", key=banquet.key("BRA"))
    banquet.act("seat_anew")
    assert banquet.seats().keys() == {"FRA", "FRA+", "KEN", "KEN+", "CIV"}
    with pytest.raises(NotPossible, match="own rank, which is not set yet"):
        banquet.move("BRA", 2, 3, reason="At once.")


def test_the_page_says_whose_rank_is_to_be_set_and_where(banquet, client):
    sign_in(client, make_user("seats@hanoi2025.example", Role.PROTOCOL))
    banquet.act("seat_anew")
    shown = compact(client.get(PAGE).content.decode())
    without = shown[shown.index('id="without-h"') : shown.index('id="wishes-h"')]
    assert without.index("Rosa Lima") < without.index("Set it, and then a seat can be given.")
    chosen = compact(client.get(f"{PAGE}?who={banquet.key('BRA')}").content.decode())
    assert '<details class="block" open><summary>Rank and table</summary>' in chosen
    assert '<option value="" selected>not set yet</option>' in chosen


def test_a_substitute_sits_by_the_own_rank_once_it_is_set(banquet):
    set_rank(banquet, "BRA", "other")
    assert order(banquet) == ["FRA", "KEN", "BRA", "CIV"]
    banquet.act("seat_anew")
    world = banquet.world
    assert banquet.seats().keys() == {"BRA", "FRA", "FRA+", "KEN", "KEN+", "CIV"}
    assert faults(world.problem, world.seats) == []


def test_the_seat_of_whom_a_substitute_replaces_is_not_left_against_precedence(banquet):
    before = banquet.world.unsettled[0].seat
    set_rank(banquet, "BRA", "other")
    with pytest.raises(NotPossible, match=r"Rosa Lima would sit here against precedence"):
        banquet.act("confirm_seat", key=banquet.key("BRA"))
    set_rank(banquet, "BRA", "head-of-government")
    banquet.act("confirm_seat", key=banquet.key("BRA"))
    assert banquet.seats()["BRA"] == (before.table.number, before.number)


def test_what_was_set_of_a_guest_does_not_pass_to_the_substitute(banquet):
    """A rank and a table of the French minister are not those of who comes instead."""
    set_rank(banquet, "FRA", "head-of-state")
    banquet.act("set_guest", invitation=int(banquet.key("FRA")), table=2, rank=Rank.objects.get(code="head-of-state"))
    assert order(banquet)[0] == "FRA"
    Invitation.objects.filter(pk=banquet.key("FRA")).update(substitute_name="M. Luc Petit")
    world = banquet.world
    assert order(banquet)[-1] == "FRA"
    assert world.problem.fixed == {}
    assert world.barred == dict.fromkeys((banquet.key("BRA"), banquet.key("FRA"), banquet.key("FRA+")), "rank")


def test_a_substitute_without_a_rank_does_not_preside(banquet):
    with pytest.raises(NotPossible, match="own rank, which is not set yet"):
        banquet.act("change_table", number=2, values=TableValues(seats=4, host=int(banquet.key("BRA"))))
