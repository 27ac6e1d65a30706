"""The two days of the conference, as on the evening of 26 October: everything has taken place, and nothing is due."""

from datetime import datetime, timedelta

from conference.core import clock
from delegations.accreditation.holds import actions as holds
from delegations.accreditation.models import Badge, Hold, Pass
from delegations.accreditation.review.actions import decisions
from delegations.gates.alerts import actions as alerts
from delegations.gates.models import Device, Finding, Scan
from delegations.registration.circulars import actions as circulars
from delegations.registration.models import Delegate
from schedule.bilaterals.models import Meeting
from schedule.programme.models import Inscription, SpeakersList
from seeds.chance import chance
from seeds.load.story import Move, Step, Story
from seeds.load.tables import World, moment
from seeds.stages import commitments, members, movements
from seeds.stages.world import actor_of, read_world

BACK_FROM, LAST_SIGN = moment("2025-10-26T15:50"), moment("2025-10-26T18:28")
LATE_FROM = moment("2025-10-25T11:00")
LATER = timedelta(seconds=20)  # between the end of a speaker and the time of the next
SETTLED = {
    "copied": "Both were asked to the gate: the bearer had come back for a coat, and the device was out of touch.",
    "ended-badge": "The bearer was found in the general area; the old badge was taken in.",
}
REFUSED = "The host country’s authorities did not consent."


def is_loaded() -> bool:
    return Scan.objects.filter(happened_at__gte=moment("2025-10-26T00:00")).exists()


def load() -> None:
    world, story = read_world(LAST_SIGN), Story()
    with clock.standing(moment("2025-10-25T18:00")):
        circulars.send_due()
    _settle()
    _clear_waiting(world, story)
    _meetings(world, story)
    for speakers in SpeakersList.objects.exclude(state="over").order_by("pk"):
        _hold_list(speakers, world, story)
    _passes(world, story)
    story.link()
    commitments.load()
    movements.load()
    Device.objects.filter(state="enrolled").update(last_seen=LAST_SIGN, bundle_at=LAST_SIGN)


# ---- open cases of the first morning ---------------------------------------------------------------------------------
def _settle() -> None:
    security, officer = actor_of("security"), actor_of("accreditation")
    with clock.standing(moment("2025-10-25T11:20")):
        for alert in Finding.objects.filter(state="open").order_by("pk"):
            message = SETTLED.get(alert.kind, "Looked into with the guard of the gate; nothing was amiss.")
            alerts.settle_alert(actor=security, alert=alert, outcome=message)
        for hold in Hold.objects.filter(state="in_force").select_related("delegate__delegation__party"):
            if hold.delegate.state in ("submitted", "vetted"):
                decisions.refuse_accreditation(
                    actor=officer, delegate=hold.delegate, code="security", explanation=REFUSED
                )
            holds.lift(
                actor=security, hold=hold, why="The person is not admitted; the objection has no object any more."
            )


def _clear_waiting(world: World, story: Story) -> None:
    """Accredit the members who still wait, print the queued badges, and hand out every badge."""
    waiting = Delegate.objects.filter(state__in=("submitted", "vetted")).select_related("delegation__party", "category")
    members.clear(waiting.order_by("pk"), world, story, at=_late)
    queued = _badges("queued")
    printer = world.staff["print"]
    at = LATE_FROM + timedelta(hours=4)
    fields = {"printed_at": at, "printed_by": printer}
    story.go_on([Move(badge, Step(at, printer, "badge.printed", "printed"), fields) for badge in queued])
    moves = []
    for number, badge in enumerate(_badges("printed")):
        when = at + timedelta(minutes=10 + number)
        to = badge.delegate.delegation.liaison_name or badge.delegate.full_name
        step = Step(when, printer, "badge.collected", "collected")
        moves.append(Move(badge, step, {"collected_at": when, "collected_by_name": to}))
    story.go_on(moves)


def _late(row: Delegate, hours: int) -> datetime:
    minutes = 30 * chance("late", row.scope, row.position).random()
    return LATE_FROM + timedelta(minutes=int(minutes) + 20 * hours)


def _badges(state: str) -> list[Badge]:
    return list(Badge.objects.filter(state=state).select_related("delegate__delegation__party").order_by("pk"))


# ---- meetings, speakers and passes -----------------------------------------------------------------------------------
def _meetings(world: World, story: Story) -> None:
    """Hold the meetings, except one of twenty."""
    protocol = world.staff["protocol"]
    confirmed = Meeting.objects.filter(state="confirmed", ends__lte=LAST_SIGN)
    confirmed = confirmed.select_related("asking__party", "asked__party")
    took_place: list[Move] = []
    missed: list[Move] = []
    for number, meeting in enumerate(confirmed.order_by("starts", "pk")):
        to, moves = ("no_show", missed) if number % 20 == 13 else ("held", took_place)
        moves.append(Move(meeting, Step(meeting.ends, protocol, f"meeting.{to}", to)))
    story.go_on([*took_place, *missed])


def _hold_list(speakers: SpeakersList, world: World, story: Story) -> None:
    """Let everybody on a list speak at the set time. Speakers without a time, and a few others, are absent."""
    protocol = world.staff["protocol"]
    rows = list(
        Inscription.objects.filter(list=speakers, state__in=("inscribed", "absent", "speaking"))
        .select_related("delegation__party", "list")
        .order_by("position")
    )
    timed = [row for row in rows if row.starts and row.ends and row.state != "speaking"]
    ends = max((row.ends for row in timed if row.ends), default=LATE_FROM)
    starts = min((row.starts for row in timed if row.starts), default=ends)
    if speakers.state in ("open", "closed"):
        steps = ["closed", "running"] if speakers.state == "open" else ["running"]
        for to in steps:
            verb = "speakers.closed" if to == "closed" else "speakers.started"
            story.go_on([Move(speakers, Step(starts, protocol, verb, to))])
    missed = {row.pk for row in rows if row not in timed and row.state != "speaking"}
    missed |= {row.pk for row in timed if chance("missed", row.scope, speakers.key).random() < 0.04}
    for row in rows:  # one after the other, since only one may have the floor
        if row.pk not in missed:
            _speak(row, world, story)
    absent = [row for row in rows if row.pk in missed]
    story.go_on([Move(row, Step(row.starts or ends, protocol, "inscription.missed", "missed")) for row in absent])
    story.go_on([Move(speakers, Step(ends + LATER, protocol, "speakers.finished", "over"))])


def _speak(row: Inscription, world: World, story: Story) -> None:
    """Let a speaker speak from the set time, or from the start before it, until shortly before the next one."""
    protocol = world.staff["protocol"]
    began = row.began_at or row.starts or LATE_FROM
    if row.state != "speaking":
        story.go_on([Move(row, Step(began, protocol, "inscription.began", "speaking"), {"began_at": began})])
    ended = max((row.ends or began) - LATER, began + timedelta(minutes=2))
    details = {"seconds": int((ended - began).total_seconds())}
    story.go_on([Move(row, Step(ended, protocol, "inscription.ended", "spoken", details=details), {"ended_at": ended})])


def _passes(world: World, story: Story) -> None:
    """Take back floaters and vehicle passes. Heads keep their pins."""
    protocol, moves = world.staff["protocol"], []
    out = Pass.objects.filter(state="lent").exclude(allowance__type__kind="pin")
    for number, lent_pass in enumerate(out.select_related("allowance__delegation__party", "member").order_by("pk")):
        at = BACK_FROM + timedelta(minutes=2 * number)
        step = Step(at, protocol, "pass.returned", "returned")
        moves.append(Move(lent_pass, step, {"ended_at": at, "ended_by": lent_pass.to}))
    story.go_on(moves)
