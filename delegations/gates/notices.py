"""The gates' sentences in the record. They send no messages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from conference.audit import words

words.register(
    {
        "device.invited": _("%(who)s made a code for the device %(what)s"),
        "device.new_code": _("%(who)s made another code for the device %(what)s"),
        "device.enrolled": _("The device %(what)s was enrolled"),
        "device.revoked": _("%(who)s revoked the device %(what)s"),
        "gates.allowed": _("%(who)s said what devices at gates may keep"),
        "zone.cleared": _("%(who)s said that everybody has left (%(what)s)"),
        "finding.opened": _("Found at the gates: %(what)s"),
        "finding.settled": _("%(who)s settled: %(what)s"),
    }
)
