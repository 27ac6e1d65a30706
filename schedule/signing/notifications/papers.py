"""The data of a notification for its template, in the reader's language or else in English."""

from typing import Any

from django.utils import translation
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from conference.core import clock
from conference.look.times import day_text
from conference.printing.documents import typeset
from schedule.signing.notifications.models import Notification
from schedule.signing.notifications.wording import CODES, text_in

TEMPLATE = "notification.typ"


def typeset_notification(notification: Notification) -> bytes:
    """Return the PDF. Raises as `typeset.compile`."""
    language, text = text_in(notification.content, get_language())
    with translation.override(CODES[language]):
        return typeset.compile(TEMPLATE, _data(notification, language, text), at=clock.now())


def _data(notification: Notification, language: str, text: dict[str, Any]) -> dict[str, Any]:
    issued_on = notification.issued_on
    return {
        **text,
        "author": text["depositary"],
        "lang": CODES[language],
        "reference": notification.reference,
        "day": day_text(issued_on, weekday=False, long=True) if issued_on else "",
        "words": {
            "kind": _("Depositary notification"),
            "reference": pgettext("of a document", "Reference"),
            "page": _("Page {page} of {pages}"),
        },
    }
