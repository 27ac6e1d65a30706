"""The grid of the draft, by which a session is moved or learns in words why not."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from conference.audit.models import AuditEntry
from conference.core.access import Role
from schedule.calendar.models import Engagement
from schedule.programme.models import Session
from schedule.programme.sessions.actions import editing, importing
from schedule.programme.sessions.content import PanelSeat, get_content
from tests.calendar.places import at, make_room, take
from tests.people import make_focal_point, make_member, make_party, make_user
from tests.programme.draft import add, organiser, publish
from tests.programme.site.test_day_page import text

DAY = "/desk/programme/2025-10-25/"


@pytest.fixture
def desk(world, client):
    client.force_login(make_user("chau@hanoi2025.example", Role.PROGRAMME, name="Đỗ Minh Châu"))
    return client


def board_of(page):
    return page.context["board"]


def move(desk, session: Session, room: str = "CR1", starts: str = "10:00", ends: str = "11:00", **more):
    given = {"version": 1, "room": room, "starts": f"2025-10-25T{starts}", "ends": f"2025-10-25T{ends}", **more}
    return desk.post(f"/desk/programme/session/{session.key}/move/", given)


class TestThePage:
    def test_each_session_stands_in_its_room_and_hour(self, desk):
        add("Opening", room="PLENARY", starts="09:00", ends="09:50")
        add("Debate", room="CR1", starts="09:05", ends="10:00")
        board = board_of(desk.get(DAY))
        assert [str(room) for room in board.rooms] == ["Plenary Hall", "Conference Room 1"]
        assert (board.origin.hour, board.steps) == (8, 11 * 12)
        assert [(one.column, one.place, one.times) for one in board.sessions] == [
            (1, "at-13 for-10", "09:00–09:50"),
            (2, "at-14 for-11", "09:05–10:00"),
        ]

    def test_the_calendar_leads_to_the_session_itself(self, desk):
        session = add("Opening", room="PLENARY", starts="09:00", ends="09:50")
        page = desk.get("/desk/calendar/rooms/PLENARY/?day=2025-10-25").content.decode()
        assert f'href="{DAY}#s-{session.key}"' in page
        assert f'id="s-{session.key}"' in desk.get(DAY).content.decode()

    def test_rooms_without_a_session_wait_behind_a_link(self, desk):
        add("Opening")
        make_room("CR2")
        make_room("B-1")
        page = desk.get(DAY)
        assert "1 more room without a session" in text(page)
        every = board_of(desk.get(DAY + "?rooms=all"))
        assert [room.code for room in every.rooms] == ["PLENARY", "CR2"]

    def test_a_night_before_and_after_the_usual_hours_widens_it(self, desk):
        add("Rehearsal", room="CR1", starts="06:30", ends="07:00")
        add("Banquet", room="BANQUET", starts="19:00", ends="+00:30")
        board = board_of(desk.get(DAY))
        assert (board.origin.hour, board.steps) == (6, 19 * 12)
        assert board.sessions[1].place == "at-157 for-66"

    def test_what_the_release_has_elsewhere_is_a_ghost(self, desk):
        session = add("Debate", room="CR1", starts="09:00", ends="10:00")
        gone = add("Gone", room="CR2", starts="11:00", ends="12:00")
        publish()
        editing.move_session(
            actor=organiser(), session=session, expected_version=1, starts=at("14:00"), ends=at("15:00")
        )
        editing.remove_session(actor=organiser(), session=gone, expected_version=1)
        page = desk.get(DAY)
        assert [(one.times, str(one.line.item.title)) for one in board_of(page).former_places] == [
            ("11:00–12:00", "Gone"),
            ("09:00–10:00", "Debate"),
        ]
        assert "14:00, was 09:00" in text(page)

    def test_turnovers_and_what_others_have_in_the_room(self, desk, monkeypatch):
        add("One", room="CR1", starts="09:00", ends="10:00")
        add("Two", room="CR1", starts="10:15", ends="11:00")
        add("Three", room="CR1", starts="12:00", ends="13:00")
        take(make_party("KEN"), "14:00", "15:00", rooms=[make_room("CR1")], kind="bilateral", label="Secret")
        board = board_of(desk.get(DAY))
        assert [one.times for one in board.turnovers] == ["10:00–10:15"]
        # Nobody registered parties as a kind of engagement: the room is taken, and that is all that is said.
        assert [(one.times, one.label) for one in board.others] == [("14:00–15:00", "")]

    def test_all_day_stands_below(self, desk):
        add("Opening")
        add("Exhibition", room="MEDIA", starts="08:00", ends="18:00", all_day=True)
        page = desk.get(DAY)
        assert [str(one.line.item.title) for one in board_of(page).sessions] == ["Opening"]
        assert [str(line.item.title) for line in board_of(page).all_day] == ["Exhibition"]
        assert "Exhibition , Press Centre" in text(page)

    def test_the_list_is_there_too(self, desk):
        add("Opening")
        assert desk.get(DAY + "?show=list").context["board"] is None
        assert 'class="t draft below-board"' in desk.get(DAY).content.decode()

    def test_who_may_not_edit_sees_no_link_and_no_script(self, world, client):
        add("Opening")
        client.force_login(make_user(None, Role.PROTOCOL))
        page = client.get(DAY).content.decode()
        assert "Opening" in page
        assert "data-move" not in page
        assert "board.js" not in page

    @pytest.mark.parametrize("count", [1, 3, 200])
    def test_the_same_number_of_queries(self, desk, django_assert_num_queries, count):
        person = make_member(capacity="head")
        parties = [make_party("KEN")]
        seats = [PanelSeat(make_member("BRA"))]
        first = add("First", room="PLENARY", organisers=parties, chair=person, panel=seats)
        publish()
        editing.edit_session(
            actor=organiser(), session=first, content=replace(get_content(first), number=2), expected_version=1
        )
        rows = [
            {
                "key": f"w{n}",
                "type": "workshop",
                "title": "W",
                "room": f"C-{n // 20}",
                "starts": f"2025-10-25T{8 + n % 20 // 2:02d}:{n % 2 * 30:02d}",
                "ends": f"2025-10-25T{8 + (n % 20 + 1) // 2:02d}:{(n + 1) % 2 * 30:02d}",
                "organisers": ["KEN"],
            }
            for n in range(count - 1)
        ]
        for room in {row["room"] for row in rows}:
            make_room(room)
        importing.import_sessions(actor=organiser(), source={"sessions": rows})
        desk.get(DAY)
        with django_assert_num_queries(QUERIES):
            assert len(board_of(desk.get(DAY)).sessions) == count


QUERIES = 18


class TestTheDoor:
    def test_moves_and_says_so(self, desk):
        session = add("Debate", room="CR1", starts="09:00", ends="10:00")
        make_room("CR2")
        answer = move(desk, session, room="CR2", starts="09:05", ends="10:15")
        assert answer.status_code == 200
        assert answer.json() == {
            "version": 2,
            "said": "Debate is now 09:05–10:15 in Conference Room 2. The draft is saved.",
        }
        session.refresh_from_db()
        assert (session.starts, session.ends, session.room.code) == (at("09:05"), at("10:15"), "CR2")
        assert Engagement.objects.get().room.code == "CR2"
        assert AuditEntry.objects.get(verb="session.changed").actor_label == "Đỗ Minh Châu"

    def test_a_clash_names_what_is_there_and_when_all_are_free(self, desk):
        chair = make_member(name_on_badge="Ana Noor")
        add("Plenary", room="PLENARY", starts="09:00", ends="11:30", chair=chair)
        session = add("Debate", room="CR1", starts="13:30", ends="15:00", panel=[PanelSeat(chair)])
        answer = move(desk, session, starts="11:00", ends="12:30")
        assert answer.status_code == 409
        assert answer.json() == {
            "kind": "clash",
            "words": ["Ana Noor is engaged 09:00–11:30 (Hanoi time, UTC+7). It is “Plenary”."],
            "next": "2025-10-25T11:30",
        }
        session.refresh_from_db()
        assert (session.starts, session.version) == (at("13:30"), 1)

    def test_touching_is_no_clash(self, desk):
        add("Plenary", room="CR1", starts="09:00", ends="10:00")
        session = add("Debate", room="CR2", starts="09:00", ends="10:00")
        assert move(desk, session, starts="09:59:59", ends="11:00").status_code == 409
        assert move(desk, session, starts="10:00", ends="11:00").status_code == 200

    def test_a_caution_wants_a_reason(self, desk):
        session = add("Debate", room="CR1", starts="09:00", ends="10:00", expected=150)
        room = make_room("CR2")
        room.capacity = 60
        room.save()
        refused = move(desk, session, room="CR2")
        assert (refused.status_code, refused.json()["kind"]) == (409, "caution")
        assert refused.json()["words"] == ["Conference Room 2 has 60 seats; 150 persons are expected."]
        assert move(desk, session, room="CR2", despite="Half by video").status_code == 200
        assert AuditEntry.objects.get(verb="session.changed").reason == "Half by video"

    def test_another_editors_words_stay_and_another_place_wins(self, desk):
        session = add("Debate", room="CR1", starts="09:00", ends="10:00")
        first = organiser("Lương Gia Bảo")
        editing.edit_session(
            actor=first, session=session, content=replace(get_content(session), webcast=True), expected_version=1
        )
        assert move(desk, session).json()["version"] == 3
        assert Session.objects.get().webcast
        refused = move(desk, session, starts="12:00", ends="13:00", version=1)
        assert refused.json()["words"] == ["Debate: already changed by Đỗ Minh Châu. Nothing was changed."]

    @pytest.mark.parametrize(
        ("fields", "status", "words"),
        [
            ({"ends": "10:00"}, 409, "The session ends before it begins."),
            ({"ends": "09:00"}, 409, "The session ends before it begins."),
            ({"starts": "soon"}, 409, "“2025-10-25Tsoon” is not a date and time."),
            ({"room": "NOWHERE"}, 409, "This room no longer exists. Open the programme again."),
            ({"version": ""}, 422, "The page was incomplete; open the programme again."),
            ({"version": "-1"}, 422, "The page was incomplete; open the programme again."),
            ({"room": ""}, 422, "The page was incomplete; open the programme again."),
        ],
    )
    def test_bad_input(self, desk, fields, status, words):
        session = add("Debate", room="CR1", starts="09:00", ends="10:00")
        answer = move(desk, session, **fields)
        assert (answer.status_code, answer.json()["words"]) == (status, [words])
        assert Session.objects.get().version == 1

    def test_a_time_that_the_clocks_skip_is_refused(self, desk, world):
        world.zone_name, world.starts_on, world.ends_on = "Europe/Paris", date(2025, 3, 29), date(2025, 3, 30)
        world.save()
        session = Session.objects.create(
            key="s",
            type="plenary",
            title={"en": "S"},
            room=make_room("CR1"),
            starts=at("09:00", 25),
            ends=at("10:00", 25),
        )
        given = {"version": 1, "room": "CR1", "starts": "2025-03-30T02:30", "ends": "2025-03-30T04:00"}
        answer = desk.post(f"/desk/programme/session/{session.key}/move/", given)
        assert answer.json()["words"] == ["“2025-03-30T02:30” does not exist in Europe/Paris or is ambiguous there."]

    @pytest.mark.parametrize(("role", "status"), [(Role.PROTOCOL, 403), (None, 404)])
    def test_others_may_not(self, world, client, role, status):
        session = add("Debate", room="CR1")
        client.force_login(make_user(None, role) if role else make_focal_point("KEN"))
        assert move(client, session).status_code == status

    def test_a_session_that_is_gone(self, desk):
        session = add("Debate", room="CR1")
        editing.remove_session(actor=organiser(), session=session, expected_version=1)
        assert move(desk, session).status_code == 404


def test_a_new_session_begins_where_it_was_drawn(desk):
    room = make_room("CR1")
    page = desk.get("/desk/programme/new/?room=CR1&starts=2025-10-25T13:30&ends=2025-10-25T14:45")
    body = page.content.decode()
    assert 'name="starts" value="2025-10-25T13:30"' in body
    assert 'name="ends" value="2025-10-25T14:45"' in body
    assert f'<option value="{room.pk}" selected>' in body
    assert desk.get("/desk/programme/new/?room=X&starts=soon&ends=").status_code == 200


class TestUndo:
    def test_puts_it_back_where_the_move_found_it(self, desk):
        session = add(room="CR1", starts="09:00", ends="09:50")
        drop = {"version": 1, "starts": "2025-10-25T14:00", "ends": "2025-10-25T15:30", "room": "CR2"}
        make_room("CR2")
        url = f"/desk/programme/session/{session.key}/move/"
        moved = desk.post(url, drop).json()
        back = desk.post(url, {"version": moved["version"], "undo": "1"})
        assert back.status_code == 200
        session.refresh_from_db()
        assert (session.starts, session.ends, session.room.code) == (at("09:00"), at("09:50"), "CR1")
        assert Engagement.objects.get().starts == at("09:00")
        # Once: undoing again would be a move of its own.
        again = desk.post(url, {"version": back.json()["version"] - 1, "undo": "1"})
        assert again.status_code == 409

    def test_is_refused_after_another_change(self, desk):
        session = add(room="CR1")
        content = replace(get_content(session), webcast=True)
        editing.edit_session(actor=organiser(), session=session, content=content, expected_version=1)
        answer = desk.post(f"/desk/programme/session/{session.key}/move/", {"version": 2, "undo": "1"})
        assert answer.status_code == 409
        assert answer.json()["words"] == ["There is no move to undo; the session was changed otherwise since."]


def test_a_short_block_has_its_title_beside_the_time(desk):
    add("Coffee", starts="10:00", ends="10:15")
    add("Debate", room="CR1", starts="10:00", ends="11:00")
    page = desk.get("/desk/programme/").content.decode()
    short = page.split('class="slot sess')[1:]
    coffee = next(block for block in short if "Coffee" in block)
    assert "is-short" in coffee.split(">")[0]
    assert re.search(r'class="tm">.*?<span class="tt">Coffee</span>.*?</span>', coffee, re.DOTALL)
    assert sum("is-short" in block.split(">")[0] for block in short) == 1
