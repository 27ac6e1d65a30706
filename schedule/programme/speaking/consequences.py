"""A place on a list of speakers whose speaker leaves or is head no more: the place stays, and another speaker has to be named."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from conference.translated import fill_sentence
from delegations.registration.members.consequences import Step, Topic, Unsettled, topics
from delegations.registration.models import Delegation
from schedule.programme.speaking import queries
from schedule.programme.speaking.models import CHANGEABLE


def _before(step: Step) -> Iterator[str]:
    if not (step.leaves or step.ends_office):
        return
    inscriptions = queries.inscriptions().filter(speaker=step.member, state__in=CHANGEABLE).exclude(list__state="over")
    if not step.leaves:
        inscriptions = inscriptions.filter(as_head=True)
    for inscription in inscriptions.order_by("starts", "pk"):
        message = _("“%(list)s”: the delegation keeps its place, and another speaker than %(who)s has to be named.")
        yield fill_sentence(message, {"list": inscription.list, "who": step.member.full_name})


def _after(delegation: Delegation) -> Iterator[Unsettled]:
    for inscription in queries.unsettled(delegation):
        yield Unsettled(
            fill_sentence(
                _("“%(list)s”: %(who)s cannot speak any more."),
                {"list": inscription.list, "who": inscription.speaker.full_name},
            ),
            _("Name another speaker"),
            reverse("programme:speaking_one", args=[delegation.party.slug, inscription.list.key]),
            reverse("programme:speaker", args=[inscription.list.key, inscription.public_id]),
            "speakers.see",
            inscription.starts,
        )


topics.add("speaking", Topic(40, _before, after=_after))
