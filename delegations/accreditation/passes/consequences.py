"""What ends of a member's badge and passes with a change or a withdrawal, and what has to be brought back or collected."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from conference.translated import fill_sentence
from delegations.accreditation.models import Badge, Pass, PassRequest
from delegations.accreditation.passes.models import OPEN
from delegations.accreditation.passes.queries import passes_to_take_back
from delegations.registration.members.consequences import Code, Effect, Step, Time, Topic, Unsettled, WaitingSource
from delegations.registration.models import Delegation
from delegations.registration.overview.waiting import add_topic


def _before(step: Step) -> Iterator[str]:
    if step.ends_accreditation or step.effect == Effect.REPRINT:
        badge = Badge.objects.filter(live_for=step.member.pk).first()
        if badge is not None:
            yield _of_badge(badge, step.effect)
    kinds = Q() if step.ends_accreditation else Q(allowance__type__kind="pin")
    if step.ends_accreditation or step.ends_office:
        for lent in Pass.objects.filter(kinds, member=step.member, state="lent").select_related("allowance__type"):
            yield _("%(what)s has to be brought back.") % {"what": f"{lent.allowance.type} {lent.number}"}
    if step.leaves:
        requests = PassRequest.objects.filter(member=step.member, state__in=OPEN).select_related(
            "allowance__type", "member"
        )
        for request in requests:
            yield fill_sentence(_("The request for a pass ends: %(what)s."), {"what": request})


def _of_badge(badge: Badge, effect: Effect) -> str:
    if effect == Effect.REPRINT and badge.state == "queued":
        message = _("The badge %(number)s is not printed yet: it will show the change, without a new review.")
    elif effect == Effect.REPRINT:
        message = _(
            "A new badge is printed, without a new review. The present one, %(number)s, opens no gate from the moment you save."
        )
    elif badge.state == "collected":
        message = _("The badge %(number)s opens no gate from the moment you save, and has to be brought back.")
    else:
        message = _("The badge %(number)s ends and is not given out.")
    return message % {"number": badge.number}


def _to_return(lent: Pass, delegation: Delegation) -> Unsettled:
    values = {"what": f"{lent.allowance.type} {lent.number}", "who": lent.member.full_name if lent.member else ""}
    code = delegation.party.slug
    return Unsettled(
        _("%(what)s is still with %(who)s.") % values,
        _("Bring it back to the accreditation office"),
        reverse("accreditation:own_passes", args=[code]),
        reverse("accreditation:passes_of", args=[code]),
        "passes.lend",
    )


def _replaced(code: Code, now: Time) -> QuerySet[Any]:
    earlier = Badge.objects.filter(delegate=OuterRef("delegate"), copy__lt=OuterRef("copy"), collected_at__isnull=False)
    live = Badge.objects.filter(Exists(earlier), state__in=("queued", "printed"))
    return live.filter(delegate__delegation__party__code=code)


def _to_exchange(badge: Badge, delegation: Delegation) -> Unsettled:
    code = delegation.party.slug
    return Unsettled(
        _("%(who)s has a badge that opens no gate any more: the new one, %(number)s, replaces it.")
        % {"who": badge.delegate.full_name, "number": badge},
        _("Exchange it at the accreditation office"),
        reverse("registration:delegation", args=[code]) + "#members",
        reverse("accreditation:badges_of", args=[code]),
        "badges.hand_out",
    )


LEFT = {
    "passes": WaitingSource(
        "accreditation:own_passes",
        "passes.lend",
        lambda code, now: passes_to_take_back().filter(allowance__delegation__party__code=code),
        _to_return,
        lambda rows: rows.order_by("number"),
    ),
    "badges": WaitingSource(
        "registration:delegation",
        "badges.hand_out",
        _replaced,
        _to_exchange,
        lambda rows: rows.select_related("delegate").order_by("number"),
    ),
}
add_topic("accreditation", Topic(20, _before, LEFT))
