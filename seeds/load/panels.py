"""Delegates on panels that were added after the release, so that the draft differs from it."""

from dataclasses import replace

from delegations.registration.models import PLACED_STATES, Capacity, Delegate
from schedule.calendar.engagements.queries import find_engagements
from schedule.programme.sessions import queries
from schedule.programme.sessions.actions import editing
from schedule.programme.sessions.content import PanelSeat, get_content
from seeds.load.tables import World

# The parties that are asked for a panellist, by session. The first free deputy or delegate of a party is taken.
ASKED = {"hl-1": ("JPN", "BRA"), "hl-3": ("NOR", "KEN"), "rt-3": ("PHL", "ESP")}
MAY_SIT = (Capacity.DEPUTY, Capacity.DELEGATE, Capacity.ADVISER)


def load(world: World) -> None:
    for session in queries.sessions_for_release().filter(key__in=ASKED):
        members = Delegate.objects.filter(
            delegation__party__code__in=ASKED[session.key], capacity__in=MAY_SIT, state__in=PLACED_STATES
        )
        by_code: dict[str, Delegate] = {}
        for person in members.select_related("delegation__party").order_by("capacity", "position", "pk"):
            if not find_engagements(starts=session.starts, ends=session.ends, persons=[person]):
                by_code.setdefault(person.delegation.party.code, person)
        content = get_content(session)
        panel = [*content.panel, *(PanelSeat(by_code[code]) for code in ASKED[session.key] if code in by_code)]
        editing.edit_session(
            actor=world.actor("programme"),
            session=session,
            content=replace(content, panel=panel),
            expected_version=session.version,
            despite="As agreed",
        )
