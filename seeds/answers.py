"""Answers of heads of delegation to the invitations, as on 10 October 2025."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from seeds.chance import chance
from seeds.cultures import cultures_of, make_name, plain_name
from seeds.data import party
from seeds.standings import DRAFTS_ONLY

# Shares of accepted, regretted, substitute, rejected; the rest has not answered.
_SHARES = {
    "welcome": (0.72, 0.10, 0.03, 0.01),
    "general_secretary": (0.48, 0.05, 0.03, 0.01),
    "banquet": (0.44, 0.07, 0.05, 0.02),
}
_DEFAULT_SHARES = (0.5, 0.08, 0.03, 0.01)
_STATES = ("accepted", "regretted", "substitute", "rejected")
_INVITED_KINDS = ("member_state", "observer_state", "reio", "un_entity", "igo")
_SENT = "2025-10-03T09:00"
# A reception that invites persons invites every fourth head, and those whose portals the demo shows.
_PERSONS, _SURE = 0.25, ("KEN", "BRA")


@dataclass(frozen=True, slots=True)
class Answer:
    """The invitation of one delegation's head; `state` is one of the app receptions'."""

    reception: str
    party: str
    state: str
    persons: int
    companion_name: str
    diet: str
    companion_diet: str
    substitute_name: str
    substitute_function: str
    substitute_reason: str
    sent_at: str
    answered_at: str


def answers(reception: dict[str, Any], sizes: Mapping[str, int], seed: int) -> list[Answer]:
    """Return one invitation for each delegation that has a head and is invited, in the order of `sizes`.

    Accepted persons never exceed the capacity: guests who answer later wait, couples together.

    Args:
        reception: A reception of `conference.json`.
        sizes: As of `seeds.presence.delegation_sizes`.
    """
    invited = [code for code, size in sizes.items() if size and _is_invited(reception, code)]
    drawn = {code: _answer(reception, code, chance("answers", seed, reception["key"], code)) for code in invited}
    seats = int(reception["capacity"])
    for code in sorted(invited, key=lambda code: (drawn[code].answered_at, code)):
        answer = drawn[code]
        if answer.state != "accepted":
            continue
        if answer.persons <= seats:
            seats -= answer.persons
        else:
            drawn[code] = replace(answer, state="waiting")
    return [drawn[code] for code in invited]


def _is_invited(reception: dict[str, Any], code: str) -> bool:
    """Return True for a delegation whose office is invited, and for a few whose heads are invited in person."""
    if party(code)["kind"] not in _INVITED_KINDS:
        return False
    is_office = reception["invited"] != "persons"
    return is_office or code in _SURE or chance("invited", reception["key"], code).random() < _PERSONS


def _answer(reception: dict[str, Any], code: str, rng: Random) -> Answer:
    state = "sent"
    draw = rng.random()
    for name, share in zip(_STATES, _SHARES.get(reception["key"], _DEFAULT_SHARES), strict=True):
        if draw < share:
            state = name
            break
        draw -= share
    if code in DRAFTS_ONLY:
        state = "sent"
    couple = state == "accepted" and reception["companions"] and rng.random() < 0.3
    culture = cultures_of(code)[0]
    muslim = culture.cover >= 0.3
    sex = "f" if rng.random() < 0.5 else "m"
    name = f"{'Ms.' if sex == 'f' else 'Mr.'} {plain_name(culture, make_name(culture, sex, rng))}"
    day = 3 + int(rng.random() * 7)
    substitute = state in ("substitute", "rejected")
    return Answer(
        reception=reception["key"],
        party=code,
        state=state,
        persons=2 if couple else 1,
        companion_name=name if couple else "",
        diet="halal" if muslim and rng.random() < 0.6 else "vegetarian" if rng.random() < 0.08 else "none",
        companion_diet=("halal" if muslim else "none") if couple else "none",
        substitute_name=f"H.E. {name}" if substitute else "",
        substitute_function="Ambassador to Viet Nam" if substitute else "",
        substitute_reason="The head of delegation arrives later that evening." if substitute else "",
        sent_at=_SENT,
        answered_at=""
        if state == "sent"
        else f"2025-10-{day:02d}T{10 + int(rng.random() * 8):02d}:{int(rng.random() * 6)}5",
    )
