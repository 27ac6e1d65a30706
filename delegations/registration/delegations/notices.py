"""What all messages about a delegation share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Model, prefetch_related_objects
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from conference.correspondence.letters.registry import Notice, register
from conference.correspondence.outbox.actions import Recipient, queue
from conference.look import lists
from conference.models import current_conference
from delegations.registration.delegations import notice_samples as samples
from delegations.registration.delegations import queries
from delegations.registration.models import (
    Delegation,
    Equipment,
)

if TYPE_CHECKING:
    pass


# The variables of every message about a delegation.
COMMON = frozenset({"party", "formal", "formally", "url", "liaison", "sent_to"})


def declare(
    name: str,
    title: Any,
    variables: Iterable[str],
    sealed: Iterable[str] = (),
    files: Callable[[str], Iterable[tuple[str, bytes, str]]] | None = None,
) -> Notice:
    """Register a kind of message about a delegation.

    Args:
        name: Of its template and its sample.
        variables: Besides COMMON.
        sealed: Those that nobody can read once it is sent.
        files: As of Notice.
    """
    return register(
        Notice(
            kind=f"registration.{name}",
            title=title,
            template=f"mail/registration/{name}",
            variables=COMMON | frozenset(variables),
            sample=lambda: samples.build_sample(name),
            sealed=frozenset(sealed),
            files=files,
        )
    )


def about(delegation: Delegation, to: Iterable[Recipient]) -> dict[str, Any]:
    """Return the COMMON context of messages about `delegation`, in the active language."""
    party = delegation.party
    names = lists.in_words(recipient.name or recipient.email for recipient in to)
    phone = delegation.liaison_phone
    if phone and translation.get_language_bidi():
        phone = f"\u200e{phone}"  # else its groups would be ordered by the script around them
    liaison = lists.beside([delegation.liaison, phone])
    return {
        "party": party.short,
        "formal": party.formal,
        "formally": party.formally,
        "url": settings.PUBLIC_URL + reverse("registration:delegation", kwargs={"code": party.slug}),
        "liaison": liaison,
        "sent_to": _("the focal points of %(party)s: %(names)s") % {"party": party.short, "names": names},
    }


def deadlines_context(delegation: Delegation) -> dict[str, Any]:
    """Return the deadlines still to come, and the time zone of the party's capital when it differs."""
    first = queries.next_deadline(found := queries.deadlines_for(delegation.party, queries.deadlines()))
    coming = [] if first is None else [deadline for deadline in found if deadline.at >= first.at]
    listed = [{"name": dict(deadline.name), "at": deadline.at.isoformat()} for deadline in coming]
    away = delegation.party.zone_name != current_conference().zone_name
    return {"deadlines": listed, "zone": delegation.party.zone_name if away else ""}


def write(
    notice: Notice,
    delegation: Delegation,
    subject: Model,
    own: Callable[[], Mapping[str, Any]],
    *,
    version: int | None = None,
    to: list[Recipient] | None = None,
    after: timedelta = timedelta(),
) -> None:
    """Write one message to each focal point (or each of `to`); `own` builds the rest of the context in the reader's language."""
    recipients = queries.focal_points_of(delegation) if to is None else to
    prefetch_related_objects([delegation], "party__names")
    for recipient in recipients:
        with translation.override(recipient.language):
            context = {**about(delegation, recipients), **own()}
            queue(
                notice,
                subject=subject,
                to=[recipient],
                context=context,
                version=version,
                scope=delegation.scope,
                after=after,
            )


def counted(items: Iterable[Equipment]) -> list[str]:
    """Return `Firearm × 2`, `Radio × 1`, in the active language."""
    kinds: dict[str, int] = {}
    for item in items:
        kinds[item.get_kind_display()] = kinds.get(item.get_kind_display(), 0) + 1
    return [f"{kind} × {count}" for kind, count in kinds.items()]
