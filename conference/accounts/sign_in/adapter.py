import time
from ipaddress import ip_address
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from conference import fields
from conference.accounts import providers
from conference.accounts.models import User
from conference.accounts.sign_in import letters, limits, second_factor
from conference.accounts.sign_in.errors import ACCOUNT_ERRORS, MFA_ERRORS
from conference.look import lists

# The place to which secrets of authenticators are bound when encrypted (fields.py).
SECRETS = "mfa_authenticator.data"
METHODS = {
    "reauthenticate": _("Use your password"),
    "mfa_reauthenticate": _("Use a code of the app"),
    "mfa_reauthenticate:webauthn": _("Use a key"),
}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {**DefaultAccountAdapter.error_messages, **ACCOUNT_ERRORS}

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the client's address, IPv4-mapped IPv6 as IPv4: else all IPv4 clients of a dual-stack server would share one /64."""
        address = ip_address(super().get_client_ip(request))
        return str(getattr(address, "ipv4_mapped", None) or address)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the attempt; raise ValidationError, the same for every address, when none may be made now."""
        super().pre_authenticate(request, **credentials)
        self._counted = limits.key_for(credentials.get("email", ""))
        if not limits.count_attempt(self._counted):
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Give back the count of a right password, and forgive none before it (limits.py)."""
        user: User | None = super().authenticate(request, **credentials)
        if user is not None:
            limits.give_back(self._counted)
        return user

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Return False also soon after signing in, so that setting up a second factor asks for no password again."""
        latest = max((record["at"] for record in providers.get_proofs(self.request)), default=0)
        if time.time() - latest < app_settings.REAUTHENTICATION_TIMEOUT:
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """Name the ways to confirm that it is you as the site's other buttons name them; by single sign-on the provider's alone."""
        if own := providers.get_providers_of(user):
            return [{"id": "provider", "url": one.confirmation_url, "description": one.name} for one in own]
        return [
            {**method, "description": METHODS[method["id"]]} for method in super().get_reauthentication_methods(user)
        ]

    def get_login_stages(self) -> list[str]:
        own = {"allauth.mfa.stages.AuthenticateStage": "conference.accounts.sign_in.second_factor.SecondFactorStage"}
        return [own.get(stage, stage) for stage in super().get_login_stages()]

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Refuse every way of signing in here to whoever signs in by a provider alone: password, passkey, a link in a mail."""
        is_by_provider = "sociallogin" in (kwargs.get("signal_kwargs") or {})
        bound = [] if is_by_provider else providers.get_providers_of(user)
        if bound or (not is_by_provider and settings.STAFF_SIGN_IN == "sso" and second_factor.is_staff(user)):
            names = lists.in_words(provider.name for provider in bound or providers.get_providers())
            messages.error(
                request, gettext("You sign in with %(provider)s, not with a password or a key.") % {"provider": names}
            )
            return redirect("account_login")
        response: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return response

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return an address of the site, whatever host the request named."""
        return letters.password_url(key)

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        return f"{settings.PUBLIC_URL}{reverse('account_confirm_email', args=[emailconfirmation.key])}"

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Name the user: the address may no longer be the user's."""
        super().send_notification_mail(template_prefix, user, {**(context or {}), "user": user}, email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        letters.queue_for(template_prefix, email, context)


class MFAAdapter(DefaultMFAAdapter):
    """Encrypt secrets of authenticators, and let staff keep at least one."""

    error_messages = {**DefaultMFAAdapter.error_messages, **MFA_ERRORS}

    def encrypt(self, text: str) -> str:
        return fields.encrypt(text, SECRETS)

    def decrypt(self, encrypted_text: str) -> str:
        return fields.decrypt(encrypted_text, SECRETS)

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002 (allauth names it so)
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Key %(number)s") % {"number": number}

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        return second_factor.may_remove(authenticator)
