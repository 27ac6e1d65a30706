"""The reminder to signatories that have not deposited an instrument."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from conference.correspondence.letters.registry import Notice, register_notice
from conference.correspondence.outbox.actions import Letter, queue_all
from delegations.registration.delegations.queries import focal_points_of_each
from delegations.registration.models import Delegation
from schedule.signing.instruments import queries
from schedule.signing.instruments.models import Reminder

# treaty, us: names by language; signed_on: ISO; deposited, threshold: how many instruments there are, and are needed; has_conditions:
# whether entry into force needs more than that number.
VARIABLES = frozenset({"treaty", "us", "signed_on", "deposited", "threshold", "has_conditions", "url"})


def _sample() -> Mapping[str, Any]:
    return {
        "treaty": {"en": "United Nations Convention against Cybercrime"},
        "us": {"en": "the Republic of Kenya", "fr": "la République du Kenya"},
        "signed_on": "2025-10-25",
        "deposited": 3,
        "threshold": 40,
        "has_conditions": True,
        "url": f"{settings.PUBLIC_URL}/treaty/",
    }


REMINDER = register_notice(
    Notice(
        "signing.instrument_awaited",
        _("The instrument is awaited"),
        "mail/signing/instrument_awaited",
        VARIABLES,
        _sample,
    )
)


def remind(reminder: Reminder) -> int:
    """Write to the focal points of every signatory without an instrument, once a day. Return to how many parties."""
    treaty = reminder.treaty
    signed, progress = queries.signatures(treaty), queries.progress_now(treaty)
    keys = [party.pk for party in queries.awaited(treaty)]
    awaited = Delegation.objects.filter(party__in=keys).select_related("party").prefetch_related("party__names")
    delegations = list(awaited.order_by("party__en_sort"))
    recipients = focal_points_of_each(delegations)
    letters = []
    for delegation in delegations:
        context = {
            "treaty": dict(treaty.short_title),
            "us": {name.language: name.formal for name in delegation.party.names.all()},
            "signed_on": signed[delegation.party_id].signed_on.isoformat(),
            "deposited": progress.forecast.counted,
            "threshold": treaty.threshold,
            "has_conditions": bool(progress.forecast.conditions),
            "url": settings.PUBLIC_URL + reverse("signing:treaty"),
        }
        to = recipients[delegation.pk]
        # Its version is the day: once each, however often the task runs.
        version = reminder.day.toordinal()
        letters.append(Letter(REMINDER, delegation, to, context, version, delegation.scope))
    queue_all(letters)
    return sum(bool(letter.to) for letter in letters)
