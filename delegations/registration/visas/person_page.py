"""Documents and next steps of registration on the page of a person."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from conference.core.access import Actor
from delegations.registration.models import LIVE_STATES, PLACED_STATES, Capacity, Delegate
from delegations.registration.overview.person import NextStep, PersonDocument, register_documents, register_steps
from delegations.registration.visas import letters


def next_steps(member: Delegate, actor: Actor) -> Iterator[NextStep]:
    """Yield the steps of the secretariat and the security liaison for a member. One query, only for security officers."""
    live, slug = member.state in LIVE_STATES, member.delegation.party.slug
    if live and actor.may("registration.act_for"):
        yield NextStep(_("Change the details"), reverse("registration:member", args=[slug, member.public_id]))
    if member.state in PLACED_STATES and member.visa_support and actor.may(letters.RIGHT):
        yield NextStep(_("Visa support letters"), reverse("registration:desk_visa"))
    may_bring = live and member.capacity == Capacity.SECURITY
    if may_bring and actor.may("registration.license") and member.equipment.exists():
        yield NextStep(_("Arms and radios"), reverse("registration:desk_bearer", args=[member.public_id]))


def visa_letters(member: Delegate, actor: Actor) -> Iterator[PersonDocument]:
    """Yield the visa support letters. One query."""
    for letter in member.visa_letters.defer("holds"):
        title = _("Visa support letter %(number)s") % {"number": letter.number}
        yield PersonDocument(title, reverse("registration:desk_visa_paper", args=[letter.pk]), letter.made_at)


def notes(member: Delegate, actor: Actor) -> Iterator[PersonDocument]:
    """Yield the delegation's notes verbales. One query."""
    slug = member.delegation.party.slug
    for note in member.delegation.notes.all():
        title = _("Note verbale %(note)s") % {"note": note}
        yield PersonDocument(title, reverse("registration:note_file", args=[slug, note.pk]), note.received_at)


register_steps(30, next_steps)
register_documents(letters.RIGHT, visa_letters)
register_documents("registration.take_note", notes)
