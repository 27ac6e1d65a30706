"""allauth's questions about single sign-on: whom it lets in, and what is said of whom it does not."""

from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter

# As in sign_in/second_factor.py: nothing public of allauth (65.21) adds a record to a session.
from allauth.account.internal.flows.login import record_authentication
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from conference.accounts.models import User
from conference.accounts.providers import METHOD
from conference.accounts.single_sign_on import actions
from conference.accounts.single_sign_on.identity import Identity, refuse
from conference.core.errors import UserError

LEEWAY = 60  # s by which the provider's clock may be behind


class ProviderAdapter(DefaultSocialAccountAdapter):
    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """Return the providers of the settings: none is made in the database."""
        apps = [
            SocialApp(provider=kind, **app)
            for kind, values in settings.SOCIALACCOUNT_PROVIDERS.items()
            for app in values["APPS"]
        ]
        return [
            app
            for app in apps
            if provider in (None, app.provider, app.provider_id) and client_id in (None, app.client_id)
        ]

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def on_authentication_error(self, request: HttpRequest, provider: Any, error: Any = None, **kwargs: Any) -> None:
        if str(error).lower().endswith("cancelled"):
            refuse(request, _("You broke off signing in. Nothing was changed."), "broken off")
        refuse_answer(request, provider, str(kwargs.get("exception") or "no such state"))

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Let in whoever the provider named, or confirm who is signed in; in each case for what is checked already."""
        identity: Identity = sociallogin.identity
        account = SocialAccount.objects.filter(provider=identity.provider, uid=identity.subject).first()
        if sociallogin.state.get("confirms"):
            self._confirm(request, sociallogin, account.user if account else None)
        try:
            user = actions.admit(identity=identity)
        except UserError as problem:
            refuse(request, str(problem), "address is taken, or missing")
        if user is None:
            message = _(
                "%(provider)s knows you, but you are in none of the groups that work here. Ask the secretariat or your "
                "computer department to add you, then sign in again."
            )
            refuse(request, message % {"provider": identity.provider_name}, "in no group")
        if request.user.is_authenticated:
            get_account_adapter(request).logout(request)
        sociallogin.user = user
        record_authentication(request, user, METHOD, at=identity.asked_at, two_factors=identity.has_two_factors)

    def _confirm(self, request: HttpRequest, login: SocialLogin, user: User | None) -> None:
        identity: Identity = login.identity
        provider = {"provider": identity.provider_name}
        if user is None or user != request.user:
            refuse(request, _("You signed in to %(provider)s as somebody else.") % provider, "another person confirms")
        if identity.asked_at < login.state["begun_at"] - LEEWAY:
            message = _(
                "%(provider)s did not ask you again who you are. Nothing was done; ask your computer department."
            )
            refuse(request, message % provider, "the provider did not ask anew")
        record_authentication(request, user, METHOD, two_factors=identity.has_two_factors, reauthenticated=True)
        raise ImmediateHttpResponse(redirect(login.get_redirect_url(request) or "home-for-me"))


def refuse_answer(request: HttpRequest, provider: Any, reason: str) -> None:
    """Answer that what the provider sent is not accepted."""
    message = _(
        "The answer of %(provider)s could not be accepted, so nobody is signed in. Begin again from the page “Sign in”."
    )
    refuse(request, message % {"provider": provider.name}, reason)
