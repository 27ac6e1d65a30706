"""Printing of invitation cards and entrance lists, for the receptions of a day or all that are not over."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.audit import sentences
from conference.core import access_log, clock
from conference.core.access import actor_of
from conference.files.responses import send_made
from conference.look.times import day_text
from conference.models import current_conference
from conference.printing.documents import typeset
from conference.printing.documents.errors import PrintError
from conference.printing.documents.registry import (
    Document,
    PrintOptions,
    PrintResult,
    produce_from_template,
    register_document,
)
from schedule.receptions.guest_papers import data
from schedule.receptions.invitations.notices import cards
from schedule.receptions.invitations.queries import all_invitations
from schedule.receptions.models import Reception

READ = "receptions.printed"


def receptions(options: PrintOptions) -> list[Reception]:
    """Return the receptions of the chosen day, else all that are not over. Raises PrintError when there is none."""
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
    guests = list(invitations.order_by("reception__starts", "party__en_sort", "pk"))
    if not guests:
        raise PrintError(_("Nobody is invited yet."))
    return produce_from_template(data.CARD, data.cards(guests), out, items=len(guests), at=clock.now())


def attach_card(key: str) -> Iterator[tuple[str, bytes, str]]:
    """Yield the card attached to a mail, in the active language, with codes once the invitation is accepted."""
    invitation = all_invitations().filter(pk=key, state__in=("sent", "accepted")).first()
    if invitation is not None and invitation.is_guest_there:
        paper = typeset.compile(data.CARD, data.cards([invitation]), at=clock.now())
        yield f"{invitation.reception.code}.pdf", paper, "application/pdf"


cards.add("card", attach_card)


def produce_lists(options: PrintOptions, out: Path) -> PrintResult:
    """Write the lists for the entrance, by family name or by party. Raises PrintError when there is no reception."""
    return produce_rows(data.LIST, data.door_lists(receptions(options), options.layout or data.BY_NAME), out)


def produce_rows(template: str, values: dict[str, Any], out: Path) -> PrintResult:
    """Write lists, whose rows are counted."""
    count = sum(len(paper["rows"]) for paper in values["lists"])
    return produce_from_template(template, values, out, items=count, at=clock.now())


def days(**conditions: Any) -> list[tuple[str, str]]:
    """Return the days on which a reception begins, or one that meets the conditions, as choices."""
    zone = current_conference().zone
    moments = Reception.objects.filter(**conditions).values_list("starts", flat=True)
    dates = sorted({starts.astimezone(zone).date() for starts in moments})
    return [(day.isoformat(), day_text(day, year=False, long=True)) for day in dates]


def send_paper(
    request: HttpRequest, code: str, name: str, template: str, values: dict[str, Any], *, of: Any, verb: str = READ
) -> HttpResponse:
    """Return a paper of the reception with this code as PDF, in the language of the page; log that `of` was read."""
    body = typeset.compile(template, values, at=clock.now())
    access_log.log_read(actor=actor_of(request), of=of, verb=verb, right="receptions.see", kind=name)
    return send_made(body, name=f"{name}-{code}.pdf", kind="application/pdf", inline=True)


register_document(
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
register_document(
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
access_log.register_kinds({READ: gettext_lazy("Paper of the guests of a reception")})
sentences.register_sentences({READ: gettext_lazy("%(who)s printed the guests of a reception (%(what)s)")})
