from django.urls import reverse
from django.utils.translation import gettext as _

from delegations.accreditation.models import PassRequest
from delegations.registration.members.consequences import WaitingSource
from delegations.registration.models import Delegation
from delegations.registration.overview.waiting import WaitingItem, register_source

TAB = "accreditation:own_passes"


def _item(request: PassRequest, delegation: Delegation) -> WaitingItem:
    return WaitingItem(
        title=_("Granted: %(what)s") % {"what": request},
        remedy=_("See your passes"),
        url=reverse(TAB, args=[delegation.party.slug]),
        why=_("It is kept for you; collect it at the Accreditation Office."),
    )


register_source(
    "passes to collect",
    WaitingSource(
        TAB,
        "passes.see",
        lambda code, now: PassRequest.objects.filter(allowance__delegation__party__code=code, state="granted"),
        _item,
        lambda rows: rows.select_related("allowance__type", "member"),
    ),
)
