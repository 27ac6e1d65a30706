"""The content of the seating page and papers: the drawing, figures, guests without a seat, and reasons."""

from collections import Counter
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from conference.look import lists, marks
from delegations.registration.seating.queries import describe
from schedule.receptions.seating.drawing.room import Chair, Drawing, TableSketch, draw
from schedule.receptions.seating.explanations import BARRED, UNSEATED, DinerLabel, explain_seat, fault_words, wish_words
from schedule.receptions.seating.faults import faults, is_kept
from schedule.receptions.seating.geometry import Shape
from schedule.receptions.seating.problem import Tie
from schedule.receptions.seating.queries import Diner, LoadedPlan
from schedule.receptions.seating.unseated import find_unseated


def drawing(
    world: LoadedPlan, who: str = "", target: tuple[int, int] | None = None, *, width: float = 0, height: float = 0
) -> Drawing:
    """Return the drawing, with the chosen person and the target of a move marked. Width and height as for `draw`."""
    return draw(_sketches(world), lambda table, seat: _chair(world, table, seat, who, target), width, height)


def label_of(world: LoadedPlan, key: str) -> DinerLabel:
    """Return what sentences need of a person."""
    diner = world.diners[key]
    rule = world.rule_of(diner.invitation, diner.companion)
    return DinerLabel(
        name=diner.name,
        short=diner.name if diner.companion else diner.party.short,
        precedence=diner.precedence,
        rank=str(diner.rank) if diner.rank else "",
        own_rank=bool(rule and rule.rank_id),
    )


def summary(world: LoadedPlan, *, with_refusals: bool = False) -> dict[str, Any]:
    problem, seats = world.problem, world.seats
    wishes = [wish for wish in problem.wishes if wish.tie != Tie.APART]
    refusals = [wish for wish in problem.wishes if wish.tie == Tie.APART]
    outsiders = sum(bool(table.host_seat) and table.number not in world.presiding for table in world.tables)
    places = sum(table.seats for table in world.tables) - outsiders
    return {
        "places": places,
        "seated": len(seats),
        "kept_free": len(world.for_nobody),
        "free": places - len(seats) - len(world.for_nobody) - len(world.unsettled),
        "faults": [
            fault_words(fault, partial(label_of, world), with_refusals=with_refusals)
            for fault in faults(problem, seats)
        ],
        "wishes_kept": sum(bool(is_kept(problem, seats, wish)) for wish in wishes),
        "wishes_all": len(wishes),
        "refusals_kept": sum(is_kept(problem, seats, wish) is not False for wish in refusals),
        "refusals_all": len(refusals),
    }


def beside(world: LoadedPlan, *, with_refusals: bool) -> dict[str, Any]:
    """Return the lists beside the plan: who has no seat, what is unsettled, wishes."""
    pending = [row for row in world.invitations.values() if row.state in ("waiting", "substitute")]
    pending.sort(key=lambda invitation: invitation.party.en_sort)
    wishes = {(wish.one, wish.other): wish for wish in world.problem.wishes}
    ties = []
    for row in world.wishes:
        wish = wishes.get((str(row.one_id), str(row.other_id)))  # none where one of the two does not come
        if wish is None or (wish.tie == Tie.APART and not with_refusals):
            continue
        pair = (label_of(world, group).short for group in (wish.one, wish.other))
        ties.append({"row": row, "words": wish_words(wish, *pair), "kept": is_kept(world.problem, world.seats, wish)})
    reasons = {
        person.key: UNSEATED[entry.why]
        for entry in find_unseated(world.problem, world.seats)
        for person in entry.people
    }
    reasons |= {key: BARRED[why] for key, why in world.barred.items()}
    without = [
        {"diner": diner, "why": reasons[key], "awaits": world.barred.get(key, "")}
        for key, diner in world.diners.items()
        if key not in world.seats
    ]
    return {"without": without, "pending": pending, "unsettled": world.unsettled, "ties": ties}


def _sketches(world: LoadedPlan) -> list[TableSketch]:
    seated = Counter(number for number, _seat in world.seats.values())
    sketches = []
    for table in world.tables:
        text = _("Head table, %(taken)d of %(seats)d") if table.shape == Shape.HEAD else _("%(taken)d of %(seats)d")
        values = {"taken": seated[table.number] + bool(table.host_name), "seats": table.seats}
        sketches.append(TableSketch(table.number, table.shape, table.seats, str(table), text % values))
    return sketches


def _chair(world: LoadedPlan, table: int, seat: int, who: str, target: tuple[int, int] | None) -> Chair:
    row, place = world.by_number[table], (table, seat)
    label = _("Table %(table)d, seat %(seat)d") % {"table": table, "seat": seat}
    is_target = target == place
    key = world.key_at.get(place, "")
    if seat == row.host_seat:
        code = world.diners[key].party.code if key else ""
        name = world.host_called(row) or _("host of the table, not named yet")
        return Chair("host", "H", code, _labelled(label, name), key, chosen=bool(key) and key == who)
    if key:
        diner = world.diners[key]
        unranked = diner.companion and not diner.precedence.equals
        return Chair(
            "kept" if key in world.late else "companion" if diner.companion else "guest",
            "c" if unranked else str(diner.precedence.number),
            "" if unranked else diner.party.code,
            _labelled(label, lists.join_facts([diner.name, diner.party.short])),
            key,
            head=not diner.companion,
            chosen=key == who,
            target=is_target,
        )
    if place in world.for_nobody:
        return Chair("kept", says=_labelled(label, _("kept free")), target=is_target)
    if place in world.unsettled_at:
        return Chair("unsettled", "!", says=_labelled(label, _("to be settled")), target=is_target)
    return Chair("free", says=_labelled(label, _("free")), target=is_target)


def chosen(world: LoadedPlan, diner: Diner, *, with_photo: bool = False) -> dict[str, Any]:
    """Return who is chosen, where and why there. with_photo: the reader may see photos of members."""
    guest = diner.invitation.guest
    is_shown = with_photo and guest and guest.photo and not (diner.companion or diner.is_substitute)
    return {
        "photo_url": reverse("accreditation:photo", args=[guest.public_id]) if guest and is_shown else "",
        "diner": diner,
        "at": world.seats.get(diner.key),
        "late": world.late.get(diner.key),
        "presides": diner.key in world.presiding.values(),
        "awaits_rank": world.barred.get(diner.key) == "rank",
        "why": _explain(world, diner),
    }


def _explain(world: LoadedPlan, diner: Diner) -> list[str]:
    if diner.key in world.barred:
        return [str(BARRED[world.barred[diner.key]])]
    return explain_seat(world.problem, world.seats, diner.key, partial(label_of, world), drawn=describe(world.first))


def _labelled(label: str, text: str) -> str:
    return f"{label}{marks.colon()}{text}"
