"""Parties that have deposited an instrument. They have consented to be bound, and sign no more.

Signature comes before the instrument: ratification, acceptance and approval confirm it, accession takes its place (Vienna Convention on
the Law of Treaties, articles 14 and 15; UN Treaty Handbook, 3.3.2 to 3.3.4).
"""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from conference.core.errors import NotPossible
from conference.look.times import day_text
from conference.parties.models import Party
from conference.translated import fill_sentence
from conference.treaties.models import Treaty


def lock_deposits(treaty_id: int) -> None:
    """Let no instrument of the treaty be entered until commit. Deposits lock the same row (`instruments/actions.py`)."""
    Treaty.objects.select_for_update(no_key=True).get(pk=treaty_id)


def deposits(treaty: Treaty, day: date, parties: Iterable[int] | None = None) -> Mapping[int, str]:
    """Return the instruments that bind on that day, such as `Accession, 12 November 2026`, by the party's key. One query.

    Args:
        parties: Only theirs; None for all.
    """
    binding = Q(state__in=("entered", "deposited")) | Q(state="withdrawn", withdrawn_from__gt=day)
    instruments = treaty.instruments.filter(binding).exclude(kind="provisional").order_by("deposited_on")
    if parties is not None:
        instruments = instruments.filter(party__in=list(parties))
    return {
        instrument.party_id: _("%(kind)s, %(day)s")
        % {
            "kind": instrument.get_kind_display(),
            "day": day_text(instrument.deposited_on, weekday=False, long=True),
        }
        for instrument in instruments
    }


def signs_no_more(instrument: str) -> str:
    """Return why a party in a running order cannot be called, for the pages that list it."""
    return _("Has deposited its instrument (%(instrument)s) and signs no more") % {"instrument": instrument}


def check_may_still_sign(treaty: Treaty, party: Party, day: date) -> None:
    """Raise NotPossible if an instrument of the party binds it on that day."""
    instrument = deposits(treaty, day, [party.pk]).get(party.pk)
    if instrument is not None:
        message = _(
            "%(party)s has deposited its instrument (%(instrument)s). It has consented to be bound and signs no more "
            "(Vienna Convention on the Law of Treaties, articles 14 and 15)."
        )
        raise NotPossible(fill_sentence(message, {"party": party.short, "instrument": instrument}))
