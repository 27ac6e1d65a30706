"""What the audit log says of reports of results."""

from django.utils.translation import gettext_lazy as _

from conference.audit import sentences
from conference.core import access_log

sentences.register_sentences(
    {
        "results.closed": _("%(who)s closed the results as report %(what)s"),
        "results.heads_read": _("%(who)s opened the report of the results, which names the heads of delegation"),
    }
)
access_log.register_kinds({"results.heads_read": _("Heads of delegation in the report of the results")})
