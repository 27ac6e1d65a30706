"""Parties by whatever they are called: code, short and formal name in each language, with or without article and accents."""

from __future__ import annotations

from functools import cached_property

from conference.parties.models import Party, PartyName, sort_key, strip_article


def fold(text: str) -> str:
    """What two spellings of one name have in common."""
    return " ".join(sort_key(text).replace("_", " ").replace("-", " ").split())


class Spellings:
    """Looks parties up by name; one query for the names, one for the parties, when first asked."""

    def find(self, text: str) -> Party | None:
        """The party that is called so; None when there is none, and when several are (`is_several`)."""
        found = self._keys.get(fold(text), set())
        return self._parties[next(iter(found))] if len(found) == 1 else None

    def is_several(self, text: str) -> bool:
        """True when more than one party is called so."""
        return len(self._keys.get(fold(text), set())) > 1

    @cached_property
    def _parties(self) -> dict[int, Party]:
        return {party.pk: party for party in Party.objects.prefetch_related("names")}

    @cached_property
    def _keys(self) -> dict[str, set[int]]:
        found: dict[str, set[int]] = {}
        for pk, party in self._parties.items():
            for text in (party.code, party.alpha2, party.alpha3, *_called(party)):
                if key := fold(text):
                    found.setdefault(key, set()).add(pk)
        return found


def _called(party: Party) -> list[str]:
    texts = []
    for name in party.names.all():
        texts += [name.short, name.listed, name.formal, strip_article(name.formal, name.language)]
        texts.append(f"{name.article} {name.short}")
    return texts


def listed_names(language: str) -> list[str]:
    """The short names in that language, in its order, for whoever chooses among them. One query."""
    names = PartyName.objects.filter(language=language).order_by("sort")
    return list(names.values_list("short", flat=True))
