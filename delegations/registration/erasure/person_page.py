from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from conference.core.access import Actor
from conference.core.personal_data import is_erased
from delegations.registration.erasure.actions import RIGHT
from delegations.registration.models import Delegate
from delegations.registration.overview.person import NextStep, register_steps


def next_steps(member: Delegate, actor: Actor) -> Iterator[NextStep]:
    """Yield the erasure, for the secretariat. No query."""
    if actor.may(RIGHT) and not is_erased(member.family_name):
        yield NextStep(
            _("Erase personal data"), reverse("registration:desk_erase", args=[member.public_id]), danger=True
        )


register_steps(90, next_steps)
