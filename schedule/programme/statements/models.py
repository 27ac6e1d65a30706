from collections.abc import Iterable, Mapping
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from conference.core.lifecycle import AuditedModel
from conference.look.language_names import language_name
from schedule.programme.speaking.models import Inscription


class TextState(models.TextChoices):
    HANDED_IN = "handed_in", pgettext_lazy("the text of a statement", "Handed in")
    TAKEN_BACK = "taken_back", pgettext_lazy("the text of a statement", "Taken back")


class StatementText(AuditedModel):
    """The text of a statement, handed in before its delivery: for the interpreters, to be checked against delivery."""

    LABEL_NAMES_PARTIES: ClassVar[bool] = True
    GRAPH: ClassVar[Mapping[str, Iterable[str]]] = {"handed_in": ("taken_back",), "taken_back": ("handed_in",)}

    inscription = models.OneToOneField(Inscription, on_delete=models.CASCADE, related_name="text")
    state = models.CharField(_("state"), max_length=10, choices=TextState, default=TextState.HANDED_IN)
    file = models.FileField(upload_to="statements")
    file_name = models.CharField(max_length=150)
    language = models.CharField(_("language of the text"), max_length=8)
    may_publish = models.BooleanField(_("may be published after delivery"), default=False)
    handed_in_at = models.DateTimeField()
    handed_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("text of a statement")
        verbose_name_plural = _("texts of statements")
        ordering = ["inscription__position", "pk"]

    def __str__(self) -> str:
        return str(self.inscription)

    @property
    def scope(self) -> str:
        return self.inscription.scope

    @property
    def language_name(self) -> str:
        return language_name(self.language)

    @property
    def is_handed_in(self) -> bool:
        # An erasure empties the file and leaves the row.
        return self.state == TextState.HANDED_IN and bool(self.file)
