from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from conference.desk.office import missing
from conference.desk.office.registry import Table, TableForm, register_table
from delegations.accreditation.models import BadgeSetup, EmergencyNumber, PassType


class PassTypeForm(TableForm):
    fixed = ("code", "kind", "prefix")

    class Meta:
        model = PassType
        fields = ("name", "kind", "code", "prefix", "zone", "places", "position")


register_table(
    Table(
        "passes",
        _("Kinds of passes"),
        _(
            "Passes beside the badge: what they open and how many a delegation may have out. "
            "A delegation with an allowance of its own keeps it."
        ),
        PassTypeForm,
        (
            (_("Name"), lambda row: row.name),
            (_("Kind"), lambda row: row.get_kind_display()),
            (_("Letters"), lambda row: row.prefix),
            (_("Zone"), lambda row: row.zone or "–"),
            (_("For each delegation"), lambda row: row.places),
        ),
        order=40,
    )
)

for model in (BadgeSetup, EmergencyNumber):
    missing.register_texts(
        missing.TextSource(
            model,
            "tables.edit",
            lambda row: reverse(f"admin:accreditation_{row._meta.model_name}_change", args=[row.pk]),
            in_admin=True,
        )
    )
