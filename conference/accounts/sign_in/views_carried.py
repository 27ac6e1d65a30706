from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from conference.accounts.sign_in import carried


@require_safe
@never_cache
def show_carried(request: HttpRequest) -> HttpResponse:
    """Show what was typed before one had to confirm one's identity or sign in again, to be sent by a button."""
    form = carried.get_form(request)
    if form is None:
        messages.info(request, _("There is nothing left to send."))
        return redirect("home-for-me")
    return render(request, "account/continue.html", {"form": form})
