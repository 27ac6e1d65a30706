"""Itineraries on paper: data for the template itinerary.typ, and the revisions."""

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
from conference.printing.documents.revisions import digest_of, revise_document
from conference.printing.models import Revision
from conference.templatetags.writing import within_sentence
from conference.translated import FALLBACK, short_code
from delegations.accreditation.models import Pass
from delegations.accreditation.passes.queries import cars_of, gates_in_readers_language
from delegations.registration.models import Capacity, Delegate, Delegation
from schedule.calendar.itineraries.itinerary import (
    STRONG,
    TRAVEL,
    ItineraryEntry,
    ItineraryParty,
    entries_of,
    of_person,
    parties,
)
from schedule.calendar.models import place_comma

TEMPLATE, DOCUMENT = "itinerary.typ", "itinerary"
# Flights and hotels are personal, so every download by staff is logged.
READ = "itinerary.read"
# How many changes are named before the rest is counted.
MOST_CHANGES = 6
# A day with this many entries besides flights begins a page, which is carried that day.
FULL_DAY = 4


@dataclass(frozen=True)
class Itinerary:
    """The itinerary of a delegation or a member, with its revision on paper."""

    party: ItineraryParty
    person: Delegate | None
    entries: list[ItineraryEntry]
    revision: Revision
    cars: Sequence[Pass] = ()
    gates: Mapping[str, str] = field(default_factory=dict)  # in the active language, by what was typed for a car

    def is_changed(self, entry: ItineraryEntry) -> bool:
        """Return True if it is new or changed since the last revision."""
        before = self.revision.before
        return bool(before) and before.get(entry.key) != self.revision.content.get(entry.key)


def itineraries(delegations: Iterable[Delegation], person: Delegate | None = None) -> list[Itinerary]:
    """Return the itineraries of those delegations, loaded with parties and names, or of one member of a single one.

    As many queries for one as for all.
    """
    wanted = parties(delegations)
    with translation.override(FALLBACK):
        # Revisions do not depend on the language, so contents are compared in English.
        in_english = entries_of(wanted)
        cars = cars_of(party.delegation for party in wanted)
        contents = {
            _subject(party, person): _content(party, _own(in_english, party, person), cars.get(party.delegation.pk, ()))
            for party in wanted
        }
    entries = in_english if short_code(get_language()) == FALLBACK else entries_of(wanted)
    revisions = revise_document(DOCUMENT, contents)
    gates = gates_in_readers_language({car.gate for passes in cars.values() for car in passes if car.gate})
    return [
        Itinerary(
            party=party,
            person=person,
            entries=_own(entries, party, person),
            revision=revisions[_subject(party, person)],
            cars=cars.get(party.delegation.pk, ()),
            gates=gates,
        )
        for party in wanted
    ]


def make_pdf(itineraries: Sequence[Itinerary]) -> bytes:
    """Return a PDF in the active language. Raises PrintError for a character without a glyph."""
    return typeset.compile(TEMPLATE, make_data(itineraries), at=clock.now())


def make_data(itineraries: Sequence[Itinerary]) -> dict[str, Any]:
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
        "papers": [_paper(itinerary, conference) for itinerary in itineraries],
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


def days_of(entries: Iterable[ItineraryEntry], zone: ZoneInfo) -> dict[date, list[ItineraryEntry]]:
    days: dict[date, list[ItineraryEntry]] = {}
    for entry in entries:
        days.setdefault(entry.starts.astimezone(zone).date(), []).append(entry)
    return days


def about(itinerary: Itinerary) -> list[tuple[str, str, bool]]:
    """Return label, text, and whether it stands out, for above the days."""
    party, member = itinerary.party, itinerary.person
    delegation = party.delegation
    if member:
        lines = [(str(member.get_capacity_display()), _titled(member), True)]
        hotels = [member.hotel] if member.hotel else []
    else:
        lines = [(str(Capacity.HEAD.label), _titled(party.head) if party.head else _("Not named yet"), True)]
        hotels = [name for name, _count in Counter(guest.hotel for guest in party.members if guest.hotel).most_common()]
    liaison = lists.join_facts([delegation.liaison, delegation.liaison_phone])
    lines.append((_("Liaison officer"), liaison or "–", False))
    if not member:
        lines.append((_("Members"), _members_text(party), False))
    lines.append((_("Hotel"), lists.join_by_semicolons(hotels) or "–", False))
    if itinerary.cars:
        lines.append(
            (_("Cars"), lists.join_by_semicolons(_car_text(car, itinerary.gates) for car in itinerary.cars), False)
        )
    return lines


def _car_text(car: Pass, gates: Mapping[str, str]) -> str:
    """Return `80-NG-311, Gate 2, pass V-1`."""
    return lists.join_facts([car.plate, gates.get(car.gate, car.gate), _("pass %(number)s") % {"number": car.number}])


def changes_text(itinerary: Itinerary, zone: ZoneInfo) -> str:
    """Return `Changed since revision 4: …`, empty for a first revision."""
    if not itinerary.revision.before:
        return ""
    changes = list(_changes(itinerary, zone))
    named, rest = changes[:MOST_CHANGES], len(changes) - MOST_CHANGES
    if rest > 0:
        named.append(ngettext("%(count)s more change", "%(count)s more changes", rest) % {"count": rest})
    number = itinerary.revision.number - 1
    return _("Changed since revision %(number)s: %(changes)s.") % {
        "number": number,
        "changes": lists.join_by_semicolons(named),
    }


def _own(
    by_delegation: Mapping[int, list[ItineraryEntry]], party: ItineraryParty, person: Delegate | None
) -> list[ItineraryEntry]:
    entries = by_delegation[party.delegation.pk]
    return of_person(entries, person) if person else entries


def _subject(party: ItineraryParty, person: Delegate | None) -> str:
    code = party.delegation.party.code
    return f"{code}:{person.public_id}" if person else code


def _content(party: ItineraryParty, entries: Iterable[ItineraryEntry], cars: Iterable[Pass]) -> dict[str, Any]:
    """Return what revisions are compared by. Flights and hotels are private: only digests are kept."""
    head, cars_text = party.head, [_car_text(car, {}) for car in cars]
    liaison = (party.delegation.liaison_name, party.delegation.liaison_phone)
    above = {"head": _titled(head) if head else "", "liaison": liaison, "cars": cars_text}
    content: dict[str, Any] = {"": {"rest": digest_of(above)}}
    for entry in entries:
        times = {"at": entry.starts.isoformat(), "until": entry.ends.isoformat() if entry.ends else ""}
        shown = {**times, "what": entry.title, "where": entry.where}
        rest = {"kind": entry.kind.value, "note": entry.note, "persons": sorted(entry.persons)}
        is_private = entry.kind in TRAVEL
        content[entry.key] = (
            {"rest": digest_of({**rest, **shown})} if is_private else {**shown, "rest": digest_of(rest)}
        )
    return content


def _changes(itinerary: Itinerary, zone: ZoneInfo) -> Iterator[str]:
    before, now = itinerary.revision.before, itinerary.revision.content
    for entry in itinerary.entries:
        if not itinerary.is_changed(entry):
            continue
        former, values = before.get(entry.key), {"what": entry.title, "where": entry.where}
        values["now"] = _moment(entry.starts, entry.starts, zone)
        if former is None:
            yield _("%(what)s, %(now)s, is new") % values
        elif "at" in former and (former["at"], former["until"]) != (now[entry.key]["at"], now[entry.key]["until"]):
            values["was"] = _moment(datetime.fromisoformat(former["at"]), entry.starts, zone)
            yield _("%(what)s %(now)s (was %(was)s)") % values
        elif "at" in former and former["where"] != now[entry.key]["where"]:
            yield _("%(what)s, now in %(where)s") % values
        else:
            yield _("%(what)s, other details") % values
    for key, former in before.items():
        if key not in now:
            yield _("%(what)s is removed") % {"what": former.get("what") or _("a flight")}
    if before.get("") != now.get(""):
        yield _("head of delegation, liaison officer or cars")


def _moment(moment: datetime, beside: datetime, zone: ZoneInfo) -> str:
    """Return the time, with the day if it differs from that of `beside`."""
    local = moment.astimezone(zone)
    return clock_text(local) if local.date() == beside.astimezone(zone).date() else when_text(local, year=False)


def _paper(itinerary: Itinerary, conference: Conference) -> dict[str, Any]:
    party, person = itinerary.party.delegation.party, itinerary.person
    days = days_of(itinerary.entries, conference.zone)
    return {
        "name": person.called if person else party.short,
        "under": " · ".join(filter(None, [party.short, person.other_name])) if person else "",
        "revision": str(itinerary.revision.number),
        "about": [list(line) for line in about(itinerary)],
        "changed": changes_text(itinerary, conference.zone),
        "days": [
            {
                "date": day_text(day, long=True),
                "own_page": sum(entry.kind not in TRAVEL for entry in entries) >= FULL_DAY,
                "rows": [_row(itinerary, entry, conference) for entry in entries],
            }
            for day, entries in days.items()
        ],
    }


def _row(itinerary: Itinerary, entry: ItineraryEntry, conference: Conference) -> dict[str, Any]:
    starts = entry.starts.astimezone(conference.zone)
    return {
        "from": clock_text(starts),
        "to": span_text(starts, entry.ends.astimezone(conference.zone)).partition("–")[2] if entry.ends else "",
        "kind": entry.kind_word,
        "what": entry.title,
        # The conference's own venue goes without saying.
        "where": entry.where.removesuffix(f"{place_comma()}{conference.venue}"),
        "note": entry.note,
        "strong": entry.kind in STRONG,
        "changed": itinerary.is_changed(entry),
    }


def _titled(member: Delegate) -> str:
    return lists.join_facts([member.called, member.functional_title])


def _members_text(party: ItineraryParty) -> str:
    """Return `6 persons: head of delegation, delegate (2), interpreter`."""
    counts, total = Counter(member.capacity for member in party.members), len(party.members)
    if not total:
        return "–"
    named = {capacity: within_sentence(capacity.label) for capacity in Capacity}
    capacities = [
        lists.with_brackets(named[capacity], counts[capacity]) if counts[capacity] > 1 else named[capacity]
        for capacity in Capacity
        if counts[capacity]
    ]
    message = ngettext("%(count)s person: %(who)s", "%(count)s persons: %(who)s", total)
    return message % {"count": total, "who": lists.in_words(capacities)}
