from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from conference.core import characters
from conference.core.access import actor_of, staff
from conference.core.concurrency import VersionField
from conference.core.errors import UserError
from conference.parties import actions, seating
from conference.parties.actions import Lot
from conference.parties.models import FirstSeat, Party
from delegations.registration.members.fields import NameField
from delegations.registration.seating import queries


class FirstSeatForm(characters.Form):
    """A lot to be drawn here, or one that was drawn in the hall, after the draw `last`."""

    not_printed = ("told_letter", "reason")  # a letter of the Latin alphabet, and on pages
    kind = forms.ChoiceField(
        label=gettext_lazy("Draw"),
        choices=[("party", gettext_lazy("A party")), ("letter", gettext_lazy("A letter"))],
        initial="party",
        widget=forms.RadioSelect,
    )
    told_party = forms.ChoiceField(
        label=gettext_lazy("Party drawn in the hall"),
        required=False,
        help_text=gettext_lazy("Leave empty to draw the lot here."),
    )
    told_letter = forms.CharField(
        label=gettext_lazy("Letter drawn in the hall"),
        required=False,
        max_length=1,
        help_text=gettext_lazy("Leave empty to draw the lot here."),
    )
    together = forms.BooleanField(
        label=gettext_lazy("Seat observers and organizations in the same alphabetical order"),
        required=False,
        help_text=gettext_lazy("Otherwise they are seated after the Member States."),
    )
    reason = NameField(label=gettext_lazy("Reason for a further draw"), required=False, max_length=300)
    expected_version = VersionField(min_value=0)

    def __init__(self, data: Any = None, *, present: Iterable[Party], last: FirstSeat | None) -> None:
        number = last.number if last else 0
        super().__init__(data, initial={"expected_version": number, "together": bool(last and last.together)})
        fields: dict[str, Any] = self.fields
        parties = seating.who_can_be_drawn(present, together=True)
        fields["told_party"].choices = [("", "–"), *((party.code, party.short) for party in parties)]
        if not number:
            del fields["reason"]

    def get_lot(self) -> Lot:
        values = self.cleaned_data
        return Lot(
            values["kind"] == "letter", values[f"told_{values['kind']}"], values["together"], values.get("reason", "")
        )


@staff("seating.see")
@require_safe
def show_seating(request: HttpRequest) -> HttpResponse:
    first, present = queries.first_seat(), queries.present()
    actor = actor_of(request)
    context = {
        "parties": seating.order(present, first),
        "first": first,
        "description": queries.describe(first),
        "draws": FirstSeat.objects.select_related("party", "drawn_by"),
        "may_draw": actor.may("seating.draw") and bool(present),
        "may_print": actor.may("prints.see"),
    }
    return render(request, "desk/registration/seating/seating.html", context)


@staff("seating.draw")
@require_http_methods(["GET", "HEAD", "POST"])
def draw(request: HttpRequest) -> HttpResponse:
    """Draw the first seat by lot, or enter the lot that was drawn in the hall. A further draw needs a reason."""
    first, present = queries.first_seat(), queries.present()
    form = FirstSeatForm(request.POST if request.method == "POST" else None, present=present, last=first)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        version = form.cleaned_data["expected_version"]
        try:
            seat = actions.draw_first_seat(
                actor=actor_of(request), present=present, lot=form.get_lot(), expected_version=version
            )
        except UserError as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
        else:
            messages.success(request, _("The first seat is %(what)s.") % {"what": seat})
            return redirect("registration:seating")
    context = {"form": form, "first": first, "description": queries.describe(first)}
    return render(request, "desk/registration/seating/seating_draw.html", context, status=status)
