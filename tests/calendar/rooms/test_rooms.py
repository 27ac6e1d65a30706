from __future__ import annotations

from datetime import date, time

import pytest
from django.urls import reverse

from conference.audit.models import AuditEntry
from conference.core.access import Role
from conference.core.errors import AlreadyDecided, NotAllowed, NotPossible
from schedule.calendar.models import Hours, Room, TravelTime, Venue
from schedule.calendar.rooms import actions
from schedule.calendar.rooms.actions import RoomFacts
from tests.calendar.places import make_room, make_venue, take
from tests.people import actor, make_party, make_user, sign_in


@pytest.fixture
def clerk(world):
    return actor(make_user(None, Role.PROGRAMME, name="Đỗ Minh Châu"))


def facts(**more) -> RoomFacts:
    return RoomFacts(**{"name": {"en": "Room C-4", "fr": "Salle C-4"}, "purpose": "workshop", "capacity": 90, **more})


def test_a_room_is_entered_changed_and_each_is_in_the_record_once(clerk):
    site = make_venue("NCC", "Convention Center")
    room = actions.create_room(actor=clerk, code="C-4", facts=facts(site=site))
    assert (str(room), str(room.venue), room.version) == ("Room C-4", "Convention Center", 1)
    hours = {date(2025, 10, 25): (time(8), time(19))}
    changed = actions.edit_room(
        actor=clerk, room=room, facts=facts(site=site, capacity=100, hours=hours), expected_version=1
    )
    assert (changed.capacity, changed.version, changed.hours.get().opens) == (100, 2, time(8))
    entry = AuditEntry.objects.get(verb="room.changed")
    assert entry.details["changed"] == {"capacity": [90, 100], "hours": ["", "2025-10-25 08:00–19:00"]}
    assert (
        actions.edit_room(
            actor=clerk, room=room, facts=facts(site=site, capacity=100, hours=hours), expected_version=2
        ).version
        == 2
    )
    assert AuditEntry.objects.filter(verb="room.changed").count() == 1


def test_who_saves_second_is_told_who_was_faster(clerk):
    room = actions.create_room(actor=clerk, code="C-4", facts=facts())
    actions.edit_room(actor=clerk, room=room, facts=facts(capacity=100), expected_version=1)
    with pytest.raises(AlreadyDecided, match="already changed by Đỗ Minh Châu"):
        actions.edit_room(actor=clerk, room=room, facts=facts(capacity=80), expected_version=1)


def test_a_room_in_use_is_not_removed(clerk):
    room, empty = make_room("CR1"), make_room("CR2")
    take(make_party("KEN"), "09:00", "10:00", rooms=[room])
    with pytest.raises(NotPossible, match="Conference Room 1 is or was in use and cannot be removed"):
        actions.remove_room(actor=clerk, room=room, expected_version=1)
    actions.remove_room(actor=clerk, room=empty, expected_version=1)
    assert list(Room.objects.values_list("code", flat=True)) == ["CR1"]
    assert list(AuditEntry.objects.values_list("verb", flat=True)) == ["room.removed"]


def test_bad_input_and_missing_rights_are_refused(clerk):
    with pytest.raises(NotPossible, match="The English name is missing"):
        actions.create_room(actor=clerk, code="X", facts=facts(name={"fr": "Salle"}))
    actions.create_room(actor=clerk, code="C-4", facts=facts())
    with pytest.raises(NotPossible, match="There is already a room with the code c-4"):
        actions.create_room(actor=clerk, code="c-4", facts=facts())
    with pytest.raises(NotAllowed):
        actions.create_room(actor=actor(make_user(None, Role.SECURITY)), code="Y", facts=facts())


def test_ways_are_written_changed_and_taken_away(clerk):
    one, other = make_venue("NCC"), make_venue("PALACE")
    pair = (one.pk, other.pk)
    assert actions.set_travel_times(actor=clerk, minutes={pair: (None, 25)}) == 1
    assert actions.set_travel_times(actor=clerk, minutes={pair: (None, 25)}) == 0
    assert TravelTime.objects.get().minutes == 25
    assert actions.set_travel_times(actor=clerk, minutes={pair: (None, None)}) == 1
    assert not TravelTime.objects.exists()
    assert AuditEntry.objects.filter(verb="way.changed").count() == 2


def test_a_venue_with_rooms_is_not_removed(clerk):
    site = make_venue("NCC")
    actions.create_room(actor=clerk, code="C-4", facts=facts(site=site))
    with pytest.raises(NotPossible, match="NCC has rooms and cannot be removed"):
        actions.remove_venue(actor=clerk, venue=site, expected_version=1)
    renamed = actions.edit_venue(
        actor=clerk, venue=site, name={"en": "Palace"}, address="", position=0, expected_version=1
    )
    assert (str(renamed), str(Room.objects.get().venue)) == ("Palace", "Palace")


class TestThePages:
    def sent(self, site: Venue, **more) -> dict[str, str]:
        fields = {"site": str(site.pk), "purpose": "conference", "capacity": "60", "booths": "2", "layout": "table"}
        return {**fields, "name_en": "Room 9", "minutes_from_plenary": "3", "position": "4", "code": "R9", **more}

    def test_a_room_with_its_hours(self, client, clerk):
        sign_in(client, make_user(None, Role.PROGRAMME))
        data = self.sent(make_venue("NCC"), **{"hours-2025-10-25-opens": "08:00", "hours-2025-10-25-until": "19:00"})
        assert client.post(reverse("calendar:room_new"), data).status_code == 302
        room = Room.objects.get(code="R9")
        assert (room.capacity, room.booths, room.minutes_from_plenary) == (60, 2, 3)
        assert (Hours.objects.get().day, Hours.objects.get().until) == (date(2025, 10, 25), time(19))
        page = client.get(reverse("calendar:room", args=["R9"]))
        assert "08:00–19:00" in page.content.decode()

    def test_a_name_that_turns_the_text_round_is_refused(self, client, clerk):
        sign_in(client, make_user(None, Role.PROGRAMME))
        page = client.post(reverse("calendar:room_new"), self.sent(make_venue("NCC"), name_fr="Salle \u202e9"))
        assert "reverses the direction of the text (U+202E)" in page.context["form"].errors["name"][0]
        assert not Room.objects.exists()

    def test_faults_stand_at_their_fields_and_nothing_is_lost(self, client, clerk):
        sign_in(client, make_user(None, Role.PROGRAMME))
        data = self.sent(make_venue("NCC"), **{"hours-2025-10-25-opens": "08:00", "code": "new", "capacity": "-1"})
        page = client.post(reverse("calendar:room_new"), data)
        assert page.status_code == 422
        form = page.context["form"]
        assert set(form.errors) == {"code", "capacity"}
        assert [(day["until"].html_name, day.errors) for day in form.hours if day.errors] == [
            ("hours-2025-10-25-until", {"until": ["Give both times, or neither: then the room is open all day."]})
        ]
        assert "3 items to correct" in page.content.decode()
        assert 'value="08:00"' in page.content.decode()
        assert 'value="Room 9"' in page.content.decode()
        assert not Room.objects.exists()

    def test_travel_times_are_entered_pair_by_pair(self, client, clerk):
        sign_in(client, make_user(None, Role.PROGRAMME))
        one, other = make_venue("NCC"), make_venue("PALACE")
        url, row = reverse("calendar:venues"), f"times-{one.pk}-{other.pk}"
        assert f'name="{row}-on_foot"' in client.get(url).content.decode()
        page = client.post(url, {f"{row}-on_foot": "0", f"{row}-by_motorcade": "7"})
        assert page.status_code == 422
        assert "One item to correct" in page.content.decode()
        assert 'value="7"' in page.content.decode()
        page = client.post(url, {f"{row}-by_motorcade": "7"}, follow=True)
        assert "1 travel time is changed." in page.content.decode()
        assert TravelTime.objects.values_list("on_foot", "by_motorcade").get() == (None, 7)
