"""What the final clauses of a treaty may provide, and what parties may state, as choices of the treaty's fields."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OpenTo(models.TextChoices):
    """To which States a treaty is open, besides the groups that it names.

    "All States" follows the practice of the General Assembly, as the Secretary-General does as depositary: Member States of the United
    Nations, observer States, and those that are members of its specialized agencies. The second is the Vienna formula (Vienna Convention
    on the Law of Treaties, art. 81), of which only Member States of the United Nations are known here: a group names other States.
    """

    ALL_STATES = "all_states", _("All States")
    UN_OR_AGENCIES = "un_or_agencies", _("Members of the United Nations or of a specialized agency")
    GROUPS = "groups", _("Only the groups of participants")


class CountedFrom(models.TextChoices):
    """From when the years are counted before which nobody withdraws."""

    TREATY = "treaty", _("From entry into force of the treaty")
    PARTY = "party", _("From entry into force for the party")


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
