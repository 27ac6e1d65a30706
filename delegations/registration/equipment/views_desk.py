"""Views of arms and radios for the security liaison."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conference.core import access_log as core_access_log
from conference.core import characters, parsing, undo
from conference.core.access import actor_of, staff
from conference.core.errors import UserError
from conference.look.lists import join_facts, join_sentences
from delegations.registration.delegations import access_log as delegations_access_log
from delegations.registration.equipment import licensing, queries
from delegations.registration.equipment.licensing import RIGHT
from delegations.registration.members.fields import NameField
from delegations.registration.models import Delegate, Equipment, EquipmentKind, EquipmentState

TOPIC = "equipment"


class DecisionForm(characters.Form):
    """The decision on ticked items: a licence with its number, or a refusal with its reason."""

    not_printed = ("licence", "reason")  # on pages and in e-mails
    chosen = forms.MultipleChoiceField(
        label=gettext_lazy("Items to decide on"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Tick the items to decide on.")},
    )
    licence = forms.RegexField(
        r"^[0-9A-Za-z][0-9A-Za-z /.-]{0,59}$",
        label=gettext_lazy("Number of the licence"),
        required=False,
        error_messages={
            "invalid": gettext_lazy(
                "A number may contain letters A to Z, digits, spaces and the characters / . and -, 60 at most."
            )
        },
    )
    reason = NameField(
        label=gettext_lazy("Reason for a refusal"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("The delegation reads it."),
    )
    mark_optional = False

    def __init__(self, *args: Any, items: list[Equipment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["chosen"]
        field.choices = [(str(item.pk), join_facts([item, item.serial])) for item in items]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = self.cleaned_data
        if "refuse" in self.data:
            if not values.get("reason") and "reason" not in self.errors:
                self.add_error("reason", _("Give the reason; the delegation reads it."))
        elif not values.get("licence") and "licence" not in self.errors:
            self.add_error("licence", _("Enter the number of the licence."))
        return values

    def expected_versions(self) -> dict[int, int]:
        return {
            int(pk): parsing.number(self.data.get(f"version-{pk}"), 10**9) or 0 for pk in self.cleaned_data["chosen"]
        }


@staff(RIGHT)
@require_safe
def list_equipment(request: HttpRequest) -> HttpResponse:
    """Show arms and radios; serial numbers are on the bearer's page only."""
    chosen = queries.EquipmentFilter.read(request.GET)
    after = request.GET.get("after", "")
    rows, following = queries.find_page(chosen, after)
    delegations_access_log.log_persons(request, None, len(rows), "registration:equipment")
    context = {
        "filter": chosen,
        "rows": rows,
        "states": EquipmentState.choices,
        "kinds": EquipmentKind.choices,
        "parties": queries.get_parties(),
        "pager": {
            "next": chosen.query(after=following) if following else "",
            "previous": chosen.query() if after else "",
        },
        "undo": _get_undo_offer(request),
    }
    return render(request, "desk/registration/equipment/equipment.html", context)


@staff(RIGHT)
@require_http_methods(["GET", "HEAD", "POST"])
def bearer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    member = queries.get_bearer(public_id)
    waiting, others = queries.get_items(member)
    core_access_log.log_read(actor=actor_of(request), of=member, verb="equipment.read", right=RIGHT)
    form = DecisionForm(request.POST if request.method == "POST" else None, items=waiting)
    if form.is_bound and form.is_valid():
        try:
            return _decide(request, member, form)
        except UserError as refusal:
            form.add_error(None, str(refusal))
            waiting, others = queries.get_items(member)
    context = {
        "member": member,
        "party": member.delegation.party,
        "items": [*waiting, *others],
        "waiting": waiting,
        "form": form,
        "undoable": queries.get_undoable(others),
        "ticked": request.POST.getlist("chosen") if form.is_bound else [str(item.pk) for item in waiting],
    }
    return render(request, "desk/registration/equipment/bearer.html", context, status=422 if form.is_bound else 200)


def _decide(request: HttpRequest, member: Delegate, form: DecisionForm) -> HttpResponse:
    actor, expected_version, values = actor_of(request), form.expected_versions(), form.cleaned_data
    if "refuse" in request.POST:
        items = licensing.refuse_equipment(
            actor=actor, bearer=member, expected_version=expected_version, reason=values["reason"]
        )
        message = ngettext("%(count)s is refused.", "%(count)s are refused.", len(items))
    else:
        items = licensing.license_equipment(
            actor=actor, bearer=member, expected_version=expected_version, licence=values["licence"]
        )
        message = ngettext("%(count)s is licensed.", "%(count)s are licensed.", len(items))
    mail = undo.mail_note() or _("The focal points are informed by e-mail.")
    if undo.window():
        undo.offer(request, TOPIC, equipment=items[0].pk, name=member.full_name)
    messages.success(request, join_sentences([message % {"count": len(items)}, mail]))
    return redirect("registration:desk_equipment")


@staff(RIGHT)
@require_POST
def undo_decision(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a decision of just now, one's own or a colleague's."""
    equipment = get_object_or_404(Equipment.objects.select_related("bearer"), pk=pk)
    licensing.undo_decision(actor=actor_of(request), equipment=equipment)
    undo.forget(request, TOPIC)
    messages.success(request, _("Undone: what %(who)s brings waits for a decision again.") % {"who": equipment.bearer})
    return redirect("registration:desk_bearer", equipment.bearer.public_id)


def _get_undo_offer(request: HttpRequest) -> dict[str, Any] | None:
    """Return one's own last decision while it can be undone. One query where there is one."""
    offer = undo.offered(request, TOPIC)
    return offer if offer and queries.get_undoable(Equipment.objects.filter(pk=offer["equipment"])) else None
