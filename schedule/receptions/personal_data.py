"""What this app's tables hold about persons (conference.core.personal_data), and what of it is deleted after a while."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.db.models import Case, Q, Value, When

from conference.core.personal_data import ERASED, PersonKind, declare, person_kinds
from conference.retention import purging
from schedule.receptions.models import Invitation, OutsideGuest


def spellings(guest: OutsideGuest) -> Iterator[str]:
    family, given = guest.family_name, guest.given_names
    yield from (f"{given} {family}", f"{family} {given}", f"{family}, {given}", guest.name_on_card)


def _find_guests(text: str) -> Any:
    parts = [Q(**{f"{name}__icontains": text}) for name in ("family_name", "given_names", "name_on_card")]
    return OutsideGuest.objects.filter(parts[0] | parts[1] | parts[2]).values_list("pk", flat=True)[:500]


person_kinds.add(
    "guest",
    PersonKind(
        "receptions.outsideguest",
        names=spellings,
        addresses=("email",),
        find=_find_guests,
        retention="outside_guests",
    ),
)

declare(
    "receptions.outsideguest",
    person="guest=",
    clear="honorific name_on_card functional_title email",
    to={"family_name": ERASED, "given_names": lambda key: str(key)},
    other="language state",
)
declare(
    "receptions.reception",
    other="code name host in_honour occasion entrance dress motorcade languages programme menus unticked thanks",
)
declare(
    "receptions.invitation",
    person="delegate=guest guest=outside_guest delegate=former_guest",
    shared="former_guest",
    clear=(
        "diet companion_diet allergies number_plate driver substitute_name substitute_function "
        "substitute_reason waiting_companion late_answer before_word said_as said_of"
    ),
    # The table counts two persons by the companion's name.
    to={"companion_name": Case(When(companion_name="", then=Value("")), default=Value(ERASED))},
    other="secret_hash replaced_hash state standing stood",
)
declare("receptions.seatingplan", other="state companions")
declare(
    "receptions.seatingtable",
    named="host_name",
    other="shape host_languages",
)
declare(
    "receptions.seat",
    person="delegate=invitation__guest guest=invitation__outside_guest",
    clear="given_to",
)
declare(
    "receptions.wish",
    person="delegate=one__guest delegate=other__guest guest=one__outside_guest guest=other__outside_guest",
    shared="one__guest other__guest one__outside_guest other__outside_guest",
    clear="reason",
    other="tie",
)
declare(
    "receptions.guestrule",
    person="delegate=invitation__guest guest=invitation__outside_guest",
    clear="given_to",
)
declare(
    "receptions.planversion",
    named="data",
    other="verb",
)

VEHICLE = ("number_plate", "driver")
# Late answers, and what stood before them, repeat the diets.
HEALTH = ("diet", "companion_diet", "allergies", "late_answer", "before_word")


def _clear(kind: str, columns: tuple[str, ...]) -> purging.PurgeTask:
    rows = partial(purging.with_content, Invitation.objects.all(), *columns)
    return purging.clear_columns(kind, rows, dict.fromkeys(columns, ""), since="sent_at")


purging.tasks.update(
    {"vehicles of guests": _clear("travel", VEHICLE), "diets and allergies of guests": _clear("health", HEALTH)}
)
