from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from conference.audit import words
from conference.core import access_log

access_log.pages(
    {
        "gates:people": _("Person at the gates"),
        "gates:lost": _("Lost badge"),
        "gates:findings": _("Findings of the gates"),
    }
)
access_log.register(
    {"delegate.followed": _("Ways of a person at the gates"), "place.names_read": _("Who is inside, by name")}
)
words.register(
    {
        "device.invited": _("%(who)s made a code for the device %(what)s"),
        "device.new_code": _("%(who)s made another code for the device %(what)s"),
        "device.enrolled": _("The device %(what)s was enrolled"),
        "device.revoked": _("%(who)s revoked the device %(what)s"),
        "gates.allowed": _("%(who)s said what devices at gates may keep"),
        "gates.timed": _("%(who)s set the minutes of the gates"),
        "zone.cleared": _("%(who)s said that everybody has left (%(what)s)"),
        "delegate.followed": _("%(who)s read where %(what)s went through the gates"),
        "place.names_read": _("%(who)s read the names of those inside (%(what)s)"),
        "finding.opened": _("Found at the gates: %(what)s"),
        "finding.settled": _("%(who)s settled: %(what)s"),
    }
)
