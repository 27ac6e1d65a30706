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
class Plan:
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
            for one, other, what in _in_both(self.data):
                words = {"one": text_of(one["title"]), "other": text_of(other["title"]), "what": what}
                raise NotPossible(
                    _(
                        "“%(one)s” and “%(other)s” would both have %(what)s at the same time. Publish the changes "
                        "of both, or hold both back."
                    )
                    % words
                )


def make(held: Collection[str] = ()) -> Plan:
    """Return the plan of the draft as it is. Ten queries at most.

    Args:
        held: Keys of sessions whose changes wait; those that have none are left out.
    """
    last = queries.latest()
    now = sessions_queries.draft_data()
    before = queries.data_of_release(last) if last else []
    everything = changes.between(before, now) if last else []
    differing = {change["key"] for change in everything} if last else {data["key"] for data in now}
    kept = frozenset(held) & differing
    data = _mixed(before, now, kept)
    found = [change for change in everything if change["key"] not in kept]
    return Plan(last, before, data, everything, found, kept)


def _mixed(before: Sequence[Data], now: Sequence[Data], held: frozenset[str]) -> list[Data]:
    mixed = [data for data in now if data["key"] not in held] + [data for data in before if data["key"] in held]
    return sorted(mixed, key=lambda data: (data["starts"], data["room"]["position"], data["key"])) if held else mixed


def _in_both(data: Sequence[Data]) -> Iterator[tuple[Data, Data, str]]:
    """Yield two sessions that overlap in a room or a person, with its name: the draft alone is free of that."""
    uses: list[tuple[str, str, Data]] = []
    for one in data:
        uses.append(("room " + one["room"]["code"], text_of(one["room"]["name"]).words, one))
        for seat in (one["chair"], *(one.get("panel") or ())):
            if seat and seat["id"]:
                uses.append((f"person {seat['id']}", seat["name"], one))
    uses.sort(key=lambda use: (use[0], use[2]["starts"]))
    for _key, found in groupby(uses, key=lambda use: use[0]):
        last: Data | None = None
        for _code, name, one in found:
            if last and one["key"] != last["key"] and one["starts"] < last["ends"]:
                yield last, one, name
            if last is None or one["ends"] > last["ends"]:
                last = one
