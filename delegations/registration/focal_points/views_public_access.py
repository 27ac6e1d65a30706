"""The page where somebody without an invitation asks for one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from conference.accounts.sign_in.limits import network_of
from conference.core.access import public
from conference.parties.spellings import listed_names
from conference.translated import short_code
from delegations.registration.focal_points.actions import access_requests
from delegations.registration.focal_points.actions.access_requests import TooMany
from delegations.registration.focal_points.forms import AskForm
from delegations.registration.models import AccessRequest


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Show the form; after a valid one, the same page of thanks for everybody."""
    form = AskForm(request.POST if request.method == "POST" else None, initial={"language": get_language()})
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            access_requests.ask_for_access(request=AccessRequest(**form.cleaned_data), network=network_of(request))
            return redirect("registration:access_asked")
        except TooMany as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
    context = {"form": form, "parties": listed_names(short_code(get_language()))}
    return render(request, "public/registration/focal_points/ask.html", context, status=status)


@public
@require_safe
def show_thanks(request: HttpRequest) -> HttpResponse:
    return render(request, "public/registration/focal_points/ask_thanks.html")
