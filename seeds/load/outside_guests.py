"""Guests outside the delegations, who are invited to the banquet."""

from datetime import timedelta

from conference.core import clock
from conference.core.access import Actor
from conference.models import Rank
from conference.parties.models import Party
from schedule.receptions.guest_list import actions as guest_list
from schedule.receptions.guest_list.rules import OUTSIDE, Rule, find_guests
from schedule.receptions.invitations import actions as invitations
from schedule.receptions.models import Invitation, Reception
from schedule.receptions.outside_guests import actions
from seeds.data import conference
from seeds.load.tables import World

PLAIN = ("honorific", "family_name", "given_names", "functional_title", "email", "language")


def load(world: World) -> None:
    """Enter the guests, invite all, and record the answers of some."""
    protocol = world.actor("protocol")
    ranks = {rank.code: rank for rank in Rank.objects.all()}
    parties = {party.code: party for party in Party.objects.all()}
    answering = []
    with clock.standing(world.today - timedelta(days=2)):
        for row in conference()["outside_guests"]:
            values = {name: row[name] for name in PLAIN}
            values |= {"party": parties[row["party"]], "protocol_rank": ranks[row["rank"].replace("_", "-")]}
            guest = actions.create_guest(actor=protocol, values=values)
            if row.get("answer"):
                answering.append(guest)
        _invite(protocol)
    with clock.standing(world.today - timedelta(days=1)):
        for invitation in Invitation.objects.filter(outside_guest__in=answering):
            answer = invitations.Answer("yes")
            invitations.answer_invitation(invitation=invitation, answer=answer, actor=protocol)


def _invite(protocol: Actor) -> None:
    reception, rule = Reception.objects.get(code="banquet"), Rule(OUTSIDE)
    expected = find_guests(reception, rule).fingerprint
    guest_list.invite_by_rule(actor=protocol, reception=reception, rule=rule, expected=expected)
