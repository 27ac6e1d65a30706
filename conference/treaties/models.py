"""The treaty that is signed, with its rules as data, so that another treaty is another row; who signed it: `schedule.signing`."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from conference.models import check_zone
from conference.parties.models import Party
from conference.translated import TranslatedField, short_code
from conference.treaties.choices import FORESEEN, CountedFrom, OpenTo, Reservations


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


def all_offices() -> list[str]:
    return [str(office) for office in Office]


def check_offices(value: Any) -> None:
    if not isinstance(value, list) or not set(value) <= set(Office.values):
        raise ValidationError(_("Choose one of the offices."))


def official_languages() -> list[str]:
    """Return the six official languages of the United Nations, in which its treaties are authentic."""
    return ["ar", "zh", "en", "fr", "ru", "es"]


def check_languages(value: Any) -> None:
    codes = {short_code(code) for code, _name in settings.LANGUAGES}
    if not isinstance(value, list) or not value or not set(value) <= codes:
        raise ValidationError(_("Choose at least one of the languages."))


def _delay_unit(label: Any, default: Unit = Unit.DAYS) -> models.CharField:
    return models.CharField(label, max_length=6, choices=Unit, default=default)


def _article(label: Any, **options: Any) -> models.CharField:
    return models.CharField(label, max_length=20, blank=True, **options)


class Treaty(models.Model):
    """A treaty and its rules.

    `entry_delay` 90 with `entry_unit` days is "the ninetieth day after the date of deposit"; `entry_on_first_of_month`: "the first day of
    the month following" that day. `later_…` says the same of a party that deposits after the threshold was reached: from its own deposit,
    and never before the treaty itself is in force. `withdrawal_…` says it of a withdrawal, from its receipt; without a delay there is none.
    What entry into force needs besides the number of instruments is said by its groups (`TreatyGroup`).
    """

    code = models.SlugField(_("code"), max_length=30, unique=True)
    title = TranslatedField(_("title"))
    short_title = TranslatedField(_("short title"))
    known_as = TranslatedField(_("known as"), blank=True)
    adopted_on = models.DateField(_("adopted on"))
    # At the depositary's website; pages link to it where it is entered.
    text_address = models.URLField(_("address of the text on the web"), blank=True, db_default="")
    depositary = TranslatedField(_("depositary"))
    # Who may take part.
    open_to = models.CharField(_("open to"), max_length=20, choices=OpenTo, default=OpenTo.ALL_STATES)
    # In each there is a text to be signed (Vienna Convention on the Law of Treaties, art. 33).
    authentic_languages: Any = models.JSONField(
        _("languages of the authentic texts"), default=official_languages, validators=[check_languages]
    )
    # What follows number and year in the reference of a depositary notification, as `TREATIES-XVIII.16`.
    notification_series = models.CharField(
        _("series of the depositary notifications"),
        max_length=40,
        blank=True,
        help_text=_("It follows the number and the year in their reference, for example: TREATIES-XVIII.16."),
    )
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
    entry_not_before = models.DateField(_("no entry into force before"), null=True, blank=True)
    entry_on_that_day = models.BooleanField(
        _("on that day, if all is fulfilled by then"),
        default=False,
        help_text=_("Even if the delay has not passed. Otherwise the later of both days counts."),
    )
    later_delay = models.PositiveSmallIntegerField(_("delay for a party that deposits later"))
    later_unit = _delay_unit(_("unit of the delay for a later party"))
    later_on_first_of_month = models.BooleanField(
        _("for a later party on the first day of the following month"), default=False
    )
    withdrawal_delay = models.PositiveSmallIntegerField(
        _("time until a withdrawal takes effect"), null=True, blank=True, help_text=_("Empty: no withdrawal.")
    )
    withdrawal_unit = _delay_unit(_("unit of that time"), Unit.MONTHS)
    withdrawal_on_first_of_month = models.BooleanField(
        _("a withdrawal then takes effect on the first day of the following month"), default=False
    )
    withdrawal_after_years = models.PositiveSmallIntegerField(
        _("years before which nobody withdraws"), null=True, blank=True, help_text=_("Empty: at any time.")
    )
    withdrawal_counted_from = models.CharField(
        _("these years are counted"), max_length=10, choices=CountedFrom, default=CountedFrom.TREATY
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
            models.CheckConstraint(condition=models.Q(open_to__in=OpenTo.values), name="treaty_open_to"),
            models.CheckConstraint(
                condition=models.Q(entry_not_before=None) | models.Q(entry_not_before__gt=models.F("adopted_on")),
                name="treaty_entry_after_adoption",
                violation_error_message=_("No entry into force before: a day after the adoption."),
            ),
            models.CheckConstraint(
                condition=models.Q(entry_not_before__isnull=False) | models.Q(entry_on_that_day=False),
                name="treaty_entry_on_a_day",
                violation_error_message=_("Enter the day before which the treaty does not enter into force."),
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawal_delay__isnull=False)
                | models.Q(withdrawal_on_first_of_month=False, withdrawal_after_years=None),
                name="treaty_withdrawal_has_delay",
                violation_error_message=_("Without a time until it takes effect there is no withdrawal to be limited."),
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawal_counted_from__in=CountedFrom.values),
                name="treaty_withdrawal_counted_from",
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


class TreatyGroup(models.Model):
    """Parties that a treaty names together: who may take part, or a condition for entry into force besides the number of instruments.

    With `needed_number`, so many of the group are among those that have deposited: three member States of the Council of Europe. With
    `needed_share`, those that have deposited hold together at least so many per cent of what `measure` says: 55 per cent of emissions.
    """

    treaty = models.ForeignKey(Treaty, on_delete=models.CASCADE, related_name="groups", verbose_name=_("treaty"))
    name = TranslatedField(
        _("name of the group"), help_text=_("As in a sentence: the member States of the Council of Europe.")
    )
    takes_part = models.BooleanField(_("the group may sign and become parties"), default=False)
    needed_number = models.PositiveSmallIntegerField(
        _("how many of them must have deposited"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    needed_share = models.DecimalField(
        _("share in per cent that they must hold together"),
        max_digits=7,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.0001")), MaxValueValidator(100)],
    )
    measure = TranslatedField(
        _("what the share is counted in"),
        blank=True,
        help_text=_("As in a sentence: the total global greenhouse gas emissions."),
    )

    class Meta:
        verbose_name = _("group of participants")
        verbose_name_plural = _("groups of participants")
        ordering = ["treaty", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(takes_part=True)
                | models.Q(needed_number__isnull=False)
                | models.Q(needed_share__isnull=False),
                name="treatygroup_says_something",
                violation_error_message=_("Say what the group is for: it may take part, or entry into force needs it."),
            ),
            models.CheckConstraint(
                condition=models.Q(needed_number=None) | models.Q(needed_share=None),
                name="treatygroup_one_condition",
                violation_error_message=_("Give a number or a share. A further condition is a further group."),
            ),
            models.CheckConstraint(
                condition=(models.Q(needed_number=None) | models.Q(needed_number__gte=1))
                & (models.Q(needed_share=None) | models.Q(needed_share__gt=0, needed_share__lte=100)),
                name="treatygroup_needed_in_range",
            ),
            models.CheckConstraint(
                condition=models.Q(needed_share__isnull=True, measure={})
                | models.Q(needed_share__isnull=False) & ~models.Q(measure={}),
                name="treatygroup_share_of_something",
                violation_error_message=_("A share needs what it is counted in, and nothing else has it."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def is_condition(self) -> bool:
        """Return whether entry into force needs a number or a share of the group."""
        return self.needed_number is not None or self.needed_share is not None


class TreatyGroupMember(models.Model):
    group = models.ForeignKey(TreatyGroup, on_delete=models.CASCADE, related_name="members")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="treaty_groups")
    share = models.DecimalField(max_digits=7, decimal_places=4, default=Decimal(0))  # in per cent

    class Meta:
        verbose_name = _("member of a group of participants")
        verbose_name_plural = _("members of groups of participants")
        ordering = ["party__en_sort"]
        constraints = [
            models.UniqueConstraint(fields=["group", "party"], name="treatygroupmember_once"),
            models.CheckConstraint(condition=models.Q(share__gte=0, share__lte=100), name="treatygroupmember_share"),
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.party}"


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
