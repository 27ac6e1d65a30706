from django.utils.translation import gettext_lazy as _

from conference.audit import sentences
from conference.core import access_log

access_log.register_pages(
    {
        "gates:people": _("Person’s movements at the gates"),
        "gates:lost": _("Lost badge"),
        "gates:findings": _("Gate alerts"),
    }
)
access_log.register_kinds(
    {
        "delegate.followed": _("Movements of a person through the gates"),
        "place.names_read": _("Names of persons inside"),
    }
)
sentences.register_sentences(
    {
        "device.invited": _("%(who)s created an enrolment code for the device %(what)s"),
        "device.new_code": _("%(who)s created another enrolment code for the device %(what)s"),
        "device.enrolled": _("The device %(what)s was enrolled"),
        "device.revoked": _("%(who)s revoked the device %(what)s"),
        "gates.allowed": _("%(who)s changed what devices at gates may store"),
        "gates.timed": _("%(who)s set the minutes of the gates"),
        "zone.cleared": _("%(who)s recorded that everybody has left (%(what)s)"),
        "delegate.followed": _("%(who)s read the movements of %(what)s through the gates"),
        "place.names_read": _("%(who)s read the names of persons inside (%(what)s)"),
        "finding.opened": _("Gate alert: %(what)s"),
        "finding.settled": _("%(who)s closed the gate alert: %(what)s"),
    }
)
