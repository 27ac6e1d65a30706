"""The mail about the time of a signature, and the access log's page of signatories."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext_lazy

from conference.core import access_log, clock
from conference.core.undo import mails_wait
from conference.correspondence.letters.registry import Notice, register_notice
from conference.correspondence.models import Message
from conference.correspondence.outbox.actions import Letter, lock_undoable_messages, queue_all, withdraw_messages
from conference.translated import Translated
from delegations.registration.delegations.queries import focal_points_of_each
from schedule.signing.appointments.models import Appointment

SIGNATORIES = "signing:signatories"
access_log.register_pages({SIGNATORIES: gettext_lazy("Who signs")})
# treaty, us, where: names by language; who signs; starts, before: ISO, the latter empty the first time.
VARIABLES = frozenset({"treaty", "us", "where", "who", "starts", "before", "url"})
# An order is arranged in several steps: delegations are informed when it has not changed for a while.
SETTLES = timedelta(minutes=10)
# A signature takes a minute or two, and the times are estimates: delegations hear of larger changes only.
NOTICEABLE = timedelta(minutes=5)


def _sample() -> Mapping[str, Any]:
    return {
        "treaty": {"en": "United Nations Convention against Cybercrime"},
        "us": {"en": "the Republic of Kenya", "fr": "la République du Kenya"},
        "where": {"en": "Signing Hall"},
        "who": "H.E. Ms. Naliaka Barasa",
        "starts": "2025-10-25T03:36:00+00:00",
        "before": "2025-10-25T03:12:00+00:00",
        "url": f"{settings.PUBLIC_URL}/portal/ken/signing/",
    }


TIME = register_notice(
    Notice(
        "signing.time",
        gettext_lazy("The time of your signature"),
        "mail/signing/time",
        VARIABLES,
        _sample,
        right="signing.see",
    )
)


def tell_times(appointments: Sequence[Appointment], place: Translated | str) -> None:
    """Mail the focal points the approximate time of their signature when it is first known and when it changes noticeably.

    The appointments are of one session, `place` is where it is held. Unsent mails on earlier times are withdrawn. Four queries.
    """
    ahead = {
        str(appointment.pk): appointment
        for appointment in appointments
        if appointment.starts and appointment.signatory and appointment.starts > clock.now()
    }
    if not ahead:
        return
    scopes = {appointment.scope for appointment in ahead.values()}
    withdraw_messages(message for message in lock_undoable_messages((TIME,), scopes) if message.subject_id in ahead)
    sent = Message.objects.filter(kind=TIME.kind, subject_id__in=list(ahead)).exclude(state__in=("cancelled", "failed"))
    former_starts = {
        key: context["starts"] for key, context in sent.order_by("pk").values_list("subject_id", "context")
    }
    recipients = focal_points_of_each([appointment.delegation for appointment in ahead.values()])
    prefetch_related_objects(list(ahead.values()), "delegation__party__names")
    after = max(SETTLES, mails_wait())
    letters = []
    for key, appointment in ahead.items():
        before = former_starts.get(key, "")
        if not before or _differs(appointment, before):
            to, context = recipients[appointment.delegation_id], _context(appointment, place, before)
            letters.append(Letter(TIME, appointment, to, context, scope=appointment.scope, after=after))
    queue_all(letters)


def withdraw_times(appointments: Sequence[Appointment]) -> None:
    """Withdraw unsent mails on the times of these appointments, since the step that gave them is undone."""
    keys = {str(appointment.pk) for appointment in appointments}
    scopes = {appointment.scope for appointment in appointments}
    withdraw_messages(message for message in lock_undoable_messages((TIME,), scopes) if message.subject_id in keys)


def _differs(appointment: Appointment, before: str) -> bool:
    return appointment.starts is not None and abs(appointment.starts - datetime.fromisoformat(before)) >= NOTICEABLE


def _context(appointment: Appointment, place: Translated | str, before: str) -> dict[str, Any]:
    party = appointment.delegation.party
    return {
        "treaty": dict(appointment.treaty.short_title),
        "us": {name.language: name.formal for name in party.names.all()},
        "where": dict(place) if isinstance(place, Translated) else {"en": place},
        "who": appointment.signatory.called if appointment.signatory else "",
        "starts": appointment.starts.isoformat() if appointment.starts else "",
        "before": before,
        "url": settings.PUBLIC_URL + reverse("signing:appointment", args=[party.slug]),
    }
