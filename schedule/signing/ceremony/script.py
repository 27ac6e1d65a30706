"""The announcer's lines: style, name, function and formal name of the party, in the languages of the ceremony."""

from dataclasses import dataclass

from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from conference.look import honorifics
from conference.look.names import is_in_script
from conference.translated import FALLBACK, direction_of
from delegations.registration.models import Delegate
from schedule.signing.appointments.models import Appointment

DJANGO = {"zh": "zh-hans"}


@dataclass(frozen=True)
class ScriptLines:
    """The lines at the call and after the signature in one language, with names marked for the voice.

    `as_entered`: The function is as the delegation entered it, since it is not given in this language.
    """

    language: str
    name: str
    call: str
    after: str
    as_entered: bool = False

    @property
    def direction(self) -> str:
        return direction_of(self.language)


def script(appointment: Appointment, languages: list[str]) -> list[ScriptLines]:
    """Return the lines in each language. No query when names and rank are loaded."""
    return [_lines(appointment, language) for language in languages]


def _lines(appointment: Appointment, language: str) -> ScriptLines:
    code = DJANGO.get(language, language)
    with translation.override(code):
        party = str(appointment.delegation.party.formally)
        values: dict[str, str] = {"party": format_html("<em>{}</em>", party)}
        person, call, function = appointment.signatory, "", None
        if person is not None:
            function = _function(appointment, person, language)
            values |= {"person": format_html("<em>{}</em>", spoken(person, language)), "function": function or ""}
            with_function = _("I now invite {person}, {function}, to sign on behalf of {party}.")
            without = _("I now invite {person} to sign on behalf of {party}.")
            call = format_html(with_function if function else without, **values)
        sentence = _("{party} has signed.")
        if sentence.startswith("{party}"):
            party = party[:1].upper() + party[1:]
        after = format_html(sentence, party=format_html("<em>{}</em>", party))
        name = get_language_info(code)["name_local"]
        return ScriptLines(language, name, call, after, isinstance(function, SafeString) and language != FALLBACK)


def _function(appointment: Appointment, person: Delegate, language: str) -> str:
    """Return the function as it is announced; as entered by the delegation, it is isolated and marked with its language."""
    function, as_entered = function_in(appointment, person, language)
    if not as_entered:
        return function
    # Only the script tells something of the language: what is in Latin letters is kept in English, as in the record.
    spoken_in = FALLBACK if is_in_script(function, "LATIN") else ""
    return format_html('<bdi lang="{}">{}</bdi>', spoken_in, function)


def function_in(appointment: Appointment, person: Delegate, language: str) -> tuple[str, bool]:
    """Return the function in the active language, and whether it is as the delegation entered it.

    It is as protocol gave it in this language, else the rank's name if the delegation says no more, else as entered.
    """
    if announced := appointment.announced.get(language):
        return str(announced), False
    rank = person.protocol_rank
    if rank is not None and person.functional_title in ("", rank.name.get(FALLBACK)):
        return str(rank), False
    return person.functional_title, bool(person.functional_title)


def spoken(person: Delegate, language: str) -> str:
    """Return style and name as they are pronounced."""
    with translation.override(DJANGO.get(language, language)):
        full = honorifics.in_full(person.honorific)
        return f"{full} {person.full_name}" if full != honorifics.honorific_text(person.honorific) else person.called
