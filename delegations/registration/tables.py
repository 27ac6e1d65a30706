"""The deadlines, among the tables of the office."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.desk.office.registry import Table, TableForm, register
from conference.look.times import when_text
from conference.look.widgets import MomentInput
from conference.models import current_conference
from delegations.registration.delegations.deadlines import DEADLINE
from delegations.registration.models import Deadline


class DeadlineForm(TableForm):
    fixed = ("code",)

    class Meta:
        model = Deadline
        fields = ("name", "at", "code")
        widgets = {"at": MomentInput}


def _keeps(row: Deadline) -> str:
    if row.code == DEADLINE:
        return _("Registration needs this deadline: what comes after it is named late. Change its date instead.")
    return ""


def _at(row: Deadline) -> str:
    return when_text(row.at.astimezone(current_conference().zone))


register(
    Table(
        "deadlines",
        gettext_lazy("Deadlines"),
        gettext_lazy(
            "Delegations read them on every page, in the conference's time. Forms stay open afterwards; what comes later is marked late."
        ),
        DeadlineForm,
        ((gettext_lazy("Name"), lambda row: row.name), (gettext_lazy("Date and time"), _at)),
        order=10,
        keeps=_keeps,
    )
)
