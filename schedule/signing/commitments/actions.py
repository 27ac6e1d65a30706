"""Record what parties undertook at the conference, and follow it up."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from conference.core import concurrency, lifecycle
from conference.core.access import Actor, require_right
from conference.core.errors import NotPossible
from conference.models import today
from conference.parties.models import Party
from conference.translated import Translated
from schedule.signing.commitments.models import CONFIDENTIAL, Commitment
from schedule.signing.entries import checked_reason

RIGHT = "commitments.record"
# The fields that are recorded. `source_text` names the statement, meeting or document, `published_in` what made it public.
RECORDED = (
    *("kind", "text", "source", "source_text", "said_on", "followed_up_by", "due_on", "is_public", "published_in"),
)


@lifecycle.use_case
def record(*, actor: Actor, party: Party, content: Commitment) -> Commitment:
    """Record the fields RECORDED of `content` as a commitment, announced on the day on which it was said.

    Sent twice it is one. Raises NotAllowed; NotPossible with the rule that forbids it.
    """
    require_right(actor, RIGHT)
    made = Commitment(party=party, stands_since=content.said_on, **_checked(content))
    if first := concurrency.made_before(made, actor=actor, verb="commitment.recorded"):
        return first
    return lifecycle.create(made, actor=actor, verb="commitment.recorded", details={"kind": content.kind})


@lifecycle.use_case
def correct(
    *, actor: Actor, commitment: Commitment, content: Commitment, reason: str, expected_version: int
) -> Commitment:
    """Change the fields RECORDED, with a reason. Raises as `record`, and AlreadyDecided if it has changed since."""
    require_right(actor, RIGHT)
    fields = _checked(content)
    # The state of a commitment that was only announced dates from the day on which it was said.
    untouched = commitment.state == Commitment.State.ANNOUNCED and commitment.stands_since == commitment.said_on
    since = content.said_on if untouched else commitment.stands_since

    def check(row: Commitment) -> None:
        _check_not_removed(row)
        if content.said_on > since:
            raise NotPossible(_("How it stands was entered for an earlier day. Nothing was saved."))

    values: dict[str, Any] = {"expected_version": expected_version, "reason": checked_reason(reason), "check": check}
    return lifecycle.change(
        commitment, actor=actor, verb="commitment.corrected", stands_since=since, **values, **fields
    )


@lifecycle.use_case
def follow_up(
    *, actor: Actor, commitment: Commitment, state: str, since: date, progress: Translated, expected_version: int
) -> Commitment:
    """Enter the present state, since when, and the progress. The former state remains in the history.

    Raises NotAllowed, AlreadyDecided; NotPossible for a day in the future or before it was said.
    """
    require_right(actor, RIGHT)
    if since > today():
        raise NotPossible(_("The day is in the future. Nothing was saved."))

    def check(row: Commitment) -> None:
        _check_not_removed(row)
        if since < row.said_on:
            raise NotPossible(_("It had not been said by then. Nothing was saved."))

    values: dict[str, Any] = {"actor": actor, "expected_version": expected_version, "check": check}
    values |= {"verb": "commitment.followed_up", "stands_since": since, "progress": progress}
    if state == commitment.state:
        return lifecycle.change(commitment, **values)
    return lifecycle.move(commitment, state, **values)


@lifecycle.use_case
def remove(*, actor: Actor, commitment: Commitment, reason: str, expected_version: int) -> Commitment:
    """Remove an entry that was made in error; the audit log keeps it. Raises as `follow_up`, and NotPossible without a reason."""
    require_right(actor, RIGHT)
    values: dict[str, Any] = {"expected_version": expected_version, "reason": checked_reason(reason)}
    return lifecycle.move(commitment, "removed", actor=actor, verb="commitment.removed", **values)


def _checked(content: Commitment) -> dict[str, Any]:
    """Return the fields RECORDED. Raises NotPossible with the rule that they break."""
    if content.said_on > today():
        raise NotPossible(_("The day on which it was said is in the future. Nothing was saved."))
    if content.due_on and content.due_on < content.said_on:
        raise NotPossible(_("It cannot be due before it was said. Nothing was saved."))
    if content.is_public and content.source in CONFIDENTIAL and not content.published_in.strip():
        raise NotPossible(
            _(
                "What was said at a bilateral meeting or a reception is confidential until it has been published. "
                "Say where it was published, or do not list it publicly. Nothing was saved."
            )
        )
    return {name: getattr(content, name) for name in RECORDED}


def _check_not_removed(row: Commitment) -> None:
    if row.state == Commitment.State.REMOVED:
        raise NotPossible(_("This entry was removed. Nothing was saved."))
