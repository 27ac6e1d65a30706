"""A message is a row in its cause's transaction, written once, with sealed values."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from conference.core import lifecycle
from conference.correspondence.models import Message
from conference.correspondence.outbox.actions import Recipient, queue_messages
from tests.correspondence.conftest import CONTEXT, LINK, write
from tests.people import make_user


def test_a_message_is_a_row_of_its_cause(world, trial):
    (message,) = write("focal.kenya@mission.example")
    assert (message.kind, message.state, message.recipient, message.recipient_name) == (
        "trial.news",
        "queued",
        "focal.kenya@mission.example",
        "Achieng Wambui",
    )
    assert (message.subject_type, message.subject_id, message.scope) == ("conference.conference", "1", "KEN")
    assert message.context == CONTEXT
    assert message.message_id.startswith("<")
    assert message.message_id.endswith("@127.0.0.1>")


def test_it_goes_with_its_cause_when_that_fails(world, trial):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        write()
        raise ZeroDivisionError
    assert Message.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_written(world, trial):
    with pytest.raises(RuntimeError, match="in the transaction of its cause"):
        queue_messages(trial, subject=world, to=[Recipient("a@x.example")], context={**CONTEXT, "link": LINK})
    assert Message.objects.count() == 0


def test_the_same_event_writes_once_and_the_next_again(world, trial):
    @lifecycle.use_case
    def happen(version: int) -> int:
        to = [Recipient("a@x.example"), Recipient("B@X.example "), Recipient("b@x.example")]
        return queue_messages(trial, subject=world, to=to, context={**CONTEXT, "link": LINK}, version=version)

    assert [happen(1), happen(1), happen(2)] == [2, 0, 2]
    assert sorted(Message.objects.values_list("recipient", "subject_version")) == [
        ("a@x.example", 1),
        ("a@x.example", 2),
        ("b@x.example", 1),
        ("b@x.example", 2),
    ]


@pytest.mark.parametrize(
    ("context", "says"),
    [
        ({**CONTEXT}, "variables differ: ['link']"),
        ({**CONTEXT, "link": LINK, "passport": "A123"}, "variables differ: ['passport']"),
    ],
)
def test_only_the_listed_variables_are_taken_and_all_of_them(world, trial, context, says):
    with pytest.raises(ValueError) as refused, transaction.atomic():
        queue_messages(trial, subject=world, to=[Recipient("a@x.example")], context=context)
    assert says in str(refused.value)
    assert Message.objects.count() == 0


def test_a_value_that_is_no_json_is_refused(world, trial):
    with pytest.raises(TypeError), transaction.atomic():
        queue_messages(
            trial, subject=world, to=[Recipient("a@x.example")], context={**CONTEXT, "link": LINK, "words": world}
        )


def test_sealed_values_are_never_legible_in_the_row(world, trial):
    (message,) = write()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM correspondence_message")
        row = " ".join(str(value) for value in cursor.fetchone())
    assert "seven members received" in row
    assert LINK not in row
    assert "5f2c9e" not in row
    assert message.sealed == f'{{"link": "{LINK}"}}'


def test_a_name_is_cleaned_and_an_unknown_language_is_english(world, trial):
    (message,) = write("a@x.example", name="Evil\r\nBcc: all@x.example\u2028" + "x" * 300, language="tlh")
    assert message.recipient_name == ("Evil Bcc: all@x.example " + "x" * 300)[:200]
    assert message.language == "en"


def test_the_recipient_that_is_a_user(world):
    user = make_user("f@mission.example", name="Fatuma Abdi", language="ar")
    assert Recipient.for_user(user) == Recipient("f@mission.example", "Fatuma Abdi", "ar", user.pk)


def test_the_relay_is_nudged_only_after_commit(world, trial, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks, pytest.raises(ZeroDivisionError), transaction.atomic():
        write()
        raise ZeroDivisionError
    assert callbacks == []
    with django_capture_on_commit_callbacks() as callbacks:
        write()
    assert [callback.__name__ for callback in callbacks] == ["nudge"]
