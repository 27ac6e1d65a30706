from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat
from django.utils.translation import get_language

from conference.parties.models import Party, PartyName
from conference.translated import FALLBACK, short_code

OTHER_SCRIPTS = ("ar", "ru", "zh")
AFTER = "g"  # behind every key, which is of the digits 0 to f


def prefetch_names[T: Any](rows: QuerySet[T], path: str) -> QuerySet[T]:
    """Prefetch the parties' names, except in English, whose names the party holds itself."""
    names = f"{path}__names" if path else "names"
    return rows if short_code(get_language()) == FALLBACK else rows.prefetch_related(names)


def alphabet(path: str = "") -> Any:
    """Return an expression that orders rows by party in the alphabet of the reader's language; `path` leads from the row to the party.

    A party without a name in that language is ordered by its English one, after all others if the script differs. Orders of protocol
    (seats, badges, speakers, promotions) use `en_sort` for every reader.
    """
    english, language = F(f"{path}__en_sort" if path else "en_sort"), short_code(get_language())
    if language == FALLBACK:
        return english
    names = PartyName.objects.filter(party=OuterRef(path or "pk"), language=language)
    return Coalesce(Subquery(names.values("sort")[:1]), Concat(Value(_before(FALLBACK, language)), english))


def place_of(party: Party) -> tuple[str, str]:
    """Return the same for sorting parties in Python. Prefetch `names` for lists."""
    name = party.name()
    return place_of_name(name.sort, name.language, short_code(get_language())), party.code


def place_of_name(sort: str, language: str, wanted: str) -> str:
    """Return the same for a name's key and language in a list that is read in `wanted`."""
    return _before(language, wanted) + sort


def _before(language: str, wanted: str) -> str:
    return AFTER if language != wanted and wanted in OTHER_SCRIPTS else ""
