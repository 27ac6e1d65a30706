"""The e-mail of a depositary notification, to the focal points of all who are entitled to become parties."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from conference.correspondence.letters.registry import Notice, register_notice
from conference.correspondence.outbox.actions import Letter, queue_all
from delegations.registration.delegations.queries import focal_points_of_each
from schedule.signing.notifications import queries
from schedule.signing.notifications.models import Notification

# title, treaty, sentence: texts by language; number: the reference.
VARIABLES = frozenset({"number", "title", "treaty", "sentence", "url"})


def _sample() -> Mapping[str, Any]:
    return {
        "number": "C.N.4.2026.TREATIES-XVIII.16",
        "title": {"en": "Kenya: Ratification", "fr": "Kenya : Ratification"},
        "treaty": {"en": "United Nations Convention against Cybercrime"},
        "sentence": {"en": "The instrument of ratification was deposited on 12 November 2026."},
        "url": f"{settings.PUBLIC_URL}/treaty/notifications/2026/4/",
    }


NOTIFICATION = register_notice(
    Notice(
        "signing.notification",
        _("Depositary notification"),
        "mail/signing/notification",
        VARIABLES,
        _sample,
    )
)


def send(notification: Notification) -> None:
    """Write to the focal points of every party entitled to the treaty, once."""
    delegations = list(queries.entitled_delegations(queries.entitled_parties(notification.treaty)))
    recipients = focal_points_of_each(delegations)
    context = {
        "number": notification.reference,
        "title": {language: text["title"] for language, text in notification.content.items()},
        "treaty": dict(notification.treaty.short_title),
        "sentence": {language: text["sentences"][0] for language, text in notification.content.items()},
        "url": settings.PUBLIC_URL + address(notification),
    }
    queue_all(
        Letter(NOTIFICATION, notification, recipients[delegation.pk], context, scope=delegation.scope)
        for delegation in delegations
    )


def address(notification: Notification) -> str:
    return reverse("signing:notification", args=[notification.year, notification.number])
