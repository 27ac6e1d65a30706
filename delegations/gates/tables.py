"""The gates, among the tables of the office."""

from django.utils.translation import gettext_lazy as _

from conference.desk.office.registry import Table, TableForm, register_table
from delegations.gates.models import Gate


class GateForm(TableForm):
    class Meta:
        model = Gate
        fields = ("name", "zone", "direction", "position")


register_table(
    Table(
        "gates",
        _("Gates"),
        _(
            "Where badges are scanned, and into which zone. Devices at a gate take up a change with their next list, within minutes."
        ),
        GateForm,
        (
            (_("Name"), lambda row: row.name),
            (_("Zone"), lambda row: row.zone or _("Whole site")),
            (_("Direction"), lambda row: row.get_direction_display()),
        ),
        order=30,
    )
)
