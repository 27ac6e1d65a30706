"""Circulars that wait for their time: a reminder of the confirmation, and one about the second day."""

from conference.core import clock
from conference.core.access import Actor
from conference.translated import Translated
from delegations.registration.circulars import queries
from delegations.registration.circulars.actions import write_circular
from delegations.registration.models import Circular, Delegation
from seeds.data import read_json
from seeds.load.tables import moment


def plan(key: str, *, actor: Actor) -> Circular:
    """Write the circular `key` of `circulars.json` to every delegation; it is sent at its time."""
    row = read_json("circulars.json")[key]
    subject, body, send_at = Translated(row["subject"]), Translated(row["body"]), moment(row["send_at"])
    delegations = Delegation.objects.select_related("party").prefetch_related("party__names")
    with clock.standing(moment(row["written"])):
        return write_circular(
            actor=actor,
            delegations=list(delegations.order_by("party__en_sort")),
            subject=subject,
            body=body,
            expected_version=queries.key_of(subject, body, (), send_at),
            send_at=send_at,
        )
