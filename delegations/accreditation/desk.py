"""The officers' doors: the queue with one person open in it, the decisions, the photo, and the document's number."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from conference import clock
from conference.access import Actor, actor_of, staff
from conference.errors import UserError
from conference.files import send_file
from conference.models import current_conference
from conference.parties.models import Party
from delegations.accreditation import actions, queries, reasons, shown
from delegations.accreditation.forms import DecisionForm, ReasonForm
from delegations.accreditation.models import Badge
from delegations.accreditation.queries import Filter
from delegations.registration.models import Delegate

PHOTO_SECONDS = 600
SEE = "accreditation.see"


@staff(SEE)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """The queue, its first person open."""
    return _page(request)


@staff(SEE)
@require_safe
def person(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The queue, with this person open, also one who no longer waits."""
    return _page(request, _found(public_id))


@staff("accreditation.vet")
@require_POST
def vet(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The security check is passed."""
    return _decide(request, public_id, DecisionForm(request.POST), actions.vet, _("%(who)s is vetted."))


@staff("accreditation.decide")
@require_POST
def accredit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The decision."""
    done = _("%(who)s is accredited; the badge waits to be printed.")
    return _decide(request, public_id, DecisionForm(request.POST), actions.accredit, done)


@staff("accreditation.return")
@require_POST
def return_(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Back to the focal point, with a reason."""
    form = ReasonForm(reasons.RETURN, request.POST)
    return _decide(request, public_id, form, actions.return_, _("%(who)s is returned; the focal points are told why."))


@staff("accreditation.decide")
@require_POST
def refuse(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Not admitted, with a reason."""
    form = ReasonForm(reasons.REFUSE, request.POST)
    return _decide(request, public_id, form, actions.refuse, _("%(who)s is refused; the focal points are told why."))


@staff("accreditation.read_documents")
@require_POST
@never_cache
def document(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The whole number of the identity document, for one look that the record keeps."""
    found = _found(public_id)
    number = actions.read_document(actor=actor_of(request), delegate=found)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "desk/accreditation/_number.html", {"number": number})
    return _page(request, found, number=number)


@staff(SEE)
@require_safe
def photo(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """The photo of somebody whom a delegation has submitted."""
    found = get_object_or_404(Delegate.objects.exclude(state="draft").only("photo"), public_id=public_id)
    return send_file(found.photo, max_age=PHOTO_SECONDS)


@staff(SEE)
@require_safe
def former_photo(request: HttpRequest, public_id: UUID, copy: int) -> HttpResponseBase:
    """The photo that a former badge shows, while it is still kept."""
    badge = get_object_or_404(Badge, delegate__public_id=public_id, copy=copy)
    field = Delegate(photo=badge.shows.get("photo", "")).photo
    return send_file(field, max_age=PHOTO_SECONDS)


def _found(public_id: UUID) -> Delegate:
    found = queries.person(public_id)
    if found is None:
        raise Http404
    return found


def _decide(
    request: HttpRequest,
    public_id: UUID,
    form: DecisionForm,
    action: Callable[..., Any],
    done: str,
) -> HttpResponse:
    """Takes a decision and goes on to the next person; what forbids it is said beside the buttons, and nothing that was typed is lost."""
    actor, found = actor_of(request), _found(public_id)
    opened = {"return_": "return", "refuse": "refuse"}.get(action.__name__, "")
    if not form.is_valid():
        return _page(request, found, open=opened, form=form, status=422)
    following = queries.following(_filter(request, actor), found)
    values = {name: value for name, value in form.cleaned_data.items() if name != "version"}
    try:
        action(actor=actor, delegate=found, seen=form.cleaned_data["version"], **values)
    except UserError as problem:
        return _page(request, _found(public_id), problem=problem, open=opened, form=form, status=problem.status)
    messages.success(request, done % {"who": found})
    wanted = _filter(request, actor).query()
    if following is None:
        return redirect(reverse("accreditation:queue") + wanted)
    return redirect(reverse("accreditation:person", args=[following.public_id]) + wanted)


def _filter(request: HttpRequest, actor: Actor) -> Filter:
    return Filter.read(request.GET, actor)


def _after(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("after", ""))
    except ValueError:
        return None


def _page(
    request: HttpRequest,
    found: Delegate | None = None,
    *,
    status: int = 200,
    problem: UserError | None = None,
    **more: Any,
) -> HttpResponse:
    """The three columns. `found` is who is open (None: the first of the queue); `more` goes to the template."""
    actor = actor_of(request)
    wanted = _filter(request, actor)
    page = queries.page(wanted, after=_after(request))
    if found is not None and found.state in wanted.states and found.pk not in {one.pk for one in page.people}:
        page = queries.page(wanted, start=found)
    if found is None and page.people:
        found = queries.person(page.people[0].public_id)
    conference, now = current_conference(), clock.now()
    context = {
        **_queue_context(request, wanted, page),
        **_following_context(wanted, page, found),
        "groups": shown.by_arrival(page.people, now, conference.zone),
        "conference": conference,
        "may": {verb: actor.may(f"accreditation.{verb}") for verb in ("vet", "decide", "return", "read_documents")},
        "open": request.GET.get("open", ""),
        "problem": problem,
        **more,
    }
    if found is not None:
        context.update(_person_context(found, context["kinds"], actor))
    return render(request, "desk/accreditation/queue.html", context, status=status)


def _queue_context(request: HttpRequest, wanted: Filter, page: queries.Page) -> dict[str, Any]:
    waiting = waiting_of(request)
    kinds = queries.kinds()
    now = clock.now()
    for one in page.people:
        one.waits = shown.age(one.submitted_at, now)  # type: ignore[attr-defined]
    return {
        "wanted": wanted,
        "query": wanted.query(),
        "waiting": waiting,
        "oldest": shown.age(waiting.oldest, now) if waiting.oldest else "",
        "kinds": kinds,
        "delegations": queries.delegations(),
        "count": queries.counted(wanted) if wanted.narrowed else None,
        "more": wanted.query(after=str(page.people[-1].public_id)) if page.more else "",
        "from_the_start": bool(request.GET.get("after")),
    }


def _following_context(wanted: Filter, page: queries.Page, found: Delegate | None) -> dict[str, Any]:
    """Who is next: the row below the open one, without a query of its own unless the page ends there."""
    if found is None:
        return {"found": None}
    keys = [one.pk for one in page.people]
    place = keys.index(found.pk) + 1 if found.pk in keys else 0
    if place < len(page.people):
        following: Delegate | None = page.people[place]
    else:
        following = queries.following(wanted, found) if page.more else None
    return {"found": found, "place": place, "following": following}


def _person_context(found: Delegate, kinds: dict[int, queries.Kind], actor: Actor) -> dict[str, Any]:
    badge = Badge.objects.filter(delegate=found.pk).order_by("-copy").first()
    comparison = shown.compared(found, badge, kinds)
    former = badge.shows.get("photo", "") if badge and comparison else ""
    party = found.delegation.party
    return {
        "kind": kinds[found.category_id],
        "badge": badge,
        "comparison": comparison,
        "former_photo": former if former and default_storage.exists(former) else "",
        "nationality": _nationality(found.nationality, party),
        "document": shown.document_words(found),
        "born": _born(found) if actor.may("accreditation.read_documents") else None,
        "notes": queries.notes_of(found),
        "record": queries.record_of(found),
        "mine": found.vetted_by_id is not None and found.vetted_by_id == actor.user_id,
        "return_reasons": _reasons(reasons.RETURN, party.language),
        "refuse_reasons": _reasons(reasons.REFUSE, party.language),
        "language": party.get_language_display(),
    }


def _born(found: Delegate) -> date | None:
    return date.fromisoformat(found.date_of_birth) if found.date_of_birth else None


def _reasons(table: tuple[reasons.Reason, ...], language: str) -> list[dict[str, str]]:
    return [{"code": reason.code, "label": str(reason.label), "words": reason.words_in(language)} for reason in table]


def _nationality(code: str, party: Party) -> str:
    """The party of that alpha-2 code by its name; asks the database only for a person of another nationality."""
    if not code or code == party.alpha2:
        return party.short if code else ""
    other = queries.named(Party.objects.filter(alpha2=code), "").first()
    return other.short if other else code


def waiting_of(request: HttpRequest) -> queries.Waiting:
    """How many wait; asked once a request, though the menu wants to know it too."""
    found: queries.Waiting | None = getattr(request, "_accreditation_waiting", None)
    if found is None:
        found = queries.waiting()
        request._accreditation_waiting = found  # type: ignore[attr-defined]
    return found
