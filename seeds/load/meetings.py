"""Bilateral meetings, invitations of the heads of delegation, in every state, and outside guests at the banquet."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse

from conference.core import clock
from conference.core.access import Actor
from conference.core.links import new_secret
from conference.models import Rank
from conference.parties.models import Party
from conference.translated import in_each
from schedule.bilaterals.board import interpreters
from schedule.bilaterals.meetings import notices as meeting_notices
from schedule.bilaterals.meetings.actions import label_of
from schedule.bilaterals.meetings.queries import all_meetings
from schedule.bilaterals.models import BUFFER, Meeting
from schedule.calendar.engagements.actions import Claim, engage_all
from schedule.calendar.models import Room
from schedule.receptions.guest_list import actions as guest_list
from schedule.receptions.guest_list.rules import OUTSIDE, Rule, find_guests
from schedule.receptions.invitations import actions as invitation_actions
from schedule.receptions.invitations import notices as reception_notices
from schedule.receptions.models import Invitation, Reception
from schedule.receptions.outside_guests import actions as outside_guests
from seeds.answers import Answer, answers
from seeds.data import conference
from seeds.load.people import Made
from seeds.load.story import Step, Story
from seeds.load.tables import World, moment
from seeds.meetings import Bilateral, bilaterals

GUEST_COLUMNS = ("honorific", "family_name", "given_names", "name_on_card", "functional_title", "email", "language")
HELD_TIME = ("requested", "accepted", "confirmed", "bumped", "countered")


def load(world: World, made: Made, seed: int) -> None:
    story = Story()
    _bilaterals(world, made, seed, story)
    _receptions(world, made, seed, story)
    story.link()
    _outside_guests(world)
    engage_interpreters(world.actor("protocol"))


def engage_interpreters(protocol: Actor) -> None:
    """Engage an interpreter for each confirmed meeting that needs one, by time, if one who knows the languages is free."""
    confirmed = all_meetings().filter(state="confirmed", assignment=None).exclude(interpretation="")
    for meeting in confirmed.order_by("starts", "id"):
        suitable = interpreters.suitable(meeting)
        if suitable and interpreters.languages_of(meeting):
            interpreters.give_interpreter(actor=protocol, meeting=meeting, interpreter=suitable[0])


def _bilaterals(world: World, made: Made, seed: int, story: Story) -> None:
    rooms = {room.code: room for room in Room.objects.all()}
    plans = [plan for plan in bilaterals(made.sizes, seed) if plan.asking in made.heads and plan.asked in made.heads]
    meetings = [_meeting(plan, made, rooms) for plan in plans]
    for meeting, plan in zip(meetings, plans, strict=True):
        story.begin(meeting, _meeting_steps(world, made, plan))
    Meeting.objects.bulk_create(meetings)
    story.tell({})
    claims = []
    for meeting in meetings:
        if meeting.state in HELD_TIME:
            claims += _claims(meeting)
    bookings = engage_all(claims)
    for claim, booking in zip(claims, bookings, strict=True):
        column = "room_booking" if claim.rooms else "booking"
        Meeting.objects.filter(pk=claim.subject.pk).update(**{column: booking})
    for meeting in meetings:
        if meeting.state == "requested":
            meeting_notices.write_request(meeting)


def _meeting(plan: Bilateral, made: Made, rooms: dict[str, Room]) -> Meeting:
    starts = moment(plan.starts)
    return Meeting(
        asking=made.delegations_by_code[plan.asking],
        asked=made.delegations_by_code[plan.asked],
        asking_principal=made.heads[plan.asking],
        asked_principal=made.heads[plan.asked],
        starts=starts,
        ends=moment(plan.ends),
        day=starts.date(),
        room=rooms[plan.room] if plan.room else None,
        holds_until=moment(plan.holds_until) if plan.holds_until and plan.state == "requested" else None,
        topics=plan.topics,
        party_size=plan.party_size,
        interpretation=plan.interpretation,
        press=plan.press,
        layout=plan.layout,
        contact=made.delegations_by_code[plan.asking].liaison_name or "Protocol",
        state=plan.state,
        asking_agrees=plan.state != "countered",
        asked_agrees=plan.state != "requested",
        requested_by=made.focal.get(plan.asking),
        requested_at=moment(plan.requested_at),
        answer_words=plan.answer_words,
    )


def _meeting_steps(world: World, made: Made, plan: Bilateral) -> list[Step]:
    asking, partner = made.focal.get(plan.asking), made.focal.get(plan.asked)
    protocol = world.staff["protocol"]
    at = moment(plan.requested_at)
    answered, placed = at + timedelta(hours=3), at + timedelta(hours=5)
    steps = [Step(at, asking, "meeting.requested", "requested")]
    if plan.state in {"declined", "countered", "cancelled"}:
        who = asking if plan.state == "cancelled" else partner
        return [*steps, Step(answered, who, f"meeting.{plan.state}", plan.state, plan.answer_words)]
    if plan.state != "requested":
        steps.append(Step(answered, partner, "meeting.accepted", "accepted"))
    if plan.state in {"confirmed", "bumped"}:
        steps.append(Step(placed, protocol, "meeting.confirmed", "confirmed"))
    if plan.state == "bumped":
        steps.append(Step(max(placed, min(moment(plan.ends), world.today)), protocol, "meeting.bumped", plan.state))
    return steps


def _claims(meeting: Meeting) -> list[Claim]:
    """Return a claim for each head whose time the meeting takes, and for the room if there is one."""
    label = in_each(lambda: label_of(meeting))
    common: dict[str, Any] = {
        "subject": meeting,
        "kind": "bilateral",
        "starts": meeting.starts,
        "ends": meeting.ends + BUFFER,
    }
    meeting.only_two = True
    principals = [principal for side in meeting.holding_sides() if (principal := meeting.principal_of(side))]
    claims = [Claim(**common, label=label, persons=principals, holds_until=meeting.holds_until)]
    if meeting.room:
        claims.append(Claim(**common, label=f"{meeting.asking}, {meeting.asked}", rooms=[meeting.room]))
    return claims


def _receptions(world: World, made: Made, seed: int, story: Story) -> None:
    receptions = {reception.code: reception for reception in Reception.objects.select_related("room")}
    invitations, addresses = [], []
    for row in conference()["receptions"]:
        reception = receptions[row["key"].replace("_", "-")]
        for answer in answers(row, made.sizes, seed):
            if answer.party not in made.heads:
                continue
            secret, hashed = new_secret()
            invitation = _invitation(answer, reception, made, hashed)
            story.begin(invitation, _answer_steps(world, answer, invitation))
            invitations.append(invitation)
            addresses.append(settings.PUBLIC_URL + reverse("receptions:answer", args=[secret]))
    Invitation.objects.bulk_create(invitations, batch_size=500)
    story.tell({id(invitation): invitation.party.code for invitation in invitations})
    _book_guests(
        [
            invitation
            for invitation in invitations
            if invitation.state in {"accepted", "waiting"} and not invitation.substitute_name
        ]
    )
    for invitation, address in zip(invitations, addresses, strict=True):
        # Guests who have answered got the letter before.
        if invitation.state == "sent":
            reception_notices.write_invitation(invitation, address)


def _invitation(answer: Answer, reception: Reception, made: Made, hashed: str) -> Invitation:
    return Invitation(
        reception=reception,
        party=made.delegations_by_code[answer.party].party,
        delegation=made.delegations_by_code[answer.party],
        guest=made.heads[answer.party],
        personal=reception.personal,
        secret_hash=hashed,
        state=answer.state,
        persons=2 if answer.companion_name else 1,
        companion_name=answer.companion_name,
        diet=answer.diet or "none",
        companion_diet=answer.companion_diet or "none",
        substitute_name=answer.substitute_name,
        substitute_function=answer.substitute_function,
        substitute_reason=answer.substitute_reason,
        sent_at=moment(answer.sent_at),
        answered_at=moment(answer.answered_at) if answer.answered_at else None,
    )


def _answer_steps(world: World, answer: Answer, invitation: Invitation) -> list[Step]:
    steps = [Step(moment(answer.sent_at), world.staff["protocol"], "invitation.sent", "sent")]
    if not answer.answered_at:
        return steps
    at, bearer = moment(answer.answered_at), f"Invitation of {invitation.guest}"
    substitute = bool(answer.substitute_name)
    first = "substitute" if substitute else answer.state
    steps.append(Step(at, None, f"invitation.{first}", first, label=bearer))
    if substitute and answer.state != "substitute":
        word = "rejected" if answer.state == "rejected" else "approved"
        verb = f"invitation.substitute_{word}"
        steps.append(Step(min(at + timedelta(hours=6), world.today), world.staff["protocol"], verb, answer.state))
    return steps


def _book_guests(invitations: list[Invitation]) -> None:
    claims = [
        Claim(
            subject=invitation,
            kind="reception",
            label=invitation.reception.name,
            starts=invitation.reception.arrive_from or invitation.reception.starts,
            ends=invitation.reception.ends,
            persons=[invitation.guest] if invitation.guest else [],
        )
        for invitation in invitations
    ]
    for claim, booking in zip(claims, engage_all(claims), strict=True):
        Invitation.objects.filter(pk=claim.subject.pk).update(booking=booking)


def _outside_guests(world: World) -> None:
    """Enter the guests, invite all, and record the answers of some."""
    protocol = world.actor("protocol")
    ranks = {rank.code: rank for rank in Rank.objects.all()}
    parties = {party.code: party for party in Party.objects.all()}
    answering = []
    with clock.standing(world.today - timedelta(days=2)):
        for row in conference()["outside_guests"]:
            values = {name: row.get(name, "") for name in GUEST_COLUMNS}
            values |= {"party": parties[row["party"]], "protocol_rank": ranks[row["rank"].replace("_", "-")]}
            guest = outside_guests.create_guest(actor=protocol, values=values)
            if row.get("answer"):
                answering.append(guest)
        _invite_outside_guests(protocol)
    with clock.standing(world.today - timedelta(days=1)):
        for invitation in Invitation.objects.filter(outside_guest__in=answering):
            answer = invitation_actions.Answer("yes")
            invitation_actions.answer_invitation(invitation=invitation, answer=answer, actor=protocol)


def _invite_outside_guests(protocol: Actor) -> None:
    reception, rule = Reception.objects.get(code="banquet"), Rule(OUTSIDE)
    expected = find_guests(reception, rule).fingerprint
    guest_list.invite_by_rule(actor=protocol, reception=reception, rule=rule, expected=expected)
