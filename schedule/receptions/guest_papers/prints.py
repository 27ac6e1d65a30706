"""Printing of invitation cards and of the lists for the entrance: for the receptions of a day, or all that are not over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.audit import words
from conference.core import access_log, clock
from conference.look.times import day_text
from conference.models import current_conference
from conference.printing.documents import typeset
from conference.printing.documents.errors import PrintError
from conference.printing.documents.registry import Document, PrintOptions, PrintResult, produce_from_template, register
from schedule.receptions.guest_papers import data
from schedule.receptions.invitations.notices import cards
from schedule.receptions.invitations.queries import all_invitations
from schedule.receptions.models import Reception

READ = "receptions.printed"


def receptions(options: PrintOptions) -> list[Reception]:
    """Return those that start on the day asked for, else all that are not over. Raises PrintError when there is none."""
    zone = current_conference().zone
    receptions = [
        reception
        for reception in Reception.objects.select_related("room").order_by("starts")
        if (reception.starts.astimezone(zone).date() == options.day if options.day else reception.ends > clock.now())
    ]
    if not receptions:
        raise PrintError(_("There is no reception to print for."))
    return receptions


def produce_cards(options: PrintOptions, out: Path) -> PrintResult:
    """Write a card for each guest who is invited and has not declined. Raises PrintError when there is nobody."""
    invitations = all_invitations().filter(reception__in=receptions(options))
    invitations = invitations.exclude(state__in=("ended", "regretted", "rejected", "absent"))
    guests = list(invitations.order_by("reception__starts", "delegation__party__en_sort", "pk"))
    if not guests:
        raise PrintError(_("Nobody is invited yet."))
    return produce_from_template(data.CARD, data.cards(guests), out, items=len(guests), at=clock.now())


def attached(invitation: str) -> Iterator[tuple[str, bytes, str]]:
    """Yield the card that goes with a mail, in the active language: for who is asked, and with the codes for who comes."""
    invitation_row = all_invitations().filter(pk=invitation, state__in=("sent", "accepted")).first()
    if invitation_row is not None and invitation_row.is_guest_there:
        paper = typeset.compile(data.CARD, data.cards([invitation_row]), at=clock.now())
        yield f"{invitation_row.reception.code}.pdf", paper, "application/pdf"


cards.add("card", attached)


def produce_lists(options: PrintOptions, out: Path) -> PrintResult:
    """Write the lists for the entrance, by family name or by party. Raises PrintError when there is no reception."""
    values = data.door_lists(receptions(options), options.layout or data.BY_NAME)
    count = sum(len(door_list["rows"]) for door_list in values["lists"])
    return produce_from_template(data.LIST, values, out, items=count, at=clock.now())


def days() -> list[tuple[str, str]]:
    zone = current_conference().zone
    dates = sorted({starts.astimezone(zone).date() for starts in Reception.objects.values_list("starts", flat=True)})
    return [(day.isoformat(), day_text(day, year=False, long=True)) for day in dates]


register(
    Document(
        name="invitation-cards",
        title=gettext_lazy("Invitation cards"),
        right="receptions.see",
        options=frozenset({"day"}),
        produce=produce_cards,
        choices={"day": days},
        reads=READ,
        about=gettext_lazy("One card a guest, with room for the crest; the codes of those who have accepted."),
    )
)
register(
    Document(
        name="door-list",
        title=gettext_lazy("List for the entrance"),
        right="receptions.see",
        options=frozenset({"day", "layout"}),
        produce=produce_lists,
        layouts=(data.BY_NAME, data.BY_PARTY),
        layout_words={data.BY_NAME: gettext_lazy("By family name"), data.BY_PARTY: gettext_lazy("By party")},
        choices={"day": days},
        reads=READ,
        about=gettext_lazy("Who is expected at each reception, with companions, to be ticked at the entrance."),
    )
)
access_log.register({READ: gettext_lazy("Paper of the guests of a reception")})
words.register({READ: gettext_lazy("%(who)s printed the guests of a reception (%(what)s)")})
