"""Editing of rooms, venues and travel times. What is in use is not removed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from django.db import models
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from conference.core import concurrency, lifecycle
from conference.core.access import Actor, require_right
from conference.core.errors import CodeTaken, NotPossible
from conference.translated import FALLBACK, Translated
from schedule.calendar.models import Purpose, Room, TravelTime, Venue
from schedule.calendar.rooms.hours import DayHours, hours_by_day, hours_text, replace_hours

type Minutes = tuple[int | None, int | None]


@dataclass(frozen=True)
class RoomFacts:
    """All that organisers say of a room. `hours`: a day without is open all day."""

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
    hours: DayHours = field(default_factory=dict)

    def check(self) -> None:
        if not self.name.get(FALLBACK):
            raise NotPossible(_("The English name is missing."))
        if self.purpose not in Purpose.values:
            raise NotPossible(_("There is no purpose “%(purpose)s”.") % {"purpose": self.purpose})

    def columns(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ROOM_COLUMNS} | {"name": Translated(self.name)}


ROOM_COLUMNS = tuple(column.name for column in fields(RoomFacts) if column.name != "hours")


@lifecycle.use_case
def create_room(*, actor: Actor, code: str, facts: RoomFacts) -> Room:
    """Add a room, one when it is sent twice. `code` is its name in addresses, for ever.

    Raises NotAllowed, NotPossible, CodeTaken.
    """
    require_right(actor, "calendar.edit")
    facts.check()
    room = Room(code=code, **facts.columns())
    first = concurrency.made_before(room, actor=actor, verb="room.added")
    if first is not None and not get_differences(first, facts.columns(), facts.hours):
        return first
    concurrency.enter_alone(Room)
    if Room.objects.filter(code__iexact=code).exists():
        raise CodeTaken(_("There is already a room with the code %(code)s.") % {"code": code})
    room.save(force_insert=True)
    replace_hours(room, facts.hours)
    lifecycle.log(room, actor=actor, verb="room.added", details={"code": code})
    return room


@lifecycle.use_case
def edit_room(*, actor: Actor, room: Room, facts: RoomFacts, expected_version: int) -> Room:
    """Change a room to `facts`; write nothing if nothing differs. Raises NotAllowed, NotPossible, AlreadyDecided."""
    require_right(actor, "calendar.edit")
    facts.check()
    room = concurrency.lock_row(room, expected_version)
    if changed := get_differences(room, facts.columns(), facts.hours):
        _write(room, facts.columns(), actor, "room.changed", changed)
        replace_hours(room, facts.hours)
    return room


@lifecycle.use_case
def remove_room(*, actor: Actor, room: Room, expected_version: int) -> None:
    """Remove a room that was never used. Raises NotAllowed, AlreadyDecided, NotPossible for a used one."""
    require_right(actor, "calendar.edit")
    room = concurrency.lock_row(room, expected_version)
    _delete(room, actor, "room.removed", _("%(what)s is or was in use and cannot be removed. Close it instead."))


@lifecycle.use_case
def create_venue(*, actor: Actor, code: str, name: Mapping[str, str], address: str, position: int) -> Venue:
    """Add a venue, one when it is sent twice. Raises NotAllowed, CodeTaken."""
    require_right(actor, "calendar.edit")
    venue = Venue(code=code, name=Translated(name), address=address, position=position)
    if first := concurrency.made_before(venue, actor=actor, verb="venue.added"):
        return first
    concurrency.enter_alone(Venue)
    if Venue.objects.filter(code__iexact=code).exists():
        raise CodeTaken(_("There is already a venue with the code %(code)s.") % {"code": code})
    venue.save(force_insert=True)
    lifecycle.log(venue, actor=actor, verb="venue.added", details={"code": code})
    return venue


@lifecycle.use_case
def edit_venue(
    *, actor: Actor, venue: Venue, name: Mapping[str, str], address: str, position: int, expected_version: int
) -> Venue:
    """Change a venue; its rooms carry the new name. Raises NotAllowed, AlreadyDecided."""
    require_right(actor, "calendar.edit")
    venue = concurrency.lock_row(venue, expected_version)
    values = {"name": Translated(name), "address": address, "position": position}
    if changed := get_differences(venue, values):
        _write(venue, values, actor, "venue.changed", changed)
    return venue


@lifecycle.use_case
def remove_venue(*, actor: Actor, venue: Venue, expected_version: int) -> None:
    """Remove a venue without rooms, and its travel times. Raises NotAllowed, AlreadyDecided, NotPossible while it has rooms."""
    require_right(actor, "calendar.edit")
    venue = concurrency.lock_row(venue, expected_version)
    _delete(venue, actor, "venue.removed", _("%(what)s has rooms and cannot be removed."))


@lifecycle.use_case
def set_travel_times(*, actor: Actor, minutes: Mapping[tuple[int, int], Minutes]) -> int:
    """Write how long the ways between venues take. Return how many changed. Raises NotAllowed.

    `minutes`: On foot and by motorcade by the keys of two venues, the lower first; both None removes the way. Other pairs stay.
    """
    require_right(actor, "calendar.edit")
    ways = {(way.one_id, way.other_id): way for way in TravelTime.objects.select_for_update()}
    count = 0
    for (venue, other), (on_foot, by_motorcade) in sorted(minutes.items()):
        way = ways.get((venue, other))
        before: Minutes = (way.on_foot, way.by_motorcade) if way else (None, None)
        if before == (on_foot, by_motorcade):
            continue
        count += 1
        if on_foot is None and by_motorcade is None:
            TravelTime.objects.filter(one=venue, other=other).delete()
        else:
            values = {"on_foot": on_foot, "by_motorcade": by_motorcade}
            TravelTime.objects.update_or_create(one_id=venue, other_id=other, defaults=values)
        details = {"to": str(Venue.objects.get(pk=other)), "was": list(before), "is": [on_foot, by_motorcade]}
        lifecycle.log(Venue.objects.get(pk=venue), actor=actor, verb="way.changed", details=details)
    return count


def _write(row: Room | Venue, values: Mapping[str, Any], actor: Actor, verb: str, changed: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    lifecycle.log(row, actor=actor, verb=verb, details={"version": row.version, "changed": changed})


def _delete(row: models.Model, actor: Actor, verb: str, refusal: str) -> None:
    lifecycle.log(row, actor=actor, verb=verb)
    try:
        row.delete()
    except ProtectedError as problem:
        raise NotPossible(refusal % {"what": row}) from problem


def get_differences(
    row: models.Model, values: Mapping[str, Any], hours: DayHours | None = None, private: Collection[str] = ()
) -> dict[str, Any]:
    """Return old and new values of what differs, for the audit log; of `private` columns only that they do."""
    changed: dict[str, Any] = {
        name: ["", ""] if name in private else [_plain(getattr(row, name)), _plain(value)]
        for name, value in values.items()
        if getattr(row, name) != value
    }
    if hours is not None and (before := hours_by_day(row)) != dict(hours):
        changed["hours"] = [hours_text(before), hours_text(hours)]
    return changed


def _plain(value: Any) -> Any:
    return (
        dict(value) if isinstance(value, Translated) else value if isinstance(value, int | list) else str(value or "")
    )
