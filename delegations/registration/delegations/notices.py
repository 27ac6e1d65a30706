"""What all messages about a delegation share."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Model, prefetch_related_objects
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from conference.core import clock
from conference.correspondence.letters.registry import Notice, register_notice
from conference.correspondence.outbox.actions import Recipient, queue_messages
from conference.look import lists
from delegations.registration.delegations import notice_samples as samples
from delegations.registration.delegations import queries
from delegations.registration.delegations.deadlines import DEADLINE
from delegations.registration.delegations.raw_queries import stamp_of
from delegations.registration.models import Delegation, Equipment

# The variables of every message about a delegation.
COMMON = frozenset({"party", "formal", "formally", "url", "liaison", "sent_to"})


def declare_notice(
    name: str,
    title: Any,
    variables: Iterable[str],
    sealed: Iterable[str] = (),
    files: Callable[[str], Iterable[tuple[str, bytes, str]]] | None = None,
    right: str = "",
) -> Notice:
    """Register a kind of message about a delegation, with its variables besides COMMON. `name` is that of its template and sample.

    `right` is what staff need besides to read it.
    """
    return register_notice(
        Notice(
            kind=f"registration.{name}",
            title=title,
            template=f"mail/registration/{name}",
            variables=COMMON | frozenset(variables),
            sample=lambda: samples.build_sample(name),
            sealed=frozenset(sealed),
            files=files,
            right=right,
        )
    )


def common_context(delegation: Delegation, to: Iterable[Recipient]) -> dict[str, Any]:
    """Return the COMMON context of messages about `delegation`, in the active language."""
    party = delegation.party
    names = lists.in_words(recipient.name or recipient.email for recipient in to)
    phone = delegation.liaison_phone
    if phone and translation.get_language_bidi():
        phone = f"\u200e{phone}"  # else the script around it would reorder its groups
    return {
        "party": party.short,
        "formal": party.formal,
        "formally": party.formally,
        "url": settings.PUBLIC_URL + reverse("registration:delegation", kwargs={"code": party.slug}),
        "liaison": lists.join_facts([delegation.liaison, phone]),
        "sent_to": _("the focal points of %(party)s: %(names)s") % {"party": party.short, "names": names},
    }


def deadlines_context(delegation: Delegation) -> dict[str, Any]:
    """Return the deadlines still to come, and the time zone of the party's capital."""
    now = clock.now()
    deadlines = queries.deadlines_for(delegation.party, queries.deadlines(), stamp_of(delegation))
    future = [{"name": dict(row.name), "at": row.at.isoformat()} for row in deadlines if row.at > now]
    return {"deadlines": future, "zone": delegation.party.zone_name}


def confirmation_due(until: datetime) -> str:
    """Return when members have to be confirmed, if that is still to come and no later than a link is valid `until`; else empty."""
    days = (row.at for row in queries.deadlines() if row.code == DEADLINE and clock.now() < row.at <= until)
    return next((at.isoformat() for at in days), "")


def write_to_focal_points(
    notice: Notice,
    delegation: Delegation,
    subject: Model,
    own: Callable[[], Mapping[str, Any]],
    *,
    to: list[Recipient] | None = None,
    **message: Any,
) -> None:
    """Write one message to each focal point.

    Args:
        own: Returns the context besides COMMON, in the reader's language.
        to: Other recipients.
        message: `version` and `after`, as for `queue_messages`.
    """
    recipients = queries.focal_points_of(delegation) if to is None else to
    prefetch_related_objects([delegation], "party__names")
    for recipient in recipients:
        with translation.override(recipient.language):
            context = {**common_context(delegation, recipients), **own()}
            queue_messages(notice, subject=subject, to=[recipient], context=context, scope=delegation.scope, **message)


def count_items(items: Iterable[Equipment]) -> list[str]:
    """Return `Firearm × 2`, `Radio × 1`, in the active language."""
    return [f"{kind} × {count}" for kind, count in Counter(item.get_kind_display() for item in items).items()]
