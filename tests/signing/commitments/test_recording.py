"""What a party undertook: recorded with its source, corrected with a reason, followed up, and public only by what was published."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from conference.audit.models import AuditEntry
from conference.core.access import Role
from conference.core.errors import AlreadyDecided, NotAllowed, NotPossible
from conference.translated import Translated
from schedule.signing.commitments import actions, queries
from schedule.signing.models import Commitment
from tests.people import actor, make_user
from tests.signing.commitments.kit import content, recorded
from tests.signing.scene import depositary, protocol

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world", "begun")]


def test_a_commitment_begins_as_announced_on_the_day_on_which_it_was_said():
    made = recorded("KEN", who=protocol())

    assert (made.state, made.stands_since, str(made.text)) == (
        "announced",
        date(2025, 10, 25),
        "A regional training centre in Nairobi",
    )


@pytest.mark.parametrize("role", [Role.SECURITY, Role.ACCREDITATION, Role.PROGRAMME, Role.PRINT_ROOM])
def test_only_protocol_and_the_secretariat_record(role):
    with pytest.raises(NotAllowed):
        recorded("KEN", who=actor(make_user(None, role)))


@pytest.mark.parametrize("source", ["bilateral", "reception"])
def test_what_was_said_in_confidence_is_public_only_as_published(source):
    with pytest.raises(NotPossible, match="confidential until it has been published"):
        recorded("KEN", source=source)
    assert recorded("KEN", source=source, published_in="Joint press release, 26 October 2025").is_public
    assert not recorded("KEN", source=source, is_public=False).is_public


def test_the_database_refuses_to_publish_what_was_said_in_confidence():
    made = recorded("KEN", source="bilateral", is_public=False)

    with pytest.raises(IntegrityError), transaction.atomic():
        Commitment.objects.filter(pk=made.pk).update(is_public=True)
    # The control: it is what was published that is asked for, and nothing else.
    Commitment.objects.filter(pk=made.pk).update(is_public=True, published_in="Joint communiqué")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"said_on": date(2025, 10, 26)}, "is in the future"),
        ({"due_on": date(2025, 10, 24)}, "cannot be due before it was said"),
    ],
)
def test_days_that_cannot_be_are_refused(given, says):
    with pytest.raises(NotPossible, match=says):
        recorded("KEN", **given)


def test_a_correction_needs_a_reason_and_what_was_on_the_screen():
    made, who = recorded("KEN"), depositary()
    other = content(text=Translated({"en": "A training centre in Mombasa"}))

    with pytest.raises(NotPossible, match="Give the reason"):
        actions.correct(actor=who, commitment=made, content=other, reason=" ", expected_version=1)
    actions.correct(actor=who, commitment=made, content=other, reason="Misheard", expected_version=1)
    with pytest.raises(AlreadyDecided, match="Nothing was changed"):
        actions.correct(actor=who, commitment=made, content=content(), reason="Again", expected_version=1)

    assert str(Commitment.objects.get().text) == "A training centre in Mombasa"


def follow_up(made, who, state, since, progress=None, *, expected_version):
    values = {
        "state": state,
        "since": since,
        "progress": progress or Translated(),
        "expected_version": expected_version,
    }
    return actions.follow_up(actor=who, commitment=made, **values)


def test_a_corrected_day_takes_the_announcement_with_it_and_no_later_state():
    made, who = recorded("KEN"), depositary()
    earlier = content(said_on=date(2025, 10, 24))

    actions.correct(actor=who, commitment=made, content=earlier, reason="Said on Friday", expected_version=1)
    assert made.stands_since == date(2025, 10, 24)
    follow_up(made, who, "under_way", date(2025, 10, 24), expected_version=2)
    with pytest.raises(NotPossible, match="for an earlier day"):
        actions.correct(actor=who, commitment=made, content=content(), reason="No", expected_version=3)


def test_how_it_stands_is_followed_up_and_the_history_tells_every_step():
    made, who = recorded("KEN"), depositary()
    words = Translated({"en": "The building is chosen"})
    follow_up(made, who, "under_way", date(2025, 10, 25), words, expected_version=1)
    more = Translated({"en": "The building is bought"})
    follow_up(made, who, "under_way", date(2025, 10, 25), more, expected_version=2)

    assert [(line.text, state) for line, state in queries.history(made)] == [
        ("Nguyễn Thu Hà entered how a commitment of Kenya stands", ""),
        ("Nguyễn Thu Hà entered how a commitment of Kenya stands", "under way"),
        ("system recorded a commitment of Kenya", "announced"),
    ]
    assert str(Commitment.objects.get().progress) == "The building is bought"


def test_a_day_before_it_was_said_is_refused():
    made = recorded("KEN")
    with pytest.raises(NotPossible, match="had not been said by then"):
        follow_up(made, depositary(), "fulfilled", date(2025, 10, 24), expected_version=1)


def test_what_was_entered_in_error_is_gone_from_every_list_and_stays_in_the_audit_log():
    made = recorded("KEN")
    actions.remove(actor=depositary(), commitment=made, reason="Said by another party", expected_version=1)

    assert list(queries.standing()) == []
    with pytest.raises(NotPossible, match="was removed"):
        actions.correct(actor=depositary(), commitment=made, content=content(), reason="x", expected_version=2)
    assert AuditEntry.objects.get(verb="commitment.removed").reason == "Said by another party"
