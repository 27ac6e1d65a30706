"""Two persons close the record; then the database refuses every change. How it is rectified: test_rectification.py."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from conference.core import clock
from conference.core.access import Role
from conference.core.errors import NotPossible
from conference.db import guards
from conference.desk.registry import Task, tasks_for
from conference.parties.models import PartyName
from conference.printing.documents import typeset
from conference.translated import short_code
from schedule.signing.models import Appointment, Signature, SigningSession
from schedule.signing.record import actions, table
from tests.people import actor, make_party, make_user, make_world, sign_in
from tests.printing.readback import letters, open_pdf, words
from tests.registration.kit import text_of
from tests.signing.kit import reservation
from tests.signing.scene import (
    BEGINS,
    close,
    do,
    empower,
    fill,
    intend,
    make_session,
    make_signatory,
    minutes,
    people,
    rectify,
    sign,
)
from tests.treaties.kit import hanoi

pytestmark = pytest.mark.usefixtures("begun")
TEXT = "Subject to ratification."


def make_open_record() -> SigningSession:
    """Brazil, with a reservation, has signed, and Kenya has not."""
    make_world()
    found = make_session(hanoi())
    intend("BRA", statements=[reservation(TEXT)])
    intend("KEN")
    fill(found)
    sign(found, "BRA")
    return found


@pytest.fixture
def session(begun, keeper):
    return keeper(make_open_record)


def test_two_different_persons_close_it_and_nothing_is_signed_meanwhile_or_afterwards(session):
    one, other = map(actor, people())
    session.refresh_from_db()
    actions.close(actor=one, session=session, witness="Lê Thị Mai", expected_version=session.version)
    with pytest.raises(NotPossible, match="another person must confirm it"):
        actions.confirm(actor=one, session=session, expected_version=session.version)
    with pytest.raises(NotPossible, match="The record of this session is closed"):
        do(session, "call", "KEN")
    actions.reopen(actor=other, session=session, reason="Kenya has arrived", expected_version=session.version)
    sign(session, "KEN")
    close(session, one, other)
    assert (session.state, session.closed_second_by_id, session.witness) == ("closed", other.user_id, "Lê Thị Mai")
    assert set(Signature.objects.values_list("witness", flat=True)) == {"Lê Thị Mai"}
    with pytest.raises(NotPossible, match="The record of this session is closed"):
        do(session, "undo", "KEN", act=3, reason="Too late")


def test_it_is_not_closed_while_somebody_is_at_the_table(session):
    do(session, "call", "KEN")
    session.refresh_from_db()
    with pytest.raises(NotPossible, match="Somebody is at the table"):
        actions.close(actor=actor(people()[0]), session=session, witness="", expected_version=session.version)


ATTACKS = {
    "signing_signature_closed_update": lambda: Signature.objects.update(signatory="Somebody Else"),
    "signing_signature_closed_delete": lambda: Signature.objects.all()._raw_delete("default"),
    "signing_signingsession_closed": lambda: SigningSession.objects.update(witness="Somebody Else"),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_the_database_refuses_to_change_a_closed_record(session, name):
    """Control: without that guard the attack succeeds."""
    attack = ATTACKS[name]
    with transaction.atomic():
        attack()  # while it is open
        transaction.set_rollback(True)
    close(session, *map(actor, people()))
    with pytest.raises(IntegrityError, match="closed"), transaction.atomic():
        attack()
    guards.uninstall(names=[name])
    try:
        with transaction.atomic():
            attack()
            transaction.set_rollback(True)
    finally:
        guards.install(names=[name])


def test_a_closed_record_takes_no_further_signature_and_its_appointments_stay_signed(session):
    close(session, *map(actor, people()))
    row = Signature.objects.get()
    kenya = Appointment.objects.get(delegation__party__code="KEN")
    row.pk, row.number, row.appointment, row.party = None, 2, kenya, kenya.delegation.party
    with pytest.raises(IntegrityError, match="closed"), transaction.atomic():
        row.save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.filter(state="signed").update(session=None)


def test_the_database_closes_no_record_with_a_signature_on_no_powers(session):
    """Control: without that guard the record is closed."""
    Signature.objects.update(powers="")
    with pytest.raises(IntegrityError, match="lacks what the record must say"), transaction.atomic():
        close(session, *map(actor, people()))
    name = "signing_signingsession_not_empty"
    guards.uninstall(names=[name])
    try:
        with transaction.atomic():
            assert close(session, *map(actor, people())).state == "closed"
            transaction.set_rollback(True)
    finally:
        guards.install(names=[name])


def test_the_sheet_says_who_signed_whether_originals_were_shown_and_what_was_rectified_and_not_who_was_skipped(world):
    session = make_session(hanoi())
    intend("FRA")
    for code in ("BRA", "KEN"):
        person = make_signatory(code, "minister", functional_title="Minister of Justice")
        empower(person)
        intend(code, person)
    fill(session)
    with translation.override("vi"):  # the record is in English, whatever the operator reads
        sign(session, "BRA")
    with clock.standing(BEGINS + minutes(46)):
        do(session, "call", "KEN")
        do(session, "skip", "KEN")
    do(session, "call", "FRA")
    do(session, "skip", "FRA")
    do(session, "recall", "FRA")
    do(session, "sign", "FRA")
    close(session, *map(actor, people()))
    row = Signature.objects.get(party__code="BRA")
    assert (
        row.powers
        == "Full powers: William Kipruto, Minister for Foreign Affairs, Nairobi, 1 October 2025; original shown"
    )
    rectify(row, "function", "Chancellor", communicated_on=date(2025, 10, 20))
    brazil, france = (data := table.sheet([session]))["sessions"][0]["rows"]
    assert (brazil["signed"], brazil["struck"], brazil["function"]) == ("Signed", "", "Chancellor")
    assert brazil["corrected"] == ["Procès-verbal of rectification 1: Capacity"]
    assert (france["signed"], france["powers"], france["struck"]) == ("Signed", "Head of State", "")
    text = " ".join(words(page) for page in open_pdf(typeset.compile(table.TEMPLATE, data)))
    # Kenya was skipped: the record speaks of those who signed alone.
    assert (text.count("✓ Signed"), "Kenya" in text, "passed over" in text) == (2, False, False)
    assert "Procès-verbal of rectification 1: Capacity" in text


def test_a_record_that_one_person_has_closed_waits_on_the_desk_of_the_others_who_may_close_it(session):
    first, second = map(actor, people())
    assert half_closed(second) == []
    actions.close(actor=first, session=session, witness="", expected_version=session.version)
    (task,) = half_closed(second)
    assert task.title == "Signing of the Convention: the record awaits its closing by a second person"
    assert task.why.startswith("Bùi Khánh Chi has closed it.")
    assert task.url == reverse("signing:record", args=["first"])
    assert half_closed(first) == []
    session.refresh_from_db()
    actions.confirm(actor=second, session=session, expected_version=session.version)
    assert half_closed(second) == []


def test_a_record_that_is_open_after_the_day_of_the_ceremony_waits_on_the_desk(session):
    """The day ends at midnight by the clock of the place; a session in which nobody has signed has nothing to close."""
    first, second = map(actor, people())
    make_session(session.treaty, "second")
    with clock.standing(BEGINS.replace(hour=16, minute=59)):
        assert open_records(first) == []
    with clock.standing(BEGINS.replace(hour=17)):
        (task,) = open_records(first)
        assert task.title == "Signing of the Convention: the record is still open after the day of the ceremony"
        assert task.url == reverse("signing:record", args=["first"])
        assert open_records(actor(make_user(None, Role.ACCREDITATION))) == []
        session.refresh_from_db()
        actions.close(actor=first, session=session, witness="", expected_version=session.version)
        assert open_records(first) == open_records(second) == []
        assert len(half_closed(second)) == 1


def open_records(reader) -> list[Task]:
    return [task for task in tasks_for(reader) if task.key.startswith("signing.open_record")]


def half_closed(reader) -> list[Task]:
    return [one for one in tasks_for(reader) if one.key.startswith("signing.half_closed")]


def test_pages_close_it_and_give_the_table(client, session):
    one, other = people()
    address = reverse("signing:record_close", args=["first"])
    sign_in(client, one)
    # Kenya has not signed: whoever closes the record, or confirms that, reads what follows.
    left = (
        "In the running order and not signed yet: 1. Once the record is closed, nobody signs in this session any more."
    )
    assert left in text_of(client.get(reverse("signing:record", args=["first"])))
    client.post(address, {"do": "close", "version": session.version, "witness": "Lê Thị Mai"})
    session.refresh_from_db()
    assert left in text_of(client.get(reverse("signing:record", args=["first"])))
    page = client.post(address, {"do": "reopen", "version": session.version}, follow=True)
    assert "Please give a reason." in page.content.decode()
    assert "Reason (optional)" not in text_of(page)  # what must be given is not called optional
    client.post(address, {"do": "reopen", "version": session.version, "reason": "Kenya has arrived"})
    session.refresh_from_db()
    assert session.state == "open"
    for user, verb in ((one, "close"), (other, "confirm")):
        sign_in(client, user)
        session.refresh_from_db()
        client.post(address, {"do": verb, "version": session.version, "witness": "Lê Thị Mai"})
    page = client.get(reverse("signing:record", args=["first"]))
    assert "the Federative Republic of Brazil" in page.content.decode()
    assert "not signed yet" not in page.text
    session.refresh_from_db()
    assert f"; confirmed by {session.closed_second_by}," in text_of(page)
    answer = client.get(reverse("signing:record_csv", args=["first"]))
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert lines[0].lstrip("\ufeff").startswith("No.,Party,Code,Legal date,Actual time")
    assert lines[1].startswith("1,the Federative Republic of Brazil,BRA,2025-10-25,2025-10-25")
    assert all(words in lines[1] for words in ("Head of State", TEXT, "Lê Thị Mai"))


@pytest.mark.parametrize(
    ("language", "known", "head"),
    [
        ("ar", "جمهورية البرازيل الاتحادية", "سند التفويض"),
        ("zh-hans", "巴西联邦共和国", "签署权限依据"),
        ("fr", "République fédérative du Brésil", "Pouvoirs invoqués"),
    ],
)
def test_the_sheet_in_another_language_names_the_party_in_it_and_says_that_the_record_is_english(
    session, language, known, head
):
    PartyName.objects.create(party=make_party("BRA"), language=short_code(language), short=known, formal=known)
    with translation.override(language):
        data = table.sheet([session])
    text = " ".join(words(page) for page in open_pdf(typeset.compile(table.TEMPLATE, data)))
    assert known in text
    assert head in text
    assert ("The Federative Republic of Brazil" in text) or language == "ar"
    assert data["sessions"][0]["rows"][0]["party"] == "The Federative Republic of Brazil"
    assert data["words"]["kept"]
    with translation.override("en"):
        english = table.sheet([session])
    (row,) = english["sessions"][0]["rows"]
    assert (row["party"], row["known"], english["words"]["kept"]) == ("The Federative Republic of Brazil", "", "")


def test_a_declaration_is_set_in_its_own_language_and_direction(session):
    PartyName.objects.create(party=make_party("BRA"), language="ar", short="البرازيل", formal="البرازيل")
    with translation.override("ar"):
        data = table.sheet([session])
    (row,) = data["sessions"][0]["rows"]
    (declared,) = row["declared"]
    assert (declared["text"].rstrip("."), declared["language"]) == (TEXT.rstrip("."), "en")
    assert declared["head"].endswith(": ")
    assert declared["after"]
    declared["text"] = "Not bound by article 63 (text of the demo)."
    (page,) = open_pdf(typeset.compile(table.TEMPLATE, data))
    found = letters(page)
    (end,) = (found[n + 3] for n in range(len(found) - 3) if "".join(one.text for one in found[n : n + 4]) == "demo")
    beside = [
        one
        for one in found
        if one.text in "()" and abs(one.bottom - end.bottom) < 1.5 and 0 <= one.left - end.right < 1
    ]
    assert len(beside) == 1  # the bracket closes right of its word, as in English
    # The Arabic title and what follows the text stand on other lines, and the text begins at its own side.
    line = [one for one in found if abs(one.bottom - end.bottom) < 1.5 and abs(one.left - end.left) < 60]
    assert not [one.text for one in line if "\u0600" <= one.text <= "\u06ff"]
    # The column of the parties goes from 205 to 271 mm, less its inset.
    assert min(one.left for one in line) == pytest.approx(206.5, abs=0.5)
