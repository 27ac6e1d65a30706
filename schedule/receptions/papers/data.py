"""The data of the papers of a seating: the plan, a list for each table, place cards, and escort cards with the table of each guest.

A seat whose guest does not come any more, or who is another, stands on no card; the list says that it is to be settled.
"""

from collections.abc import Iterator, Sequence
from math import sqrt
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.look.lists import join_facts
from conference.look.times import clock_text, day_text
from conference.models import current_conference
from schedule.receptions.guest_papers.data import paper_values
from schedule.receptions.seating.drawing import content
from schedule.receptions.seating.drawing.room import WIDTH, Board, Spot
from schedule.receptions.seating.models import SeatingTable
from schedule.receptions.seating.queries import Diner, LoadedPlan

PLAN, LIST, CARDS, ESCORT = "seating-plan.typ", "table-list.typ", "place-cards.typ", "escort-cards.typ"
CELL = 198.0  # what a round table takes in the drawing
ACROSS = 48.0  # what a seat of a long table takes there, of half of them at a table that has two sides
SHEET = (392.0, 224.0)  # the room for the drawing in seating-plan.typ, in mm
TRIED = 2


def _common(title: str) -> dict[str, Any]:
    return {**paper_values(title), "event": str(current_conference().short_name)}


def _of(world: LoadedPlan) -> dict[str, str]:
    reception, zone = world.plan.reception, current_conference().zone
    starts = reception.starts.astimezone(zone)
    return {
        "reception": str(reception),
        "place": str(reception.room),
        "date": join_facts([day_text(starts, long=True), clock_text(starts)]),
        "version": str(world.plan.version),
    }


def plans(worlds: Sequence[LoadedPlan]) -> dict[str, Any]:
    """Return the data of the drawings, one for each reception, on A3 as wide as the room has tables, with the names by table."""
    return {
        **_common(_("Seating plan")),
        "plans": [{**_of(world), **_drawing(world), "names": _names(world)} for world in worlds],
        "words": {
            "foot": _foot(),
            "names": _("Names by table"),
            "precedence": _("number: precedence"),
            "guest": _("guest"),
            "companion": _("companion"),
            "host": _("host of the table"),
            "free": _("free, or kept free"),
        },
    }


def _names(world: LoadedPlan) -> list[dict[str, Any]]:
    """Return who sits at each table, clockwise, with the numbers and codes of the drawing."""
    return [{"name": str(table), "rows": list(_named(world, table))} for table in world.tables]


def _named(world: LoadedPlan, table: SeatingTable) -> Iterator[dict[str, str]]:
    for seat in range(1, table.seats + 1):
        key = world.key_at.get((table.number, seat))
        mark = "H" if seat == table.host_seat else ""
        if key:
            diner = world.diners[key]
            yield {
                "number": mark or _number(world, key),
                "code": diner.party.code,
                "name": diner.invitation.printed_name_of(diner.companion),
                "party": diner.party.short,
            }
        elif mark and table.host_name:
            yield {"number": mark, "code": "", "name": table.host_called, "party": ""}


def _number(world: LoadedPlan, key: str) -> str:
    """Return the place in precedence; of a companion without an office `12c`, by that of the guest."""
    diner = world.diners[key]
    if diner.precedence.equals or not diner.companion:
        return str(diner.precedence.number)
    return f"{world.diners[diner.precedence.group].precedence.number}c"


def _foot() -> str:
    return _("{title} · version {version} · printed {printed} · all times {zone}")


def _drawing(world: LoadedPlan) -> dict[str, Any]:
    # The one that is largest when it is fitted to the sheet.
    drawings = [content.drawing(world, width=width) for width in _widths(world)]
    best = max(drawings, key=lambda drawing: (min(SHEET[0] / drawing.width, SHEET[1] / drawing.height), drawing.width))
    drawing = content.drawing(world, width=best.width, height=best.width * SHEET[1] / SHEET[0])
    return {
        "width": drawing.width,
        "height": drawing.height,
        "tables": [_board(world, board) for board in drawing.boards],
    }


def _widths(world: LoadedPlan) -> list[float]:
    """Return the widths of the room to try: those for which the tables fill the sheet's proportions."""
    count = sum(table.shape == "round" for table in world.tables)
    across = max((table.seats for table in world.tables if table.shape != "round"), default=0)
    middle = round(sqrt(count * SHEET[0] / SHEET[1]))
    abreast = {at for at in range(middle - TRIED, middle + TRIED + 1) if 1 <= at <= max(count, 1)}
    least = ACROSS * across
    return sorted(
        {max(least, at * CELL + margin) for at in abreast for margin in (0.0, CELL / 2)} | {max(least, WIDTH)}
    )


def _board(world: LoadedPlan, board: Board) -> dict[str, Any]:
    facts = {name: getattr(board, name) for name in ("name", "sub", "x", "y", "r", "width", "height")}
    return {**facts, "seats": [_spot(world, spot) for spot in board.spots]}


def _spot(world: LoadedPlan, spot: Spot) -> dict[str, Any]:
    chair = spot.chair
    number = "" if chair.kind == "unsettled" else chair.number
    kind = "free" if chair.kind in ("free", "kept", "unsettled") and not chair.key else chair.kind
    return {
        "x": spot.x,
        "y": spot.y,
        "cx": spot.code_x,
        "side": spot.side,
        "kind": kind,
        "number": _number(world, chair.key) if chair.key and chair.kind != "host" else number,
        "long": chair.is_long,
        "lines": [{"y": y, "text": line} for y, line in spot.lines],
        "head": chair.head,
    }


def lists(worlds: Sequence[LoadedPlan]) -> dict[str, Any]:
    """Return the data of the table lists, a table after the other, with diets."""
    return {
        **_common(_("Table list")),
        "lists": [{**_of(world), "tables": [_listed(world, table) for table in world.tables]} for world in worlds],
        "words": {
            "page": _("Page {page} of {pages}"),
            "foot": _foot(),
            "seat": _("Seat"),
            "guest": _("Guest"),
            "delegation": _("Delegation"),
            "note": _("Note, diet"),
            "stamp": _("Version {version}\n{date}\nall times {zone}"),
        },
    }


def _listed(world: LoadedPlan, table: SeatingTable) -> dict[str, Any]:
    name = world.host_called(table)
    host = _("Host: %(name)s") % {"name": name} if name else ""
    seats = ngettext("%(n)d seat", "%(n)d seats", table.seats) % {"n": table.seats}
    return {
        "name": str(table),
        "host": join_facts([host, seats]),
        "rows": [_row(world, table, seat) for seat in range(1, table.seats + 1)],
    }


def _row(world: LoadedPlan, table: SeatingTable, seat: int) -> dict[str, str]:
    row = {"seat": str(seat), "name": "", "party": "", "note": "", "diet": "", "state": ""}
    at = (table.number, seat)
    key = world.key_at.get(at, "")
    if seat == table.host_seat and not key:
        return {**row, "name": table.host_called or "–", "note": _("Host of the table")}
    if not key:
        note = _("Kept free") if at in world.for_nobody else _("To be settled") if at in world.unsettled_at else ""
        return {**row, "name": "–", "note": note}
    diner = world.diners[key]
    return {
        **row,
        "name": diner.invitation.printed_name_of(diner.companion),
        "party": diner.party.short,
        "note": join_facts([_("Host of the table") if seat == table.host_seat else "", _note(world, diner)]),
        "diet": _diet(diner),
        "state": _arrived(diner),
    }


def _note(world: LoadedPlan, diner: Diner) -> str:
    late = world.late.get(diner.key)
    zone = current_conference().zone
    notes = [
        _("Companion of %(name)s") % {"name": diner.invitation.printed_name_of(False)} if diner.companion else "",
        _("Substitute") if diner.is_substitute else "",
        diner.title,
        _("Kept free until %(time)s") % {"time": clock_text(late.astimezone(zone))} if late else "",
    ]
    return join_facts(notes)


def _arrived(diner: Diner) -> str:
    """Return when the person came; empty for who has not."""
    row = diner.invitation
    at = row.companion_arrived_at if diner.companion else row.arrived_at
    return clock_text(at.astimezone(current_conference().zone)) if at else ""


def _diet(diner: Diner) -> str:
    invitation = diner.invitation
    diet = invitation.companion_diet if diner.companion else invitation.diet
    label = invitation.get_companion_diet_display() if diner.companion else invitation.get_diet_display()
    return join_facts([label if diet != "none" else "", "" if diner.companion else invitation.allergies])


def cards(worlds: Sequence[LoadedPlan]) -> dict[str, Any]:
    """Return the data of the place cards, by table and seat, with the titles held: the hosts' too, and companions'."""
    return {
        **_common(_("Place cards")),
        "sets": [{**_of(world), "cards": list(_cards(world))} for world in worlds],
        "words": {
            "foot": _("{reception} · version {version} · printed {printed} · cut at the marks, fold at the dashes")
        },
    }


def _cards(world: LoadedPlan) -> Iterator[dict[str, str]]:
    for table in world.tables:
        for seat in range(1, table.seats + 1):
            if key := world.key_at.get((table.number, seat)):
                diner = world.diners[key]
                name = diner.invitation.printed_name_of(diner.companion)
                yield {"name": name, "title": diner.title, "sub": diner.party.short}
            elif seat == table.host_seat and table.host_name:
                yield {"name": table.host_called, "title": "", "sub": str(table)}


def escort(worlds: Sequence[LoadedPlan]) -> dict[str, Any]:
    """Return the data of the escort cards, by party."""
    return {
        **_common(_("Escort cards")),
        "sets": [{**_of(world), "cards": list(_escort(world))} for world in worlds],
        "words": {"foot": _("{reception} · version {version} · printed {printed} · cut at the marks")},
    }


def _escort(world: LoadedPlan) -> Iterator[dict[str, str]]:
    seated = [diner for key, diner in world.diners.items() if key in world.seats]
    for diner in sorted(seated, key=lambda diner: (diner.party.en_sort, diner.companion)):
        number = world.seats[diner.key][0]
        name = diner.invitation.printed_name_of(diner.companion)
        yield {"name": name, "sub": diner.party.short, "table": str(world.by_number[number])}
