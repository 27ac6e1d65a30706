"""Show every state by a tone (colour), a mark and a word together.

The marks are those of the printed papers. `counted` says the word with a number; in Arabic as "label: number" where things of two genders
share the state. Names are the graphs'; a hyphen or a space reads as an underscore.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

TONES = ("ok", "wait", "no", "info", "head", "draft")
# Marks that point along the text turn round where the text runs from the right.
TURNED = {"→": "←", "↪": "↩"}


@dataclass(frozen=True)
class Mark:
    """How a state is shown. `tone`: of TONES; `mark`: one character; `counted` takes %(count)s."""

    tone: str
    mark: str
    word: str | Promise
    counted: str | Promise

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
    "none": Mark(
        "draft", "○", _("No badge"), ngettext_lazy("%(count)s without a badge", "%(count)s without a badge", "count")
    ),
    "queued": Mark(
        "wait", "→", _("To be printed"), ngettext_lazy("%(count)s to be printed", "%(count)s to be printed", "count")
    ),
    "printed": Mark("info", "■", _("Printed"), ngettext_lazy("%(count)s printed", "%(count)s printed", "count")),
    "collected": Mark("ok", "✓", _("Collected"), ngettext_lazy("%(count)s collected", "%(count)s collected", "count")),
    "lost": Mark("no", "✕", _("Lost"), ngettext_lazy("%(count)s lost", "%(count)s lost", "count")),
    "revoked": Mark("no", "✕", _("Revoked"), ngettext_lazy("%(count)s revoked", "%(count)s revoked", "count")),
    "superseded": Mark(
        "draft", "–", _("Superseded"), ngettext_lazy("%(count)s superseded", "%(count)s superseded", "count")
    ),
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
    "missing": Mark("no", "○", _("Missing"), ngettext_lazy("%(count)s missing", "%(count)s missing", "count")),
    "received": Mark(
        "wait",
        "→",
        pgettext_lazy("a note verbale", "Received"),
        ngettext_lazy("%(count)s received", "%(count)s received", "count"),
    ),
    "accepted": Mark("ok", "✓", _("Accepted"), ngettext_lazy("%(count)s accepted", "%(count)s accepted", "count")),
    "defective": Mark("no", "✕", _("Defective"), ngettext_lazy("%(count)s defective", "%(count)s defective", "count")),
    "returned": DELEGATE["returned"],
}
LATE = {
    "asked": Mark("wait", "→", _("Requested"), ngettext_lazy("%(count)s requested", "%(count)s requested", "count")),
    "granted": Mark("ok", "✓", _("Granted"), ngettext_lazy("%(count)s granted", "%(count)s granted", "count")),
    "declined": REQUEST["declined"],
    "withdrawn": REQUEST["withdrawn"],
}
BILATERAL = {
    "requested": Mark(
        "wait", "→", _("Requested"), ngettext_lazy("%(count)s requested", "%(count)s requested", "count")
    ),
    "countered": Mark(
        "wait", "△", _("Other time proposed"), ngettext_lazy("%(count)s countered", "%(count)s countered", "count")
    ),
    "accepted": Mark(
        "info", "■", _("Accepted, needs a room"), ngettext_lazy("%(count)s accepted", "%(count)s accepted", "count")
    ),
    "confirmed": Mark("ok", "✓", _("Confirmed"), ngettext_lazy("%(count)s confirmed", "%(count)s confirmed", "count")),
    "bumped": Mark(
        "wait",
        "↻",
        _("Room withdrawn, to be reconfirmed"),
        ngettext_lazy("%(count)s to be reconfirmed", "%(count)s to be reconfirmed", "count"),
    ),
    "held": Mark("ok", "●", _("Held"), ngettext_lazy("%(count)s held", "%(count)s held", "count")),
    "no_show": Mark(
        "no", "○", _("Did not take place"), ngettext_lazy("%(count)s not held", "%(count)s not held", "count")
    ),
    "declined": Mark("no", "✕", _("Declined"), ngettext_lazy("%(count)s declined", "%(count)s declined", "count")),
    "cancelled": Mark(
        "draft",
        "–",
        pgettext_lazy("a meeting", "Cancelled"),
        ngettext_lazy("%(count)s cancelled", "%(count)s cancelled", "count"),
    ),
    "expired": Mark("draft", "–", _("Expired"), ngettext_lazy("%(count)s expired", "%(count)s expired", "count")),
}
INVITATION = {
    "sent": Mark(
        "wait", "→", _("Not answered"), ngettext_lazy("%(count)s not answered", "%(count)s not answered", "count")
    ),
    "accepted": Mark("ok", "✓", _("Accepts"), ngettext_lazy("%(count)s accepts", "%(count)s accept", "count")),
    "regretted": Mark("no", "✕", _("Regrets"), ngettext_lazy("%(count)s regrets", "%(count)s regret", "count")),
    "waiting": Mark("wait", "!", _("Waiting list"), ngettext_lazy("%(count)s waiting", "%(count)s waiting", "count")),
    "substitute": Mark(
        "info", "?", _("Substitute proposed"), ngettext_lazy("%(count)s substitute", "%(count)s substitutes", "count")
    ),
    "rejected": Mark(
        "no", "–", _("Substitute not approved"), ngettext_lazy("%(count)s rejected", "%(count)s rejected", "count")
    ),
    "absent": Mark("draft", "○", _("Did not come"), ngettext_lazy("%(count)s absent", "%(count)s absent", "count")),
    "ended": Mark(
        "draft",
        "✕",
        pgettext_lazy("an invitation", "Ended"),
        ngettext_lazy("%(count)s ended", "%(count)s ended", "count"),
    ),
    "cancelled": replace(BILATERAL["cancelled"], word=pgettext_lazy("an invitation", "Cancelled")),
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
    "cancelled": replace(BILATERAL["cancelled"], word=pgettext_lazy("message", "Cancelled")),
}
PRINT = {
    "queued": MESSAGE["queued"],
    "running": Mark(
        "info", "▶", _("Being made"), ngettext_lazy("%(count)s being made", "%(count)s being made", "count")
    ),
    "ready": Mark("ok", "✓", _("Ready"), ngettext_lazy("%(count)s ready", "%(count)s ready", "count")),
    "failed": MESSAGE["failed"],
}
EQUIPMENT = {
    "asked": Mark("wait", "→", _("Requested"), ngettext_lazy("%(count)s requested", "%(count)s requested", "count")),
    "licensed": Mark("ok", "✓", _("Licensed"), ngettext_lazy("%(count)s licensed", "%(count)s licensed", "count")),
    "refused": REQUEST["refused"],
    "withdrawn": REQUEST["withdrawn"],
}
DEVICE = {
    "invited": Mark(
        "wait",
        "→",
        _("Awaiting enrolment"),
        ngettext_lazy("%(count)s awaiting enrolment", "%(count)s awaiting enrolment", "count"),
    ),
    "enrolled": Mark("ok", "✓", _("In use"), ngettext_lazy("%(count)s in use", "%(count)s in use", "count")),
    "revoked": replace(BADGE["revoked"], word=pgettext_lazy("a device", "Revoked")),
}
MACHINE = {
    "active": DEVICE["enrolled"],
    "revoked": replace(BADGE["revoked"], word=pgettext_lazy("an API key", "Revoked")),
}
VERDICT = {
    "enter": Mark("ok", "✓", _("Enter"), ngettext_lazy("%(count)s let in", "%(count)s let in", "count")),
    "refused": DELEGATE["refused"],
    "check": Mark("wait", "!", _("Check manually"), ngettext_lazy("%(count)s to check", "%(count)s to check", "count")),
}
FINDING = {
    "open": Mark("no", "!", _("Not settled"), ngettext_lazy("%(count)s not settled", "%(count)s not settled", "count")),
    "settled": Mark("ok", "✓", _("Settled"), ngettext_lazy("%(count)s settled", "%(count)s settled", "count")),
}
APPLICATION = {
    "draft": DELEGATE["draft"],
    "submitted": REQUEST["submitted"],
    "accepted": NOTE["accepted"],
    "declined": REQUEST["declined"],
    "withdrawn": REQUEST["withdrawn"],
}
SPEAKER = {
    "requested": Mark(
        "wait", "→", _("Late, awaiting a decision"), ngettext_lazy("%(count)s late", "%(count)s late", "count")
    ),
    "inscribed": Mark(
        "info", "■", _("On the list"), ngettext_lazy("%(count)s on the list", "%(count)s on the list", "count")
    ),
    "speaking": Mark(
        "ok",
        "▶",
        pgettext_lazy("a speaker", "Speaking"),
        ngettext_lazy("%(count)s speaking", "%(count)s speaking", "count"),
    ),
    "spoken": Mark("ok", "✓", _("Has spoken"), ngettext_lazy("%(count)s has spoken", "%(count)s have spoken", "count")),
    "absent": Mark(
        "wait", "↻", _("Was absent"), ngettext_lazy("%(count)s was absent", "%(count)s were absent", "count")
    ),
    "missed": Mark(
        "no", "○", _("Did not speak"), ngettext_lazy("%(count)s did not speak", "%(count)s did not speak", "count")
    ),
    "refused": REQUEST["refused"],
    "withdrawn": REQUEST["withdrawn"],
}
SPEAKERS = {
    "soon": Mark(
        "draft", "○", _("Opens later"), ngettext_lazy("%(count)s opens later", "%(count)s open later", "count")
    ),
    "open": Mark("ok", "✓", _("Open for inscription"), ngettext_lazy("%(count)s open", "%(count)s open", "count")),
    "closed": Mark(
        "wait", "■", _("Inscription closed"), ngettext_lazy("%(count)s closed", "%(count)s closed", "count")
    ),
    "running": Mark("info", "▶", _("Running"), ngettext_lazy("%(count)s running", "%(count)s running", "count")),
    "over": Mark("draft", "–", _("Over"), ngettext_lazy("%(count)s over", "%(count)s over", "count")),
}
SWAP = {
    "asked": LATE["asked"],
    "agreed": Mark("ok", "✓", _("Agreed"), ngettext_lazy("%(count)s agreed", "%(count)s agreed", "count")),
    "declined": REQUEST["declined"],
    "withdrawn": REQUEST["withdrawn"],
    "overtaken": Mark(
        "info", "↻", _("Superseded by a change"), ngettext_lazy("%(count)s superseded", "%(count)s superseded", "count")
    ),
}
REPLY = {
    "asked": LATE["asked"],
    "placed": Mark("info", "■", _("Placed"), ngettext_lazy("%(count)s placed", "%(count)s placed", "count")),
    "given": Mark(
        "ok", "✓", _("Had the floor"), ngettext_lazy("%(count)s had the floor", "%(count)s had the floor", "count")
    ),
    "declined": REQUEST["declined"],
    "withdrawn": REQUEST["withdrawn"],
}
# By kind, then by the name of the state.
_PAPERS = ngettext_lazy("%(count)s paper", "%(count)s papers", "count")
POWERS = {
    "expected": Mark("draft", "○", pgettext_lazy("full powers", "Expected"), _PAPERS),
    "received": Mark("wait", "→", pgettext_lazy("full powers", "To be checked"), _PAPERS),
    "accepted": Mark("ok", "✓", pgettext_lazy("full powers", "Accepted"), _PAPERS),
    "defective": Mark("no", "✕", pgettext_lazy("full powers", "Defective"), _PAPERS),
    "not_needed": Mark("ok", "●", pgettext_lazy("full powers", "Not needed"), _PAPERS),
    "withdrawn": Mark("draft", "–", pgettext_lazy("full powers", "Withdrawn"), _PAPERS),
    # How they stand for the person as registered now.
    "lapsed": Mark("no", "!", pgettext_lazy("full powers", "No longer valid"), _PAPERS),
    "missing": Mark("no", "○", pgettext_lazy("full powers", "Missing"), _PAPERS),
    "closed": Mark("info", "–", pgettext_lazy("full powers", "Party may not sign"), _PAPERS),
}
_DELEGATIONS = ngettext_lazy("%(count)s delegation", "%(count)s delegations", "count")
SIGNATURE = {
    "intends": Mark("draft", "·", pgettext_lazy("a signature", "Intends to sign"), _DELEGATIONS),
    "scheduled": Mark("draft", "○", pgettext_lazy("a signature", "Scheduled"), _DELEGATIONS),
    "called": Mark("info", "▸", pgettext_lazy("a signature", "At the table"), _DELEGATIONS),
    "skipped": Mark("wait", "↷", pgettext_lazy("a signature", "Skipped"), _DELEGATIONS),
    "signed": Mark("ok", "✓", pgettext_lazy("a signature", "Signed"), _DELEGATIONS),
    "not_signing": Mark("draft", "–", pgettext_lazy("a signature", "Does not sign"), _DELEGATIONS),
}
TEXT = {
    "none": Mark("draft", "–", pgettext_lazy("a text", "None"), _PAPERS),
    "to_review": Mark("wait", "→", pgettext_lazy("a text", "To be reviewed"), _PAPERS),
    "reviewed": Mark("ok", "✓", pgettext_lazy("a text", "Reviewed"), _PAPERS),
    "returned": Mark("no", "✕", pgettext_lazy("a text", "Returned"), _PAPERS),
}
SIGNING_RECORD = {
    "open": Mark("draft", "○", pgettext_lazy("a record of signature", "Open"), _PAPERS),
    "closing": Mark("wait", "→", pgettext_lazy("a record of signature", "Closed by one person"), _PAPERS),
    "closed": Mark("ok", "✓", pgettext_lazy("a record of signature", "Closed"), _PAPERS),
}
_COMMITMENTS = ngettext_lazy("%(count)s commitment", "%(count)s commitments", "count")
COMMITMENT = {
    "announced": Mark("draft", "○", pgettext_lazy("a commitment", "Announced"), _COMMITMENTS),
    "under_way": Mark("info", "▶", pgettext_lazy("a commitment", "Under way"), _COMMITMENTS),
    "fulfilled": Mark("ok", "✓", pgettext_lazy("a commitment", "Fulfilled"), _COMMITMENTS),
    "dropped": Mark("draft", "–", pgettext_lazy("a commitment", "No longer pursued"), _COMMITMENTS),
    "removed": Mark("draft", "✕", pgettext_lazy("a commitment", "Entered in error"), _COMMITMENTS),
}

STATES: dict[str, dict[str, Mark]] = {
    "delegate": DELEGATE,
    "badge": BADGE,
    "note": NOTE,
    "late": LATE,
    "bilateral": BILATERAL,
    "invitation": INVITATION,
    "message": MESSAGE,
    "print": PRINT,
    "equipment": EQUIPMENT,
    "powers": POWERS,
    "signature": SIGNATURE,
    "signed_text": TEXT,
    "signing_record": SIGNING_RECORD,
    "commitment": COMMITMENT,
    "device": DEVICE,
    "machine": MACHINE,
    "verdict": VERDICT,
    "finding": FINDING,
    "application": APPLICATION,
    "speaker": SPEAKER,
    "speakers": SPEAKERS,
    "swap": SWAP,
    "reply": REPLY,
}


def mark_of(state: str, kind: str = "delegate") -> Mark:
    """Return the mark of `state` among those of `kind`; raise LookupError."""
    name = str(state).replace("-", "_").replace(" ", "_").lower()
    try:
        return STATES[kind][name]
    except KeyError:
        raise LookupError(f"no mark for state {name!r} of {kind!r} in conference.look.states") from None
