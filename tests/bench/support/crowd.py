"""Many people at once, for benches and for tests that need a full site."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from django.db import connection

from conference.core import lifecycle
from conference.core.access import SYSTEM
from conference.core.collation import collation_key
from conference.models import Category, Conference
from conference.parties.models import Party, PartyName
from delegations.registration.models import Delegate, Delegation
from tests.people import make_conference, make_tables

FAMILIES = ("Okafor", "Nguyen", "Silva", "Haddad", "Kowalska", "Tanaka", "Moreau", "Ivanova", "Mokoena", "Larsen")
GIVEN = ("Amina", "Minh", "Joao", "Layla", "Zofia", "Kenji", "Claire", "Olga", "Thandeka", "Nils", "Bao", "Rosa")


def site() -> None:
    """Make the conference once: several benches may share a database."""
    if not Conference.objects.exists():
        make_conference()
        make_tables()


def parties(count: int) -> list[Delegation]:
    codes = [f"Q{n:03d}" for n in range(count)]
    made = [
        Party(code=code, kind="member_state", en_short=f"Land {code}", en_sort=collation_key(f"Land {code}", "en"))
        for code in codes
    ]
    Party.objects.bulk_create(made, ignore_conflicts=True)
    rows = Party.objects.filter(code__in=codes)
    names = [
        PartyName(party=party, language="en", short=party.en_short, formal=f"the {party.en_short}") for party in rows
    ]
    for name in names:
        name.fill_keys()
    PartyName.objects.bulk_create(names, ignore_conflicts=True)
    Delegation.objects.bulk_create([Delegation(party=party) for party in rows], ignore_conflicts=True)
    return list(Delegation.objects.filter(party__in=rows).select_related("party"))


@lifecycle.use_case
def crowd(count: int, *, seed: int = 1, waiting: float = 1.0, **fields: object) -> list[Delegate]:
    """Make `count` people over 110 delegations, the part `waiting` of them submitted, the others drafts.

    A tenth has not said when it arrives. The same seed gives the same people.
    """
    dice = random.Random(seed)
    homes, categories = parties(110), list(Category.objects.exclude(for_heads=True))
    start = datetime(2025, 10, 20, tzinfo=UTC)
    people = []
    for number in range(count):
        family, given = dice.choice(FAMILIES), dice.choice(GIVEN)
        arrives = start + timedelta(minutes=dice.randrange(8000))
        values = {
            "delegation": dice.choice(homes),
            "position": number,
            "family_name": f"{family}-{number}",
            "given_names": given,
            "functional_title": "Counsellor",
            "capacity": "delegate",
            "category": dice.choice(categories),
            "search": f"{family}-{number} {given}".lower(),
            "state": "submitted" if dice.random() < waiting else "draft",
            "submitted_at": start - timedelta(minutes=dice.randrange(20_000)),
            "arrival": None if dice.random() < 0.1 else arrives,
            "photo_exempt": True,
            **fields,
        }
        people.append(Delegate(**values))
    return list(lifecycle.create_many(people, actor=SYSTEM, verb="delegate.entered"))


def settle() -> None:
    """Do what the database's housekeeping does within a minute: without statistics it plans as if tables were empty.

    Where it can, clean up at once, lest that happens while something is measured.
    """
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
