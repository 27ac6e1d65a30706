from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from conference.accounts.sign_in import limits
from conference.core.access import public
from conference.desk.policy_reports import actions, reports


@public
@csrf_exempt  # browsers send a report without a token; it can only be counted
@require_POST
def receive(request: HttpRequest) -> HttpResponse:  # no action: counts what a browser tells, which nobody did
    """Count a browser's report. Answer 413 for one too long, 429 above the limit of its network, 400 for one that is none."""
    length = request.META.get("CONTENT_LENGTH") or ""
    if not (length.isascii() and length.isdecimal()) or int(length) > reports.LONGEST:
        return HttpResponse(status=413)
    if not reports.limit.take(limits.network_of(request)):
        return HttpResponse(status=429)
    report = reports.read_report(request.body, request.get_host())
    if report is None:
        return HttpResponse(status=400)
    actions.count_violation(report)
    return HttpResponse(status=204)
