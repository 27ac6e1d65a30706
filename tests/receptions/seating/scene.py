"""The banquet of `tests/receptions/scene.py` with answers, a plan and two tables.

By precedence: Brazil (a Head of State), France with Jeanne and Kenya with Tom (ministers), Côte d’Ivoire (other), Jeanne, Tom.
"""

from __future__ import annotations

from dataclasses import dataclass

from conference.core.access import Actor
from schedule.receptions.models import Invitation, Reception, SeatingPlan
from schedule.receptions.seating import actions
from schedule.receptions.seating.actions import TableValues
from schedule.receptions.seating.queries import LoadedPlan, load_plan
from tests.receptions.scene import make_scene

FRENCH, KENYAN = "Jeanne Dupré", "Tom Wafula"


@dataclass
class Banquet:
    reception: Reception
    plan: SeatingPlan
    protocol: Actor

    @property
    def world(self) -> LoadedPlan:
        self.plan.refresh_from_db()
        return load_plan(self.plan)

    def key(self, code: str) -> str:
        """Return the key of the guest of a party, with `+` of the companion."""
        invitation = Invitation.objects.get(delegation__party__code=code.rstrip("+"), reception=self.reception)
        return f"{invitation.pk}{'c' if code.endswith('+') else ''}"

    def seats(self) -> dict[str, tuple[int, int]]:
        """Return table and seat by party, with `+` for a companion."""
        world = self.world
        return {
            f"{world.diners[key].party.code}{'+' if world.diners[key].companion else ''}": at
            for key, at in world.seats.items()
        }

    def act(self, name: str, **kwargs):
        """Do an action as protocol, with the version of now."""
        self.plan.refresh_from_db()
        kwargs.setdefault("expected_version", self.plan.version)
        return getattr(actions, name)(actor=self.protocol, plan=self.plan, **kwargs)

    def move(self, code: str, table: int, seat: int, **kwargs):
        return self.act("move_guest", key=self.key(code), table=table, seat=seat, **kwargs)


def make_banquet(*, seated: bool = True) -> Banquet:
    """Two round tables of four seats, the first with a host who speaks English; everybody is seated unless told otherwise."""
    scene = make_scene(capacity=12)
    scene.answer("BRA")
    scene.answer("CIV")
    scene.answer("FRA", companion=FRENCH)
    scene.answer("KEN", companion=KENYAN)
    plan = actions.make_plan(actor=scene.protocol, reception=scene.reception)
    banquet = Banquet(scene.reception, plan, scene.protocol)
    banquet.act("add_tables", values=TableValues(seats=4, host_name="H.E. Mr. Host", host_languages="English"))
    banquet.act("add_tables", values=TableValues(seats=4))
    if seated:
        banquet.act("seat_anew")
    return banquet
