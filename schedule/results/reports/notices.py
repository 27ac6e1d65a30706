"""What the audit log says of reports of results."""

from django.utils.translation import gettext_lazy as _

from conference.audit import sentences

sentences.register_sentences({"results.closed": _("%(who)s closed the results as report %(what)s")})
