"""The zones, among the tables of the office."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from conference.desk.office.registry import Table, TableForm, register
from conference.models import Zone


class ZoneForm(TableForm):
    class Meta:
        model = Zone
        fields = ("letter", "name", "position", "per_delegation", "capacity")


register(
    Table(
        "zones",
        _("Zones"),
        _(
            "Where badges let in: a category opens zones, a gate leads into one. Limits count at the gates from the next scan on."
        ),
        ZoneForm,
        (
            (_("Letter"), lambda row: row.letter),
            (_("Name"), lambda row: row.name),
            (_("At once for each delegation"), lambda row: row.per_delegation),
            (_("At once in all"), lambda row: row.capacity),
        ),
        order=20,
    )
)
