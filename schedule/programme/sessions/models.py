from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from conference.parties.models import Party
from conference.translated import FALLBACK, TranslatedField
from delegations.registration.models import Delegate
from schedule.calendar.rooms.models import Room


class Type(models.TextChoices):
    OPENING = "opening", _("Ceremony")
    PLENARY = "plenary", _("Plenary")
    SIGNING = "signing", _("Signing")
    HIGH_LEVEL = "high_level", _("High-level discussion")
    ROUNDTABLE = "roundtable", _("Round table")
    SIDE_EVENT = "side_event", _("Side event")
    WORKSHOP = "workshop", _("Workshop")
    PRESS = "press", _("Press")
    CEREMONY = "ceremony", _("Closing ceremony")
    PROTOCOL = "protocol", pgettext_lazy("a kind of meeting", "Protocol")
    SOCIAL = "social", _("Reception")
    BREAK = "break", _("Break")


class PublicDetail(models.TextChoices):
    """What the public programme tells of a closed meeting or a reception."""

    TIME = "time", _("Time and title")
    PLACE = "place", _("Time, title and place")
    ALL = "all", _("Everything but names")


class Session(models.Model):
    """The draft of something in a room. `key` never changes and names it in calendar files."""

    LABEL_IN_EACH_LANGUAGE = True  # in the audit log

    key = models.SlugField(_("key"), max_length=60, unique=True)
    type = models.CharField(_("type"), max_length=12, choices=Type)
    number = models.PositiveSmallIntegerField(
        _("number"), null=True, blank=True, help_text=_("Number among sessions of this type, as in “Round table 2”.")
    )
    title = TranslatedField(_("title"))
    description = TranslatedField(_("description"), blank=True)
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="sessions", verbose_name=_("room"))
    starts = models.DateTimeField(_("from"))
    ends = models.DateTimeField(_("to"))
    all_day = models.BooleanField(
        _("all day"), default=False, help_text=_("Shown above the programme of the day, for example for an exhibition.")
    )
    for_heads = models.BooleanField(
        _("all heads of delegation"),
        default=False,
        help_text=_("All heads attend, so no bilateral meetings can be requested at that time."),
    )
    is_open = models.BooleanField(_("open meeting"), default=True)
    public_detail = models.CharField(
        _("the public is told"), max_length=5, choices=PublicDetail, default=PublicDetail.TIME
    )
    webcast = models.BooleanField(_("webcast"), default=False)
    webcast_url = models.URLField(_("address of the webcast"), max_length=300, blank=True)
    expected = models.PositiveIntegerField(_("persons expected"), null=True, blank=True)
    interpretation: Any = models.JSONField(_("languages of interpretation"), default=list, blank=True)
    agenda: Any = models.JSONField(_("agenda items"), default=list, blank=True)  # list of {"en": …} or str
    organisers = models.ManyToManyField(Party, blank=True, related_name="+", verbose_name=_("organized by"))
    chair = models.ForeignKey(
        Delegate, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("chair")
    )
    version = models.PositiveIntegerField(
        default=1, editable=False
    )  # SEQUENCE in calendar files: never goes down for a key

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["starts", "room__position", "id"]
        constraints = [models.CheckConstraint(condition=models.Q(ends__gt=models.F("starts")), name="session_in_order")]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def agenda_texts(self) -> list[dict[str, str]]:
        """Return the agenda items, each by language."""
        return [{FALLBACK: item} if isinstance(item, str) else item for item in self.agenda]


class PanelRole(models.TextChoices):
    MODERATOR = "moderator", _("Moderator")
    PANELLIST = "panellist", _("Panellist")


class Panellist(models.Model):
    """Somebody on a panel: a delegate, whose time it takes, or a guest by name and function."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="panel")
    position = models.PositiveSmallIntegerField()  # from 1, as they sit and are named
    role = models.CharField(_("role"), max_length=10, choices=PanelRole, default=PanelRole.PANELLIST)
    person = models.ForeignKey(Delegate, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=120, blank=True)
    function = models.CharField(_("function"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("panellist")
        verbose_name_plural = _("panellists")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["session", "position"], name="panellist_place"),
            models.UniqueConstraint(fields=["session", "person"], name="panellist_once"),
            models.CheckConstraint(
                condition=models.Q(person__isnull=False, name="")
                | (models.Q(person__isnull=True) & ~models.Q(name="")),
                name="panellist_delegate_or_guest",
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.person)


class SessionDocument(models.Model):
    """A session's document in one language: an external address, or a PDF stored under its digest."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="documents")
    position = models.PositiveSmallIntegerField()  # from 1
    symbol = models.CharField(_("symbol"), max_length=60, blank=True)  # A/CONF.247/1
    title = models.CharField(_("title"), max_length=300)
    language = models.CharField(_("language"), max_length=5)
    link = models.URLField(_("address"), max_length=300, blank=True)
    # Never deleted with its row: releases that named it still do.
    file = models.FileField(_("file"), upload_to="documents", max_length=120, blank=True)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["session", "position"], name="sessiondocument_place"),
            models.CheckConstraint(
                condition=(models.Q(file="") & ~models.Q(link="")) | (~models.Q(file="") & models.Q(link="")),
                name="sessiondocument_file_or_link",
            ),
        ]

    def __str__(self) -> str:
        return self.symbol or self.title


class Draft(models.Model):
    """The draft as a whole: one row, whose version a trigger raises with every change of a session.

    Changing a session and publishing both lock this row until commit: a release never mixes before and after.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="draft_one_row")]

    def __str__(self) -> str:
        return str(self.version)
