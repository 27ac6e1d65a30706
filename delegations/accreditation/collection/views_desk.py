"""The counter, where badges are handed out one by one or a delegation's together."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from conference.core import clock, concurrency, parsing, undo
from conference.core.access import actor_of, staff
from conference.core.errors import NotPossible, UserError
from conference.desk.finding import Query
from conference.files.responses import send_made
from conference.models import current_conference
from delegations.accreditation.badges import queries, tokens
from delegations.accreditation.badges.contents import get_key_ring
from delegations.accreditation.badges.forms import BatchForm
from delegations.accreditation.badges.views_desk import act_on_badge, get_badge
from delegations.accreditation.collection import actions, forms, offers, papers
from delegations.accreditation.models import Badge, Receipt
from delegations.accreditation.review import risks
from delegations.accreditation.watchlist.actions import READ as READ_WATCH
from delegations.registration.delegations import access_log
from delegations.registration.models import Delegation
from delegations.registration.overview.finding import delegations, parties_without_delegation, people
from delegations.registration.overview.person import WHO_ACTS

HAND_OUT, COUNTER, RECEIPT = "badges.hand_out", "accreditation:counter", "accreditation:receipt"

NAMED = ("receipt", "badge", "version")
# Why a scanned code is invalid, by tokens.TokenError.reason.
WHY = {
    "malformed": gettext_lazy("This is not a badge code, or it was not read completely. Please scan again."),
    "wrong-algorithm": gettext_lazy("This code does not carry our signature. Keep the badge and call security."),
    "unknown-key": gettext_lazy("This code was signed with an unknown key. Keep the badge and call security."),
    "bad-signature": gettext_lazy("This code is forged. Keep the badge and call security."),
    "wrong-conference": gettext_lazy("This badge belongs to another conference."),
    "expired": gettext_lazy("This badge has expired."),
}


@staff(HAND_OUT)
@never_cache
def counter(request: HttpRequest) -> HttpResponse:
    """Show a field for a code, number, name or party, then the badge. Enter in the empty field hands it out, a scanned code does not."""
    if request.method == "POST":
        shown = parsing.number(request.POST.get("badge"))
        if "enter" in request.POST and shown is not None and not request.POST.get("scan", "").strip():
            return _hand_out_at_counter(request, shown)
        return redirect(reverse("accreditation:counter") + _address_for_typed(request))
    wanted = " ".join(request.GET.get("q", "").split())[:80]
    pk = parsing.number(request.GET.get("badge"))
    badges = queries.find_badges(wanted) if wanted else []
    if pk is None and len(badges) == 1:
        pk = badges[0].pk
    without = {} if badges or pk is not None else _without_badge(request, wanted)
    return _counter(request, pk, q=wanted, badges=badges, cut=len(badges) == queries.FOUND, **without)


def _without_badge(request: HttpRequest, wanted: str) -> dict[str, Any]:
    """Return whoever may stand at the counter without a badge: members of that name, each with who acts next, delegations and parties."""
    query, actor = Query.read({"q": wanted}, loose=True), actor_of(request)
    if not query.enough:
        return {}
    members = [(result, WHO_ACTS.get(result.state[0], "")) for result in people(query, actor) if result.state]
    if members:
        return {"members": members}
    return {"delegations": list(delegations(query, actor)), "not_invited": parties_without_delegation(query)}


def _counter(request: HttpRequest, pk: int | None, *, status: int = 200, **more: Any) -> HttpResponse:
    badge = get_badge(pk) if pk is not None else None
    if badge is not None:
        access_log.log_person(request, badge.delegate, COUNTER)
    else:
        access_log.log_persons(request, None, len(more.get("badges") or more.get("members") or ()), COUNTER)
    context = {
        "badge": badge,
        "live": Badge.objects.filter(live_for=badge.delegate_id).first() if badge and not badge.is_live else None,
        "to_clear": bool(badge and badge.state == "printed" and risks.find_to_clear([badge.delegate_id])),
        "at_counter": _count_at_counter(more.get("badges") or []),
        "asks_for_number": any(character.isdigit() for character in more.get("q", "")),
        "may_read_watch": actor_of(request).may(READ_WATCH),
        "form": forms.SignedForm(),
        "undo": offers.get_for_badge(actor_of(request), badge) or offers.get_own(request),
        **more,
    }
    return render(request, "desk/accreditation/collection/counter.html", context, status=status)


def _count_at_counter(badges: list[Badge]) -> int:
    """Return how many badges can be given out against one receipt where all found are of one delegation; one is given out by itself."""
    delegations = {badge.delegate.delegation_id for badge in badges}
    if len(badges) < 2 or len(delegations) > 1:
        return 0
    return Badge.objects.filter(delegate__delegation__in=delegations, state="printed").count()


def _address_for_typed(request: HttpRequest) -> str:
    """Return the address that answers what was typed. Codes are looked up here, so that they stay out of addresses and logs."""
    text = request.POST.get("scan", "").strip("\r\n\t")[:1000]
    # A reader types behind what is in the field already.
    begins = text.upper().find(tokens.PREFIX)
    if begins < 0:
        return f"?{urlencode({'q': text[:80]})}" if text.strip() else ""
    text = text[begins:]
    try:
        claims = tokens.verify(
            text, get_key_ring(settings.BADGE_KEYS).public, audience=current_conference().code, at=clock.now()
        )
    except tokens.TokenError as problem:
        messages.error(request, str(WHY[problem.reason]))
        return ""
    badge = queries.find_by_serial(claims.serial.hex())
    if badge is None:
        messages.error(request, _("The code carries our signature but belongs to no badge."))
        return ""
    return f"?badge={badge.pk}"


@staff(HAND_OUT)
@require_POST
def counter_hand_out(request: HttpRequest, pk: int) -> HttpResponse:
    form = forms.SignedForm(request.POST)
    if not form.is_valid():
        return _counter(request, pk, form=form, status=422)
    return _hand_out_at_counter(request, pk, form)


def _hand_out_at_counter(request: HttpRequest, pk: int, form: forms.SignedForm | None = None) -> HttpResponse:
    badge = get_badge(pk)
    expected_version = concurrency.posted_version(request.POST)
    try:
        name = form.cleaned_data["to"] if form else badge.delegate.full_name
        actions.hand_out(actor=actor_of(request), badge=badge, to=name, expected_version=expected_version)
    except UserError as problem:
        return _counter(request, pk, form=form or forms.SignedForm(), problem=problem, status=problem.status)
    _offer_undo(request, badge)
    message = _("%(badge)s is given out to %(who)s.")
    messages.success(request, message % {"badge": badge.number, "who": badge.collected_by_name})
    return redirect("accreditation:counter")


def _offer_undo(request: HttpRequest, badge: Badge) -> None:
    undo.offer(
        request, offers.TOPIC, badge=badge.pk, version=badge.version, name=badge.number, to=badge.collected_by_name
    )


@staff(HAND_OUT)
@require_POST
def undo_hand_out(request: HttpRequest) -> HttpResponse:
    """Undo a hand-out, of one badge or against a receipt: the one named in the form, or one's own last."""
    actor, named = actor_of(request), {name: parsing.number(request.POST.get(name)) for name in NAMED}
    step: dict[str, Any] | None = named
    if not (named["receipt"] or named["badge"]):
        step = undo.offered(request, offers.TOPIC)
        undo.forget(request, offers.TOPIC)
    if step is None:
        raise NotPossible(_("There is nothing to undo any more. Nothing was changed."))
    if number := step.get("receipt"):
        receipt = _get_receipt(number)
        count = actions.undo_receipt(actor=actor, receipt=receipt)
        message = ngettext(
            "Undone: %(count)d badge is at the counter again, and receipt %(receipt)s is void. Take the signed paper back.",
            "Undone: %(count)d badges are at the counter again, and receipt %(receipt)s is void. Take the signed paper back.",
            count,
        )
        messages.success(request, message % {"count": count, "receipt": receipt})
        return redirect("accreditation:badges_of", receipt.delegation.party.slug)
    badge = get_badge(step["badge"])
    actions.undo_hand_out(actor=actor, badge=badge, expected_version=step["version"] or 0)
    messages.success(request, _("Undone: %(badge)s is at the counter again.") % {"badge": badge.number})
    return redirect(reverse("accreditation:counter") + f"?badge={badge.pk}")


@staff(HAND_OUT)
@require_POST
def hand_out(request: HttpRequest, pk: int) -> HttpResponse:
    badge, form = get_badge(pk), forms.HandOutForm(request.POST)
    if refusal := act_on_badge(request, badge, form, "hand_out_form", actions.hand_out):
        return refusal
    _offer_undo(request, badge)
    messages.success(request, _("%(badge)s is given out.") % {"badge": badge.number})
    return redirect("accreditation:badges")


@staff(actions.CORRECT)
@require_POST
def correct_hand_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a badge that was handed out without a receipt, when it is too late to undo."""
    badge, form = get_badge(pk), forms.HandOutCorrectionForm(request.POST)
    if refusal := act_on_badge(request, badge, form, "correct_form", actions.correct_hand_out):
        return refusal
    messages.success(request, _("%(badge)s is at the counter again.") % {"badge": badge.number})
    return redirect("accreditation:badge", pk)


@staff("badges.print")
@require_safe
def delegation(request: HttpRequest, code: str) -> HttpResponse:
    return delegation_page(request, _get_delegation(code))


def _get_delegation(code: str) -> Delegation:
    return get_object_or_404(Delegation.objects.select_related("party"), party__code=code.upper())


def delegation_page(request: HttpRequest, delegation: Delegation, *, status: int = 200, **more: Any) -> HttpResponse:
    """Render the delegation's badges with `more`. What was ticked and typed stays."""
    rows = queries.get_badges_of_delegation(delegation.party.code)
    access_log.log_persons(request, delegation, len(rows), "accreditation:badges")
    to_clear = risks.find_to_clear([badge.delegate_id for badge in rows if badge.state != "collected"])
    context = {
        "delegation": delegation,
        "rows": rows,
        "to_clear": to_clear,
        "ticked": {parsing.number(key) for key in (request.POST or request.GET).getlist("badges")},
        "ready": sum(badge.state == "printed" and badge.delegate_id not in to_clear for badge in rows),
        "stay": [badge for badge in rows if badge.state == "printed" and badge.delegate_id in to_clear],
        "batch": BatchForm(initial=request.POST.dict()),
        "receipts": list(delegation.receipts.all()),
        "form": forms.ReceiptForm(initial=request.POST.dict()),
        "may_hand_out": actor_of(request).may(HAND_OUT),
        "undo": offers.get_own(request),
        **more,
    }
    return render(request, "desk/accreditation/collection/delegation.html", context, status=status)


@staff(HAND_OUT)
@require_POST
def hand_out_delegation(request: HttpRequest, code: str) -> HttpResponse:
    """Hand out the ticked badges of a delegation, or all that wait, against one signature."""
    delegation, form = _get_delegation(code), forms.ReceiptForm(request.POST)
    if not form.is_valid():
        return delegation_page(request, delegation, form=form, status=422)
    cleaned = form.cleaned_data
    ticked = cleaned["badges"] if cleaned["take"] == forms.TICKED else None
    try:
        receipt = actions.hand_out_to_delegation(
            actor=actor_of(request),
            delegation=delegation,
            to=cleaned["to"],
            document=cleaned["document"],
            mandate=cleaned["mandate"],
            badges=ticked,
            also=form.also.handed_over(),
            expected_version=parsing.number(request.POST.get("expected_version")),
        )
    except UserError as problem:
        return delegation_page(request, delegation, form=form, problem=problem, status=problem.status)
    done = ngettext(
        "%(count)d badge of %(party)s is given out.", "%(count)d badges of %(party)s are given out.", receipt.count
    )
    undo.offer(request, offers.TOPIC, receipt=receipt.number, name=str(receipt), to=receipt.to)
    messages.success(request, done % {"count": receipt.count, "party": delegation})
    return redirect("accreditation:receipt", receipt.number)


@staff(HAND_OUT)
@require_safe
def receipt(request: HttpRequest, number: int) -> HttpResponse:
    return _receipt_page(request, _get_receipt(number))


@staff(actions.CORRECT)
@require_POST
def correct_receipt(request: HttpRequest, number: int) -> HttpResponse:
    """Make a receipt void when it is too late to undo."""
    receipt, form = _get_receipt(number), forms.CorrectionForm(request.POST)
    if not form.is_valid():
        return _receipt_page(request, receipt, form, status=422)
    count = actions.correct_receipt(actor=actor_of(request), receipt=receipt, why=form.cleaned_data["why"])
    done = ngettext(
        "Receipt %(receipt)s is void, and %(count)d badge is at the counter again. Take the signed paper back.",
        "Receipt %(receipt)s is void, and %(count)d badges are at the counter again. Take the signed paper back.",
        count,
    )
    messages.success(request, done % {"receipt": receipt, "count": count})
    return redirect("accreditation:receipt", number)


def _get_receipt(number: int) -> Receipt:
    return get_object_or_404(Receipt.objects.select_related("delegation__party"), number=number)


def _receipt_page(
    request: HttpRequest, receipt: Receipt, form: forms.CorrectionForm | None = None, status: int = 200
) -> HttpResponse:
    access_log.log_persons(request, receipt.delegation, receipt.count, RECEIPT)
    badges = list(Badge.objects.filter(receipt=receipt).values_list("number", "pk", "state"))
    keys = {number: pk for number, pk, _state in badges}
    actor = actor_of(request)
    step = offers.get_for_receipt(actor, receipt) or offers.get_own(request)
    # While it can simply be undone, that is the one way offered.
    may_correct = actor.may(actions.CORRECT) and not receipt.voided_at and (step or {}).get("receipt") != receipt.number
    context = {
        "receipt": receipt,
        "lines": [(keys.get(str(line[0])), *line) for line in receipt.shown_lines],
        "undo": step,
        "out": sum(state == "collected" for _number, _pk, state in badges),
        "correct": (form or forms.CorrectionForm()) if may_correct else None,
    }
    return render(request, "desk/accreditation/collection/receipt.html", context, status=status)


@staff(HAND_OUT)
@require_safe
@never_cache
def receipt_file(request: HttpRequest, number: int) -> HttpResponse:
    receipt = _get_receipt(number)
    access_log.log_persons(request, receipt.delegation, receipt.count, RECEIPT)
    return send_made(papers.typeset_receipts(receipt), name=f"{receipt}.pdf", kind="application/pdf")
