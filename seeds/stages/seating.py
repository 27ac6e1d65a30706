"""The seating of the banquet: a head table, round tables with hosts of the host country's delegation, wishes and a refusal."""

from conference.core import clock
from conference.models import Rank
from delegations.registration.models import LIVE_STATES, Delegate
from schedule.receptions.models import Invitation, Reception, SeatingPlan
from schedule.receptions.seating import actions
from schedule.receptions.seating.actions import TableValues
from seeds.load.tables import moment
from seeds.stages.world import actor_of

CODE, AT = "banquet", moment("2025-10-24T17:30")
HEAD_SEATS, SEATS = 15, 10
HOSTS_SPEAK = ("English, Vietnamese", "French, Vietnamese", "Russian, Vietnamese", "Chinese, English, Vietnamese")
# Pairs of guests, by the position of their parties among those that come, and their ties.
TIES = ((3, 40, "beside"), (8, 27, "one_table"), (12, 60, "beside"), (20, 33, "one_table"), (30, 45, "apart"))
RANK_OF_SUBSTITUTES = "ambassador"
REASON = "Both delegations have asked for it."
TRIES = 6_000  # a number, not a time, so that the plan is the same on every machine


def seat_banquet() -> None:
    """Make the plan of the banquet, unless there is one."""
    reception = Reception.objects.filter(code=CODE).first()
    if reception is None or SeatingPlan.objects.filter(reception=reception).exists():
        return
    with clock.standing(AT):
        plan = actions.make_plan(actor=actor_of("protocol"), reception=reception)
        _tables(plan, reception)
        _ranks(plan, reception)
        _ties(plan, reception)
        actions.seat_anew(actor=actor_of("protocol"), plan=plan, tries=TRIES, seconds=600)


def _tables(plan: SeatingPlan, reception: Reception) -> None:
    members = Delegate.objects.filter(delegation__party__is_host=True, state__in=LIVE_STATES)
    members = members.exclude(capacity__in=("security", "media", "support", "interpreter"))
    presides = reception.invitations.filter(state="accepted", substitute_name="", guest__in=members).first()
    others = members.exclude(reception_invitations__reception=reception).order_by("position", "pk")
    hosts = [member.called for member in others]
    actor = actor_of("protocol")
    name = "" if presides else hosts.pop(0) if hosts else "H.E. the Host"
    head = TableValues("head", HEAD_SEATS, presides.pk if presides else None, name, HOSTS_SPEAK[0])
    actions.add_tables(actor=actor, plan=plan, values=head)
    guests = reception.taken - HEAD_SEATS + bool(name)
    for number in range(-(-guests // (SEATS - 1))):
        name = hosts[number] if number < len(hosts) else ""
        speaks = HOSTS_SPEAK[number % len(HOSTS_SPEAK)] if name else ""
        actions.add_tables(actor=actor, plan=plan, values=TableValues("round", SEATS, None, name, speaks))


def _ranks(plan: SeatingPlan, reception: Reception) -> None:
    """Set the own rank of each substitute but the last, whom protocol has not looked at yet."""
    substitutes = reception.invitations.filter(state="accepted").exclude(substitute_name="").order_by("pk")
    for invitation in list(substitutes)[:-1]:
        rank = Rank.objects.get(code=RANK_OF_SUBSTITUTES)
        actions.set_guest(actor=actor_of("protocol"), plan=plan, invitation=invitation.pk, rank=rank)


def _ties(plan: SeatingPlan, reception: Reception) -> None:
    coming = list(
        Invitation.objects.filter(reception=reception, state="accepted")
        .order_by("delegation__party__code")
        .values_list("pk", flat=True)
    )
    for first, second, tie in TIES:
        if second < len(coming):
            reason = REASON if tie == "apart" else ""
            actions.set_wish(
                actor=actor_of("protocol"), plan=plan, tie=tie, one=coming[first], other=coming[second], reason=reason
            )
