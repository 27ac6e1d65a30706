from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from conference.look.times import when_text
from delegations.accreditation.models import BadgeState
from delegations.gates.checking.verdicts import WORDS
from delegations.gates.models import Finding, Scan, Verdict


def reason(scan: Scan) -> str:
    return str(WORDS.get(scan.reason, scan.reason))


def verdict_words(verdict: str, reason: str) -> str:
    """Return `Refused: wrong zone` for a verdict and its reason."""
    label = str(Verdict(verdict).label)
    return f"{label}: {WORDS.get(reason, reason)}" if reason else label


def sentence(alert: Finding, others: dict[int, Scan], zone: ZoneInfo) -> str:
    """Return what happened, in a sentence.

    Args:
        others: By key, the earlier scans that alerts refer to.
    """

    def when(moment: datetime) -> str:
        return when_text(moment.astimezone(zone), year=False)

    scan, facts = alert.scan, alert.facts
    values = {"device": alert.device, "gate": str(alert.device.gate), "at": when(scan.happened_at) if scan else ""}
    if alert.kind == "ended-badge" and scan:
        message = _("Admitted at %(gate)s, %(at)s; the badge had been %(state)s since %(since)s.")
        values["state"] = BadgeState(facts["state"]).label.lower()
        values["since"] = when(datetime.fromisoformat(facts["ended_at"]))
    elif alert.kind == "copied" and scan:
        message = _("Entered at %(one)s, %(at)s, and at %(two)s, %(then)s, without an exit in between.")
        earlier = others.get(facts["before"])
        values |= {"two": values["gate"], "then": values["at"], "one": "?", "at": "?"}
        if earlier:
            values |= {"one": str(earlier.device.gate), "at": when(earlier.happened_at)}
    elif alert.kind == "differs" and scan:
        message = _(
            "%(gate)s, %(at)s: the device decided “%(theirs)s”; according to the records it should "
            "have been “%(ours)s”."
        )
        values |= {"theirs": verdict_words(*facts["gate"]), "ours": verdict_words(*facts["record"])}
    elif alert.kind == "revoked-device":
        message = _(
            "%(device)s at %(gate)s is still scanning. Its scans are stored separately and not "
            "counted. Please find the device."
        )
    else:
        message = _("%(device)s sent number %(number)s twice with different contents. Only the first is stored.")
        values["number"] = facts.get("number", "?")
    return message % values
