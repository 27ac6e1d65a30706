"""Kenya and Brazil with their heads and focal points, two meeting rooms, at Fri 10 October 2025, 14:00 in Hanoi."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from conference.accounts.models import User
from conference.core.access import Actor, Role
from conference.translated import Translated
from delegations.registration.models import Delegate, Delegation
from schedule.bilaterals.meetings import actions
from schedule.bilaterals.models import Meeting, OfferedTime
from schedule.calendar.models import Purpose, Room
from tests.people import actor, make_conference, make_delegation, make_focal_point, make_member, make_tables, make_user

NOW = datetime(2025, 10, 10, 7, tzinfo=UTC)
AT = datetime(2025, 10, 25, 7, 20, tzinfo=UTC)  # 14:20 in Hanoi
LENGTH = timedelta(minutes=20)
WISH = {"topics": "Ratification timetables", "party_size": 5, "contact": "Wangari Mathenge, +254 700 555 0148"}


@dataclass
class Scene:
    kenya: Delegation
    brazil: Delegation
    head_ke: Delegate
    head_br: Delegate
    user_ke: User
    user_br: User
    protocol: Actor
    room: Room
    small: Room

    @property
    def of_kenya(self) -> Actor:
        return actor(self.user_ke)

    @property
    def of_brazil(self) -> Actor:
        return actor(self.user_br)

    def ask(self, starts: datetime = AT, **kwargs) -> Meeting:
        values = {"actor": self.of_kenya, "asking": self.kenya, "asked": self.brazil, "length": LENGTH, "wish": WISH}
        return actions.request_meeting(**{**values, "starts": starts, **kwargs})


def offer_times(delegation: Delegation, other: Delegation, *times: datetime, minutes: int = 20) -> None:
    """Let these be the times that the delegation is offered with the other, instead of ones drawn at random."""
    OfferedTime.objects.bulk_create(
        OfferedTime(delegation=delegation, other=other, starts=starts, minutes=minutes, offered_at=NOW)
        for starts in times
    )


def meeting_room(code: str, seats: int) -> Room:
    name = Translated(en=f"Bilateral room {code}")
    return Room.objects.create(code=code, name=name, purpose=Purpose.BILATERAL, capacity=seats)


def make_scene() -> Scene:
    make_conference()
    make_tables()
    return Scene(
        kenya=make_delegation("KEN"),
        brazil=make_delegation("BRA"),
        head_ke=make_member("KEN", capacity="head", state="submitted", family_name="Barasa", given_names="Naliaka"),
        head_br=make_member("BRA", capacity="head", state="submitted", family_name="Lima", given_names="Joana"),
        user_ke=make_focal_point("KEN", email="focal.ken@mission.example", name="Achieng Wambui"),
        user_br=make_focal_point("BRA", email="focal.bra@mission.example", name="Rui Prado", language="fr"),
        protocol=actor(make_user("protocol@hanoi2025.example", Role.PROTOCOL, name="Bùi Khánh Chi")),
        room=meeting_room("B-3", 14),
        small=meeting_room("B-1", 8),
    )
