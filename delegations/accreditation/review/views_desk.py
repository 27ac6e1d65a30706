"""Views of the officers: the queue with one person open in it, and what is done about that person."""

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

from conference.audit.sentences import tell
from conference.core import clock
from conference.core import undo as core_undo
from conference.core.access import Actor, actor_of, staff
from conference.core.concurrency import VersionForm
from conference.core.errors import UserError
from conference.files.responses import send_file
from conference.look.lists import in_words
from conference.models import Conference
from delegations.accreditation.holds import actions as holds
from delegations.accreditation.models import Badge, WatchMatch
from delegations.accreditation.review import presentation, queries, reasons, risks, undo
from delegations.accreditation.review.actions import decisions, remarks
from delegations.accreditation.review.forms import AsideForm, ReasonForm, RemarkForm
from delegations.accreditation.review.queries import Filter, Place
from delegations.accreditation.watchlist import actions
from delegations.registration.delegations import access_log
from delegations.registration.members import consequences
from delegations.registration.members.consequences import Step
from delegations.registration.models import Delegate

PHOTO_SECONDS = 600
SEE, RETURN = "accreditation.see", "accreditation.return"
QUEUE = "accreditation:queue"
VERBS = ("vet", "decide", "return", "exempt", "read_documents", "remark", "read_watch", "object", "read_hold")


@staff(SEE)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    return queue_page(request)


@staff(SEE)
@require_safe
def person(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return queue_page(request, _found(public_id), opened=True)


@staff("accreditation.vet")
@require_POST
def vet(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _decide(request, public_id, VersionForm(request.POST), decisions.vet, _("%(who)s is vetted."))


@staff("accreditation.decide")
@require_POST
def accredit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    done = _("%(who)s is accredited; the badge is in the print queue.")
    return _decide(request, public_id, VersionForm(request.POST), decisions.accredit, done)


@staff("accreditation.return")
@require_POST
def return_(request: HttpRequest, public_id: UUID) -> HttpResponse:
    form = ReasonForm(reasons.RETURN, request.POST)
    done = _("%(who)s is returned for correction; the focal points are informed of the reason.")
    if core_undo.window():
        done = _(
            "%(who)s is returned for correction; the focal points are informed of the reason when the time to undo has passed."
        )
    return _decide(request, public_id, form, decisions.return_, done, "return")


@staff("accreditation.decide")
@require_POST
def refuse(request: HttpRequest, public_id: UUID) -> HttpResponse:
    form = ReasonForm(reasons.REFUSE, request.POST)
    done = _("%(who)s is refused; the focal points are informed of the reason.")
    return _decide(request, public_id, form, decisions.refuse, done, "refuse")


@staff("accreditation.decide")
@require_safe
def refusal_ends(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Answer the part of the page that says what a refusal would end: read when its form is opened, not with every person of the queue."""
    context = {"ends": consequences.consequences_of(Step(_found(public_id), leaves=True, refused=True))}
    return render(request, "desk/accreditation/review/_refusal_ends.html", context)


@staff(risks.REMARK)
@require_POST
def remark(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found, form = _found(public_id), RemarkForm(request.POST)
    if not form.is_valid():
        return queue_page(request, found, status=422, opened=True, open="remark", form=form)
    remarks.remark(actor=actor_of(request), delegate=found, text=form.cleaned_data["text"])
    messages.success(request, _("Your remark is saved. Staff can read it; delegations cannot."))
    wanted, after = _filter(request, actor_of(request)), Place.read(request.GET.get("after", ""))
    return redirect(reverse("accreditation:person", args=[public_id]) + wanted.query(after))


@staff(risks.READ)
@require_POST
@never_cache
def watch(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show whom the watch list may mean by this person, with the reasons; each look is logged."""
    found = _found(public_id)
    shown_risks = risks.risks_of(found)
    actions.read_watch(actor=actor_of(request), entries=[risk.match.entry for risk in shown_risks])
    return queue_page(request, found, opened=True, risks=shown_risks)


@staff(risks.READ)
@require_POST
@never_cache
def aside(request: HttpRequest, public_id: UUID, pk: int) -> HttpResponse:
    """Set a match aside: they are two persons."""
    found, form = _found(public_id), AsideForm(request.POST)
    if not form.is_valid():
        return _aside_again(request, found, pk, form, status=422)
    match = WatchMatch(pk=pk, delegate=found, basis=form.cleaned_data["basis"])
    try:
        actions.set_aside(actor=actor_of(request), match=match, words=form.cleaned_data["words"])
    except UserError as problem:
        return _aside_again(request, found, pk, form, status=problem.status, aside_problem=problem)
    messages.success(request, _("Match dismissed: %(who)s is a different person.") % {"who": found})
    wanted, after = _filter(request, actor_of(request)), Place.read(request.GET.get("after", ""))
    return redirect(reverse("accreditation:person", args=[public_id]) + wanted.query(after))


def _aside_again(
    request: HttpRequest, found: Delegate, pk: int, form: AsideForm, *, status: int, **more: Any
) -> HttpResponse:
    shown_risks = risks.risks_of(found)
    actions.read_watch(actor=actor_of(request), entries=[risk.match.entry for risk in shown_risks])
    aside = {"aside_form": form, "aside_at": pk, **more}
    return queue_page(request, found, status=status, opened=True, risks=shown_risks, **aside)


@staff("accreditation.read_documents")
@require_POST
@never_cache
def document(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the whole number of the identity document and the date of birth; each look is logged."""
    found = _found(public_id)
    number = decisions.read_document(actor=actor_of(request), delegate=found)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "desk/accreditation/review/_number.html", {"number": number, "born": _born(found)})
    return queue_page(request, found, opened=True, number=number or "–", born=_born(found))


@staff(SEE)
@require_safe
def photo(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    found = get_object_or_404(Delegate.objects.exclude(state="draft").only("photo"), public_id=public_id)
    return send_file(found.photo, max_age=PHOTO_SECONDS)


@staff(SEE)
@require_safe
def former_photo(request: HttpRequest, public_id: UUID, copy: int) -> HttpResponseBase:
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
    form: VersionForm,
    action: Callable[..., Any],
    done: str,
    opens: str = "",
) -> HttpResponse:
    """Take a decision and go on to the next person; a refusal is shown beside the buttons, with what was typed."""
    actor, found = actor_of(request), _found(public_id)
    again: dict[str, Any] = {"opened": True, "open": opens, "form": form}
    if not form.is_valid():
        return queue_page(request, found, status=422, **again)
    wanted = _filter(request, actor)
    following = queries.following(wanted, found)
    values = {name: value for name, value in form.cleaned_data.items() if name != "version"}
    try:
        action(actor=actor, delegate=found, expected_version=form.cleaned_data["version"], **values)
        undo.offer(request, action.__name__.strip("_"), [found])
    except UserError as problem:
        return queue_page(request, _found(public_id), status=problem.status, problem=problem, **again)
    messages.success(request, done % {"who": found})
    if following is None:
        return redirect(reverse("accreditation:queue") + wanted.query())
    after = Place.read(request.GET.get("after", ""))
    if after and Place.for_person(following) <= after:  # round again, from the start
        after = None
    return redirect(reverse("accreditation:person", args=[following.public_id]) + wanted.query(after))


def _filter(request: HttpRequest, actor: Actor) -> Filter:
    return Filter.read(request.GET, actor)


def queue_page(
    request: HttpRequest,
    found: Delegate | None = None,
    *,
    status: int = 200,
    problem: UserError | None = None,
    **more: Any,
) -> HttpResponse:
    """Render the three columns, with `found` open (None: the first of the page) and `more` in the context.

    Every page of the queue takes ten queries: four for the actor, the page, the person, the access log, the conference with the
    counts, notes verbales, audit log; and one each for a badge, remarks or an objection where there is one. Categories and parties'
    names are cached.
    """
    actor = actor_of(request)
    wanted, after = _filter(request, actor), Place.read(request.GET.get("after", ""))
    page = queries.page(wanted, after)
    if found is None and page.people:
        found = queries.person(page.people[0].public_id)
    if found is not None:
        access_log.person(request, found, QUEUE)
    opens = more.get("open") or request.GET.get("open", "")
    stamp = waiting_of(request, wanted if wanted.narrowed else None).stamp
    names, kinds = queries.names(stamp), queries.kinds(stamp)
    queue_context = _queue_context(request, wanted, after, page, names)
    context = {
        **queue_context,
        **_following_context(wanted, after, page, found),
        "kinds": kinds,
        "risks": None,
        "may": {verb: actor.may(f"accreditation.{verb}") for verb in VERBS}
        | {"manage": actor.may("accounts.manage"), "print": actor.may("badges.print")},
        "undo": undo.offered(request),
        "open": opens,
        "problem": problem,
        "ends": consequences.consequences_of(Step(found, leaves=True, refused=True))
        if found and opens == "refuse"
        else None,
        **(_person_context(request, found, kinds, names, queue_context["waiting"].conference) if found else {}),
        **more,
    }
    return render(request, "desk/accreditation/review/queue.html", context, status=status)


def _queue_context(
    request: HttpRequest, wanted: Filter, after: Place | None, page: queries.Page, names: queries.Names
) -> dict[str, Any]:
    waiting = waiting_of(request, wanted if wanted.narrowed else None)
    now, conference = clock.now(), waiting.conference
    may_flag, may_hold = (actor_of(request).may(right) for right in (risks.READ, risks.READ_HOLD))
    for one in [*page.people, *([page.beyond] if page.beyond else [])]:
        one.waits = presentation.age(one.submitted_at, now)  # type: ignore[attr-defined]
        one.party_name = _named(one, names)  # type: ignore[attr-defined]
        marks = (may_hold and risks.held_words(one)) or (may_flag and risks.flag_words(one)) or risks.double_words(one)
        one.flag = marks  # type: ignore[attr-defined]
    return {
        "wanted": wanted,
        "query": wanted.query(after),
        "start": wanted.query(),
        "later": wanted.query(Place.for_person(page.people[-1])) if page.beyond else "",
        "from_the_start": after is not None,
        "waiting": waiting,
        "oldest": presentation.age(waiting.oldest, now) if waiting.oldest else "",
        "names": names.by_code,
        "fit": waiting.fit,
        "fit_counted": waiting.fit is not None and waiting.fit <= queries.MOST_COUNTED,
        "groups": presentation.by_arrival(page.people, now, conference.zone) if conference else [],
    }


def _named(one: Delegate, names: queries.Names) -> str:
    party = one.delegation.party
    return names.by_code.get(party.code, party.en_short)


def _following_context(
    wanted: Filter, after: Place | None, page: queries.Page, found: Delegate | None
) -> dict[str, Any]:
    if found is None:
        return {"found": None}
    keys = [one.pk for one in page.people]
    if found.pk not in keys:
        behind = (one for one in page.people if Place.for_person(one) > Place.for_person(found))
        following = next(behind, page.people[0] if page.people else None)
        return {"found": found, "following": following, "next_query": wanted.query(after)}
    place = keys.index(found.pk) + 1
    last = place == len(page.people)
    return {
        "found": found,
        "place": place if after is None else 0,
        "following": page.beyond if last else page.people[place],
        "next_query": wanted.query(Place.for_person(page.people[-1]) if last else after),
    }


def _person_context(
    request: HttpRequest,
    found: Any,  # of queries.person, with its annotations
    kinds: dict[int, queries.Kind],
    names: queries.Names,
    conference: Conference | None,
) -> dict[str, Any]:
    actor, record = actor_of(request), queries.record_of(found)
    badge = Badge.objects.filter(delegate=found.pk, undone_at=None).order_by("-copy").first() if found.badged else None
    comparison = presentation.compared(found, badge, kinds)
    former = badge.shows.get("photo", "") if badge and comparison else ""
    party = found.delegation.party
    return {
        "kind": kinds[found.category_id],
        "badge": badge,
        "comparison": comparison,
        "former_photo": former if former and default_storage.exists(former) else "",
        "party_name": _named(found, names),
        "nationality": names.by_alpha2.get(found.nationality, found.nationality),
        "document": presentation.document_words(found),
        "born": None,  # with the number of the document, by a click that is logged
        # Who gets the mail of a decision, named before it is taken.
        "told": in_words((found.told or "").splitlines()) if actor.may(RETURN) else "",
        "notes": queries.notes_of(found),
        "record": [tell(entry) for entry in record],
        "undo_person": undo.of_person(actor, found, record[0] if record else None, undo.offered(request)),
        "remarks": risks.remarks_of(found) if found.remarks and actor.may(risks.REMARK) else [],
        "flag": risks.flag_words(found) if actor.may(risks.READ) else "",
        # One query more, for those to whom security objects alone.
        "hold": holds.in_force(found) if found.held and actor.may(risks.READ_HOLD) else None,
        "holdable": found.state in holds.HELD,
        "double": risks.double_words(found),
        "may_merge": actor.may("registration.merge"),
        "lacks": risks.lacks_of(found, conference) if conference else "",
        "mine": found.vetted_by_id is not None and found.vetted_by_id == actor.user_id,
        "return_reasons": _reasons(reasons.RETURN, party.language),
        "refuse_reasons": _reasons(reasons.REFUSE, party.language),
        "language": party.get_language_display(),
    }


def _born(found: Delegate) -> date | None:
    return date.fromisoformat(found.date_of_birth) if found.date_of_birth else None


def _reasons(table: tuple[reasons.Reason, ...], language: str) -> list[dict[str, str]]:
    return [{"code": reason.code, "label": str(reason.label), "words": reason.words_in(language)} for reason in table]


def waiting_of(request: HttpRequest, wanted: Filter | None = None) -> queries.Waiting:
    """Return how many wait, read once a request. Includes the conference, which the page shows anyway."""
    found: queries.Waiting | None = getattr(request, "_accreditation_waiting", None)
    if found is None:
        found = queries.waiting(wanted)
        request._accreditation_waiting = found  # type: ignore[attr-defined]
        request._conference = found.conference  # type: ignore[attr-defined]
    return found
