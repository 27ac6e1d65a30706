"""The signature pages of the authentic texts: a page a party or common pages, in each language, in the running order."""

from collections.abc import Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import get_language_info, pgettext
from django.utils.translation import gettext as _

from conference.models import current_conference
from conference.translated import FALLBACK
from conference.treaties.models import Treaty
from schedule.signing.appointments.models import Appointment
from schedule.signing.ceremony.script import DJANGO, function_in
from schedule.signing.record.table import capitalized

TEMPLATE = "signature-pages.typ"


def pages(treaty: Treaty, appointments: Sequence[Appointment], *, is_common: bool) -> dict[str, Any]:
    """Return the data of the template: a part for each authentic language. No query when names and ranks are loaded."""
    return {
        "title": _("Signature pages"),
        "author": str(current_conference().name),
        "lang": FALLBACK,
        "common": is_common,
        "parts": [_part(treaty, appointments, language) for language in treaty.authentic_languages],
    }


def _part(treaty: Treaty, appointments: Sequence[Appointment], language: str) -> dict[str, Any]:
    code = DJANGO.get(language, language)
    with translation.override(code):
        return {
            "title": _("Signature pages"),
            "author": str(current_conference().name),
            "lang": language,
            "treaty": str(treaty.title),
            # The text is in Chinese, whatever the script is called.
            "text": _("Authentic text: %(language)s")
            % {"language": "中文" if language == "zh" else get_language_info(code)["name_translated"]},
            "rows": [_row(appointment, language) for appointment in appointments],
            "words": {
                "page": _("Page {page} of {pages}"),
                "for": pgettext("on a signature page, above the party", "For"),
                "signature": _("Signature"),
                "date": _("Date"),
            },
        }


def _row(appointment: Appointment, language: str) -> dict[str, str]:
    party, person = appointment.delegation.party, appointment.signatory
    return {
        "party": capitalized(str(party.formally)),
        "signatory": person.called if person else "",
        "function": function_in(appointment, person, language)[0] if person else "",
    }
