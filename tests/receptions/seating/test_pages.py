"""The page of a seating: what it shows and does without scripts, and how often it asks the database."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conference.audit.models import AuditEntry
from conference.core import clock
from conference.core.access import Role
from conference.models import Rank
from conference.translated import Translated
from delegations.registration.models import Delegate
from schedule.receptions.guest_list import actions as guest_list
from schedule.receptions.invitations.actions import Answer, answer_invitation
from schedule.receptions.models import Invitation, Reception, SeatingPlan, Wish
from schedule.receptions.seating.actions import TableValues
from schedule.receptions.seating.queries import key_of
from tests.markup import compact
from tests.people import make_focal_point, make_member, make_user, sign_in
from tests.receptions.scene import NOW
from tests.receptions.seating.scene import make_banquet


@pytest.fixture
def banquet(keeper):
    with time_machine.travel(NOW, tick=False):
        yield keeper(make_banquet)


@pytest.fixture
def staff(client, banquet):
    return sign_in(client, make_user("seats@hanoi2025.example", Role.PROTOCOL))


PAGE = "/desk/receptions/banquet/seating/"


def text(client, query: str = "") -> str:
    page = client.get(PAGE + query)
    assert page.status_code == 200
    return compact(page.content.decode())


def act(client, banquet, do: str, **values):
    banquet.plan.refresh_from_db()
    data = {"do": do, "version": banquet.plan.version, **values}
    return client.post(PAGE + "act/", data, follow=True)


def test_the_page_says_how_the_seating_stands(staff, banquet):
    shown = text(staff)
    assert "7 places: 6 taken, 0 kept free, 1 free." in shown
    assert "No fault of precedence." in shown
    assert len(re.findall(r'<a class="seat guest', shown)) == 4
    assert len(re.findall(r'<a class="seat companion', shown)) == 2


def test_whoever_is_chosen_is_told_why_there(staff, banquet):
    banquet.act("set_wish", tie="one_table", one=int(banquet.key("BRA")), other=int(banquet.key("CIV")))
    shown = text(staff, f"?who={banquet.key('BRA')}")
    table, seat = banquet.seats()["BRA"]
    assert f"Table {table}, seat {seat}." in shown
    assert "Head of State: 1 guest in this group of ranks." in shown
    assert "No first seat is drawn yet: the order begins at A. Place 1 of 1 in the group, 1 in all." in shown
    assert "Brazil and Côte d&#x27;Ivoire at one table" in shown


def test_whoever_is_chosen_has_a_face_and_a_companion_none(staff, client, banquet):
    guest = Invitation.objects.exclude(companion_name="").first()
    Delegate.objects.filter(pk=guest.guest_id).update(photo="photos/face.jpg")
    address = reverse("accreditation:photo", args=[guest.guest.public_id])
    assert f'src="{address}" alt="Photo of {guest.guest.called}"' in text(staff, f"?who={key_of(guest.pk, False)}")
    assert address not in text(staff, f"?who={key_of(guest.pk, True)}")


def test_a_substitute_is_called_so_and_has_neither_the_rank_nor_the_office_of_the_guest(staff, banquet):
    key = banquet.key("BRA")
    shown = text(staff, f"?who={key}")
    assert "Brazil, Head of State" in shown
    assert "Substitute" not in shown
    values = {"substitute_name": "Ms. Rosa Lima", "substitute_function": "Ambassador"}
    Invitation.objects.filter(pk=int(key)).update(**values)
    shown = text(staff, f"?who={key}")
    assert "Substitute, <bdi>Ambassador</bdi>" in shown
    assert "Brazil, Head of State" not in shown
    assert "A substitute sits by the own rank, which is not set yet." in shown


def test_a_move_is_shown_before_it_is_made_and_made_by_a_form(staff, banquet):
    banquet.act("take_away", key=banquet.key("CIV"))
    banquet.act("take_away", key=banquet.key("BRA"))
    key, before = banquet.key("BRA"), banquet.seats()
    free = next(
        (t, s) for t, seats in ((1, (4, 2, 3)), (2, (1, 4, 2, 3))) for s in seats if (t, s) not in before.values()
    )
    shown = text(staff, f"?who={key}&to={free[0]}-{free[1]}")
    assert f"Move to table {free[0]}, seat {free[1]}?" in shown
    assert "1 person moves." in shown
    # U undoes what is saved: not while something else is looked at.
    assert 'data-key="u"' in text(staff)
    assert 'data-key="u"' not in shown
    assert banquet.seats() == before
    act(staff, banquet, "move", key=key, table=free[0], seat=free[1], reason="Near the exit.")
    assert banquet.seats() == before | {"BRA": free}


def test_an_older_page_is_told_who_was_faster(staff, banquet):
    banquet.act("take_away", key=banquet.key("BRA"))
    before = banquet.seats()
    page = staff.post(PAGE + "act/", {"do": "take_away", "key": banquet.key("CIV"), "version": 4}, follow=True)
    assert "Nothing was changed" in page.content.decode()
    assert banquet.seats() == before


def test_refusals_are_shown_to_who_asks_and_that_is_noted(staff, banquet):
    one, other = int(banquet.key("BRA")), int(banquet.key("FRA"))
    banquet.act("set_wish", tie="apart", one=one, other=other, reason="Recalled ambassadors.")
    shown = text(staff)
    assert "1 pair is not to sit at one table." in shown
    assert "Brazil and France" not in shown
    assert "Recalled" not in shown
    page = staff.post(PAGE + "refusals/")
    assert "Brazil and France not at one table" in compact(page.content.decode())
    assert "Recalled ambassadors." in page.content.decode()
    assert AuditEntry.objects.filter(verb="seating.refusals_shown").count() == 1


def test_a_refusal_that_is_broken_names_nobody_before_somebody_asks(staff, banquet):
    one, other = (Invitation.objects.get(pk=banquet.key(code)) for code in ("FRA", "KEN"))
    banquet.act("set_wish", tie="apart", one=one.pk, other=other.pk)
    banquet.act("change_table", number=2, values=TableValues(seats=8))
    for code in ("FRA", "KEN"):
        if banquet.seats()[code][0] != 2:
            free = next(seat for seat in range(1, 9) if (2, seat) not in banquet.seats().values())
            banquet.move(code, 2, free, reason="At their own wish.")
    named = f"{one.who_comes} and {other.who_comes} are not to sit at one table"
    shown = text(staff)
    assert "Two guests who are not to share a table sit at table 2." in shown
    assert named not in shown
    assert named in compact(staff.post(PAGE + "refusals/").content.decode())


def test_without_a_table_the_one_thing_to_do_is_to_add_some(staff, banquet):
    assert "Add tables" not in text(staff)
    banquet.plan.seats.all().delete()
    banquet.plan.tables.all().delete()
    shown = text(staff)
    assert f'<a class="b main" href="{PAGE}tables/">Add tables</a>' in shown
    assert "Seat everybody again" not in shown


def test_who_only_sees_receptions_changes_nothing(client, banquet):
    sign_in(client, make_user("office@hanoi2025.example", Role.SECRETARIAT))
    shown = text(client, f"?who={banquet.key('BRA')}&to=2-1")
    assert "Seat everybody again" not in shown
    assert "Move to table" not in shown
    assert client.post(PAGE + "act/", {"do": "close", "version": 4}).status_code == 403
    assert client.post(PAGE + "refusals/").status_code == 403


def test_who_does_not_come_is_listed_with_what_to_do(staff, banquet):
    answer_invitation(invitation=Invitation.objects.get(pk=banquet.key("FRA")), answer=Answer("no"))
    shown = text(staff)
    assert "To be settled" in shown
    assert shown.count("Free the seat") == 2
    act(staff, banquet, "take_away", key=banquet.key("FRA"))
    assert "To be settled" not in text(staff)


def test_tables_are_added_changed_and_removed(staff, banquet):
    where = PAGE + "tables/"
    banquet.plan.refresh_from_db()
    values = {"shape": "round", "seats": 8, "count": 2, "with_companions": "on", "version": banquet.plan.version}
    assert staff.post(where, values).status_code == 302
    assert [one.number for one in banquet.world.tables] == [1, 2, 3, 4]
    small = {**values, "version": banquet.plan.version + 1, "seats": 2}
    assert "Such a table has 3 to 60 seats." in staff.post(where, small).content.decode()
    banquet.plan.refresh_from_db()
    staff.post(where + "?number=4", {"do": "remove", "version": banquet.plan.version})
    assert [one.number for one in banquet.world.tables] == [1, 2, 3]


def test_a_plan_is_begun_from_the_reception(client, banquet):
    sign_in(client, make_user("seats@hanoi2025.example", Role.PROTOCOL))
    other = Reception.objects.create(
        code="luncheon",
        name=Translated(en="Luncheon"),
        host=Translated(en="The Secretary-General"),
        room=banquet.reception.room,
        starts=banquet.reception.starts,
        ends=banquet.reception.ends,
        answer_by=banquet.reception.answer_by,
        capacity=10,
    )
    where = reverse("receptions:seating", args=[other.code])
    assert "This reception has no seating plan yet." in client.get(where).content.decode()
    client.post(where + "begin/")
    assert SeatingPlan.objects.get(reception=other).state == "open"
    # Once alone.
    assert "already" in client.post(PAGE + "begin/").content.decode()


def test_everything_else_by_forms(staff, banquet):
    bra, ken = banquet.key("BRA"), banquet.key("KEN")
    act(staff, banquet, "guest", key=ken, rank=Rank.objects.get(code="head-of-government").pk, table=2)
    assert banquet.world.diners[ken].precedence.number == 2
    assert banquet.world.problem.fixed == {ken: 2}
    act(staff, banquet, "wish", one=bra, other=ken, tie="beside", wish_reason="")
    assert Wish.objects.get().tie == "beside"
    act(staff, banquet, "unwish", wish=Wish.objects.get().pk)
    assert not Wish.objects.exists()
    table, seat = banquet.seats()["BRA"]
    act(staff, banquet, "keep", table=table, seat=seat, until="2025-10-25T18:15")
    assert banquet.world.late[bra] == clock.now().replace(day=25, hour=11, minute=15)
    act(staff, banquet, "release", table=table, seat=seat)
    assert banquet.world.late == {}
    act(staff, banquet, "set", companions="beside", alternate="on")
    banquet.plan.refresh_from_db()
    assert (banquet.plan.companions, banquet.plan.alternate) == ("beside", True)
    act(staff, banquet, "anew")
    assert len(banquet.seats()) == 6
    act(staff, banquet, "close")
    assert "The plan is closed." in text(staff)
    act(staff, banquet, "open")
    before = banquet.seats()
    act(staff, banquet, "take_away", key=bra)
    banquet.plan.refresh_from_db()
    act(staff, banquet, "restore", number=banquet.plan.version - 1)
    assert banquet.seats() == before


def queries(client) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(PAGE).status_code == 200
    return len(found)


def test_more_guests_ask_nothing_more_of_the_database(staff, banquet):
    text(staff)
    few = queries(staff)
    rank = Rank.objects.get(code="minister")
    for code in ("HRV", "VNM", "AAA", "BBB", "CCC"):
        make_member(code, capacity="head", state="submitted", protocol_rank=rank)
        make_focal_point(code, email=f"focal.{code.lower()}@mission.example")
    type(banquet.reception).objects.filter(pk=banquet.reception.pk).update(capacity=40)
    banquet.reception.refresh_from_db()
    guest_list.invite(actor=banquet.protocol, reception=banquet.reception)
    for one in Invitation.objects.filter(state="sent"):
        answer_invitation(invitation=one, answer=Answer("yes", companion="A. N. Other"))
    banquet.act("add_tables", values=TableValues(seats=10), count=2)
    banquet.act("seat_anew")
    banquet.act("keep_seat", table=3, seat=2, until=clock.now() + timedelta(days=15))
    assert len(banquet.seats()) == 16
    assert queries(staff) == few


def test_the_page_of_a_reception_leads_to_its_seating(staff, banquet):
    page = staff.get(reverse("receptions:reception", args=["banquet"])).content.decode()
    assert f'href="{PAGE}"' in page
