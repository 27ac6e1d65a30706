"""What the announcer reads: style, name, function and formal name of the party, in the languages of the ceremony."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from conference.look import honorifics
from delegations.registration.models import Delegate
from schedule.signing.appointments.models import Appointment

# Read aloud, an abbreviated style is said in full.
SPELLED = {
    "en": {"H.E. Mr.": "His Excellency Mr.", "H.E. Ms.": "Her Excellency Ms."},
    "fr": {"S.E. M.": "Son Excellence Monsieur", "S.E. Mme": "Son Excellence Madame"},
    "es": {"Excmo. Sr.": "el Excelentísimo Señor", "Excma. Sra.": "la Excelentísima Señora"},
}
DJANGO = {"zh": "zh-hans"}


@dataclass(frozen=True)
class Lines:
    """In one language: what is read at the call, and when the pen is down; both hold names marked for the voice."""

    language: str
    name: str
    call: str
    after: str


def script(appointment: Appointment, languages: list[str]) -> list[Lines]:
    """Return the lines in each language. No query when names and rank are loaded."""
    return [_lines(appointment, language) for language in languages]


def _lines(appointment: Appointment, language: str) -> Lines:
    code = DJANGO.get(language, language)
    with translation.override(code):
        party = format_html("<em>{}</em>", appointment.delegation.party.formally)
        person = appointment.signatory
        values: dict[str, str] = {"party": party}
        call = ""
        if person is not None:
            function = person.functional_title or str(person.protocol_rank or "")
            values |= {"person": format_html("<em>{}</em>", spoken(person, language)), "function": function}
            words = _("I now invite {person}, {function}, to sign on behalf of {party}.")
            call = format_html(
                words if function else _("I now invite {person} to sign on behalf of {party}."), **values
            )
        name = get_language_info(code)["name_local"]
        return Lines(language, name, call, format_html(_("{party} has signed."), **values))


def spoken(person: Delegate, language: str) -> str:
    """Return style and name as they are said."""
    written = honorifics.honorific_text(person.honorific)
    full = SPELLED.get(language, {}).get(written)
    return f"{full} {person.full_name}" if full else person.called
