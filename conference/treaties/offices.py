"""Which offices that sign without full powers a rank and a function name (Vienna Convention on the Law of Treaties, art. 7 (2) (a)).

It proves no office; a change into or out of one goes back to review.
"""

from functools import cache

from django.conf import settings
from django.utils import translation

from conference.parties.models import search_key
from conference.treaties.models import Office

# How functions name them besides the labels in the languages of the site.
_ALSO = {
    Office.HEAD_OF_STATE: ("president of the republic", "president de la republique", "presidente de la republica"),
    Office.HEAD_OF_GOVERNMENT: ("prime minister", "premier ministre", "primer ministro", "primera ministra"),
    Office.FOREIGN_MINISTER: ("minister of foreign affairs", "foreign minister", "ministre des affaires etrangeres"),
}
# Before the name of an office they make it another one.
_LESSER = ("vice", "deputy", "assistant", "former", "adjoint", "advis", "secretary")


def find_offices(rank: str, title: str) -> set[str]:
    """Return the codes of the offices that the code of a protocol rank or a functional title names."""
    folded = search_key(title)
    offices = {office for office, names in _names().items() if any(name in folded for name in names)}
    if any(word in folded for word in _LESSER):
        offices = set()
    return offices | ({rank} & set(Office.values))


@cache
def _names() -> dict[str, tuple[str, ...]]:
    names: dict[str, tuple[str, ...]] = {}
    for office in Office:
        labels = set[str]()
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                labels.add(search_key(str(office.label)))
        names[str(office)] = (*labels, *_ALSO[office])
    return names
