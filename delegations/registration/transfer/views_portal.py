from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from conference.core.access import actor_of
from conference.files.spreadsheets import CSV, KINDS, XLSX
from delegations.registration.delegations import queries
from delegations.registration.members.choices import Choices
from delegations.registration.models import Delegation
from delegations.registration.transfer import exports
from delegations.registration.transfer.actions import exporting


@require_safe
def template_csv(request: HttpRequest, code: str) -> HttpResponse:
    found = queries.delegation_for(actor_of(request), code, write=True)
    return _file(exports.blank_csv(Choices(found.party, found.stamp)), found, CSV)


@require_safe
def template_xlsx(request: HttpRequest, code: str) -> HttpResponse:
    found = queries.delegation_for(actor_of(request), code, write=True)
    return _file(exports.blank_workbook(Choices(found.party, found.stamp)), found, XLSX)


@require_safe
def export_csv(request: HttpRequest, code: str) -> HttpResponseBase:
    found = _exported(request, code, CSV)
    lines = exports.own_csv(found, Choices(found.party, found.stamp))
    return StreamingHttpResponse(lines, content_type=KINDS[CSV], headers=_kept_as(found, CSV))


@require_safe
def export_xlsx(request: HttpRequest, code: str) -> HttpResponse:
    found = _exported(request, code, XLSX)
    return _file(exports.workbook(found, Choices(found.party, found.stamp)), found, XLSX)


def _exported(request: HttpRequest, code: str, kind: str) -> Delegation:
    actor = actor_of(request)
    found = queries.delegation_for(actor, code, write=True)
    return exporting.export_delegation(actor=actor, delegation=found, kind=kind)


def _file(body: bytes, delegation: Delegation, kind: str) -> HttpResponse:
    return HttpResponse(body, content_type=KINDS[kind], headers=_kept_as(delegation, kind))


def _kept_as(delegation: Delegation, kind: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{delegation.party.slug}-members.{kind}"'}
