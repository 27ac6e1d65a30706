"""Members and delegations for the desk's search: by parts of their names in any spelling, else by names that are like them."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, When
from django.urls import reverse

from conference.core.access import Actor
from conference.core.collation import alphabetical
from conference.desk.finding import RESULTS_SHOWN, Query, Result
from conference.look import lists
from conference.parties.models import Party, PartyName
from conference.parties.queries import alphabet, prefetch_names
from delegations.registration.members import rules, similar_names
from delegations.registration.models import LIVE_STATES, Delegate, Delegation

FIELDS = (
    *("public_id", "state", "delegation__party", "functional_title"),
    *("honorific", "family_name", "given_names", "name_on_badge", "name_native"),
)
# Two words are similar when they share so much of their three-letter parts, as PostgreSQL's pg_trgm counts them.
SIMILAR = 0.4
# `Al-Mazrouei` and `d'Arcy` are two words each, as pg_trgm counts them.
JOINED = str.maketrans("-'’.", "    ")
READ_NUMBERS = "accreditation.read_documents"


def people(query: Query, actor: Actor) -> Iterator[Result]:
    """Yield members by every word typed, those of a delegation now first; by the whole number of a document for those who may read it.

    One query, two when nothing fits and what is like it is looked for, and one more in other languages than English.
    """
    members = _find(_by_name(query) | _by_document(query, actor))
    like = not members and query.loose
    if like:
        members = _find(Q(pk__in=_similar(query)))
    return (build_result(member, like=like) for member in members)


def build_result(
    member: Delegate, *, like: bool = False, note: str = "", state: tuple[str, str] | None = None
) -> Result:
    """Return a member as the search shows one; by default with delegation and function, and the member's own state."""
    party = member.delegation.party
    note = note or lists.join_facts([party.short, member.functional_title])
    url = reverse("registration:desk_person", args=[member.public_id])
    return Result(member.called, url, note, party, state or (member.state, "delegate"), names=True, like=like)


def _by_name(query: Query) -> Q:
    return Q(*(Q(search__contains=word) for word in query.terms))


def _by_document(query: Query, actor: Actor) -> Q:
    number = query.text.replace(" ", "").upper()
    may_fit = actor.may(READ_NUMBERS) and any(letter.isdigit() for letter in number)
    return Q(document_number_index=rules.number_index(number)) if may_fit else Q(pk__in=())


def _find(condition: Q) -> list[Any]:
    present = Case(When(state__in=LIVE_STATES, then=True), default=False, output_field=BooleanField())
    rows = Delegate.objects.filter(condition).select_related("delegation__party").only(*FIELDS)
    rows = rows.annotate(present=present).order_by("-present", "family_name", "given_names", "pk")
    members = prefetch_names(rows, "delegation__party")[: RESULTS_SHOWN + 1]
    in_order = alphabetical(members, lambda member: f"{member.family_name} {member.given_names}")
    return sorted(in_order, key=lambda member: not member.present)


def _similar(query: Query) -> list[int]:
    """Return the keys of members in whose names each word typed has a similar one, the most similar first. One query."""
    targets = [(word, *_parts(word)) for word in query.folded.translate(JOINED).split()]
    likeness: dict[str, list[float]] = {}
    scores = []
    for pk, search in Delegate.objects.filter(state__in=LIVE_STATES).values_list("pk", "search").order_by():
        best = [0.0] * len(targets)
        for word in search.translate(JOINED).split():
            if word not in likeness:
                likeness[word] = [_likeness(target, word) for target in targets]
            best = [max(pair) for pair in zip(best, likeness[word], strict=True)]
        if min(best, default=0.0) >= SIMILAR:
            scores.append((-sum(best), pk))
    return [pk for _score, pk in sorted(scores)[: RESULTS_SHOWN + 1]]


@lru_cache(maxsize=64)
def _parts(word: str) -> tuple[frozenset[str], str]:
    """Return the three-letter parts of a word, and what all spellings of it share (similar_names)."""
    return _trigrams(word), similar_names.consonants(word)


def _trigrams(word: str) -> frozenset[str]:
    padded = f"  {word} "
    return frozenset(padded[start : start + 3] for start in range(len(padded) - 2))


def _likeness(target: tuple[str, frozenset[str], str], word: str) -> float:
    text, parts, key = target
    if text in word:
        return 1.0
    own = _trigrams(word)
    share = len(parts & own) / len(parts | own)
    if share < SIMILAR and len(key) >= similar_names.ENOUGH and similar_names.consonants(word) == key:
        return SIMILAR
    return share


def delegations(query: Query, actor: Actor) -> Iterator[Result]:
    """Yield delegations by a part of the party's name in any language, or its codes. One query, two in other languages than English."""
    parties = Party.objects.filter(_by_party_name(query))
    rows = Delegation.objects.filter(party__in=parties).select_related("party").order_by(alphabet("party"))
    for row in prefetch_names(rows, "party")[: RESULTS_SHOWN + 1]:
        party = row.party
        yield Result(party.short, reverse("registration:desk_one", args=[party.slug]), party.get_kind_display(), party)


def parties_without_delegation(query: Query) -> list[Party]:
    """Return parties of that name, or code, that have not been invited. One query, two in other languages than English."""
    rows = Party.objects.filter(_by_party_name(query), delegation=None).order_by(alphabet())
    return list(prefetch_names(rows, "")[:RESULTS_SHOWN])


def _by_party_name(query: Query) -> Q:
    names = PartyName.objects.filter(party=OuterRef("pk"))
    for word in query.terms:
        names = names.filter(Q(search__contains=word) | Q(formal__icontains=word))
    code = query.text.upper()
    return Q(Exists(names)) | Q(code=code) | Q(alpha2=code) | Q(alpha3=code)
