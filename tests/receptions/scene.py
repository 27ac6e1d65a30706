"""A banquet for six persons, with four heads of different ranks, at Fri 10 October 2025, 14:00 in Hanoi."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.utils import timezone

from conference.core.access import Actor, Role
from conference.correspondence.models import Message
from conference.models import Rank
from conference.translated import Translated
from delegations.registration.models import Delegate
from schedule.receptions.guest_list import actions as guest_list
from schedule.receptions.invitations import actions
from schedule.receptions.invitations.actions import Answer
from schedule.receptions.models import Invitation, Reception
from tests.calendar.places import make_room
from tests.people import actor, make_conference, make_focal_point, make_member, make_tables, make_user

NOW = datetime(2025, 10, 10, 7, tzinfo=UTC)
RANKS = {"KEN": "minister", "BRA": "head-of-state", "FRA": "minister", "CIV": "other"}


@dataclass
class Scene:
    reception: Reception
    heads: dict[str, Delegate]
    protocol: Actor

    def invitation(self, code: str) -> Invitation:
        return Invitation.objects.get(delegation__party__code=code)

    def answer(self, code: str, to: str = "yes", **kwargs) -> Invitation:
        return actions.answer_invitation(invitation=self.invitation(code), answer=Answer(to, **kwargs))

    def state(self, code: str) -> str:
        return self.invitation(code).state

    def taken(self) -> int:
        self.reception.refresh_from_db()
        return self.reception.taken


def make_reception(capacity: int = 6, code: str = "banquet") -> Reception:
    return Reception.objects.create(
        code=code,
        name=Translated(en="State Banquet", fr="Banquet d’État"),
        host=Translated(en="The President of the Socialist Republic of Viet Nam"),
        room=make_room("BANQUET"),
        starts=datetime(2025, 10, 25, 12, tzinfo=UTC),
        ends=datetime(2025, 10, 25, 14, 30, tzinfo=UTC),
        arrive_from=datetime(2025, 10, 25, 11, 15, tzinfo=UTC),
        arrive_until=datetime(2025, 10, 25, 11, 45, tzinfo=UTC),
        answer_by=datetime(2025, 10, 23, 11, tzinfo=UTC),
        capacity=capacity,
        companions=True,
    )


def make_scene(capacity: int = 6, invite: bool = True) -> Scene:
    """The heads are invited unless told otherwise."""
    make_conference()
    make_tables()
    heads = {}
    for code, rank in RANKS.items():
        heads[code] = make_member(code, capacity="head", state="submitted", protocol_rank=Rank.objects.get(code=rank))
        make_focal_point(code, email=f"focal.{code.lower()}@mission.example")
    protocol = actor(make_user("protocol@hanoi2025.example", Role.PROTOCOL, name="Bùi Khánh Chi"))
    scene = Scene(make_reception(capacity), heads, protocol)
    if invite:
        guest_list.invite(actor=protocol, reception=scene.reception)
        send_invitations()
    return scene


def send_invitations() -> None:
    """Let the time pass in which the invitations could be undone: their mails are due."""
    Message.objects.filter(kind="receptions.invited").update(not_before=timezone.now() - timedelta(seconds=1))


def link_of(code: str) -> str:
    """Return the path of the link in the delegation's invitation."""
    message = Message.objects.get(kind="receptions.invited", recipient=f"focal.{code.lower()}@mission.example")
    return "/" + json.loads(message.sealed)["url"].split("/", 3)[3]


def told(kind: str) -> list[str]:
    return list(Message.objects.filter(kind=f"receptions.{kind}").order_by("id").values_list("recipient", flat=True))
