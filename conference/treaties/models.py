"""The treaty that is signed, with its rules as data, so that another treaty is another row; who signed it: `schedule.signing`."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from conference.models import check_zone
from conference.translated import TranslatedField


class Office(models.TextChoices):
    """The offices whose holders represent their State without full powers (Vienna Convention on the Law of Treaties, art. 7 (2) (a))."""

    HEAD_OF_STATE = "head_of_state", _("Head of State")
    HEAD_OF_GOVERNMENT = "head_of_government", _("Head of Government")
    FOREIGN_MINISTER = "foreign_minister", _("Minister for Foreign Affairs")


class Accession(models.TextChoices):
    """From when a State that has not signed may accede."""

    NONE = "none", _("Not open for accession")
    ANY_TIME = "any_time", _("At any time")
    AFTER_SIGNATURE = "after_signature", _("After the time for signature")
    AFTER_ENTRY = "after_entry", _("After entry into force")


class Unit(models.TextChoices):
    DAYS = "days", _("days")
    MONTHS = "months", _("months")


class Reservations(models.TextChoices):
    """Which reservations a treaty allows (Vienna Convention on the Law of Treaties, art. 19)."""

    COMPATIBLE = "compatible", _("All that are compatible with its object and purpose")
    NAMED = "named", _("Only those to the provisions named here")
    NONE = "none", _("None")


class StatementKind(models.TextChoices):
    """What a party states in writing when it signs, or with its instrument."""

    RESERVATION = "reservation", _("Reservation")
    INTERPRETATIVE = "interpretative", _("Interpretative declaration")
    DECLARATION = "declaration", _("Declaration under the treaty")
    NOTIFICATION = "notification", _("Notification under the treaty")


# What a treaty itself asks for or allows.
FORESEEN = (StatementKind.DECLARATION, StatementKind.NOTIFICATION)


def all_offices() -> list[str]:
    return [str(office) for office in Office]


def check_offices(value: Any) -> None:
    if not isinstance(value, list) or not set(value) <= set(Office.values):
        raise ValidationError(_("Choose one of the offices."))


def _delay_unit(label: Any) -> models.CharField:
    return models.CharField(label, max_length=6, choices=Unit, default=Unit.DAYS)


def _article(label: Any, **options: Any) -> models.CharField:
    return models.CharField(label, max_length=20, blank=True, **options)


class Treaty(models.Model):
    """A treaty and its rules.

    `entry_delay` 90 with `entry_unit` days is "the ninetieth day after the date of deposit"; `entry_on_first_of_month`: "the first day of
    the month following" that day. `later_…` says the same of a party that deposits after the threshold was reached: from its own deposit,
    and never before the treaty itself is in force.
    """

    code = models.SlugField(_("code"), max_length=30, unique=True)
    title = TranslatedField(_("title"))
    short_title = TranslatedField(_("short title"))
    known_as = TranslatedField(_("known as"), blank=True)
    adopted_on = models.DateField(_("adopted on"))
    # At the depositary's website; pages link to it where it is entered.
    text_address = models.URLField(_("address of the text on the web"), blank=True, db_default="")
    depositary = TranslatedField(_("depositary"))
    # Signing.
    offices: Any = models.JSONField(
        _("offices that sign without full powers"), default=all_offices, validators=[check_offices], blank=True
    )
    acting_offices = models.BooleanField(_("also when acting or ad interim"), default=True)
    organizations_sign = models.BooleanField(_("regional economic integration organizations may sign"), default=True)
    member_signs_first = models.BooleanField(
        _("an organization signs only after one of its member States"), default=True
    )
    # Instruments.
    signature_before_ratification = models.BooleanField(
        _("only a signatory ratifies, accepts or approves"), default=True
    )
    member_deposits_first = models.BooleanField(
        _("an organization deposits only after one of its member States"), default=True
    )
    accession = models.CharField(_("open for accession"), max_length=20, choices=Accession, default=Accession.ANY_TIME)
    definitive_signature = models.BooleanField(
        _("may be signed definitively, without ratification"), default=False, db_default=False
    )
    provisional_application = models.BooleanField(_("may be applied provisionally"), default=False, db_default=False)
    # Reservations.
    reservations = models.CharField(
        _("reservations that are allowed"),
        max_length=10,
        choices=Reservations,
        default=Reservations.COMPATIBLE,
        db_default=Reservations.COMPATIBLE,
    )
    reservable = models.CharField(
        _("provisions to which a reservation is allowed"),
        max_length=300,
        blank=True,
        default="",
        db_default="",
        help_text=_("Such as 63 (2), separated by semicolons."),
    )
    # Entry into force.
    threshold = models.PositiveSmallIntegerField(
        _("instruments needed for entry into force"), validators=[MinValueValidator(1)]
    )
    organizations_count = models.BooleanField(
        _("an organization’s instrument counts besides those of its member States"), default=False
    )
    entry_delay = models.PositiveSmallIntegerField(_("delay of entry into force"))
    entry_unit = _delay_unit(_("unit of the delay"))
    entry_on_first_of_month = models.BooleanField(_("then on the first day of the following month"), default=False)
    later_delay = models.PositiveSmallIntegerField(_("delay for a party that deposits later"))
    later_unit = _delay_unit(_("unit of the delay for a later party"))
    later_on_first_of_month = models.BooleanField(
        _("for a later party on the first day of the following month"), default=False
    )
    withdrawal_delay_months = models.PositiveSmallIntegerField(
        _("months until a withdrawal takes effect"), null=True, blank=True, help_text=_("Empty: no withdrawal.")
    )
    # The article of each rule, as it is cited: 64 (2).
    article_signature = _article(_("article on signature"))
    article_organizations = _article(_("article on signature by organizations"))
    article_ratification = _article(_("article on ratification"))
    article_accession = _article(_("article on accession"))
    article_entry = _article(_("article on entry into force"))
    article_later = _article(_("article on later parties"))
    article_withdrawal = _article(_("article on withdrawal"))
    article_depositary = _article(_("article on the depositary"))
    article_reservations = _article(_("article on reservations"), default="", db_default="")
    article_provisional = _article(_("article on provisional application"), default="", db_default="")

    class Meta:
        verbose_name = _("treaty")
        verbose_name_plural = _("treaties")
        ordering = ["adopted_on", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(threshold__gte=1), name="treaty_threshold"),
            models.CheckConstraint(
                condition=models.Q(organizations_sign=True) | models.Q(member_signs_first=False),
                name="treaty_member_first_of_organizations",
                violation_error_message=_("Organizations may not sign, so none can be asked to sign after a member."),
            ),
            models.CheckConstraint(
                condition=models.Q(reservations="named") & ~models.Q(reservable="")
                | ~models.Q(reservations="named") & models.Q(reservable=""),
                name="treaty_reservable_provisions",
                violation_error_message=_(
                    "Name the provisions to which a reservation is allowed, if it is allowed only to some."
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.short_title)

    @property
    def reservable_provisions(self) -> list[str]:
        return [provision.strip() for provision in self.reservable.split(";") if provision.strip()]


class ForeseenStatement(models.Model):
    """A declaration or notification that a treaty requires or allows, with the provision that says so."""

    treaty = models.ForeignKey(Treaty, on_delete=models.CASCADE, related_name="foreseen", verbose_name=_("treaty"))
    kind = models.CharField(
        _("kind"), max_length=14, choices=[(kind.value, kind.label) for kind in FORESEEN], default=FORESEEN[0]
    )
    provision = models.CharField(_("provision"), max_length=20)
    subject = TranslatedField(_("subject"))
    is_required = models.BooleanField(_("required of every party"), default=False)
    of_organizations = models.BooleanField(_("of regional economic integration organizations alone"), default=False)

    class Meta:
        verbose_name = _("declaration under the treaty")
        verbose_name_plural = _("declarations under the treaty")
        ordering = ["treaty", "id"]
        constraints = [
            models.UniqueConstraint(fields=["treaty", "kind", "provision"], name="foreseenstatement_once"),
            models.CheckConstraint(condition=models.Q(kind__in=FORESEEN), name="foreseenstatement_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.provision}, {self.subject}"


class SigningPlace(models.Model):
    """Where and when the treaty is open for signature: both days are included, in the place's own time."""

    treaty = models.ForeignKey(Treaty, on_delete=models.CASCADE, related_name="places", verbose_name=_("treaty"))
    place = TranslatedField(_("place"))
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    zone_name = models.CharField(_("time zone"), max_length=50, validators=[check_zone])

    class Meta:
        verbose_name = _("place of signature")
        verbose_name_plural = _("places of signature")
        ordering = ["first_day", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")),
                name="signingplace_days_in_order",
                violation_error_message=_("The last day is before the first."),
            )
        ]

    def __str__(self) -> str:
        return str(self.place)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone_name)

    @property
    def opens_at(self) -> datetime:
        return self._midnight(self.first_day)

    @property
    def closes_at(self) -> datetime:
        """Return the moment at which it is no longer open: the midnight after the last day."""
        return self._midnight(self.last_day + timedelta(days=1))

    def is_open(self, moment: datetime) -> bool:
        return self.opens_at <= moment < self.closes_at

    def day_of(self, moment: datetime) -> date:
        """Return the legal date of what happens there at that moment."""
        return moment.astimezone(self.zone).date()

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.zone).astimezone(UTC)
