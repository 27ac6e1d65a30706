from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from conference.parties.models import Party, PartyName, search_key, strip_article


def fold(text: str) -> str:
    return " ".join(search_key(text).replace("_", " ").replace("-", " ").split())


class Spellings:
    """Look up parties by name. Two queries at the first look-up."""

    def find(self, text: str) -> Party | None:
        """Return the party of that name; None for none or several (`is_several`)."""
        keys = self._keys[fold(text)]
        return self._parties[next(iter(keys))] if len(keys) == 1 else None

    def is_several(self, text: str) -> bool:
        return len(self._keys[fold(text)]) > 1

    def find_all(self, typed: str) -> list[Party]:
        """Return the parties in a line separated by semicolons, each once; raise ValidationError for an unknown name."""
        parties: dict[int, Party] = {}
        for word in filter(None, map(str.strip, typed.split(";"))):
            party = self.find(word)
            if party is None:
                several, unknown = _("Several parties are called “%(name)s”."), _("There is no party “%(name)s”.")
                message = several if self.is_several(word) else unknown
                raise ValidationError(message % {"name": word}, code="unknown")
            parties[party.pk] = party
        return list(parties.values())

    @cached_property
    def _parties(self) -> dict[int, Party]:
        return {party.pk: party for party in Party.objects.prefetch_related("names")}

    @cached_property
    def _keys(self) -> Mapping[str, set[int]]:
        keys: defaultdict[str, set[int]] = defaultdict(set)
        for pk, party in self._parties.items():
            texts = [party.code, party.alpha2, party.alpha3]
            for name in party.names.all():
                texts += [name.short, name.listed, name.formal, strip_article(name.formal, name.language)]
                texts.append(f"{name.article} {name.short}")
            for text in texts:
                keys[fold(text)].add(pk)
        keys.pop("", None)
        return keys


def listed_names(language: str) -> list[str]:
    """Return the short names in that language, sorted. One query."""
    names = PartyName.objects.filter(language=language).order_by("sort")
    return list(names.values_list("short", flat=True))
