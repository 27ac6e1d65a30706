"""Itineraries on paper: data for the template itinerary.typ, and the revisions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from conference.core import clock
from conference.look import lists
from conference.look.times import clock_text, day_text, span_text, when_text
from conference.models import Conference, current_conference
from conference.printing.documents import typeset
from conference.printing.documents.revisions import digest_of, revise
from conference.printing.models import Revision
from conference.translated import FALLBACK, short_code
from delegations.accreditation.models import Pass
from delegations.accreditation.passes.queries import cars_of
from delegations.gates.devices.queries import in_readers_language
from delegations.registration.models import Capacity, Delegate, Delegation
from schedule.calendar.itineraries.itinerary import STRONG, TRAVEL, Entry, Party, entries_of, of_person, parties
from schedule.calendar.models import place_comma

TEMPLATE, DOCUMENT = "itinerary.typ", "itinerary"
# Flights and hotels are personal: that somebody of the staff took an itinerary is kept in the audit log.
READ = "itinerary.read"
# So many changes are named; the rest is counted.
MOST_CHANGES = 6
# A day with so many entries besides flights begins a page: it is the sheet that is carried that day.
FULL_DAY = 4


@dataclass(frozen=True)
class Itinerary:
    """The itinerary of a delegation or a member, with its revision on paper."""

    party: Party
    person: Delegate | None
    entries: list[Entry]
    revision: Revision
    cars: Sequence[Pass] = ()
    gates: Mapping[str, str] = field(default_factory=dict)  # in the active language, by what was typed for a car

    def is_changed(self, entry: Entry) -> bool:
        """Return True if it is new or changed since the last revision."""
        before = self.revision.before
        return bool(before) and before.get(entry.key) != self.revision.content.get(entry.key)


def itineraries(delegations: Iterable[Delegation], person: Delegate | None = None) -> list[Itinerary]:
    """Return the itineraries of those delegations, or of one member of a single one. As many queries for one as for all.

    Args:
        delegations: With parties and the parties' names loaded.
    """
    wanted = parties(delegations)
    with translation.override(FALLBACK):
        # A revision is the same whatever the language: what was said last is kept in English.
        plain = entries_of(wanted)
        cars = cars_of(one.delegation for one in wanted)
        contents = {
            _subject(one, person): _content(one, _own(plain, one, person), cars.get(one.delegation.pk, ()))
            for one in wanted
        }
    told = plain if short_code(get_language()) == FALLBACK else entries_of(wanted)
    known = revise(DOCUMENT, contents)
    gates = in_readers_language({car.gate for some in cars.values() for car in some if car.gate})
    return [
        Itinerary(
            party=one,
            person=person,
            entries=_own(told, one, person),
            revision=known[_subject(one, person)],
            cars=cars.get(one.delegation.pk, ()),
            gates=gates,
        )
        for one in wanted
    ]


def pdf(found: Sequence[Itinerary]) -> bytes:
    """Return a PDF in the active language. Raises PrintError for a character without a glyph."""
    return typeset.compile(TEMPLATE, data(found), at=clock.now())


def data(found: Sequence[Itinerary]) -> dict[str, Any]:
    """Return the template's data. One query."""
    conference = current_conference()
    now = clock.now().astimezone(conference.zone)
    return {
        "title": _("Itinerary"),
        "author": str(conference.name),
        "lang": get_language() or FALLBACK,
        "event": str(conference.name),
        "printed": when_text(now, long=True),
        "zone": conference.zone_label(now),
        "papers": [_paper(one, conference) for one in found],
        "words": {
            "page": _("Page {page} of {pages}"),
            "stamp": _("{title}, revision {revision}\nprinted {printed}\nall times {zone}"),
            "foot": _("{title}, {name} · revision {revision} · printed {printed} · all times {zone}"),
            "nothing": _("There is nothing on the itinerary for these days yet."),
            "legend": _(
                "A line in the margin marks changes since the last revision. Ask the liaison officer "
                "before relying on an older copy; the revision is given at the foot of each page."
            ),
        },
    }


def days_of(entries: Iterable[Entry], zone: ZoneInfo) -> dict[date, list[Entry]]:
    days: dict[date, list[Entry]] = {}
    for one in entries:
        days.setdefault(one.starts.astimezone(zone).date(), []).append(one)
    return days


def about(found: Itinerary) -> list[tuple[str, str, bool]]:
    """Return label, words, and whether they stand out, for above the days."""
    party, head = found.party, found.party.head
    delegation = party.delegation
    if found.person:
        member = found.person
        pairs = [(str(member.get_capacity_display()), _titled(member), True)]
        stay = [member.hotel] if member.hotel else []
    else:
        pairs = [(str(Capacity.HEAD.label), _titled(head) if head else _("Not named yet"), True)]
        stay = [name for name, _count in Counter(one.hotel for one in party.members if one.hotel).most_common()]
    liaison = lists.beside([delegation.liaison, delegation.liaison_phone])
    pairs.append((_("Liaison officer"), liaison or "–", False))
    if not found.person:
        pairs.append((_("Members"), _party_words(party), False))
    pairs.append((_("Hotel"), lists.apart(stay) or "–", False))
    if found.cars:
        pairs.append((_("Cars"), lists.apart(_car_words(one, found.gates) for one in found.cars), False))
    return pairs


def _car_words(car: Pass, gates: Mapping[str, str]) -> str:
    """Return `80-NG-311, Gate 2, pass V-1`."""
    return lists.beside([car.plate, gates.get(car.gate, car.gate), _("pass %(number)s") % {"number": car.number}])


def changes_text(found: Itinerary, zone: ZoneInfo) -> str:
    """Return `Changed since revision 4: …`, empty for a first revision."""
    if not found.revision.before:
        return ""
    told = list(_changes(found, zone))
    words = told[:MOST_CHANGES]
    if len(told) > MOST_CHANGES:
        rest = len(told) - MOST_CHANGES
        words.append(ngettext("%(count)s more change", "%(count)s more changes", rest) % {"count": rest})
    joined = lists.apart(words)
    number = found.revision.number - 1
    return _("Changed since revision %(number)s: %(changes)s.") % {"number": number, "changes": joined}


def _own(told: Mapping[int, list[Entry]], party: Party, person: Delegate | None) -> list[Entry]:
    entries = told[party.delegation.pk]
    return of_person(entries, person) if person else entries


def _subject(party: Party, person: Delegate | None) -> str:
    code = party.delegation.party.code
    return f"{code}:{person.public_id}" if person else code


def _content(party: Party, entries: Iterable[Entry], cars: Iterable[Pass]) -> dict[str, Any]:
    """Return what revisions are compared by. Flights and hotels are private: only digests are kept."""
    head = party.head
    liaison = (party.delegation.liaison_name, party.delegation.liaison_phone)
    about = {"head": _titled(head) if head else "", "liaison": liaison, "cars": [_car_words(one, {}) for one in cars]}
    found: dict[str, Any] = {"": {"rest": digest_of(about)}}
    for one in entries:
        values = {"at": one.starts.isoformat(), "until": one.ends.isoformat() if one.ends else ""}
        shown = {**values, "what": one.what, "where": one.where}
        rest = {"kind": one.kind.value, "note": one.note, "persons": sorted(one.persons)}
        private = one.kind in TRAVEL
        found[one.key] = {"rest": digest_of({**rest, **shown})} if private else {**shown, "rest": digest_of(rest)}
    return found


def _changes(found: Itinerary, zone: ZoneInfo) -> Iterator[str]:
    before, now = found.revision.before, found.revision.content
    for one in found.entries:
        if not found.is_changed(one):
            continue
        was, values = before.get(one.key), {"what": one.what, "where": one.where}
        values["now"] = _moment(one.starts, one.starts, zone)
        if was is None:
            yield _("%(what)s, %(now)s, is new") % values
        elif "at" in was and (was["at"], was["until"]) != (now[one.key]["at"], now[one.key]["until"]):
            values["was"] = _moment(datetime.fromisoformat(was["at"]), one.starts, zone)
            yield _("%(what)s %(now)s (was %(was)s)") % values
        elif "at" in was and was["where"] != now[one.key]["where"]:
            yield _("%(what)s, now in %(where)s") % values
        else:
            yield _("%(what)s, other details") % values
    for key, was in before.items():
        if key not in now:
            yield _("%(what)s is removed") % {"what": was.get("what") or _("a flight")}
    if before.get("") != now.get(""):
        yield _("head of delegation, liaison officer or cars")


def _moment(moment: datetime, beside: datetime, zone: ZoneInfo) -> str:
    """Return the time, with the day if it differs from that of `beside`."""
    there = moment.astimezone(zone)
    return clock_text(there) if there.date() == beside.astimezone(zone).date() else when_text(there, year=False)


def _paper(found: Itinerary, conference: Conference) -> dict[str, Any]:
    party = found.party.delegation.party
    days = days_of(found.entries, conference.zone)
    return {
        "name": found.person.called if found.person else party.short,
        "under": " · ".join(filter(None, [party.short, found.person.other_name])) if found.person else "",
        "revision": str(found.revision.number),
        "about": [list(pair) for pair in about(found)],
        "changed": changes_text(found, conference.zone),
        "days": [
            {
                "date": day_text(day, long=True),
                "own_page": sum(one.kind not in TRAVEL for one in entries) >= FULL_DAY,
                "rows": [_row(found, one, conference) for one in entries],
            }
            for day, entries in days.items()
        ],
    }


def _row(found: Itinerary, one: Entry, conference: Conference) -> dict[str, Any]:
    starts = one.starts.astimezone(conference.zone)
    return {
        "from": clock_text(starts),
        "to": span_text(starts, one.ends.astimezone(conference.zone)).partition("–")[2] if one.ends else "",
        "kind": one.kind_word,
        "what": one.what,
        # Where no other venue is named, it is the conference's own.
        "where": one.where.removesuffix(f"{place_comma()}{conference.venue}"),
        "note": one.note,
        "strong": one.kind in STRONG,
        "changed": found.is_changed(one),
    }


def _titled(member: Delegate) -> str:
    return lists.beside([member.called, member.functional_title])


def _party_words(party: Party) -> str:
    """Return `6: Head of delegation, Delegate (2), Interpreter`."""
    counts = Counter(one.capacity for one in party.members)
    words = [
        lists.with_brackets(kind.label, counts[kind]) if counts[kind] > 1 else str(kind.label)
        for kind in Capacity
        if counts[kind]
    ]
    total = len(party.members)
    form = ngettext("%(count)s person: %(who)s", "%(count)s persons: %(who)s", total)
    return form % {"count": total, "who": lists.in_words(words)} if total else "–"
