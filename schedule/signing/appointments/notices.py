"""The mail about the time of a signature; what the audit log says of signing, and the page on which signatories are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext_lazy

from conference.audit import sentences
from conference.core import access_log, clock
from conference.core.undo import mails_wait
from conference.correspondence.letters.registry import Notice, register
from conference.correspondence.models import Message
from conference.correspondence.outbox.actions import Letter, queue_all, still_waiting, withdraw
from conference.translated import Translated
from delegations.registration.delegations.queries import focal_points_of_each
from schedule.signing.appointments.models import Appointment

SIGNATORIES = "signing:signatories"
CHANGED = gettext_lazy("%(who)s changed: %(what)s")
OF_APPOINTMENTS = (
    "intends",
    "not_signing",
    "changed",
    "reviewed",
    "returned",
    "announced",
    "scheduled",
    "moved",
    "placed",
    "taken_out",
)
OF_SESSIONS = ("added", "changed", "filled", "arranged", "moved", "put", "taken_out")

access_log.pages({SIGNATORIES: gettext_lazy("Who signs")})
sentences.register({f"appointment.{verb}": CHANGED for verb in OF_APPOINTMENTS})
sentences.register({f"signing.{verb}": CHANGED for verb in OF_SESSIONS})
sentences.register(
    {
        "ceremony.called": gettext_lazy("%(who)s called to the table: %(what)s"),
        "ceremony.signed": gettext_lazy("%(what)s: signed (%(who)s)"),
        "ceremony.skipped": gettext_lazy("%(who)s skipped: %(what)s"),
        "ceremony.undone": gettext_lazy("%(who)s undid an act of the ceremony: %(what)s"),
        "record.closing": gettext_lazy("%(who)s closed: %(what)s"),
        "record.closed": gettext_lazy("%(who)s closed: %(what)s"),
        "record.reopened": gettext_lazy("%(who)s opened again: %(what)s"),
        "record.rectified": gettext_lazy("%(who)s rectified the record: %(what)s"),
    }
)

# treaty, us, where: names by language; who signs; starts, before: ISO, the latter empty the first time.
VARIABLES = frozenset({"treaty", "us", "where", "who", "starts", "before", "url"})
# An order is put together in several steps: who moves through it is told once it has stood for a while.
SETTLES = timedelta(minutes=10)
# A signature takes a minute or two, and the times are reckoned: less than this is no change to a delegation.
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


TIME = register(
    Notice("signing.time", gettext_lazy("The time of your signature"), "mail/signing/time", VARIABLES, _sample)
)


def tell_times(rows: Sequence[Appointment], place: Translated | str) -> None:
    """Write to the focal points at about what time their delegation signs, once it is known and whenever it changes noticeably.

    What waits of an earlier arrangement is withdrawn. Four queries.

    Args:
        rows: Those of one session, as they stand in it now.
        place: The name of its room, or where else it is held.
    """
    ahead = {str(row.pk): row for row in rows if row.starts and row.signatory and row.starts > clock.now()}
    if not ahead:
        return
    scopes = {row.scope for row in ahead.values()}
    withdraw(message for message in still_waiting((TIME,), scopes) if message.subject_id in ahead)
    sent = Message.objects.filter(kind=TIME.kind, subject_id__in=list(ahead)).exclude(state__in=("cancelled", "failed"))
    told = {key: context["starts"] for key, context in sent.order_by("pk").values_list("subject_id", "context")}
    recipients = focal_points_of_each([row.delegation for row in ahead.values()])
    prefetch_related_objects(list(ahead.values()), "delegation__party__names")
    after = max(SETTLES, mails_wait())
    letters = [
        Letter(TIME, row, recipients[row.delegation_id], _context(row, place, before), scope=row.scope, after=after)
        for row, before in ((row, told.get(key, "")) for key, row in ahead.items())
        if not before or _differs(row, before)
    ]
    queue_all(letters)


def _differs(row: Appointment, before: str) -> bool:
    return row.starts is not None and abs(row.starts - datetime.fromisoformat(before)) >= NOTICEABLE


def _context(row: Appointment, place: Translated | str, before: str) -> dict[str, Any]:
    party = row.delegation.party
    return {
        "treaty": dict(row.treaty.short_title),
        "us": {name.language: name.formal for name in party.names.all()},
        "where": dict(place) if isinstance(place, Translated) else {"en": place},
        "who": row.signatory.called if row.signatory else "",
        "starts": row.starts.isoformat() if row.starts else "",
        "before": before,
        "url": settings.PUBLIC_URL + reverse("signing:appointment", args=[party.slug]),
    }
