from django.utils.translation import gettext_lazy as _

from conference.machines.scopes import Scope, add

READ_GATES, READ_PRESENCE, READ_SCANS, ENROL, REVOKE = (
    "gates.read",
    "presence.read",
    "scans.read",
    "devices.enrol",
    "devices.revoke",
)
add(
    Scope(READ_GATES, _("See the gates and their devices")),
    Scope(READ_PRESENCE, _("See the number of persons inside, by zone and by delegation (no names)")),
    Scope(READ_SCANS, _("Read every scan, with the number of the badge (no names)")),
    Scope(ENROL, _("Create codes for enrolling devices"), frozenset({"gates.manage"})),
    Scope(REVOKE, _("Revoke devices"), frozenset({"gates.manage"})),
)
