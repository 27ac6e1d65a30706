from django.conf import settings
from django.contrib import messages
from django.db.models import Case, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from conference.core import clock, concurrency
from conference.core.access import actor_of, confirm_identity, public, staff
from conference.core.errors import NotPossible
from conference.machines import actions, scopes
from conference.machines.forms import MachineForm
from conference.machines.models import Machine

LISTED = 200


@staff(actions.MANAGE)
@require_safe
@never_cache
def machines(request: HttpRequest) -> HttpResponse:
    return _page(request)


def _page(request: HttpRequest, form: MachineForm | None = None, status: int = 200) -> HttpResponse:
    revoked_last = Case(When(state="revoked", then=Value(1)), default=Value(0))
    labels = {scope.name: scope.label for scope in scopes.SCOPES.values()}
    now = clock.now()
    rows = [
        {
            "machine": machine,
            "scopes": [(name, labels.get(name, name)) for name in machine.scopes],
            "expired": machine.state == "active" and machine.expires_at <= now,
        }
        for machine in Machine.objects.order_by(revoked_last, "name", "-pk")[:LISTED]
    ]
    context = {"rows": rows, "form": form or MachineForm()}
    return render(request, "desk/machines/list.html", context, status=status)


@confirm_identity()
@staff(actions.MANAGE)
@require_POST
@never_cache
def make(request: HttpRequest) -> HttpResponse:
    """Make a machine and show its key, which is shown only now."""
    form = MachineForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        machine, key = actions.make(actor=actor_of(request), **form.values())
    except NotPossible as problem:
        form.add_error(None, str(problem))
        return _page(request, form, status=422)
    address = settings.PUBLIC_URL or request.build_absolute_uri("/").rstrip("/")
    context = {"machine": machine, "key": key, "address": f"{address}/api/v1/"}
    return render(request, "desk/machines/key.html", context)


@staff(actions.MANAGE)
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    machine = get_object_or_404(Machine, pk=pk)
    expected_version = concurrency.posted_version(request.POST)
    machine = actions.revoke(actor=actor_of(request), machine=machine, expected_version=expected_version)
    messages.success(request, _("The key of %(machine)s is revoked and can no longer be used.") % {"machine": machine})
    return redirect("machines:list")


@public
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Show the document of the interface as a page to read and try."""
    return render(request, "public/machines/docs.html")
