"""The state of each member on Friday 10 October 2025 at 14:00 in Hanoi.

About half are accredited, most others are submitted or vetted, a few delegations are still drafts, and a few are empty.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random

from seeds.chance import chance, one_of
from seeds.data import PartyRow, read_json
from seeds.people import Member

NOW = "2025-10-10T14:00"
DRAFTS_ONLY = ("NIC", "MUS", "TGO", "IRQ", "OIF", "CARICOM")
# Shares of _STATES for delegations that began early, midway, late.
_STATES = ("accredited", "vetted", "submitted", "returned", "draft", "refused", "withdrawn")
_SHARES = {
    "early": (0.76, 0.09, 0.06, 0.03, 0.03, 0.012, 0.018),
    "midway": (0.44, 0.19, 0.22, 0.05, 0.07, 0.01, 0.02),
    "late": (0.10, 0.14, 0.47, 0.06, 0.20, 0.01, 0.02),
}
_PACES = (("early", 0.42), ("midway", 0.76), ("late", 1.0))
_RETURN_CODES = ("photo_unclear", "title_differs", "name_differs", "document_expires", "note_missing", "other")
_REFUSE_CODES = ("not_named", "not_eligible", "document", "security")
_WORDS = {
    "photo_unclear": "The face is in shadow; please take another photo against a plain wall.",
    "title_differs": (
        "The note verbale gives a different functional title. Please correct the title or send a new note."
    ),
    "name_differs": "The family name differs from that in the passport. Please enter it as it stands there.",
    "document_expires": "The passport expires less than six months after the conference. Please enter the renewed one.",
    "note_missing": "The note verbale does not name this person. Please send a further note.",
    "other": "Two members share one document number. Please check both.",
    "not_named": "The party has told us that it does not name this person.",
    "not_eligible": "The badge of a media house is given on the application of the media house.",
    "document": "The travel document could not be accepted.",
    "security": "The host country’s authorities did not consent.",
}


@dataclass(frozen=True, slots=True)
class BadgeStanding:
    """A badge of a member. Only the last badge of a member can be live (queued, printed, collected)."""

    copy: int
    state: str
    queued_at: str
    printed_at: str
    collected_at: str
    ended_at: str


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of a member. Times are ISO in Hanoi time without offset, '' where the step was not reached.

    `missing` are the fields that are still empty, `changes` those that were entered otherwise. `as_entered` applies both.
    """

    state: str
    submitted_at: str = ""
    vetted_at: str = ""
    decided_at: str = ""
    return_code: str = ""
    return_words: str = ""
    missing: tuple[str, ...] = ()
    changes: tuple[tuple[str, str], ...] = ()
    badges: tuple[BadgeStanding, ...] = ()


def as_entered(member: Member, standing: Standing) -> Member:
    """Return the member as the delegation has entered it so far; a missing photo is a portrait of None."""
    values: dict[str, str | None] = dict(standing.changes)
    values |= {name: None if name == "portrait" else "" for name in standing.missing}
    return replace(member, **values)  # type: ignore[arg-type]


def standings(party: PartyRow, members: Sequence[Member], seed: int) -> list[Standing]:
    """Return the standing of each member, in the same order."""
    fixed = [_fixed(text) for text in read_json("names/fixed_states.json").get(party["code"], ())]
    rng = chance("standings", seed, party["code"])
    pace = _pace(party, rng)
    drawn = [_drawn(party, member, pace, rng) for member in members]
    return fixed[: len(members)] if len(fixed) >= len(members) else drawn


def _pace(party: PartyRow, rng: Random) -> str:
    draw = rng.random()
    if party["host"]:
        return "early"
    if party["kind"] == "media":
        return "late"
    return next(pace for pace, limit in _PACES if draw < limit)


def _state(party: PartyRow, member: Member, pace: str, rng: Random) -> str:
    draw = rng.random()
    if party["code"] in DRAFTS_ONLY:
        return "draft"
    state = "withdrawn"
    for name, share in zip(_STATES, _SHARES[pace], strict=True):
        if draw < share:
            state = name
            break
        draw -= share
    if member.capacity in ("head", "deputy_head") and state in ("returned", "draft", "refused", "withdrawn"):
        return "submitted" if pace == "late" else "accredited"
    return state


def _moment(text: str) -> datetime:
    # Local times are computed as if in UTC, since Hanoi has no daylight saving time.
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M")


def _worked(moment: datetime, hours: float) -> datetime:
    """Return the moment so many hours earlier, moved into working hours (8:00 to 18:00)."""
    earlier = moment - timedelta(hours=hours)
    if not 8 <= earlier.hour < 18:
        earlier = earlier.replace(hour=8 + earlier.minute % 10)
        if earlier >= moment:
            earlier -= timedelta(days=1)
    return earlier


def _drawn(party: PartyRow, member: Member, pace: str, rng: Random) -> Standing:
    state = _state(party, member, pace, rng)
    if state == "draft":
        return Standing("draft", missing=_gaps(member, rng))
    last = _worked(_moment(NOW), rng.random() * {"early": 260, "midway": 190, "late": 90}[pace])
    before = _worked(last, 2 + rng.random() * 30)
    first = _worked(before, 4 + rng.random() * 60)
    if state == "submitted":
        return Standing(state, submitted_at=_text(last))
    if state == "vetted":
        return Standing(state, submitted_at=_text(before), vetted_at=_text(last))
    if state == "withdrawn":
        return _withdrawn(last, before, first, rng)
    if state == "accredited":
        badges = _badges(last, member, rng)
        return Standing(state, _text(first), _text(before), _text(last), badges=badges)
    return _rejected(state, before, last, rng)


def _rejected(state: str, submitted: datetime, decided: datetime, rng: Random) -> Standing:
    code = one_of(_RETURN_CODES if state == "returned" else _REFUSE_CODES, rng)
    changes: tuple[tuple[str, str], ...] = ()
    if code == "document_expires":
        changes = (("document_expiry", f"2026-0{1 + int(rng.random() * 3)}-1{int(rng.random() * 10)}"),)
    return Standing(
        state,
        submitted_at=_text(submitted),
        decided_at=_text(decided),
        return_code=code,
        return_words=_WORDS[code],
        changes=changes,
    )


def _withdrawn(withdrawn: datetime, decided: datetime, vetted: datetime, rng: Random) -> Standing:
    if rng.random() < 0.5:
        return Standing("withdrawn", submitted_at=_text(decided))
    badge = BadgeStanding(1, "revoked", _text(decided), _text(decided), "", _text(withdrawn))
    submitted = _worked(vetted, 4 + rng.random() * 60)
    return Standing("withdrawn", _text(submitted), _text(vetted), _text(decided), badges=(badge,))


def _gaps(member: Member, rng: Random) -> tuple[str, ...]:
    """Return the fields that a draft lacks; one in three is complete."""
    draw = rng.random()
    photo = ("portrait",) if member.portrait is not None else ()
    if draw < 0.34:
        return ()
    if draw < 0.6:
        return photo
    if draw < 0.8:
        return (*photo, "document_number", "document_expiry")
    return (*photo, "date_of_birth", "document_type", "document_number", "document_expiry", "arrival", "arrival_flight")


def _badges(decided: datetime, member: Member, rng: Random) -> tuple[BadgeStanding, ...]:
    """Return the badges of an accredited member. A few first copies were lost or superseded."""
    now = _moment(NOW)
    queued = decided
    printed = min(now, queued + timedelta(hours=1 + rng.random() * 20))
    age = (now - decided) / timedelta(hours=1)
    draw = rng.random()
    first: tuple[BadgeStanding, ...] = ()
    copy = 1
    if age > 60 and draw < 0.06:
        ended = queued + timedelta(hours=30)
        end = "lost" if draw < 0.02 else "superseded"
        collected = _text(printed + timedelta(hours=2)) if end == "lost" else ""
        first = (BadgeStanding(1, end, _text(queued), _text(printed), collected, _text(ended)),)
        queued, printed, copy = ended, min(now, ended + timedelta(hours=4)), 2
    if age < 8 or draw > 0.8:
        return (*first, BadgeStanding(copy, "queued", _text(queued), "", "", ""))
    if member.category in ("L", "U", "S") and draw < 0.3:
        collected_at = min(now, printed + timedelta(hours=3))
        return (*first, BadgeStanding(copy, "collected", _text(queued), _text(printed), _text(collected_at), ""))
    return (*first, BadgeStanding(copy, "printed", _text(queued), _text(printed), "", ""))


def _fixed(text: str) -> Standing:
    """Read "state|submitted|vetted|decided|code|words|missing, …|field=value, …|badge state" of `fixed_states.json`."""
    state, submitted, vetted, decided, code, return_words, missing, changes, badge = text.split("|")
    pairs = (change.partition("=") for change in changes.split(",") if change)
    return Standing(
        state,
        submitted_at=submitted,
        vetted_at=vetted,
        decided_at=decided,
        return_code=code,
        return_words=return_words,
        missing=tuple(name for name in missing.split(",") if name),
        changes=tuple((name, value) for name, _, value in pairs),
        badges=(BadgeStanding(1, badge, decided, "", "", ""),) if badge else (),
    )
