"""Limit how often a password or a code may be tried, by a count in the database that is the same for every address.

An attempt is counted *before* it is checked, and given back when right, so that parallel attempts all count. After FREE failures each
further one closes the account to passwords and codes: for a minute, then twice as long each time, up to an hour. Attempts meanwhile are
neither checked nor counted. The second step shares the count, and only a completed sign-in resets it. Passkeys cannot be guessed and are
not counted.
"""

import logging
from datetime import timedelta
from ipaddress import ip_address, ip_network

from allauth.account.adapter import get_adapter
from allauth.account.utils import filter_users_by_email
from django.db.models import Case, F, Q, Value, When
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from conference.accounts.models import LoginFailures, User
from conference.core import clock

# Who signs in and out, and each try, in one line (ASVS 5.0.0, V16.3): accounts by their keys, no address and no secret.
security_log = logging.getLogger("plenipo.security")
FREE = 5
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
# A day without an attempt forgives too: a slow guesser gains nothing, an hour each being allowed anyway.
FORGIVEN_AFTER = timedelta(days=1)
# The most rows for unknown addresses. An attacker cannot fill so many, to learn which addresses have accounts.
PLACES = 2**20


def key_of(user: User) -> str:
    return f"user-{user.pk}"


def key_for(email: str) -> str:
    """Return the key of the account with that address, or of a row that unknown addresses share."""
    email = email.strip().lower()
    for user in filter_users_by_email(email, prefer_verified=True):
        return key_of(user)
    digest = salted_hmac("accounts.limits", email, algorithm="sha256").digest()
    return f"place-{int.from_bytes(digest[:8]) % PLACES}"


def key_at(purpose: str, text: str) -> str:
    """Return the key, shared by many, under which something else than signing in is counted.

    Args:
        text: An address of mail or of a network, not stored.
    """
    digest = salted_hmac("accounts.limits", f"{purpose} {text.strip().lower()}", algorithm="sha256").digest()
    return f"{purpose}-{int.from_bytes(digest[:8]) % PLACES}"


def address_of(request: HttpRequest) -> str | None:
    """Return the request's network address; None when the program itself signs somebody in."""
    return str(get_adapter().get_client_ip(request)) if request.META.get("REMOTE_ADDR") else None


def network_of(request: HttpRequest) -> str:
    """Return the request's network address: of IPv6 the first half, since a household has the rest."""
    address = ip_address(get_adapter().get_client_ip(request))
    return str(ip_network((address, 64), strict=False)) if address.version == 6 else str(address)


def wait_after(count: int, free: int | None = None) -> timedelta:
    """Return how long the account stays closed after its `count`-th failure; `free` defaults to FREE."""
    free = FREE if free is None else free
    if count < free:
        return timedelta()
    # Past some doublings the number would only grow; the longest wait is reached long before.
    return min(FIRST_WAIT * (1 << min(count - free, 16)), LONGEST_WAIT)


def count_attempt(key: str, free: int | None = None) -> bool:
    """Count an attempt before it is checked. Return False, and count nothing, when it may not be checked.

    `free` defaults to FREE. Within a transaction the key stays locked until its end.
    """
    free = FREE if free is None else free
    now = timezone.now()
    if not LoginFailures.objects.filter(key=key).exists():
        LoginFailures.objects.bulk_create([LoginFailures(key=key, free_at=now)], ignore_conflicts=True)
    old = When(free_at__lte=now - FORGIVEN_AFTER, then=Value(1))
    closed = [When(count=count - 1, then=Value(now + wait_after(count, free))) for count in range(free, free + 7)]
    open_still = [When(free_at__lte=now - FORGIVEN_AFTER, then=Value(now)), When(count__lt=free - 1, then=Value(now))]
    # One UPDATE asks and counts, so that two attempts at once cannot both take the last free one. While the account is open the
    # count alone decides: `free_at` is then the time of the latest attempt, by a clock that may be a little ahead of ours.
    is_open = bool(
        LoginFailures.objects.filter(Q(count__lt=free) | Q(free_at__lte=now), key=key).update(
            count=Case(old, default=F("count") + 1),
            free_at=Case(*open_still, *closed, default=Value(now + LONGEST_WAIT)),
        )
    )
    _log_try(key, is_open=is_open)
    return is_open


def give_back(key: str) -> None:
    """Uncount a right attempt; earlier failures stay counted."""
    LoginFailures.objects.filter(key=key, count__gt=0).update(count=F("count") - 1, free_at=timezone.now())


def forget_failures(sender: type[User], request: HttpRequest, user: User, **kwargs: object) -> None:
    """Forget the account's failures when every step is done (`user_logged_in`)."""
    LoginFailures.objects.filter(key=key_of(user)).delete()


def note_sign_in(sender: type[User], user: User, **kwargs: object) -> None:
    """Keep the conference's time of the latest sign-in, which the page of staff accounts shows."""
    user.last_login = clock.now()
    user.save(update_fields=["last_login"])


def log_sign_in(sender: object, request: HttpRequest, user: User, **kwargs: object) -> None:
    """Receive allauth's `user_logged_in`, which is sent when every step is done."""
    done = request.session.get("account_authentication_methods", [])
    methods = "+".join(str(step.get("type") or step.get("method")) for step in done)
    security_log.info("signed in: user-%s by %s", user.pk, methods or "a link")


def log_sign_out(sender: object, user: User | None, **kwargs: object) -> None:
    if user is not None:
        security_log.info("signed out: user-%s", user.pk)


def _log_try(key: str, *, is_open: bool) -> None:
    """Log a try of a password, code or number before it is checked, or that it is refused unchecked."""
    if is_open:
        security_log.info("try counted: %s", key)
    else:
        security_log.warning("try refused, too many: %s", key)
