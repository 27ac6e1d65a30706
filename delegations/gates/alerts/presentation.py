from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from conference.look.times import when_text
from delegations.accreditation.models import BadgeState
from delegations.gates.checking.verdicts import WORDS
from delegations.gates.models import Finding, Scan, Verdict


def reason(scan: Scan) -> str:
    return str(WORDS.get(scan.reason, scan.reason))


def said(verdict: list[str]) -> str:
    """Return `Refused: wrong zone` for a verdict and its reason."""
    word, why = Verdict(verdict[0]).label, str(WORDS.get(verdict[1], verdict[1]))
    return f"{word}: {why}" if verdict[1] else str(word)


def sentence(finding: Finding, others: dict[int, Scan], zone: ZoneInfo) -> str:
    """Return what happened, in a sentence.

    Args:
        others: By key, the earlier scans that alerts refer to.
    """

    def at(moment: datetime) -> str:
        return when_text(moment.astimezone(zone), year=False)

    scan, facts = finding.scan, finding.facts
    gate = str(finding.device.gate)
    if finding.kind == "ended-badge" and scan:
        message = _("Admitted at %(gate)s, %(at)s; the badge had been %(state)s since %(since)s.")
        state = BadgeState(facts["state"]).label.lower()
        since = at(datetime.fromisoformat(facts["ended_at"]))
        return message % {"gate": gate, "at": at(scan.happened_at), "state": state, "since": since}
    if finding.kind == "copied" and scan:
        before = others.get(facts["before"])
        message = _("Entered at %(one)s, %(at)s, and at %(two)s, %(then)s, without an exit in between.")
        earlier = (str(before.device.gate), at(before.happened_at)) if before else ("?", "?")
        return message % {"one": earlier[0], "at": earlier[1], "two": gate, "then": at(scan.happened_at)}
    if finding.kind == "differs" and scan:
        message = _(
            "%(gate)s, %(at)s: the device decided “%(theirs)s”; according to the records it should "
            "have been “%(ours)s”."
        )
        both = {"theirs": said(facts["gate"]), "ours": said(facts["record"])}
        return message % {"gate": gate, "at": at(scan.happened_at), **both}
    if finding.kind == "revoked-device":
        message = _(
            "%(device)s at %(gate)s is still scanning. Its scans are stored separately and not "
            "counted. Please find the device."
        )
        return message % {"device": finding.device, "gate": gate}
    message = _("%(device)s sent number %(number)s twice with different contents. Only the first is stored.")
    return message % {"device": finding.device, "number": facts.get("number", "?")}
