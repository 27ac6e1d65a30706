"""The zones, categories, ranks and parties, among the tables of the office."""

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from conference.desk.office import missing
from conference.desk.office.forms import CategoryForm, PartyForm
from conference.desk.office.registry import RIGHT, Table, TableForm, register_table
from conference.look.lists import in_words
from conference.models import Category, Conference, Rank, Zone
from conference.parties.models import Party
from conference.retention.models import PrivacyNotice


class ZoneForm(TableForm):
    class Meta:
        model = Zone
        fields = ("letter", "name", "position", "per_delegation", "capacity")


class RankForm(TableForm):
    fixed = ("code",)

    class Meta:
        model = Rank
        fields = ("name", "code", "position", "tie_group", "photo_exempt")


def _zones(row: Category) -> str:
    return in_words(zone.letter for zone in row.zones.all()) or "–"


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
        "ranks",
        capfirst(_("ranks")),
        _(
            "The order of speakers, seats and waiting lists: 1 is the highest, and ranks of one tie group are equal. "
            "Existing lists keep their order until they are arranged again."
        ),
        RankForm,
        (
            (_("Order"), lambda row: row.position),
            (_("Name"), lambda row: row.name),
            (capfirst(_("tie group")), lambda row: row.tie_group),
            (capfirst(_("gives no photo")), lambda row: "✓" if row.photo_exempt else "–"),
        ),
        order=50,
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
missing.register_texts(
    missing.TextSource(
        Conference, RIGHT, lambda row: reverse("admin:conference_conference_change", args=[row.pk]), in_admin=True
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
