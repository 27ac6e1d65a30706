"""What waits for a delegation: to declare whether it signs and who, a returned text, and full powers that name somebody else."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from delegations.credentials.powers.models import FullPowers
from delegations.registration.members.consequences import Code, Time, WaitingSource
from delegations.registration.models import LIVE_STATES, Delegation
from delegations.registration.overview.waiting import WaitingItem, register_source
from schedule.signing.appointments.agreement import named_besides
from schedule.signing.models import Appointment, TextState
from schedule.signing.running_order.queries import silent

TAB, SEE = "signing:appointment", "signing.see"


def _silent_item(row: Delegation, delegation: Delegation) -> WaitingItem:
    return WaitingItem(
        title=_("Whether your delegation signs, and who"),
        remedy=_("Say whether you sign"),
        url=_page(delegation),
        why=_("The running order of the ceremony is made from what delegations have said."),
    )


def _open_appointments(code: Code) -> QuerySet[Appointment]:
    return Appointment.objects.filter(delegation__party__code=code, state__in=("intends", "scheduled", "skipped"))


def _without_signatory(code: Code, now: Time) -> QuerySet[Any]:
    nobody = ~Q(signatory__state__in=LIVE_STATES) | Q(signatory__isnull=True)
    return _open_appointments(code).filter(nobody)


def _without_item(row: Appointment, delegation: Delegation) -> WaitingItem:
    has_left = row.signatory is not None
    why = _("Full powers name a person: whoever signs instead may need new ones.") if has_left else ""
    title = _("%(who)s has left the delegation and was to sign") if has_left else _("Nobody is named to sign yet")
    return WaitingItem(
        title=title % {"who": row.signatory.full_name if row.signatory else ""},
        remedy=_("Name who signs now"),
        url=_page(delegation),
        why=why,
        at=row.starts,
        tone="no" if has_left or row.session_id else "wait",
    )


def _returned_item(row: Appointment, delegation: Delegation) -> WaitingItem:
    return WaitingItem(
        title=_("The depositary’s staff returned your text"),
        remedy=_("Read what to correct"),
        url=_page(delegation),
        why=row.text_words,
        at=row.starts,
        tone="no",
    )


def _besides_item(row: FullPowers, delegation: Delegation) -> WaitingItem:
    return WaitingItem(
        title=_("Full powers name %(who)s, who is not said to sign") % {"who": row.representative.full_name},
        remedy=_("Say who signs"),
        url=_page(delegation),
        why=_("Whoever is called to the table must be the person whom the full powers name."),
        tone="no",
    )


def _page(delegation: Delegation) -> str:
    return reverse(TAB, args=[delegation.party.slug])


register_source(
    "whether it signs", WaitingSource(TAB, SEE, lambda code, now: silent().filter(party__code=code), _silent_item)
)
register_source(
    "who signs",
    WaitingSource(TAB, SEE, _without_signatory, _without_item, lambda rows: rows.select_related("signatory")),
)
register_source(
    "texts returned",
    WaitingSource(
        TAB, SEE, lambda code, now: _open_appointments(code).filter(text_state=TextState.RETURNED), _returned_item
    ),
)
register_source(
    "powers besides",
    WaitingSource(
        TAB,
        SEE,
        lambda code, now: named_besides().filter(delegation__party__code=code),
        _besides_item,
        lambda rows: rows.select_related("representative"),
    ),
)
