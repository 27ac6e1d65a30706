"""Views of the officers: the queue with one person open in it, and what is done about that person."""

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

from conference.audit.sentences import describe_entry
from conference.core import clock
from conference.core import undo as core_undo
from conference.core.access import actor_of, staff
from conference.core.concurrency import VersionForm
from conference.core.errors import UserError
from conference.files.responses import send_file
from conference.look.lists import in_words, join_sentences
from conference.models import Conference
from delegations.accreditation.holds import actions as holds
from delegations.accreditation.models import Badge, WatchMatch
from delegations.accreditation.review import presentation, queries, reasons, risks, undo
from delegations.accreditation.review.actions import decisions, remarks
from delegations.accreditation.review.forms import AsideForm, ReasonForm, RemarkForm
from delegations.accreditation.review.queries import QueueFilter, QueuePlace
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
def show_person(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return queue_page(request, get_person(public_id), opened=True)


@staff("accreditation.vet")
@require_POST
def vet(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _decide(request, public_id, VersionForm(request.POST), decisions.vet, _("%(who)s is vetted."))


@staff("accreditation.decide")
@require_POST
def accredit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    message = _("%(who)s is accredited; the badge is in the print queue.")
    return _decide(request, public_id, VersionForm(request.POST), decisions.accredit, message)


@staff("accreditation.return")
@require_POST
def return_(request: HttpRequest, public_id: UUID) -> HttpResponse:
    message = _("%(who)s is returned for correction; the focal points are informed of the reason.")
    message = join_sentences([message, core_undo.mail_note()])
    return _decide(request, public_id, ReasonForm(reasons.RETURN, request.POST), decisions.return_, message, "return")


@staff("accreditation.decide")
@require_POST
def refuse_person(request: HttpRequest, public_id: UUID) -> HttpResponse:
    message = _("%(who)s is refused; the focal points are informed of the reason.")
    return _decide(
        request, public_id, ReasonForm(reasons.REFUSE, request.POST), decisions.refuse_accreditation, message, "refuse"
    )


def _decide(
    request: HttpRequest, public_id: UUID, form: VersionForm, action: Callable[..., Any], message: str, opens: str = ""
) -> HttpResponse:
    delegate = get_person(public_id)
    if refusal := act_on_person(request, delegate, form, action, opens):
        return refusal
    undo.store_offer(request, action.__name__.strip("_"), [delegate])
    messages.success(request, message % {"who": delegate})
    wanted, after = _filter_and_place(request)
    following = queries.get_following(wanted, delegate)
    if following is None:
        return redirect(reverse(QUEUE) + wanted.query())
    if after and QueuePlace.for_person(following) <= after:  # round again, from the start
        after = None
    return redirect(reverse("accreditation:person", args=[following.public_id]) + wanted.query(after))


def act_on_person(
    request: HttpRequest, delegate: Delegate, form: VersionForm, action: Callable[..., Any], opens: str
) -> HttpResponse | None:
    """Take an action with the form's values. Return None when it is done, else the page with the refusal and the form opened in it."""
    page: dict[str, Any] = {"opened": True, "open": opens, "form": form}
    if not form.is_valid():
        return queue_page(request, delegate, status=422, **page)
    values = {**form.cleaned_data, "expected_version": form.cleaned_data["version"]}
    del values["version"]
    try:
        action(actor=actor_of(request), delegate=delegate, **values)
    except UserError as problem:
        return queue_page(request, get_person(delegate.public_id), status=problem.status, problem=problem, **page)
    return None


def redirect_to_person(request: HttpRequest, public_id: UUID, opens: str = "") -> HttpResponse:
    """Show the person again at the same place of the queue, with the form `opens`."""
    wanted, after = _filter_and_place(request)
    query = wanted.query(after) + (f"&open={opens}" if opens else "")
    return redirect(reverse("accreditation:person", args=[public_id]) + query)


def _filter_and_place(request: HttpRequest) -> tuple[QueueFilter, QueuePlace | None]:
    return QueueFilter.read(request.GET, actor_of(request)), QueuePlace.read(request.GET.get("after", ""))


@staff("accreditation.decide")
@require_safe
def refusal_ends(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Return the part of the page that says what a refusal would end. It is read only when the form is opened."""
    context = {"ends": _refusal_ends(get_person(public_id))}
    return render(request, "desk/accreditation/review/_refusal_ends.html", context)


@staff(risks.REMARK)
@require_POST
def remark(request: HttpRequest, public_id: UUID) -> HttpResponse:
    delegate, form = get_person(public_id), RemarkForm(request.POST)
    if not form.is_valid():
        return queue_page(request, delegate, status=422, opened=True, open="remark", form=form)
    remarks.remark(actor=actor_of(request), delegate=delegate, text=form.cleaned_data["text"])
    messages.success(request, _("Your remark is saved. Staff can read it; delegations cannot."))
    return redirect_to_person(request, public_id)


@staff(risks.READ)
@require_POST
@never_cache
def watch(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show whom the watch list may mean by this person, with the reasons; each look is logged."""
    return _show_risks(request, get_person(public_id))


def _show_risks(request: HttpRequest, delegate: Delegate, **more: Any) -> HttpResponse:
    shown_risks = risks.get_risks(delegate)
    actions.read_watch(actor=actor_of(request), entries=[risk.match.entry for risk in shown_risks])
    return queue_page(request, delegate, opened=True, risks=shown_risks, **more)


@staff(risks.READ)
@require_POST
@never_cache
def aside(request: HttpRequest, public_id: UUID, pk: int) -> HttpResponse:
    delegate, form = get_person(public_id), AsideForm(request.POST)
    if not form.is_valid():
        return _show_risks(request, delegate, status=422, aside_form=form, aside_at=pk)
    match = WatchMatch(pk=pk, delegate=delegate, basis=form.cleaned_data["basis"])
    try:
        actions.set_aside(actor=actor_of(request), match=match, explanation=form.cleaned_data["explanation"])
    except UserError as problem:
        shown = {"aside_form": form, "aside_at": pk, "aside_problem": problem}
        return _show_risks(request, delegate, status=problem.status, **shown)
    messages.success(request, _("Match dismissed: %(who)s is a different person.") % {"who": delegate})
    return redirect_to_person(request, public_id)


@staff("accreditation.read_documents")
@require_POST
@never_cache
def document(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the whole number of the identity document and the date of birth; each look is logged."""
    delegate = get_person(public_id)
    number = decisions.read_document(actor=actor_of(request), delegate=delegate)
    born = date.fromisoformat(delegate.date_of_birth) if delegate.date_of_birth else None
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "desk/accreditation/review/_number.html", {"number": number, "born": born})
    return queue_page(request, delegate, opened=True, number=number or "–", born=born)


@staff(SEE)
@require_safe
def photo(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    delegate = get_object_or_404(Delegate.objects.exclude(state="draft").only("photo"), public_id=public_id)
    return send_file(delegate.photo, max_age=PHOTO_SECONDS)


@staff(SEE)
@require_safe
def former_photo(request: HttpRequest, public_id: UUID, copy: int) -> HttpResponseBase:
    badge = get_object_or_404(Badge, delegate__public_id=public_id, copy=copy)
    field = Delegate(photo=badge.shows.get("photo", "")).photo
    return send_file(field, max_age=PHOTO_SECONDS)


def get_person(public_id: UUID) -> Delegate:
    """Return somebody whom a delegation has submitted, else raise Http404."""
    delegate = queries.get_person(public_id)
    if delegate is None:
        raise Http404
    return delegate


def queue_page(
    request: HttpRequest,
    delegate: Delegate | None = None,
    *,
    status: int = 200,
    problem: UserError | None = None,
    **more: Any,
) -> HttpResponse:
    """Render the three columns, with `delegate` open (None: the first of the page) and `more` in the context.

    Every page takes ten queries: four for the actor, the page, the person, the access log, the conference with the counts, notes
    verbales, audit log; and one each for a badge, remarks or an objection where there is one.
    """
    actor = actor_of(request)
    wanted, after = _filter_and_place(request)
    page = queries.get_page(wanted, after)
    if delegate is None and page.people:
        delegate = queries.get_person(page.people[0].public_id)
    if delegate is not None:
        access_log.log_person(request, delegate, QUEUE)
    opens = more.get("open") or request.GET.get("open", "")
    stamp = waiting_of(request, wanted if wanted.narrowed else None).stamp
    names, kinds = queries.get_party_names(stamp), queries.get_categories(stamp)
    queue_context = _queue_context(request, wanted, after, page, names)
    context = {
        **queue_context,
        **_following_context(wanted, after, page, delegate),
        "kinds": kinds,
        "risks": None,
        "may": {verb: actor.may(f"accreditation.{verb}") for verb in VERBS}
        | {"manage": actor.may("accounts.manage"), "print": actor.may("badges.print")},
        "undo": undo.get_offer(request),
        "open": opens,
        "problem": problem,
        "ends": _refusal_ends(delegate) if delegate and opens == "refuse" else None,
        **(_person_context(request, delegate, kinds, names, queue_context["waiting"].conference) if delegate else {}),
        **more,
    }
    return render(request, "desk/accreditation/review/queue.html", context, status=status)


def _refusal_ends(delegate: Delegate) -> Any:
    return consequences.consequences_of(Step(delegate, leaves=True, refused=True))


def _queue_context(
    request: HttpRequest,
    wanted: QueueFilter,
    after: QueuePlace | None,
    page: queries.QueuePage,
    names: queries.PartyNames,
) -> dict[str, Any]:
    waiting = waiting_of(request, wanted if wanted.narrowed else None)
    now, conference = clock.now(), waiting.conference
    may_flag, may_hold = (actor_of(request).may(right) for right in (risks.READ, risks.READ_HOLD))
    for person in [*page.people, *([page.beyond] if page.beyond else [])]:
        person.waits = presentation.format_age(person.submitted_at, now)  # type: ignore[attr-defined]
        party = person.delegation.party
        person.party_name = names.by_code.get(party.code, party.en_short)  # type: ignore[attr-defined]
        hold_mark, watch_mark = may_hold and risks.hold_mark(person), may_flag and risks.watch_mark(person)
        person.flag = hold_mark or watch_mark or risks.document_mark(person)  # type: ignore[attr-defined]
    return {
        "wanted": wanted,
        "query": wanted.query(after),
        "start": wanted.query(),
        "later": wanted.query(QueuePlace.for_person(page.people[-1])) if page.beyond else "",
        "from_the_start": after is not None,
        "waiting": waiting,
        "oldest": presentation.format_age(waiting.oldest, now) if waiting.oldest else "",
        "names": names.by_code,
        "fit": waiting.fit,
        "fit_counted": waiting.fit is not None and waiting.fit <= queries.MOST_COUNTED,
        "groups": presentation.group_by_arrival(page.people, now, conference.zone) if conference else [],
    }


def _following_context(
    wanted: QueueFilter, after: QueuePlace | None, page: queries.QueuePage, delegate: Delegate | None
) -> dict[str, Any]:
    if delegate is None:
        return {"delegate": None}
    keys = [person.pk for person in page.people]
    if delegate.pk not in keys:
        behind = (person for person in page.people if QueuePlace.for_person(person) > QueuePlace.for_person(delegate))
        following = next(behind, page.people[0] if page.people else None)
        return {"delegate": delegate, "following": following, "next_query": wanted.query(after)}
    place = keys.index(delegate.pk) + 1
    last = place == len(page.people)
    return {
        "delegate": delegate,
        "place": place if after is None else 0,
        "following": page.beyond if last else page.people[place],
        "next_query": wanted.query(QueuePlace.for_person(page.people[-1]) if last else after),
    }


def _person_context(
    request: HttpRequest,
    delegate: Any,  # of queries.find_person, with its annotations
    kinds: dict[int, queries.CategorySummary],
    names: queries.PartyNames,
    conference: Conference | None,
) -> dict[str, Any]:
    actor = actor_of(request)
    record = queries.get_recent_entries(delegate, actor)
    badges = Badge.objects.filter(delegate=delegate.pk, undone_at=None).order_by("-copy")
    badge = badges.first() if delegate.badged else None
    comparison = presentation.compare_with_badge(delegate, badge, kinds)
    former = badge.shows.get("photo", "") if badge and comparison else ""
    party = delegate.delegation.party
    # One query more, for those to whom security objects alone.
    hold = holds.in_force(delegate) if delegate.held and actor.may(risks.READ_HOLD) else None
    return {
        "kind": kinds[delegate.category_id],
        "badge": badge,
        "comparison": comparison,
        "former_photo": former if former and default_storage.exists(former) else "",
        "party_name": names.by_code.get(party.code, party.en_short),
        "nationality": names.by_alpha2.get(delegate.nationality, delegate.nationality),
        "document": presentation.describe_document(delegate),
        "born": None,  # with the number of the document, by a click that is logged
        # Who gets the mail of a decision, named before it is taken.
        "recipients": in_words((delegate.told or "").splitlines()) if actor.may(RETURN) else "",
        "may_read_notes": actor.may("registration.take_note"),
        "notes": queries.get_notes(delegate) if actor.may("registration.take_note") else [],
        "record": [describe_entry(entry) for entry in record],
        "undo_person": undo.get_person_offer(actor, delegate, record[0] if record else None, undo.get_offer(request)),
        "remarks": risks.get_remarks(delegate) if delegate.remarks and actor.may(risks.REMARK) else [],
        "flag": risks.watch_mark(delegate) if actor.may(risks.READ) else "",
        "hold": hold,
        "may_reopen": actor.may("accreditation.decide") or (hold is not None and actor.may(holds.RIGHT)),
        "holdable": delegate.state in holds.HELD,
        "double": risks.document_mark(delegate),
        "may_merge": actor.may("registration.merge"),
        "lacks": risks.describe_missing(delegate, conference) if conference else "",
        "mine": delegate.vetted_by_id is not None and delegate.vetted_by_id == actor.user_id,
        "return_reasons": reasons.choices(reasons.RETURN, party.language),
        "refuse_reasons": reasons.choices(reasons.REFUSE, party.language),
        "language": party.get_language_display(),
    }


def waiting_of(request: HttpRequest, wanted: QueueFilter | None = None) -> queries.WaitingCounts:
    """Return how many wait, read once a request. Includes the conference, which the page shows anyway."""
    counts: queries.WaitingCounts | None = getattr(request, "_accreditation_waiting", None)
    if counts is None:
        counts = queries.count_waiting(wanted)
        request._accreditation_waiting = counts  # type: ignore[attr-defined]
        request._conference = counts.conference  # type: ignore[attr-defined]
    return counts
