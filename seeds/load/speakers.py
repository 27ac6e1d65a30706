"""The list of speakers of the general debate, open until 20 October: who is inscribed so far, and an exchange that is asked for."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from conference.access import Actor
from conference.parties.models import Kind
from delegations.registration.models import PLACED_STATES, Delegate
from schedule.programme.models import Session
from schedule.programme.speaking import actions, notices
from schedule.programme.speaking.flow import retimed
from schedule.programme.speaking.models import Inscription, Sitting, SpeakersList
from seeds.chance import chance
from seeds.data import LANGUAGES
from seeds.load.people import Made
from seeds.load.story import Step, Story
from seeds.load.tables import World, moment

SITTINGS = ("plenary-1", "plenary-2", "plenary-3")
TITLE = {
    "en": "General debate",
    "fr": "Débat général",
    "es": "Debate general",
    "ar": "المناقشة العامة",
    "ru": "Общие прения",
    "zh": "一般性辩论",
    "vi": "Phiên thảo luận chung",
}
# Minutes by tie group: heads of State; vice-presidents and heads of government; their deputies.
LIMITS = {1: 10, 2: 8, 3: 6}
MOST = 52
# Whoever signs in at the demo's portal finds a place on the list.
SURE = ("KEN", "BRA", "FRA", "VNM")
NOTES = (
    "The head of delegation leaves on Sunday at noon.",
    "Please not before 15:00 on Saturday.",
    "The statement is also handed in in writing.",
)


def load(world: World, made: Made, seed: int) -> None:
    """Opens the list, inscribes some fifty delegations in the order in which they came, reckons their times."""
    sessions = list(Session.objects.filter(key__in=SITTINGS).order_by("starts"))
    heads = _speakers(made, seed)
    if not sessions or not heads:
        return
    plan = actions.Plan(
        title=TITLE,
        sessions=sessions,
        opens_at=moment("2025-10-01T09:00"),
        closes_at=moment("2025-10-20T18:00"),
        minutes=4,
        limits=LIMITS,
        languages=list(sessions[0].interpretation),
    )
    speakers = actions.create(actor=world.actor("protocol"), plan=plan, key="general-debate")
    rows = _inscribe(speakers, made, heads, chance("speakers", seed))
    retimed(speakers)
    _exchange(made, rows)


def _speakers(made: Made, seed: int) -> list[tuple[str, Delegate]]:
    """Codes and heads of those who speak, in the order of their inscription. The media make no statements."""
    found = [
        (code, head)
        for code, head in made.heads.items()
        if head.state in PLACED_STATES and made.delegations_by_code[code].party.kind != Kind.MEDIA
    ]
    chance("speakers in order", seed).shuffle(found)
    found.sort(key=lambda one: one[0] not in SURE)  # these first, so that the cut leaves them
    found = found[:MOST]
    chance("speakers as they came", seed).shuffle(found)
    return found


def _inscribe(
    speakers: SpeakersList, made: Made, heads: list[tuple[str, Delegate]], rng: Random
) -> dict[str, Inscription]:
    sittings = list(Sitting.objects.filter(list=speakers))
    story, rows = Story(), {}
    at = moment("2025-10-02T09:10")
    for code, head in heads:
        delegation = made.delegations_by_code[code]
        at += timedelta(minutes=20 + int(rng.random() * 400))
        tongue = delegation.party.language.split("-")[0]
        wish = rng.random()
        row = Inscription(
            list=speakers,
            delegation=delegation,
            speaker=head,
            as_head=True,
            inscribed_at=at,
            language=tongue if tongue in speakers.languages else LANGUAGES[0],
            wish=sittings[int(wish * 10) % len(sittings)] if wish < 0.35 else None,
            note=NOTES[int(wish * 100) % len(NOTES)] if wish < 0.12 else "",
        )
        story.begin(row, [Step(at, made.focal.get(code), "inscription.made", "inscribed")])
        rows[code] = row
    Inscription.objects.bulk_create(rows.values())
    story.tell({id(row): code for code, row in rows.items()})
    story.link()
    return rows


def _exchange(made: Made, rows: dict[str, Inscription]) -> None:
    """Somebody of the same day asks Kenya to exchange places; Kenya has not answered."""
    kenya = rows.get("KEN")
    if kenya is None:
        return
    kenya.refresh_from_db()
    notices.inscribed(kenya)
    others = Inscription.objects.filter(list=kenya.list, sitting=kenya.sitting, starts__isnull=False).exclude(
        pk=kenya.pk
    )
    for other in others.select_related("delegation__party").order_by("position"):
        user = made.focal.get(other.delegation.party.code)
        if user is not None and kenya.starts is not None:
            words = "Our head of delegation has to leave the hall early."
            actions.ask_swap(actor=Actor(user.pk, str(user)), asking=other, asked=kenya, words=words)
            return
