"""What accreditation adds to a person's page (decisions, badges, passes, log, next steps) and to the preview beside a member's form."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from conference.audit.sentences import AuditLine, describe_entry
from conference.core import access_log
from conference.core.access import Actor, actor_of
from delegations.accreditation.holds import actions as holds
from delegations.accreditation.models import Badge, BadgeSetup, Pass
from delegations.registration.members.badge_preview import BadgeIssuer, issuers
from delegations.registration.models import Delegate
from delegations.registration.overview.person import (
    NextStep,
    PersonDocument,
    Section,
    register_documents,
    register_section,
    register_steps,
)

SEE, PRINT, HAND_OUT = "accreditation.see", "badges.print", "badges.hand_out"
LATEST = 15


def badges(request: HttpRequest, member: Delegate) -> dict[str, Any] | None:
    copies = _copies(member)
    return {"copies": copies, "may_open": actor_of(request).may(PRINT)} if copies else None


def _copies(member: Delegate) -> list[Badge]:
    """Return every copy of the badge, the latest first, read once a page."""
    if not hasattr(member, "badge_copies"):
        rows = Badge.objects.filter(delegate=member).select_related("record", "receipt").defer("shows")
        member.badge_copies = list(rows.order_by("-copy"))  # type: ignore[attr-defined]
    copies: list[Badge] = member.badge_copies  # type: ignore[attr-defined]
    return copies


def number_of_badge(member: Delegate) -> str:
    """Return number and copy of the live badge, such as "A1-00417 (1)". One query for somebody accredited, else none."""
    if member.state != "accredited":
        return ""
    live = Badge.objects.filter(live_for=member.pk).only("number", "copy").first()
    return str(live) if live else ""


def language_of_badges() -> str:
    return (BadgeSetup.objects.first() or BadgeSetup()).language


def passes(request: HttpRequest, member: Delegate) -> list[Pass] | None:
    return list(Pass.objects.filter(member=member).select_related("allowance__type").order_by("-pk")) or None


def decisions(request: HttpRequest, member: Delegate) -> dict[str, Any] | None:
    """Return who submitted, vetted and decided, and when; whether security objects, to who may read it. Three queries at most."""
    if member.state == "draft":
        return None
    people = {
        _("Submitted"): (member.submitted_by, member.submitted_at),
        _("Vetted"): (member.vetted_by, member.vetted_at),
        _("Decided"): (member.decided_by, member.decided_at),
    }
    rows = [(label, who, at) for label, (who, at) in people.items() if at]
    is_held = actor_of(request).may(holds.READ) and bool(holds.find_held([member.pk]))
    return {"rows": rows, "person": member, "is_held": is_held}


def history(request: HttpRequest, member: Delegate) -> list[AuditLine]:
    """Return the latest acts on the person and on the badges, in sentences. Two queries."""
    of_badges = Q(subject_type=Badge._meta.label_lower, subject_id__in=[str(badge.pk) for badge in _copies(member)])
    own = Q(subject_type=Delegate._meta.label_lower, subject_id=str(member.pk))
    entries = access_log.acts(actor_of(request)).filter(own | of_badges, scope=member.delegation.party.code)
    return [describe_entry(entry) for entry in entries.order_by("-number")[:LATEST]]


def next_steps(member: Delegate, actor: Actor) -> Iterator[NextStep]:
    """Yield what the officers and the print room may do next. One query."""
    page = reverse("accreditation:person", args=[member.public_id])
    if member.state == "submitted" and actor.may("accreditation.vet"):
        yield NextStep(_("Vet"), page)
    elif member.state == "vetted" and actor.may("accreditation.decide") and member.vetted_by_id != actor.user_id:
        yield NextStep(_("Decide"), page)
    elif member.state == "withdrawn" and actor.may("accreditation.decide"):
        yield NextStep(_("Take back into the delegation"), page)
    badge = next((copy for copy in _copies(member) if copy.is_live), None) if actor.may(PRINT) else None
    if badge and badge.state == "queued":
        yield NextStep(_("Print the badge"), reverse("accreditation:badge", args=[badge.pk]))
    elif badge and badge.state == "printed" and actor.may(HAND_OUT):
        yield NextStep(_("Give out the badge"), reverse("accreditation:badge", args=[badge.pk]))
    if member.state == "accredited" and actor.may("passes.lend"):
        yield NextStep(_("Passes"), reverse("accreditation:passes_of", args=[member.delegation.party.slug]))


def receipts(member: Delegate, actor: Actor) -> Iterator[PersonDocument]:
    for receipt in {copy.receipt for copy in _copies(member) if copy.receipt}:
        title = _("Receipt %(number)s") % {"number": receipt}
        yield PersonDocument(title, reverse("accreditation:receipt", args=[receipt.number]), receipt.at)


def previews(member: Delegate, actor: Actor) -> Iterator[PersonDocument]:
    for badge in _copies(member):
        if badge.is_live:
            title = _("Preview of badge %(number)s") % {"number": badge.number}
            yield PersonDocument(title, reverse("accreditation:preview", args=[badge.pk]))


register_section(Section(10, SEE, "desk/accreditation/review/person_decisions.html", decisions))
register_section(Section(20, SEE, "desk/accreditation/badges/person_badges.html", badges, aside=True))
register_section(Section(30, "passes.see", "desk/accreditation/passes/person_passes.html", passes, aside=True))
register_section(Section(90, SEE, "desk/accreditation/review/person_history.html", history))
register_steps(10, next_steps)
issuers.add("badges", BadgeIssuer(number_of_badge, language_of_badges))
register_documents(HAND_OUT, receipts)
register_documents(PRINT, previews)
