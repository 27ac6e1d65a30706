from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from conference.core.access import actor_of, staff
from conference.models import current_conference
from delegations.gates.alerts import actions, presentation, queries
from delegations.gates.alerts.forms import SettleForm
from delegations.gates.models import Finding, Scan
from delegations.gates.presence.views_desk import FOLLOW, SEE
from delegations.registration.delegations import access_log as delegations_access_log


@staff(SEE)
@require_safe
@never_cache
def list_alerts(request: HttpRequest) -> HttpResponse:
    return _show_alerts(request)


def _show_alerts(
    request: HttpRequest, *, form: SettleForm | None = None, pk: int = 0, status: int = 200
) -> HttpResponse:
    """Show the alerts. The alert `pk` has the form that was sent."""
    waiting, settled = queries.list_alerts()
    delegations_access_log.log_persons(request, None, len(waiting) + len(settled), "gates:findings")
    earlier = [alert.facts["before"] for alert in (*waiting, *settled) if "before" in alert.facts]
    others = Scan.objects.select_related("device__gate").in_bulk(earlier)
    zone = current_conference().zone
    forms = {alert.pk: SettleForm(initial={"version": alert.version}, auto_id=f"f{alert.pk}-%s") for alert in waiting}
    if form is not None:
        forms[pk] = form
    context = {
        "waiting": [(alert, presentation.sentence(alert, others, zone), forms[alert.pk]) for alert in waiting],
        "settled": [(alert, presentation.sentence(alert, others, zone)) for alert in settled],
        "may_settle": actor_of(request).may("gates.settle"),
        "may_follow": actor_of(request).may(FOLLOW),
    }
    return render(request, "desk/gates/alerts/alerts.html", context, status=status)


@staff("gates.settle")
@require_POST
def settle_alert(request: HttpRequest, pk: int) -> HttpResponse:
    alert = get_object_or_404(Finding, pk=pk)
    form = SettleForm(request.POST, auto_id=f"f{pk}-%s")
    if not form.is_valid():
        return _show_alerts(request, form=form, pk=pk, status=422)
    outcome, version = form.cleaned_data["words"], form.cleaned_data["version"]
    actions.settle_alert(actor=actor_of(request), alert=alert, outcome=outcome, expected_version=version)
    messages.success(request, _("The alert is closed."))
    return redirect("gates:findings")
