import io
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from conference.core import concurrency
from conference.core.access import actor_of, staff
from conference.core.errors import UserError
from conference.files.responses import send_made
from conference.models import Category
from conference.printing.badges.data import BadgeData
from conference.printing.badges.preview import draw_badge
from conference.printing.documents.errors import PrintError
from delegations.accreditation.badges import checks, queries, samples
from delegations.accreditation.badges.actions import issuing, printing
from delegations.accreditation.badges.contents import BadgeDataBuilder, PrintMode, read_rows
from delegations.accreditation.badges.forms import LAYOUT_NAMES, BatchForm, ReplaceForm
from delegations.accreditation.badges.prints import LAYOUTS
from delegations.accreditation.collection import offers
from delegations.accreditation.collection.actions import CORRECT
from delegations.accreditation.collection.forms import HandOutCorrectionForm, HandOutForm
from delegations.accreditation.models import Badge
from delegations.accreditation.review import risks
from delegations.accreditation.watchlist.actions import READ as READ_WATCH
from delegations.registration.delegations import access_log
from delegations.registration.models import Delegate

PRINT, HAND_OUT = "badges.print", "badges.hand_out"
# The papers with dimensions of their own, and the one of the picture on a badge's page.
PAPERS, LOOKS = ("a6", "cr80"), "a6"


@staff(PRINT)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return home_page(request)


def home_page(request: HttpRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    actor = actor_of(request)
    wanted = " ".join(request.GET.get("q", "").split())[:80]
    rows = queries.count_by_delegation(Q(delegate__in=Delegate.objects.filter(risks.to_clear())))
    badges = queries.find_badges(wanted) if wanted else None
    access_log.log_persons(request, None, len(badges or ()), "accreditation:badges")
    context = {
        "rows": rows,
        "totals": queries.add_up(rows),
        "kinds": queries.count_queued_by_category(),
        "jobs": queries.get_latest_batches(),
        "batch": BatchForm(),
        "q": wanted,
        "badges": badges,
        "cut": len(badges or ()) == queries.FOUND,
        "may_hand_out": actor.may(HAND_OUT),
        "undo": offers.get_own(request),
        **more,
    }
    return render(request, "desk/accreditation/badges/home.html", context, status=status)


@staff(PRINT)
@require_safe
def badge(request: HttpRequest, pk: int) -> HttpResponse:
    return badge_page(request, get_badge(pk))


def badge_page(request: HttpRequest, badge: Badge, *, status: int = 200, **more: Any) -> HttpResponse:
    access_log.log_person(request, badge.delegate, "accreditation:badge")
    lacks, blank = _lacks(badge)
    actor = actor_of(request)
    may_hand_out = actor.may(HAND_OUT)
    step = offers.get_for_badge(actor, badge, own=True) if may_hand_out else None
    # While it can simply be undone, that is the one way offered; a receipt has a page of its own.
    may_correct = actor.may(CORRECT) and badge.state == "collected" and badge.receipt_id is None and step is None
    context = {
        "badge": badge,
        "lacks": lacks,
        "pictured": LOOKS not in blank,
        "copies": queries.get_copies(badge),
        "history": queries.get_history(badge),
        "batch": BatchForm(),
        "hand_out_form": HandOutForm(),
        "replace_form": ReplaceForm(initial={"version": badge.version}),
        "may_hand_out": may_hand_out,
        "to_clear": badge.state == "printed" and bool(risks.find_to_clear([badge.delegate_id])),
        "may_read_watch": actor.may(READ_WATCH),
        "may_correct": may_correct,
        "correct_form": HandOutCorrectionForm(),
        "undo": step,
        **more,
    }
    return render(request, "desk/accreditation/badges/badge.html", context, status=status)


def _lacks(badge: Badge) -> tuple[list[tuple[checks.MissingField, str]], set[str]]:
    """Return what prevents printing, each with its papers if not all; and the papers without a picture. Seven queries."""
    makers, rows = BadgeDataBuilder(), read_rows(Badge.objects.filter(pk=badge.pk))
    lacks, blank = checks.find_missing_fields(makers, rows[0], PAPERS)
    return [(lack, "; ".join(str(LAYOUT_NAMES[layout]) for layout in lack.layouts)) for lack in lacks], blank


def get_badge(pk: int) -> Badge:
    return get_object_or_404(queries.badges_in_detail(), pk=pk)


def act_on_badge(
    request: HttpRequest, badge: Badge, form: Form, name: str, action: Callable[..., Any]
) -> HttpResponse | None:
    """Take an action with the form's values. Return None when it is done, else the page with the refusal and the form, called `name`."""
    if not form.is_valid():
        return badge_page(request, badge, **{name: form}, status=422)
    values = {"expected_version": concurrency.posted_version(request.POST), **form.cleaned_data}
    values.pop("version", None)
    try:
        action(actor=actor_of(request), badge=badge, **values)
    except UserError as problem:
        return badge_page(request, get_badge(badge.pk), **{name: form}, problem=problem, status=problem.status)
    return None


@staff(PRINT)
@require_POST
def replace(request: HttpRequest, pk: int) -> HttpResponse:
    badge, form = get_badge(pk), ReplaceForm(request.POST)
    if refusal := act_on_badge(request, badge, form, "replace_form", issuing.replace_badge):
        return refusal
    new = Badge.objects.get(live_for=badge.delegate_id)
    message = _("Copy %(old)d is no longer valid; copy %(new)d is in the print queue.")
    messages.success(request, message % {"old": badge.copy, "new": new.copy})
    return redirect("accreditation:badge", new.pk)


def _shown(pk: int) -> BadgeData:
    rows = read_rows(Badge.objects.filter(pk=pk))
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
    access_log.log_person(request, get_badge(pk).delegate, "accreditation:badge")
    try:
        printing.write_prepared([shown], out, way=PrintMode(_layout(request), backs="back" in request.GET))
    except UserError as problem:
        messages.error(request, checks.explain_error(problem) if isinstance(problem, PrintError) else str(problem))
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
    category = get_object_or_404(Category, letter=letter)
    return _picture(request, samples.build_printable_sample(BadgeDataBuilder(), category, _layout(request))[0])


def _picture(request: HttpRequest, shown: BadgeData) -> HttpResponse:
    try:
        image = draw_badge(shown, layout=_layout(request), back=request.GET.get("side") == "back")
    except PrintError as problem:
        return HttpResponse(
            checks.explain_error(problem), content_type="text/plain; charset=utf-8", status=problem.status
        )
    return HttpResponse(image, content_type="image/png")


@staff(PRINT)
@require_safe
def sample_list(request: HttpRequest) -> HttpResponse:
    """Show a sample of every category on one paper."""
    layout = _layout(request)
    all_samples = samples.build_samples(layout)
    context = {
        "layout": layout,
        "layouts": [(name, LAYOUT_NAMES[name]) for name in LAYOUTS if name != "a4x4"],
        "samples": all_samples,
        # Shown once: it is the same for every category.
        "broken": list(dict.fromkeys(sample.why for sample in all_samples if sample.template)),
    }
    return render(request, "desk/accreditation/badges/samples.html", context)
