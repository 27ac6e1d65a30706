import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conference.core import concurrency
from conference.core.access import actor_of, confirm_identity, staff
from conference.core.errors import UserError
from conference.files.pasted_tables import PastedTableForm
from conference.parties.models import Party
from conference.parties.queries import alphabet
from delegations.registration.delegations import access_log
from schedule.receptions.invitations.notices import GUESTS
from schedule.receptions.outside_guests import actions, import_lines, queries
from schedule.receptions.outside_guests.forms import ImportForm, OutsideGuestForm
from schedule.receptions.outside_guests.models import OutsideGuest

METHODS = ["GET", "HEAD", "POST"]
TEMPLATES = "desk/receptions/outside_guests/"
FIELDS_OF_REFUSALS: dict[type[UserError], str] = {actions.ListedAlready: "family_name", actions.PartyFixed: "party"}


@staff("receptions.see")
@require_safe
def outside_guests(request: HttpRequest) -> HttpResponse:
    guests = list(queries.listed_guests())
    access_log.log_persons(request, None, len(guests), GUESTS)
    context = {"guests": guests, "may_invite": actor_of(request).may("receptions.invite")}
    return render(request, TEMPLATES + "list.html", context)


@staff("receptions.invite")
@require_http_methods(METHODS)
def new(request: HttpRequest) -> HttpResponse:
    return _show_form(request, None)


@staff("receptions.invite")
@require_http_methods(METHODS)
def edit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    guest = _get_guest(public_id)
    access_log.log_person(request, guest, GUESTS)
    return _show_form(request, guest)


def _get_guest(public_id: uuid.UUID) -> OutsideGuest:
    return get_object_or_404(OutsideGuest.objects.select_related("party"), public_id=public_id, state="listed")


def _show_form(request: HttpRequest, guest: OutsideGuest | None) -> HttpResponse:
    host = Party.objects.filter(is_host=True).values_list("pk", flat=True).first()
    initial = None if guest else {"party": host}
    form = OutsideGuestForm(
        request.POST if request.method == "POST" else None, parties=_parties(), guest=guest, initial=initial
    )
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                saved = _save(request, form, guest)
                messages.success(request, _("%(what)s is saved.") % {"what": saved})
                return redirect("receptions:outside-guests")
            except UserError as refusal:
                form.add_error(FIELDS_OF_REFUSALS.get(type(refusal)), str(refusal))
                status = refusal.status
    return render(request, TEMPLATES + "form.html", {"form": form, "guest": guest}, status=status)


def _parties() -> list[Party]:
    return list(Party.objects.prefetch_related("names").order_by(alphabet()))


def _save(request: HttpRequest, form: OutsideGuestForm, guest: OutsideGuest | None) -> OutsideGuest:
    actor, values = actor_of(request), form.values()
    if guest is None:
        return actions.create_guest(actor=actor, values=values)
    version = concurrency.posted_version(request.POST) or 0
    return actions.edit_guest(actor=actor, guest=guest, values=values, expected_version=version)


@staff("receptions.invite")
@require_POST
def remove(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    guest = _get_guest(public_id)
    access_log.log_person(request, guest, GUESTS)
    version = concurrency.posted_version(request.POST) or 0
    actions.remove_guest(actor=actor_of(request), guest=guest, expected_version=version)
    messages.success(request, _("%(what)s is removed.") % {"what": guest})
    return redirect("receptions:outside-guests")


@confirm_identity(bulk=True)
@staff("receptions.invite")
@require_http_methods(METHODS)
def import_list(request: HttpRequest) -> HttpResponse:
    """Show each line with its result or its problems; `save` enters all, when no line has a problem."""
    submitted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form: PastedTableForm = ImportForm(*submitted)
    lines: list[import_lines.GuestLine] = []
    refused, status = "", 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        parties = _parties()
        lines = import_lines.read_lines(form.rows, lambda data: OutsideGuestForm(data, parties=parties))
        save = "save" in request.POST
        try:
            count = actions.import_guests(actor=actor_of(request), lines=lines, dry_run=not save)
        except UserError as refusal:
            refused = str(refusal)
        else:
            status = 200
            if save:
                message = ngettext("%(n)d guest is on the list.", "%(n)d guests are on the list.", count)
                messages.success(request, message % {"n": count})
                return redirect("receptions:outside-guests")
        form = form.shown()
    context = {"form": form, "lines": lines, "refused": refused, "good": bool(lines) and not refused}
    return render(request, TEMPLATES + "import.html", context, status=status)
