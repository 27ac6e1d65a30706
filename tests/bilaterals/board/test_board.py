"""The board of protocol: what blocks a room, the actions of a meeting, and the way back to its place."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from conference.core.access import Role
from conference.models import current_conference
from schedule.bilaterals.meetings import actions
from schedule.bilaterals.models import Meeting
from schedule.calendar.models import Hours
from tests.bilaterals.board.test_acts import another, confirmed
from tests.bilaterals.scene import AT, LENGTH, NOW, WISH, Scene, make_scene, meeting_room
from tests.people import make_delegation, make_member, make_user, sign_in

BOARD = "/desk/bilaterals/2025-10-25/"


@pytest.fixture
def scene(keeper) -> Scene:
    with time_machine.travel(NOW, tick=False):
        yield keeper(make_scene)


@pytest.fixture
def protocol(client, scene):
    return sign_in(client, make_user(None, Role.PROTOCOL))


def blocked(client) -> list[tuple[int, str, str, str, bool]]:
    rows = client.get(BOARD).context["blocked"]
    return [(row.column, f"{row.starts:%H:%M}", f"{row.ends:%H:%M}", row.label, row.is_held) for row in rows]


def test_a_room_that_is_closed_or_only_held_shows_it(scene, protocol):
    Hours.objects.create(room=scene.small, day="2025-10-25", opens="10:00", until="14:30")
    actions.accept(actor=scene.of_brazil, meeting=scene.ask())  # holds room B-3 until protocol gives it
    assert sorted(row[1:] for row in blocked(protocol)) == [
        ("07:20", "07:50", "Held", True),
        ("14:30", "15:00", "Closed", False),
    ]


def test_hours_at_both_ends_in_which_nothing_is_planned_are_left_out(scene, protocol):
    page = protocol.get(BOARD)
    assert (len(page.context["hours"]), page.context["is_cut"]) == (9, False)
    Hours.objects.create(room=scene.small, day="2025-10-25", opens="10:00", until="14:30")
    one = confirmed(scene)  # 14:20 to 14:40, and ten minutes
    Meeting.objects.filter(pk=one.pk).update(ends=AT + timedelta(minutes=15))
    page = protocol.get(BOARD)
    shown = [f"{hour.astimezone(current_conference().zone):%H:%M}" for hour in page.context["hours"]]
    assert shown == ["14:00"]
    assert [row[1:4] for row in blocked(protocol)] == [("14:30", "15:00", "Closed")]
    # A quarter of an hour has a line for each name and one for its time, as it reaches over its buffer.
    placed = page.context["placed"][0]
    assert placed["is_short"]
    assert placed["shown_until"] - placed["meeting"].starts == timedelta(minutes=25)
    text = page.content.decode()
    assert text.count('<span class="ln">', text.index(f'id="meeting-{one.pk}"')) == 3
    assert "14:20–14:35" in text
    assert "Hours at the start and end of the day" in text


def test_a_meeting_that_stands_in_its_column_blocks_nothing_twice(scene, protocol):
    confirmed(scene)
    assert blocked(protocol) == []


def test_its_actions_offer_the_rooms_that_are_free_then(scene, protocol):
    one, two = confirmed(scene), another(meeting_room("B-9", 20))
    meeting_room("B-7", 20)
    page = protocol.get(reverse("bilaterals:actions", args=[one.public_id]), {"rooms": "1"})
    text = page.content.decode()
    assert [code for code, _words in page.context["room_form"].fields["room"].choices] == ["B-7"]
    assert f'value="{two.public_id}"' in text
    assert "Withdraw the room" in text
    assert text.count('name="next" value="board"') == 3


def test_a_withdrawn_and_an_exchanged_room_lead_back_to_the_board(scene, protocol):
    one, two = confirmed(scene), another(meeting_room("B-9", 20))
    back = {"next": "board", "rooms": "1", "reason": "A larger party", "asked": "1"}
    answer = protocol.post(
        reverse("bilaterals:swap", args=[one.public_id]), {**back, "other": two.public_id, "version": one.version}
    )
    place = f"{BOARD}?rooms=1#meeting-{one.pk}"
    assert answer["Location"] == place
    one = Meeting.objects.get(pk=one.pk)
    assert one.room.code == "B-9"
    answer = protocol.post(reverse("bilaterals:bump", args=[one.public_id]), {**back, "version": one.version})
    assert answer["Location"] == place
    assert Meeting.objects.get(pk=one.pk).state == "bumped"


def test_a_confirmed_meeting_is_given_another_room_from_the_board(scene, protocol):
    one = confirmed(scene)
    meeting_room("B-7", 20)
    values = {"next": "board", "rooms": "1", "room": "B-7", "version": one.version}
    asks = protocol.post(reverse("bilaterals:place", args=[one.public_id]), values)
    # First it says who will be told.
    assert "Bilateral room B-7" in asks.content.decode()
    assert Meeting.objects.get(pk=one.pk).room == one.room
    answer = protocol.post(reverse("bilaterals:place", args=[one.public_id]), dict(asks.context["posted"]))
    assert answer["Location"] == f"{BOARD}?rooms=1#meeting-{one.pk}"
    moved = Meeting.objects.get(pk=one.pk)
    assert (moved.room.code, moved.starts, moved.asking_agrees) == ("B-7", AT, False)


def test_who_gives_no_rooms_has_links_and_no_actions(client, scene):
    one = confirmed(scene)
    sign_in(client, make_user(None, Role.PROGRAMME))
    page = client.get(BOARD).content.decode()
    assert reverse("bilaterals:desk-meeting", args=[one.public_id]) in page
    assert "data-actions" not in page
    assert client.get(reverse("bilaterals:actions", args=[one.public_id])).status_code == 403


def test_from_a_meeting_before_the_conference_the_way_back_is_the_first_day(scene, protocol):
    one = confirmed(scene)
    page = reverse("bilaterals:desk-meeting", args=[one.public_id])
    assert f'href="{BOARD}">Board</a>' in protocol.get(page).content.decode()
    Meeting.objects.filter(pk=one.pk).update(day="2025-10-08")
    back = reverse("bilaterals:board")
    assert f'href="{back}">Board</a>' in protocol.get(page).content.decode()
    assert protocol.get(back).status_code == 200


def test_an_offer_of_another_time_is_on_the_board_as_not_answered(scene, protocol):
    one = scene.ask()
    other = AT + timedelta(hours=1)
    actions.propose(actor=scene.of_brazil, meeting=one, by=scene.brazil, times=[other], length=LENGTH)
    page = protocol.get(BOARD)
    assert (page.context["count"], [m.pk for m in page.context["pending"]]) == (1, [one.pk])
    assert "Other time proposed" in page.content.decode()


def test_protocol_reads_why_a_delegation_s_meetings_have_no_place(client, scene, protocol):
    """The meeting that was agreed has no room at all that is large enough; France has asked nobody."""
    url = reverse("bilaterals:desk-delegation", args=["ken"])
    actions.accept(actor=scene.of_brazil, meeting=scene.ask(wish={"topics": "x", "party_size": 20, "contact": "x"}))
    page = client.get(url)
    assert [(str(row.meeting), row.why) for row in page.context["without_place"]] == [
        ("Kenya, Brazil", "No meeting room has enough seats.")
    ]
    assert "Why these have no place" in page.text
    make_delegation("FRA")
    page = client.get(reverse("bilaterals:desk-delegation", args=["fra"])).text
    assert "It has no head of delegation who could meet others." in page
    make_member("FRA", capacity="head", state="submitted")
    page = client.get(reverse("bilaterals:desk-delegation", args=["fra"])).text
    assert "It has asked for no meeting, and nobody has asked it for one." in page


def test_protocol_reads_which_meeting_takes_what_another_would_need(client, scene, protocol):
    """The one room with seats enough is open only while Kenya and Brazil meet in it."""
    first = confirmed(scene)
    make_member("FRA", capacity="head", state="submitted")
    values = {"starts": AT + LENGTH * 3, "asked": make_delegation("FRA"), "wish": WISH | {"party_size": 7}}
    waiting = scene.ask(**values)
    Hours.objects.create(room=scene.room, day="2025-10-25", opens="14:20", until="14:50")
    Hours.objects.create(room=scene.room, day="2025-10-26", opens="09:00", until="09:10")
    page = client.get(reverse("bilaterals:desk-delegation", args=["fra"]))
    assert [(row.meeting, row.why, row.others) for row in page.context["without_place"]] == [
        (waiting, "Other meetings take all the times that would suit.", [first])
    ]
    assert reverse("bilaterals:desk-meeting", args=[first.public_id]) in page.text
