"""The gates of the Convention Center, the policy of their devices, and one device that waits for a code."""

from conference.models import Zone
from conference.translated import Translated
from delegations.gates.devices import actions
from delegations.gates.models import Gate
from seeds.data import conference
from seeds.load.tables import World


def load(world: World) -> None:
    zones = {zone.letter: zone for zone in Zone.objects.all()}
    gates = [
        Gate.objects.create(
            name=Translated(row["name"]), zone=zones.get(row["zone"]), direction=row["direction"], position=position
        )
        for position, row in enumerate(conference()["gates"])
    ]
    security = world.actor("security")
    actions.allow(actor=security, names=True, photos=True)
    actions.invite(actor=security, name="Scanner 1", gate=gates[0])
