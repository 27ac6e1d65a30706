"""The forms of the second step and of passkeys: codes are counted (limits.py) and valid once, keys answer this site alone."""

from __future__ import annotations

import time
from base64 import b32decode
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.core import context
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _
from fido2.utils import websafe_decode
from fido2.webauthn import AuthenticatorData, CollectedClientData

from conference.accounts.sign_in import limits
from conference.accounts.sign_in.forms_account import Labelled
from conference.accounts.sign_in.limits import security_log
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

    def clean_code(self) -> str:
        """Return the code, and note on the request which one it was (`use_up_first`)."""
        code: str = super().clean_code()
        context.request.first_step = _step_of(code, self.secret)
        return code


class _AnswerOfKey:
    """What a key signed: refused with the words of a wrong code if it is malformed, for another site, or by a copy of the key."""

    cleaned_data: dict[str, Any]

    def clean_credential(self) -> Any:
        check_origin(self.cleaned_data["credential"])
        sent = self.cleaned_data["credential"]
        try:
            authenticator = super().clean_credential()  # type: ignore[misc]
        except (AttributeError, TypeError, ValueError) as problem:
            raise get_adapter().validation_error("incorrect_code") from problem
        count_signature(authenticator, sent)
        return authenticator


class KeyForm(_AnswerOfKey, AuthenticateWebAuthnForm):  # not checked here: what a key signed
    """Sign in by key, after the password."""


class PasskeyForm(_AnswerOfKey, LoginWebAuthnForm):  # not checked here: what a key signed
    """Sign in by key alone."""


class KeyAgainForm(_AnswerOfKey, ReauthenticateWebAuthnForm):  # not checked here: what a key signed
    """Ask for a key again."""


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

    def clean(self) -> dict[str, Any]:
        if credential := self.cleaned_data.get("credential"):
            check_origin(credential)
        try:
            values: dict[str, Any] = super().clean()
        except (AttributeError, TypeError, ValueError) as problem:
            raise get_adapter().validation_error("incorrect_code") from problem
        return values


class EditKeyForm(_KeyForm, EditWebAuthnForm):  # not checked here: its base is another's; _KeyForm checks
    """Rename a passkey."""

    LABELS = {"name": KEY_NAME}
    HELP = {"name": KEY_HELP}


def check_origin(credential: Any) -> None:
    """Raise ValidationError unless the browser showed this very host, by itself.

    The library takes hosts below it too, since a browser does: whoever has one of those could ask for our visitors' keys and pass the
    answer on. Whether it was by https, the library checks.
    """
    try:
        shown = CollectedClientData(websafe_decode(credential["response"]["clientDataJSON"]))
        is_ours = urlsplit(shown.origin).netloc == context.request.get_host() and not shown.cross_origin
    except (KeyError, TypeError, ValueError) as problem:
        raise get_adapter().validation_error("incorrect_code") from problem
    if not is_ours:
        raise get_adapter().validation_error("incorrect_code")


def count_signature(authenticator: Any, credential: Any) -> None:
    """Store how often the key has signed. Raises ValidationError, and logs it, when it is no more than before: two have its secret.

    Keys that do not count send zero (Web Authentication, section 7.2).
    """
    count = AuthenticatorData(websafe_decode(credential["response"]["authenticatorData"])).counter
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
        before = row.data.get("signed", row.wrap().authenticator_data.counter)
        if count <= before and (count or before):
            security_log.warning("a key signed %s times, after %s: user-%s", count, before, row.user_id)
            raise get_adapter().validation_error("incorrect_code")
        authenticator.data["signed"] = row.data["signed"] = count
        row.save(update_fields=["data"])


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


def use_up_first(sender: Any, request: HttpRequest, authenticator: Any, **kwargs: Any) -> None:
    """Store the time step of the code by which an app was set up: it signs nobody in (`authenticator_added`)."""
    if authenticator.type == Authenticator.Type.TOTP:
        authenticator.data["last_step"] = getattr(request, "first_step", 0)
        authenticator.save(update_fields=["data"])


def _step_of(code: str, secret: str) -> int:
    """Return the time step, among those that allauth takes, of this code; -1 when there is none.

    Computed by `cryptography`, since allauth offers this only in its internals.
    """
    digits = "".join(character for character in code if character.isdigit())  # people may type `123 456`
    codes = HOTP(b32decode(secret, casefold=True), app_settings.TOTP_DIGITS, SHA1(), enforce_key_length=False)  # noqa: S303
    now = int(time.time()) // app_settings.TOTP_PERIOD
    steps = range(now - app_settings.TOTP_TOLERANCE, now + app_settings.TOTP_TOLERANCE + 1)
    return next((step for step in steps if constant_time_compare(codes.generate(step), digits)), -1)
