"""Ask again who one is before what does most harm: files of personal data, acts on many, keys, devices, roles.

The latest proof counts, whether one signed in by it or confirmed by it, and for CONFIRM_MINUTES. Whoever works off a queue is not asked as
long as less than that lies between two acts, BULK_TIMES as long at most.
"""

import time
from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.deprecation import MiddlewareMixin
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect

from conference.accounts import providers
from conference.accounts.sign_in import pending_forms, second_factor, sessions
from conference.core.access import Confirmation, actor_of

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
ADMIN = Confirmation(reading=False, bulk=True)  # Django's admin changes roles, and wraps its views itself
TO_CONFIRM = frozenset({"account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"})  # url names
BULK_KEY = "latest_bulk_act"
BULK_TIMES = 8  # with fifteen minutes: two hours


class ConfirmIdentityMiddleware(MiddlewareMixin):
    """Lead from a view with `confirm_identity` to the page that confirms it, and from there to what one had typed."""

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        if not getattr(view, "login_required", True) or not request.user.is_authenticated:
            return None
        in_admin = request.resolver_match is not None and "admin" in request.resolver_match.namespaces
        confirmation: Confirmation | None = getattr(view, "confirmation", ADMIN if in_admin else None)
        is_asked = confirmation is not None and (confirmation.reading or request.method not in SAFE)
        if is_asked and not _is_confirmed(request, confirmation):  # type: ignore[arg-type]
            return _lead_to_confirmation(request)
        if request.method == "POST":
            pending_forms.forget_form(request)
        return None

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        match = request.resolver_match
        is_sent = request.method == "POST" and match is not None and match.view_name in TO_CONFIRM
        if is_sent and isinstance(response, HttpResponseRedirect) and request.user.is_authenticated:
            sessions.renew_key(request)
        return response


def _is_confirmed(request: HttpRequest, confirmation: Confirmation) -> bool:
    if second_factor.signed_in_by_demo(request):
        return True
    now, limit = time.time(), settings.CONFIRM_MINUTES * 60
    age = now - _latest_proof(request)
    if not confirmation.bulk:
        return age < limit
    since_act = now - request.session.get(BULK_KEY, 0)
    is_confirmed = age < limit or (age < BULK_TIMES * limit and since_act < limit)
    if is_confirmed and request.method not in SAFE and since_act > sessions.COARSE.total_seconds():
        request.session[BULK_KEY] = now
    return is_confirmed


def _latest_proof(request: HttpRequest) -> float:
    """Return when it was shown last who one is (Unix time): when the session began, since each begins by that, or later."""
    row = getattr(request.session, "row", None)
    return max(
        (record["at"] for record in providers.get_proofs(request)), default=row.began_at.timestamp() if row else 0.0
    )


def _lead_to_confirmation(request: HttpRequest) -> HttpResponse:
    """Redirect to the first way of confirming: the provider's, by single sign-on. Who has none signs in anew."""
    user_id, methods = actor_of(request).user_id, get_adapter(request).get_reauthentication_methods(request.user)
    if not methods:
        logout(request)
    following = request.get_full_path()
    if request.method not in SAFE and user_id is not None:
        pending_forms.keep_form(request, user_id)
        following = reverse("account_continue")
    to_sign_in = redirect_to_login(following).url
    url = f"{methods[0]['url']}?{urlencode({'next': following})}" if methods else to_sign_in
    return HttpResponseClientRedirect(url) if request.htmx else HttpResponseRedirect(url)  # type: ignore[attr-defined]
