"""Members and delegations for the desk's search: by parts of their names in any spelling, else by names that are like them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, When
from django.urls import reverse

from conference.core.access import Actor
from conference.core.collation import alphabetical
from conference.desk.finding import SHOWN, Query, Result
from conference.look import lists
from conference.parties.models import PartyName
from conference.parties.queries import alphabet, named
from delegations.registration.members import rules, similar_names
from delegations.registration.models import LIVE_STATES, Delegate, Delegation

SHOW = (
    "public_id",
    "honorific",
    "family_name",
    "given_names",
    "name_on_badge",
    "name_native",
    "functional_title",
    "state",
    "delegation__party",
)
# Two words are alike when they share so much of their three-letter parts, as PostgreSQL's pg_trgm counts them.
ALIKE = 0.4
# `Al-Mazrouei` and `d'Arcy` are two words each, as pg_trgm counts them.
JOINED = str.maketrans("-'’.", "    ")
READ_NUMBERS = "accreditation.read_documents"


def people(query: Query, actor: Actor) -> Iterator[Result]:
    """Yield members by every word typed, those of a delegation now first; by the whole number of a document for those who may read it.

    One query, two when nothing fits and what is like it is looked for, and one more in other languages than English.
    """
    rows = _shown(_by_name(query) | _by_document(query, actor))
    like = not rows and query.loose
    if like:
        rows = _shown(Q(pk__in=_alike(query)))
    return (found(row, like=like) for row in rows)


def found(row: Delegate, *, like: bool = False, note: str = "", state: tuple[str, str] | None = None) -> Result:
    """Return a member as the search shows one; by default with delegation and function, and the member's own state."""
    note = note or lists.beside([row.delegation.party.short, row.functional_title])
    title = row.called
    url = reverse("registration:desk_person", args=[row.public_id])
    return Result(title, url, note, row.delegation.party, state or (row.state, "delegate"), names=True, like=like)


def _by_name(query: Query) -> Q:
    wanted = Q()
    for word in query.terms:
        wanted &= Q(search__contains=word)
    return wanted


def _by_document(query: Query, actor: Actor) -> Q:
    number = query.text.replace(" ", "").upper()
    fits = actor.may(READ_NUMBERS) and any(letter.isdigit() for letter in number)
    return Q(document_number_index=rules.number_index(number)) if fits else Q(pk__in=())


def _shown(wanted: Q) -> list[Any]:
    present = Case(When(state__in=LIVE_STATES, then=True), default=False, output_field=BooleanField())
    rows = Delegate.objects.filter(wanted).select_related("delegation__party").only(*SHOW)
    rows = rows.annotate(present=present).order_by("-present", "family_name", "given_names", "pk")
    some = alphabetical(
        named(rows, "delegation__party")[: SHOWN + 1], lambda one: f"{one.family_name} {one.given_names}"
    )
    return sorted(some, key=lambda one: not one.present)


def _alike(query: Query) -> list[int]:
    """Return the keys of members of whose names each word typed is like one, the most like first. One query."""
    wanted = [(word, *_parts(word)) for word in query.folded.translate(JOINED).split()]
    seen: dict[str, list[float]] = {}
    scored = []
    for pk, search in Delegate.objects.filter(state__in=LIVE_STATES).values_list("pk", "search").order_by():
        best = [0.0] * len(wanted)
        for word in search.translate(JOINED).split():
            if word not in seen:
                seen[word] = [_likeness(one, word) for one in wanted]
            best = [max(pair) for pair in zip(best, seen[word], strict=True)]
        if min(best, default=0.0) >= ALIKE:
            scored.append((-sum(best), pk))
    return [pk for _score, pk in sorted(scored)[: SHOWN + 1]]


@lru_cache(maxsize=64)
def _parts(word: str) -> tuple[frozenset[str], str]:
    """Return the three-letter parts of a word, and what all spellings of it share (similar_names)."""
    padded = f"  {word} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2)), similar_names.consonants(word)


def _likeness(wanted: tuple[str, frozenset[str], str], word: str) -> float:
    text, parts, key = wanted
    if text in word:
        return 1.0
    padded = f"  {word} "
    own = {padded[at : at + 3] for at in range(len(padded) - 2)}
    shared = len(parts & own) / len(parts | own)
    if shared < ALIKE and len(key) >= similar_names.ENOUGH and similar_names.consonants(word) == key:
        return ALIKE
    return shared


def delegations(query: Query, actor: Actor) -> Iterator[Result]:
    """Yield delegations by a part of the party's name in any language, or its codes. One query, two in other languages than English."""
    names = PartyName.objects.filter(party=OuterRef("party"))
    for word in query.terms:
        names = names.filter(Q(search__contains=word) | Q(formal__icontains=word))
    code = query.text.upper()
    codes = Q(party__code=code) | Q(party__alpha2=code) | Q(party__alpha3=code)
    rows = Delegation.objects.filter(Exists(names) | codes).select_related("party").order_by(alphabet("party"))
    for row in named(rows, "party")[: SHOWN + 1]:
        party = row.party
        yield Result(party.short, reverse("registration:desk_one", args=[party.slug]), party.get_kind_display(), party)
