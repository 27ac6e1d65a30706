from __future__ import annotations

import unicodedata
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from conference.core.collation import KEY_LENGTH, collation_key
from conference.models import check_zone
from conference.translated import FALLBACK, short_code


def search_key(text: str) -> str:
    """Return what a name is searched by: lower case, without accents and apostrophes.

    `Côte d'Ivoire` gives `cote divoire`. Other scripts than Latin keep their letters. How names are ordered: `core/collation.py`.
    """
    decomposed = unicodedata.normalize(
        "NFKD", text.replace("Đ", "D").replace("đ", "d").replace("’", "").replace("'", "")
    )
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold().strip()


class Kind(models.TextChoices):
    MEMBER_STATE = "member_state", _("Member State")
    OBSERVER_STATE = "observer_state", _("Observer State")
    REIO = "reio", _("Regional economic integration organization")
    UN_ENTITY = "un_entity", _("United Nations entity")
    IGO = "igo", _("Intergovernmental organization")
    NGO = "ngo", _("Non-governmental organization")
    MEDIA = "media", _("Media organization")


class RegionalGroup(models.TextChoices):
    """The groups in which Member States elect and are elected. The United States is counted with the last one for elections."""

    AFRICA = "africa", _("African States")
    ASIA_PACIFIC = "asia_pacific", _("Asia-Pacific States")
    EASTERN_EUROPE = "eastern_europe", _("Eastern European States")
    LATIN_AMERICA = "latin_america", _("Latin American and Caribbean States")
    WESTERN = "western", _("Western European and other States")


STATES = (Kind.MEMBER_STATE, Kind.OBSERVER_STATE)
# Who may sign as a rule; what a treaty says about it: `conference.treaties.queries`.
SIGNATORIES = (*STATES, Kind.REIO)
# Whose heads are received by the host and meet one another; NGOs and the media have a head of their delegation, and no more.
RECEIVED = (*STATES, Kind.REIO, Kind.UN_ENTITY, Kind.IGO)


class Party(models.Model):
    """A State or an organization. `code`: alpha-3 for a State, the usual short form for others."""

    LABEL_NAMES_PARTIES: ClassVar[bool] = True

    code = models.CharField(_("code"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    is_host = models.BooleanField(_("host"), default=False)
    alpha2 = models.CharField(max_length=2, blank=True)
    alpha3 = models.CharField(max_length=3, blank=True)
    m49 = models.PositiveSmallIntegerField(null=True, blank=True)
    region = models.CharField(_("region"), max_length=20, blank=True, help_text=_("Region of the UN's M49 standard."))
    regional_group = models.CharField(_("regional group"), max_length=15, choices=RegionalGroup, blank=True)
    flag = models.CharField(
        _("flag"), max_length=20, blank=True, help_text=_("Code of a flag that exists in flag-icons.")
    )
    zone_name = models.CharField(
        _("time zone of the capital or seat"), max_length=50, validators=[check_zone], default="UTC"
    )
    language = models.CharField(
        _("language of correspondence"), max_length=10, choices=settings.LANGUAGES, default="en"
    )
    # The English names again, for sorting and searching without a join; `PartyName` is where they are edited.
    en_short = models.CharField(max_length=120, editable=False)
    en_sort = models.CharField(max_length=KEY_LENGTH, editable=False)

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        ordering = ["en_sort"]
        constraints = [
            models.CheckConstraint(condition=models.Q(code__regex=r"^[A-Z0-9-]+$"), name="party_code_form"),
            models.UniqueConstraint(fields=["is_host"], condition=models.Q(is_host=True), name="party_one_host"),
        ]
        indexes = [models.Index(fields=["en_sort"], name="party_en_sort")]

    def __str__(self) -> str:
        return self.short

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone_name)

    @property
    def slug(self) -> str:
        return self.code.lower()

    def name(self, language: str | None = None) -> PartyName:
        """Return the names in `language` (default: active), else in English. Prefetch `names` for lists."""
        wanted = short_code(language or get_language())
        by_language = {name.language: name for name in self.names.all()}
        return by_language.get(wanted) or by_language[FALLBACK]

    @property
    def short(self) -> str:
        """Return the short name; English without a query."""
        if short_code(get_language()) == FALLBACK:
            return self.en_short
        return self.name().short

    @property
    def formal(self) -> str:
        """Return the formal name without article: `Republic of Kenya`."""
        return self.name().formal_title

    @property
    def formally(self) -> str:
        """Return `the Republic of Kenya`, as in a sentence."""
        return self.name().formal


class PartyName(models.Model):
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="names")
    language = models.CharField(max_length=2)
    short = models.CharField(_("short name"), max_length=160, help_text=_("Without article: Gambia."))
    article = models.CharField(
        _("article"), max_length=6, blank=True, help_text=_("As lists print it in brackets: the, la, l'.")
    )
    formal = models.CharField(
        _("formal name"), max_length=200, help_text=_("As in a sentence: the Republic of the Gambia.")
    )
    sorts_as = models.CharField(
        _("sorts as"),
        max_length=160,
        blank=True,
        help_text=_("Only where lists place the name by another spelling. Empty: the short name."),
    )
    # Made of the others by `fill_keys`: where the name stands in its language's alphabet, and what it is searched by.
    sort = models.CharField(max_length=KEY_LENGTH, blank=True, editable=False)
    search = models.CharField(max_length=160, blank=True, editable=False)

    class Meta:
        verbose_name = _("name of a party")
        verbose_name_plural = _("names of parties")
        constraints = [models.UniqueConstraint(fields=["party", "language"], name="partyname_one_a_language")]
        indexes = [models.Index(fields=["language", "sort"], name="partyname_sort")]

    def __str__(self) -> str:
        return self.short

    def save(self, **kwargs: object) -> None:  # type: ignore[override]
        """Fill the keys; copy English names to the party."""
        self.fill_keys()
        super().save(**kwargs)  # type: ignore[arg-type]
        if self.language == FALLBACK:
            Party.objects.filter(pk=self.party_id).update(en_short=self.short, en_sort=self.sort)

    def fill_keys(self) -> None:
        self.sort = collation_key(self.sorts_as or self.short, self.language)
        self.search = search_key(self.short)[:160]

    @property
    def listed(self) -> str:
        """Return `Gambia (the)`, for alphabetical lists."""
        return f"{self.short} ({self.article})" if self.article else self.short

    @property
    def formal_title(self) -> str:
        """Return `Republic of the Gambia`, without leading article."""
        rest = strip_article(self.formal, self.language)
        return rest[:1].upper() + rest[1:]


class Membership(models.Model):
    """A State is a member of a regional economic integration organization: treaties tie what the organization does to its members."""

    organization = models.ForeignKey(
        Party, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("organization")
    )
    member = models.ForeignKey(
        Party, on_delete=models.CASCADE, related_name="organizations", verbose_name=_("State that is a member")
    )

    class Meta:
        verbose_name = _("member State of an organization")
        verbose_name_plural = _("member States of organizations")
        ordering = ["organization__en_sort", "member__en_sort"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "member"], name="membership_once"),
            models.CheckConstraint(
                condition=~models.Q(organization=models.F("member")), name="membership_not_of_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization}: {self.member}"


ARTICLES = {"en": ("the ",), "fr": ("la ", "le ", "les ", "l'", "l’"), "es": ("la ", "el ", "las ", "los ")}


def strip_article(text: str, language: str) -> str:
    """Return `Republic of Kenya` for `the Republic of Kenya`."""
    for article in ARTICLES.get(language, ()):
        if text.lower().startswith(article):
            return text[len(article) :]
    return text


class Drawing(models.TextChoices):
    LOT = "lot", _("Drawn by lot here")
    TOLD = "told", _("Drawn in the hall, entered here")


class FirstSeat(models.Model):
    """The first seat in the hall, drawn by lot: a party or a letter, from which the English alphabet wraps round.

    Never changed: a further draw is a further row, with its reason, and the latest counts. By `candidates` and `seed` everybody can repeat
    a lot (seating.picked).
    """

    number = models.PositiveSmallIntegerField()  # the first, the second, …
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=4, choices=Drawing)
    party = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    letter = models.CharField(max_length=1, blank=True)
    candidates: Any = models.JSONField(default=list)
    seed = models.CharField(max_length=64, blank=True)
    together = models.BooleanField(default=False)  # observers and organizations sit in the same alphabet
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("first seat")
        verbose_name_plural = _("first seats")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["number"], name="firstseat_one_a_number"),
            models.CheckConstraint(
                condition=models.Q(party__isnull=False, letter="")
                | models.Q(party__isnull=True) & ~models.Q(letter=""),
                name="firstseat_party_or_letter",
            ),
            models.CheckConstraint(
                condition=models.Q(way="lot") & ~models.Q(seed="") | models.Q(way="told", seed=""),
                name="firstseat_lot_has_seed",
            ),
            models.CheckConstraint(
                condition=models.Q(number=1) | models.Q(number__gt=1) & ~models.Q(reason=""),
                name="firstseat_again_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.party.short if self.party else self.letter
