"""Authenticate a machine by the key in its header alone, and count its requests a minute."""

from datetime import datetime, timedelta

from django.db.models import Case, F, Q, Value, When
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from conference.core import clock
from conference.core.access import Actor
from conference.core.links import hash_of
from conference.machines import scopes
from conference.machines.models import Machine
from conference.machines.problems import Problem

LONGEST_KEY = 100
MINUTE = timedelta(minutes=1)


class MachineKey(HttpBearer):
    """Let in machines whose key is valid, has the scope, and has requests left."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scopes.SCOPES[scope].name

    def __call__(self, request: HttpRequest) -> Machine:
        scheme, _space, key = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            raise _unknown("no-key", _("Send your key in the header: Authorization: Bearer …"))
        return self.authenticate(request, key.strip())

    def authenticate(self, request: HttpRequest, token: str) -> Machine:
        machine = Machine.objects.filter(key_hash=hash_of(token)).first() if 0 < len(token) <= LONGEST_KEY else None
        now = clock.now()
        if machine is None:
            raise _unknown("unknown-key", _("This key is not known."))
        if machine.state != "active":
            raise _unknown("revoked-key", _("This key was revoked. Ask the conference secretariat for a new one."))
        if machine.expires_at <= now:
            raise _unknown("expired-key", _("This key has expired. Ask the conference secretariat for a new one."))
        count(machine, now)
        if self.scope not in machine.scopes:
            message = _("This key does not have the scope %(scope)s.") % {"scope": self.scope}
            raise Problem(403, "scope", message, scope=self.scope)
        return machine


def _unknown(word: str, message: str) -> Problem:
    return Problem(401, word, message, {"WWW-Authenticate": "Bearer"})


def count(machine: Machine, now: datetime) -> None:
    """Count a request of this minute. Raises Problem when none is left.

    One UPDATE checks and counts, so that two requests cannot both be the last.
    """
    window = now.replace(second=0, microsecond=0)
    # A process whose clock is slightly slow may be in the minute before: it counts in the later one instead of beginning anew.
    is_current = Q(window__gte=window, window__lte=window + MINUTE)
    has_room = ~is_current | Q(window__isnull=True) | Q(counted__lt=F("per_minute"))
    is_counted = Machine.objects.filter(has_room, pk=machine.pk).update(
        window=Case(When(is_current, then=F("window")), default=Value(window)),
        counted=Case(When(is_current, then=F("counted") + 1), default=Value(1)),
        last_used=now,
    )
    if not is_counted:
        wait = max(1, int((window + MINUTE - now).total_seconds() + 0.999))
        message = _("This key may send %(number)s requests a minute. Try again later.") % {"number": machine.per_minute}
        raise Problem(429, "rate", message, {"Retry-After": str(wait)})


def actor_for(machine: Machine, scope: str) -> Actor:
    """Return the actor of a request, with the rights of the scope alone."""
    return Actor(None, f"machine {machine.name}", rights=scopes.SCOPES[scope].rights)
