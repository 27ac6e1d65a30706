import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conference.core.access import actor_of, staff
from conference.core.concurrency import VersionForm
from conference.files.responses import send_file
from conference.models import today
from conference.treaties.models import Treaty
from conference.treaties.queries import current_treaty
from conference.treaties.statements import StatementText, find_required
from delegations.registration.delegations import access_log
from schedule.signing.appointments.notices import SIGNATORIES
from schedule.signing.entries import DONE, ReasonForm, save_entry, show_saved
from schedule.signing.instruments import actions, queries
from schedule.signing.instruments.forms import (
    CorrectInstrumentForm,
    DepositForm,
    ReminderForm,
    SupposeForm,
    WithdrawalForm,
)
from schedule.signing.instruments.models import Instrument, Reminder

SEE = "instruments.see"
ENTER = actions.RIGHT


def of_treaty(view: Callable[[HttpRequest, Treaty], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Pass the treaty to a view; before one is entered, show a page that says so."""

    @wraps(view)
    def wrapper(request: HttpRequest) -> HttpResponse:
        treaty = current_treaty()
        if treaty is None:
            return render(request, "desk/signing/instruments/none.html")
        return view(request, treaty)

    return wrapper


def _instrument(public_id: uuid.UUID) -> Instrument:
    instruments = Instrument.objects.select_related("party", "treaty", "entered_by", "accepted_by").prefetch_related(
        "party__names"
    )
    return get_object_or_404(instruments, public_id=public_id)


@staff(SEE)
@require_safe
@of_treaty
def listing(request: HttpRequest, treaty: Treaty) -> HttpResponse:
    """Show what was deposited, how far the treaty is, who is awaited and when they are reminded."""
    return _listing(request, treaty, ReminderForm())


def _listing(request: HttpRequest, treaty: Treaty, form: ReminderForm, status: int = 200) -> HttpResponse:
    instruments = list(queries.all_instruments(treaty))
    progress = queries.progress(treaty, instruments)
    context = {
        "treaty": treaty,
        "rows": [(instrument, queries.in_force_for(progress, instrument)) for instrument in instruments],
        "progress": progress,
        "awaited": queries.awaited(treaty),
        "reminders": treaty.reminders.select_related("planned_by"),
        "form": form,
        "may_enter": actor_of(request).may(ENTER),
    }
    return render(request, "desk/signing/instruments/list.html", context, status=status)


@staff(ENTER)
@require_http_methods(["GET", "HEAD", "POST"])
@of_treaty
def new(request: HttpRequest, treaty: Treaty) -> HttpResponse:
    parties, initial = queries.possible_parties(treaty), {"party": request.GET.get("party")}
    posted = request.POST if request.method == "POST" else None
    form, status = DepositForm(posted, request.FILES or None, treaty=treaty, parties=parties, initial=initial), 200

    def act(values: dict[str, Any]) -> None:
        actions.deposit(actor=actor_of(request), treaty=treaty, party=values["party"], content=form.content())

    if request.method == "POST":
        status = save_entry(form, act)
        if status == DONE:
            message, party = (
                _("The instrument of %(party)s is entered; another person accepts it."),
                form.cleaned_data["party"],
            )
            return show_saved(request, message, party, "signing:instruments")
    context = {"treaty": treaty, "form": form}
    return render(request, "desk/signing/instruments/new.html", context, status=status)


@staff(SEE)
@require_http_methods(["GET", "HEAD", "POST"])
def show_instrument(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show an instrument; who may enter instruments corrects it here."""
    instrument = _instrument(public_id)
    if request.method != "POST":
        return _page(request, instrument)
    form = CorrectInstrumentForm(request.POST, request.FILES, instrument=instrument)

    def act(values: dict[str, Any]) -> None:
        actions.correct(
            actor=actor_of(request),
            instrument=instrument,
            content=form.content(),
            reason=values["reason"],
            expected_version=values["version"],
        )

    return _finish(
        request,
        instrument,
        save_entry(form, act),
        _("The entry of %(party)s is corrected; another person accepts it."),
        correct_form=form,
    )


def _page(request: HttpRequest, instrument: Instrument, status: int = 200, **forms: Any) -> HttpResponse:
    progress, deposit = queries.progress_now(instrument.treaty), queries.deposit_of(instrument)
    version = {"version": instrument.version}
    context = {
        "instrument": instrument,
        "treaty": instrument.treaty,
        "withdrawal_opens": progress.withdrawal_dates(deposit, today()).opens if instrument.is_consent else None,
        "in_force_on": queries.in_force_for(progress, instrument),
        "statements": instrument.statements.all(),
        "confirmations": [
            (statement, statement.confirmed_by_id == instrument.pk)
            for statement in queries.reservations_to_confirm(instrument.treaty, instrument.party_id)
        ],
        "required": find_required(instrument.treaty, instrument.party, _texts(instrument)),
        "may_enter": actor_of(request).may(ENTER),
        "entered_by_reader": instrument.entered_by_id == actor_of(request).user_id,
        "accept_form": VersionForm(initial=version, auto_id="accept_%s"),
        "correct_form": CorrectInstrumentForm(instrument=instrument),
        "withdraw_form": WithdrawalForm(initial=version),
        "restore_form": ReasonForm(initial=version, auto_id="restore_%s"),
        "remove_form": ReasonForm(initial=version, auto_id="remove_%s"),
        **forms,
    }
    return render(request, "desk/signing/instruments/one.html", context, status=status)


def _texts(instrument: Instrument) -> list[StatementText]:
    statements = instrument.statements.all()
    return [StatementText(statement.kind, statement.provision, statement.text) for statement in statements]


def _finish(request: HttpRequest, instrument: Instrument, status: int, message: str, **forms: Any) -> HttpResponse:
    """Confirm what was done, or show the page with the refused form."""
    if status == DONE:
        return show_saved(request, message, instrument.party, "signing:instruments")
    return _page(request, _instrument(instrument.public_id), status, **forms)


@staff(ENTER)
@require_POST
def accept(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Accept an instrument that another person has entered."""
    instrument, form = _instrument(public_id), VersionForm(request.POST, auto_id="accept_%s")

    def act(values: dict[str, Any]) -> None:
        actions.accept(actor=actor_of(request), instrument=instrument, expected_version=values["version"])

    message = _("The instrument of %(party)s is accepted and counts.")
    return _finish(request, instrument, save_entry(form, act), message, accept_form=form)


@staff(SEE)
@require_safe
def scan(request: HttpRequest, public_id: uuid.UUID) -> HttpResponseBase:
    instrument = _instrument(public_id)
    access_log.log_persons(request, None, 1, SIGNATORIES)
    return send_file(instrument.scan, name=instrument.scan_name)


@staff(ENTER)
@require_POST
def withdraw(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    instrument, form = _instrument(public_id), WithdrawalForm(request.POST)

    def act(values: dict[str, Any]) -> None:
        received, version = values["received_on"], values["version"]
        actions.withdraw(actor=actor_of(request), instrument=instrument, received_on=received, expected_version=version)

    status = save_entry(form, act)
    return _finish(request, instrument, status, _("The withdrawal of %(party)s is entered."), withdraw_form=form)


@staff(ENTER)
@require_POST
def restore(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    message = _("The withdrawal of %(party)s is taken back; its instrument remains in force.")
    return _with_reason(request, public_id, actions.revoke_withdrawal, "restore", message)


@staff(ENTER)
@require_POST
def remove(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return _with_reason(request, public_id, actions.remove, "remove", _("The entry of %(party)s is removed."))


def _with_reason(
    request: HttpRequest, public_id: uuid.UUID, action: Callable[..., object], name: str, message: str
) -> HttpResponse:
    instrument, form = _instrument(public_id), ReasonForm(request.POST, auto_id=f"{name}_%s")

    def act(values: dict[str, Any]) -> None:
        reason, version = values["reason"], values["version"]
        action(actor=actor_of(request), instrument=instrument, reason=reason, expected_version=version)

    return _finish(request, instrument, save_entry(form, act), message, **{f"{name}_form": form})


@staff(SEE)
@require_safe
@of_treaty
def what_if(request: HttpRequest, treaty: Treaty) -> HttpResponse:
    """Show when the treaty would enter into force if certain instruments were deposited by a day."""
    form = SupposeForm(request.GET or None, treaty=treaty)
    progress, supposed, parties = queries.progress_now(treaty), None, []
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        parties = list(values["parties"].prefetch_related("names"))
        supposed = progress.supposing(parties, values["more"] or 0, values["day"])
    context = {
        "treaty": treaty,
        "form": form,
        "progress": progress,
        "supposed": supposed,
        "parties": parties,
    }
    return render(request, "desk/signing/instruments/what_if.html", context)


@staff(ENTER)
@require_POST
@of_treaty
def plan_reminder(request: HttpRequest, treaty: Treaty) -> HttpResponse:
    form = ReminderForm(request.POST)

    def act(values: dict[str, Any]) -> None:
        actions.plan_reminder(actor=actor_of(request), treaty=treaty, day=values["day"])

    status = save_entry(form, act, field="day")
    if status != DONE:
        return _listing(request, treaty, form, status)
    messages.success(request, _("The reminder is planned. It can be cancelled until that day."))
    return redirect("signing:instruments")


@staff(ENTER)
@require_POST
def cancel_reminder(request: HttpRequest, pk: int) -> HttpResponse:
    actions.cancel_reminder(actor=actor_of(request), reminder=get_object_or_404(Reminder, pk=pk))
    messages.success(request, _("The reminder is cancelled."))
    return redirect("signing:instruments")
