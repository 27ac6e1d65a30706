from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from conference.core import undo as core_undo
from conference.core.access import actor_of, confirm_identity, require_right, staff
from conference.core.concurrency import VersionForm
from conference.core.errors import NotPossible, UserError
from conference.models import current_conference
from conference.parties import queries as parties_queries
from delegations.accreditation.review import queries, reasons, risks
from delegations.accreditation.review import undo as review_undo
from delegations.accreditation.review.actions import decisions, undoing
from delegations.accreditation.review.actions.bulk import MOST_AT_ONCE, RIGHTS
from delegations.accreditation.review.forms import ReopenForm, SeveralForm
from delegations.accreditation.review.queries import QueueFilter
from delegations.accreditation.review.views_desk import act_on_person, get_person, queue_page
from delegations.registration.delegations import access_log
from delegations.registration.members.actions import restoring
from delegations.registration.models import Delegate

DOOR = "accreditation.return"  # the least of the three; the action checks its own
LAST = "accreditation_last"
SEVERAL = "accreditation:look"


@staff(DOOR)
@require_POST
# no action: shows what the bulk act would do
def preview_decisions(request: HttpRequest) -> HttpResponse:
    """Show whom a decision would affect, and who is left out and why. Nothing is changed."""
    actor, form = actor_of(request), SeveralForm(request.POST)
    if not form.is_valid():
        raise NotPossible(_("Choose an action. Nothing was changed."))
    if "all" in request.POST:
        fitting = queries.get_all_that_fit(QueueFilter.read(request.GET, actor), MOST_AT_ONCE)
        return _preview(request, form, fitting[:MOST_AT_ONCE], more=len(fitting) > MOST_AT_ONCE)
    expected = form.expected_versions()
    if len(expected) > MOST_AT_ONCE:
        raise NotPossible(_("At most %(most)d at once. Nothing was changed.") % {"most": MOST_AT_ONCE})
    return _preview(request, form, expected)


@confirm_identity(bulk=True)
@staff(DOOR)
@require_POST
def decide_many(request: HttpRequest) -> HttpResponse:
    actor, form = actor_of(request), SeveralForm(request.POST)
    if not form.is_valid():
        return _preview(request, form, form.expected_versions(), status=422)
    act = form.cleaned_data["act"]
    outcome = decisions.decide_many(actor=actor, expected_version=form.expected_versions(), **form.cleaned_data)
    review_undo.store_offer(request, act, outcome.done)
    request.session[LAST] = {
        "act": act,
        "done": [str(delegate.public_id) for delegate in outcome.done],
        "left": [[str(delegate.public_id), why] for delegate, why in outcome.left_out],
    }
    return redirect(reverse("accreditation:done") + QueueFilter.read(request.GET, actor).query())


@staff(DOOR)
@require_safe
def show_decided(request: HttpRequest) -> HttpResponse:
    last = request.session.get(LAST)
    if not last:
        return redirect("accreditation:queue")
    people = {
        str(person.public_id): person for person in _people([UUID(key) for key in [*last["done"], *dict(last["left"])]])
    }
    access_log.log_persons(request, None, len(people), SEVERAL)
    context = {
        "act": last["act"],
        "done": [people[key] for key in last["done"] if key in people],
        "left_out": [(people[key], why) for key, why in last["left"] if key in people],
        "undo": review_undo.get_offer(request),
        "query": QueueFilter.read(request.GET, actor_of(request)).query(),
    }
    return render(request, "desk/accreditation/review/done.html", context)


@staff(DOOR)
@require_POST
def undo_decisions(request: HttpRequest) -> HttpResponse:
    actor, offer = actor_of(request), review_undo.get_offer(request)
    if offer is None:
        raise NotPossible(_("This can no longer be undone. Open the person’s page instead."))
    outcome = undoing.undo_many(actor=actor, act=offer.act, expected_version=offer.expected)
    core_undo.forget(request, review_undo.TOPIC)
    request.session.pop(LAST, None)
    _say_undone(request, outcome.done)
    for person, why in outcome.left_out:
        messages.warning(request, _("Not undone: %(who)s. %(why)s") % {"who": person, "why": why})
    query = QueueFilter.read(request.GET, actor).query()
    if outcome.done:
        return redirect(reverse("accreditation:person", args=[outcome.done[0].public_id]) + query)
    return redirect(reverse("accreditation:queue") + query)


def _say_undone(request: HttpRequest, done: list[Delegate]) -> None:
    if not done:
        return
    message = ngettext(
        "Undone: %(who)s is as before. No e-mail is sent.",
        "Undone: %(who)s and others, %(count)d in all, are as before. No e-mail is sent.",
        len(done),
    )
    messages.success(request, message % {"who": done[0], "count": len(done)})


@staff(DOOR)
@require_POST
def undo_person(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Undo the last decision on a person, a colleague's too."""
    actor, delegate, form = actor_of(request), get_person(public_id), VersionForm(request.POST)
    if not form.is_valid():
        raise NotPossible(_("This can no longer be undone. Open the person’s page instead."))
    last_entry = next(iter(queries.get_recent_entries(delegate, actor, 1)), None)
    # Without an act of just now, and with another version, the action says why.
    act = undoing.act_of(delegate, last_entry) or "accredit"
    try:
        undoing.undo_decision(actor=actor, act=act, delegate=delegate, expected_version=form.cleaned_data["version"])
    except UserError as problem:
        return queue_page(request, get_person(public_id), status=problem.status, problem=problem, opened=True)
    _say_undone(request, [delegate])
    return redirect("accreditation:person", public_id)


@staff(DOOR)
@require_POST
def reopen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    delegate = get_person(public_id)
    if refusal := act_on_person(request, delegate, ReopenForm(request.POST), decisions.reopen, "reopen"):
        return refusal
    messages.success(request, _("%(who)s is in review again; the badge is no longer valid.") % {"who": delegate})
    return redirect("accreditation:person", public_id)


@staff(restoring.RIGHT)
@require_POST
def restore(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take back somebody whom the delegation withdrew."""
    delegate = get_person(public_id)
    if refusal := act_on_person(request, delegate, VersionForm(request.POST), restoring.restore_member, ""):
        return refusal
    messages.success(request, _("%(who)s is back in the delegation.") % {"who": delegate})
    return redirect("registration:desk_person", public_id)


def _people(keys: list[UUID]) -> QuerySet[Delegate]:
    joins = ("delegation__party", "category", "protocol_rank", "vetted_by")
    rows = Delegate.objects.exclude(state="draft").filter(public_id__in=keys).select_related(*joins)
    return parties_queries.prefetch_names(risks.annotate_marks(rows).order_by(*queries.ORDER), "delegation__party")


def _preview(
    request: HttpRequest,
    form: SeveralForm,
    expected_version: list[tuple[UUID, int]],
    *,
    more: bool = False,
    status: int = 200,
) -> HttpResponse:
    actor = actor_of(request)
    act = form.cleaned_data.get("act", "")
    if act not in RIGHTS:
        raise NotPossible(_("Choose an action. Nothing was changed."))
    require_right(actor, RIGHTS[act])
    versions, conference = dict(expected_version), current_conference()
    touched, left_out = [], []
    for person in _people(list(versions)):
        if person.version != versions[person.public_id]:
            why = _("has changed since")
        else:
            why = next(risks.reasons_against(person, act, actor, conference), "")
        if why:
            left_out.append((person, why))
        else:
            touched.append(person)
    access_log.log_persons(request, None, len(touched) + len(left_out), SEVERAL)
    context = {
        "act": act,
        "form": form,
        "touched": touched,
        "left_out": left_out,
        "most": MOST_AT_ONCE,
        "query": QueueFilter.read(request.GET, actor).query(),
        "reasons": reasons.RETURN,
        "more": more,
    }
    return render(request, "desk/accreditation/review/several.html", context, status=status)
