"""Invented members of delegations. `names/fixed.json` holds the members in the pictures of the design; other names are drawn."""

import zlib
from dataclasses import dataclass
from random import Random

from seeds.chance import chance
from seeds.cultures import home_of
from seeds.data import PartyRow
from seeds.papers import Papers, make_papers
from seeds.portraits.portraits import HEADWEAR, PLAIN, choose_index
from seeds.roles import LANGUAGES, Role, photo_exempt, roles


@dataclass(frozen=True, slots=True)
class Member:
    """A complete member; `seeds.standings` says which fields a draft still lacks.

    Dates are ISO, times ISO without offset in Hanoi time; '' means not given.
    `portrait` is the index for `seeds.portraits.portrait`, None where no photo is required (Heads of State and the like).
    """

    honorific: str
    family_name: str
    given_names: str
    name_on_badge: str
    name_native: str
    functional_title: str
    protocol_rank: str
    capacity: str
    category: str
    sex: str
    date_of_birth: str
    nationality: str
    document_type: str
    document_number: str
    document_expiry: str
    email: str
    phone: str
    languages: str
    diet: str
    accessibility: str
    arrival: str
    arrival_flight: str
    departure: str
    departure_flight: str
    hotel: str
    portrait: int | None


def members(party: PartyRow, count: int, seed: int) -> list[Member]:
    """Return the members of a party's delegation in precedence: head first, companions last."""
    rng = chance("members", seed, party["code"])
    salt = zlib.crc32(party["code"].encode())
    made = []
    for position, role in enumerate(roles(party, count, rng)):
        nationality = party["alpha2"] or home_of(role.culture.key)
        papers = make_papers(party, role, nationality, position + salt, rng)
        made.append(_member(party, role, nationality, papers, rng))
    return made


def _portrait(role: Role, rng: Random) -> int | None:
    culture = role.culture
    covered = rng.random() < (culture.cover if role.sex == "f" else culture.turban)
    wear = HEADWEAR["f" if role.sex == "f" else culture.headdress] if covered else PLAIN
    low, high = culture.tones
    index = choose_index(int(rng.random() * 100_000), low + int(rng.random() * (high - low + 1)), wear)
    return None if role.rank in photo_exempt() or role.category == "C" else index


def _languages(party: PartyRow, rng: Random) -> str:
    own = LANGUAGES[party["language"]]
    spoken = own if own == "English" else f"{own}, English"
    return f"{spoken}, French" if rng.random() < 0.2 and own != "French" else spoken


def _member(party: PartyRow, role: Role, nationality: str, papers: Papers, rng: Random) -> Member:
    name = role.name
    return Member(
        honorific=role.honorific,
        family_name=name.family,
        given_names=name.given_names,
        name_on_badge=name.badge,
        name_native=name.native,
        functional_title=role.title,
        protocol_rank=role.rank,
        capacity=role.capacity,
        category=role.category,
        sex=role.sex,
        nationality=nationality,
        languages=_languages(party, rng),
        portrait=_portrait(role, rng),
        **papers.fields(),
    )
