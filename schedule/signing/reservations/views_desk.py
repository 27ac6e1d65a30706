import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from conference.core.access import Actor, actor_of, staff
from conference.core.errors import NotFound, NotPossible
from conference.treaties.models import Treaty
from conference.treaties.queries import current_treaty
from schedule.signing.entries import DONE, ReasonForm, save_entry
from schedule.signing.instruments.views_desk import of_treaty
from schedule.signing.reservations import actions, queries, wording
from schedule.signing.reservations.forms import (
    NoticeForm,
    ObjectionForm,
    ObjectionWithdrawalForm,
    RemovalForm,
    StatementWithdrawalForm,
)
from schedule.signing.reservations.models import Objection, UnilateralStatement

SEE = "instruments.see"
ENTER = actions.RIGHT


@staff(SEE)
@require_safe
@of_treaty
def listing(request: HttpRequest, treaty: Treaty) -> HttpResponse:
    """List all reservations and declarations with their standing, those with instruments to be accepted too."""
    rows = [(status, wording.STANDINGS[status.standing]) for status in queries.statuses(treaty)]
    return render(request, "desk/signing/reservations/list.html", {"treaty": treaty, "rows": rows})


def _treaty() -> Treaty:
    treaty = current_treaty()
    if treaty is None:
        raise NotFound
    return treaty


def _statement(public_id: uuid.UUID) -> UnilateralStatement:
    return get_object_or_404(queries.all_statements(_treaty()), public_id=public_id)


@staff(SEE)
@require_safe
def show_statement(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return _page(request, _statement(public_id))


def _page(request: HttpRequest, statement: UnilateralStatement, status: int = 200, **bound: Any) -> HttpResponse:
    treaty = _treaty()
    current = queries.status_of(treaty, statement, queries.latest_consents(treaty))
    parties = queries.possible_objectors(treaty, statement.party)
    unbound: dict[str, forms.Form] = {
        "notice": NoticeForm(auto_id="notice_%s"),
        "withdrawal": StatementWithdrawalForm(auto_id="withdrawal_%s"),
        "withdrawal_notice": NoticeForm(auto_id="withdrawal_notice_%s"),
        "removal": RemovalForm(auto_id="removal_%s"),
        "objection": ObjectionForm(parties=parties, auto_id="objection_%s"),
    }
    context = {
        "treaty": treaty,
        "row": current,
        "statement": statement,
        "explained": wording.explain(current),
        "objections": [
            (
                objection,
                wording.EFFECTS[objection.effect],
                ObjectionWithdrawalForm(
                    initial={"version": objection.objection.version}, auto_id=f"o{objection.objection.pk}_%s"
                ),
                ReasonForm(initial={"version": objection.objection.version}, auto_id=f"r{objection.objection.pk}_%s"),
            )
            for objection in current.objections
        ],
        "may_enter": actor_of(request).may(ENTER),
        "problem": next(iter(bound.values()), None),
        **unbound,
        **bound,
    }
    return render(request, "desk/signing/reservations/one.html", context, status=status)


@staff(ENTER)
@require_POST
def act(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Enter a notification, a withdrawal, or an objection: `do` says which."""
    statement, do = _statement(public_id), request.POST.get("do", "")
    parties = queries.possible_objectors(_treaty(), statement.party)
    acts: dict[str, tuple[Callable[..., object], Callable[[], forms.Form]]] = {
        "notice": (actions.enter_notice, lambda: NoticeForm(request.POST, auto_id="notice_%s")),
        "withdrawal": (actions.withdraw, lambda: StatementWithdrawalForm(request.POST, auto_id="withdrawal_%s")),
        "withdrawal_notice": (
            actions.enter_withdrawal_notice,
            lambda: NoticeForm(request.POST, auto_id="withdrawal_notice_%s"),
        ),
        "removal": (actions.remove_withdrawal, lambda: RemovalForm(request.POST, auto_id="removal_%s")),
        "objection": (
            actions.object_to,
            lambda: ObjectionForm(request.POST, parties=parties, auto_id="objection_%s"),
        ),
    }
    if do not in acts:
        raise NotPossible(_("The page was incomplete. Please open it again."))
    action, make_form = acts[do]
    form = make_form()
    status = save_entry(form, lambda values: action(actor=actor_of(request), statement=statement, **values))
    if status != DONE:
        return _page(request, _statement(public_id), status, **{do: form})
    messages.success(request, _("Saved: %(what)s.") % {"what": statement})
    return redirect("signing:reservation", public_id)


@staff(ENTER)
@require_POST
def objection_withdraw(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    def act(actor: Actor, objection: Objection, values: dict[str, Any]) -> None:
        received, version = values["received_on"], values["version"]
        actions.withdraw_objection(actor=actor, objection=objection, received_on=received, expected_version=version)

    return _change_objection(request, public_id, ObjectionWithdrawalForm(request.POST), act)


@staff(ENTER)
@require_POST
def objection_remove(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    def act(actor: Actor, objection: Objection, values: dict[str, Any]) -> None:
        reason, version = values["reason"], values["version"]
        actions.remove_objection(actor=actor, objection=objection, reason=reason, expected_version=version)

    return _change_objection(request, public_id, ReasonForm(request.POST), act)


def _change_objection(
    request: HttpRequest,
    public_id: uuid.UUID,
    form: forms.Form,
    act: Callable[[Actor, Objection, dict[str, Any]], None],
) -> HttpResponse:
    objection = get_object_or_404(Objection.objects.select_related("party", "statement"), public_id=public_id)
    status = save_entry(form, lambda values: act(actor_of(request), objection, values))
    statement = _statement(objection.statement.public_id)
    if status != DONE:
        return _page(request, statement, status, problem=form)
    messages.success(request, _("Saved: %(what)s.") % {"what": statement})
    return redirect("signing:reservation", statement.public_id)
