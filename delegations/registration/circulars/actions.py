from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.utils import translation
from django.utils.translation import gettext as _

from conference.accounts.models import User
from conference.core import clock, lifecycle
from conference.core.access import Actor, require
from conference.core.concurrency import check_expected
from conference.core.errors import AlreadyDecided, NotPossible
from conference.translated import Translated
from delegations.registration.circulars import notices, queries
from delegations.registration.models import Circular, Delegation

# The same words again so soon are a form that was sent twice.
TWICE = timedelta(minutes=10)


@lifecycle.use_case
def write_circular(
    *, actor: Actor, delegations: Sequence[Delegation], subject: Translated, body: Translated, expected_version: str
) -> Circular:
    """Write to every present focal point of these delegations, each in their own language where the text has it, else in English.

    Args:
        expected_version: The key (`queries.key_of`) of the texts that the writer has looked at.

    Raises:
        NotPossible: When these are other texts or when nobody would get it.
        AlreadyDecided: When the same circular was sent a moment ago.
    """
    require(actor, queries.RIGHT)
    words = _("The text is not the one that was looked at. Look at it once more; nothing was sent.")
    check_expected(expected_version, queries.key_of(subject, body), lambda: NotPossible(words))
    letters = queries.letters_to(delegations)
    if not letters:
        raise NotPossible(_("None of these delegations has a focal point. Nothing was sent."))
    now = clock.now()
    # One writer's circulars are sent one after another, so that a form sent twice finds the first one.
    User.objects.select_for_update().filter(pk=actor.user_id or 0).first()
    same = Circular.objects.filter(written_by_id=actor.user_id, written_at__gt=now - TWICE, subject=subject, body=body)
    if same.exists():
        raise AlreadyDecided(_("This circular was sent a moment ago. Nothing was sent again."))
    circular = Circular.objects.create(subject=subject, body=body, written_at=now, written_by_id=actor.user_id)
    circular.delegations.set(delegations)
    for letter in letters:
        with translation.override(letter.language):
            parts = queries.paragraphs(str(circular.body))
            context = notices.circular_context(str(circular.subject), parts, letter.delegation, letter.to)
            circular.recipients += notices.circular_sent(circular, letter.delegation, letter.to, context)
    circular.save(update_fields=["recipients"])
    details = {"delegations": len(delegations), "recipients": circular.recipients}
    with translation.override("en"):
        lifecycle.log(circular, actor=actor, verb="circular.sent", details=details)
    return circular
