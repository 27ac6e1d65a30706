from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from conference.core import access_log, clock
from conference.core.access import actor_of, staff
from conference.core.errors import UserError
from conference.files.responses import send_made
from conference.models import current_conference
from schedule.results.figures import tables
from schedule.results.figures.collecting import collect_figures
from schedule.results.models import Report
from schedule.results.reports import actions, prints, queries
from schedule.results.reports.forms import CloseForm, PaperForm
from schedule.results.reports.views_public import page_context
from schedule.signing.record.queries import open_records

SEE = "results.see"


@staff(SEE)
@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """Show the results, as closed or as they are now (`?now=1`), and what closing them would store."""
    return _page(request)


def _page(request: HttpRequest, form: CloseForm | None = None, status: int = 200) -> HttpResponse:
    report = queries.latest()
    live = report is None or "now" in request.GET
    data = collect_figures() if live or report is None else report.data
    number = report.number + 1 if report else 1
    today = clock.now().astimezone(current_conference().zone).date().isoformat()
    context = page_context(None if live else report, data, public=False)
    context["groups"].append((_("By rank of the head of delegation"), tables.by_rank(data)))
    records = list(open_records())
    initial = {"number": number}
    context |= {
        "report": report,
        "live": live,
        "meetings": data["bilaterals"],
        "reports": list(Report.objects.select_related("closed_by").defer("data")),
        "unsettled": queries.unsettled(data) if live else 0,
        "may_close": actor_of(request).may(actions.RIGHT) and today >= data["conference"]["last_day"],
        "open_records": records,
        "form": form or CloseForm(again=report is not None, has_open_records=bool(records), initial=initial),
        "number": number,
        "paper_form": PaperForm(initial={"language": get_language()}),
    }
    return render(request, "desk/results/results.html", context, status=status)


@staff(actions.RIGHT)
@require_POST
def close(request: HttpRequest) -> HttpResponse:
    form = CloseForm(request.POST, again=queries.latest() is not None, has_open_records=open_records().exists())
    if not form.is_valid():
        return _page(request, form, 422)
    values = form.cleaned_data
    try:
        report = actions.close(
            actor=actor_of(request),
            expected_number=values["number"],
            reason=values.get("reason", ""),
            despite_open_records=values.get("despite_open_records", False),
        )
    except UserError as refusal:
        form.add_error(None, str(refusal))
        return _page(request, form, refusal.status)
    messages.success(request, _("The results are closed as report %(number)s.") % {"number": report.number})
    return redirect("results:desk")


@staff(SEE)
@require_safe
def paper_pdf(request: HttpRequest) -> HttpResponse:
    """Return the report as PDF, in the language that was chosen."""
    form = PaperForm(request.GET)
    if not form.is_valid():
        return redirect("results:desk")
    layout, language = form.cleaned_data["layout"], form.cleaned_data["language"]
    with translation.override(language):
        body = prints.pdf(full=layout == prints.FULL)
    access_log.log_read(actor=actor_of(request), of=current_conference(), verb=prints.READ, right=SEE, kind="pdf")
    return send_made(body, name=f"results-{layout}-{language}.pdf", kind="application/pdf", inline=True)
