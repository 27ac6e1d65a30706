"""The outbox sends nothing of its own; here are the sentences of its entries in the record."""

from django.utils.translation import gettext_lazy as _

from conference.audit import words

words.register(
    {
        "message.sent_again": _("%(who)s had message %(what)s sent again"),
        "message.cancelled": _("%(who)s cancelled message %(what)s"),
    }
)
