"""The scopes of machines' keys: SCOPES is to them what RIGHTS is to persons."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Scope:
    """What a machine's key allows: the word of the interface, and the label for the officer who ticks it.

    `rights` are keys of access.RIGHTS that its routes may use for the machine; without any it only reads.
    """

    name: str
    label: str | Promise
    rights: frozenset[str] = frozenset()


READ_GATES, READ_PRESENCE, READ_SCANS, ENROL, REVOKE = (
    "gates.read",
    "presence.read",
    "scans.read",
    "devices.enrol",
    "devices.revoke",
)
SCOPES = {
    scope.name: scope
    for scope in (
        Scope(READ_GATES, _("See the gates and their devices")),
        Scope(READ_PRESENCE, _("See the number of persons inside, by zone and by delegation (no names)")),
        Scope(READ_SCANS, _("Read every scan, with the number of the badge (no names)")),
        Scope(ENROL, _("Create codes for enrolling devices"), frozenset({"gates.manage"})),
        Scope(REVOKE, _("Revoke devices"), frozenset({"gates.manage"})),
    )
}
