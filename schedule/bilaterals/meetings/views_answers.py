"""What a side answers, in the portal and by the link of a mail: the same forms, the same actions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from conference.core import concurrency
from conference.core.access import Actor, actor_of
from conference.core.errors import NotPossible
from conference.look.times import when_text
from conference.models import current_conference
from delegations.registration.delegations import raw_queries
from delegations.registration.models import Delegate, Delegation
from schedule.bilaterals.meetings import actions, queries
from schedule.bilaterals.meetings.actions.links import bearer_of
from schedule.bilaterals.meetings.forms import AnswerForm, TimesForm
from schedule.bilaterals.meetings.offered_times import TimesOffered, TimesWanted, get_times
from schedule.bilaterals.models import AGREED, BUFFER, OPEN, AnswerLink, Meeting, Offer
from schedule.calendar.engagements.actions import clash_words
from schedule.calendar.engagements.queries import find_engagements

FIRST = "first"


@dataclass
class SideAnswer:
    """One side of a meeting and what it can answer. `link`: by which it came, if it did not sign in."""

    meeting: Meeting
    side: Delegation
    link: AnswerLink | None = None
    _offered: TimesOffered | None = field(default=None, init=False)

    def others(self) -> list[tuple[Delegation, Delegate | None]]:
        """Return the other sides, each with who comes for it."""
        return [(side, self.meeting.principal_of(side)) for side in self.meeting.others(self.side)]

    def offers(self) -> list[Offer]:
        return list(self.meeting.offers.all()) if self.meeting.offered_by_id is not None else []

    def proposed(self) -> list[tuple[datetime, datetime]]:
        """Return every time that this side has itself proposed, from when to when, and that still waits for the other's answer."""
        meeting = self.meeting
        if meeting.offered_by_id != self.side.pk or meeting.state not in (*OPEN, *AGREED):
            return []
        first = [(meeting.starts, meeting.ends)] if meeting.state in OPEN else []
        return [*first, *((offer.starts, offer.ends) for offer in self.offers())]

    @property
    def of_change(self) -> bool:
        """True while the other side proposes another time for what is agreed."""
        return self.meeting.state in AGREED and self.meeting.offered_by_id not in (None, self.side.pk)

    @property
    def awaited(self) -> bool:
        return self.meeting.awaits(self.side) or self.of_change

    def choices(self) -> list[tuple[str, str]]:
        zone = raw_queries.conference(raw_queries.stamp_of(self.side)).zone
        times = [] if self.of_change else [(FIRST, self.meeting.starts)]
        times += [(str(offer.pk), offer.starts) for offer in self.offers()]
        return [(key, when_text(starts.astimezone(zone), year=False)) for key, starts in times]

    def answer_form(self, data: Any = None, typed: Mapping[str, Any] | None = None) -> AnswerForm:
        """Return the form, with what was typed when something else on the page was pressed."""
        choices = self.choices()
        initial: dict[str, Any] = {"choice": choices[0][0] if choices else ""}
        if principal := self.meeting.principal_of(self.side):
            initial["principal"] = str(principal.pk)
        initial |= {**(typed or {}), "version": self.meeting.version}
        return AnswerForm(data, principals=queries.principals_of(self.side), offers=choices, initial=initial)

    def engaged_then(self) -> list[str]:
        """Return in words what takes the time of the side's own principal at a time on the table. One query."""
        meeting, principal = self.meeting, self.meeting.principal_of(self.side)
        spans = [] if self.of_change else [(meeting.starts, meeting.ends)]
        spans += [(offer.starts, offer.ends) for offer in self.offers()]
        if principal is None or not spans:
            return []
        first, last = min(starts for starts, _ends in spans), max(ends for _starts, ends in spans) + BUFFER
        own = (meeting._meta.label_lower, str(meeting.pk))
        return [
            clash_words(row)
            for row in find_engagements(starts=first, ends=last, persons=[principal])
            if (row.subject_type, row.subject_id) != own
            and any(row.starts < ends + BUFFER and starts < row.ends for starts, ends in spans)
        ]

    def times_form(self, request: HttpRequest, data: Any = None, typed: Mapping[str, Any] | None = None) -> TimesForm:
        initial = {**(typed or {}), "version": self.meeting.version}
        return TimesForm(data, times=self._times(request).starts, auto_id="times_%s", initial=initial)

    def _times(self, request: HttpRequest) -> TimesOffered:
        """Return the times offered to this side, read once."""
        meeting, other = self.meeting, self.meeting.other(self.side)
        own, head = meeting.principal_of(self.side), meeting.principal_of(other)
        if self._offered is None and own is not None and head is not None:
            actor = bearer_of(self.side) if self.link else actor_of(request)
            minutes = int((meeting.ends - meeting.starts).total_seconds() // 60)
            wanted = TimesWanted(self.side, own, other, head, minutes)
            self._offered = get_times(actor, wanted, current_conference())
        return self._offered or TimesOffered()

    def posted_form(self, request: HttpRequest) -> dict[str, Any]:
        """Return the form that was sent, with what was typed, by its name on the page; an answer without a form has none."""
        answer = request.POST.get("answer", "")
        if answer == "agree":
            return {}
        if answer == "propose":
            return {"times_form": self.times_form(request, request.POST)}
        return {"answer_form": self.answer_form(request.POST)}

    def typed_forms(self, request: HttpRequest) -> dict[str, Any]:
        """Return the form that was sent, and what was typed into the other one beside it."""
        forms, typed = self.posted_form(request), request.POST.dict()
        if "times_form" in forms and self.awaited:
            forms["answer_form"] = self.answer_form(typed=typed)
        elif "answer_form" in forms and len(self.meeting.parties()) == 2:
            forms["times_form"] = self.times_form(request, typed=typed)
        return forms

    def _offer(self, key: str) -> Offer | None:
        if key in ("", FIRST):
            return None
        offer = next((offer for offer in self.offers() if str(offer.pk) == key), None)
        if offer is None:
            raise NotPossible(_("This time is no longer on offer. Please choose another one."))
        return offer

    def carry_out(self, request: HttpRequest, actor: Actor) -> str:
        """Carry out what was posted and return what to say; an empty text for a form that is not valid. Raises UserError."""
        common: dict[str, Any] = {"actor": actor, "meeting": self.meeting, "by": self.side, "link": self.link}
        answer = request.POST.get("answer", "")
        if answer == "agree":
            actions.agree(**common, expected_version=concurrency.posted_version(request.POST))
            return _("Thank you. The meeting takes place as shown.")
        (form,) = self.posted_form(request).values()
        if not form.is_valid():
            return ""
        common |= {"expected_version": form.cleaned_data["version"], "message": form.cleaned_data["words"]}
        if answer == "propose":
            actions.propose(**common, times=form.times())
            return _("The other side is asked about the times that you propose.")
        if answer != "accept" and self.meeting.state in AGREED:
            actions.turn_down(**common)
            return _("The meeting stays at its time.")
        if answer != "accept":
            actions.decline(**common)
            return _("Declined. The time is free again.")
        meeting = actions.accept(
            **common,
            offer=self._offer(form.cleaned_data["choice"]),
            reply=form.reply(self.meeting.principal_of(self.side)),
        )
        if meeting.state == "requested":
            return _("Accepted. The other delegations have to accept too.")
        if meeting.pull_aside:
            return _("Accepted. You meet without a room.")
        return _("Accepted. Protocol will assign a room and write to all delegations.")
