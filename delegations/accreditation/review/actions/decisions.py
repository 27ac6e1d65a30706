"""Vetting and deciding, of one person or of several: two acts of two persons."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core import clock, concurrency, lifecycle
from conference.core.access import Actor, require_person, require_right
from conference.core.errors import NotPossible
from conference.models import current_conference
from delegations.accreditation.badges.actions.issuing import issue_badge
from delegations.accreditation.holds import actions as holds
from delegations.accreditation.models import Badge
from delegations.accreditation.review import notices, reasons, risks
from delegations.accreditation.review.actions import bulk
from delegations.accreditation.review.actions.undoing import decision_of
from delegations.accreditation.watchlist.actions import lock_and_find_unsettled
from delegations.registration.members.actions.editing import tell_left
from delegations.registration.models import Delegate
from delegations.registration.signals import accreditation_ending

UNCOMPARED = gettext_lazy(
    "%(who)s resembles an entry of the watch list and has not been compared yet. Compare first. Nothing was changed."
)
UNDECIDED: dict[str, Any] = {"decided_at": None, "decided_by_id": None, "return_code": "", "return_words": ""}


@lifecycle.use_case
def vet(*, actor: Actor, delegate: Delegate, expected_version: int | None = None) -> Delegate:
    """Pass the security check: submitted > vetted. The reason of an earlier round is cleared."""
    require_right(require_person(actor), "accreditation.vet")
    current = concurrency.lock_row(delegate, None)

    def check(delegate: Delegate) -> None:
        # Whoever vets without reading the watch list learns nothing of it; the accreditation waits all the same.
        if actor.may(risks.READ) and lock_and_find_unsettled([delegate.pk]):
            raise NotPossible(UNCOMPARED % {"who": delegate})

    return lifecycle.move(
        delegate,
        "vetted",
        actor=actor,
        verb="delegate.vetted",
        expected_version=expected_version,
        only_from=("submitted",),  # the graph has ways back to `vetted`, too: those of an undo
        locked=current,
        check=check,
        details={"before": decision_of(current)},
        vetted_at=clock.now(),
        vetted_by_id=actor.user_id,
        **UNDECIDED,
    )


@lifecycle.use_case
def accredit(*, actor: Actor, delegate: Delegate, expected_version: int | None = None, tell: bool = True) -> Badge:
    """Accredit, the protocol decision: vetted > accredited. Create the badge, and tell the focal points unless the caller does (`tell`)."""
    require_right(require_person(actor), "accreditation.decide")
    current = concurrency.lock_row(delegate, None)

    def check(delegate: Delegate) -> None:
        if refusal := _why_not_accredited(delegate, actor):
            raise NotPossible(refusal)

    accredited = lifecycle.move(
        delegate,
        "accredited",
        actor=actor,
        verb="delegate.accredited",
        expected_version=expected_version,
        locked=current,
        check=check,
        details={"before": decision_of(current)},
        decided_at=clock.now(),
        decided_by_id=actor.user_id,
    )
    badge = issue_badge(accredited, actor=actor)
    if tell:
        notices.tell_accredited([(accredited, badge)])
    return badge


def _why_not_accredited(delegate: Delegate, actor: Actor) -> str:
    """Return what forbids the accreditation, else an empty text. The database refuses all of it as well."""
    message = ""
    values: dict[str, object] = {"who": delegate}
    if holds.in_force(delegate) is not None:
        message = _(
            "Security objects to %(who)s; accreditation is not possible until the objection is lifted. Nothing was changed."
        )
    elif lock_and_find_unsettled([delegate.pk]):
        message = str(UNCOMPARED)
    elif delegate.vetted_by_id == actor.user_id:
        message = _("%(who)s vetted %(what)s; another officer must accredit. Nothing was changed.")
        values = {"who": delegate.vetted_by, "what": delegate}
    return message % values


@lifecycle.use_case
def return_(
    *, actor: Actor, delegate: Delegate, code: str, explanation: str = "", expected_version: int | None = None
) -> Delegate:
    """Return to the focal point for correction: submitted or vetted > returned.

    Args:
        code: One of reasons.RETURN.
        explanation: To the focal point; by default the reason's proposal in the delegation's language.
    """
    message = _message(reasons.RETURN, code, explanation, delegate)
    require_right(require_person(actor), "accreditation.return")
    current = concurrency.lock_row(delegate, None)
    returned = lifecycle.move(
        delegate,
        "returned",
        actor=actor,
        verb="delegate.returned",
        expected_version=expected_version,
        only_from=("submitted", "vetted"),
        reason=message,
        locked=current,
        details={"code": code, "before": decision_of(current)},
        return_code=code,
        return_words=message,
    )
    notices.tell_returned(returned)
    return returned


@lifecycle.use_case
def refuse_accreditation(
    *, actor: Actor, delegate: Delegate, code: str, explanation: str = "", expected_version: int | None = None
) -> Delegate:
    """Refuse for good: submitted or vetted > refused. Arguments as for `return_`, with reasons.REFUSE."""
    message = _message(reasons.REFUSE, code, explanation, delegate)
    refused = lifecycle.move(
        delegate,
        "refused",
        actor=require_person(actor),
        verb="delegate.refused",
        right="accreditation.decide",
        expected_version=expected_version,
        reason=message,
        details={"code": code},
        return_code=code,
        return_words=message,
        decided_at=clock.now(),
        decided_by_id=actor.user_id,
    )
    tell_left(refused, actor)
    notices.tell_refused(refused)
    return refused


@lifecycle.use_case
def reopen(*, actor: Actor, delegate: Delegate, explanation: str, expected_version: int | None = None) -> Delegate:
    """Send back to review: accredited > submitted. The badge is superseded, and the focal points read the explanation.

    Security may where it objects: its objection alone stops no badge.
    """
    stops = actor.may(holds.RIGHT) and holds.in_force(delegate) is not None
    require_right(require_person(actor), holds.RIGHT if stops else "accreditation.decide")
    message = explanation.strip()
    if not message:
        raise NotPossible(_("Give the reason for the return to review. Nothing was changed."))
    badge = Badge.objects.filter(live_for=delegate.pk).first()
    if badge is not None:
        accreditation_ending.send(sender=Delegate, member=delegate, actor=actor, to="submitted")

    def check(delegate: Delegate) -> None:
        if delegate.state != "accredited":  # a vetted person moves there as well, when the vetting is undone
            values = {"what": delegate, "state": lifecycle.state_word(delegate)}
            raise NotPossible(_("%(what)s is %(state)s; there is no decision to withdraw.") % values)

    reopened = lifecycle.move(
        delegate,
        "submitted",
        actor=actor,
        verb="delegate.reopened",
        expected_version=expected_version,
        reason=message,
        check=check,
        vetted_at=None,
        vetted_by_id=None,
        **UNDECIDED,
    )
    notices.tell_reopened(reopened, message, badge.number if badge else "")
    return reopened


@lifecycle.use_case
# statement: `access_log` writes that it was read
def read_document(*, actor: Actor, delegate: Delegate) -> str:
    """Return the whole number of the identity document, and log the look at it and at the date of birth."""
    require_right(require_person(actor), "accreditation.read_documents")
    lifecycle.log(delegate, actor=actor, verb="delegate.document_read")
    return delegate.document_number or ""


def _message(table: tuple[reasons.DecisionReason, ...], code: str, explanation: str, delegate: Delegate) -> str:
    reason = reasons.find_reason(table, code)
    if reason is None:
        raise NotPossible(_("Choose a reason. Nothing was changed."))
    message = explanation.strip() or reason.proposal_in(delegate.delegation.party.language)
    if not message:
        raise NotPossible(_("Write out the reason: the focal point needs to know it. Nothing was changed."))
    return message


@lifecycle.use_case
def decide_many(
    *, actor: Actor, act: str, expected_version: bulk.ExpectedVersions, code: str = "", explanation: str = ""
) -> bulk.BulkOutcome:
    """Vet, accredit or return these people (`act`) in one transaction. Those who changed since the preview are left out and named."""
    require_right(actor, bulk.RIGHTS[act])
    versions, conference = bulk.versions_of(expected_version), current_conference()
    badges: dict[int, Badge] = {}

    def decide(delegate: Delegate, version: int) -> None:
        # For those who changed, the single action's error says who changed them.
        unchanged = delegate.version == version
        if unchanged and (reason := next(risks.reasons_against(delegate, act, actor, conference), "")):
            raise NotPossible(reason)
        if act == "accredit":
            badges[delegate.pk] = accredit(actor=actor, delegate=delegate, expected_version=version, tell=False)
        elif act == "vet":
            vet(actor=actor, delegate=delegate, expected_version=version)
        else:
            return_(actor=actor, delegate=delegate, code=code, explanation=explanation, expected_version=version)

    outcome = bulk.decide_each(versions, decide)
    _tell_accredited(outcome.done, badges)
    return outcome


def _tell_accredited(done: Sequence[Delegate], badges: Mapping[int, Badge]) -> None:
    accredited = sorted((person for person in done if person.pk in badges), key=lambda person: person.delegation_id)
    for _key, group in groupby(accredited, key=lambda person: person.delegation_id):
        notices.tell_accredited([(person, badges[person.pk]) for person in group])
