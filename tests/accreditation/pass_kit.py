from __future__ import annotations

from datetime import date

from conference.core.access import Actor
from conference.models import Zone
from conference.translated import Translated
from delegations.accreditation.models import Pass, PassType
from delegations.accreditation.passes import actions
from delegations.accreditation.passes.actions import Vehicle
from tests.people import make_delegation

CAR = Vehicle("29ng 001 07", "Lê Văn Tám", "Gate 1", (date(2025, 10, 26), date(2025, 10, 25)))


def sort(kind: str = "floater", *, places: int = 2) -> PassType:
    """A sort of pass, made once a kind: F, P or V."""
    names = {"floater": "Floater, restricted rooms", "pin": "Pin", "vehicle": "Vehicle pass"}
    zone = Zone.objects.filter(letter="B").first() if kind == "floater" else None
    values = {
        "kind": kind,
        "name": Translated(en=names[kind]),
        "prefix": kind[0].upper(),
        "zone": zone,
        "places": places,
    }
    return PassType.objects.get_or_create(code=kind, defaults=values)[0]


def vehicle_pass(code: str, clerk: Actor, number: str = "41", vehicle: Vehicle = CAR) -> Pass:
    return actions.lend(
        actor=clerk,
        delegation=make_delegation(code),
        type=sort("vehicle"),
        number=number,
        to="Trần Thu Hà",
        vehicle=vehicle,
    )
