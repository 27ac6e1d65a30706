"""What the announcer reads: style, name, function and formal name of the party, in the languages of the ceremony."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from conference.look import honorifics
from conference.translated import FALLBACK, direction_of
from delegations.registration.models import Delegate
from schedule.signing.appointments.models import Appointment

DJANGO = {"zh": "zh-hans"}


@dataclass(frozen=True)
class Lines:
    """In one language: what is read at the call, and when the pen is down; both hold names marked for the voice.

    `as_entered`: The function is in the words of the delegation, since nobody has given it in this language.
    """

    language: str
    name: str
    call: str
    after: str
    as_entered: bool = False

    @property
    def direction(self) -> str:
        return direction_of(self.language)


def script(appointment: Appointment, languages: list[str]) -> list[Lines]:
    """Return the lines in each language. No query when names and rank are loaded."""
    return [_lines(appointment, language) for language in languages]


def _lines(appointment: Appointment, language: str) -> Lines:
    code = DJANGO.get(language, language)
    with translation.override(code):
        party = format_html("<em>{}</em>", appointment.delegation.party.formally)
        person = appointment.signatory
        values: dict[str, str] = {"party": party}
        call, function = "", None
        if person is not None:
            function = _function(appointment, person, language)
            values |= {"person": format_html("<em>{}</em>", spoken(person, language)), "function": function or ""}
            sentence = _("I now invite {person}, {function}, to sign on behalf of {party}.")
            call = format_html(
                sentence if function else _("I now invite {person} to sign on behalf of {party}."), **values
            )
        name = get_language_info(code)["name_local"]
        after = format_html(_after(_("{party} has signed.")), **values | {"begun": _begun(appointment)})
        return Lines(language, name, call, after, isinstance(function, SafeString) and language != FALLBACK)


def _after(sentence: str) -> str:
    """Return the sentence with the party's name as a sentence begins, where it begins with it."""
    return sentence.replace("{party}", "{begun}", 1) if sentence.startswith("{party}") else sentence


def _begun(appointment: Appointment) -> SafeString:
    name = str(appointment.delegation.party.formally)
    return format_html("<em>{}</em>", name[:1].upper() + name[1:])


def _function(appointment: Appointment, person: Delegate, language: str) -> str:
    """Return what protocol gave in this language, else the rank's name where the function is no more, else the member's own, set apart."""
    if announced := appointment.announced.get(language):
        return str(announced)
    rank = person.protocol_rank
    if rank is not None and person.functional_title in ("", rank.name.get(FALLBACK)):
        return str(rank)
    return format_html("<bdi>{}</bdi>", person.functional_title) if person.functional_title else ""


def spoken(person: Delegate, language: str) -> str:
    """Return style and name as they are said."""
    with translation.override(DJANGO.get(language, language)):
        full = honorifics.in_full(person.honorific)
        return f"{full} {person.full_name}" if full != honorifics.honorific_text(person.honorific) else person.called
