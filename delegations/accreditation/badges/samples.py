"""Samples of badges: the longest name, title and party of each category, so that the worst case is seen first."""

from dataclasses import dataclass

from django.db.models.functions import Length

from conference.look.lists import join_sentences
from conference.models import Category
from conference.parties.models import Party
from conference.printing.badges import checks as badges_checks
from conference.printing.badges.data import BadgeData
from conference.printing.documents.errors import PrintError
from conference.printing.documents.text import shorten_text
from delegations.accreditation.badges import checks
from delegations.accreditation.badges.contents import BadgeDataBuilder
from delegations.registration.models import Delegate

# While nobody is entered.
NAME = "H.E. Mr. Abderrahmane Maria Francisca de Assis BRAGANÇA VASCONCELOS"
TITLE = "Director-General for Multilateral Affairs, Ministry of Foreign Affairs"
# In place of a name that does not print.
SHORT = "Ms. Ana SILVA"
PARTY = "United Kingdom of Great Britain and Northern Ireland"


@dataclass(frozen=True)
class BadgeSample:
    """A category's sample on one paper.

    Attributes:
        lacks: Which of the longest texts do not print: field, text, reason of each.
        why: Why there is no sample at all.
        template: Whether the fault is the template's, which all samples on this paper share.
    """

    category: Category
    lacks: list[tuple[str, str, str]]
    why: str = ""
    template: bool = False


def build_samples(layout: str) -> list[BadgeSample]:
    """Return a sample of each category, in order. Three queries a category, and the builder's."""
    makers, categories = BadgeDataBuilder(), list(Category.objects.order_by("position"))
    badges = [build_printable_sample(makers, category, layout) for category in categories]
    faults: dict[int, list[badges_checks.Fault]] = {}
    for fault in badges_checks.check_badges([badge for badge, _lacks in badges], layout=layout, backs=True).faults:
        faults.setdefault(fault.place, []).append(fault)
    samples = []
    for place, (category, (_badge, errors)) in enumerate(zip(categories, badges, strict=True)):
        lacks = [
            (str(checks.FIELDS.get(error.field, error.field)), shorten_text(error.value), checks.explain_error(error))
            for error in errors
        ]
        own = faults.get(place, [])
        why = join_sentences(dict.fromkeys(checks.explain_error(fault.error) for fault in own))
        samples.append(BadgeSample(category, lacks, why, any(fault.field == "template" for fault in own)))
    return samples


def build_printable_sample(
    makers: BadgeDataBuilder, category: Category, layout: str
) -> tuple[BadgeData, list[PrintError]]:
    """Return the sample without those of its texts that do not print on this paper, and the error of each."""
    return badges_checks.without_faults(build_sample(makers, category), layout=layout, name=SHORT)


def build_sample(makers: BadgeDataBuilder, category: Category) -> BadgeData:
    people = Delegate.objects.filter(category=category).order_by(Length("name_on_badge").desc(), "pk")
    names = people.values_list("honorific", "name_on_badge", "name_native").first()
    title = people.order_by(Length("functional_title").desc(), "pk").values_list("functional_title", flat=True).first()
    party = Party.objects.order_by(Length("en_short").desc(), "pk").values_list("en_short", flat=True).first()
    name, native = makers.names(*names) if names and names[1] else ("", "")
    return makers.make_of_category(
        category.pk,
        party_name=party or PARTY,
        name=name or NAME,
        name_native=native,
        functional_title=title or TITLE,
        serial="A1-00000",
        code="SAMPLE",
    )
