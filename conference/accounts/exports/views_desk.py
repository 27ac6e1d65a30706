from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from conference.accounts.exports import actions
from conference.accounts.exports.forms import ReasonForm, sent_pairs
from conference.accounts.exports.models import ExportRequest
from conference.core import concurrency
from conference.core.access import actor_of, confirm_identity, staff

LISTED = 100


@staff("desk.see")
@require_safe
@never_cache
def list_exports(request: HttpRequest) -> HttpResponse:
    """Show one's own requests, and to whoever approves those of others, the latest first."""
    actor = actor_of(request)
    shown = Q() if actor.may(actions.APPROVE) else Q(asked_by_id=actor.user_id)
    rows = ExportRequest.objects.filter(shown).select_related("asked_by", "decided_by")[:LISTED]
    open_now = set(ExportRequest.objects.filter(actions.open_requests()).values_list("pk", flat=True))
    context = {
        "rows": [
            {"export": row, "is_own": row.asked_by_id == actor.user_id, "is_open": row.pk in open_now} for row in rows
        ],
        "may_approve": actor.may(actions.APPROVE),
    }
    return render(request, "desk/accounts/exports/list.html", context)


@staff("desk.see")
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a file; its address says what it is and which right it needs."""
    form = ReasonForm(request.POST)
    address, view = _get_export(request.POST.get("path", ""))
    if not form.is_valid():
        context = {"form": form, "title": view.export_title, "pairs": sent_pairs(request)}
        return render(request, "desk/accounts/exports/ask.html", context, status=422)
    values = form.cleaned_data
    actions.ask_for_export(
        actor=actor_of(request),
        address=address,
        path=values["path"],
        fields=sent_pairs(request),
        reason=values["reason"],
        right=view.access,
    )
    messages.success(
        request, _("The request is sent. Once another person approves it, the file can be fetched here for an hour.")
    )
    return redirect("exports:list")


@confirm_identity(bulk=True)
@staff(actions.APPROVE)
@require_POST
def decide(request: HttpRequest, public_id: UUID) -> HttpResponse:
    export = get_object_or_404(ExportRequest, public_id=public_id)
    is_approved = "approve" in request.POST
    actions.decide_on_export(
        actor=actor_of(request),
        export=export,
        approve=is_approved,
        expected_version=concurrency.posted_version(request.POST),
    )
    messages.success(request, _("The export is approved.") if is_approved else _("The export is refused."))
    return redirect("exports:list")


def _get_export(path: str) -> tuple[str, Any]:
    """Return the name and the view of the address; raise Http404 for one that sends no such file."""
    try:
        match = resolve(urlsplit(path).path)
    except (Resolver404, ValueError) as problem:
        raise Http404 from problem
    if not hasattr(match.func, "export_title"):
        raise Http404
    return match.view_name, match.func
