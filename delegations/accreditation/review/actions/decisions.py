"""Vetting and deciding, of one person or of several: two acts of two persons. Of two officers with the same version one wins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor, require, require_person
from conference.core.errors import NotPossible, UserError
from conference.models import current_conference
from delegations.accreditation.badges.actions.issuing import issue
from delegations.accreditation.holds import actions as holds
from delegations.accreditation.models import Badge
from delegations.accreditation.review import notices, reasons, risks
from delegations.accreditation.review.actions import bulk
from delegations.accreditation.review.actions.undoing import standing
from delegations.accreditation.watchlist.actions import unsettled
from delegations.registration.members.actions.editing import tell_left
from delegations.registration.models import Delegate


@lifecycle.use_case
def vet(*, actor: Actor, delegate: Delegate, expected_version: int | None = None) -> Delegate:
    """Pass the security check: submitted > vetted. The reason of an earlier round is cleared."""
    before: dict[str, Any] = {}
    return lifecycle.move(
        delegate,
        "vetted",
        actor=require_person(actor),
        verb="delegate.vetted",
        right="accreditation.vet",
        expected_version=expected_version,
        # The graph has ways back to `vetted`, too: those of an undo.
        only_from="submitted",
        check=lambda row: before.update(standing(row)),
        details={"before": before},
        vetted_at=clock.now(),
        vetted_by_id=actor.user_id,
        decided_at=None,
        decided_by_id=None,
        return_code="",
        return_words="",
    )


@lifecycle.use_case
def accredit(*, actor: Actor, delegate: Delegate, expected_version: int | None = None, tell: bool = True) -> Badge:
    """Accredit, the protocol decision: vetted > accredited. Create the badge and tell the focal points.

    Args:
        tell: False when the caller writes one letter about several.

    Raises:
        NotPossible: When the same person vetted, who is named.
    """

    before: dict[str, Any] = {}

    def check(row: Delegate) -> None:
        _check_accredited(row, actor)
        before.update(standing(row))

    row = lifecycle.move(
        delegate,
        "accredited",
        actor=require_person(actor),
        verb="delegate.accredited",
        right="accreditation.decide",
        expected_version=expected_version,
        check=check,
        details={"before": before},
        decided_at=clock.now(),
        decided_by_id=actor.user_id,
    )
    badge = issue(row, actor=actor)
    if tell:
        notices.tell_accredited([(row, badge)])
    return badge


def _check_accredited(row: Delegate, actor: Actor) -> None:
    """Refuse for an objection of security, a match that nobody has compared, and whoever vetted. The database refuses the first two too."""
    if holds.in_force(row) is not None:
        message = _(
            "Security objects to %(who)s; accreditation is not possible until the objection is lifted. Nothing was changed."
        )
        raise NotPossible(message % {"who": row})
    if unsettled([row.pk]):
        message = _(
            "%(who)s resembles an entry of the watch list and has not been compared yet. Compare first. Nothing was changed."
        )
        raise NotPossible(message % {"who": row})
    if row.vetted_by_id == actor.user_id:
        message = _("%(who)s vetted %(what)s; another officer must accredit. Nothing was changed.")
        raise NotPossible(message % {"who": row.vetted_by, "what": row})


@lifecycle.use_case
def return_(
    *, actor: Actor, delegate: Delegate, code: str, explanation: str = "", expected_version: int | None = None
) -> Delegate:
    """Return to the focal point for correction: submitted or vetted > returned.

    Args:
        code: One of reasons.RETURN.
        words: To the focal point; by default those of the table in the delegation's language.
    """
    explanation = _words(reasons.RETURN, code, explanation, delegate)
    before: dict[str, Any] = {}
    row = lifecycle.move(
        delegate,
        "returned",
        actor=require_person(actor),
        verb="delegate.returned",
        right="accreditation.return",
        expected_version=expected_version,
        reason=explanation,
        check=lambda row: before.update(standing(row)),
        details={"code": code, "before": before},
        return_code=code,
        return_words=explanation,
    )
    notices.tell_returned(row)
    return row


@lifecycle.use_case
def refuse(
    *, actor: Actor, delegate: Delegate, code: str, explanation: str = "", expected_version: int | None = None
) -> Delegate:
    """Refuse for good: submitted or vetted > refused. Arguments and errors as for `return_`, with reasons.REFUSE."""
    explanation = _words(reasons.REFUSE, code, explanation, delegate)
    row = lifecycle.move(
        delegate,
        "refused",
        actor=require_person(actor),
        verb="delegate.refused",
        right="accreditation.decide",
        expected_version=expected_version,
        reason=explanation,
        details={"code": code},
        return_code=code,
        return_words=explanation,
        decided_at=clock.now(),
        decided_by_id=actor.user_id,
    )
    tell_left(row, actor)
    notices.tell_refused(row)
    return row


@lifecycle.use_case
def read_document(*, actor: Actor, delegate: Delegate) -> str:
    """Return the whole number of the identity document; the look at it and at the date of birth is logged."""
    require(require_person(actor), "accreditation.read_documents")
    lifecycle.log(delegate, actor=actor, verb="delegate.document_read")
    return delegate.document_number or ""


def _words(table: tuple[reasons.Reason, ...], code: str, explanation: str, delegate: Delegate) -> str:
    reason = reasons.find(table, code)
    if reason is None:
        raise NotPossible(_("Choose a reason. Nothing was changed."))
    message = explanation.strip() or reason.proposal_in(delegate.delegation.party.language)
    if not message:
        raise NotPossible(_("Write out the reason: the focal point needs to know it. Nothing was changed."))
    return message


@lifecycle.use_case
def decide_many(
    *, actor: Actor, act: str, expected_version: bulk.Seen, code: str = "", explanation: str = ""
) -> bulk.Outcome:
    """Vet, accredit or return these people in one transaction. Those who changed since the preview are left out and named.

    Args:
        act: A key of bulk.RIGHTS.
        expected_version: Public id and version of each as previewed, bulk.MOST at most.

    Raises:
        NotPossible: For none, for too many, or for a reason that `return_` would not take.
    """
    require(actor, bulk.RIGHTS[act])
    versions = bulk.versions_of(expected_version)
    outcome, badges = bulk.Outcome(), {}
    conference = current_conference()
    for person in bulk.hold(versions):
        try:
            # For those who changed, the single action's error says who changed them.
            reason = (
                "" if person.version != versions[person.public_id] else risks.why_not(person, act, actor, conference)
            )
            if reason:
                raise NotPossible(reason)
            badge = _decide(act, actor, person, versions[person.public_id], {"code": code, "explanation": explanation})
        except UserError as problem:
            outcome.left_out.append((person, str(problem)))
            continue
        outcome.done.append(person)
        if badge is not None:
            badges[person.pk] = badge
    _tell(outcome.done, badges)
    return outcome


def _decide(act: str, actor: Actor, person: Delegate, expected_version: int, reason: Mapping[str, str]) -> Badge | None:
    if act == "accredit":
        return accredit(actor=actor, delegate=person, expected_version=expected_version, tell=False)
    if act == "vet":
        vet(actor=actor, delegate=person, expected_version=expected_version)
    else:
        return_(actor=actor, delegate=person, expected_version=expected_version, **reason)
    return None


def _tell(done: Sequence[Delegate], badges: Mapping[int, Badge]) -> None:
    accredited = sorted(
        (delegate for delegate in done if delegate.pk in badges), key=lambda delegate: delegate.delegation_id
    )
    for _key, some in groupby(accredited, key=lambda delegate: delegate.delegation_id):
        notices.tell_accredited([(delegate, badges[delegate.pk]) for delegate in some])
