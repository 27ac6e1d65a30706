"""Delegates put on panels after the release: differences of the draft."""

from __future__ import annotations

from dataclasses import replace

from delegations.registration.models import PLACED_STATES, Capacity, Delegate
from schedule.calendar.engagements.queries import busy
from schedule.programme.sessions import queries
from schedule.programme.sessions.actions import editing
from schedule.programme.sessions.content import PanelSeat, get_content
from seeds.load.tables import World

# Session → the parties that are asked for a panellist; the first of a party's deputies and delegates who is free goes.
ASKED = {"hl-1": ("JPN", "BRA"), "hl-3": ("NOR", "KEN"), "rt-3": ("PHL", "ESP")}
MAY_SIT = (Capacity.DEPUTY, Capacity.DELEGATE, Capacity.ADVISER)


def load(world: World) -> None:
    for session in queries.sessions_for_release().filter(key__in=ASKED):
        among = Delegate.objects.filter(
            delegation__party__code__in=ASKED[session.key], capacity__in=MAY_SIT, state__in=PLACED_STATES
        )
        found: dict[str, Delegate] = {}
        for person in among.select_related("delegation__party").order_by("capacity", "position", "pk"):
            if not busy(starts=session.starts, ends=session.ends, persons=[person]):
                found.setdefault(person.delegation.party.code, person)
        content = get_content(session)
        panel = [*content.panel, *(PanelSeat(found[code]) for code in ASKED[session.key] if code in found)]
        edited = replace(content, panel=panel)
        editing.edit(
            actor=world.actor("programme"),
            session=session,
            content=edited,
            expected_version=session.version,
            despite="As agreed",
        )
