"""Printing of invitation cards and of the lists for the entrance: for the receptions of a day, or all that are not over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.audit import sentences
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
    found = [
        one
        for one in Reception.objects.select_related("room").order_by("starts")
        if (one.starts.astimezone(zone).date() == options.day if options.day else one.ends > clock.now())
    ]
    if not found:
        raise PrintError(_("There is no reception to print for."))
    return found


def produce_cards(options: PrintOptions, out: Path) -> PrintResult:
    """Write a card for each guest who is invited and has not declined. Raises PrintError when there is nobody."""
    found = all_invitations().filter(reception__in=receptions(options))
    found = found.exclude(state__in=("ended", "regretted", "rejected", "absent"))
    guests = list(found.order_by("reception__starts", "delegation__party__en_sort", "pk"))
    if not guests:
        raise PrintError(_("Nobody is invited yet."))
    return produce_from_template(data.CARD, data.cards(guests), out, items=len(guests), at=clock.now())


def attached(invitation: str) -> Iterator[tuple[str, bytes, str]]:
    """Yield the card that goes with a mail, in the active language: for who is asked, and with the codes for who comes."""
    found = all_invitations().filter(pk=invitation, state__in=("sent", "accepted")).first()
    if found is not None and found.is_guest_there:
        paper = typeset.compile(data.CARD, data.cards([found]), at=clock.now())
        yield f"{found.reception.code}.pdf", paper, "application/pdf"


cards.add("card", attached)


def produce_lists(options: PrintOptions, out: Path) -> PrintResult:
    """Write the lists for the entrance, by family name or by party. Raises PrintError when there is no reception."""
    values = data.door_lists(receptions(options), options.layout or data.BY_NAME)
    count = sum(len(one["rows"]) for one in values["lists"])
    return produce_from_template(data.LIST, values, out, items=count, at=clock.now())


def days() -> list[tuple[str, str]]:
    zone = current_conference().zone
    found = sorted({starts.astimezone(zone).date() for starts in Reception.objects.values_list("starts", flat=True)})
    return [(day.isoformat(), day_text(day, year=False, long=True)) for day in found]


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
sentences.register({READ: gettext_lazy("%(who)s printed the guests of a reception (%(what)s)")})
