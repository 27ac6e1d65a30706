"""The decision of a named officer on full powers: accepted, defective and why, or not needed and by which office."""

from collections.abc import Callable, Collection
from typing import Any

from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor, require_person, require_right
from conference.core.errors import NotPossible
from conference.look import lists
from conference.parties.models import STATES
from delegations.credentials.powers import notices, queries, rules, texts
from delegations.credentials.powers.actions import UNDECIDED
from delegations.credentials.powers.models import FullPowers, PowersState
from delegations.registration.models import Delegate

DECIDE = "powers.decide"
VERBS = ("powers.accepted", "powers.defective", "powers.not_needed")


@lifecycle.use_case
def correct_facts(*, actor: Actor, powers: FullPowers, expected_version: int | None = None, **facts: Any) -> FullPowers:
    """Correct what was entered about the paper (`queries.FACTS`), until it is decided."""
    require_right(actor, DECIDE)

    def check(current: FullPowers) -> None:
        if current.state != PowersState.RECEIVED:
            message = _("%(what)s: %(state)s. Only what waits to be checked can be corrected.")
            raise NotPossible(message % {"what": current, "state": current.get_state_display()})

    fields = {name: facts[name] for name in queries.FACTS}
    return lifecycle.change(
        powers, actor=actor, verb="powers.corrected", expected_version=expected_version, check=check, **fields
    )


def why_not_accepted(defects: Collection[str]) -> str:
    """Return why a paper with these defects cannot be accepted, in sentences; empty without any."""
    if not defects:
        return ""
    says = lists.join_sentences(reason.says for reason in texts.reasons_for(defects))
    return _("These full powers cannot be accepted. %(why)s") % {"why": says}


@lifecycle.use_case
def accept(*, actor: Actor, powers: FullPowers, reason: str = "", expected_version: int | None = None) -> FullPowers:
    """Accept the paper: the person may sign by it.

    Args:
        reason: Why the officer overrules the defects that the checklist proposes; it stands in the audit log.

    Raises:
        NotPossible: With the defects that the checklist finds, unless there is a reason and all may be overruled.
    """
    _require_officer(actor)
    defects, text = assess_paper(powers).defects, reason.strip()[:300]

    def check(current: FullPowers) -> None:
        defects_now = assess_paper(current).defects
        if defects_now and not (text and may_overrule(defects_now) and defects_now == defects):
            raise NotPossible(why_not_accepted(defects_now))

    overruled = {"overruled": list(defects), "overruled_because": text} if defects else {}
    return _decide(actor, powers, PowersState.ACCEPTED, expected_version, check=check, **overruled)


def may_overrule(defects: Collection[str]) -> bool:
    """Return whether an officer may accept a paper with these defects, with a reason."""
    return bool(defects) and rules.OVERRULABLE.issuperset(defects)


@lifecycle.use_case
def find_defective(
    *,
    actor: Actor,
    powers: FullPowers,
    defects: Collection[str],
    explanation: str = "",
    expected_version: int | None = None,
) -> FullPowers:
    """Find the paper defective (codes of `texts.DEFECTS`). The focal points read why, and how to cure it, in their language."""
    _require_officer(actor)
    codes = [code for code in texts.DEFECTS if code in defects]
    if not codes:
        raise NotPossible(_("Choose at least one reason: the delegation reads it."))
    if texts.OTHER in codes and not explanation.strip():
        raise NotPossible(_("Describe the other reason in your own words: the delegation reads them."))
    text = explanation.strip()[:500]
    return _decide(actor, powers, PowersState.DEFECTIVE, expected_version, defects=codes, words=text)


@lifecycle.use_case
def find_not_needed(
    *, actor: Actor, powers: FullPowers, office: str, acting: bool, evidence: str, expected_version: int | None = None
) -> FullPowers:
    """Record that the person holds an office that needs no full powers, and the evidence of it."""
    _require_officer(actor)

    def check(current: FullPowers) -> None:
        treaty = current.treaty
        if current.delegation.party.kind not in STATES:
            raise NotPossible(_("Whoever signs for an organization needs full powers."))
        exempt = office in treaty.offices and office in rules.ISSUING
        if not exempt or (acting and not treaty.acting_offices):
            raise NotPossible(_("Whoever holds this office needs full powers for this treaty."))
        if not evidence.strip():
            raise NotPossible(_("Enter what shows the office, such as the note verbale."))

    shown = {"held_office": office, "held_acting": acting, "evidence": evidence.strip()[:200]}
    return _decide(actor, powers, PowersState.NOT_NEEDED, expected_version, check=check, **shown)


@lifecycle.use_case
def confirm(*, actor: Actor, powers: FullPowers, expected_version: int | None = None) -> FullPowers:
    """Confirm a decision after the person's name or office was changed: the paper, or the evidence, still fits, or is still defective."""
    _require_officer(actor)

    def check(current: FullPowers) -> None:
        accepted = current.state == PowersState.ACCEPTED and not _find_new_defects(current)
        not_needed = current.state == PowersState.NOT_NEEDED and _has_same_office(current, person)
        if not (accepted or not_needed or current.state == PowersState.DEFECTIVE):
            raise NotPossible(_("The decision does not fit the person any more. Check it again."))

    person = queries.with_related().get(pk=powers.pk).representative
    return lifecycle.change(
        powers,
        actor=actor,
        verb="powers.confirmed",
        expected_version=expected_version,
        check=check,
        decided_name=queries.name_key(person),
        decided_office=queries.office_key(person),
    )


@lifecycle.use_case
def decide_coverage(
    *, actor: Actor, powers: FullPowers, covers: bool, expected_version: int | None = None
) -> FullPowers:
    """Record whether accepted full powers authorize a reservation too (UN Treaty Handbook, 3.5.3)."""
    _require_officer(actor)

    def check(current: FullPowers) -> None:
        if current.state != PowersState.ACCEPTED:
            raise NotPossible(_("Accept the full powers first; then say whether they authorize the reservation."))

    values: dict[str, Any] = {"expected_version": expected_version, "check": check, "covers_reservations": covers}
    return lifecycle.change(powers, actor=actor, verb="powers.coverage", **values)


@lifecycle.use_case
def check_again(*, actor: Actor, powers: FullPowers, expected_version: int | None = None) -> FullPowers:
    """Take a decision back and withdraw its waiting mail. The paper waits to be checked, or is expected, again."""
    _require_officer(actor)

    def check(current: FullPowers) -> None:
        if current.state == PowersState.WITHDRAWN:
            message = _("%(who)s is no longer named to sign. Only the delegation can name the person again.")
            raise NotPossible(message % {"who": current.representative.full_name})

    stored = FullPowers.objects.get(pk=powers.pk)
    notices.withdraw_decided(stored)
    return lifecycle.move(
        powers,
        PowersState.RECEIVED if stored.file else PowersState.EXPECTED,
        actor=actor,
        verb="powers.reopened",
        expected_version=expected_version,
        check=check,
        **UNDECIDED,
    )


def assess_paper(powers: FullPowers) -> rules.Assessment:
    """Return the checklist of the paper itself, also when the person's office needs none."""
    return queries.assess_powers(queries.with_related().get(pk=powers.pk), exempt=False)


def _has_same_office(powers: FullPowers, person: Delegate) -> bool:
    """Return whether the evidence may still fit: of another office there is none."""
    changes = queries.find_changes(powers, person)
    return "office_changed" not in changes or queries.propose_office(person, powers.treaty) == powers.held_office


def _find_new_defects(powers: FullPowers) -> set[str]:
    """Return the defects that the officer has not overruled. What was overruled was said of the names as they were."""
    stored = queries.with_related().get(pk=powers.pk)
    has_same_name = stored.decided_name == queries.name_key(stored.representative)
    return set(queries.assess_powers(stored, exempt=False).defects) - set(stored.overruled if has_same_name else ())


def _require_officer(actor: Actor) -> None:
    require_right(actor, DECIDE)
    require_person(actor)


def _decide(
    actor: Actor,
    powers: FullPowers,
    to: PowersState,
    expected_version: int | None,
    *,
    check: Callable[[FullPowers], None] | None = None,
    **fields: Any,
) -> FullPowers:
    current = queries.with_related().get(pk=powers.pk)
    person = current.representative
    values: dict[str, Any] = {
        **UNDECIDED,
        "decided_at": clock.now(),
        "decided_by_id": actor.user_id,
        "decided_name": queries.name_key(person),
        "decided_office": queries.office_key(person),
    }
    decided = lifecycle.move(
        powers,
        to,
        actor=actor,
        verb=f"powers.{to.value}",
        expected_version=expected_version,
        check=check,
        **{**values, **fields},
    )
    decided.delegation, decided.representative, decided.treaty = current.delegation, person, current.treaty
    notices.tell_decided(decided)
    return decided
