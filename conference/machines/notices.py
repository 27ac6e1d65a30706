from django.utils.translation import gettext_lazy as _

from conference.audit import sentences

sentences.register_sentences(
    {
        "machine.made": _("%(who)s issued a key to the system %(what)s"),
        "machine.revoked": _("%(who)s revoked the key of the system %(what)s"),
    }
)
