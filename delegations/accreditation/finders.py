from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from conference.core.access import Actor
from conference.desk.finding import RESULTS_SHOWN, Query, Result, register_finder
from conference.look.lists import join_facts
from conference.parties.queries import prefetch_names
from delegations.accreditation.models import Badge, Pass, Receipt
from delegations.accreditation.passes.models import plate_indexes
from delegations.registration.overview import finding

PARTY = "delegate__delegation__party"


def badges(query: Query, actor: Actor) -> Iterator[Result]:
    """Yield whoever has or had a badge by a part of its number, once each. One query, two in other languages than English."""
    rows = Badge.objects.filter(number__icontains=query.text.replace(" ", "")).select_related(PARTY)
    rows = rows.defer("shows", "delegate__date_of_birth", "delegate__document_number").order_by("number", "-copy")
    bearers: set[int] = set()
    for badge in prefetch_names(rows, PARTY)[: 4 * RESULTS_SHOWN]:
        if badge.delegate_id not in bearers:
            bearers.add(badge.delegate_id)
            result = finding.build_result(badge.delegate)
            yield Result(
                badge.number,
                result.url,
                join_facts([result.title, result.note]),
                result.party,
                (badge.state, "badge"),
                names=True,
            )


def passes(query: Query, actor: Actor) -> Iterator[Result]:
    """Yield passes by a part of their number, or by a whole plate. One query, two in other languages than English."""
    text, party = query.text.replace(" ", ""), "allowance__delegation__party"
    rows = Pass.objects.filter(number__icontains=text) | Pass.objects.filter(plate_index__in=plate_indexes(text))
    rows = rows.select_related(party, "allowance__type").order_by("-pk")
    states = {"lent": _("given out"), "returned": _("returned"), "lost": _("lost")}
    for lent in prefetch_names(rows, party)[: RESULTS_SHOWN + 1]:
        delegation = lent.allowance.delegation.party
        note = join_facts([lent.allowance.type, delegation.short, states[lent.state]])
        yield Result(lent.number, reverse("accreditation:passes_of", args=[delegation.slug]), note, delegation)


def receipts(query: Query, actor: Actor) -> Iterator[Result]:
    """Yield the receipt of that number, as it is printed: C-0012. One query, none for another word."""
    letter, _dash, number = query.text.upper().partition("-")
    if letter == "C" and number.isascii() and number.isdigit() and len(number) < 10:
        for receipt in Receipt.objects.filter(number=int(number)).select_related("delegation__party"):
            url = reverse("accreditation:receipt", args=[receipt.number])
            title = _("Receipt %(number)s") % {"number": receipt}
            yield Result(title, url, receipt.delegation.party.short, receipt.delegation.party)


register_finder("badges", "accreditation.see", badges)
register_finder("badges", "passes.see", passes)
register_finder("documents", "badges.hand_out", receipts)
