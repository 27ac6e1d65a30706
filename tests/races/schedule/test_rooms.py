"""A room removed while somebody takes it: one wins, and the other reads why."""

from __future__ import annotations

from threading import Event

import pytest

from conference.core.access import Role
from schedule.calendar.engagements import actions as engagements_actions
from schedule.calendar.models import Engagement, Room
from schedule.calendar.rooms import actions as rooms_actions
from tests.calendar.places import at, make_room
from tests.people import actor, make_conference, make_party, make_tables, make_user
from tests.races.schedule.test_calendar import book
from tests.races.threads import TOGETHER, attack

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 12


@pytest.fixture
def clerk():
    make_conference()
    make_tables()
    return actor(make_user(None, Role.PROGRAMME, name="Đỗ Minh Châu"))


def rivals(clerk, room):
    party = make_party("KEN")
    return [
        lambda: rooms_actions.remove_room(actor=clerk, room=Room.objects.get(pk=room.pk), expected_version=1),
        lambda: book(party, at("09:00"), at("10:00"), [room], []),
        lambda: book(party, at("11:00"), at("12:00"), [room], []),
    ]


def test_removed_or_taken_and_the_loser_reads_why(clerk):
    for _round in range(ROUNDS):
        room = make_room("CR1")
        removed, *taken = attack(rivals(clerk, room))
        if removed is None:
            words = "Conference Room 1: already removed by Đỗ Minh Châu. Nothing was changed."
            assert [(type(one).__name__, str(one)) for one in taken] == [("AlreadyDecided", words)] * 2
            assert not Engagement.objects.exists()
        else:
            words = "Conference Room 1 is or was in use and cannot be removed. Close it instead."
            assert (type(removed).__name__, str(removed)) == ("NotPossible", words)
            assert Engagement.objects.filter(room=room).count() == 2
            Engagement.objects.all().delete()
            Room.objects.all().delete()


def test_control_without_the_lock_the_loser_meets_the_foreign_key(clerk, monkeypatch):
    """Whoever books stops where the lock would be, and goes on when the room has been removed."""
    removed = Event()
    monkeypatch.setattr(engagements_actions, "_lock_rooms", lambda claims: removed.wait(TOGETHER))
    room = make_room("CR1")
    remove, book_it, _other = rivals(clerk, room)

    def remove_and_say_so() -> None:
        try:
            remove()
        finally:
            removed.set()

    outcomes = attack([remove_and_say_so, book_it])
    assert [type(one).__name__ for one in outcomes] == ["NoneType", "IntegrityError"]
    assert not Room.objects.exists()
