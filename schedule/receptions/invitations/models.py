"""Receptions and dinners. The guest is the holder of the invited office; capacity counts persons."""

import json
import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from conference.core.lifecycle import AuditedModel
from conference.fields import EncryptedChoiceField, EncryptedTextField
from conference.look import honorifics
from conference.look.language_names import language_name
from conference.look.lists import in_words, join_facts
from conference.parties.models import Party
from conference.translated import Translated, TranslatedField
from delegations.registration.models import LIVE_STATES, Delegate, Delegation
from schedule.calendar.rooms.models import Room
from schedule.receptions.outside_guests.models import OutsideGuest

# Whoever is asked anew has at least so long to answer, and no longer than until the occasion begins.
MIN_TIME_TO_ANSWER = timedelta(days=1)
OPENS_BEFORE = timedelta(hours=1)


class Reception(models.Model):
    """An occasion for heads of delegation. `taken` counts persons of accepted invitations (by a trigger)."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = TranslatedField(_("name"))
    host = TranslatedField(_("host"), help_text=_("As the invitation begins: The President of …"))
    in_honour = TranslatedField(_("in honour of"), blank=True)
    occasion = TranslatedField(_("occasion on the invitation"), blank=True)
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="receptions")
    starts = models.DateTimeField(_("from"))
    ends = models.DateTimeField(_("to"))
    arrive_from = models.DateTimeField(_("arrive from"), null=True, blank=True)
    arrive_until = models.DateTimeField(_("arrive until"), null=True, blank=True)
    entrance = TranslatedField(_("entrance"), blank=True)
    dress = TranslatedField(_("dress"), blank=True)
    answer_by = models.DateTimeField(_("answer by"))
    capacity = models.PositiveIntegerField(_("persons"))
    reserved = models.PositiveIntegerField(_("places held back"), default=0)
    companions = models.BooleanField(_("companions are invited"), default=False)
    spouses_only = models.BooleanField(default=False)
    motorcade = TranslatedField(_("Order of the motorcades"), blank=True)
    languages: Any = models.JSONField(_("Languages"), default=list, blank=True)
    programme = TranslatedField(_("Programme of the evening"), blank=True)
    menus: Any = models.JSONField(default=list, blank=True)  # a text by language for each
    # Whom protocol unticked, by the rule that found them.
    unticked: Any = models.JSONField(default=dict, blank=True, editable=False)
    release_at = models.DateTimeField(null=True, blank=True)
    each_minutes = models.PositiveSmallIntegerField(_("Minutes for each guest"), default=2, editable=False)
    # How many receive guests side by side, and how many guests are received, by precedence; None for all.
    lines = models.PositiveSmallIntegerField(default=1, editable=False)
    line_guests = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    thanks = TranslatedField(blank=True, editable=False)
    thanked_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    personal = models.BooleanField(
        _("invites the person"),
        default=False,
        help_text=_(
            "Otherwise it invites the office: when the head of delegation is replaced, the new head is invited instead."
        ),
    )
    taken = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("reception")
        verbose_name_plural = _("receptions")
        ordering = ["starts"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(capacity__gte=models.F("taken") + models.F("reserved")),
                name="reception_not_overfull",
            ),
            models.CheckConstraint(condition=models.Q(ends__gt=models.F("starts")), name="reception_in_order"),
        ]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def on_invitation(self) -> Translated:
        """Return how the invitation, which begins with the host, names the occasion."""
        text: Translated = self.occasion or self.name
        return text

    @property
    def places(self) -> int:
        """Return how many persons answers may bring in all."""
        return self.capacity - self.reserved

    @property
    def free(self) -> int:
        return self.places - self.taken

    @property
    def begins(self) -> datetime:
        return self.arrive_from or self.starts

    @property
    def door_opens(self) -> datetime:
        """Return when the entrance opens: when guests are asked to arrive, or an hour before the beginning."""
        return self.arrive_from or self.starts - OPENS_BEFORE

    @property
    def languages_named(self) -> str:
        return in_words([language_name(code) for code in self.languages], conjunction=True)

    def menu(self, number: int) -> str:
        """Return the words of a menu choice, from 1; empty for none."""
        return str(Translated(self.menus[number - 1])) if 0 < number <= len(self.menus) else ""


class InvitationState(models.TextChoices):
    """Where an invitation stands."""

    SENT = "sent", _("No answer yet")
    ACCEPTED = "accepted", _("Accepted")
    REGRETTED = "regretted", _("Regretted")
    WAITING = "waiting", _("Waiting list")
    SUBSTITUTE = "substitute", _("Substitute proposed")
    REJECTED = "rejected", _("Substitute not approved")
    ABSENT = "absent", _("Did not come")
    ENDED = "ended", pgettext_lazy("an invitation", "Ended")


class LineState(models.TextChoices):
    """Where a guest stands in the receiving line."""

    EXPECTED = "expected", pgettext_lazy("in the receiving line", "Expected")
    RECEIVED = "received", pgettext_lazy("in the receiving line", "Received")
    SKIPPED = "skipped", pgettext_lazy("in the receiving line", "Skipped")
    RECALLED = "recalled", pgettext_lazy("in the receiving line", "Recalled")


class Diet(models.TextChoices):
    NONE = "none", _("No restriction")
    HALAL = "halal", _("Halal")
    KOSHER = "kosher", _("Kosher")
    VEGETARIAN = "vegetarian", _("Vegetarian")
    VEGAN = "vegan", _("Vegan")


class Invitation(AuditedModel):
    """An invitation to a delegate or an outside guest, for one or two persons. Its link's secret is kept only as SHA-256.

    A head of delegation is invited by office unless the reception invites the person: `former_guest` is whom the office was invited as
    before. An outside guest is always invited in person.
    """

    # A reason may be an illness; a plate says whose car to look for.
    SECRET = frozenset(
        {
            "secret_hash",
            "replaced_hash",
            "diet",
            "companion_diet",
            "allergies",
            "number_plate",
            "driver",
            "substitute_reason",
            "late_answer",
            "before_word",
        }
    )
    LABEL_IN_EACH_LANGUAGE = True
    GRAPH: ClassVar[Mapping[str, Iterable[str]]] = {
        "sent": ("accepted", "regretted", "waiting", "substitute", "ended"),
        # Back to `sent`: the head was replaced, and the office is invited anew. To `rejected`: an undo of the host's word on a late answer.
        "accepted": ("regretted", "waiting", "substitute", "rejected", "sent", "absent", "ended"),
        "regretted": ("accepted", "waiting", "substitute", "rejected", "sent", "ended"),
        "waiting": ("accepted", "regretted", "substitute", "rejected", "sent", "ended"),
        "substitute": ("accepted", "waiting", "rejected", "regretted", "sent", "ended"),
        "rejected": ("accepted", "regretted", "waiting", "substitute", "sent", "ended"),
        # Whose place was released may still come while there is room.
        "absent": ("accepted", "ended"),
        "ended": (),
    }

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    reception = models.ForeignKey(Reception, on_delete=models.PROTECT, related_name="invitations")
    # The delegation's, or that of the outside guest (a guard).
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    delegation = models.ForeignKey(
        Delegation, null=True, blank=True, on_delete=models.PROTECT, related_name="reception_invitations"
    )
    guest = models.ForeignKey(
        Delegate, null=True, blank=True, on_delete=models.PROTECT, related_name="reception_invitations"
    )
    outside_guest = models.ForeignKey(
        OutsideGuest, null=True, blank=True, on_delete=models.PROTECT, related_name="invitations"
    )
    former_guest = models.ForeignKey(
        Delegate, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    secret_hash = models.CharField(max_length=64, unique=True)
    # The link that the last new one replaced, which an undo gives back.
    replaced_hash = models.CharField(max_length=64, blank=True, default="", editable=False)
    replaced_sent_at = models.DateTimeField(null=True, blank=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=InvitationState, default=InvitationState.SENT)
    # To the person, whoever is head: that of a reception which invites persons, or one invited by name or rank.
    personal = models.BooleanField(default=False, editable=False)
    wave = models.PositiveSmallIntegerField(default=1, editable=False)
    persons = models.PositiveSmallIntegerField(_("persons"), default=1)
    companion_name = models.CharField(_("name of the companion, as on the place card"), max_length=150, blank=True)
    diet = EncryptedChoiceField(_("diet"), choices=Diet, default=Diet.NONE)
    companion_diet = EncryptedChoiceField(_("diet of the companion"), choices=Diet, default=Diet.NONE)
    allergies = EncryptedTextField(_("allergies"), max_length=200, blank=True, default="")
    number_plate = EncryptedTextField(_("number plate"), max_length=20, blank=True, default="")
    driver = EncryptedTextField(_("driver"), max_length=100, blank=True, default="")
    menu = models.PositiveSmallIntegerField(_("Menu of the guest"), default=0)
    companion_menu = models.PositiveSmallIntegerField(_("Menu of the companion"), default=0)
    substitute_name = models.CharField(_("name of the substitute"), max_length=150, blank=True)
    substitute_function = models.CharField(_("function of the substitute"), max_length=150, blank=True)
    substitute_reason = models.CharField(_("reason"), max_length=300, blank=True)
    # Of a guest who has a place: the companion for whom there is none yet.
    waiting_companion = models.CharField(max_length=150, blank=True, default="", editable=False)
    # The guest had a place when the substitute was proposed, and keeps it until the host has decided.
    keeps_place = models.BooleanField(default=False, editable=False)
    # Undone before its mail was sent: nobody has received it, and no list shows it.
    taken_back = models.BooleanField(default=False, editable=False)
    sent_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    booking = models.UUIDField(null=True, blank=True, editable=False)
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    # What was answered after the deadline and awaits the host, as JSON; empty when nothing does.
    late_answer = EncryptedTextField(max_length=4000, blank=True, default="", editable=False)
    late_at = models.DateTimeField(null=True, blank=True, editable=False)
    # The answer as it was before the host's word on a late one, as JSON: what an undo of that word gives back.
    before_word = EncryptedTextField(max_length=8000, blank=True, default="", editable=False)
    arrived_at = models.DateTimeField(null=True, blank=True, editable=False)
    companion_arrived_at = models.DateTimeField(null=True, blank=True, editable=False)
    # How the name of who comes is said, and of whom this was noted, so that it is not read to another who comes instead.
    said_as = models.CharField(_("Pronunciation"), max_length=120, blank=True, default="", editable=False)
    said_of = models.CharField(max_length=170, blank=True, default="", editable=False)
    # In the receiving line, where before (empty: nothing to undo), and since when.
    standing = models.CharField(max_length=8, choices=LineState, default=LineState.EXPECTED, editable=False)
    stood = models.CharField(max_length=8, blank=True, default="", editable=False)
    stands_since = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["reception", "party__en_sort"]
        constraints = [
            models.UniqueConstraint(
                fields=["reception", "delegation"],
                condition=~models.Q(state="ended") & models.Q(personal=False),
                name="invitation_one_a_delegation",
            ),
            models.UniqueConstraint(
                fields=["reception", "guest"], condition=~models.Q(state="ended"), name="invitation_one_a_guest"
            ),
            models.UniqueConstraint(
                fields=["reception", "outside_guest"],
                condition=~models.Q(state="ended"),
                name="invitation_one_an_outside_guest",
            ),
            models.CheckConstraint(
                condition=models.Q(guest__isnull=False, delegation__isnull=False, outside_guest__isnull=True)
                | models.Q(guest__isnull=True, delegation__isnull=True, outside_guest__isnull=False, personal=True),
                name="invitation_of_one_guest",
            ),
            models.CheckConstraint(
                condition=models.Q(keeps_place=False) | models.Q(state="substitute"), name="invitation_keeps_place"
            ),
            models.CheckConstraint(
                condition=models.Q(waiting_companion="") | models.Q(persons=1), name="invitation_companion_waits"
            ),
            models.CheckConstraint(
                condition=models.Q(taken_back=False) | models.Q(state="ended"), name="invitation_taken_back"
            ),
            models.CheckConstraint(
                condition=models.Q(persons=1, companion_name="") | models.Q(persons=2) & ~models.Q(companion_name=""),
                name="invitation_companion_counted",
            ),
            models.CheckConstraint(
                condition=models.Q(standing__in=LineState.values)
                & (models.Q(standing="expected") | models.Q(stands_since__isnull=False)),
                name="invitation_stands_since",
            ),
        ]
        indexes = [models.Index(fields=["reception", "state"], name="invitation_state")]

    def __str__(self) -> str:
        return f"{self.person}, {self.reception}"

    @property
    def scope(self) -> str:
        return self.party.code if self.delegation_id else ""

    @property
    def person(self) -> Delegate | OutsideGuest:
        """Return who is invited."""
        person = self.guest or self.outside_guest
        assert person is not None
        return person

    @property
    def description(self) -> str:
        """Return what stands below the name: the office, and for whom the guest comes."""
        person = self.person
        if isinstance(person, OutsideGuest):
            return join_facts([person.functional_title, self.party.formal])
        return join_facts([person.get_capacity_display() if person.is_head else "", self.party.formal])

    @property
    def held_persons(self) -> int:
        """Return how many places the invitation holds."""
        return self.persons if self.state == "accepted" or self.keeps_place else 0

    @property
    def wanted_persons(self) -> int:
        """Return how many places it waits for."""
        return 1 if self.waiting_companion else self.persons

    @property
    def answer_by(self) -> datetime:
        """Return the deadline; a head who was named late has a day."""
        if self.former_guest_id is None:
            return self.reception.answer_by
        return max(self.reception.answer_by, min(self.sent_at + MIN_TIME_TO_ANSWER, self.reception.begins))

    @property
    def is_guest_there(self) -> bool:
        """Return True while the guest may answer: the present head, or in person any member of the delegation or listed outside guest."""
        if self.state == "ended":
            return False
        if self.guest is None:
            return self.person.state == "listed"
        return self.guest.state in LIVE_STATES and (self.personal or self.guest.is_head)

    @property
    def late(self) -> dict[str, Any]:
        """Return the fields of the late answer that awaits the host."""
        return dict(json.loads(self.late_answer)) if self.late_answer else {}

    @property
    def menu_words(self) -> str:
        return self.reception.menu(self.menu)

    @property
    def companion_menu_words(self) -> str:
        return self.reception.menu(self.companion_menu)

    @property
    def who_comes(self) -> str:
        """Return the name for the table card, the substitute's or the guest's, with the honorific in the active language."""
        return honorifics.reorder_honorific(self.substitute_name) or self.person.called

    def printed_name_of(self, companion: bool) -> str:
        """Return `name_of` for a paper."""
        guest = self.companion_called if companion else honorifics.reorder_honorific(self.substitute_name)
        return guest or self.person.called_on_paper

    @property
    def companion_called(self) -> str:
        return honorifics.reorder_honorific(self.companion_name)

    @property
    def waiting_companion_called(self) -> str:
        return honorifics.reorder_honorific(self.waiting_companion)

    def arrival_of(self, companion: bool) -> datetime | None:
        return self.companion_arrived_at if companion else self.arrived_at

    def name_of(self, companion: bool) -> str:
        """Return the name of the companion, or of who comes as the guest."""
        return self.companion_called if companion else self.who_comes
