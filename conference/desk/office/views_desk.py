"""The office: what is settled on pages of the desk, and the pages of its tables."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conference.core.access import actor_of, require_right, staff
from conference.core.concurrency import fingerprint
from conference.core.errors import UserError
from conference.desk.office import missing
from conference.desk.office import registry as tables
from conference.models import current_conference

METHODS = ["GET", "HEAD", "POST"]
# Pages of other apps that belong to the office: right, address, title, about.
PAGES = (
    (
        "accounts.manage",
        "staff:list",
        gettext_lazy("Staff accounts"),
        gettext_lazy("Who works here, with which roles; open, close, help after a lost second factor."),
    ),
    (
        "desk.see",
        "exports:list",
        gettext_lazy("Exports"),
        gettext_lazy("Files of personal data of more than one delegation: one person asks, another approves."),
    ),
    ("audit.read", "desk:record", gettext_lazy("Audit log"), gettext_lazy("All actions, by day, kind and person.")),
    (
        "audit.read",
        "desk:reads",
        gettext_lazy("Access log"),
        gettext_lazy("Which staff viewed whose data, and when."),
    ),
    (
        "retention.set",
        "desk:retention",
        gettext_lazy("Retention of data"),
        gettext_lazy("How long each kind of data is kept, as the privacy page tells it."),
    ),
    (
        "registration.write",
        "registration:desk_circulars",
        gettext_lazy("Circulars"),
        gettext_lazy("Letters to the focal points of many delegations."),
    ),
    (
        "desk.see",
        "desk:texts",
        gettext_lazy("Missing translations"),
        gettext_lazy("Titles, names and notices that a language of the site still lacks."),
    ),
    (
        "machines.manage",
        "machines:list",
        gettext_lazy("API keys for device manufacturers"),
        gettext_lazy("For external systems that read data from the gates or enrol devices."),
    ),
)


@staff("desk.see")
@require_safe
def office(request: HttpRequest) -> HttpResponse:
    """List what this role may settle."""
    actor = actor_of(request)
    pages = [(reverse(name), title, about) for right, name, title, about in PAGES if actor.may(right)]
    own = [entry for entry in tables.tables.values() if actor.may(entry.right)]
    return render(request, "desk/desk/office.html", {"pages": pages, "tables": own})


@staff("desk.see")
@require_safe
def texts(request: HttpRequest) -> HttpResponse:
    """List texts that a language lacks, all or those of one language, with where each is written."""
    language = request.GET.get("language", "")
    language = language if language in missing.LANGUAGES else ""
    missing_texts = missing.missing_for(actor_of(request), language)
    context = {"texts": missing_texts, "language": language, "languages": missing.LANGUAGES.items()}
    return render(request, "desk/desk/texts.html", context)


@staff("desk.see")
@require_safe
def table(request: HttpRequest, name: str) -> HttpResponse:
    office_table = _table(request, name)
    return render(request, "desk/desk/table.html", {"table": office_table, "rows": office_table.rows()})


@staff("desk.see")
@require_http_methods(METHODS)
def create_row(request: HttpRequest, name: str) -> HttpResponse:
    office_table = _table(request, name)
    if not office_table.may_add:
        raise Http404
    return _edit(request, office_table, None)


@staff("desk.see")
@require_http_methods(METHODS)
def row(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    return _edit(request, _table(request, name), pk)


def _edit(request: HttpRequest, office_table: tables.Table, pk: int | None) -> HttpResponse:
    """Show the form of a row, or save it: times are the conference's."""
    instance = get_object_or_404(office_table.model, pk=pk) if pk else None
    with timezone.override(current_conference().zone):
        if "back" in request.POST:
            form = office_table.form(request.POST, instance=instance)
        elif request.method == "POST":
            form = tables.save_row(actor=actor_of(request), table=office_table, pk=pk, data=request.POST)
            if form.consequences:
                return _ask_to_confirm(request, office_table, form)
            if form.is_valid():
                messages.success(request, _("Saved: %(what)s.") % {"what": form.instance})
                return redirect("desk:table", office_table.name)
        else:
            form = office_table.form(instance=instance)
        context = {
            "table": office_table,
            "form": form,
            "row": instance,
            "keeps": office_table.keeps(instance) if instance else "",
        }
        return render(request, "desk/desk/table_row.html", context, status=422 if request.method == "POST" else 200)


def _ask_to_confirm(request: HttpRequest, office_table: tables.Table, form: tables.TableForm) -> HttpResponse:
    """Show what the change does, with what was typed going along."""
    typed = [(name, value) for name, values in request.POST.lists() for value in values]
    own = ("csrfmiddlewaretoken", "confirmed")
    stored = get_object_or_404(office_table.model, pk=form.instance.pk)
    context = {
        "table": office_table,
        "row": stored,
        "changes": office_table.compare(stored, form.instance),
        "consequences": form.consequences,
        "confirmed": fingerprint(form.consequences),
        "typed": [pair for pair in typed if pair[0] not in own],
    }
    return render(request, "desk/desk/table_consequences.html", context)


@staff("desk.see")
@require_POST
def remove(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    office_table = _table(request, name)
    if office_table.single:
        raise Http404
    instance = get_object_or_404(office_table.model, pk=pk)
    text = _("Removed: %(what)s.") % {"what": instance}
    try:
        tables.remove_row(actor=actor_of(request), table=office_table, row=instance)
    except UserError as problem:
        messages.error(request, str(problem))
        return redirect("desk:table_row", name, pk)
    messages.success(request, text)
    return redirect("desk:table", name)


def _table(request: HttpRequest, name: str) -> tables.Table:
    """Return the table of that name. Raises Http404 for none, NotAllowed without its right."""
    if name not in tables.tables:
        raise Http404
    office_table = tables.tables[name]
    require_right(actor_of(request), office_table.right)
    return office_table
