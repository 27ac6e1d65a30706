"""The next release: the draft, but sessions that are held back stay as released."""

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
    """The next release: `everything` are all changes of the draft, `going` those to publish, `held_back` the keys of the others."""

    last: Release | None
    before: Sequence[Data]
    data: Sequence[Data]
    everything: Sequence[changes.Change]
    going: Sequence[changes.Change]
    held_back: frozenset[str]

    @property
    def number(self) -> int:
        return self.last.number + 1 if self.last else 1

    def check(self) -> None:
        if self.last and not self.everything:
            raise NotPossible(_("Nothing has changed since release %(number)s.") % {"number": self.last.number})
        if self.last and not self.going:
            raise NotPossible(_("Every change is held back: there is nothing to publish."))
        if not self.data:
            raise NotPossible(_("There is no session to publish."))
        if self.held_back and (overlap := next(_find_overlaps(self.data), None)):
            first, second, shared = overlap
            message = _(
                "“%(one)s” and “%(other)s” would both have %(what)s at the same time. Publish the changes "
                "of both, or hold both back."
            )
            values = {"one": text_of(first["title"]), "other": text_of(second["title"]), "what": shared}
            raise NotPossible(message % values)


def build_plan(held_back: Collection[str] = ()) -> ReleasePlan:
    """Return the plan that keeps the sessions of these keys as released, if they have changed. Ten queries at most."""
    last = queries.get_latest()
    now = sessions_queries.draft_data()
    before = queries.data_of_release(last) if last else []
    everything = changes.find_changes(before, now) if last else []
    differing = {change["key"] for change in everything} if last else {data["key"] for data in now}
    waiting = frozenset(held_back) & differing
    data = [session for session in now if session["key"] not in waiting]
    data += [session for session in before if session["key"] in waiting]
    data.sort(key=lambda session: (session["starts"], session["room"]["position"], session["key"]))
    going = [change for change in everything if change["key"] not in waiting]
    return ReleasePlan(last, before, data, everything, going, waiting)


def build_return(last: Release) -> ReleasePlan:
    """Return the plan that releases anew what stood before `last`, and leaves the draft as it is. Ten queries at most."""
    before, data = queries.data_of_release(last), queries.data_of_release(Release.objects.get(number=last.number - 1))
    waiting = {change["key"] for change in changes.find_changes(data, sessions_queries.draft_data())}
    going = changes.find_changes(before, data)
    return ReleasePlan(last, before, data, going, going, frozenset(waiting))


def _find_overlaps(data: Sequence[Data]) -> Iterator[tuple[Data, Data, str]]:
    """Yield two sessions that overlap in a room or a person, with its name. The draft itself has none."""
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
