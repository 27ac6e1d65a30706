from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from conference.core.access import Actor
from delegations.registration.models import Delegate
from delegations.registration.overview.person import NextStep, register_steps
from delegations.registration.person_file.actions import RIGHT, refusal_of


def next_steps(member: Delegate, actor: Actor) -> Iterator[NextStep]:
    """Yield the file of the person's data, for the secretariat, until they are erased."""
    if actor.may(RIGHT) and not refusal_of(member):
        yield NextStep(_("Give the personal data"), reverse("registration:desk_person_data", args=[member.public_id]))


register_steps(89, next_steps)
