from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Case, F, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _

from conference.core import lifecycle, links
from conference.core.access import Actor
from conference.core.errors import AlreadyDecided, NotFound
from delegations.registration.delegations import places
from delegations.registration.delegations.queries import delegation_for
from delegations.registration.models import Delegate, Delegation
from schedule.calendar.models import Feed

# Requests a minute at one address: a calendar program asks a few times an hour, a delegation may share its address.
MOST_A_MINUTE = 60
MINUTE = timedelta(minutes=1)


@lifecycle.use_case
def make(*, actor: Actor, delegation: Delegation, person: Delegate | None, language: str, remind: int) -> Feed:
    """Give a delegation's calendar, or a member's, an address; a withdrawn one gets a new address.

    Args:
        person: None for the whole delegation.
        remind: Minutes, 0 for no reminder.

    Raises NotFound if the actor does not act for the delegation or the member is not its own; AlreadyDecided if there is one.
    """
    delegation = delegation_for(actor, delegation.party.code, write=True)
    if person is not None and person.delegation_id != delegation.pk:
        raise NotFound(_("There is no such member, or it is not one of yours."))
    # Locks the delegation, so that two who press the button at once make one address.
    places.lock_places(delegation)
    feed = Feed.objects.filter(delegation=delegation, person=person).first()
    fields: dict[str, Any] = {**_new_secret(), "language": language, "remind": remind}
    if feed is None:
        return lifecycle.create(Feed(delegation=delegation, person=person, **fields), actor=actor, verb="feed.made")
    if feed.state == "live":
        raise AlreadyDecided(_("%(who)s already has a calendar address. Nothing was changed.") % {"who": feed})
    return lifecycle.move(feed, "live", actor=actor, verb="feed.made", **fields)


def _new_secret() -> dict[str, Any]:
    secret, digest = links.new_secret()
    return {"secret": secret, "secret_hash": digest}


@lifecycle.use_case
def renew(*, actor: Actor, feed: Feed, expected_version: int | None = None) -> Feed:
    """Give the calendar another address; the old one stops working. Raises as `make`, NotPossible for a withdrawn one."""
    delegation_for(actor, feed.delegation.party.code, write=True)
    return lifecycle.change(
        feed,
        actor=actor,
        verb="feed.renewed",
        expected_version=expected_version,
        check=_check_live,
        **_new_secret(),
    )


@lifecycle.use_case
def revoke(*, actor: Actor, feed: Feed, expected_version: int | None = None) -> Feed:
    """Withdraw the address. Raises as `make`."""
    delegation_for(actor, feed.delegation.party.code, write=True)
    fields: dict[str, Any] = {"expected_version": expected_version, "secret": "", "secret_hash": None}
    return lifecycle.move(feed, "revoked", actor=actor, verb="feed.revoked", **fields)


def _check_live(feed: Feed) -> None:
    if feed.state != "live":
        message = _("The address of %(who)s has already been withdrawn. Nothing was changed.")
        raise AlreadyDecided(message % {"who": feed})


def opened_by(secret: str) -> Feed | None:
    """Return the calendar with that secret; None if withdrawn, renewed or unknown. One query."""
    joined = Feed.objects.select_related("delegation__party", "person")
    return joined.filter(secret_hash=links.hash_of(secret), state="live").first()


def count_request(feed: Feed, now: datetime) -> bool:
    """Count a request of this minute. Return False, uncounted, if the address has been read as often as it may.

    One UPDATE asks and counts, so that two requests at once cannot both be the last allowed.
    """
    window = now.replace(second=0, microsecond=0)
    in_window = Q(window=window)
    fits = Feed.objects.filter(~in_window | Q(window__isnull=True) | Q(counted__lt=MOST_A_MINUTE), pk=feed.pk)
    counted = Case(When(in_window, then=F("counted") + 1), default=Value(1))
    return bool(fits.update(window=window, counted=counted, last_read=now))


def address_of(feed: Feed) -> str:
    """Return the address for calendar programs; empty if withdrawn."""
    if not feed.secret:
        return ""
    return settings.PUBLIC_URL + reverse("calendar:feed", args=[feed.secret])
