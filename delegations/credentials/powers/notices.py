from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from conference.audit import sentences
from conference.core import access_log
from conference.core.undo import mails_wait
from conference.correspondence.letters.registry import Notice, register_notice
from conference.correspondence.outbox.actions import lock_undoable_messages, queue_messages, withdraw_messages
from delegations.credentials.powers import texts
from delegations.credentials.powers.models import FullPowers, PowersState
from delegations.registration.delegations.queries import focal_points_of
from delegations.registration.overview import history

SEE = "powers.see"
SAMPLE: dict[str, Any] = {
    "party": "Kenya",
    "name": "H.E. Ms. Naliaka Barasa",
    "treaty": "United Nations Convention against Cybercrime",
    "verdict": "defective",
    "defects": [{"says": "The paper bears no date.", "cure": "Have it issued with the date on which it is signed."}],
    "words": "",
    "url": f"{settings.PUBLIC_URL}/portal/ken/full-powers/",
}
POWERS_DECIDED = register_notice(
    Notice(
        kind="credentials.powers_decided",
        title=_("Full powers checked"),
        template="mail/credentials/powers_decided",
        variables=frozenset(SAMPLE),
        sample=lambda: SAMPLE,
        right="powers.see",
    )
)


def tell_decided(powers: FullPowers) -> None:
    """Write to each focal point what was decided, with each defect and its cure. The letter waits while that can be undone."""
    delegation = powers.delegation
    for recipient in focal_points_of(delegation):
        with translation.override(recipient.language):
            defective = powers.state == PowersState.DEFECTIVE
            defects = [
                {"says": str(reason.says), "cure": str(reason.cure)}
                for reason in texts.reasons_for(code for code in powers.defects if code != texts.OTHER)
            ]
            context = {
                "party": delegation.party.short,
                "name": powers.representative.called,
                "treaty": str(powers.treaty.title),
                "verdict": str(powers.state),
                "defects": defects if defective else [],
                "words": powers.words,
                "url": settings.PUBLIC_URL + reverse("credentials:own_powers", args=[delegation.party.slug]),
            }
            queue_messages(
                POWERS_DECIDED,
                subject=powers,
                to=[recipient],
                context=context,
                scope=delegation.scope,
                after=mails_wait(),
            )


def withdraw_decided(powers: FullPowers) -> None:
    """Cancel the waiting letters of a decision that was undone or outdated."""
    waiting = lock_undoable_messages((POWERS_DECIDED,), {powers.scope})
    withdraw_messages(message for message in waiting if message.subject_id == str(powers.pk))


sentences.register_sentences(
    {
        "powers.expected": _("%(who)s named who is to sign: %(what)s"),
        "powers.received": _("%(who)s handed in full powers: %(what)s"),
        "powers.corrected": _("%(who)s corrected what was entered about full powers: %(what)s"),
        "powers.accepted": _("%(who)s accepted full powers: %(what)s"),
        "powers.defective": _("%(who)s found full powers defective: %(what)s"),
        "powers.not_needed": _("%(who)s recorded that no full powers are needed: %(what)s"),
        "powers.coverage": _("%(who)s recorded whether full powers authorize a reservation: %(what)s"),
        "powers.coverage_open": _("Whether full powers authorize a reservation is to be decided again: %(what)s"),
        "powers.confirmed": _("%(who)s confirmed the decision on full powers: %(what)s"),
        "powers.reopened": _("%(who)s takes up full powers again: %(what)s"),
        "powers.withdrawn": _("%(who)s withdrew full powers: %(what)s"),
        "powers.original_received": _("%(who)s received the original of full powers: %(what)s"),
        "powers.original_returned": _("%(who)s returned the original of full powers: %(what)s"),
        "powers.exported": _("%(who)s downloaded the list of full powers"),
        "powers.read": _("%(who)s opened the scan of full powers: %(what)s"),
    }
)
for _verb, _sentence in {
    "powers.expected": _("Named to sign: %(what)s."),
    "powers.received": _("Full powers handed in: %(what)s."),
    "powers.accepted": _("Full powers accepted: %(what)s."),
    "powers.defective": _("Full powers defective: %(what)s."),
    "powers.not_needed": _("No full powers needed: %(what)s."),
    "powers.reopened": _("Full powers are checked again: %(what)s."),
    "powers.withdrawn": _("Full powers withdrawn: %(what)s."),
    "powers.original_received": _("Original of full powers received: %(what)s."),
    "powers.original_returned": _("Original of full powers returned: %(what)s."),
}.items():
    history.register_sentence(_verb, _sentence, _sentence, right=SEE)
access_log.register_kinds({"powers.read": _("Scan of full powers"), "powers.exported": _("List of full powers")})
access_log.register_pages({"credentials:powers": _("Full powers")})
