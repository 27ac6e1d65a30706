"""Protocol's acts on the day: exchanging rooms, reconfirming, noting what took place, walk-ins; who meets whom."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from conference.core import clock
from conference.core.access import Role
from conference.core.errors import AlreadyDecided, NotPossible
from conference.correspondence.letters.letter import open_sealed
from conference.correspondence.models import Message
from conference.desk.registry import tasks_for
from schedule.bilaterals.board import actions as board
from schedule.bilaterals.board import queries
from schedule.bilaterals.meetings import actions
from schedule.bilaterals.meetings.actions import rooms
from schedule.bilaterals.models import Meeting
from schedule.calendar.engagements.actions import TimeTaken
from schedule.calendar.models import Engagement
from tests.bilaterals.scene import AT, LENGTH, NOW, WISH, Scene, make_scene, meeting_room
from tests.people import actor as actor_for
from tests.people import make_delegation, make_focal_point, make_member, make_user, sign_in


@pytest.fixture
def scene(keeper) -> Scene:
    with time_machine.travel(NOW, tick=False):
        yield keeper(make_scene)


def confirmed(scene: Scene, room=None, **asked) -> Meeting:
    meeting = actions.accept(actor=scene.of_brazil, meeting=scene.ask(**asked))
    return actions.give_room(actor=scene.protocol, meeting=meeting, room=room or scene.room)


def another(room) -> Meeting:
    """France and Viet Nam at the same time."""
    for code in ("FRA", "VNM"):
        make_member(code, capacity="head", state="submitted")
    france, vietnam = make_delegation("FRA"), make_delegation("VNM")
    actor = actor_for(make_focal_point("FRA"))
    meeting = actions.request_meeting(actor=actor, asking=france, asked=vietnam, starts=AT, length=LENGTH, wish=WISH)
    meeting = actions.accept(actor=actor_for(make_focal_point("VNM")), meeting=meeting)
    return actions.give_room(actor=actor_for(make_user(None, Role.PROTOCOL)), meeting=meeting, room=room)


def due(scene: Scene) -> list[str]:
    return [task.key for task in tasks_for(scene.protocol) if task.key.startswith("bilaterals.")]


def test_two_meetings_exchange_their_rooms_with_a_reason_and_agree_again(scene):
    one, two = confirmed(scene), another(meeting_room("B-9", 20))
    # All have been told of their rooms by then.
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        swapped = board.swap_rooms(
            actor=scene.protocol, meeting=one, other=two, reason="A larger party", versions=(one.version, two.version)
        )
    assert [str(each.room) for each in swapped] == ["Bilateral room B-9", "Bilateral room B-3"]
    assert {each.asking_agrees for each in swapped} == {False}
    rows = Engagement.objects.filter(room__isnull=False).order_by("room__code")
    assert [(row.room.code, row.subject_id) for row in rows] == [("B-3", str(two.pk)), ("B-9", str(one.pk))]
    told = Message.objects.filter(kind="bilaterals.rearranged")
    assert {open_sealed(message)["words"] for message in told} == {"A larger party"}
    assert told.count() == 4
    with pytest.raises(AlreadyDecided):
        board.swap_rooms(actor=scene.protocol, meeting=one, other=two, reason="x", versions=(1, None))


def test_a_meeting_that_has_got_another_room_meanwhile_is_not_exchanged_and_keeps_it(scene):
    one, two = confirmed(scene), another(meeting_room("B-9", 20))
    read_before = Meeting.objects.get(pk=two.pk)
    without_room = rooms.take_room(actor=scene.protocol, meeting=two, reason="The room is closed")
    rooms.give_room(actor=scene.protocol, meeting=without_room, room=meeting_room("B-12", 20))
    with pytest.raises(AlreadyDecided):
        board.swap_rooms(actor=scene.protocol, meeting=one, other=read_before, reason="x")
    rows = Engagement.objects.filter(room__isnull=False)
    assert {(row.subject_id, row.room.code) for row in rows} == {(str(one.pk), "B-3"), (str(two.pk), "B-12")}


def test_an_exchange_before_the_letters_went_names_no_room_of_which_nobody_was_told(scene):
    with time_machine.travel(NOW, tick=False):
        one = confirmed(scene)
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        two = another(meeting_room("B-9", 20))
        board.swap_rooms(actor=scene.protocol, meeting=one, other=two, reason="A larger party")
        told = [message for message in Message.objects.order_by("pk") if message.state == "queued"]
    of_two = [one for one in told if one.subject_id == str(two.pk) and one.kind != "bilaterals.accepted"]
    # Kenya and Brazil knew of their room; France and Viet Nam hear of one room only, the one that they have.
    rooms = [(message.kind, message.context["room"]["en"]) for message in of_two if message.context["room"]]
    assert rooms == [("bilaterals.confirmed", "Bilateral room B-3")] * 2
    of_one = [message for message in told if message.kind == "bilaterals.rearranged"]
    assert {(message.subject_id, message.context["was_room"]["en"]) for message in of_one} == {
        (str(one.pk), "Bilateral room B-3")
    }


def test_a_room_too_small_is_not_exchanged_and_nothing_changes(scene):
    one, two = confirmed(scene), another(meeting_room("B-9", 20))
    Meeting.objects.filter(pk=two.pk).update(party_size=9)
    two = Meeting.objects.get(pk=two.pk)
    with pytest.raises(NotPossible, match="Bilateral room B-3 has 14 seats; this meeting needs"):
        board.swap_rooms(actor=scene.protocol, meeting=one, other=two, reason="x")
    assert Engagement.objects.filter(room=scene.room, subject_id=str(one.pk)).exists()


def test_a_meeting_is_to_be_reconfirmed_from_two_hours_ahead_and_again_after_a_change_of_room(scene):
    meeting = confirmed(scene)
    assert due(scene) == []
    with time_machine.travel(AT - timedelta(hours=1, minutes=50), tick=False):
        assert due(scene) == ["bilaterals.reconfirm"]
        board.reconfirm(actor=scene.protocol, meeting=meeting, expected_version=meeting.version)
        assert due(scene) == []
        meeting.refresh_from_db()
        actions.give_room(actor=scene.protocol, meeting=meeting, room=meeting_room("B-9", 20))
        assert due(scene) == ["bilaterals.reconfirm"]


def test_whether_it_took_place_is_noted_once_it_has_begun(scene):
    meeting = confirmed(scene)
    with pytest.raises(NotPossible, match="has not begun yet"):
        board.record_outcome(actor=scene.protocol, meeting=meeting, took_place=True)
    with time_machine.travel(AT + timedelta(hours=1), tick=False):
        assert due(scene) == ["bilaterals.outcome"]
        board.record_outcome(actor=scene.protocol, meeting=meeting, took_place=False)
        assert due(scene) == []
    assert Meeting.objects.get().state == "no_show"


def test_of_a_meeting_that_is_over_the_page_asks_only_whether_it_took_place(client, scene):
    url = reverse("bilaterals:desk-meeting", args=[confirmed(scene).public_id])
    user = make_user(None, Role.PROTOCOL)
    buttons = ("Give the room", "Withdraw the room", "Cancel the meeting", "The meeting took place")
    shown = {}
    for when, at in (("before", AT - timedelta(hours=3)), ("after", AT + timedelta(hours=1))):
        with time_machine.travel(at, tick=False):
            page = sign_in(client, user).get(url).text
            shown[when] = [words for words in buttons if f">{words}</button>" in page]
    assert shown == {"before": list(buttons[:3]), "after": ["The meeting took place"]}


def test_a_walk_in_is_booked_at_once_and_nothing_is_left_of_one_that_finds_its_room_taken(scene):
    values = {"actor": scene.protocol, "length": LENGTH, "wish": WISH, "room": scene.room}
    with time_machine.travel(AT - timedelta(minutes=5), tick=False):
        made = actions.book_walk_in(asking=scene.kenya, asked=scene.brazil, starts=AT, **values)
        assert (made.state, made.room, made.by_telephone) == ("confirmed", scene.room, True)
        for code in ("FRA", "VNM"):
            make_member(code, capacity="head", state="submitted")
        both = {"asking": make_delegation("FRA"), "asked": make_delegation("VNM")}
        with pytest.raises(TimeTaken, match="Bilateral room B-3 is engaged 14:20–14:50"):
            actions.book_walk_in(**both, starts=AT, **values)
    assert Meeting.objects.count() == 1


def test_who_meets_whom_and_a_delegation_s_day(scene):
    confirmed(scene)
    rows = queries.matrix()
    assert [(row.delegation.party.code, row.count) for row in rows] == [("BRA", 1), ("KEN", 1)]
    assert [[len(cell) for cell in row.cells] for row in rows] == [[0, 1], [1, 0]]
    [(day, [row])] = queries.of_delegation(scene.brazil)
    assert (day, row["others"], row["principal"]) == (AT.date(), [scene.kenya], scene.head_br)


def test_the_pages_of_protocol(client, scene):
    meeting = confirmed(scene)
    sign_in(client, make_user(None, Role.PROTOCOL))
    matrix = client.get(reverse("bilaterals:matrix")).text
    assert reverse("bilaterals:desk-meeting", args=[meeting.public_id]) in matrix
    # As wide as there are delegations: it scrolls by itself, by keyboard too, and the page does not.
    assert '<div class="t-scroll" tabindex="0" role="region" aria-label="Who meets whom">' in matrix
    assert "Bilateral room B-3" in client.get(reverse("bilaterals:desk-delegation", args=["ken"])).text
    page = client.get(reverse("bilaterals:desk-meeting", args=[meeting.public_id]))
    assert "Withdraw the room" in page.text
    url = reverse("bilaterals:bump", args=[meeting.public_id])
    assert "This field is required." in client.post(url, {"version": meeting.version}, follow=True).text
    sent = {"version": meeting.version, "reason": "A leak"}
    Message.objects.update(not_before=NOW)  # the sides have been told of the room
    page = client.post(url, sent)
    # First it says who will be told.
    assert page.context["readers"][0][1][0].name == "Achieng Wambui"
    assert all(name in page.text for name in ("Achieng Wambui", "Rui Prado", "A leak"))
    assert Meeting.objects.get().state == "confirmed"
    page = client.post(url, dict(page.context["posted"]), follow=True)
    assert "The room is withdrawn. All delegations are informed." in page.text
    assert Meeting.objects.get().state == "bumped"


def test_a_walk_in_by_the_page(client, scene):
    sign_in(client, make_user(None, Role.PROTOCOL))
    sent = {"asking": scene.kenya.pk, "asked": scene.brazil.pk, "starts": "2025-10-25T14:20", "length": "20"}
    sent |= {"room": "B-3", "party_size": "3"}
    url = reverse("bilaterals:walk-in")
    assert "Kenya" in client.get(url).text
    page = client.post(url, {**sent, "asked": scene.kenya.pk})
    assert (page.status_code, "A delegation cannot meet itself." in page.text) == (409, True)
    page = client.post(url, {**sent, "starts": "2025-10-10T09:00"})
    # Nobody who stands at the desk is sent away for an hour.
    assert page.context["form"].non_field_errors() == ["This time is past."]
    # A request between the two, whoever made it, is named to protocol and led to.
    asked = scene.ask()
    for pair in ({}, {"asking": scene.brazil.pk, "asked": scene.kenya.pk}):
        page = client.post(url, {**sent, **pair})
        assert page.context["form"].non_field_errors() == ["A request between the two is open. Settle that one first."]
        assert f'<a href="{reverse("bilaterals:desk-meeting", args=[asked.public_id])}">Kenya, Brazil</a>' in page.text
    actions.cancel(actor=scene.of_kenya, meeting=asked, by=scene.kenya, reason="Booked at the desk")
    page = client.post(url, sent, follow=True)
    assert "Booked. All delegations are informed." in page.text
    assert Meeting.objects.get(state="confirmed").starts == AT


@pytest.mark.parametrize(
    ("now", "starts"),
    [
        ("2025-10-10T14:25", "2025-10-25T09:00"),
        ("2025-10-25T13:07", "2025-10-25T13:07"),
        ("2025-10-25T20:00", "2025-10-26T09:00"),
    ],
)
def test_the_desk_proposes_a_time_within_the_hours_for_meetings_and_the_smallest_room(client, scene, now, starts):
    sign_in(client, make_user(None, Role.PROTOCOL))
    with clock.standing(datetime.fromisoformat(now).replace(tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))):
        form = client.get(reverse("bilaterals:walk-in")).context["form"]
    assert (form["starts"].value().isoformat("T", "minutes"), form["room"].value()) == (starts, "B-1")
    # The room that was chosen stays where it suits the new time.
    form = client.get(reverse("bilaterals:walk-in"), {"starts": "2025-10-25T15:20", "room": "B-3"}).context["form"]
    assert form["room"].value() == "B-3"


def test_whoever_books_at_the_desk_reads_which_rooms_suit_at_the_time_that_was_typed(client, scene):
    confirmed(scene)
    for code in ("FRA", "VNM"):
        make_member(code, capacity="head", state="submitted")
    sign_in(client, make_user(None, Role.PROTOCOL))
    url = reverse("bilaterals:walk-in")
    assert client.get(url).context["form"].fields["room"].choices == [
        ("", "–"),
        ("B-1", "Bilateral room B-1 (8)"),
        ("B-3", "Bilateral room B-3 (14)"),
    ]
    sent = {"asking": make_delegation("FRA").pk, "asked": make_delegation("VNM").pk, "starts": "2025-10-25T14:20"}
    page = client.post(url, {**sent, "length": "20", "room": "B-3", "party_size": "3"})
    assert page.status_code == 422
    assert page.context["form"].errors["room"] == ["Bilateral room B-3 is not free at that time, or has too few seats."]
    free = [("", "–"), ("B-1", "Bilateral room B-1 (8)")]
    assert page.context["form"].fields["room"].choices == free
    # Another hour, length or size asks for the rooms again.
    rooms = (
        client.get(url, {"starts": "2025-10-25T14:20", "length": "20", "party_size": "3"})
        .context["form"]
        .fields["room"]
    )
    assert rooms.choices == free
    rooms = (
        client.get(url, {"starts": "2025-10-25T15:20", "party_size": "4", "third": scene.kenya.pk})
        .context["form"]
        .fields["room"]
    )
    assert rooms.choices == [("", "–"), ("B-3", "Bilateral room B-3 (14)")]
    page = client.post(url, {**sent, "length": "20", "room": "B-1", "party_size": "3"}, follow=True)
    assert "Booked. All delegations are informed." in page.text
