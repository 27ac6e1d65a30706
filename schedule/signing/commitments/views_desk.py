import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conference.core.access import actor_of, staff
from conference.core.errors import UserError
from conference.models import today
from conference.parties.models import Party
from conference.parties.queries import alphabet, prefetch_names
from schedule.signing.commitments import actions, queries
from schedule.signing.commitments.forms import CorrectCommitmentForm, FollowUpForm, NewCommitmentForm
from schedule.signing.commitments.models import Commitment
from schedule.signing.entries import DONE, ReasonForm, save_entry, show_saved

SEE = "commitments.see"
RECORD = actions.RIGHT


def _commitment(public_id: uuid.UUID) -> Commitment:
    commitments = Commitment.objects.select_related("party").prefetch_related("party__names")
    return get_object_or_404(commitments, public_id=public_id)


@staff(SEE)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """List what parties undertook, by party, with how it stands."""
    context = {"rows": list(queries.standing()), "today": today(), "may_record": actor_of(request).may(RECORD)}
    return render(request, "desk/signing/commitments/list.html", context)


@staff(RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    parties = prefetch_names(Party.objects.filter(delegation__isnull=False), "").order_by(alphabet())
    form, status = NewCommitmentForm(request.POST or None, parties=parties), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            party = form.cleaned_data["party"]
            try:
                made = actions.record(actor=actor_of(request), party=party, content=form.content())
            except UserError as refusal:
                form.add_error(None, str(refusal))
                status = refusal.status
            else:
                message = _("The commitment of %(party)s is recorded.")
                return show_saved(request, message, party, "signing:commitment", made.public_id)
    return render(request, "desk/signing/commitments/new.html", {"form": form}, status=status)


@staff(SEE)
@require_safe
def show_commitment(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show a commitment with its history; who may record commitments enters here how it stands."""
    return _page(request, _commitment(public_id))


def _page(request: HttpRequest, commitment: Commitment, status: int = 200, **forms: Any) -> HttpResponse:
    standing = {
        "version": commitment.version,
        "state": commitment.state,
        "since": today(),
        "progress": commitment.progress,
    }
    context = {
        "commitment": commitment,
        "history": queries.history(commitment),
        "may_record": actor_of(request).may(RECORD) and commitment.state != Commitment.State.REMOVED,
        "follow_form": FollowUpForm(initial=standing, auto_id="follow_%s"),
        "remove_form": ReasonForm(initial={"version": commitment.version}, auto_id="remove_%s"),
        **forms,
    }
    return render(request, "desk/signing/commitments/one.html", context, status=status)


@staff(RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    commitment, status = _commitment(public_id), 200
    form = CorrectCommitmentForm(request.POST or None, commitment=commitment)

    def act(values: dict[str, Any]) -> None:
        actions.correct(
            actor=actor_of(request),
            commitment=commitment,
            content=form.content(),
            reason=values["reason"],
            expected_version=values["version"],
        )

    if request.method == "POST":
        status = save_entry(form, act)
        if status == DONE:
            message = _("The entry of %(party)s is corrected.")
            return show_saved(request, message, commitment.party, "signing:commitment", public_id)
    context = {"commitment": commitment, "form": form}
    return render(request, "desk/signing/commitments/correct.html", context, status=status)


def _finish(request: HttpRequest, commitment: Commitment, status: int, message: str, **forms: Any) -> HttpResponse:
    """Confirm what was done, or show the page with the refused form."""
    if status == DONE:
        return show_saved(request, message, commitment.party, "signing:commitments")
    return _page(request, _commitment(commitment.public_id), status, **forms)


@staff(RECORD)
@require_POST
def follow_up(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    commitment, form = _commitment(public_id), FollowUpForm(request.POST, auto_id="follow_%s")

    def act(values: dict[str, Any]) -> None:
        version = values.pop("version")
        actions.follow_up(actor=actor_of(request), commitment=commitment, expected_version=version, **values)

    message = _("How the commitment of %(party)s stands is entered.")
    return _finish(request, commitment, save_entry(form, act), message, follow_form=form)


@staff(RECORD)
@require_POST
def remove(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    commitment, form = _commitment(public_id), ReasonForm(request.POST, auto_id="remove_%s")

    def act(values: dict[str, Any]) -> None:
        reason, version = values["reason"], values["version"]
        actions.remove(actor=actor_of(request), commitment=commitment, reason=reason, expected_version=version)

    return _finish(
        request, commitment, save_entry(form, act), _("The entry of %(party)s is removed."), remove_form=form
    )
