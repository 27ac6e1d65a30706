"""Editing of rooms, venues and ways. What is in use is not removed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from django.db import models
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from conference.core import concurrency, lifecycle
from conference.core.access import Actor, require
from conference.core.errors import NotPossible
from conference.translated import FALLBACK, Translated
from schedule.calendar.models import Hours, Purpose, Room, TravelTime, Venue

type Minutes = tuple[int | None, int | None]


@dataclass(frozen=True)
class Facts:
    """All that organisers say of a room. `hours`: open and close by day; a day without is open all day."""

    name: Mapping[str, str]
    purpose: str
    site: Venue | None = None
    capacity: int = 0
    layout: str = ""
    equipment: str = ""
    booths: int = 0
    flags: bool = False
    minutes_from_plenary: int = 0
    position: int = 0
    hours: Mapping[date, tuple[time, time]] = field(default_factory=dict)

    def check(self) -> None:
        if not self.name.get(FALLBACK):
            raise NotPossible(_("The English name is missing."))
        if self.purpose not in Purpose.values:
            raise NotPossible(_("There is no purpose “%(purpose)s”.") % {"purpose": self.purpose})

    def columns(self) -> dict[str, Any]:
        names = (
            "purpose",
            "site",
            "capacity",
            "layout",
            "equipment",
            "booths",
            "flags",
            "minutes_from_plenary",
            "position",
        )
        return {"name": Translated(self.name), **{name: getattr(self, name) for name in names}}


@lifecycle.use_case
def create_room(*, actor: Actor, code: str, facts: Facts) -> Room:
    """Add a room.

    Args:
        code: Its name in addresses, for ever.

    Raises NotAllowed, NotPossible if the code is taken.
    """
    require(actor, "calendar.edit")
    facts.check()
    if Room.objects.filter(code__iexact=code).exists():
        raise NotPossible(_("There is already a room with the code %(code)s.") % {"code": code})
    room = Room(code=code, **facts.columns())
    room.save(force_insert=True)
    _set_hours(room, facts.hours)
    lifecycle.log(room, actor=actor, verb="room.added", details={"code": code})
    return room


@lifecycle.use_case
def edit_room(*, actor: Actor, room: Room, facts: Facts, expected_version: int) -> Room:
    """Change a room to `facts`; write nothing if nothing differs.

    Args:
        expected_version: The version on the actor's screen.

    Raises NotAllowed, NotPossible, AlreadyDecided.
    """
    require(actor, "calendar.edit")
    facts.check()
    row = concurrency.lock(room, expected_version)
    changed = _differences(row, facts.columns())
    before = {one.day: (one.opens, one.until) for one in row.hours.all()}
    if before != dict(facts.hours):
        changed["hours"] = [_spelt(before), _spelt(facts.hours)]
    if not changed:
        return row
    for name, value in facts.columns().items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    _set_hours(row, facts.hours)
    lifecycle.log(row, actor=actor, verb="room.changed", details={"version": row.version, "changed": changed})
    return row


@lifecycle.use_case
def remove_room(*, actor: Actor, room: Room, expected_version: int) -> None:
    """Remove a room that was never used. Raises NotAllowed, AlreadyDecided, NotPossible for a used one."""
    require(actor, "calendar.edit")
    row = concurrency.lock(room, expected_version)
    _delete(row, actor, "room.removed", _("%(what)s is or was in use and cannot be removed. Close it instead."))


@lifecycle.use_case
def create_venue(*, actor: Actor, code: str, name: Mapping[str, str], address: str, position: int) -> Venue:
    """Add a venue. Raises NotAllowed, NotPossible if the code is taken."""
    require(actor, "calendar.edit")
    if Venue.objects.filter(code__iexact=code).exists():
        raise NotPossible(_("There is already a venue with the code %(code)s.") % {"code": code})
    venue = Venue.objects.create(code=code, name=Translated(name), address=address, position=position)
    lifecycle.log(venue, actor=actor, verb="venue.added", details={"code": code})
    return venue


@lifecycle.use_case
def edit_venue(
    *, actor: Actor, venue: Venue, name: Mapping[str, str], address: str, position: int, expected_version: int
) -> Venue:
    """Change a venue; its rooms carry the new name. Raises NotAllowed, AlreadyDecided."""
    require(actor, "calendar.edit")
    row = concurrency.lock(venue, expected_version)
    fields = {"name": Translated(name), "address": address, "position": position}
    changed = _differences(row, fields)
    if not changed:
        return row
    for key, value in fields.items():
        setattr(row, key, value)
    row.version += 1
    row.save()
    lifecycle.log(row, actor=actor, verb="venue.changed", details={"version": row.version, "changed": changed})
    return row


@lifecycle.use_case
def remove_venue(*, actor: Actor, venue: Venue, expected_version: int) -> None:
    """Remove a venue without rooms, and its ways. Raises NotAllowed, AlreadyDecided, NotPossible while it has rooms."""
    require(actor, "calendar.edit")
    row = concurrency.lock(venue, expected_version)
    _delete(row, actor, "venue.removed", _("%(what)s has rooms and cannot be removed."))


@lifecycle.use_case
def set_ways(*, actor: Actor, minutes: Mapping[tuple[int, int], Minutes]) -> int:
    """Write how long the ways between venues take. Returns how many changed.

    Args:
        minutes: On foot and by motorcade by the keys of two venues, the lower first; both None removes the way. Other pairs stay.

    Raises NotAllowed.
    """
    require(actor, "calendar.edit")
    known = {(way.one_id, way.other_id): way for way in TravelTime.objects.select_for_update()}
    done = 0
    for (one, other), (on_foot, by_motorcade) in sorted(minutes.items()):
        way = known.get((one, other))
        before: Minutes = (way.on_foot, way.by_motorcade) if way else (None, None)
        if before == (on_foot, by_motorcade):
            continue
        done += 1
        values = {"on_foot": on_foot, "by_motorcade": by_motorcade}
        venue = Venue.objects.get(pk=one)
        if on_foot is None and by_motorcade is None:
            TravelTime.objects.filter(one=one, other=other).delete()
        else:
            TravelTime.objects.update_or_create(one_id=one, other_id=other, defaults=values)
        details = {"to": str(Venue.objects.get(pk=other)), "was": list(before), "is": [on_foot, by_motorcade]}
        lifecycle.log(venue, actor=actor, verb="way.changed", details=details)
    return done


def _delete(row: models.Model, actor: Actor, verb: str, refusal: str) -> None:
    lifecycle.log(row, actor=actor, verb=verb)
    try:
        row.delete()
    except ProtectedError as problem:
        raise NotPossible(refusal % {"what": row}) from problem


def _differences(row: models.Model, fields: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: [_plain(getattr(row, name)), _plain(value)]
        for name, value in fields.items()
        if getattr(row, name) != value
    }


def _plain(value: Any) -> Any:
    return dict(value) if isinstance(value, Translated) else value if isinstance(value, int) else str(value or "")


def _spelt(hours: Mapping[date, tuple[time, time]]) -> str:
    return ", ".join(f"{day} {opens:%H:%M}–{until:%H:%M}" for day, (opens, until) in sorted(hours.items()))


def _set_hours(room: Room, hours: Mapping[date, tuple[time, time]]) -> None:
    room.hours.all().delete()
    Hours.objects.bulk_create(
        [Hours(room=room, day=day, opens=opens, until=until) for day, (opens, until) in sorted(hours.items())]
    )
