"""What the audit log says of reports of results."""

from django.utils.translation import gettext_lazy as _

from conference.audit import sentences
from conference.core import access_log

sentences.register_sentences({"results.closed": _("%(who)s closed the results as report %(what)s")})
access_log.register_kinds({"results.heads_read": _("heads of delegation in the report of the results")})
