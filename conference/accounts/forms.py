"""The forms of the second step, whose codes are counted as passwords are (limits.py) and open once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.db import transaction

from conference.accounts import limits

if TYPE_CHECKING:
    from conference.accounts.models import User


class Counted:
    """Counts each code before it is looked at."""

    user: User
    authenticator: Any

    def clean_code(self) -> str:
        """The code. Raises ValidationError when it is wrong, was used before, or when none may be tried now."""
        key = limits.key_of(self.user)
        if not limits.take(key):
            raise get_account_adapter().validation_error("too_many_login_attempts")
        code: str = super().clean_code()  # type: ignore[misc]
        if self.authenticator.type == Authenticator.Type.TOTP:
            use_up(self.authenticator, code)
        limits.give_back(key)
        return code


class CodeForm(Counted, AuthenticateForm):
    """The code at signing in."""


class CodeAgainForm(Counted, ReauthenticateForm):
    """The code before something that matters."""


def use_up(authenticator: Any, code: str) -> None:
    """Notes the time step of a right TOTP code, so that neither it nor an older one opens again (RFC 6238, section 5.2).

    allauth notes used codes in the cache, for one step, while it takes those of the neighbouring steps too.
    Raises ValidationError when the code was used before.
    """
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
        secret = get_adapter().decrypt(row.data["secret"])
        steps = totp.yield_hotp_counters_from_time()
        fits = (
            n
            for n in steps
            if compare_user_code(actual=code, expected=totp.format_hotp_value(totp.hotp_value(secret, n)))
        )
        step = next(fits, -1)
        if step <= row.data.get("last_step", 0):
            raise get_adapter().validation_error("incorrect_code")
        row.data["last_step"] = step
        row.save(update_fields=["data"])
