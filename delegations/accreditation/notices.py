"""What accreditation writes to focal points: accredited, returned, refused, taken back. And the sentences of its entries in the record."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from conference import reads
from conference.audit import words
from conference.correspondence.actions import queue
from conference.correspondence.registry import Notice, register
from delegations.accreditation.models import Badge
from delegations.registration.models import Delegate
from delegations.registration.queries import focal_points_of

ACCREDITED = register(
    Notice(
        kind="accreditation.accredited",
        title=_("Members accredited"),
        template="mail/accreditation/accredited",
        # A list, so that one letter can name everybody of one decision.
        variables=frozenset({"party", "persons", "liaison", "url"}),
        sample=lambda: {
            "party": "Kenya",
            "persons": [
                {"name": "Wanjiru Kamau", "capacity": "Delegate", "category": "Delegate", "badge": "A1-61803"},
                {"name": "Otieno Odhiambo", "capacity": "Adviser", "category": "Delegate", "badge": "A1-23606"},
            ],
            "liaison": "Ms. Trần Thu Hà",
            "url": f"{settings.PUBLIC_URL}/portal/ken/",
        },
    )
)
RETURNED = register(
    Notice(
        kind="accreditation.returned",
        title=_("Member returned for correction"),
        template="mail/accreditation/returned",
        variables=frozenset({"party", "person", "capacity", "words", "url"}),
        sample=lambda: {
            "party": "Kenya",
            "person": "Wanjiru Kamau",
            "capacity": "Delegate",
            "words": "The note verbale gives another functional title. Please correct the title or send a new note.",
            "url": f"{settings.PUBLIC_URL}/portal/ken/",
        },
    )
)
REFUSED = register(
    Notice(
        kind="accreditation.refused",
        title=_("Member not accredited"),
        template="mail/accreditation/refused",
        variables=frozenset({"party", "person", "capacity", "words", "url"}),
        sample=lambda: {
            "party": "Kenya",
            "person": "Wanjiru Kamau",
            "capacity": "Delegate",
            "words": "The party has not named this person as a member of its delegation.",
            "url": f"{settings.PUBLIC_URL}/portal/ken/",
        },
    )
)
REOPENED = register(
    Notice(
        kind="accreditation.reopened",
        title=_("A decision is taken back"),
        template="mail/accreditation/reopened",
        variables=frozenset({"party", "person", "capacity", "words", "badge", "url"}),
        sample=lambda: {
            "party": "Kenya",
            "person": "Wanjiru Kamau",
            "capacity": "Delegate",
            "words": "Accredited by mistake for another person of the same name.",
            "badge": "A1-61803",
            "url": f"{settings.PUBLIC_URL}/portal/ken/",
        },
    )
)

reads.register(
    {
        "delegate.document_read": _("Document number and date of birth"),
        "watch.read": _("Reason of the watch list"),
    }
)
reads.pages(
    {
        "accreditation:queue": _("Accreditation"),
        "accreditation:look": _("Decision on several"),
        "accreditation:exemption": _("Exemption from the photo"),
        "accreditation:badge": _("Badge"),
        "accreditation:badges": _("Badges"),
        "accreditation:counter": _("Hand-out desk"),
        "accreditation:receipt": _("Receipt for badges"),
        "accreditation:passes": _("Passes"),
    }
)
words.register(
    {
        "delegate.vetted": _("%(who)s vetted %(what)s"),
        "delegate.accredited": _("%(who)s accredited %(what)s"),
        "delegate.returned": _("%(who)s returned %(what)s for correction"),
        "delegate.refused": _("%(who)s refused %(what)s"),
        "delegate.reopened": _("%(who)s took the decision on %(what)s back"),
        "delegate.photo_exempted": _("%(who)s exempted %(what)s from giving a photo"),
        "delegate.photo_asked": _("%(who)s asked %(what)s for a photo again"),
        "remark.made": _("%(who)s made a remark among staff (%(what)s)"),
        "watch.entered": _("%(who)s put %(what)s on the watch list"),
        "watch.changed": _("%(who)s changed %(what)s of the watch list"),
        "watch.ended": _("%(who)s ended %(what)s of the watch list"),
        "watch.read": _("%(who)s read the reason of %(what)s of the watch list"),
        "watch.set_aside": _("%(who)s set a match of %(what)s of the watch list aside"),
        "delegate.document_read": _("%(who)s read the document number and the date of birth of %(what)s"),
        "badge.queued": _("Badge %(what)s waits to be printed (%(who)s)"),
        "badge.printed": _("%(who)s printed badge %(what)s"),
        "badge.printed_again": _("%(who)s printed badge %(what)s once more"),
        "badge.collected": _("%(who)s handed out badge %(what)s"),
        "badge.lost": _("%(who)s reported badge %(what)s lost"),
        "badge.revoked": _("Badge %(what)s was revoked (%(who)s)"),
        "pass.lent": _("%(who)s gave out pass %(what)s"),
        "pass.returned": _("%(who)s took back pass %(what)s"),
        "pass.lost": _("%(who)s reported pass %(what)s lost"),
        "pass.allowed": _("%(who)s set an allowance: %(what)s"),
        "receipt.made": _("%(who)s handed out badges against receipt %(what)s"),
        "badge.superseded": _("Badge %(what)s was superseded (%(who)s)"),
    }
)


def tell_accredited(decided: Sequence[tuple[Delegate, Badge]]) -> int:
    """Queues the good news of people of one delegation to its focal points in one letter. Returns how many letters are new."""
    first = decided[0][0]

    def context() -> dict[str, Any]:
        persons = [
            {
                "name": delegate.full_name,
                "capacity": delegate.get_capacity_display(),
                "category": str(delegate.category),
                "badge": badge.number,
            }
            for delegate, badge in decided
        ]
        return {"persons": persons, "liaison": first.delegation.liaison_name}

    return _tell(ACCREDITED, first, context, _page(first))


def tell_returned(delegate: Delegate) -> int:
    """Queues what is to be corrected, in the officer's words. Returns how many letters are new."""
    entry = reverse("registration:member", args=[delegate.delegation.party.slug, delegate.public_id])
    return _tell(RETURNED, delegate, lambda: _about(delegate), entry)


def tell_refused(delegate: Delegate) -> int:
    """Queues the refusal with its reason. Returns how many letters are new."""
    return _tell(REFUSED, delegate, lambda: _about(delegate), _page(delegate))


def tell_reopened(delegate: Delegate, words: str, badge: str = "") -> int:
    """Queues that a decision is taken back and nothing is to be done. Arguments: badge, the number of the one that ended with it."""
    said = {"words": words, "badge": badge}
    return _tell(REOPENED, delegate, lambda: _about(delegate) | said, _page(delegate))


def _page(delegate: Delegate) -> str:
    return reverse("registration:delegation", args=[delegate.delegation.party.slug])


def _about(delegate: Delegate) -> dict[str, Any]:
    return {
        "person": delegate.full_name,
        "capacity": delegate.get_capacity_display(),
        "words": delegate.return_words,
    }


def _tell(notice: Notice, delegate: Delegate, context: Callable[[], Mapping[str, Any]], path: str) -> int:
    """Makes the context once in each language that is read, since names of parties and capacities differ by language.

    Arguments: path, where the letter's button leads.
    """
    party = delegate.delegation.party
    readers = sorted(focal_points_of(delegate.delegation), key=lambda reader: reader.language)
    new = 0
    for language, group in groupby(readers, key=lambda reader: reader.language):
        with translation.override(language):
            said = {**context(), "party": party.short, "url": settings.PUBLIC_URL.rstrip("/") + path}
        new += queue(notice, subject=delegate, to=group, context=said, scope=party.code)
    return new
