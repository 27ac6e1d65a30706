from __future__ import annotations

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
from conference.look.lists import sentences
from delegations.registration.delegations import access_log
from delegations.registration.duplicates import actions, queries
from delegations.registration.duplicates.actions import RIGHT, filling
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
def listing(request: HttpRequest) -> HttpResponse:
    found = queries.pairs()
    after = request.GET.get("after", "")
    rows, following = queries.page(found, after)
    access_log.persons(request, None, 2 * len(rows), DOUBLES)
    context = {
        "rows": rows,
        "count": len(found),
        "pager": {"next": f"?after={following}" if following else "", "previous": "?" if after else ""},
    }
    return render(request, "desk/registration/duplicates/doubles.html", context)


@staff(RIGHT)
@require_http_methods(["GET", "HEAD", "POST"])
def pair(request: HttpRequest, one: UUID, other: UUID) -> HttpResponse:
    found = queries.get_duplicate(one, other)
    posted = request.POST if request.method == "POST" else None
    versions = {"version1": found.one.version, "version2": found.other.version}
    form = StaysForm(posted, initial=versions)
    for person in (found.one, found.other):
        access_log.person(request, person, DOUBLES)
    if posted is None or not form.is_valid():
        status = 200 if posted is None else 422
        return render(request, "desk/registration/duplicates/double.html", _context(found, form), status=status)
    seen = (form.cleaned_data["version1"], form.cleaned_data["version2"])
    first = form.cleaned_data["stays"] == 1
    stays, goes = (found.one, found.other) if first else (found.other, found.one)
    seen_stays, seen_goes = seen if first else seen[::-1]
    actor = actor_of(request)
    if found.one_delegation:
        actions.merge(actor=actor, stays=stays, goes=goes, seen_stays=seen_stays, seen_goes=seen_goes)
        text = _("%(who)s is one entry now; the other is withdrawn.")
    else:
        actions.withdraw_double(actor=actor, goes=goes, stays=stays, expected_version=seen_goes)
        text = _("One entry of %(who)s stays; the other is withdrawn.")
    messages.success(request, sentences([text % {"who": stays}, _("The focal points are informed by e-mail.")]))
    return redirect("registration:desk_doubles")


def _context(found: queries.Duplicate, form: StaysForm) -> dict[str, Any]:
    sides = [(found.one, found.other), (found.other, found.one)]
    return {
        "double": found,
        "form": form,
        "sides": [
            {"member": stays, "fills": _labels(stays, goes), "ends": consequences_of(Step(goes, leaves=True))}
            for stays, goes in sides
        ],
    }


def _labels(stays: Delegate, goes: Delegate) -> list[str]:
    fields: Any = Delegate._meta
    return [str(fields.get_field(name).verbose_name) for name in filling(stays, goes)]


@staff(RIGHT)
@require_POST
def apart(request: HttpRequest, one: UUID, other: UUID) -> HttpResponse:
    found = queries.get_duplicate(one, other)
    actions.tell_apart(actor=actor_of(request), one=found.one, other=found.other)
    words = _("%(one)s and %(other)s are recorded as two persons and will not be listed again.")
    messages.success(request, words % {"one": found.one, "other": found.other})
    return redirect("registration:desk_doubles")
