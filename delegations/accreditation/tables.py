from collections.abc import Iterator

from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from conference.desk.office.registry import Table, TableForm, add_consequences, register_table
from conference.models import Category, Conference, Zone
from delegations.accreditation.models import Badge, BadgeSetup, EmergencyNumber, PassType


class PassTypeForm(TableForm):
    fixed = ("code", "kind", "prefix")

    class Meta:
        model = PassType
        fields = ("name", "kind", "code", "prefix", "zone", "places", "position")


class BadgeSetupForm(TableForm):
    class Meta:
        model = BadgeSetup
        exclude = ()


class EmergencyNumberForm(TableForm):
    class Meta:
        model = EmergencyNumber
        exclude = ()


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
register_table(
    Table(
        "badge-paper",
        capfirst(_("paper of the badges")),
        _(
            "The language in which badges are printed, and what their backs say of a lost one. A badge already printed stays as it is."
        ),
        BadgeSetupForm,
        (
            (capfirst(_("language of the badges")), lambda row: row.get_language_display()),
            (capfirst(_("where badges are replaced")), lambda row: row.office),
        ),
        order=26,
        single=True,
    )
)
register_table(
    Table(
        "emergency-numbers",
        capfirst(_("emergency numbers")),
        _("Telephone numbers on the backs of the badges; guards can call the first three from their scanner."),
        EmergencyNumberForm,
        (
            (capfirst(_("whom it reaches")), lambda row: row.name),
            (capfirst(_("number")), lambda row: row.number),
        ),
        order=45,
    )
)

IN_USE = ("printed", "collected")
ON_THE_BADGE = {"letter", "name", "band_colour", "text_colour", "zones", "days"}


def _other_code(form: TableForm) -> Iterator[str]:
    count = Badge.objects.filter(state__in=IN_USE).count()
    if "code" in form.changed_data and count:
        message = gettext(
            "Badges that gates then refuse, since they name the conference by its former code: %(count)s. Each has to be printed again."
        )
        yield message % {"count": count}


def _other_letter(form: TableForm) -> Iterator[str]:
    count = Badge.objects.filter(state__in=IN_USE, delegate__category__zones=form.instance).count()
    if "letter" in form.changed_data and count:
        message = gettext(
            "Badges that name the zone by its former letter: %(count)s. Until each is printed again, a scanner without network does not "
            "let its bearer in."
        )
        yield message % {"count": count}


def _other_badge(form: TableForm) -> Iterator[str]:
    count = Badge.objects.filter(state__in=IN_USE, delegate__category=form.instance).count()
    if count and not ON_THE_BADGE.isdisjoint(form.changed_data):
        message = gettext(
            "Badges that still say what stood here before: %(count)s. Each says the new only when it is printed again."
        )
        yield message % {"count": count}


add_consequences(Conference, _other_code)
add_consequences(Zone, _other_letter)
add_consequences(Category, _other_badge)
