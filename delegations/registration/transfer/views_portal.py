from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from conference.core.access import actor_of, confirm_identity
from conference.files.spreadsheets import CSV, KINDS, XLSX
from delegations.registration.delegations import queries
from delegations.registration.members.choices import Choices
from delegations.registration.models import Delegation
from delegations.registration.transfer import exports
from delegations.registration.transfer.actions import exporting


@require_safe
def template_csv(request: HttpRequest, code: str) -> HttpResponse:
    delegation = queries.delegation_for(actor_of(request), code, write=True)
    return HttpResponse(exports.blank_csv(_choices(delegation)), headers=_headers(delegation, CSV))


@require_safe
def template_xlsx(request: HttpRequest, code: str) -> HttpResponse:
    delegation = queries.delegation_for(actor_of(request), code, write=True)
    return HttpResponse(exports.workbook(_choices(delegation)), headers=_headers(delegation, XLSX))


@confirm_identity()
@require_safe
def export_csv(request: HttpRequest, code: str) -> HttpResponseBase:
    delegation = _log_export(request, code, CSV)
    lines = exports.own_csv(delegation, _choices(delegation))
    return StreamingHttpResponse(lines, headers=_headers(delegation, CSV))


@confirm_identity()
@require_safe
def export_xlsx(request: HttpRequest, code: str) -> HttpResponse:
    delegation = _log_export(request, code, XLSX)
    return HttpResponse(exports.workbook(_choices(delegation), delegation), headers=_headers(delegation, XLSX))


def _log_export(request: HttpRequest, code: str, kind: str) -> Delegation:
    actor = actor_of(request)
    delegation = queries.delegation_for(actor, code, write=True)
    return exporting.export_delegation(actor=actor, delegation=delegation, kind=kind)


def _choices(delegation: Delegation) -> Choices:
    return Choices(delegation.party, delegation.stamp)


def _headers(delegation: Delegation, kind: str) -> dict[str, str]:
    name = f"{delegation.party.slug}-members.{kind}"
    return {"Content-Type": KINDS[kind], "Content-Disposition": f'attachment; filename="{name}"'}
