"""The lists of speakers of the general debate, open until 20 October, and of a roundtable on the morning of the ceremony."""

from datetime import timedelta
from pathlib import Path
from random import Random

from django.utils import translation

from conference.core import clock
from conference.core.access import Actor
from conference.files.documents import Document
from conference.parties.models import Kind
from conference.printing.documents import typeset
from delegations.registration.models import PLACED_STATES, Delegate
from schedule.programme.models import Session
from schedule.programme.speaking import notices
from schedule.programme.speaking.actions import lists, podium, swaps
from schedule.programme.speaking.flow import update_list
from schedule.programme.speaking.models import UPCOMING, Inscription, Sitting, SpeakersList
from schedule.programme.statements import actions as statements
from seeds.chance import chance
from seeds.data import LANGUAGES
from seeds.load.people import Made
from seeds.load.story import Step, Story
from seeds.load.tables import World, moment
from seeds.statements import STATEMENTS, Statement

ROUNDTABLE = "rt-1"
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
# Delegations whose portals the demo shows are on the list.
SURE = ("KEN", "BRA", "FRA", "VNM")
# None names a day or an hour: the part of the day that is wished for stands in its own field.
NOTES = (
    "Two members of the delegation accompany the speaker to the rostrum.",
    "The speaker needs a step-free way to the rostrum.",
    "The statement is also handed in in writing.",
)
OPENS, CLOSES = moment("2025-10-01T09:00"), moment("2025-10-20T18:00")
AT_THE_ROUNDTABLE = 9
# When the roundtable began, and the minutes of its speakers. The next one is speaking at 10:40.
BEGAN, TOOK = moment("2025-10-25T10:17"), (5, 7, 4)


def load(world: World, made: Made, seed: int) -> None:
    """Open the lists, inscribe some fifty delegations, and set their times."""
    _general_debate(world, made, seed)
    _roundtable(world, made, seed)


def _general_debate(world: World, made: Made, seed: int) -> None:
    sessions = list(Session.objects.filter(key__in=SITTINGS).order_by("starts"))
    heads = _speakers(made, seed)
    if not sessions or not heads:
        return
    plan = lists.ListPlan(
        title=TITLE,
        sessions=sessions,
        opens_at=OPENS,
        closes_at=CLOSES,
        minutes=4,
        limits=LIMITS,
        languages=list(sessions[0].interpretation),
    )
    speakers = lists.create(actor=world.actor("protocol"), plan=plan, key="general-debate")
    rows = _inscribe(speakers, made, heads, chance("speakers", seed))
    update_list(speakers)
    _exchange(made, rows)
    _hand_in_texts(made, rows)


def _roundtable(world: World, made: Made, seed: int) -> None:
    session = Session.objects.filter(key=ROUNDTABLE).first()
    deputies = {
        code: member
        for member, _standing, code in made.rows
        if member.capacity == "deputy_head" and member.state in PLACED_STATES
    }
    speaking = [
        (code, deputy) for code, deputy in deputies.items() if made.delegations_by_code[code].party.kind != Kind.MEDIA
    ]
    if session is None or not speaking:
        return
    chance("speakers at the roundtable", seed).shuffle(speaking)
    tongues = list(session.interpretation) or list(LANGUAGES[:1])
    plan = lists.ListPlan(
        title=session.title, sessions=[session], opens_at=OPENS, closes_at=CLOSES, minutes=5, languages=tongues
    )
    speakers = lists.create(actor=world.actor("programme"), plan=plan, key="roundtable-1")
    _inscribe(speakers, made, speaking[:AT_THE_ROUNDTABLE], chance("roundtable", seed))
    update_list(speakers)


def morning(actor: Actor) -> None:
    """Close the lists, and let the roundtable run from 10:17, so that somebody is speaking."""
    with clock.standing(CLOSES):
        lists.close_due()
    speakers = SpeakersList.objects.filter(key="roundtable-1").first()
    if speakers is None:
        return
    at = BEGAN
    with clock.standing(at):
        lists.start(actor=actor, speakers=speakers)
    for minutes in (*TOOK, None):
        row = (
            Inscription.objects.filter(list=speakers, state__in=UPCOMING)
            .select_related("list")
            .order_by("position")
            .first()
        )
        if row is None:
            return
        with clock.standing(at):
            row = podium.begin(actor=actor, inscription=row, expected_version=row.version)
        if minutes is not None:
            at += timedelta(minutes=minutes)
            with clock.standing(at):
                podium.end(actor=actor, inscription=row, expected_version=row.version)
            at += timedelta(minutes=1)


def _speakers(made: Made, seed: int) -> list[tuple[str, Delegate]]:
    """Return codes and heads in the order of inscription."""
    heads = [
        (code, head)
        for code, head in made.heads.items()
        if head.state in PLACED_STATES and made.delegations_by_code[code].party.kind != Kind.MEDIA
    ]
    chance("speakers in order", seed).shuffle(heads)
    heads.sort(key=lambda pair: pair[0] not in SURE)  # SURE are first, so that they are among the MOST
    heads = heads[:MOST]
    chance("speakers as they came", seed).shuffle(heads)
    return heads


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
            as_head=head.capacity == "head",
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
    kenya = rows.get("KEN")
    if kenya is None:
        return
    kenya.refresh_from_db()
    notices.queue_notice(notices.INSCRIBED, kenya)
    others = Inscription.objects.filter(list=kenya.list, sitting=kenya.sitting, starts__isnull=False)
    for other in others.exclude(pk=kenya.pk).select_related("delegation__party").order_by("position"):
        user = made.focal.get(other.delegation.party.code)
        if user is not None and kenya.starts is not None:
            message = "Our head of delegation has to leave the hall early."
            swaps.ask_swap(actor=Actor(user.pk, str(user)), asking=other, partner=kenya, message=message)
            return


def _hand_in_texts(made: Made, rows: dict[str, Inscription]) -> None:
    """Hand in the texts of the delegations that are on the list, each by its focal point."""
    for code, statement in STATEMENTS.items():
        user = made.focal.get(code)
        if code not in rows or user is None:
            continue
        document = Document(statement.file_name, "pdf", _typeset(rows[code], statement))
        with clock.standing(moment(statement.handed_in)):
            statements.hand_in(
                actor=Actor(user.pk, str(user)),
                inscription=rows[code],
                document=document,
                language=statement.language,
                may_publish=statement.may_publish,
            )


def _typeset(inscription: Inscription, statement: Statement) -> bytes:
    with translation.override(statement.language):
        data = {
            "language": statement.language,
            "party": inscription.delegation.party.formal,
            "debate": str(inscription.list),
            "speaker": inscription.speaker.called,
            "check": statement.check,
            "paragraphs": statement.paragraphs,
        }
    return typeset.compile("statement.typ", data, root=Path(__file__).parent)
