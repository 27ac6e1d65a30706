"""What of accreditation waits for staff, its figures on the desk, and the way from entry to badge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from conference.core import clock
from conference.core.access import Actor, Role
from conference.db.together import Part, Shared, counted
from conference.desk.registry import (
    Figure,
    Task,
    TaskKind,
    TaskList,
    Urgency,
    register_figures,
    register_panel,
    register_tasks,
)
from conference.look import lists
from conference.parties.models import Party
from conference.parties.queries import prefetch_names
from delegations.accreditation.holds.actions import HELD
from delegations.accreditation.models import LIVE, Badge, Hold, PassRequest, PrintJob
from delegations.accreditation.passes import queries as pass_queries
from delegations.accreditation.review import queries, risks
from delegations.accreditation.review.presentation import format_age
from delegations.accreditation.review.queries import STATE_OF, QueueFilter, WaitingCounts
from delegations.accreditation.watchlist.actions import COMPARED_STATES
from delegations.registration.desk_tasks import STATES, count_states, still_in_draft
from delegations.registration.models import Delegate
from delegations.registration.overview.person import name_and_page

SOON = timedelta(hours=24)
NAMED = 3  # persons or delegations

WAITING = Shared(queries.waiting_counts)
BADGES = Shared(lambda: Badge.objects.filter(state__in=LIVE).order_by().values_list("state").annotate(n=Count("pk")))

tasks = TaskList("accreditation")
badge_tasks, pass_tasks = TaskList("badges", Role.PRINT_ROOM), TaskList("passes")


COMPARED = (
    "found_at",
    "delegate__public_id",
    "delegate__state",
    *(f"delegate__{name}" for name in ("family_name", "given_names", "name_on_badge", "name_native")),
)


@register_tasks("accreditation.see", lambda: Delegate.objects.filter(state__in=STATE_OF.values()))
def deciding(actor: Actor) -> Part:
    """Yield persons who wait for each step, with those who arrive first; urgent when some arrive within a day."""
    counts, coming, to_decide, to_vet = yield [WAITING, _coming(), _first_of("decide"), _first_of("vet")]
    waiting, soon = queries.read_waiting(counts), dict(coming)
    if waiting.to_decide:
        yield _step("decide", waiting.to_decide, soon.get("vetted", 0), waiting, to_decide)
    if waiting.to_vet:
        yield _step("vet", waiting.to_vet, soon.get("submitted", 0), waiting, to_vet)


def _coming() -> QuerySet[Any]:
    rows = Delegate.objects.filter(state__in=STATE_OF.values(), queue_at__lte=clock.now() + SOON)
    return rows.order_by().values_list("state").annotate(n=Count("pk"))


def _first_of(step: str) -> QuerySet[Delegate]:
    rows = Delegate.objects.filter(state=STATE_OF[step]).order_by(*queries.ORDER)
    return rows.only("public_id", "family_name", "given_names", "name_on_badge", "name_native", "arrival")[:NAMED]


def _step(step: str, count: int, coming: int, waiting: WaitingCounts, first: Sequence[Delegate]) -> Task:
    if step == "decide":
        title = ngettext("%(n)s person awaits a decision", "%(n)s persons await a decision", count)
        remedy, owner = _("Decide on the first"), Role.ACCREDITATION
    else:
        title = ngettext("%(n)s person awaits vetting", "%(n)s persons await vetting", count)
        remedy, owner = _("Vet the first"), Role.SECURITY
    if coming:
        why = ngettext(
            "%(n)s has arrived or arrives within a day.", "%(n)s have arrived or arrive within a day.", coming
        ) % {"n": coming}
    else:
        why = _("None of them arrives within a day.")
    return _kind(step, _shown(count), urgent=bool(coming)).task(
        title=title,
        why=why,
        remedy=(remedy, reverse("accreditation:queue") + QueueFilter(step).query()),
        values={"n": _shown(count)},
        owner=owner,
        right=f"accreditation.{step}",
        at=waiting.oldest,
        due=first[0].arrival if first else None,
        names=tuple(name_and_page(member) for member in first),
    )


def _kind(key: str, word: str, *, urgent: bool) -> TaskKind:
    return tasks.kind(key, Urgency.NOW if urgent else Urgency.TODAY, "no" if urgent else "wait", "!", word)


def _shown(count: int) -> str:
    return str(count) if count <= queries.MOST_COUNTED else _("more than 1,000")


@dataclass(frozen=True)
class FunnelStep:
    """One bar from entry to badge: its label, how many came so far, and how many were lost or wait before the next."""

    label: str
    count: int
    drop: str
    share: int


def from_entry_to_badge(actor: Actor) -> Part:
    """Yield the desk's funnel: each number counts those who came at least so far."""
    states, badges = yield [STATES, BADGES]
    state, badge = count_states(states), dict(badges)
    draft, submitted, vetted = (state.get(name, 0) for name in ("draft", "submitted", "vetted"))
    returned, refused, accredited = (state.get(name, 0) for name in ("returned", "refused", "accredited"))
    queued, printed, collected = (badge.get(name, 0) for name in LIVE)
    sent = submitted + vetted + returned + refused + accredited
    if not draft + sent:
        return
    steps = [
        (_("Entered"), draft + sent, still_in_draft(draft)),
        (
            pgettext("persons", "Submitted"),
            sent,
            _("%(vet)d to vet, %(returned)d returned, %(refused)d refused")
            % {"vet": submitted, "returned": returned, "refused": refused},
        ),
        (pgettext("persons", "Vetted"), vetted + accredited, _("%(n)d awaiting a decision") % {"n": vetted}),
        (pgettext("persons", "Accredited"), accredited, _("%(n)d in the print queue") % {"n": queued}),
        (_("Badge printed"), printed + collected, _("%(n)d not collected") % {"n": printed}),
        (_("Badge collected"), collected, ""),
    ]
    yield tuple(FunnelStep(label, count, drop, round(1000 * count / (draft + sent))) for label, count, drop in steps)


def accredited(actor: Actor) -> Part:
    states, badges, counts = yield [STATES, BADGES, WAITING]
    state, badge, waiting = count_states(states), dict(badges), queries.read_waiting(counts)
    sent = sum(state.get(name, 0) for name in ("submitted", "vetted", "returned", "refused", "accredited"))
    total = sum(badge.values())
    printed, collected = badge.get("printed", 0) + badge.get("collected", 0), badge.get("collected", 0)
    note = ngettext("%(n)s waiting", "%(n)s waiting", waiting.total) % {"n": _shown(waiting.total)}
    if waiting.oldest:
        note = _("%(wait)s, the oldest %(age)s") % {"wait": note, "age": format_age(waiting.oldest, clock.now())}
    url = reverse("accreditation:queue") + QueueFilter("all").query()
    yield Figure(state.get("accredited", 0), _("persons accredited"), sent, note if waiting.total else "", url)
    yield Figure(printed, _("badges printed"), total, _("%(n)d queued") % {"n": badge.get("queued", 0)})
    yield Figure(collected, _("badges collected"), None, _("%(n)d at the counter") % {"n": badge.get("printed", 0)})


@register_tasks(risks.READ, lambda: risks.matches_in_force().filter(aside_at=None))
def flagged(actor: Actor) -> Part:
    """Yield persons whom the watch list may mean and whom nobody has compared: those with a badge first."""
    open_matches = (
        risks.matches_in_force().filter(aside_at=None, delegate__state__in=COMPARED_STATES).order_by("found_at", "pk")
    )
    (rows,) = yield [open_matches.select_related("delegate").only(*COMPARED)]
    people = {match.delegate_id: match for match in rows}
    if not people:
        return
    matches = sorted(people.values(), key=lambda match: match.delegate.state != "accredited")
    count, badges = len(matches), sum(match.delegate.state == "accredited" for match in matches)
    holding = ngettext("%(n)d of them is already accredited.", "%(n)d of them are already accredited.", badges)
    yield _kind("watch", str(count), urgent=bool(badges)).task(
        title=ngettext("%(n)d possible match with the watch list", "%(n)d possible matches with the watch list", count),
        why=holding % {"n": badges}
        if badges
        else _("They have not been compared yet; until then none of them can be accredited."),
        remedy=(_("Compare the first"), _page(matches[0].delegate, "watch")),
        values={"n": count},
        owner=Role.SECURITY,
        at=min(match.found_at for match in matches),
        names=tuple(name_and_page(match.delegate) for match in matches[:NAMED]),
    )


@register_tasks(risks.READ_HOLD, lambda: Hold.objects.filter(state="in_force"))
def objections(actor: Actor) -> Part:
    """Yield persons to whom security objects: those who are accredited all the same first."""
    in_force = Hold.objects.filter(state="in_force", delegate__state__in=HELD).select_related("delegate")
    (rows,) = yield [in_force.order_by("placed_at", "pk")]
    holds = sorted(rows, key=lambda hold: hold.delegate.state != "accredited")
    if not holds:
        return
    count, badges = len(holds), sum(hold.delegate.state == "accredited" for hold in holds)
    still_accredited = ngettext(
        "%(n)d of them is accredited, and the badge still gives access: send the person back to review.",
        "%(n)d of them are accredited, and the badges still give access: send them back to review.",
        badges,
    ) % {"n": badges}
    yield _kind("held", str(count), urgent=bool(badges)).task(
        title=ngettext("Security objects to %(n)d person", "Security objects to %(n)d persons", count),
        why=still_accredited if badges else _("They cannot be accredited until security lifts the objection."),
        remedy=(_("See the first: %(who)s"), _page(holds[0].delegate, "held")),
        values={"n": count, "who": holds[0].delegate},
        owner=Role.ACCREDITATION if badges else Role.SECURITY,
        at=min(hold.placed_at for hold in holds),
    )


def _page(delegate: Delegate, mark: str) -> str:
    return reverse("accreditation:person", args=[delegate.public_id]) + QueueFilter("all", mark=mark).query()


register_figures(20, "accreditation.see", accredited)
register_panel(20, "accreditation.see", "desk/accreditation/review/funnel.html", from_entry_to_badge)


@register_tasks(
    "badges.print", lambda: Badge.objects.filter(state="queued"), lambda: PrintJob.objects.filter(state="failed")
)
def printing(actor: Actor) -> Part:
    """Yield badges that wait to be printed, and a batch that failed, whoever asked for it."""
    queued = Badge.objects.filter(state="queued")
    failed_jobs = PrintJob.objects.filter(state="failed", ended_at__gt=clock.now() - SOON).select_related("owner")
    waiting, most, failed = yield [counted(queued, "queued_at"), _most_queued(), failed_jobs[:1]]
    first = yield from _first_in_line(dict(most))
    for count, since in waiting:
        yield badge_tasks.kind("queued", Urgency.TODAY, "wait", "→", str(count)).task(
            title=ngettext("%(n)d badge waits to be printed", "%(n)d badges wait to be printed", count),
            why=_("Until they are printed, their bearers cannot collect them."),
            remedy=(ngettext("Print %(n)d badge", "Print %(n)d badges", count), reverse("accreditation:badges")),
            values={"n": count},
            at=since,
            names=first,
        )
    for job in failed:
        yield badge_tasks.kind(f"batch.{job.pk}", Urgency.NOW, "no", "✕", _("Failed")).task(
            title=_("The batch of badges of %(who)s was not printed"),
            why="%(problem)s",
            remedy=(_("See the cause"), reverse("accreditation:batch", args=[job.public_id])),
            values={"who": job.owner, "problem": job.problem},
            at=job.ended_at,
        )


def _most_queued() -> QuerySet[Any]:
    queued = Badge.objects.filter(state="queued").order_by().values("delegate__delegation__party")
    counts = queued.annotate(n=Count("pk")).order_by("-n", "delegate__delegation__party")
    return counts.values_list("delegate__delegation__party", "n")[:NAMED]


def _first_in_line(most: Mapping[int, int]) -> Part:
    """Return the delegations with the most badges to print, each with its number and page."""
    if not most:
        return ()
    (rows,) = yield [prefetch_names(Party.objects.filter(pk__in=most), "")]
    parties = {party.pk: party for party in rows}
    return tuple(
        (lists.with_brackets(parties[pk].short, n), reverse("registration:desk_one", args=[parties[pk].slug]))
        for pk, n in most.items()
    )


@register_tasks("passes.lend", pass_queries.passes_to_take_back)
def passes_astray(actor: Actor) -> Part:
    """Yield passes and pins whose holders may no longer have them."""
    (rows,) = yield [pass_queries.passes_to_take_back()]
    if count := len(rows):
        yield pass_tasks.kind("astray", Urgency.TODAY, "no", "!", str(count)).task(
            title=ngettext("%(n)d pass to be returned", "%(n)d passes to be returned", count),
            why=_("Their holders are no longer accredited, or no longer head of delegation."),
            remedy=(_("See the holders"), reverse("accreditation:passes")),
            values={"n": count},
            owner=Role.PRINT_ROOM,
            names=tuple(name_and_page(row.member) for row in rows[:NAMED] if row.member),
        )


@register_tasks("passes.see", lambda: PassRequest.objects.filter(state="asked"))
def passes_asked(actor: Actor) -> Part:
    """Yield requests for passes that wait for a decision."""
    (requests,) = yield [counted(PassRequest.objects.filter(state="asked"), "asked_at")]
    for count, since in requests:
        yield pass_tasks.kind("asked", Urgency.TODAY, "wait", "!", str(count)).task(
            title=ngettext("%(n)d pass is asked for", "%(n)d passes are asked for", count),
            why=_("Delegations are informed of the decision by e-mail; what is granted is kept for them."),
            remedy=(_("Grant or decline"), reverse("accreditation:passes")),
            values={"n": count},
            owner=Role.ACCREDITATION,
            right="passes.allow",
            at=since,
        )
