"""Show every state by a tone (colour), a mark and a word together.

The marks are those of the printed papers. `counted` is the word with a number, of the kinds that pages count; in Arabic it is
"label: number" where nouns of two genders share the state. Names are the graphs'; a hyphen or a space reads as an underscore.
"""

from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

TONES = ("ok", "wait", "no", "info", "head", "draft")
# Marks that point along the text are mirrored where it runs from the right.
TURNED = {"→": "←", "↪": "↩"}


@dataclass(frozen=True)
class Mark:
    """How a state is shown. `tone`: of TONES; `mark`: one character; `counted` takes %(count)s."""

    tone: str
    mark: str
    word: str | Promise
    counted: str | Promise = ""

    def mark_for(self, right_to_left: bool) -> str:
        return TURNED.get(self.mark, self.mark) if right_to_left else self.mark


DELEGATE = {
    "draft": Mark("draft", "✎", _("Draft"), ngettext_lazy("%(count)s draft", "%(count)s drafts", "count")),
    "submitted": Mark(
        "wait", "→", _("Submitted"), ngettext_lazy("%(count)s submitted", "%(count)s submitted", "count")
    ),
    "returned": Mark("no", "↩", _("Returned"), ngettext_lazy("%(count)s returned", "%(count)s returned", "count")),
    "vetted": Mark("ok", "●", _("Vetted"), ngettext_lazy("%(count)s vetted", "%(count)s vetted", "count")),
    "accredited": Mark(
        "ok", "✓", _("Accredited"), ngettext_lazy("%(count)s accredited", "%(count)s accredited", "count")
    ),
    "refused": Mark("no", "✕", _("Refused"), ngettext_lazy("%(count)s refused", "%(count)s refused", "count")),
    "withdrawn": Mark(
        "draft", "–", _("Withdrawn"), ngettext_lazy("%(count)s withdrawn", "%(count)s withdrawn", "count")
    ),
}
BADGE = {
    "none": Mark("draft", "○", _("No badge")),
    "queued": Mark("wait", "→", _("To be printed")),
    "printed": Mark("info", "■", _("Printed")),
    "collected": Mark("ok", "✓", _("Collected")),
    "lost": Mark("no", "✕", _("Lost")),
    "revoked": Mark("no", "✕", _("Revoked")),
    "superseded": Mark("draft", "–", _("Superseded")),
}
# Of whatever somebody asked for: a late entry, a pass, a licence, a place.
REQUEST = {
    "submitted": replace(DELEGATE["submitted"], word=pgettext_lazy("a request", "Submitted")),
    "refused": replace(DELEGATE["refused"], word=pgettext_lazy("a request", "Refused")),
    "declined": Mark(
        "no",
        "✕",
        pgettext_lazy("a request", "Declined"),
        ngettext_lazy("%(count)s declined", "%(count)s declined", "count"),
    ),
    "withdrawn": replace(DELEGATE["withdrawn"], word=pgettext_lazy("a request", "Withdrawn")),
}
NOTE = {
    "missing": Mark("no", "○", _("Missing")),
    "received": Mark("wait", "→", pgettext_lazy("a note verbale", "Received")),
    "accepted": Mark("ok", "✓", _("Accepted"), ngettext_lazy("%(count)s accepted", "%(count)s accepted", "count")),
    "defective": Mark("no", "✕", _("Defective")),
    "returned": DELEGATE["returned"],
}
LATE = {
    "asked": Mark("wait", "→", _("Requested")),
    "granted": Mark("ok", "✓", _("Granted")),
    "declined": REQUEST["declined"],
    "withdrawn": REQUEST["withdrawn"],
}
BILATERAL = {
    "requested": Mark("wait", "→", _("Requested")),
    "countered": Mark("wait", "△", _("Other time proposed")),
    "accepted": Mark("info", "■", _("Accepted, needs a room")),
    "confirmed": Mark("ok", "✓", _("Confirmed")),
    "bumped": Mark("wait", "↻", _("Room withdrawn, to be reconfirmed")),
    "held": Mark("ok", "●", _("Held")),
    "no_show": Mark("no", "○", _("Did not take place")),
    "declined": Mark("no", "✕", _("Declined")),
    "cancelled": Mark(
        "draft",
        "–",
        pgettext_lazy("a meeting", "Cancelled"),
        ngettext_lazy("%(count)s cancelled", "%(count)s cancelled", "count"),
    ),
    "expired": Mark("draft", "–", _("Expired")),
}
MESSAGE = {
    "queued": Mark(
        "wait", "→", pgettext_lazy("message", "Queued"), ngettext_lazy("%(count)s queued", "%(count)s queued", "count")
    ),
    "sending": Mark(
        "info", "▶", _("Being sent"), ngettext_lazy("%(count)s being sent", "%(count)s being sent", "count")
    ),
    "sent": Mark(
        "ok", "✓", pgettext_lazy("message", "Sent"), ngettext_lazy("%(count)s sent", "%(count)s sent", "count")
    ),
    "failed": Mark("no", "✕", _("Failed"), ngettext_lazy("%(count)s failed", "%(count)s failed", "count")),
    "held": Mark(
        "wait", "!", pgettext_lazy("message", "Held"), ngettext_lazy("%(count)s held", "%(count)s held", "count")
    ),
    "cancelled": replace(BILATERAL["cancelled"], word=pgettext_lazy("message", "Cancelled")),
}
DEVICE = {
    "invited": Mark("wait", "→", _("Awaiting enrolment")),
    "enrolled": Mark("ok", "✓", _("In use")),
    "revoked": replace(BADGE["revoked"], word=pgettext_lazy("a device", "Revoked")),
}
# By kind, then by the name of the state.
STATES: dict[str, dict[str, Mark]] = {
    "delegate": DELEGATE,
    "badge": BADGE,
    "note": NOTE,
    "late": LATE,
    "bilateral": BILATERAL,
    "invitation": {
        "sent": Mark("wait", "→", _("Not answered")),
        "accepted": Mark("ok", "✓", _("Accepts")),
        "regretted": Mark("no", "✕", _("Regrets")),
        "waiting": Mark("wait", "!", _("Waiting list")),
        "substitute": Mark("info", "?", _("Substitute proposed")),
        "rejected": Mark("no", "–", _("Substitute not approved")),
        "absent": Mark("draft", "○", _("Did not come")),
        "ended": Mark("draft", "✕", pgettext_lazy("an invitation", "Ended")),
        "cancelled": replace(BILATERAL["cancelled"], word=pgettext_lazy("an invitation", "Cancelled")),
    },
    "message": MESSAGE,
    "print": {
        "queued": MESSAGE["queued"],
        "running": Mark("info", "▶", _("Being made")),
        "ready": Mark("ok", "✓", _("Ready")),
        "failed": MESSAGE["failed"],
    },
    "equipment": {
        "asked": Mark("wait", "→", _("Requested")),
        "licensed": Mark("ok", "✓", _("Licensed")),
        "refused": REQUEST["refused"],
        "withdrawn": REQUEST["withdrawn"],
    },
    "powers": {
        "expected": Mark("draft", "○", pgettext_lazy("full powers", "Expected")),
        "received": Mark("wait", "→", pgettext_lazy("full powers", "To be checked")),
        "proposed": Mark("wait", "?", pgettext_lazy("full powers", "Office to be confirmed")),
        "accepted": Mark("ok", "✓", pgettext_lazy("full powers", "Accepted")),
        "defective": Mark("no", "✕", pgettext_lazy("full powers", "Defective")),
        "not_needed": Mark("ok", "●", pgettext_lazy("full powers", "Not needed")),
        "withdrawn": Mark("draft", "–", pgettext_lazy("full powers", "Withdrawn")),
        # How they stand for the person as registered now.
        "lapsed": Mark("no", "!", pgettext_lazy("full powers", "No longer valid")),
        "missing": Mark("no", "○", pgettext_lazy("full powers", "Missing")),
        "closed": Mark("info", "–", pgettext_lazy("full powers", "Party may not sign")),
    },
    "signature": {
        "intends": Mark("draft", "·", pgettext_lazy("a signature", "Intends to sign")),
        "scheduled": Mark("draft", "○", pgettext_lazy("a signature", "Scheduled")),
        "called": Mark("info", "▸", pgettext_lazy("a signature", "At the table")),
        "skipped": Mark("wait", "↷", pgettext_lazy("a signature", "Skipped")),
        "signed": Mark("ok", "✓", pgettext_lazy("a signature", "Signed")),
        "not_signing": Mark("draft", "–", pgettext_lazy("a signature", "Does not sign")),
    },
    "signed_text": {
        "none": Mark("draft", "–", pgettext_lazy("a text", "None")),
        "to_review": Mark("wait", "→", pgettext_lazy("a text", "To be reviewed")),
        "reviewed": Mark("ok", "✓", pgettext_lazy("a text", "Reviewed")),
        "returned": Mark("no", "✕", pgettext_lazy("a text", "Returned")),
    },
    "signing_record": {
        "open": Mark("draft", "○", pgettext_lazy("a record of signature", "Open")),
        "closing": Mark("wait", "→", pgettext_lazy("a record of signature", "Closed by one person")),
        "closed": Mark("ok", "✓", pgettext_lazy("a record of signature", "Closed")),
    },
    "rectification": {
        "proposed": Mark("wait", "→", pgettext_lazy("a rectification", "Awaits a second person")),
        "decided": Mark("ok", "✓", pgettext_lazy("a rectification", "Decided")),
        "dropped": Mark("draft", "–", pgettext_lazy("a rectification", "Not pursued")),
    },
    "instrument": {
        "entered": Mark("wait", "→", pgettext_lazy("an instrument", "To be accepted")),
        "deposited": Mark("ok", "●", pgettext_lazy("an instrument", "Deposited")),
        "withdrawn": Mark("no", "–", pgettext_lazy("an instrument", "Withdrawn")),
        "removed": Mark("draft", "✕", pgettext_lazy("an instrument", "Entered in error")),
    },
    "notification": {
        "drafted": Mark("wait", "→", pgettext_lazy("a notification", "To be checked")),
        "checked": Mark("info", "●", pgettext_lazy("a notification", "Checked, about to be issued")),
        "issued": Mark("ok", "✓", pgettext_lazy("a notification", "Issued")),
        "discarded": Mark("draft", "✕", pgettext_lazy("a notification", "Discarded")),
    },
    "commitment": {
        "announced": Mark("draft", "○", pgettext_lazy("a commitment", "Announced")),
        "under_way": Mark("info", "▶", pgettext_lazy("a commitment", "Under way")),
        "fulfilled": Mark("ok", "✓", pgettext_lazy("a commitment", "Fulfilled")),
        "dropped": Mark("draft", "–", pgettext_lazy("a commitment", "No longer pursued")),
        "removed": Mark("draft", "✕", pgettext_lazy("a commitment", "Entered in error")),
    },
    "device": DEVICE,
    "machine": {
        "active": DEVICE["enrolled"],
        "revoked": replace(BADGE["revoked"], word=pgettext_lazy("an API key", "Revoked")),
    },
    "verdict": {
        "enter": Mark("ok", "✓", _("Enter")),
        "refused": DELEGATE["refused"],
        "check": Mark("wait", "!", _("Check manually")),
    },
    "finding": {
        "open": Mark("no", "!", _("Not settled")),
        "settled": Mark("ok", "✓", _("Settled")),
    },
    "application": {
        "draft": DELEGATE["draft"],
        "submitted": REQUEST["submitted"],
        "accepted": NOTE["accepted"],
        "declined": REQUEST["declined"],
        "withdrawn": REQUEST["withdrawn"],
    },
    "speaker": {
        "requested": Mark("wait", "→", _("Late, awaiting a decision")),
        "inscribed": Mark("info", "■", _("On the list")),
        "speaking": Mark("ok", "▶", pgettext_lazy("a speaker", "Speaking")),
        "spoken": Mark("ok", "✓", _("Has spoken")),
        "absent": Mark("wait", "↻", _("Was absent")),
        "missed": Mark("no", "○", _("Did not speak")),
        "refused": REQUEST["refused"],
        "withdrawn": REQUEST["withdrawn"],
    },
    "speakers": {
        "soon": Mark("draft", "○", _("Opens later")),
        "open": Mark("ok", "✓", _("Open for inscription")),
        "closed": Mark("wait", "■", _("Inscription closed")),
        "running": Mark("info", "▶", _("Running")),
        "over": Mark("draft", "–", _("Over")),
    },
    "swap": {
        "asked": LATE["asked"],
        "agreed": Mark("ok", "✓", _("Agreed")),
        "declined": REQUEST["declined"],
        "withdrawn": REQUEST["withdrawn"],
        "overtaken": Mark("info", "↻", _("Superseded by a change")),
    },
    "reply": {
        "asked": LATE["asked"],
        "placed": Mark("info", "■", _("Placed")),
        "given": Mark("ok", "✓", _("Had the floor")),
        "declined": REQUEST["declined"],
        "withdrawn": REQUEST["withdrawn"],
    },
}


def mark_of(state: str, kind: str = "delegate") -> Mark:
    """Return the mark of `state` among those of `kind`; raise LookupError."""
    name = str(state).replace("-", "_").replace(" ", "_").lower()
    try:
        return STATES[kind][name]
    except KeyError:
        raise LookupError(f"no mark for state {name!r} of {kind!r} in conference.look.states") from None
