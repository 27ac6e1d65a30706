"""What a side answers, in the portal and by the link of a mail: the same forms, the same actions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from conference.core import concurrency
from conference.core.access import Actor
from conference.core.errors import NotPossible
from conference.look.times import when_text
from conference.models import current_conference
from delegations.registration.delegations import raw_queries
from delegations.registration.models import Delegation
from schedule.bilaterals.meetings import actions, queries
from schedule.bilaterals.meetings.forms import AnswerForm, TimesForm
from schedule.bilaterals.meetings.times import in_common
from schedule.bilaterals.models import AGREED, OPEN, AnswerLink, Meeting, Offer

FIRST = "first"


@dataclass
class Answering:
    """One side before what is on the table. `link`: by which it came, if it did not sign in."""

    meeting: Meeting
    side: Delegation
    link: AnswerLink | None = None

    def offers(self) -> list[Offer]:
        return list(self.meeting.offers.all()) if self.meeting.offered_by_id is not None else []

    def proposed(self) -> list[tuple[datetime, datetime]]:
        """Return every time that this side has itself proposed, from when to when, and that still waits for the other's answer."""
        meeting = self.meeting
        if meeting.offered_by_id != self.side.pk or meeting.state not in (*OPEN, *AGREED):
            return []
        first = [(meeting.starts, meeting.ends)] if meeting.state in OPEN else []
        return [*first, *((one.starts, one.ends) for one in self.offers())]

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
        times += [(str(one.pk), one.starts) for one in self.offers()]
        return [(key, when_text(at.astimezone(zone), year=False)) for key, at in times]

    def answer_form(self, data: Any = None) -> AnswerForm:
        choices = self.choices()
        initial: dict[str, Any] = {"version": self.meeting.version, "choice": choices[0][0] if choices else ""}
        if principal := self.meeting.principal_of(self.side):
            initial["principal"] = str(principal.pk)
        return AnswerForm(data, principals=queries.principals_of(self.side), offers=choices, initial=initial)

    def times_form(self, data: Any = None) -> TimesForm:
        meeting = self.meeting
        own = meeting.principal_of(self.side)
        found = in_common(
            own=[own] if own else [],
            others=[one for one in meeting.principals() if one != own],
            conference=current_conference(),
            length=meeting.ends - meeting.starts,
            seats=0 if meeting.pull_aside else meeting.persons,
        )
        return TimesForm(data, times=found, auto_id="times_%s", initial={"version": meeting.version})

    def posted_form(self, request: HttpRequest) -> dict[str, Any]:
        """Return the form that was sent, with what was typed, by its name on the page; an answer without a form has none."""
        what = request.POST.get("answer", "")
        if what == "agree":
            return {}
        if what == "propose":
            return {"times_form": self.times_form(request.POST)}
        return {"answer_form": self.answer_form(request.POST)}

    def _offer(self, key: str) -> Offer | None:
        if key in ("", FIRST):
            return None
        found = next((one for one in self.offers() if str(one.pk) == key), None)
        if found is None:
            raise NotPossible(_("This time is no longer on offer. Please choose another one."))
        return found

    def take(self, request: HttpRequest, actor: Actor) -> str:
        """Carry out what was posted and return what to say; an empty text for a form that is not valid. Raises UserError."""
        common: dict[str, Any] = {"actor": actor, "meeting": self.meeting, "by": self.side, "link": self.link}
        what = request.POST.get("answer", "")
        if what == "propose":
            times = self.times_form(request.POST)
            if not times.is_valid():
                return ""
            values = times.cleaned_data
            version, words = values["version"], values["words"]
            actions.propose(**common, times=times.times(), expected_version=version, words=words)
            return _("The other side is asked about the times that you propose.")
        if what == "agree":
            actions.agree(**common, expected_version=concurrency.posted_version(request.POST))
            return _("Thank you. The meeting takes place as shown.")
        form = self.answer_form(request.POST)
        if not form.is_valid():
            return ""
        version, words = form.cleaned_data["version"], form.cleaned_data["words"]
        if what != "accept":
            end = actions.turn_down if self.meeting.state in AGREED else actions.decline
            end(**common, expected_version=version, words=words)
            return (
                _("The meeting stays at its time.")
                if end is actions.turn_down
                else _("Declined. The time is free again.")
            )
        offer, reply = self._offer(form.cleaned_data["choice"]), self._reply(form)
        meeting = actions.accept(**common, expected_version=version, words=words, offer=offer, reply=reply)
        if meeting.state == "requested":
            return _("Accepted. The other delegations have to accept too.")
        if meeting.pull_aside:
            return _("Accepted. You meet without a room.")
        return _("Accepted. Protocol will assign a room and write to both delegations.")

    def _reply(self, form: AnswerForm) -> actions.Reply:
        """Return what the side says of itself; nothing of the principal where it is the same as before."""
        reply = form.reply()
        same = reply.principal is not None and reply.principal == self.meeting.principal_of(self.side)
        return actions.Reply(reply.party_size, reply.contact, reply.languages, None if same else reply.principal)
