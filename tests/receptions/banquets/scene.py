"""Random banquets in the database: fewer seats than persons, substitutes with and without a rank, hosts, couples, refusals."""

from __future__ import annotations

import random

from conference.core.access import Role
from conference.models import Rank
from schedule.receptions.guest_list import actions as guest_list
from schedule.receptions.invitations.actions import Answer, answer_invitation
from schedule.receptions.models import Invitation
from schedule.receptions.seating import actions
from schedule.receptions.seating.actions import TableValues
from tests.people import actor, make_conference, make_member, make_tables, make_user
from tests.receptions.scene import make_reception
from tests.receptions.seating.scene import Banquet


def make_random_banquet(seed: int) -> Banquet:
    chance = random.Random(seed)
    make_conference()
    make_tables()
    protocol = actor(make_user("protocol@hanoi2025.example", Role.PROTOCOL))
    reception = make_reception(capacity=60)
    ranks = list(Rank.objects.all())
    for number in range(chance.randint(11, 16)):
        make_member(f"X{number:02}", capacity="head", state="submitted", protocol_rank=chance.choice([None, *ranks]))
    guest_list.invite(actor=protocol, reception=reception)
    for invitation in Invitation.objects.order_by("pk"):
        brings = f"Companion {invitation.pk}" if chance.random() < 0.4 else ""
        answer_invitation(invitation=invitation, answer=Answer("yes", companion=brings))
    banquet = Banquet(reception, actions.make_plan(actor=protocol, reception=reception), protocol)
    _substitutes(banquet, chance, ranks)
    _tables(banquet, chance)
    _ties(banquet, chance)
    return banquet


def _substitutes(banquet: Banquet, chance: random.Random, ranks: list[Rank]) -> None:
    """A third of the guests send somebody else, half of whom have a rank; some companions hold an office."""
    for invitation in Invitation.objects.order_by("pk"):
        if chance.random() < 0.33:
            Invitation.objects.filter(pk=invitation.pk).update(substitute_name=f"Mr. Substitute Of{invitation.pk}")
            if chance.random() < 0.5:
                banquet.act("set_guest", invitation=invitation.pk, rank=chance.choice(ranks))
        if invitation.persons == 2 and chance.random() < 0.2:
            banquet.act("set_guest", invitation=invitation.pk, companion=True, rank=chance.choice(ranks))


def _tables(banquet: Banquet, chance: random.Random) -> None:
    """Fewer seats than persons who could have one; at some tables a guest presides, at others somebody else."""
    hosts = [int(key) for key in banquet.world.diners if not key.endswith("c") and key not in banquet.world.barred]
    chance.shuffle(hosts)
    seats, number = len(banquet.world.problem.people) - chance.randint(1, 6), 0
    while seats > 3:
        number += 1
        shape = "head" if number == 1 and chance.random() < 0.6 else "round"
        size = min(chance.randint(4, 6), seats)
        who = chance.choice(("", "guest", "outsider"))
        host, name = (hosts.pop() if who == "guest" else None), f"H.E. Ms. Host {number}" if who == "outsider" else ""
        banquet.act("add_tables", values=TableValues(shape, size, host, name))
        seats -= size - bool(name)


def _ties(banquet: Banquet, chance: random.Random) -> None:
    guests = [int(key) for key in banquet.world.problem.by_key if not key.endswith("c")]
    for tie in ("apart", "apart", "beside", "one_table", "one_table"):
        one, other = chance.sample(guests, 2)
        banquet.act("set_wish", tie=tie, one=one, other=other)
