"""From an act to the issued notification: who drafts and checks it, its number, its text in each language, and its e-mail."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine

from conference.core import clock
from conference.core.errors import AlreadyDecided, NotAllowed, NotPossible
from conference.correspondence.models import Message
from conference.translated import Translated
from conference.treaties.statements import StatementText
from schedule.signing.instruments import actions as instruments
from schedule.signing.models import Notification, NotifiedAct
from schedule.signing.notifications import actions, queries
from tests.people import make_delegation, make_focal_point
from tests.signing.kit import content, deposit, depositary, second
from tests.signing.notifications.kit import check, close_record, drafted, drafter, issued
from tests.signing.scene import BEGINS, fill, intend, make_session, protocol, sign
from tests.treaties.kit import hanoi

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def november(world):
    with time_machine.travel("2026-11-20T09:00:00+07:00", tick=False):
        yield


@pytest.fixture
def treaty():
    return hanoi()


def titles(treaty) -> list[str]:
    return [group.corrected.reference if group.corrected else group.title for group in queries.overview(treaty).groups]


def test_a_deposit_is_drafted_checked_by_another_and_issued_in_six_languages(treaty):
    stated = StatementText("interpretative", "4", Translated(en="As stated.", fr="Comme indiqué."))
    deposit(treaty, "KEN", date(2026, 11, 12), statements=(stated,))
    who = drafter()
    draft = drafted(treaty, who)
    with pytest.raises(NotPossible, match="another person must check it"):
        check(draft, who)

    check(draft)
    assert (draft.state, draft.reference) == ("checked", "")
    assert actions.issue_due() == 0
    with time_machine.travel(clock.now() + actions.wait(), tick=False):
        assert actions.issue_due() == 1
    draft.refresh_from_db()
    assert (draft.state, draft.reference) == ("issued", "C.N.1.2026.TREATIES-XVIII.16")
    assert set(draft.content) == {"en", "fr", "es", "ar", "ru", "zh"}
    english, french = draft.content["en"], draft.content["fr"]
    assert english["title"] == "Kenya: Accession"
    assert english["sentences"] == ["The instrument of accession was deposited on 12 November 2026."]
    assert english["texts"] == [
        {"heading": "Kenya: Interpretative declaration, article 4", "text": "As stated.", "language": "en"}
    ]
    assert french["texts"][0]["text"] == "Comme indiqué."
    assert french["treaty"].startswith("Convention des Nations Unies contre la cybercriminalité")


def test_signatures_of_a_day_are_one_notification_once_their_record_is_closed(treaty):
    with clock.standing(BEGINS):
        session = make_session(treaty)
        for code in ("KEN", "FRA", "BRA"):
            intend(code)
        fill(session)
        sign(session, "KEN", "BRA", "FRA")
    assert titles(treaty) == []
    close_record(session)
    assert titles(treaty) == ["Signature"]
    text = issued(treaty).content["en"]
    assert text["title"] == "Signature, 25 October 2025"
    assert text["sentences"] == [
        "The treaty was signed on 25 October 2025 (place of signature: Hanoi).",
        "In the order of signature:",
    ]
    assert text["parties"] == ["Kenya", "Brazil", "France"]
    assert titles(treaty) == []


def test_the_fortieth_instrument_makes_a_notification_of_the_entry_into_force(treaty):
    treaty.threshold = 1
    treaty.save()
    deposit(treaty, "KEN", date(2026, 11, 12))
    assert titles(treaty) == ["Accession", "Entry into force"]
    assert issued(treaty).content["en"]["remarks"] == [
        "For this party the treaty enters into force on 10 February 2027 (article 65 (2))."
    ]
    text = issued(treaty).content["en"]
    assert (text["title"], text["parties"]) == ("Entry into force", [])
    assert text["sentences"] == [
        "The number of 1 instrument was reached on 12 November 2026. The treaty enters into force on 10 February 2027 "
        "(article 65 (1))."
    ]


def test_a_withdrawal_is_notified_with_its_effect(treaty):
    instrument = deposit(treaty, "KEN", date(2026, 11, 12))
    issued(treaty)
    day = date(2026, 11, 18)
    instruments.withdraw(actor=depositary(), instrument=instrument, received_on=day, expected_version=2)
    text = issued(treaty).content["en"]
    assert text["title"] == "Kenya: Withdrawal"
    assert text["sentences"] == [
        "The depositary received the withdrawal on 18 November 2026; it takes effect on 18 November 2026."
    ]


def test_what_is_corrected_or_removed_after_its_notification_makes_a_correction(treaty):
    instrument = deposit(treaty, "KEN", date(2026, 11, 12))
    first = issued(treaty)
    corrected = content(date(2026, 11, 13))
    instruments.correct(
        actor=depositary(), instrument=instrument, content=corrected, reason="As the receipt says", expected_version=2
    )
    assert titles(treaty) == []  # until a second person has accepted it
    instruments.accept(actor=second(), instrument=instrument, expected_version=3)
    assert titles(treaty) == ["C.N.1.2026.TREATIES-XVIII.16"]
    text = issued(treaty).content["en"]
    assert text["title"] == "Correction of notification C.N.1.2026.TREATIES-XVIII.16"
    assert text["sentences"] == [
        "Notification C.N.1.2026.TREATIES-XVIII.16 of 20 November 2026 is corrected as follows.",
        "Kenya: the entry should read: The instrument of accession was deposited on 13 November 2026.",
    ]
    instruments.remove(actor=depositary(), instrument=instrument, reason="Entered twice", expected_version=4)
    assert titles(treaty) == ["C.N.2.2026.TREATIES-XVIII.16"]
    text = issued(treaty).content["en"]
    assert text["sentences"][1] == "Kenya: the entry is withdrawn; the depositary’s records contain no such act."
    assert titles(treaty) == []
    first.refresh_from_db()
    assert first.content["en"]["sentences"] == ["The instrument of accession was deposited on 12 November 2026."]


def test_a_check_can_be_taken_back_until_the_notification_is_issued(treaty):
    make_focal_point("KEN")
    deposit(treaty, "KEN", date(2026, 11, 12))
    draft = drafted(treaty)
    check(draft)
    actions.take_back(actor=drafter("Lê An"), notification=draft, expected_version=draft.version)
    with time_machine.travel(clock.now() + timedelta(hours=1), tick=False):
        assert actions.issue_due() == 0
    assert (draft.state, draft.checked_by_id, Message.objects.count()) == ("drafted", None, 0)


def test_acts_that_changed_after_the_draft_are_not_issued(treaty):
    instrument = deposit(treaty, "KEN", date(2026, 11, 12))
    draft = drafted(treaty)
    instruments.remove(actor=depositary(), instrument=instrument, reason="Entered twice", expected_version=2)
    with pytest.raises(NotPossible, match="Its acts have changed since it was drafted"):
        check(draft)
    draft.refresh_from_db()
    actions.discard(actor=drafter("Lê An"), notification=draft, expected_version=draft.version)
    assert (draft.state, NotifiedAct.objects.count(), titles(treaty)) == ("discarded", 0, [])


def test_what_the_page_showed_is_drafted_or_nothing(treaty):
    deposit(treaty, "KEN", date(2026, 11, 12))
    group = queries.overview(treaty).groups[0]
    with pytest.raises(NotAllowed):
        actions.draft(actor=protocol(), treaty=treaty, group_key=group.key, fingerprint=group.fingerprint)
    for key, fingerprint in ((group.key, "other"), ("deposit:0", group.fingerprint)):
        with pytest.raises(AlreadyDecided, match="drafted or changed meanwhile"):
            actions.draft(actor=drafter(), treaty=treaty, group_key=key, fingerprint=fingerprint)
    assert Notification.objects.count() == 0


def test_the_focal_points_of_all_entitled_get_one_e_mail_each_when_it_is_issued(treaty):
    make_focal_point("KEN")
    french = make_focal_point("FRA")
    make_delegation("BRA")
    deposit(treaty, "KEN", date(2026, 11, 12))
    notification = issued(treaty)
    messages = Message.objects.filter(kind="signing.notification").order_by("scope")
    assert [message.scope for message in messages] == ["FRA", "KEN"]
    message = messages[0]
    assert (message.recipient, message.context["number"]) == (french.email, notification.reference)
    assert message.context["url"].endswith("/treaty/notifications/2026/1/")
    assert message.context["sentence"]["en"] == "The instrument of accession was deposited on 12 November 2026."


def test_numbers_begin_anew_with_the_year(treaty):
    deposit(treaty, "KEN", date(2026, 11, 12))
    assert issued(treaty).reference == "C.N.1.2026.TREATIES-XVIII.16"
    deposit(treaty, "FRA", date(2026, 11, 12))
    assert issued(treaty).reference == "C.N.2.2026.TREATIES-XVIII.16"
    with time_machine.travel("2027-01-04T09:00:00+07:00", tick=False):
        deposit(treaty, "BRA", date(2026, 12, 12))
        assert issued(treaty).reference == "C.N.1.2027.TREATIES-XVIII.16"
