"""Recording what parties undertook at the conference, and how it stands since."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from conference.core import lifecycle
from conference.core.access import Actor, require
from conference.core.errors import NotPossible
from conference.models import today
from conference.parties.models import Party
from conference.translated import Translated
from schedule.signing.commitments.models import CONFIDENTIAL, Commitment
from schedule.signing.entries import checked_reason

RIGHT = "commitments.record"
STANDING = (
    Commitment.State.ANNOUNCED,
    Commitment.State.UNDER_WAY,
    Commitment.State.FULFILLED,
    Commitment.State.DROPPED,
)


@dataclass(frozen=True)
class Content:
    """What is recorded of a commitment.

    Attributes:
        source: A value of `Source`; `source_text` says which statement, meeting or document.
        published_in: What made it public, where it was said in confidence.
        due_on: By when it is followed up; None where no day was named.
    """

    kind: str
    text: Translated
    source: str
    source_text: Translated
    said_on: date
    followed_up_by: Translated
    due_on: date | None = None
    is_public: bool = False
    published_in: str = ""

    def columns(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    def check(self) -> None:
        """Raise NotPossible with the rule that the content breaks."""
        if self.said_on > today():
            raise NotPossible(_("The day on which it was said is in the future. Nothing was saved."))
        if self.due_on and self.due_on < self.said_on:
            raise NotPossible(_("It cannot be due before it was said. Nothing was saved."))
        if self.is_public and self.source in CONFIDENTIAL and not self.published_in.strip():
            raise NotPossible(
                _(
                    "What was said at a bilateral meeting or a reception is confidential until it has been published. "
                    "Say where it was published, or do not list it publicly. Nothing was saved."
                )
            )


@dataclass(frozen=True)
class FollowUp:
    """How a commitment stands: its state, since which day, and what has been done."""

    state: str
    since: date
    progress: Translated = field(default_factory=Translated)


@lifecycle.use_case
def record(*, actor: Actor, party: Party, content: Content) -> Commitment:
    """Record a commitment as announced on the day on which it was said.

    Raises:
        NotAllowed: Without the right.
        NotPossible: With the rule that forbids it.
    """
    require(actor, RIGHT)
    content.check()
    made = Commitment(party=party, stands_since=content.said_on, **content.columns())
    return lifecycle.create(made, actor=actor, verb="commitment.recorded", details={"kind": content.kind})


@lifecycle.use_case
def correct(
    *, actor: Actor, commitment: Commitment, content: Content, reason: str, expected_version: int
) -> Commitment:
    """Change what was recorded, with the reason. Raises what `record` raises, and AlreadyDecided if it has changed since."""
    require(actor, RIGHT)
    content.check()
    # What has only been announced stands since it was said.
    untouched = commitment.state == Commitment.State.ANNOUNCED and commitment.stands_since == commitment.said_on
    since = content.said_on if untouched else commitment.stands_since

    def check(row: Commitment) -> None:
        _stands(row)
        if content.said_on > since:
            raise NotPossible(_("How it stands was entered for an earlier day. Nothing was saved."))

    return lifecycle.change(
        commitment,
        actor=actor,
        verb="commitment.corrected",
        expected_version=expected_version,
        reason=checked_reason(reason),
        check=check,
        stands_since=since,
        **content.columns(),
    )


@lifecycle.use_case
def follow_up(*, actor: Actor, commitment: Commitment, standing: FollowUp, expected_version: int) -> Commitment:
    """Enter how it stands now. The former state remains in the history.

    Raises:
        NotAllowed: Without the right.
        NotPossible: For a day in the future or before the former state's.
        AlreadyDecided: If it has changed since.
    """
    require(actor, RIGHT)
    if standing.since > today():
        raise NotPossible(_("The day is in the future. Nothing was saved."))

    def check(row: Commitment) -> None:
        _stands(row)
        if standing.since < row.said_on:
            raise NotPossible(_("It had not been said by then. Nothing was saved."))

    fields: dict[str, Any] = {"stands_since": standing.since, "progress": standing.progress}
    values: dict[str, Any] = {"actor": actor, "expected_version": expected_version, **fields}
    if standing.state == commitment.state:
        return lifecycle.change(commitment, verb="commitment.followed_up", check=check, **values)
    return lifecycle.move(commitment, standing.state, verb="commitment.followed_up", check=check, **values)


@lifecycle.use_case
def remove(*, actor: Actor, commitment: Commitment, reason: str, expected_version: int) -> Commitment:
    """Take an entry out that was made in error; the audit log keeps it. Raises as `follow_up`, and without a reason."""
    require(actor, RIGHT)
    return lifecycle.move(
        commitment,
        Commitment.State.REMOVED,
        actor=actor,
        verb="commitment.removed",
        expected_version=expected_version,
        reason=checked_reason(reason),
    )


def _stands(row: Commitment) -> None:
    if row.state == Commitment.State.REMOVED:
        raise NotPossible(_("This entry was removed. Nothing was saved."))
