"""The conference, its zones, categories and parties, among the tables of the office."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from conference.desk.office import missing
from conference.desk.office.forms import CategoryForm, PartyForm
from conference.desk.office.registry import RIGHT, Table, TableForm, add_consequences, register_table
from conference.look.lists import in_words
from conference.look.widgets import DayInput
from conference.models import Category, Conference, Zone
from conference.parties.models import Party
from conference.retention.models import PrivacyNotice


class ConferenceForm(TableForm):
    class Meta:
        model = Conference
        exclude = ()
        widgets = {"starts_on": DayInput, "ends_on": DayInput}


class ZoneForm(TableForm):
    class Meta:
        model = Zone
        fields = ("letter", "name", "position", "per_delegation", "capacity")


def _zones(row: Category) -> str:
    return in_words(zone.letter for zone in row.zones.all()) or "–"


register_table(
    Table(
        "conference",
        capfirst(_("conference")),
        _(
            "Its names, days, time zone and the address of the secretariat, as they stand on every page, mail and paper, and what the host "
            "asks of travel documents."
        ),
        ConferenceForm,
        ((_("Name"), lambda row: row.short_name), (capfirst(_("time zone")), lambda row: row.zone_name)),
        order=5,
        single=True,
    )
)
register_table(
    Table(
        "zones",
        _("Zones"),
        _(
            "Where badges give access: a category opens zones, and a gate leads into one. Limits count at the gates from the next scan on."
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
register_table(
    Table(
        "categories",
        capfirst(_("categories")),
        _(
            "What is printed on the badge, and which zones and days it opens. Gates follow from the next scan on; "
            "a badge already printed keeps its colour, letter and zones until it is printed again."
        ),
        CategoryForm,
        (
            (_("Letter"), lambda row: row.letter),
            (_("Name"), lambda row: row.name),
            (_("Zones"), _zones),
            (capfirst(_("places for each delegation")), lambda row: "–" if row.places is None else row.places),
        ),
        order=25,
        prefetch=("zones",),
    )
)
register_table(
    Table(
        "parties",
        capfirst(_("parties")),
        _(
            "States and organizations with their names in every language. A new name appears on every page and list at once, "
            "and on a badge when it is printed again."
        ),
        PartyForm,
        (
            (_("Name"), lambda row: row.short),
            (_("Code"), lambda row: row.code),
            (_("Kind"), lambda row: row.get_kind_display()),
            (_("Language"), lambda row: row.get_language_display()),
        ),
        order=60,
        prefetch=("names",),
    )
)
missing.register_texts(missing.TextSource(PrivacyNotice, "retention.set", lambda row: reverse("desk:retention")))
missing.register_texts(
    missing.TextSource(
        Party,
        RIGHT,
        lambda row: reverse("desk:table_row", args=["parties", row.pk]),
        by_language=(capfirst(_("short name")), "names", "short"),
    )
)


def _other_zone_or_days(form: TableForm) -> Iterator[str]:
    if "zone_name" in form.changed_data:
        yield gettext(
            "Everything that has a time stays at the same moment, and is shown by the clock of the new zone: sessions, meetings, deadlines."
        )
    first, last = form.instance.starts_on.isoformat(), form.instance.ends_on.isoformat()
    categories = [category for category in Category.objects.all() if category.days]
    shut = [category for category in categories if not any(first <= day <= last for day in category.days)]
    if shut and not {"starts_on", "ends_on"}.isdisjoint(form.changed_data):
        message = gettext(
            "Categories that none of the new days lets in, until their own days are changed: %(categories)s."
        )
        yield message % {"categories": in_words(shut)}


add_consequences(Conference, _other_zone_or_days)
