"""The record of acts, narrowed and exported, and the list of reads of personal data."""

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from conference.accounts.exports.gate import approved_by_another
from conference.audit.models import AuditEntry
from conference.audit.sentences import hidden_verbs, tell_each
from conference.core import access_log, clock, parsing
from conference.core.access import actor_of, confirm_identity, staff
from conference.core.collation import alphabetical
from conference.db.newest import newest
from conference.desk.record import queries
from conference.desk.record.queries import RecordFilter
from conference.files import spreadsheets
from conference.models import current_conference

RIGHT = "audit.read"
PAGE = 50


@staff(RIGHT)
@require_safe
def record(request: HttpRequest) -> HttpResponse:
    """List every act, newest first, by day, kind, person, actor or delegation; in pages by time and number."""
    actor, wanted = actor_of(request), RecordFilter.read(request.GET)
    rows, following = _page(queries.find_acts(wanted, actor), request)
    context = {
        "rows": tell_each(rows),
        "wanted": wanted,
        "query": wanted.query(),
        "kinds": queries.kinds(actor),
        "is_partial": bool(hidden_verbs(actor)),
        "most": queries.MOST_EXPORTED,
        "pager": {"next": following},
    }
    return render(request, "desk/desk/record.html", context)


@confirm_identity()
@staff(RIGHT)
@require_POST
@approved_by_another(gettext_lazy("Audit log"))
# no action: sends a file
def export(request: HttpRequest) -> HttpResponseBase:
    """Send what the filter of the address leaves as a file. It needs a POST, since every download is logged."""
    actor, wanted = actor_of(request), RecordFilter.read(request.GET)
    kind = request.POST.get("kind", "")
    kind = kind if kind in spreadsheets.KINDS else spreadsheets.XLSX
    access_log.log_read(
        actor=actor,
        of=current_conference(),
        verb="record.exported",
        right=RIGHT,
        kind=kind,
        query=wanted.unnamed().query(),
    )
    name = f"record-{clock.now():%Y-%m-%d-%H%M}"
    return spreadsheets.download(kind, name, _("Audit log"), queries.columns(), queries.make_rows(wanted, actor))


@staff(RIGHT)
@require_safe
def read(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    reader, person, kind = (request.GET.get(name, "").strip() for name in ("reader", "person", "kind"))
    scope = request.GET.get("delegation", "").strip().upper()
    wanted = Q(scope=scope) if scope else Q()
    if reader:
        wanted &= queries.names("actor_label", reader)
    if person:
        wanted &= queries.names("subject_label", person) | queries.is_about(person)
    rows = access_log.newest(
        wanted, reader=actor, kind=kind, before=access_log.read_cursor(request.GET.get("before", "")), limit=PAGE + 1
    )
    following = _address(request, rows[PAGE - 1].cursor) if len(rows) > PAGE else ""
    context = {
        "rows": [
            (row, access_log.KINDS[row.verb].label, access_log.PAGES.get(row.details.get("page", ""), ""))
            for row in rows[:PAGE]
        ],
        "kinds": alphabetical(
            ((verb, kind.label) for verb, kind in access_log.kinds_for(actor).items()),
            lambda verb_and_label: str(verb_and_label[1]),
        ),
        "reader": reader,
        "person": person,
        "kind": kind,
        "delegation": scope,
        "pager": {"next": following},
    }
    return render(request, "desk/desk/reads.html", context)


def _page(entries: QuerySet[AuditEntry], request: HttpRequest) -> tuple[list[AuditEntry], str]:
    before = parsing.number(request.GET.get("before"))
    rows = list(newest(entries, "at", before=before)[: PAGE + 1])
    if len(rows) <= PAGE:
        return rows, ""
    return rows[:PAGE], _address(request, str(rows[PAGE - 1].number))


def _address(request: HttpRequest, before: str) -> str:
    params = request.GET.copy()
    params["before"] = before
    return f"?{params.urlencode()}"
