"""Letters in support of a visa.

A letter is in English, which every embassy reads. Its text is stored whole, so that the same letter is printed again whatever changes
later: the member's data, the conference's, or this module.
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
from conference.printing.documents import text, typeset
from delegations.registration.members import queries
from delegations.registration.members.queries import MissingField
from delegations.registration.models import LIVE_STATES, Capacity, Delegate, Delegation, VisaLetter

RIGHT = "registration.issue_visa_letter"
TEMPLATE = "visa-letter.typ"
# The delegation has named them to the organisers, who have not sent them back.
NAMED_STATES = ("submitted", "vetted", "accredited")
PAGE = 50
COMMITTEE = "Organizing Committee"
NO_BREAK = "\N{NO-BREAK SPACE}"


def lacks(member: Delegate, conference: Conference) -> list[MissingField]:
    """Return what a letter needs and the member lacks: as for submission, except the photo, which no letter shows."""
    return [lack for lack in queries.missing_fields(member, conference) if lack.field not in ("photo", "scan")]


def holds(letter: VisaLetter, member: Delegate, ends_on: date) -> bool:
    """Return True while the letter is the latest, its bearer is still a member, and the conference is not over."""
    return letter.ended_at is None and member.state in LIVE_STATES and clock.now().date() <= ends_on


# ---- who waits -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Row:
    member: Delegate
    letter: VisaLetter | None
    lacks: str
    changed: bool

    @property
    def ready(self) -> bool:
        """Return True when a letter may be issued now, the first one or one with what changed."""
        return not self.lacks and (self.letter is None or self.changed)


def asking() -> QuerySet[Delegate]:
    """Return the members who ask for support, in the order of their arrival, with all that a letter needs."""
    in_force = VisaLetter.objects.filter(ended_at__isnull=True)
    known = Delegate.objects.filter(visa_support=True, state__in=NAMED_STATES)
    joined = known.select_related("delegation__party", "category", "protocol_rank")
    return joined.prefetch_related(
        "delegation__party__names", Prefetch("visa_letters", in_force, to_attr="letters_in_force")
    ).order_by("queue_at", "pk")


def waiting() -> QuerySet[Delegate]:
    """Return those who ask and have none yet, but for who has arrived."""
    still_away = Q(arrival__isnull=True) | Q(arrival__gt=clock.now())
    return (
        asking()
        .filter(still_away)
        .filter(~Exists(VisaLetter.objects.filter(member=OuterRef("pk"), ended_at__isnull=True)))
    )


def issued() -> QuerySet[Delegate]:
    return asking().filter(Exists(VisaLetter.objects.filter(member=OuterRef("pk"), ended_at__isnull=True)))


def matching(rows: QuerySet[Delegate], text: str) -> QuerySet[Delegate]:
    """Return those of `rows` whose name, in any spelling, delegation or letter in force has each word of the text."""
    for word in text.split():
        named = Q()
        for part in search_key(word).split():
            in_party = PartyName.objects.filter(party=OuterRef("delegation__party"), search__contains=part)
            named &= Q(search__contains=part) | Q(Exists(in_party))
        numbered = VisaLetter.objects.filter(member=OuterRef("pk"), ended_at=None, number__icontains=word)
        rows = rows.filter(named | Q(Exists(numbered)))
    return rows


def page(rows: QuerySet[Delegate], after: str = "") -> tuple[list[Row], str]:
    """Return a page of `waiting` or `issued`, and where the next one begins (empty on the last). Five queries, six with letters."""
    if (key := parsing.number(after)) is not None:
        last = Delegate.objects.filter(pk=key).values_list("queue_at", "pk").first()
        if last:
            rows = rows.filter(Q(queue_at__gt=last[0]) | Q(queue_at=last[0], pk__gt=last[1]))
    found = list(rows[: PAGE + 1])
    writer = Writer()
    shown = [_row(member, writer) for member in found[:PAGE]]
    return shown, str(found[PAGE - 1].pk) if len(found) > PAGE else ""


def _row(member: Any, writer: Writer) -> Row:
    letter = next(iter(member.letters_in_force), None)
    missing = lacks(member, writer.conference)
    changed = letter is not None and not missing and _said(letter) != writer.said(member)
    return Row(member, letter, lists.in_words(missing, capital=True), changed)


def _said(letter: VisaLetter) -> list[Any]:
    data = json.loads(letter.holds)
    return [data["to2"], data["heading"], data["rows"]]


def letters_of(delegation: Delegation) -> list[tuple[VisaLetter, bool]]:
    """Return a delegation's letters, the newest first, each with whether it is in force."""
    ends_on = current_conference().ends_on
    found = VisaLetter.objects.filter(member__delegation=delegation).select_related("member").defer("holds")
    return [(letter, holds(letter, letter.member, ends_on)) for letter in found.order_by("-made_at", "-pk")]


def asked_by(delegation: Delegation) -> list[tuple[Delegate, str]]:
    """Return the members, drafts too, who ask for a letter and have none, in the delegation's order, with what is missing."""
    conference = current_conference()
    served = set(
        VisaLetter.objects.filter(member__delegation=delegation, ended_at__isnull=True).values_list("member", flat=True)
    )
    asking_now = [one for one in queries.members_of(delegation) if one.visa_support and one.state in LIVE_STATES]
    return [(one, lists.in_words(lacks(one, conference), capital=True)) for one in asking_now if one.pk not in served]


# ---- its content -----------------------------------------------------------------------------------------------------
@dataclass
class Writer:
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

    def said(self, member: Delegate) -> list[Any]:
        with translation.override("en"):
            rows = [[key, text.clean(value)] for key, value in self._rows(member) if value]
            return [text.clean(member.visa_post), text.clean(f"Support for the visa of {called(member)}"), rows]

    def contents(self, member: Delegate, *, actor: Actor, number: str, code: str, at: datetime) -> dict[str, Any]:
        """Return the whole content of a letter, as the template takes it. Raises MissingGlyph for what no print font has."""
        to2, heading, rows = self.said(member)
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
                "after": self._after(),
                "signer": actor.label,
                "signer_role": f"{Role.SECRETARIAT.label}, {COMMITTEE}",
                "check": code,
                "url": printed_address(reverse("registration:visa_check")),
            }
        text.check(data, "")
        return data

    def _before(self, party: Party) -> str:
        days = times.days_text(self.conference.starts_on, self.conference.ends_on)
        return (
            f"The {COMMITTEE} of the {self.conference.name}, to be held at {self.conference.place} on {days}, "
            f"presents its compliments to the Embassy of {self.host} and has the honour to confirm that "
            f"{party.name('en').formal} has named the following person as a member of its delegation."
        )

    def _after(self) -> list[str]:
        end = times.day_text(self.conference.ends_on, weekday=False, long=True)
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
        yield "Nationality", self.states.get(member.nationality, member.nationality)
        expiry = times.day_text(member.document_expiry, weekday=False, long=True) if member.document_expiry else ""
        document = f"{member.get_document_type_display()}, number {member.document_number}, valid until {expiry}"
        yield "Travel document", document
        yield "Function", "" if member.capacity == Capacity.COMPANION else member.functional_title
        yield "In the delegation", member.get_capacity_display()
        yield "Delegation", member.delegation.party.name("en").formal_title
        yield "Arrival", self._journey(member.arrival, member.arrival_flight)
        yield "Departure", self._journey(member.departure, member.departure_flight)
        yield "Stay", member.hotel or f"Guest of the host country; address with the {COMMITTEE}"

    def _journey(self, moment: datetime | None, flight: str) -> str:
        if moment is None:
            return ""
        local, zone = moment.astimezone(self.conference.zone), self.conference.zone_label(moment)
        return f"{times.when_text(local, long=True)} ({zone}), flight {flight.replace(' ', NO_BREAK)}"


def called(member: Delegate) -> str:
    """Return the person with honorific, as in the passport."""
    return " ".join(filter(None, [member.honorific, member.given_names, member.family_name]))


def paper(letter: VisaLetter) -> bytes:
    """Return the letter's PDF, made from its stored text."""
    return typeset.compile(TEMPLATE, json.loads(letter.holds), at=letter.made_at)


def file_name(letter: VisaLetter) -> str:
    """Return `OC-VISA-2025-0447.pdf`."""
    return f"{letter.number.replace('/', '-')}.pdf"


# ---- is it genuine and in force? --------------------------------------------------------------------------------------
@dataclass(frozen=True)
class LetterCheck:
    """What an embassy learns of a letter: that it is genuine, since when, of which delegation, and whether it is in force."""

    number: str
    made_at: datetime
    party: Party
    holds: bool


def check(number: str, code: str) -> LetterCheck:
    """Return the letter of that number and code. Raises NotFound, alike for an unknown number and a wrong code."""
    found = (
        VisaLetter.objects.filter(number=_number(number))
        .select_related("member__delegation__party")
        .defer("holds")
        .first()
    )
    right = hmac.compare_digest(_plain(found.check_code if found else "none"), _plain(code))
    if found is None or not right:
        raise NotFound
    member = found.member
    party = member.delegation.party
    return LetterCheck(found.number, found.made_at, party, holds(found, member, current_conference().ends_on))


def _number(text: str) -> str:
    """Return the number as stored, also from the name of the letter's file: OC-VISA-2025-0447."""
    return "/".join(re.findall(r"[A-Z0-9]+", text.upper()))[:40]


def _plain(code: str) -> bytes:
    return re.sub(r"[^0-9A-Z]", "", code.upper()).encode()
