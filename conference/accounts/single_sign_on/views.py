"""The way to a provider and back."""

from typing import Any

from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.saml.views import ACSView, FinishACSView
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from conference.accounts.single_sign_on import oidc, saml
from conference.accounts.single_sign_on.adapter import refuse_answer
from conference.accounts.single_sign_on.identity import begin, refuse
from conference.environment_sso import OIDC, SAML


@login_not_required
@require_safe
@never_cache
def sign_on(request: HttpRequest, kind: str) -> HttpResponse:
    """Send the reader to the provider."""
    return _send(request, kind, confirms=None)


@require_safe
@never_cache
def confirm(request: HttpRequest, kind: str) -> HttpResponse:
    """Send a person who is signed in to the provider, which asks anew who it is."""
    return _send(request, kind, confirms=request.user.pk)


def _send(request: HttpRequest, kind: str, confirms: int | None) -> HttpResponse:
    provider = _get_provider(request, kind)
    try:
        response: HttpResponse = provider.begin(request, begin(confirms), get_next_redirect_url(request))
    except (*oidc.FAILURES, *saml.FAILURES) as problem:
        message = _("%(provider)s cannot be reached now. Try again in a few minutes.") % {"provider": provider.name}
        return _refused(refuse, request, message, f"{type(problem).__name__} at {kind}: {problem}"[:200], 503)
    return response


@login_not_required
@require_safe
@never_cache
def receive_code(request: HttpRequest) -> HttpResponse:
    """Take the answer of the OpenID Connect provider."""
    provider = _get_provider(request, OIDC)
    try:
        response: HttpResponse = oidc.CallbackView.adapter_view(oidc.Adapter(request, provider.sub_id))(request)
    except oidc.FAILURES as problem:
        return _refused(refuse_answer, request, provider, f"{type(problem).__name__} in an answer")
    return response


@login_not_required
@csrf_exempt
@require_POST
def receive_assertion(request: HttpRequest, organization_slug: str) -> HttpResponse:  # no action: finish_assertion acts
    """Keep the answer of the SAML provider, and redirect to where the browser shows its session: not with a form of another site."""
    provider = _get_provider(request, SAML)
    # All that is sent is kept until the redirect, whoever sends it.
    if sum(len(name) + sum(map(len, values)) for name, values in request.POST.lists()) > saml.LONGEST_ANSWER:
        return _refused(refuse_answer, request, provider, "an answer that is too long")
    response: HttpResponse = ACSView.as_view()(request, organization_slug=organization_slug)
    response.cookies["saml-acs-session"]["httponly"] = True
    return response


@login_not_required
@require_safe
@never_cache
def finish_assertion(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """Take the answer that receive_assertion kept."""
    provider = _get_provider(request, SAML)
    try:
        response: HttpResponse = FinishACSView.as_view()(request, organization_slug=organization_slug)
    except saml.FAILURES as problem:
        return _refused(refuse_answer, request, provider, f"SAML: {problem}"[:200])
    return response


@login_not_required
@require_safe
def show_metadata(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """Show what a SAML identity provider has to know of us."""
    return saml.metadata(request, _get_provider(request, SAML))


@login_not_required
@require_safe
def sign_out(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """Answer that there is no signing out by the provider: allauth asks for the address when it describes us."""
    raise Http404


def _get_provider(request: HttpRequest, kind: str) -> Any:
    try:
        return get_adapter().get_provider(request, provider=kind)
    except SocialApp.DoesNotExist as problem:
        raise Http404 from problem


def _refused(answer: Any, *args: Any) -> HttpResponse:
    try:
        answer(*args)
    except ImmediateHttpResponse as refusal:
        return refusal.response  # type: ignore[no-any-return]
    raise AssertionError("a refusal is an answer")
