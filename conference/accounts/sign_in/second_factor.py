"""Decide whether a session has proved a second factor, and keep whoever needs one from removing the last.

A session has proved it if single sign-on reported it, or if allauth recorded in it an authenticator that the user still has: a code, a
recovery code, a security key, or a passkey (user verification makes it both factors). Adding the first authenticator is proof, since that
takes a working code or key. Adding another is not: a session from before the first one must show that one.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from allauth.account.authentication import get_authentication_records

# No public function or signal of allauth (65.21) adds a record to a session: `account.authentication` only reads them.
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from conference.accounts import providers
from conference.accounts.models import User
from conference.core.errors import NotPossible

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
DEMO_FLAG = "demo_signed_in"


class SecondFactorStatus(Enum):
    NONE = "the user has no authenticator here, and a provider has asked for none"
    OWED = "the user has one, and this session has not shown it"
    PROVED = "shown in this session"


def required(user: Any) -> bool:
    """Return True for a signed-in user with a staff role or the admin, and by a setting for all others: asked anew at each request."""
    if not user.is_authenticated:
        return False
    return settings.FOCAL_POINT_SECOND_FACTOR == "required" or is_staff(user)


def is_staff(user: User) -> bool:
    return bool(user.is_admin or user.roles)


def offer(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Tell a focal point without a second factor, after signing in, that there is one (`user_logged_in`)."""
    if settings.FOCAL_POINT_SECOND_FACTOR != "offered" or is_staff(user):
        return
    if not Authenticator.objects.filter(user_id=user.pk, type__in=FACTORS).exists():
        messages.info(request, _("Your password alone opens this account. Add a passkey under “Account and sign-in”."))


def status_of(request: HttpRequest) -> SecondFactorStatus:
    """Return the status of a signed-in user's session; one query.

    Recovery codes alone are no factor. An authenticator that was removed proves nothing any more, even after another is set up.
    """
    if providers.has_shown_two_factors(request, request.user):  # type: ignore[arg-type]
        return SecondFactorStatus.PROVED
    own = dict(Authenticator.objects.filter(user_id=request.user.pk).values_list("pk", "type"))
    if not any(kind in FACTORS for kind in own.values()):
        return SecondFactorStatus.NONE
    records = get_authentication_records(request, request.user)
    shown = any(record.get("method") == "mfa" and record.get("id") in own for record in records)
    return SecondFactorStatus.PROVED if shown else SecondFactorStatus.OWED


class SecondFactorStage(AuthenticateStage):
    """Ask for the second factor when signing in, unless a provider of single sign-on has."""

    def _should_handle(self, request: HttpRequest) -> bool:
        user = self.login.user
        if user is not None and providers.has_shown_two_factors(request, user):
            return False
        return bool(super()._should_handle(request))


def signed_in_by_demo(request: HttpRequest) -> bool:
    return bool(settings.DEMO and request.session.get(DEMO_FLAG) == request.user.pk)


def record_first_authenticator(
    sender: Any, request: HttpRequest, user: User, authenticator: Any, **kwargs: Any
) -> None:
    """Record the user's first authenticator as shown (`authenticator_added`)."""
    others = Authenticator.objects.filter(user_id=user.pk, type__in=FACTORS).exclude(pk=authenticator.pk)
    if authenticator.type in FACTORS and request.user.pk == user.pk and not others.exists():
        _record(request, user, authenticator)


def new_codes_count(sender: Any, request: HttpRequest, user: User, authenticator: Any, **kwargs: Any) -> None:
    """Let new recovery codes replace the old ones in this session (`authenticator_reset`).

    Whoever signed in by the last code would otherwise be asked for one before seeing the new ones.
    """
    if request.user.pk == user.pk and get_authentication_records(request, user):
        _record(request, user, authenticator)


def _record(request: HttpRequest, user: User, authenticator: Any) -> None:
    record_authentication(request, user, "mfa", id=authenticator.pk, type=str(authenticator.type))


@dataclass(frozen=True)
class Removal:
    """What removing an authenticator means: whether it may go, and whether another app or key stays."""

    allowed: bool
    others: bool


def removal(authenticator: Any) -> Removal:
    """Return what removing this app or key means, so that a page says it before the button."""
    others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=FACTORS).exclude(pk=authenticator.pk)
    stays = others.exists()
    return Removal(allowed=stays or not required(authenticator.user), others=stays)


def may_remove(authenticator: Any) -> bool:
    return authenticator.type not in FACTORS or removal(authenticator).allowed


def keep_the_last(sender: Any, instance: Any, origin: Any, **kwargs: Any) -> None:
    """Refuse to remove the last authenticator of whoever needs one (`pre_delete`). Raises NotPossible.

    Deleting a user, or all authenticators together, is allowed. The user's row is locked against two removals at once.
    """
    if origin is not instance:
        return
    User.objects.select_for_update().filter(pk=instance.user_id).first()
    if not may_remove(instance):
        raise NotPossible(_("You need a second factor. Add another one first, then remove this one."))
