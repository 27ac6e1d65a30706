from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conference.core import characters
from conference.core.access import actor_of, staff
from conference.core.concurrency import VersionField
from conference.look.lists import join_sentences
from delegations.registration.delegations import access_log
from delegations.registration.duplicates import actions, queries
from delegations.registration.duplicates.actions import RIGHT, fields_to_fill
from delegations.registration.members.consequences import Step, consequences_of
from delegations.registration.models import Delegate

DOUBLES = "registration:doubles"


class StaysForm(characters.Form):
    """Which of two entries stays, with the versions that were on the screen."""

    stays = forms.TypedChoiceField(
        label=gettext_lazy("Which entry stays"),
        coerce=int,
        choices=[("1", gettext_lazy("The first entry stays")), ("2", gettext_lazy("The second entry stays"))],
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose which entry stays."),
            "invalid_choice": gettext_lazy("“%(value)s” is neither of the two entries. Choose which entry stays."),
        },
    )
    version1 = VersionField(min_value=1, max_value=10**9)
    version2 = VersionField(min_value=1, max_value=10**9)


@staff(RIGHT)
@require_safe
def list_pairs(request: HttpRequest) -> HttpResponse:
    pairs = queries.pairs()
    after = request.GET.get("after", "")
    rows, following = queries.find_page(pairs, after)
    access_log.log_persons(request, None, 2 * len(rows), DOUBLES)
    context = {
        "rows": rows,
        "count": len(pairs),
        "pager": {"next": f"?after={following}" if following else "", "previous": "?" if after else ""},
    }
    return render(request, "desk/registration/duplicates/doubles.html", context)


@staff(RIGHT)
@require_http_methods(["GET", "HEAD", "POST"])
def pair(request: HttpRequest, first: UUID, second: UUID) -> HttpResponse:
    double = queries.get_duplicate(first, second)
    posted = request.POST if request.method == "POST" else None
    form = StaysForm(posted, initial={"version1": double.first.version, "version2": double.second.version})
    sides = [(double.first, double.second), (double.second, double.first)]
    for member, _other in sides:
        access_log.log_person(request, member, DOUBLES)
    if posted is None or not form.is_valid():
        context = {
            "double": double,
            "form": form,
            "sides": [
                {"member": stays, "fills": _labels(stays, goes), "ends": consequences_of(Step(goes, leaves=True))}
                for stays, goes in sides
            ],
        }
        status = 200 if posted is None else 422
        return render(request, "desk/registration/duplicates/double.html", context, status=status)
    choice = form.cleaned_data["stays"]
    stays, goes = sides[choice - 1]
    stays_version, goes_version = form.cleaned_data[f"version{choice}"], form.cleaned_data[f"version{3 - choice}"]
    actor = actor_of(request)
    if double.one_delegation:
        actions.merge(actor=actor, stays=stays, goes=goes, stays_version=stays_version, goes_version=goes_version)
        message = _("%(who)s is one entry now; the other is withdrawn.")
    else:
        actions.withdraw_double(actor=actor, goes=goes, stays=stays, expected_version=goes_version)
        message = _("One entry of %(who)s stays; the other is withdrawn.")
    messages.success(request, join_sentences([message % {"who": stays}, _("The focal points are informed by e-mail.")]))
    return redirect("registration:desk_doubles")


def _labels(stays: Delegate, goes: Delegate) -> list[str]:
    fields: Any = Delegate._meta
    return [str(fields.get_field(name).verbose_name) for name in fields_to_fill(stays, goes)]


@staff(RIGHT)
@require_POST
def tell_apart(request: HttpRequest, first: UUID, second: UUID) -> HttpResponse:
    double = queries.get_duplicate(first, second)
    actions.tell_apart(actor=actor_of(request), first=double.first, second=double.second)
    message = _("%(one)s and %(other)s are recorded as two persons and will not be listed again.")
    messages.success(request, message % {"one": double.first, "other": double.second})
    return redirect("registration:desk_doubles")
