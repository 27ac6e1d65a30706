"""Require signing in, and of staff, or of all, a second factor."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from conference.accounts.sign_in import pending_forms, second_factor, sessions
from conference.accounts.sign_in.second_factor import SecondFactorStatus
from conference.web.middleware import back_of

# By url name. Everything else waits until the second factor is proved.
ALWAYS = frozenset(
    {"account_logout", "set_language", "sign_on", "openid_connect_callback", "saml_acs", "saml_finish_acs"}
)
# Whoever has an authenticator can only show it; adding another from a session that has shown none would get round the first.
TO_PROVE_FACTOR = frozenset({"mfa_reauthenticate", "mfa_reauthenticate_webauthn"})
TO_SET_UP_FACTOR = frozenset(
    {
        "mfa_index",
        "mfa_activate_totp",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "account_reauthenticate",
        "account_change_password",
        "account_set_password",
        # An address that waits for its confirmation keeps allauth from adding an authenticator.
        "account_email",
        "account_confirm_email",
    }
)
OPEN = {SecondFactorStatus.OWED: TO_PROVE_FACTOR, SecondFactorStatus.NONE: TO_SET_UP_FACTOR}


class SecondFactorMiddleware(MiddlewareMixin):
    """Send whoever needs a second factor and has not proved one to set one up or enter it."""

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        if match is None or not second_factor.required(request.user):
            return None
        if match.view_name in ALWAYS or second_factor.signed_in_by_demo(request):
            return None
        if settings.DEMO and "demo" in match.namespaces:
            return None
        status = second_factor.status_of(request)
        if status is SecondFactorStatus.PROVED or match.view_name in OPEN[status]:
            return None
        return self._redirect_to_second_factor(request, status)

    def _redirect_to_second_factor(self, request: HttpRequest, status: SecondFactorStatus) -> HttpResponse:
        is_owed = status is SecondFactorStatus.OWED
        if second_factor.is_staff(request.user):  # type: ignore[arg-type]
            owed = _("Staff pages require your second factor. Enter a code or use your key to continue.")
            lacking = _("Staff sign in with a second factor. Set up an authenticator app or a passkey to continue.")
        else:
            owed = _("Show your second factor to continue: enter a code or use your key.")
            lacking = _(
                "Accounts of delegations have a second factor. Set up a passkey or an authenticator app to continue."
            )
        text, url = (owed, _page_of_second_factor(request)) if is_owed else (lacking, reverse("mfa_index"))
        _warn_once(request, text)
        return HttpResponseClientRedirect(url) if request.htmx else HttpResponseRedirect(url)  # type: ignore[attr-defined]


def _page_of_second_factor(request: HttpRequest) -> str:
    types = Authenticator.objects.filter(user_id=request.user.pk).values_list("type", flat=True)
    only_keys = set(types) <= {Authenticator.Type.WEBAUTHN}
    url = reverse("mfa_reauthenticate_webauthn" if only_keys else "mfa_reauthenticate")
    if request.method == "GET" and not request.htmx:  # type: ignore[attr-defined]
        url += "?" + urlencode({"next": request.get_full_path()})
    return url


def _warn_once(request: HttpRequest, text: str) -> None:
    """Add the message unless it waits already, since a page's parts are redirected, too."""
    waiting = messages.get_messages(request)
    is_queued = any(str(message) == text for message in waiting)
    waiting.used = False  # type: ignore[union-attr]
    if not is_queued:
        messages.warning(request, text)


class SessionUseMiddleware(MiddlewareMixin):
    """Note that a session is used, after the page is made: a page that read none writes nothing."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        sessions.note_use(request)
        return response


class SignInMiddleware(LoginRequiredMiddleware):
    """Extend Django's to forms sent after the session ended: many addresses take forms and show no page.

    After signing in the reader gets the page of the form; if the session ended by its time, what he typed (pending_forms.py).
    """

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]) -> HttpResponse:  # type: ignore[override]
        login, name = self.get_login_url(view_func), self.get_redirect_field_name(view_func)
        if request.method in ("GET", "HEAD"):
            return super().handle_no_permission(request, view_func)
        owner = sessions.idle_owner(request)
        if owner is None or not pending_forms.keep_form(request, owner):
            return redirect_to_login(back_of(request), login, name)
        text = _("You were signed out, since nothing was done here for a while. Sign in again; what you typed is kept.")
        messages.info(request, text)
        answer = redirect_to_login(reverse("account_continue"), login, name)
        is_part = request.htmx  # type: ignore[attr-defined]
        return HttpResponseClientRedirect(answer.url) if is_part else answer
