from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from conference.core.access import Actor
from delegations.registration.erasure.actions import RIGHT, refusal_of
from delegations.registration.models import Delegate
from delegations.registration.overview.person import NextStep, register_steps


def next_steps(member: Delegate, actor: Actor) -> Iterator[NextStep]:
    """Yield the erasure, for the secretariat, once it can be done."""
    if actor.may(RIGHT) and not refusal_of(member):
        yield NextStep(
            _("Erase personal data"), reverse("registration:desk_erase", args=[member.public_id]), danger=True
        )


register_steps(90, next_steps)
