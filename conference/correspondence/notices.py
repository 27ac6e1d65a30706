from django.utils.translation import gettext_lazy as _

from conference.audit import sentences
from conference.core import access_log

READ = "message.read"

access_log.register_kinds({READ: _("Message")}, daily=True)
sentences.register_sentences(
    {
        READ: _("%(who)s opened message %(what)s"),
        "message.sent_again": _("%(who)s had message %(what)s sent again"),
        "message.cancelled": _("%(who)s cancelled message %(what)s"),
        "message.released": _("%(who)s had message %(what)s sent, which was held after the restore"),
        "installation.trial": _("%(who)s declared this restored copy a trial, which sends nothing"),
        "installation.replacement": _("%(who)s declared that this restored copy replaces the former database"),
    }
)
