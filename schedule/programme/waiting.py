"""What waits for a delegation: exchanges asked of it, speakers who may not speak any more, side events not sent."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.translated import fill_sentence
from delegations.registration.members.consequences import Code, Time, WaitingSource
from delegations.registration.models import Deadline, Delegate, Delegation, NoteVerbale
from delegations.registration.overview import waiting as overview
from delegations.registration.overview.waiting import WaitingItem
from schedule.programme.applications.models import DEADLINE, Application
from schedule.programme.applications.queries import SENT
from schedule.programme.models import Inscription, Swap
from schedule.programme.speaking.queries import UNSETTLED

SPEAKING, SIDE_EVENTS = "programme:speaking", "programme:side_events"


def _swaps(code: Code, now: Time) -> QuerySet[Any]:
    return Swap.objects.filter(asked__delegation__party__code=code, state="asked")


def _swaps_related(rows: QuerySet[Any]) -> QuerySet[Any]:
    related = rows.select_related("asking__delegation__party", "asking__list")
    return related.prefetch_related("asking__delegation__party__names")


def _swap_item(swap: Swap, delegation: Delegation) -> WaitingItem:
    title = _("%(party)s asks to exchange places on the list of speakers “%(list)s”")
    return WaitingItem(
        title=fill_sentence(title, {"party": swap.asking.delegation, "list": swap.asking.list}),
        remedy=_("Agree or decline"),
        url=reverse("programme:speaking_one", args=[delegation.party.slug, swap.asking.list.key]),
    )


def _unsettled(code: Code, now: Time) -> QuerySet[Any]:
    return Inscription.objects.filter(UNSETTLED, delegation__party__code=code).exclude(list__state="over")


def _unsettled_item(inscription: Inscription, delegation: Delegation) -> WaitingItem:
    title = _("%(name)s can no longer speak in the list “%(list)s”")
    return WaitingItem(
        title=fill_sentence(title, {"name": inscription.speaker.full_name, "list": inscription.list}),
        remedy=_("Name another speaker"),
        url=reverse("programme:speaking_one", args=[delegation.party.slug, inscription.list.key]),
        why=_("The place stays yours; who speaks has to be settled."),
        at=inscription.starts,
        tone="no",
    )


def _drafts(code: Code, now: Time) -> QuerySet[Any]:
    return Application.objects.filter(delegation__party__code=code, state="draft", typed_version__gt=0)


def _draft_item(application: Application, delegation: Delegation) -> WaitingItem:
    title = str(application.typed.get("title") or "").strip()
    return WaitingItem(
        title=_("The application for the side event “%(title)s” is not sent yet") % {"title": title}
        if title
        else _("An application for a side event is not sent yet"),
        remedy=_("Continue and send"),
        url=reverse("programme:side_event", args=[delegation.party.slug, application.public_id]),
    )


def _applied(
    deadline: Deadline, delegation: Delegation, members: Sequence[Delegate], notes: Sequence[NoteVerbale]
) -> bool:
    return Application.objects.filter(delegation=delegation, state__in=SENT).exists()


overview.register_source("exchanges asked", WaitingSource(SPEAKING, "speakers.see", _swaps, _swap_item, _swaps_related))
overview.register_source(
    "speakers to settle",
    WaitingSource(
        SPEAKING, "speakers.see", _unsettled, _unsettled_item, lambda rows: rows.select_related("speaker", "list")
    ),
)
overview.register_source("side events not sent", WaitingSource(SIDE_EVENTS, "applications.see", _drafts, _draft_item))
overview.register_deadline(
    DEADLINE,
    overview.DeadlinePage(SIDE_EVENTS, "applications.see", gettext_lazy("Apply for a side event"), _applied),
)
