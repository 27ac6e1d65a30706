"""The second step's forms, whose codes are counted (limits.py) and valid once."""

from __future__ import annotations

import time
from base64 import b32decode
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP
from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from conference.accounts.sign_in import limits
from conference.accounts.sign_in.forms_account import Labelled
from conference.core import characters

if TYPE_CHECKING:
    from conference.accounts.models import User


CODE = _("Code")
KEY_NAME = _("Name of the key")
KEY_HELP = _("So that you can tell your keys apart, such as “Office computer” or “Key ring”.")


class RateLimited(Labelled):
    LABELS = {"code": CODE}

    user: User
    authenticator: Any

    def clean_code(self) -> str:
        """Return the code; raise ValidationError when it is wrong, used, or none may be tried now."""
        key = limits.key_of(self.user)
        if not limits.count_attempt(key):
            raise get_account_adapter().validation_error("too_many_login_attempts")
        code: str = super().clean_code()  # type: ignore[misc]
        if self.authenticator.type == Authenticator.Type.TOTP:
            use_up(self.authenticator, code)
        limits.give_back(key)
        return code


class CodeForm(RateLimited, AuthenticateForm):  # not checked here: a code
    """Sign in by code."""


class CodeAgainForm(RateLimited, ReauthenticateForm):  # not checked here: a code
    """Ask for a code again."""


class AppForm(Labelled, ActivateTOTPForm):  # not checked here: a code
    """Set up an authenticator app."""

    LABELS = {"code": _("Code that the app shows")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class _KeyForm(Labelled):
    """A passkey, whose name is a text like others."""

    def full_clean(self) -> None:
        characters.check_in(self.fields.values())
        super().full_clean()  # type: ignore[misc]


class AddKeyForm(_KeyForm, AddWebAuthnForm):  # not checked here: its base is another's; _KeyForm checks
    """Add a passkey."""

    LABELS = {"name": KEY_NAME, "passwordless": _("Sign in with this key alone, without the password (a passkey)")}
    HELP = {
        "name": KEY_HELP,
        "passwordless": _("The key then asks for your fingerprint, face or PIN. Not every key can do that."),
    }


class EditKeyForm(_KeyForm, EditWebAuthnForm):  # not checked here: its base is another's; _KeyForm checks
    """Rename a passkey."""

    LABELS = {"name": KEY_NAME}
    HELP = {"name": KEY_HELP}


def use_up(authenticator: Any, code: str) -> None:
    """Store the time step of a right TOTP code, so that it and older ones are invalid from now on (RFC 6238, section 5.2).

    allauth caches used codes for one step, but accepts those of neighbouring steps. Raises ValidationError for a used code.
    """
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
        step = _step_of(code, get_adapter().decrypt(row.data["secret"]))
        if step <= row.data.get("last_step", 0):
            raise get_adapter().validation_error("incorrect_code")
        row.data["last_step"] = step
        row.save(update_fields=["data"])


def _step_of(code: str, secret: str) -> int:
    """Return the time step, among those that allauth takes, of this code; -1 when there is none.

    Computed by `cryptography`, since allauth offers this only in its internals.
    """
    digits = "".join(character for character in code if character.isdigit())  # people may type `123 456`
    codes = HOTP(b32decode(secret, casefold=True), app_settings.TOTP_DIGITS, SHA1(), enforce_key_length=False)  # noqa: S303
    now = int(time.time()) // app_settings.TOTP_PERIOD
    steps = range(now - app_settings.TOTP_TOLERANCE, now + app_settings.TOTP_TOLERANCE + 1)
    return next((step for step in steps if constant_time_compare(codes.generate(step), digits)), -1)
