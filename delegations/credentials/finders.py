from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from conference.core.access import Actor
from conference.desk.finding import RESULTS_SHOWN, Query, Result, register_finder
from conference.look.lists import join_facts
from delegations.credentials.powers import queries


def powers(query: Query, actor: Actor) -> Iterator[Result]:
    """Yield full powers by every word in the representative's or the issuer's name. Two queries."""
    rows = queries.with_related()
    for word in query.terms:
        rows = rows.filter(Q(representative__search__contains=word) | Q(issuer_name__icontains=word))
    for paper in rows.order_by("pk")[: RESULTS_SHOWN + 1]:
        party, person = paper.delegation.party, paper.representative
        title = _("Full powers of %(who)s") % {"who": person.full_name}
        url = reverse("credentials:paper", args=[paper.public_id])
        yield Result(
            title, url, join_facts([party.short, paper.issuer_name]), party, (str(paper.state), "powers"), names=True
        )


register_finder("documents", "powers.see", powers)
