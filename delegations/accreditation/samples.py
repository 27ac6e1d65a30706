"""Samples of badges: for each category the longest name, title and party that there are, so that the worst case is seen first."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models.functions import Length

from conference.models import Category
from conference.parties.models import Party
from conference.printing import badge_check
from conference.printing.badge_data import BadgeData
from delegations.accreditation.papers import Makers, badge_kind, badge_name
from delegations.registration.models import Delegate

# Where nobody is entered yet.
NAME = "H.E. Mr. Abderrahmane Maria Francisca de Assis BRAGANÇA VASCONCELOS"
TITLE = "Director-General for Multilateral Affairs, Ministry of Foreign Affairs"
PARTY = "United Kingdom of Great Britain and Northern Ireland"


@dataclass(frozen=True)
class Sample:
    """A category, and why its sample would not print on this paper; empty when it does."""

    category: Category
    why: str


def all_of(layout: str) -> list[Sample]:
    """The categories in their order, each with what its sample lacks on this paper. Three queries a category, and the makers'."""
    makers = Makers()
    found = []
    for category in Category.objects.order_by("position"):
        faults = badge_check.check([sample(makers, category)], layout=layout, backs=True).faults
        found.append(Sample(category, " ".join(str(fault.error) for fault in faults)))
    return found


def sample(makers: Makers, category: Category) -> BadgeData:
    """A badge of the category with the longest texts that members of it have. Its code opens nothing."""
    people = Delegate.objects.filter(category=category).order_by(Length("name_on_badge").desc(), "pk")
    names = people.values_list("honorific", "name_on_badge", "name_native").first()
    title = people.order_by(Length("functional_title").desc(), "pk").values_list("functional_title", flat=True).first()
    party = Party.objects.order_by(Length("en_short").desc(), "pk").values_list("en_short", flat=True).first()
    honorific, name, native = names or ("", "", "")
    return badge_kind(
        makers,
        category.pk,
        party=party or PARTY,
        name=badge_name(honorific, name) if name else NAME,
        native=native,
        function=title or TITLE,
    )
