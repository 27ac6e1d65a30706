"""What the next release would be: the draft, except for the sessions that are held back, which stay as released."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from conference.core.errors import NotPossible
from schedule.programme.models import Release
from schedule.programme.releases import changes, queries
from schedule.programme.sessions import queries as sessions_queries
from schedule.programme.sessions.snapshot import Data, text_of


@dataclass(frozen=True)
class ReleasePlan:
    """The next release. `everything` are all changes of the draft, `found` those that go, `held` the keys that don't."""

    last: Release | None
    before: Sequence[Data]
    data: Sequence[Data]
    everything: Sequence[changes.Change]
    found: Sequence[changes.Change]
    held: frozenset[str]

    @property
    def number(self) -> int:
        return self.last.number + 1 if self.last else 1

    def check(self) -> None:
        """Raise NotPossible if this can be no release."""
        if self.last and not self.everything:
            raise NotPossible(_("Nothing has changed since release %(number)s.") % {"number": self.last.number})
        if self.last and not self.found:
            raise NotPossible(_("Every change is held back: there is nothing to publish."))
        if not self.data:
            raise NotPossible(_("There is no session to publish."))
        if self.held:
            for session, other, shared in _find_overlaps(self.data):
                values = {"one": text_of(session["title"]), "other": text_of(other["title"]), "what": shared}
                raise NotPossible(
                    _(
                        "“%(one)s” and “%(other)s” would both have %(what)s at the same time. Publish the changes "
                        "of both, or hold both back."
                    )
                    % values
                )


def build_plan(held_back: Collection[str] = ()) -> ReleasePlan:
    """Return the plan of the draft as it is. Ten queries at most.

    Args:
        held: Keys of sessions whose changes wait; those that have none are left out.
    """
    last = queries.get_latest()
    now = sessions_queries.draft_data()
    before = queries.data_of_release(last) if last else []
    everything = changes.find_changes(before, now) if last else []
    differing = {change["key"] for change in everything} if last else {data["key"] for data in now}
    waiting = frozenset(held_back) & differing
    data = _merge_held_back(before, now, waiting)
    going = [change for change in everything if change["key"] not in waiting]
    return ReleasePlan(last, before, data, everything, going, waiting)


def _merge_held_back(before: Sequence[Data], now: Sequence[Data], held_back: frozenset[str]) -> list[Data]:
    mixed = [data for data in now if data["key"] not in held_back] + [
        data for data in before if data["key"] in held_back
    ]
    return (
        sorted(mixed, key=lambda data: (data["starts"], data["room"]["position"], data["key"])) if held_back else mixed
    )


def _find_overlaps(data: Sequence[Data]) -> Iterator[tuple[Data, Data, str]]:
    """Yield two sessions that overlap in a room or a person, with its name: the draft alone is free of that."""
    uses: list[tuple[str, str, Data]] = []
    for session in data:
        uses.append(("room " + session["room"]["code"], text_of(session["room"]["name"]).words, session))
        for seat in (session["chair"], *(session.get("panel") or ())):
            if seat and seat["id"]:
                uses.append((f"person {seat['id']}", seat["name"], session))
    uses.sort(key=lambda use: (use[0], use[2]["starts"]))
    for _key, uses_of_one in groupby(uses, key=lambda use: use[0]):
        last: Data | None = None
        for _code, name, session in uses_of_one:
            if last and session["key"] != last["key"] and session["starts"] < last["ends"]:
                yield last, session, name
            if last is None or session["ends"] > last["ends"]:
                last = session
