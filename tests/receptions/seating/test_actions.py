"""What protocol does with a plan: each act is one version, refused on an older page, and says what follows."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from conference.audit.models import AuditEntry
from conference.core import clock
from conference.core.access import Role
from conference.core.errors import AlreadyDecided, NotAllowed, NotPossible
from conference.models import Rank
from schedule.receptions.invitations.actions import Answer, answer_invitation
from schedule.receptions.models import Invitation, PlanVersion, Wish
from schedule.receptions.seating import actions
from schedule.receptions.seating.actions import TableValues
from schedule.receptions.seating.faults import faults
from schedule.receptions.seating.scoring import order_at
from tests.people import actor, make_user
from tests.receptions.scene import NOW
from tests.receptions.seating.scene import Banquet, make_banquet


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def banquet(keeper, now) -> Banquet:
    return keeper(make_banquet)


def test_everybody_is_seated_by_precedence(banquet):
    world = banquet.world
    assert [f"{one.party.code}{'+' if one.companion else ''}" for one in world.diners.values()] == [
        *("BRA", "FRA", "FRA+", "KEN", "KEN+", "CIV"),
    ]
    assert banquet.seats().keys() == {"BRA", "FRA", "FRA+", "KEN", "KEN+", "CIV"}
    assert faults(world.problem, world.seats) == []
    # The host sits on seat 1 of the first table; couples are not parted.
    assert (1, 1) not in banquet.seats().values()
    assert banquet.seats()["FRA"][0] == banquet.seats()["FRA+"][0]
    assert banquet.seats()["KEN"][0] == banquet.seats()["KEN+"][0]


def test_each_act_is_a_version_and_an_entry(banquet):
    assert list(PlanVersion.objects.order_by("number").values_list("number", "verb")) == [
        (1, "seating.made"),
        (2, "seating.tables"),
        (3, "seating.tables"),
        (4, "seating.anew"),
    ]
    entries = AuditEntry.objects.filter(subject_type="receptions.seatingplan").order_by("number")
    assert [entry.subject_version for entry in entries] == [1, 2, 3, 4]


def test_an_older_page_changes_nothing(banquet):
    before = banquet.seats()
    with pytest.raises(AlreadyDecided):
        banquet.act("take_away", key=banquet.key("BRA"), expected_version=3)
    with pytest.raises(AlreadyDecided):
        banquet.act("seat_anew", expected_version=3)
    assert (banquet.seats(), PlanVersion.objects.count()) == (before, 4)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.PROTOCOL])
def test_protocol_alone_seats(banquet, role):
    other = actor(make_user(None, role))
    with pytest.raises(NotAllowed):
        actions.seat_anew(actor=other, plan=banquet.plan)
    with pytest.raises(NotAllowed):
        actions.take_away(actor=other, plan=banquet.plan, key=banquet.key("BRA"))


def test_a_closed_plan_is_not_changed_until_it_is_opened(banquet):
    banquet.act("close_plan")
    with pytest.raises(NotPossible, match="closed"):
        banquet.act("take_away", key=banquet.key("BRA"))
    banquet.act("open_plan")
    banquet.act("take_away", key=banquet.key("BRA"))
    assert "BRA" not in banquet.seats()


def test_a_move_that_makes_a_fault_needs_a_reason(banquet):
    banquet.act("take_away", key=banquet.key("CIV"))
    banquet.act("take_away", key=banquet.key("BRA"))
    table = banquet.seats()["FRA"][0]
    banquet.act("take_away", key=banquet.key("FRA"))
    best = next(one for one in banquet.world.problem.tables if one.number == table)
    first, last = order_at(best)[0], order_at(best)[-1]
    banquet.move("CIV", table, first)
    with pytest.raises(NotPossible, match="give a reason"):
        banquet.move("BRA", table, last)
    assert "BRA" not in banquet.seats()
    banquet.move("BRA", table, last, reason="Leaves early, near the exit.")
    assert banquet.seats()["BRA"] == (table, last)
    entry = AuditEntry.objects.filter(verb="seating.moved").latest("number")
    assert entry.reason == "Leaves early, near the exit."
    assert [one.kind for one in faults(banquet.world.problem, banquet.world.seats)] == ["below"]


def test_two_couples_exchange_and_are_seated_by_precedence_if_wished(banquet):
    before = banquet.seats()
    assert before["KEN"][0] != before["FRA"][0]
    with pytest.raises(NotPossible, match="no second seat for the couple"):
        banquet.move(
            "FRA", before["KEN"][0], before[next(c for c in ("BRA", "CIV") if before[c][0] == before["KEN"][0])][1]
        )
    banquet.move("KEN", *before["FRA"], by_precedence=True)
    after, world = banquet.seats(), banquet.world
    assert {code: after[code][0] for code in ("KEN", "KEN+")} == dict.fromkeys(("KEN", "KEN+"), before["FRA"][0])
    assert {code: after[code][0] for code in ("FRA", "FRA+")} == dict.fromkeys(("FRA", "FRA+"), before["KEN"][0])
    assert faults(world.problem, world.seats) == []


def test_a_fixed_table_and_an_own_rank(banquet):
    banquet.act("set_guest", invitation=int(banquet.key("CIV")), table=1)
    banquet.act(
        "set_guest",
        invitation=int(banquet.key("KEN")),
        companion=True,
        rank=Rank.objects.get(code="head-of-government"),
    )
    banquet.act("seat_anew")
    world = banquet.world
    assert banquet.seats()["CIV"][0] == 1
    assert [one.name for one in world.diners.values()][1] == "Tom Wafula"
    assert faults(world.problem, world.seats) == []
    with pytest.raises(NotPossible):
        banquet.act("set_guest", invitation=int(banquet.key("KEN")), companion=True, table=1)


def test_what_no_seating_can_fulfil_is_refused_by_name(banquet):
    for code in ("FRA", "KEN"):
        banquet.act("set_guest", invitation=int(banquet.key(code)), table=1)
    before = banquet.seats()
    with pytest.raises(NotPossible, match="4 persons are fixed to table 1, which has 3 seats for guests") as caught:
        banquet.act("seat_anew")
    for key in (banquet.key("FRA"), banquet.key("KEN")):
        assert banquet.world.diners[key].name in str(caught.value)
    assert banquet.seats() == before


def test_a_refusal_is_kept_and_no_log_names_it(banquet):
    one, other = int(banquet.key("BRA")), int(banquet.key("FRA"))
    banquet.act("set_wish", tie="apart", one=one, other=other, reason="Recalled ambassadors in August.")
    banquet.act("seat_anew")
    assert banquet.seats()["BRA"][0] != banquet.seats()["FRA"][0]
    stored = str([*AuditEntry.objects.values("details", "reason"), *PlanVersion.objects.values("data")])
    assert "apart" not in stored
    assert "Recalled" not in stored
    banquet.act("set_wish", tie="beside", one=other, other=one)
    assert list(Wish.objects.values_list("tie", flat=True)) == ["beside"]
    banquet.act("remove_wish", wish=Wish.objects.get().pk)
    assert not Wish.objects.exists()
    with pytest.raises(NotPossible):
        banquet.act("set_wish", tie="apart", one=one, other=one)


def test_a_late_guest_keeps_the_seat_and_the_table(banquet):
    table, seat = banquet.seats()["KEN"]
    until = clock.now() + timedelta(days=15)
    banquet.act("keep_seat", table=table, seat=seat, until=until)
    assert banquet.world.late == {banquet.key("KEN"): until}
    banquet.act("seat_anew")
    assert (banquet.seats()["KEN"][0], banquet.world.late) == (table, {banquet.key("KEN"): until})
    banquet.act("release_seat", table=table, seat=banquet.seats()["KEN"][1])
    assert (banquet.world.late, "KEN" in banquet.seats()) == ({}, True)
    with pytest.raises(NotPossible, match="passed"):
        banquet.act("keep_seat", table=table, seat=seat, until=clock.now())


def test_an_empty_seat_is_kept_for_nobody_yet(banquet):
    banquet.act("take_away", key=banquet.key("CIV"))
    taken = set(banquet.seats().values())
    free = next((table, seat) for table in (2, 1) for seat in (2, 3, 4) if (table, seat) not in taken)
    banquet.act("keep_seat", table=free[0], seat=free[1], until=clock.now() + timedelta(days=15))
    with pytest.raises(NotPossible, match="kept free"):
        banquet.move("CIV", *free)
    banquet.act("seat_anew")
    assert free not in banquet.seats().values()
    with pytest.raises(NotPossible):
        banquet.act("keep_seat", table=1, seat=1, until=clock.now() + timedelta(days=15))


def test_who_regrets_is_listed_and_sits_nowhere(banquet):
    answer_invitation(invitation=Invitation.objects.get(pk=banquet.key("KEN")), answer=Answer("no"))
    world = banquet.world
    assert sorted((one.why, one.seat.companion) for one in world.unsettled) == [
        ("regretted", False),
        ("regretted", True),
    ]
    assert {"KEN", "KEN+"}.isdisjoint(banquet.seats())
    banquet.act("take_away", key=banquet.key("KEN"))
    assert banquet.world.unsettled == []


def test_a_companion_who_does_not_come_is_listed(banquet):
    answer_invitation(invitation=Invitation.objects.get(pk=banquet.key("KEN")), answer=Answer("yes"))
    assert [(one.why, one.seat.companion) for one in banquet.world.unsettled] == [("alone", True)]
    assert "KEN" in banquet.seats()


def test_another_who_comes_by_the_invitation_is_not_seated_by_that_alone(banquet):
    at = banquet.seats()["KEN+"]
    answer_invitation(
        invitation=Invitation.objects.get(pk=banquet.key("KEN")), answer=Answer("yes", companion="Mary Wafula")
    )
    assert [one.why for one in banquet.world.unsettled] == ["replaced"]
    assert "KEN+" not in banquet.seats()
    banquet.act("confirm_seat", key=banquet.key("KEN+"))
    assert (banquet.world.unsettled, banquet.seats()["KEN+"]) == ([], at)
    with pytest.raises(NotPossible):
        banquet.act("confirm_seat", key=banquet.key("KEN+"))


def test_an_earlier_version_comes_back_without_those_who_no_longer_come(banquet):
    before = banquet.seats()
    banquet.act("change_table", number=2, values=TableValues(seats=6))
    banquet.act("add_tables", values=TableValues("long", 8), count=3)
    banquet.act("take_away", key=banquet.key("BRA"))
    assert banquet.act("restore_version", number=4) == 0
    assert banquet.seats() == before
    assert [(one.number, one.seats) for one in banquet.world.tables] == [(1, 4), (2, 4)]
    answer_invitation(invitation=Invitation.objects.get(pk=banquet.key("KEN")), answer=Answer("no"))
    assert banquet.act("restore_version", number=4) == 2
    assert banquet.seats() == {code: at for code, at in before.items() if not code.startswith("KEN")}
    with pytest.raises(NotPossible):
        banquet.act("restore_version", number=99)


def test_a_table_is_not_made_smaller_under_a_guest(banquet):
    taken = {seat: code for code, (table, seat) in banquet.seats().items() if table == 2}
    last = banquet.world.diners[banquet.key(taken[max(taken)])].name
    with pytest.raises(NotPossible) as caught:
        banquet.act("change_table", number=2, values=TableValues(seats=3))
    assert (last in str(caught.value)) == (max(taken) == 4)
    banquet.act("remove_table", number=2)
    assert {table for table, _seat in banquet.seats().values()} == {1}


@pytest.mark.parametrize(
    "values",
    [
        TableValues("round", 2),
        TableValues("head", 1, host_name="H.E. Host"),
        TableValues("round", 61),
        TableValues("round", 8, for_couples=False),
    ],
)
def test_no_table_of_an_impossible_kind(banquet, values):
    with pytest.raises(NotPossible):
        banquet.act("add_tables", values=values)
