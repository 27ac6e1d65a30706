"""What the page and the papers say of a plan: the drawing, figures, who has no seat, why the chosen one sits there."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from conference.look import lists, marks
from delegations.registration.seating.queries import describe
from schedule.receptions.seating.drawing.room import Chair, Drawing, TableSketch, draw
from schedule.receptions.seating.faults import faults, kept
from schedule.receptions.seating.geometry import Shape
from schedule.receptions.seating.problem import Tie
from schedule.receptions.seating.queries import Diner, World
from schedule.receptions.seating.why import Guise, fault_words, why, wish_words


def drawing(
    world: World,
    who: str = "",
    target: tuple[int, int] | None = None,
    *,
    width: float = 0,
    height: float = 0,
) -> Drawing:
    """Return the plan with whom is chosen and where the move would go; width and height as of `draw`."""
    return draw(_sketches(world), lambda table, seat: _chair(world, table, seat, who, target), width, height)


def guise_of(world: World, key: str) -> Guise:
    """Return what sentences need of a person."""
    diner = world.diners[key]
    rule = world.rules.get((diner.invitation.pk, diner.companion))
    return Guise(
        name=diner.name,
        short=diner.name if diner.companion else diner.party.short,
        rung=diner.rung,
        rank=str(diner.rank) if diner.rank else "",
        substitute=diner.is_substitute,
        own_rank=bool(rule and rule.rank_id),
    )


def summary(world: World, *, with_refusals: bool = False) -> dict[str, Any]:
    problem, seats = world.problem, world.seats
    ties = [wish for wish in problem.wishes if wish.tie != Tie.APART]
    refusals = [wish for wish in problem.wishes if wish.tie == Tie.APART]
    found = faults(problem, seats)
    places = sum(table.seats - bool(table.host_name) for table in world.tables)
    return {
        "places": places,
        "seated": len(seats),
        "kept_free": len(world.for_nobody),
        "free": places - len(seats) - len(world.for_nobody) - len(world.unsettled),
        "faults": [
            fault_words(fault, lambda key: guise_of(world, key), with_refusals=with_refusals) for fault in found
        ],
        "wishes_kept": sum(bool(kept(problem, seats, wish)) for wish in ties),
        "wishes_all": len(ties),
        "refusals_kept": sum(kept(problem, seats, wish) is not False for wish in refusals),
        "refusals_all": len(refusals),
    }


def beside(world: World, *, with_refusals: bool) -> dict[str, Any]:
    """Return the lists beside the plan: who has no seat, what is unsettled, wishes."""
    without = [diner for key, diner in world.diners.items() if key not in world.seats]
    pending = [one for one in world.invitations.values() if one.state in ("waiting", "substitute")]
    pending.sort(key=lambda one: one.delegation.party.en_sort)
    ties = []
    for row, wish in zip(world.wishes, _plain(world), strict=True):
        if wish is None or (wish.tie == Tie.APART and not with_refusals):
            continue
        pair = (guise_of(world, group).short for group in (wish.one, wish.other))
        ties.append({"row": row, "words": wish_words(wish, *pair), "kept": kept(world.problem, world.seats, wish)})
    return {"without": without, "pending": pending, "unsettled": world.unsettled, "ties": ties}


def _plain(world: World) -> list[Any]:
    """Return each wish of the plan as the problem has it, None where one of the two does not come."""
    found = {(wish.one, wish.other): wish for wish in world.problem.wishes}
    return [found.get((str(row.one_id), str(row.other_id))) for row in world.wishes]


def _sketches(world: World) -> list[TableSketch]:
    taken: dict[int, int] = {}
    for number, _seat in world.seats.values():
        taken[number] = taken.get(number, 0) + 1
    return [
        TableSketch(
            table.number,
            table.shape,
            table.seats,
            str(table),
            (_("Head table, %(taken)d of %(seats)d") if table.shape == Shape.HEAD else _("%(taken)d of %(seats)d"))
            % {"taken": taken.get(table.number, 0) + bool(table.host_name), "seats": table.seats},
        )
        for table in world.tables
    ]


def _chair(world: World, table: int, seat: int, who: str, target: tuple[int, int] | None) -> Chair:
    row, at = world.by_number[table], (table, seat)
    place = _("Table %(table)d, seat %(seat)d") % {"table": table, "seat": seat}
    is_target = target == at
    if seat == row.host_seat:
        return Chair("host", "H", says=_labelled(place, row.host_called))
    key = world.key_at.get(at, "")
    if key:
        diner = world.diners[key]
        late = key in world.late
        return Chair(
            "kept" if late else "companion" if diner.companion else "guest",
            "c" if diner.companion and not diner.rung.equals else str(diner.rung.number),
            "" if diner.companion and not diner.rung.equals else diner.party.code,
            _labelled(place, lists.beside([diner.name, diner.party.short])),
            key,
            head=not diner.companion,
            chosen=key == who,
            target=is_target,
        )
    if at in world.for_nobody:
        return Chair("kept", says=_labelled(place, _("kept free")), target=is_target)
    if at in world.unsettled_at:
        return Chair("unsettled", "!", says=_labelled(place, _("to be settled")), target=is_target)
    return Chair("free", says=_labelled(place, _("free")), target=is_target)


def chosen(world: World, diner: Diner, *, with_photo: bool = False) -> dict[str, Any]:
    """Return who is chosen, where and why there. with_photo: the reader may see photos of members."""
    at = world.seats.get(diner.key)
    guest = diner.invitation.guest
    shown = with_photo and guest.photo and not (diner.companion or diner.is_substitute)
    return {
        "photo_url": reverse("accreditation:photo", args=[guest.public_id]) if shown else "",
        "diner": diner,
        "at": at,
        "late": world.late.get(diner.key),
        "why": why(
            world.problem, world.seats, diner.key, lambda key: guise_of(world, key), drawn=describe(world.first)
        ),
    }


def _labelled(label: str, words: str) -> str:
    return f"{label}{marks.colon()}{words}"
