"""One's own account: where one is signed in, and what was typed and not sent."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from conference.accounts.sign_in import pending_forms, sessions
from conference.core.access import actor_of


@require_safe
@never_cache
def list_sessions(request: HttpRequest) -> HttpResponse:
    """Show where the reader is signed in."""
    rows = sessions.living_sessions(request.user)  # type: ignore[arg-type]
    context = {"sessions": rows, "current": request.session.session_key}
    return render(request, "account/sessions.html", context)


@require_POST
def end_session(request: HttpRequest, public_id: UUID | None = None) -> HttpResponse:
    """End one of the reader's sessions, or all but this."""
    count = sessions.end_sessions(
        actor=actor_of(request),
        user=request.user,  # type: ignore[arg-type]
        public_id=str(public_id or ""),
        but=request.session.session_key,
    )
    messages.success(request, ended_message(count))
    return redirect("account_sessions")


def ended_message(count: int) -> str:
    """Return what became of them."""
    return _("Ended; whoever used it has to sign in again.") if count else _("There was no other session.")


@require_safe
@never_cache
def show_pending_form(request: HttpRequest) -> HttpResponse:
    """Show what was typed before one had to confirm one's identity or sign in again, to be sent by a button."""
    form = pending_forms.get_form(request)
    if form is None:
        messages.info(request, _("There is nothing left to send."))
        return redirect("home-for-me")
    return render(request, "account/continue.html", {"form": form})
