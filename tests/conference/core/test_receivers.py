"""Every receiver of every signal is listed, so that nothing follows from a change unseen."""

from __future__ import annotations

import gc
import weakref

import pytest
from django.dispatch import Signal

from conference.audit.models import AuditEntry
from conference.core import lifecycle
from conference.core.access import SYSTEM
from conference.core.errors import NotPossible
from conference.core.signals import use_case_ending
from conference.models import Conference, current_conference
from delegations.registration import signals as registration_signals
from tests.conference.core.test_registry import OURS

EXPECTED = {
    "conference.accounts.sign_in.addresses.keep_the_only",
    "conference.accounts.sign_in.limits.forget_failures",
    "conference.accounts.sign_in.limits.note_sign_in",
    "conference.accounts.sign_in.forms.use_up_first",
    "conference.accounts.sign_in.second_factor.record_first_authenticator",
    "conference.accounts.sign_in.second_factor.keep_the_last",
    "conference.accounts.sign_in.second_factor.new_codes_count",
    "conference.accounts.sign_in.limits.log_sign_in",
    "conference.accounts.sign_in.limits.log_sign_out",
    "conference.accounts.sign_in.second_factor.offer",
    "conference.accounts.sign_in.sessions.end_others",
    "conference.accounts.sign_in.sessions.note_sign_in",
    "conference.db.guards.after_migrate",
    "conference.db.roles.after_migrate",
    "conference.parties.receivers.after_migrate",
    "conference.retention.receivers.after_migrate",
    "delegations.accreditation.badges.actions.issuing.end_live_badge",
    "delegations.accreditation.passes.requests.end_requests_of_leavers",
    "delegations.accreditation.review.notices.withdraw_outdated",
    "delegations.accreditation.badges.actions.issuing.print_anew",
    "delegations.accreditation.review.register.end_registered_badges",
    "delegations.accreditation.watchlist.actions.compare_changed",
    "delegations.gates.receivers.count_on_the_site",
    "schedule.bilaterals.board.interpreters.follow_meeting",
    "schedule.bilaterals.meetings.notices.send_overtaken",
    "schedule.bilaterals.meetings.notices.withdraw_outdated",
    "schedule.programme.releases.page_cache.forget",
    "schedule.receptions.invitations.actions.end_personal",
    "schedule.receptions.invitations.actions.invite_new_head",
}


def test_every_receiver_is_known():
    """Django's and allauth's signals too; receivers that tests connect are not ours."""
    # Not isinstance: it would open lazy objects, and with them the database.
    gc.unfreeze()  # else what was made before the first test is not among them (see tests/conftest.py)
    signals = [found for found in gc.get_objects() if issubclass(type(found), Signal)]
    gc.freeze()
    assert {use_case_ending, registration_signals.accreditation_ending} <= set(signals)
    assert {name for signal in signals for name in _receivers(signal) if name.startswith(OURS)} == EXPECTED


def _receivers(signal: Signal) -> list[str]:
    found = [known[1] for known in signal.receivers]
    functions = [one() if isinstance(one, weakref.ReferenceType) else one for one in found]
    return [f"{one.__module__}.{one.__qualname__}" for one in functions if hasattr(one, "__qualname__")]


@lifecycle.use_case
def act(conference: Conference) -> None:
    lifecycle.log(conference, actor=SYSTEM, verb="trial.done")


def test_a_receiver_sees_what_a_use_case_did_in_its_transaction(world):
    told = []

    def follow(drafts, **_kwargs):
        told.append(([draft.verb for draft in drafts], AuditEntry.objects.filter(verb="trial.done").count()))

    use_case_ending.connect(follow)
    try:
        act(current_conference())
    finally:
        use_case_ending.disconnect(follow)
    assert told == [(["trial.done"], 0)]  # and they are linked after it
    assert AuditEntry.objects.filter(verb="trial.done").count() == 1


def test_what_a_receiver_raises_ends_the_transaction(world):
    def refuse(**_kwargs):
        raise NotPossible("No.")

    use_case_ending.connect(refuse)
    try:
        with pytest.raises(NotPossible):
            act(current_conference())
    finally:
        use_case_ending.disconnect(refuse)
    assert not AuditEntry.objects.filter(verb="trial.done").exists()
    act(current_conference())
    assert AuditEntry.objects.filter(verb="trial.done").exists()
