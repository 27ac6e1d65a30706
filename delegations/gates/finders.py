"""Gates and devices in the desk's search."""

from collections.abc import Iterator

from django.urls import reverse

from conference.core.access import Actor
from conference.desk.finding import Query, Result, register_finder
from delegations.gates.devices import queries


def gates(query: Query, actor: Actor) -> Iterator[Result]:
    """Yield gates by their name in any language, and devices by theirs. Two queries."""
    url = reverse("gates:devices")
    for gate in queries.find_gates():
        if query.fits(*gate.name.values()):
            yield Result(str(gate), url, str(gate.zone or ""))
        for device in gate.devices.all():
            if query.fits(device.name):
                yield Result(device.name, url, str(gate), state=(device.state, "device"))


register_finder("places", "gates.see", gates)
