"""The seating at the desk: the plan, why somebody sits there, a move with its effects before it is made, tables, refusals.

What is chosen stands in the address (`who`, `to`, `sort`), so that every step works without scripts; seating.js only goes there faster.
"""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conference.core import access_log as reads
from conference.core import concurrency, parsing
from conference.core.access import actor_of, staff
from conference.core.errors import NotPossible, UserError
from conference.look.lists import join_sentences
from delegations.registration.delegations import access_log
from schedule.receptions.invitations.notices import GUESTS
from schedule.receptions.models import Reception, SeatingPlan
from schedule.receptions.seating import actions, queries
from schedule.receptions.seating.actions.seats import plan_move
from schedule.receptions.seating.drawing import content
from schedule.receptions.seating.drawing.content import label_of
from schedule.receptions.seating.explanations import effect_words
from schedule.receptions.seating.forms import GuestForm, KeepForm, MoveForm, PlanForm, TableForm, WishForm
from schedule.receptions.seating.notices import READ_REFUSALS
from schedule.receptions.seating.queries import Diner, LoadedPlan

RIGHT = "receptions.seat"
TEMPLATES = "desk/receptions/seating/"
SEAT = re.compile(r"(\d{1,3})-(\d{1,2})")
KEY = re.compile(r"\d{1,12}c?")  # of a person
SHOWN_VERSIONS = 8


@staff("receptions.see")
@require_safe
def page(request: HttpRequest, code: str) -> HttpResponse:
    reception = get_object_or_404(Reception.objects.select_related("room"), code=code)
    plan = queries.plan_of(code)
    if plan is None:
        context = {"reception": reception, "may_seat": actor_of(request).may(RIGHT)}
        return render(request, TEMPLATES + "none.html", context)
    return _show(request, plan)


def _show(request: HttpRequest, plan: SeatingPlan, *, with_refusals: bool = False) -> HttpResponse:
    world = queries.load_plan(plan)
    access_log.log_persons(request, plan.reception, len(world.diners), GUESTS)
    may_seat = actor_of(request).may(RIGHT)
    with_photo = actor_of(request).may("accreditation.see")
    who = request.GET.get("who", "")
    chosen = world.diners.get(who)
    target = _parse_seat(request.GET.get("to", ""))
    context = {
        "plan": plan,
        "reception": plan.reception,
        "may_seat": may_seat and plan.state == "open",
        "may_turn": may_seat,
        "with_refusals": with_refusals,
        **content.summary(world, with_refusals=with_refusals),
        **content.beside(world, with_refusals=with_refusals),
        "drawing": content.drawing(world, who, target),
        "chosen": content.chosen(world, chosen, with_photo=with_photo) if chosen else None,
        "chosen_query": f"who={chosen.key}&" if chosen else "",
        "target": target,
        "versions": list(plan.versions.select_related("made_by")[:SHOWN_VERSIONS]),
    }
    if context["may_seat"]:
        context |= _build_forms(request, world, chosen, target)
    return render(request, TEMPLATES + "seating.html", context)


def _parse_seat(text: str) -> tuple[int, int] | None:
    match = SEAT.fullmatch(text)
    return (int(match[1]), int(match[2])) if match else None


def _build_forms(
    request: HttpRequest, world: LoadedPlan, chosen: Diner | None, target: tuple[int, int] | None
) -> dict[str, Any]:
    version = {"version": world.plan.version}
    settings = {"companions": world.plan.companions, "alternate": world.plan.alternate}
    context: dict[str, Any] = {
        "plan_form": PlanForm(auto_id="plan_%s", initial={**version, **settings}),
        "wish_form": WishForm(auto_id="wish_%s", initial=version, world=world),
    }
    if chosen:
        rule = world.rule_of(chosen.invitation, chosen.companion)
        fixed = world.table_number.get(rule.table_id or 0) if rule else None
        initial = {**version, "key": chosen.key, "rank": rule.rank_id if rule else None, "table": fixed}
        context["guest_form"] = GuestForm(
            auto_id="guest_%s",
            initial=initial,
            tables=list(world.by_number),
            companion=chosen.companion,
            substitute=chosen.is_substitute,
        )
        if target:
            context["move"] = _preview_move(request, world, chosen, target)
    seat = target or (world.seats.get(chosen.key) if chosen else None)
    if seat and seat[0] in world.by_number:
        context["keep_form"] = KeepForm(auto_id="keep_%s", initial={**version, "table": seat[0], "seat": seat[1]})
        context["keep_seat"] = seat
        context["is_kept"] = seat in world.for_nobody or world.key_at.get(seat, "") in world.late
    return context


def _preview_move(request: HttpRequest, world: LoadedPlan, chosen: Diner, target: tuple[int, int]) -> dict[str, Any]:
    """Return what a move would change; `cannot` says why it is not possible."""
    table, seat = target
    sort = bool(request.GET.get("sort"))
    other = world.diners.get(world.key_at.get(target, ""))
    context: dict[str, Any] = {"table": table, "seat": seat, "other": other, "sort": sort}
    try:
        _after, effect = plan_move(world, chosen.key, table, seat, by_precedence=sort)
    except NotPossible as problem:
        return {**context, "cannot": str(problem)}
    initial = {"version": world.plan.version, "key": chosen.key, "table": table, "seat": seat, "sort": sort}
    form = MoveForm(auto_id="move_%s", initial=initial)
    form.fields["reason"].required = bool(effect.faults)
    if not effect.faults:
        del form.fields["reason"]
    changes = effect_words(effect, partial(label_of, world), str)
    return {**context, "changes": changes, "makes_fault": bool(effect.faults), "form": form}


# ---- what it does ----------------------------------------------------------------------------------------------------


@staff(RIGHT)
@require_POST
def begin(request: HttpRequest, code: str) -> HttpResponse:
    actions.make_plan(actor=actor_of(request), reception=get_object_or_404(Reception, code=code))
    messages.success(request, _("The seating plan is created. Add its tables."))
    return redirect("receptions:seating-tables", code)


@staff(RIGHT)
@require_POST
def act(request: HttpRequest, code: str) -> HttpResponse:
    """Run the action of the button named `do`, then show the plan. An unknown one changes nothing."""
    plan = get_object_or_404(SeatingPlan.objects.select_related("reception"), reception__code=code)
    do = request.POST.get("do", "")
    key = ""
    if do in HANDLERS:
        try:
            HANDLERS[do](request, plan)
            key = request.POST["key"] if do in ("move", "guest") else ""
        except UserError as problem:
            messages.error(request, str(problem))
            key = request.POST.get("back", "")
    query = f"?who={key}" if KEY.fullmatch(key) else ""
    return redirect(reverse("receptions:seating", args=[code]) + query)


def _common(request: HttpRequest, plan: SeatingPlan) -> dict[str, Any]:
    """Return actor, plan and the version of the page. A missing number counts as outdated."""
    version = concurrency.posted_version(request.POST)
    version = plan.version + 1 if version is None else version
    return {"actor": actor_of(request), "plan": plan, "expected_version": version}


def _clean(form: Any) -> dict[str, Any]:
    """Return a form's values but for the version. Raises NotPossible, which says what is wrong."""
    if not form.is_valid():
        raise NotPossible(join_sentences(error for errors in form.errors.values() for error in errors))
    return {name: value for name, value in form.cleaned_data.items() if name != "version"}


def _key(request: HttpRequest) -> str:
    key = request.POST.get("key", "")
    if not KEY.fullmatch(key):
        raise NotPossible(_("Choose a guest of this reception."))
    return key


def _number(request: HttpRequest, name: str) -> int:
    return parsing.number(request.POST.get(name)) or 0


def _seat_anew(request: HttpRequest, plan: SeatingPlan) -> None:
    seating = actions.seat_anew(**_common(request, plan))
    count, without = len(seating.seats), seating.value.unseated
    message = ngettext("%(n)d person is seated.", "%(n)d persons are seated.", count) % {"n": count}
    if without:
        unseated = ngettext("%(n)d has no seat.", "%(n)d have no seat.", without) % {"n": without}
        message = join_sentences([message, unseated])
    messages.success(request, message)


def _move(request: HttpRequest, plan: SeatingPlan) -> None:
    values = _clean(MoveForm(request.POST))
    actions.move_guest(**_common(request, plan), by_precedence=values.pop("sort"), **values)


def _restore(request: HttpRequest, plan: SeatingPlan) -> None:
    without_guest = actions.restore_version(**_common(request, plan), number=_number(request, "number"))
    if without_guest:
        message = ngettext(
            "%(n)d seat of the earlier version stays free: its guest no longer comes or has been replaced.",
            "%(n)d seats of the earlier version stay free: their guests no longer come or have been replaced.",
            without_guest,
        )
        messages.warning(request, message % {"n": without_guest})


def _set_guest(request: HttpRequest, plan: SeatingPlan) -> None:
    numbers = list(plan.tables.values_list("number", flat=True))
    invitation, companion = queries.split_key(_key(request))
    values = _clean(GuestForm(request.POST, tables=numbers, companion=companion))
    actions.set_guest(
        **_common(request, plan),
        invitation=invitation,
        companion=companion,
        rank=values["rank"],
        table=values.get("table"),
    )


def _set_wish(request: HttpRequest, plan: SeatingPlan) -> None:
    values = _clean(WishForm(request.POST, world=queries.load_plan(plan)))
    actions.set_wish(**_common(request, plan), reason=values.pop("wish_reason"), **values)


# By the names of the buttons.
HANDLERS: dict[str, Callable[[HttpRequest, SeatingPlan], Any]] = {
    "anew": _seat_anew,
    "move": _move,
    "take_away": lambda request, plan: actions.take_away(**_common(request, plan), key=_key(request)),
    "confirm": lambda request, plan: actions.confirm_seat(**_common(request, plan), key=_key(request)),
    "keep": lambda request, plan: actions.keep_seat(**_common(request, plan), **_clean(KeepForm(request.POST))),
    "release": lambda request, plan: actions.release_seat(
        **_common(request, plan), table=_number(request, "table"), seat=_number(request, "seat")
    ),
    "restore": _restore,
    "close": lambda request, plan: actions.close_plan(**_common(request, plan)),
    "open": lambda request, plan: actions.open_plan(**_common(request, plan)),
    "set": lambda request, plan: actions.set_plan(**_common(request, plan), **_clean(PlanForm(request.POST))),
    "guest": _set_guest,
    "wish": _set_wish,
    "unwish": lambda request, plan: actions.remove_wish(**_common(request, plan), wish=_number(request, "wish")),
}


@staff(RIGHT)
@require_http_methods(["GET", "HEAD", "POST"])
def tables(request: HttpRequest, code: str) -> HttpResponse:
    """Show the tables; add some, or change or remove that of `?number`."""
    plan = get_object_or_404(SeatingPlan.objects.select_related("reception__room"), reception__code=code)
    world = queries.load_plan(plan)
    row = world.by_number.get(parsing.number(request.GET.get("number")) or 0)
    if request.method == "POST" and request.POST.get("do") == "remove" and row:
        unseated = actions.remove_table(**_common(request, plan), number=row.number)
        message = ngettext(
            "Removed; %(n)d person has no seat now.", "Removed; %(n)d persons have no seat now.", unseated
        )
        messages.success(request, message % {"n": unseated})
        return redirect("receptions:seating-tables", code)
    initial: dict[str, Any] = {"version": plan.version, "count": 1, "seats": 10, "with_companions": True}
    if row:
        initial |= {name: getattr(row, name) for name in ("shape", "seats", "host_name", "host_languages")}
        initial["with_companions"] = row.for_couples
        initial["host"] = queries.split_key(world.presiding[row.number])[0] if row.number in world.presiding else None
    number = row.number if row else 0
    form = TableForm(request.POST if request.method == "POST" else None, initial=initial, world=world, number=number)
    if form.is_bound and form.is_valid():
        try:
            if row:
                actions.change_table(**_common(request, plan), number=row.number, values=form.values())
            else:
                actions.add_tables(**_common(request, plan), values=form.values(), count=form.cleaned_data["count"])
            return redirect("receptions:seating-tables", code)
        except UserError as problem:
            form.add_error(None, str(problem))
    access_log.log_persons(request, plan.reception, len(world.diners), GUESTS)
    rows = [(table, world.host_called(table)) for table in world.tables]
    context = {"plan": plan, "reception": plan.reception, "rows": rows, "row": row, "form": form}
    return render(request, TEMPLATES + "tables.html", context, status=422 if form.errors else 200)


@staff(RIGHT)
@require_POST
# no action: shows what a change would leave out
def refusals(request: HttpRequest, code: str) -> HttpResponse:
    """Show the plan with refusals, and log who looked."""
    plan = get_object_or_404(SeatingPlan.objects.select_related("reception__room"), reception__code=code)
    reads.log_read(actor=actor_of(request), of=plan, verb=READ_REFUSALS, right=RIGHT)
    return _show(request, plan, with_refusals=True)
