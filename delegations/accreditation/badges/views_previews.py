"""How badges look before they are printed. None of them opens anything."""

from __future__ import annotations

import io

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from conference.core.access import staff
from conference.core.errors import UserError
from conference.files.responses import send_made
from conference.models import Category
from conference.printing.badges.data import BadgeData
from conference.printing.badges.preview import picture
from conference.printing.documents.errors import PrintError
from delegations.accreditation.badges import checks, samples
from delegations.accreditation.badges.actions import printing
from delegations.accreditation.badges.contents import BadgeDataBuilder, PrintMode, rows_of
from delegations.accreditation.badges.forms import LAYOUT_NAMES
from delegations.accreditation.badges.prints import LAYOUTS
from delegations.accreditation.badges.views_desk import get_badge
from delegations.accreditation.models import Badge
from delegations.registration.delegations import access_log

PRINT = "badges.print"


def _shown(pk: int) -> BadgeData:
    rows = rows_of(Badge.objects.filter(pk=pk))
    if not rows:
        raise Http404
    return BadgeDataBuilder().make(rows[0], code=f"PREVIEW {rows[0].number}")


def _layout(request: HttpRequest) -> str:
    wanted = request.GET.get("layout", LAYOUTS[0])
    if wanted not in LAYOUTS:
        raise Http404
    return wanted


@staff(PRINT)
@require_safe
@never_cache
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Serve one badge as a file. No copy is logged, since it is no badge; the look at it is."""
    shown, out = _shown(pk), io.BytesIO()
    access_log.person(request, get_badge(pk).delegate, "accreditation:badge")
    try:
        printing.write_made([shown], out, way=PrintMode(_layout(request), backs="back" in request.GET))
    except UserError as problem:
        messages.error(request, checks.why(problem) if isinstance(problem, PrintError) else str(problem))
        return redirect("accreditation:badge", pk)
    return send_made(out.getvalue(), name=f"preview-{shown.serial}.pdf", kind="application/pdf", inline=True)


@staff(PRINT)
@require_safe
@never_cache
def preview_picture(request: HttpRequest, pk: int) -> HttpResponse:
    return _picture(request, _shown(pk))


@staff(PRINT)
@require_safe
@never_cache
def sample_picture(request: HttpRequest, letter: str) -> HttpResponse:
    category = Category.objects.filter(letter=letter).first()
    if category is None:
        raise Http404
    return _picture(request, samples.shown(BadgeDataBuilder(), category, _layout(request))[0])


def _picture(request: HttpRequest, shown: BadgeData) -> HttpResponse:
    try:
        made = picture(shown, layout=_layout(request), back=request.GET.get("side") == "back")
    except PrintError as problem:
        return HttpResponse(checks.why(problem), content_type="text/plain; charset=utf-8", status=problem.status)
    return HttpResponse(made, content_type="image/png")


@staff(PRINT)
@require_safe
def sample_list(request: HttpRequest) -> HttpResponse:
    """Show a sample of every category on one paper."""
    layout = _layout(request)
    all_samples = samples.all_of(layout)
    context = {
        "layout": layout,
        "layouts": [(name, LAYOUT_NAMES[name]) for name in LAYOUTS if name != "a4x4"],
        "samples": all_samples,
        # Shown once: it is the same for every category.
        "broken": list(dict.fromkeys(sample.why for sample in all_samples if sample.template)),
    }
    return render(request, "desk/accreditation/badges/samples.html", context)
