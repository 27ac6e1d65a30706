"""Hosts are guests too: nobody has two seats, or two cards."""

from __future__ import annotations

import pytest
import time_machine
from django.db import IntegrityError, transaction

from conference.core.access import Role
from conference.core.errors import NotPossible
from schedule.receptions.invitations.actions import Answer, answer_invitation
from schedule.receptions.models import Invitation, SeatingTable
from schedule.receptions.papers import data
from schedule.receptions.seating.actions import TableValues
from schedule.receptions.seating.faults import faults
from tests.markup import compact
from tests.people import make_user, sign_in
from tests.receptions.scene import NOW
from tests.receptions.seating.scene import make_banquet

PAGE = "/desk/receptions/banquet/seating/"


@pytest.fixture
def banquet(keeper):
    with time_machine.travel(NOW, tick=False):
        yield keeper(make_banquet)


def preside(banquet, code: str, table: int = 2):
    banquet.act("change_table", number=table, values=TableValues(seats=4, host=int(banquet.key(code))))


def cards(banquet) -> list[str]:
    return [card["name"] for card in data.cards([banquet.world])["sets"][0]["cards"]]


def test_a_guest_who_presides_has_the_hosts_seat_and_one_card(banquet):
    banquet.act("take_away", key=banquet.key("KEN"))
    banquet.act("take_away", key=banquet.key("FRA"))
    preside(banquet, "FRA")
    banquet.act("seat_anew")
    world, seats = banquet.world, banquet.seats()
    assert seats["FRA"] == (2, 1)
    assert seats["FRA+"][0] == 2
    assert len(seats) == 6
    assert faults(world.problem, world.seats) == []
    name = world.diners[banquet.key("FRA")].name
    assert cards(banquet).count(name) == 1
    assert len(cards(banquet)) == 7


def test_a_guest_who_presides_leaves_the_former_seat_and_the_companion_comes_along(banquet):
    former = banquet.seats()["FRA"]
    other = 3 - former[0]
    for code in ("BRA", "CIV", "KEN"):
        if banquet.seats()[code][0] == other:
            banquet.act("take_away", key=banquet.key(code))
    preside(banquet, "FRA", other)
    assert (banquet.seats()["FRA"], banquet.seats()["FRA+"][0]) == ((other, 1), other)


def test_who_presides_stays_there(banquet):
    banquet.act("take_away", key=banquet.key("BRA"))
    for code in ("FRA", "KEN", "CIV"):
        if banquet.seats().get(code, (0, 0))[0] == 2:
            banquet.act("take_away", key=banquet.key(code))
    preside(banquet, "BRA")
    for act in (
        lambda: banquet.move("BRA", 1, 4, reason="Asked."),
        lambda: banquet.act("take_away", key=banquet.key("BRA")),
    ):
        with pytest.raises(NotPossible, match="Who presides at a table stays there"):
            act()
    if banquet.seats().get("KEN"):
        banquet.act("take_away", key=banquet.key("KEN"))
    preside(banquet, "KEN")
    assert banquet.seats()["KEN"] == (2, 1)
    with pytest.raises(NotPossible, match="Who presides at a table stays there"):
        banquet.move("KEN+", 1, 4, reason="Asked.")
    with pytest.raises(NotPossible, match="This seat is the host’s"):
        banquet.move("CIV", 2, 1, reason="Asked.")


def test_nobody_presides_at_two_tables(banquet):
    with pytest.raises(NotPossible, match="A host presides at one table"):
        banquet.act("add_tables", values=TableValues(seats=8, host_name="H.E. Mr. Host"))
    with pytest.raises(NotPossible, match="A host presides at one table"):
        banquet.act("add_tables", values=TableValues(seats=8, host_name="H.E. Ms. Other"), count=2)
    with pytest.raises(IntegrityError, match="seatingtable_host_once"), transaction.atomic():
        SeatingTable.objects.create(plan=banquet.plan, number=9, seats=8, host_name="H.E. Mr. Host", host_seat=1)
    banquet.act("add_tables", values=TableValues(seats=8, host=int(banquet.key("CIV"))))
    with pytest.raises(NotPossible, match="A host presides at one table"):
        banquet.act("add_tables", values=TableValues(seats=8, host=int(banquet.key("CIV"))))


def test_a_name_that_is_a_guests_is_refused_at_its_field(banquet, client):
    sign_in(client, make_user("seats@hanoi2025.example", Role.PROTOCOL))
    name = Invitation.objects.get(pk=banquet.key("BRA")).guest.latin_name
    banquet.plan.refresh_from_db()
    posted = {"shape": "round", "seats": 8, "count": 1, "with_companions": "on", "version": banquet.plan.version}
    page = client.post(f"{PAGE}tables/", {**posted, "host_name": f"H.E. Mr. {name.upper()}"})
    assert page.status_code == 422
    assert "is a guest of this reception. Choose the guest who presides" in page.context["form"].errors["host_name"][0]
    page = client.post(f"{PAGE}tables/", {**posted, "host": banquet.key("CIV")})
    assert page.status_code == 302
    assert banquet.seats()["CIV"] == (3, 1)
    shown = compact(client.get(f"{PAGE}tables/?number=3").content.decode())
    assert f'<option value="{banquet.key("CIV")}" selected>' in shown


def test_a_host_who_accepts_as_a_guest_later_gets_no_second_seat(banquet):
    """The name was written when nobody of that name came: it is to be settled, and nobody is seated twice meanwhile."""
    SeatingTable.objects.filter(plan=banquet.plan, number=1).update(host_name="Mr. Tom Wafula")
    world = banquet.world
    assert world.barred == {banquet.key("KEN+"): "presides"}
    assert [entry.why for entry in world.unsettled] == ["presides"]
    assert cards(banquet).count("Tom Wafula") + cards(banquet).count("Mr. Tom Wafula") == 1


def test_the_place_of_a_host_who_does_not_come_is_to_be_settled(banquet, client):
    banquet.act("add_tables", values=TableValues(seats=8, host=int(banquet.key("CIV"))))
    answer_invitation(invitation=Invitation.objects.get(pk=banquet.key("CIV")), answer=Answer("no"))
    sign_in(client, make_user("seats@hanoi2025.example", Role.PROTOCOL))
    shown = compact(client.get(PAGE).content.decode())
    assert "Table 3, seat 1: host of the table, not named yet" in shown
    banquet.act("take_away", key=banquet.key("CIV"))
    banquet.act("seat_anew")
    assert (3, 1) not in banquet.seats().values()


def test_an_earlier_version_brings_the_host_back(banquet):
    banquet.act("add_tables", values=TableValues(seats=8, host=int(banquet.key("CIV"))))
    before, number = banquet.seats(), banquet.world.plan.version
    banquet.act("change_table", number=3, values=TableValues(seats=8, host_name="Ms. Other"))
    banquet.act("change_table", number=1, values=TableValues(seats=4))
    banquet.act("restore_version", number=number)
    assert banquet.seats() == before
    assert [table.host_name for table in banquet.world.tables] == ["H.E. Mr. Host", "", ""]
