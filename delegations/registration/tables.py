"""The deadlines and the places by kind of party, among the tables of the office."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.desk.office.registry import Table, TableForm, register_table
from conference.look.times import when_text
from conference.look.widgets import MomentInput
from conference.models import current_conference
from delegations.registration.delegations.deadlines import DEADLINE
from delegations.registration.models import Deadline, Quota, UsualCategory


class DeadlineForm(TableForm):
    fixed = ("code",)

    class Meta:
        model = Deadline
        fields = ("name", "at", "code")
        widgets = {"at": MomentInput}


def _reason_to_keep(row: Deadline) -> str:
    if row.code == DEADLINE:
        return _("Registration needs this deadline: what comes after it is named late. Change its date instead.")
    return ""


def _at(row: Deadline) -> str:
    return when_text(row.at.astimezone(current_conference().zone))


class QuotaForm(TableForm):
    """A row is identified by its kind and category, which no change alters."""

    fixed = ("kind", "category")

    class Meta:
        model = Quota
        fields = ("kind", "category", "places")


class UsualCategoryForm(TableForm):
    fixed = ("capacity", "category")

    class Meta:
        model = UsualCategory
        fields = ("capacity", "category")


register_table(
    Table(
        "deadlines",
        gettext_lazy("Deadlines"),
        gettext_lazy(
            "Delegations read them on every page, in the conference's time. Forms stay open afterwards; what comes later is marked late."
        ),
        DeadlineForm,
        ((gettext_lazy("Name"), lambda row: row.name), (gettext_lazy("Date and time"), _at)),
        order=10,
        keeps=_reason_to_keep,
    )
)
register_table(
    Table(
        "quotas",
        capfirst(gettext_lazy("places by kind of party")),
        gettext_lazy(
            "A kind of party with rows here brings only these categories, each up to its places. A kind without any row has the "
            "places that the categories say; international organizations and UN entities then have no limit. "
            "Members already submitted keep their places."
        ),
        QuotaForm,
        (
            (gettext_lazy("Kind"), lambda row: row.get_kind_display()),
            (capfirst(gettext_lazy("category")), lambda row: row.category),
            (gettext_lazy("Places"), lambda row: _("no limit") if row.places is None else row.places),
        ),
        order=27,
    )
)
register_table(
    Table(
        "usual-categories",
        capfirst(gettext_lazy("categories by capacity")),
        gettext_lazy(
            "The first of them that is open to a delegation is proposed for the capacity, and any other is asked about. "
            "A capacity of which none is open to a delegation is not offered to it."
        ),
        UsualCategoryForm,
        (
            (capfirst(gettext_lazy("capacity")), lambda row: row.get_capacity_display()),
            (capfirst(gettext_lazy("category")), lambda row: row.category),
        ),
        order=28,
    )
)
