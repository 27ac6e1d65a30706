"""All participants as a table. Its columns depend on rights: travel, and identity documents."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from conference.core.access import Actor
from conference.files.spreadsheets import Cell, Column
from conference.models import Category, Rank, current_conference
from conference.parties.models import Party
from conference.parties.queries import alphabet
from delegations.registration.models import LIVE_STATES, PLACED_STATES, Capacity, Delegate, DelegateState, DocumentType
from delegations.registration.transfer.headings import COLUMNS, DAYS, MOMENTS

WHO: dict[str, tuple[tuple[str, ...], str | Promise]] = {
    "all": (LIVE_STATES, _("Everybody, including drafts")),
    "submitted": (PLACED_STATES, _("Everybody submitted")),
    "accredited": (("accredited",), _("Accredited persons")),
}
NAMES = ("honorific", "family_name", "given_names", "name_on_badge", "name_native", "functional_title", "protocol_rank")
CONTACT = ("email", "phone", "languages", "diet", "accessibility")
TRAVEL = (*CONTACT, "arrival", "arrival_flight", "departure", "departure_flight", "hotel")
IDENTITY = ("nationality", "date_of_birth", "document_type", "document_number", "document_expiry")
HEADS: dict[str, str | Promise] = {
    **COLUMNS,
    "party": _("Party"),
    "party_name": _("Name of the party"),
    "category_letter": _("Letter of the category"),
    "state": _("State"),
}


def names_of(actor: Actor) -> list[str]:
    """Return the names of the columns that the actor's rights allow."""
    names = ["party", "party_name", *NAMES, "capacity", "category_letter", "category", "state"]
    if actor.may("registration.see_travel"):
        names += TRAVEL
    if actor.may("accreditation.read_documents"):
        names += IDENTITY
    return names


@dataclass(frozen=True)
class Participants:
    """The participants of WHO[who], with the columns `names`, by party and in each delegation's own order."""

    names: list[str]
    who: str = "all"

    @property
    def columns(self) -> list[Column]:
        return [
            Column(str(HEADS[name]), "date" if name in DAYS else "moment" if name in MOMENTS else "text")
            for name in self.names
        ]

    def rows(self) -> Iterator[list[Cell]]:
        """Yield the cells of each participant. One query for all of them and four for the rows that they refer to."""
        members = Delegate.objects.filter(state__in=WHO[self.who][0])
        members = members.order_by(alphabet("delegation__party"), "position", "pk")
        fields = [_FIELDS.get(name, name) for name in self.names]
        converters = self._converters()
        converted = [(position, converters[name]) for position, name in enumerate(self.names) if name in converters]
        for values in members.values_list(*fields).iterator(chunk_size=2000):
            cells: list[Any] = list(values)
            for position, convert in converted:
                cells[position] = convert(cells[position])
            yield cells

    def _converters(self) -> dict[str, Any]:
        """Return functions from the stored value to the cell, by column."""
        zone = current_conference().zone
        parties, categories = list(Party.objects.prefetch_related("names")), list(Category.objects.all())

        def localize(value: Any) -> Any:
            return value and value.astimezone(zone).replace(tzinfo=None)

        return {
            "party": {party.pk: party.code for party in parties}.get,
            "party_name": {party.pk: party.short for party in parties}.get,
            "protocol_rank": {rank.pk: str(rank) for rank in Rank.objects.all()}.get,
            "category": {category.pk: str(category) for category in categories}.get,
            "category_letter": {category.pk: category.letter for category in categories}.get,
            "capacity": {value: str(label) for value, label in Capacity.choices}.get,
            "document_type": {value: str(label) for value, label in DocumentType.choices}.get,
            "state": {value: str(label) for value, label in DelegateState.choices}.get,
            "arrival": localize,
            "departure": localize,
        }


_FIELDS = {
    "party": "delegation__party_id",
    "party_name": "delegation__party_id",
    "protocol_rank": "protocol_rank_id",
    "category": "category_id",
    "category_letter": "category_id",
}
