import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import ClassVar

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _gettext
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from conference.core.lifecycle import AuditedModel
from conference.core.personal_data import is_erased
from conference.fields import EncryptedTextField
from conference.look import honorifics, names
from conference.models import Category, Rank
from conference.parties.models import STATES, Party
from conference.translated import Translated, in_each
from delegations.registration.delegations.models import Delegation


class Capacity(models.TextChoices):
    HEAD = "head", _("Head of delegation")
    DEPUTY = "deputy_head", _("Alternate head")
    DELEGATE = "delegate", _("Delegate")
    ADVISER = "adviser", _("Adviser")
    SUPPORT = "support", _("Support staff")
    INTERPRETER = "interpreter", _("Interpreter")
    MEDIA = "media", _("Media")
    SECURITY = "security", _("Security officer")
    COMPANION = "companion", _("Spouse or companion")


# Where French, Spanish and Arabic have another word for a woman.
CAPACITIES_OF_WOMEN = {
    Capacity.HEAD.value: pgettext_lazy("of a woman", "Head of delegation"),
    Capacity.DEPUTY.value: pgettext_lazy("of a woman", "Alternate head"),
    Capacity.DELEGATE.value: pgettext_lazy("of a woman", "Delegate"),
    Capacity.ADVISER.value: pgettext_lazy("of a woman", "Adviser"),
}


class DocumentType(models.TextChoices):
    DIPLOMATIC = "diplomatic", _("Diplomatic passport")
    SERVICE = "service", _("Service passport")
    ORDINARY = "ordinary", _("Passport, ordinary")
    LAISSEZ_PASSER = "laissez_passer", _("United Nations laissez-passer")
    IDENTITY_CARD = "identity_card", _("Identity card")


class Sex(models.TextChoices):
    """As travel documents say it (ICAO 9303)."""

    FEMALE = "F", _("F, female")
    MALE = "M", _("M, male")
    UNSPECIFIED = "X", _("X, not specified")


class UsualCategory(models.Model):
    """A category that members of this capacity usually have: the first one open to a delegation is proposed, another is asked about.

    A capacity of which no category is open to a delegation is not offered to it; one without any row goes with every category.
    """

    capacity = models.CharField(_("capacity"), max_length=12, choices=Capacity)
    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="+", verbose_name=_("category"))

    class Meta:
        verbose_name = _("category of a capacity")
        verbose_name_plural = _("categories by capacity")
        ordering = ["capacity", "pk"]  # as they were entered
        constraints = [models.UniqueConstraint(fields=["capacity", "category"], name="usual_category_once")]

    def __str__(self) -> str:
        return f"{self.get_capacity_display()}: {self.category}"


class DelegateState(models.TextChoices):
    """The states of a member."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned")
    VETTED = "vetted", _("Vetted")
    ACCREDITED = "accredited", _("Accredited")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


LIVE_STATES = ("draft", "submitted", "returned", "vetted", "accredited")
# States that use a place: a draft does not yet, a returned one still does.
PLACED_STATES = ("submitted", "returned", "vetted", "accredited")

# What a focal point may fill in, in the order of the form, besides the photo; the system or staff set the other fields.
FORM_FIELDS = (
    *("honorific", "family_name", "given_names", "name_on_badge", "name_native", "date_of_birth", "nationality", "sex"),
    *("functional_title", "protocol_rank", "capacity", "category"),
    *("document_type", "document_number", "document_issue_date", "document_issue_place", "document_expiry"),
    *("arrival", "arrival_flight", "departure", "departure_flight", "hotel", "visa_support", "visa_post"),
    "birth_place",
    *("email", "phone", "languages", "diet", "accessibility", "emergency_contact"),
)
# A change of one of these after vetting or accreditation goes back to review, and the badge ends: they are who the person is.
REVIEWED_FIELDS = frozenset(
    {"family_name", "given_names", "name_on_badge", "name_native", "photo", "capacity", "category"}
    | {"date_of_birth", "nationality", "document_type", "document_number"}
)
# A change of one of these after accreditation needs a new badge, and no new review. See `consequences`.
REPRINTED_FIELDS = frozenset({"honorific", "functional_title"})

# Those without a known arrival come last in the queue of accreditation.
ARRIVAL_UNKNOWN = datetime(2200, 1, 1, tzinfo=UTC)


class Delegate(AuditedModel):
    """A member of a delegation. The state is a decision on the person; the badge is a separate object (accreditation)."""

    GRAPH: ClassVar[Mapping[str, Iterable[str]]] = {
        "draft": ("submitted", "withdrawn"),
        # Back to where a decision came from: it was undone. To `draft`, that on a late request.
        "submitted": ("vetted", "returned", "refused", "withdrawn", "draft"),
        "vetted": ("accredited", "returned", "refused", "withdrawn", "submitted"),
        "returned": ("submitted", "withdrawn", "vetted"),
        "accredited": ("submitted", "withdrawn", "vetted"),
        "refused": (),
        # By an undo, or by an accreditation officer later: always to where somebody decides anew.
        "withdrawn": ("draft", "submitted", "returned", "vetted"),
    }
    # The audit log can never be purged, so no value about the private person enters it.
    SECRET = frozenset(
        {"date_of_birth", "nationality", "sex", "document_type", "document_number", "document_number_index"}
        | {"document_issue_date", "document_issue_place", "document_expiry"}
        | {"email", "phone", "languages", "diet", "accessibility", "emergency_contact", "photo"}
        | {"search", "alike", "alike_native"}
        | {"arrival", "arrival_flight", "departure", "departure_flight", "hotel", "visa_support", "visa_post"}
        | {"birth_place"}
    )

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    delegation = models.ForeignKey(Delegation, on_delete=models.PROTECT, related_name="members")
    position = models.PositiveIntegerField(default=0)
    honorific = models.CharField(_("honorific"), max_length=40, blank=True)
    family_name = models.CharField(_("family name"), max_length=120, help_text=_("A single name stands here."))
    given_names = models.CharField(_("given names"), max_length=120, blank=True)
    name_on_badge = models.CharField(_("name on the badge"), max_length=160, blank=True)
    name_native = models.CharField(_("name in original script"), max_length=160, blank=True)
    functional_title = models.CharField(_("functional title"), max_length=200, blank=True)
    protocol_rank = models.ForeignKey(
        Rank, null=True, blank=True, on_delete=models.PROTECT, verbose_name=_("protocol rank")
    )
    capacity = models.CharField(_("capacity"), max_length=12, choices=Capacity)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, verbose_name=_("category"))
    date_of_birth = EncryptedTextField(_("date of birth"), blank=True, default="")  # ISO date
    sex = EncryptedTextField(_("sex"), blank=True, default="")  # Sex
    nationality = models.CharField(
        _("nationality"), max_length=2, blank=True, validators=[RegexValidator(r"^[A-Z]{2}$")]
    )
    document_type = models.CharField(_("type of document"), max_length=15, choices=DocumentType, blank=True)
    document_number = EncryptedTextField(_("document number"), blank=True, default="")
    document_number_index = models.CharField(max_length=32, blank=True, db_index=True, editable=False)
    document_issue_date = models.DateField(_("date of issue"), null=True, blank=True)
    document_issue_place = models.CharField(_("place of issue"), max_length=120, blank=True)
    document_expiry = models.DateField(_("expiry date"), null=True, blank=True)
    # When the scan came that DocumentScan holds until the decision.
    scan_at = models.DateTimeField(null=True, blank=True, editable=False)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = EncryptedTextField(_("telephone"), max_length=40, blank=True, default="")
    languages = models.CharField(_("languages"), max_length=120, blank=True)
    diet = EncryptedTextField(_("diet"), max_length=120, blank=True, default="")
    accessibility = EncryptedTextField(_("accessibility"), max_length=200, blank=True, default="")
    arrival = models.DateTimeField(_("arrival"), null=True, blank=True)
    arrival_flight = models.CharField(_("flight of arrival"), max_length=20, blank=True)
    # Without nulls, so that the queue of accreditation is one index scan, page after page, on both databases.
    queue_at = models.GeneratedField(
        expression=Coalesce("arrival", models.Value(ARRIVAL_UNKNOWN)),
        output_field=models.DateTimeField(),
        db_persist=True,
    )
    departure = models.DateTimeField(_("departure"), null=True, blank=True)
    departure_flight = models.CharField(_("flight of departure"), max_length=20, blank=True)
    hotel = models.CharField(_("hotel"), max_length=120, blank=True)
    emergency_contact = EncryptedTextField(_("emergency contact"), max_length=200, blank=True, default="")
    photo = models.FileField(_("photo"), upload_to="photos", blank=True)
    photo_exempt = models.BooleanField(_("exempt from giving a photo"), default=False)
    search = models.CharField(max_length=500, blank=True, editable=False)  # folded: every name, without accents
    # Blind indexes of the date of birth with the name in any spelling (similar_names.py): in Latin letters, and in the own script.
    alike = models.CharField(max_length=32, blank=True, db_index=True, editable=False)
    alike_native = models.CharField(max_length=32, blank=True, db_index=True, editable=False)
    state = models.CharField(_("state"), max_length=12, choices=DelegateState, default=DelegateState.DRAFT)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    vetted_at = models.DateTimeField(null=True, blank=True)
    vetted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    return_code = models.CharField(max_length=20, blank=True)
    return_words = models.TextField(blank=True)
    visa_support = models.BooleanField(_("asks for visa support"), default=False)
    visa_post = models.CharField(_("embassy or consulate that issues the visa"), max_length=120, blank=True)
    birth_place = EncryptedTextField(
        _("place of birth"), max_length=120, blank=True, default=""
    )  # for the visa support letter alone
    # The member whose place this one takes; each place passes on once.
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by", editable=False
    )
    # Named for the first time after the deadline: the organisers decide by a note verbale of its own.
    late = models.BooleanField(_("named late"), default=False)

    class Meta:
        verbose_name = _("member of a delegation")
        verbose_name_plural = _("members of delegations")
        ordering = ["delegation__party__en_sort", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["delegation"],
                condition=models.Q(capacity="head", state__in=LIVE_STATES),
                name="delegate_one_head",
                violation_error_message=_("The delegation already has a head. Change that person's capacity first."),
            ),
            # Four eyes: two persons vet and accredit, and both are known.
            models.CheckConstraint(
                condition=~models.Q(state="accredited")
                | models.Q(vetted_by__isnull=False, decided_by__isnull=False)
                & ~models.Q(vetted_by=models.F("decided_by")),
                name="delegate_four_eyes",
            ),
            models.CheckConstraint(condition=~models.Q(family_name=""), name="delegate_has_name"),
        ]
        indexes = [
            models.Index(fields=["delegation", "position", "id"], name="delegate_order"),
            models.Index(fields=["state", "submitted_at", "id"], name="delegate_queue"),
            models.Index(fields=["state", "queue_at", "submitted_at", "id"], name="delegate_arrivals"),
            models.Index(
                fields=["queue_at", "submitted_at", "id"],
                condition=models.Q(state__in=("submitted", "vetted")),
                name="delegate_waiting",
            ),
            # The lists of arrivals and departures, and who waits for a visa support letter.
            models.Index(fields=["arrival"], condition=models.Q(state__in=PLACED_STATES), name="delegate_arriving"),
            models.Index(fields=["departure"], condition=models.Q(state__in=PLACED_STATES), name="delegate_departing"),
            models.Index(fields=["arrival"], condition=models.Q(visa_support=True), name="delegate_visa"),
        ]

    def __str__(self) -> str:
        # In the audit log and in what is stored, the name is the same for everybody.
        return self.latin_name

    @property
    def scope(self) -> str:
        return self.delegation.party.code

    @property
    def full_name(self) -> str:
        """Return the name for a list, without honorific: in the reader's script where it is known, else in Latin letters."""
        if is_erased(self.family_name):
            return _gettext("Erased person")
        return names.in_readers_script(self.name_native) or self.latin_name

    @property
    def called(self) -> str:
        """Return honorific and name, both in the active language as far as they are known in it."""
        return honorifics.join_honorific(self.honorific, self.full_name)

    @property
    def called_on_paper(self) -> str:
        """Return `called` with family name and given names each on one line of a paper."""
        if is_erased(self.family_name):
            return self.called
        latin = names.in_order_on_paper(self.family_name, self.given_names, self.name_on_badge)
        return honorifics.join_honorific(self.honorific, names.in_readers_script(self.name_native) or latin)

    def get_capacity_display(self) -> str:  # type: ignore[no-redef]
        """Return the capacity as it is said of this person: `Delegada`, `Cheffe de délégation`, `رئيسة الوفد`."""
        of_a_woman = CAPACITIES_OF_WOMEN if honorifics.is_of_a_woman(self.honorific) else {}
        return str((dict(Capacity.choices) | of_a_woman).get(self.capacity, self.capacity))

    def get_honorific_display(self) -> str:
        return honorifics.honorific_text(self.honorific)

    def get_sex_display(self) -> str:
        return str(dict(Sex.choices).get(self.sex, self.sex))

    def get_nationality_display(self) -> str:
        """Return the State's short name; the code of one that is no party. One query."""
        state = Party.objects.filter(kind__in=STATES, alpha2=self.nationality).prefetch_related("names").first()
        return state.short if state else self.nationality

    @property
    def called_in_each(self) -> Translated:
        """Return honorific and name by language, for e-mails, which are read in several."""
        return in_each(lambda: self.called)

    @property
    def latin_name(self) -> str:
        return names.in_order(self.family_name, self.given_names, self.name_on_badge)

    @property
    def other_name(self) -> str:
        """Return the other of the two names, for lists with room for both; empty where there is but one."""
        shown = self.full_name
        return next((name for name in (self.latin_name, self.name_native) if name and name != shown), "")

    @property
    def badge_name(self) -> str:
        """Return the name that stands on the badge."""
        return names.on_badge(self.name_on_badge, self.family_name, self.given_names)[0]

    @property
    def is_head(self) -> bool:
        return self.capacity == Capacity.HEAD
