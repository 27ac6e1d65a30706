"""Letters in support of a visa.

A letter is in English, which every embassy reads. Its whole text is stored, so that the same letter can be printed after the data of the
member or the conference, or this module, have changed.
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils import translation

from conference.core import clock, parsing
from conference.core.access import Actor, Role
from conference.core.errors import NotFound
from conference.core.links import printed_address
from conference.look import lists, times
from conference.models import Conference, current_conference
from conference.parties.models import STATES, Party, PartyName, search_key
from conference.printing.badges import qr
from conference.printing.documents import text, typeset
from delegations.registration.members.queries import MissingField, members_of, missing_fields
from delegations.registration.models import LIVE_STATES, Capacity, Delegate, Delegation, Sex, VisaLetter

RIGHT = "registration.issue_visa_letter"
TEMPLATE = "visa-letter.typ"
# Members whom the delegation has submitted, and whom the organisers have not returned.
NAMED_STATES = ("submitted", "vetted", "accredited")
PAGE = 50
COMMITTEE = "Organizing Committee"
_HAS_LETTER = Exists(VisaLetter.objects.filter(member=OuterRef("pk"), ended_at__isnull=True))
NO_BREAK = "\N{NO-BREAK SPACE}"


def get_missing(member: Delegate, conference: Conference) -> list[MissingField]:
    """Return what a letter needs and the member lacks: as for submission, except photo and scan, which no letter shows."""
    return [missing for missing in missing_fields(member, conference) if missing.field not in ("photo", "scan")]


def is_in_force(letter: VisaLetter, ends_on: date) -> bool:
    """Return whether the letter is the latest, its bearer is still a member, and the stay that it names is not over.

    Args:
        ends_on: The last day of the conference, for a letter that names no stay.
    """
    is_current = letter.ended_at is None and letter.member.state in LIVE_STATES
    return is_current and clock.now().date() <= (letter.valid_until or ends_on)


# ---- who waits -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class VisaRow:
    member: Delegate
    letter: VisaLetter | None
    lacks: str
    changed: bool

    @property
    def ready(self) -> bool:
        """Return whether a letter may be issued now, the first one or one with changed data."""
        return not self.lacks and (self.letter is None or self.changed)


def _asking() -> QuerySet[Delegate]:
    """Return the members who ask for support, in the order of their arrival, with all that a letter needs."""
    letters = VisaLetter.objects.filter(ended_at__isnull=True)
    members = Delegate.objects.filter(visa_support=True, state__in=NAMED_STATES)
    members = members.select_related("delegation__party", "category", "protocol_rank").prefetch_related(
        "delegation__party__names", Prefetch("visa_letters", letters, to_attr="letters_in_force")
    )
    return members.order_by("queue_at", "pk")


def members_waiting() -> QuerySet[Delegate]:
    """Return the members who ask and have no letter yet, except those who have arrived."""
    return _asking().filter(Q(arrival__isnull=True) | Q(arrival__gt=clock.now()), ~_HAS_LETTER)


def members_with_letter() -> QuerySet[Delegate]:
    return _asking().filter(_HAS_LETTER)


def search(members: QuerySet[Delegate], text: str) -> QuerySet[Delegate]:
    """Return the members whose name, in any spelling, delegation or letter in force has each word of the text."""
    for word in text.split():
        named = Q()
        for part in search_key(word).split():
            in_party = PartyName.objects.filter(party=OuterRef("delegation__party"), search__contains=part)
            named &= Q(search__contains=part) | Q(Exists(in_party))
        numbered = VisaLetter.objects.filter(member=OuterRef("pk"), ended_at=None, number__icontains=word)
        members = members.filter(named | Q(Exists(numbered)))
    return members


def find_page(members: QuerySet[Delegate], after: str = "") -> tuple[list[VisaRow], str]:
    """Return a page of `waiting` or `issued`, and where the next one begins (empty on the last). Five queries, six with letters."""
    if (key := parsing.number(after)) is not None:
        last = Delegate.objects.filter(pk=key).values_list("queue_at", "pk").first()
        if last:
            members = members.filter(Q(queue_at__gt=last[0]) | Q(queue_at=last[0], pk__gt=last[1]))
    listed = list(members[: PAGE + 1])
    writer = LetterWriter()
    rows = [_row(member, writer) for member in listed[:PAGE]]
    return rows, str(listed[PAGE - 1].pk) if len(listed) > PAGE else ""


def _row(member: Any, writer: LetterWriter) -> VisaRow:
    letter = next(iter(member.letters_in_force), None)
    missing = get_missing(member, writer.conference)
    changed = False
    if letter is not None and not missing:
        data = json.loads(letter.holds)
        changed = [data["to2"], data["heading"], data["rows"]] != writer.facts(member)
    return VisaRow(member, letter, lists.in_words(missing, capital=True), changed)


def letters_of(delegation: Delegation) -> list[tuple[VisaLetter, bool]]:
    """Return a delegation's letters, the newest first, each with whether it is in force."""
    ends_on = current_conference().ends_on
    letters = VisaLetter.objects.filter(member__delegation=delegation).select_related("member").defer("holds")
    return [(letter, is_in_force(letter, ends_on)) for letter in letters.order_by("-made_at", "-pk")]


def waiting_of(delegation: Delegation) -> list[tuple[Delegate, str]]:
    """Return the members, drafts too, who ask for a letter and have none, in the delegation's order, with what is missing."""
    conference = current_conference()
    letters = VisaLetter.objects.filter(member__delegation=delegation, ended_at__isnull=True)
    keys = set(letters.values_list("member", flat=True))
    return [
        (member, lists.in_words(get_missing(member, conference), capital=True))
        for member in members_of(delegation)
        if member.visa_support and member.state in LIVE_STATES and member.pk not in keys
    ]


# ---- its content -----------------------------------------------------------------------------------------------------
class LetterWriter:
    @cached_property
    def conference(self) -> Conference:
        return current_conference()

    @cached_property
    def host(self) -> str:
        host = Party.objects.filter(is_host=True).prefetch_related("names").first()
        return host.name("en").formal if host else "the host country"

    @cached_property
    def states(self) -> dict[str, str]:
        return dict(Party.objects.filter(kind__in=STATES).exclude(alpha2="").values_list("alpha2", "en_short"))

    def facts(self, member: Delegate) -> list[Any]:
        """Return the embassy's town, the heading and the rows, which depend on the member's data."""
        with translation.override("en"):
            rows = [[key, text.clean_text(value)] for key, value in self._rows(member) if value]
            return [
                text.clean_text(member.visa_post),
                text.clean_text(f"Support for the visa of {called(member)}"),
                rows,
            ]

    def contents(self, member: Delegate, *, actor: Actor, number: str, code: str, at: datetime) -> dict[str, Any]:
        """Return the template's data, the whole content of a letter. Raises MissingGlyph for a character that no print font has."""
        to2, heading, rows = self.facts(member)
        with translation.override("en"):
            local = at.astimezone(self.conference.zone)
            data = {
                "title": f"Visa support letter {number}",
                "author": COMMITTEE,
                "lang": "en",
                "ref": number,
                "date": times.day_text(local, weekday=False, long=True),
                "event": str(self.conference.name),
                "venue": str(self.conference.venue),
                "place": str(self.conference.place),
                "to": f"Embassy of {self.host}",
                "to2": to2,
                "heading": heading,
                "before": self._before(member.delegation.party),
                "rows": rows,
                "after": self._after(self.stay(member)[1]),
                "signer": actor.label,
                "signer_role": f"{Role.SECRETARIAT.label}, {COMMITTEE}",
                "check": code,
                "url": (address := printed_address(reverse("registration:visa_check"))),
                "code": f"https://{address}?{urlencode({'number': number, 'code': code})}",
            }
        text.check_glyphs(data, "")
        return data

    def _before(self, party: Party) -> str:
        days = times.days_text(self.conference.starts_on, self.conference.ends_on)
        return (
            f"The {COMMITTEE} of the {self.conference.name}, to be held at {self.conference.place} on {days}, "
            f"presents its compliments to the Embassy of {self.host} and has the honour to confirm that "
            f"{party.name('en').formal} has named the following person as a member of its delegation."
        )

    def stay(self, member: Delegate) -> tuple[date, date]:
        """Return the first and the last day of the stay; the conference's own where a journey is not known."""
        zone, days = self.conference.zone, (self.conference.starts_on, self.conference.ends_on)
        first, last = (
            journey.astimezone(zone).date() if journey else day
            for journey, day in zip((member.arrival, member.departure), days, strict=True)
        )
        return first, last

    def _after(self, last_day: date) -> list[str]:
        end = times.day_text(last_day, weekday=False, long=True)
        return [
            "The Committee would be grateful if the visa could be granted free of charge and in good time. Original "
            "papers can be shown on arrival, at the protocol counter of the airport.",
            f"This letter supports one application. It is neither an accreditation nor full powers, and it is valid until {end}.",
            "The Committee takes this opportunity to renew to the Embassy the assurances of its highest consideration.",
        ]

    def _rows(self, member: Delegate) -> Iterable[tuple[str, str]]:
        born = date.fromisoformat(member.date_of_birth)
        yield "Name as in the passport", ", ".join(filter(None, [member.family_name.upper(), member.given_names]))
        yield "Date of birth", times.day_text(born, weekday=False, long=True)
        yield "Place of birth", member.birth_place
        yield "Sex", str(Sex(member.sex).label) if member.sex else ""
        yield "Nationality", self.states.get(member.nationality, member.nationality)
        expiry = times.day_text(member.document_expiry, weekday=False, long=True) if member.document_expiry else ""
        document = f"{member.get_document_type_display()}, number {member.document_number}, valid until {expiry}"
        yield "Travel document", document
        yield "Function", "" if member.capacity == Capacity.COMPANION else member.functional_title
        yield "In the delegation", member.get_capacity_display()
        yield "Delegation", member.delegation.party.name("en").formal_title
        yield "Arrival", self._journey(member.arrival, member.arrival_flight)
        yield "Departure", self._journey(member.departure, member.departure_flight)
        first, last = self.stay(member)
        length = (last - first).days + 1
        yield "Length of stay", f"{length} {'day' if length == 1 else 'days'}, {times.days_text(first, last)}"
        yield "Entries", "One"
        yield "Address during the stay", member.hotel or f"Guest of the host country; address with the {COMMITTEE}"

    def _journey(self, moment: datetime | None, flight: str) -> str:
        if moment is None:
            return ""
        local, zone = moment.astimezone(self.conference.zone), self.conference.zone_label(moment)
        return f"{times.when_text(local, long=True)} ({zone}), flight {flight.replace(' ', NO_BREAK)}"


def called(member: Delegate) -> str:
    """Return the person with honorific, as in the passport."""
    return " ".join(filter(None, [member.honorific, member.given_names, member.family_name]))


def make_letter_pdf(letter: VisaLetter) -> bytes:
    """Return the letter's PDF, made from its stored text."""
    data = json.loads(letter.holds)
    return typeset.compile(TEMPLATE, {**data, "qr": qr.svg(data.get("code", ""))}, at=letter.made_at)


def file_name(letter: VisaLetter) -> str:
    """Return `OC-VISA-2025-0447.pdf`."""
    return f"{letter.number.replace('/', '-')}.pdf"


# ---- is it genuine and in force? --------------------------------------------------------------------------------------
def find_letter(number: str, code: str) -> tuple[VisaLetter, bool]:
    """Return the letter of that number and code, and whether it is in force. Raises the same NotFound for a wrong number or code."""
    # As stored, also from the name of the letter's file: OC-VISA-2025-0447.
    number = "/".join(re.findall(r"[A-Z0-9]+", number.upper()))[:40]
    letters = VisaLetter.objects.select_related("member__delegation__party").defer("holds")
    letter = letters.filter(number=number).first()
    is_right = hmac.compare_digest(_normalize(letter.check_code if letter else "none"), _normalize(code))
    if letter is None or not is_right:
        raise NotFound
    return letter, is_in_force(letter, current_conference().ends_on)


def _normalize(code: str) -> bytes:
    return re.sub(r"[^0-9A-Z]", "", code.upper()).encode()
