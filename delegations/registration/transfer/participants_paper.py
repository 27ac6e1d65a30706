"""The printed list of participants: accredited persons by kind of party, without security officers."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from conference.core import clock
from conference.look.lists import join_facts
from conference.look.times import when_text
from conference.models import current_conference
from conference.parties.models import Kind, Party
from conference.parties.queries import place_of
from conference.printing.documents.revisions import digest_of, revise_document
from conference.translated import FALLBACK
from delegations.registration.models import Capacity, Delegate, Delegation

TEMPLATE, DOCUMENT = "participants.typ", "participants"
# In the order of the list. The press has a list of its own.
GROUPS: dict[str, str | Promise] = {
    Kind.MEMBER_STATE: gettext_lazy("Member States"),
    Kind.OBSERVER_STATE: gettext_lazy("Observer States"),
    Kind.REIO: gettext_lazy("Regional economic integration organizations"),
    Kind.UN_ENTITY: gettext_lazy("United Nations bodies"),
    Kind.IGO: gettext_lazy("Intergovernmental organizations"),
    Kind.NGO: gettext_lazy("Non-governmental organizations"),
}


@dataclass(frozen=True)
class ListedDelegation:
    delegation: Delegation
    members: tuple[Delegate, ...]

    @property
    def party(self) -> Party:
        return self.delegation.party


def find_delegations() -> list[ListedDelegation]:
    """Return the delegations on the list, by kind of party, then by the party's name in the active language."""
    members = Delegate.objects.filter(state="accredited", category__on_lists=True)
    members = members.exclude(capacity=Capacity.SECURITY).filter(delegation__party__kind__in=list(GROUPS))
    members = members.select_related("delegation__party").prefetch_related("delegation__party__names")
    lists = []
    for _pk, group in groupby(members.order_by("delegation_id", "position", "pk"), lambda member: member.delegation_id):
        heads_first = tuple(sorted(group, key=lambda member: not member.is_head))
        lists.append(ListedDelegation(heads_first[0].delegation, heads_first))
    order = list(GROUPS)
    return sorted(lists, key=lambda row: (order.index(row.party.kind), *place_of(row.party)))


def make_data(lists: Sequence[ListedDelegation]) -> dict[str, Any]:
    """Return the template's data, with this list's revision. Three queries, and three more when somebody on it changed."""
    conference = current_conference()
    now = clock.now().astimezone(conference.zone)
    revision = revise_document(DOCUMENT, {"": {row.party.code: digest_of(_content(row)) for row in lists}})[""]
    groups = groupby(lists, key=lambda row: row.party.kind)
    return {
        "title": _("List of participants"),
        "author": str(conference.name),
        "lang": get_language() or FALLBACK,
        "event": str(conference.name),
        "as_at": when_text(now, long=True),
        "zone": conference.zone_label(now),
        "revision": str(revision.number),
        "count": _count(lists),
        "groups": [_group(str(GROUPS[kind]), list(group)) for kind, group in groups],
        "words": {
            "page": _("Page {page} of {pages}"),
            "stamp": _("As at {time} · revision {revision} · {zone}"),
            "note": _(
                "Members are listed in the order given by each delegation, the head first and in bold. "
                "Corrections: by note verbale or in the delegation’s pages. {count}."
            ),
            "foot": _("{title} · as at {time} · revision {revision} · security officers are not listed"),
            "continued": _("{what} (continued)"),
        },
    }


def _group(title: str, lists: Sequence[ListedDelegation]) -> dict[str, Any]:
    return {"title": title, "count": _delegations(len(lists)), "parties": [_party(row) for row in lists]}


def _delegations(count: int) -> str:
    return ngettext("%(count)s delegation", "%(count)s delegations", count) % {"count": _grouped(count)}


def _count(lists: Sequence[ListedDelegation]) -> str:
    count = sum(len(row.members) for row in lists)
    participants = ngettext("%(count)s participant", "%(count)s participants", count) % {"count": _grouped(count)}
    return join_facts([_delegations(len(lists)), participants])


def _grouped(number: int) -> str:
    return number_format(number, use_l10n=True, force_grouping=True)


def _party(row: ListedDelegation) -> dict[str, Any]:
    names = row.party.name()
    return {
        "name": names.listed,
        "formal": names.formal_title if names.formal_title != names.short else "",
        "members": [
            {"name": member.called_on_paper, "other": member.other_name, **_office(member)} for member in row.members
        ],
    }


def _office(member: Delegate) -> dict[str, Any]:
    return {"function": member.functional_title, "head": member.is_head}


def _content(row: ListedDelegation) -> dict[str, Any]:
    """Return the content by which revisions are compared, the same in every language."""
    members = []
    for member in row.members:
        values = {"name": f"{member.honorific} {member.latin_name}".strip(), **_office(member)}
        members.append(values | ({"native": member.name_native} if member.name_native else {}))
    return {"name": row.party.en_short, "members": members}
