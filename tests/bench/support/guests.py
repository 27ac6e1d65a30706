"""A banquet to which thousands are invited, each by a link of their own, on the bench's database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from conference.core import lifecycle, links
from conference.core.access import SYSTEM
from conference.models import Conference, Rank
from conference.translated import Translated
from delegations.registration.models import Delegate, FocalPoint
from schedule.calendar.models import Room
from schedule.receptions.models import Invitation, Reception
from tests.bench.support.crowd import crowd, parties
from tests.people import make_user


@dataclass(frozen=True)
class Guest:
    """An invitation and the secret of its link."""

    invitation: Invitation
    secret: str

    def says(self, values: dict[str, str]) -> dict[str, Any]:
        """Return the form of an answer, sent by whoever opened the link, without signing in."""
        form = {"diet": "none", "companion_diet": "none", "version": "1", **values}
        return {"path": f"/invited/{self.secret}/", "session": "unread=1", "values": form}


def banquet(code: str, capacity: int) -> Reception:
    """Make a banquet in a month, with companions; the conference begins the day before."""
    first = timezone.now().date() + timedelta(days=30)
    Conference.objects.update(starts_on=first, ends_on=first + timedelta(days=1))
    begins = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=31)
    room, _made = Room.objects.get_or_create(
        code="BANQUET", defaults={"name": Translated(en="Banquet Hall"), "capacity": 4000}
    )
    return Reception.objects.create(
        code=code,
        name=Translated(en="State Banquet"),
        host=Translated(en="The President"),
        room=room,
        starts=begins,
        ends=begins + timedelta(hours=3),
        answer_by=begins - timedelta(days=2),
        capacity=capacity,
        companions=True,
    )


def focal_points() -> None:
    """Give every delegation that has none a focal point, who is told of each answer."""
    known = set(FocalPoint.objects.values_list("delegation_id", flat=True))
    now = timezone.now()
    homes = [home for home in parties(110) if home.pk not in known]
    FocalPoint.objects.bulk_create(FocalPoint(delegation=home, user=make_user(), since=now) for home in homes)


def ranked(count: int, seed: int) -> list[Delegate]:
    """Make so many members of 110 delegations, as many of each rank."""
    ranks = list(Rank.objects.all())
    share = count // len(ranks)
    return [one for turn, rank in enumerate(ranks) for one in crowd(share, seed=seed + turn, protocol_rank=rank)]


@lifecycle.use_case
def invited(reception: Reception, people: Sequence[Delegate], **fields: object) -> list[Guest]:
    """Invite these in person, without a mail: the links are the bench's."""
    made = [links.new_secret() for _one in people]
    rows = [
        Invitation(
            reception=reception,
            party=one.delegation.party,
            delegation=one.delegation,
            guest=one,
            personal=True,
            secret_hash=hashed,
            sent_at=timezone.now(),
            **fields,
        )
        for one, (_secret, hashed) in zip(people, made, strict=True)
    ]
    saved = lifecycle.create_many(rows, actor=SYSTEM, verb="invitation.sent")
    return [Guest(row, secret) for row, (secret, _hashed) in zip(saved, made, strict=True)]
