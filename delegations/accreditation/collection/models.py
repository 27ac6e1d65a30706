from typing import Any

from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from conference.look.honorifics import reorder_honorific
from conference.translated import FALLBACK, Translated
from delegations.registration.models import Capacity, Delegation


class Receipt(models.Model):
    """What somebody signed who took many badges of a delegation at once. It has a gapless number and never changes, but may be made void.

    `lines` has [number, letter, colour, colour of its text, name, capacity's code, copy] of each badge on that day; `shown_lines`
    has honorifics and capacities in the active language. Older ones have the capacity's English name.
    """

    number = models.PositiveIntegerField(_("number"), unique=True)
    delegation = models.ForeignKey(Delegation, on_delete=models.PROTECT, related_name="receipts")
    to = models.CharField(_("collected by"), max_length=150)
    document = models.CharField(_("identified by"), max_length=150, blank=True)
    mandate = models.CharField(_("mandate"), max_length=200, blank=True)
    handed_by = models.CharField(_("handed over by"), max_length=200)
    at = models.DateTimeField()
    lines: Any = models.JSONField(default=list)
    # Taken back at once: the badges are at the counter again, and the number stays taken.
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_by = models.CharField(max_length=200, blank=True)
    voided_why = models.CharField(max_length=300, blank=True)  # of a correction: an undo of just now needs no reason
    others: Any = models.JSONField(
        default=list
    )  # [what, pieces, numbers] of passes, pins and the like that went with them

    class Meta:
        verbose_name = _("receipt for badges")
        verbose_name_plural = _("receipts for badges")
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"C-{self.number:04d}"

    @property
    def scope(self) -> str:
        return self.delegation.party.code

    @property
    def shown_lines(self) -> list[list[str | int]]:
        return [[*line[:4], reorder_honorific(line[4]), _capacity_word(line[5]), *line[6:]] for line in self.lines]

    @property
    def shown_others(self) -> list[list[str | int]]:
        """Return what went with the badges; sorts of passes have a name in every language, what was typed has one."""
        return [[str(Translated(name)) if isinstance(name, dict) else name, *rest] for name, *rest in self.others]

    @property
    def count(self) -> int:
        return len(self.lines)


def _capacity_word(stored: str) -> str:
    with translation.override(FALLBACK):
        code = next((code for code, label in Capacity.choices if stored in (code, str(label))), "")
    return str(Capacity(code).label) if code else stored
