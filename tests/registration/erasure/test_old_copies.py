"""An old copy of the database tells nothing of the erased to who has it, FIELD_KEYS and the persons' keys of after the erasure."""

from __future__ import annotations

import base64
from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conference import fields
from conference.accounts.models import User
from conference.audit import person_keys
from conference.audit.models import AuditEntry, PersonKey
from conference.core import lifecycle, personal_data
from conference.core.access import SYSTEM, Role
from conference.core.personal_data import PersonalText
from conference.erasure import actions as erasure
from conference.fields import EncryptedTextField, PersonKeyMissing
from delegations.registration.drafts import form_drafts
from delegations.registration.members.actions import editing
from delegations.registration.models import Delegate, FormDraft
from tests.people import actor, make_delegation, make_focal_point, make_member, make_user, sign_in
from tests.prepared_database import database_url
from tests.registration.erasure.test_erasure import erase_all, member, persons, plant  # noqa: F401 (fixtures)
from tests.registration.kit import post, values
from tests.restoring import database_of, run
from tests.waiting import until

pytestmark = pytest.mark.django_db


def of_persons() -> set[str]:
    """Return the columns that are under persons' keys, as `table.column`."""
    models = [data.of_model for data in personal_data.declared.values()]
    columns = [field for model in models for field in model._meta.local_fields if isinstance(field, EncryptedTextField)]
    return {field.place for field in columns if field.is_personal}


def texts_in(place: str) -> list[str]:
    table, column = place.split(".")
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{column}" FROM "{table}" WHERE "{column}" > %s', [""])
        return [text for (text,) in cursor.fetchall()]


def read_copy(copy: Path, keys: Path, places: set[str]) -> dict[str, str]:
    """Return all that can be read, with FIELD_KEYS, in a copy to which these keys are added, by column."""
    read = {}
    with database_of(copy) as name:
        run("pg_restore", "--data-only", f"--dbname={database_url(name)}", str(keys))
        stored = dict(PersonKey.objects.values_list("person", "secret"))
        opened = {person: base64.b64decode(secret) if secret else None for person, secret in stored.items()}
        for place in places:
            texts = [
                person_keys.unseal(text, place, opened) if person_keys.person_in(text) else fields.decrypt(text, place)
                for text in texts_in(place)
            ]
            read[place] = " ".join(filter(None, texts))
    return read


def dump(to: Path, *options: str) -> Path:
    run("pg_dump", "--format=custom", *options, f"--file={to}", database_url())
    return to


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)  # pg_dump reads what is committed
def test_an_old_copy_tells_nothing_of_the_erased(persons, tmp_path):  # noqa: F811
    planter, _words = plant(persons)
    places = {word: place for word, place in planter.planted.items() if place in of_persons()}
    left = {"registration_accessrequest", "accreditation_watchmatch"}
    assert {place.split(".")[0] for place in places.values()} | left >= {place.split(".")[0] for place in of_persons()}
    keys = ("--data-only", "--table=audit_personkey")
    copy = dump(tmp_path / "copy", "--exclude-table-data=audit_personkey")
    before = dump(tmp_path / "before", *keys)
    erase_all(persons)
    after = dump(tmp_path / "after", *keys)

    def found(keys_of: Path) -> set[str]:
        read = read_copy(copy, keys_of, set(places.values()))
        spellings = {word: (word, base64.b64encode(word.encode()).decode()) for word in places}
        return {word for word, place in places.items() if any(text in read[place] for text in spellings[word])}

    # The control: with the keys of before, every word is read where it was planted.
    assert (found(before), found(after)) == (set(places), set())


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_copy_without_the_keys_makes_none_until_they_are_loaded(member, tmp_path):  # noqa: F811
    number, other = member.document_number, make_member("KEN")
    copy = dump(tmp_path / "copy", "--exclude-table-data=audit_personkey")
    keys = dump(tmp_path / "keys", "--data-only", "--table=audit_personkey")
    person_keys._cache.clear()
    with database_of(copy) as name:
        with pytest.raises(PersonKeyMissing, match="The operator has to load"):
            make_member("KEN", phone="+254 7")  # whose number and key are taken in one
        with pytest.raises(PersonKeyMissing, match="The operator has to load"):
            person_keys.load_or_make([f"delegate:{member.pk}"])
        with pytest.raises(IntegrityError, match="audit_personkey is empty"):
            person_keys.destroy([f"delegate:{member.pk}"])  # as `erase_again` would
        with pytest.raises(PersonKeyMissing, match="The operator has to load"):
            editing.withdraw_member(actor=SYSTEM, member=other, expected_version=1)  # by the audit log's own statement
        assert not PersonKey.objects.exists()

        run("pg_restore", "--data-only", f"--dbname={database_url(name)}", str(keys))
        assert Delegate.objects.get(pk=member.pk).document_number == number
        assert Delegate.objects.get(pk=make_member("KEN", phone="+254 7").pk).phone == "+254 7"


def test_what_is_written_of_an_erased_person_is_read_by_nobody(member):  # noqa: F811
    erasure.erase_person(actor=SYSTEM, kind="delegate", key=member.pk)
    row = Delegate.objects.get(pk=member.pk)
    row.phone = "+254 20 883 5019"
    row.save()
    assert texts_in("registration_delegate.phone")[0].startswith(f"p.delegate:{member.pk}.")
    assert Delegate.objects.get(pk=member.pk).phone == ""
    assert Delegate.objects.filter(pk=member.pk).values_list("phone", flat=True).get() == ""


def queries_of(act) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        act()
    return [query["sql"] for query in captured if "audit_personkey" in query["sql"]]


class TestQueries:
    @pytest.fixture
    def members(self, world):
        made = [make_member("KEN", phone=f"+254 {number}") for number in range(12)]
        person_keys._cache.clear()
        return made

    @pytest.mark.parametrize(
        "read",
        [
            lambda: [row.phone for row in Delegate.objects.all()],
            lambda: [row.phone for row in Delegate.objects.iterator()],
            lambda: [row["phone"] for row in Delegate.objects.values()],
            lambda: list(Delegate.objects.values_list("phone", flat=True)),
            lambda: [row.phone for row in Delegate.objects.only("phone")],
            lambda: [row.phone for row in Delegate.objects.raw("SELECT id, phone FROM registration_delegate")],
        ],
    )
    def test_the_keys_of_all_persons_are_one_query(self, members, read):
        read_of: list = []
        assert len(queries_of(lambda: read_of.extend(read()))) == 1
        assert set(read_of) == {f"+254 {number}" for number in range(12)}
        assert queries_of(read) == []

    def test_rows_whose_columns_nobody_reads_ask_for_no_key(self, members):
        assert queries_of(lambda: [row.family_name for row in Delegate.objects.all()]) == []

    def test_many_new_persons_are_one_query_for_numbers_and_keys(self, world):
        kenya, code = make_delegation("KEN"), make_member("KEN").category
        rows = [
            Delegate(delegation=kenya, category=code, family_name=f"F{number}", phone=f"+1 {number}", position=99)
            for number in range(50)
        ]
        create = lifecycle.use_case(lifecycle.create_many)
        written = queries_of(lambda: create(rows, actor=SYSTEM, verb="delegate.entered"))
        assert len(written) == 2  # and the audit log's own
        assert {row.phone for row in Delegate.objects.filter(pk__in=[row.pk for row in rows])} == {
            f"+1 {number}" for number in range(50)
        }
        assert {text.split(".")[1] for text in texts_in("registration_delegate.phone")} >= {
            f"delegate:{row.pk}" for row in rows
        }


def test_a_key_that_is_missing_is_said_on_the_page(member, client):  # noqa: F811
    sign_in(client, make_user(None, Role.ACCREDITATION))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("DELETE FROM audit_personkey WHERE person = %s", [f"delegate:{member.pk}"])
        cursor.execute("SET LOCAL session_replication_role = origin")
    person_keys._cache.clear()
    with pytest.raises(PersonKeyMissing):
        _phone = Delegate.objects.get(pk=member.pk).document_number
    answer = client.get(reverse("accreditation:person", args=[member.public_id]))
    assert answer.status_code == 503
    assert f"The key of delegate:{member.pk} is missing." in answer.text


def test_a_key_whose_transaction_was_undone_is_not_used(member):  # noqa: F811
    person = f"delegate:{member.pk}"
    number = member.document_number
    person_keys.remember(person, b"0" * 32)
    assert Delegate.objects.get(pk=member.pk).document_number == number
    person_keys.remember(person, b"0" * 32)
    row = Delegate.objects.get(pk=member.pk)
    row.phone = "+254 1"
    row.save()
    person_keys._cache.clear()
    assert Delegate.objects.get(pk=member.pk).phone == "+254 1"


def test_a_number_with_a_key_is_passed_over(world):
    """As in a copy put back with the keys of later, whose persons it does not hold."""
    last = make_member("KEN").pk
    for number in range(last + 1, last + 4):
        PersonKey.objects.create(person=f"delegate:{number}", secret="")
    row = make_member("KEN", phone="+254 7")
    assert row.pk == last + 4
    assert Delegate.objects.get(pk=row.pk).phone == "+254 7"


def test_a_plain_text_is_not_written_past_the_key(member):  # noqa: F811
    rows = Delegate.objects.filter(pk=member.pk)
    with pytest.raises(TypeError, match="under its person's key"), transaction.atomic():
        rows.update(phone="+254 9")
    rows.update(phone="")


@pytest.mark.django_db(transaction=True)
def test_two_who_make_a_key_at_once_have_the_same():
    barrier = Barrier(2)
    with transaction.atomic():
        mine = person_keys.load_or_make(["delegate:1", "delegate:2"])
        other: list = []

        def make_too() -> None:
            barrier.wait(10)
            with transaction.atomic():
                other.append(person_keys.load_or_make(["delegate:1", "delegate:2"]))
            connection.close()

        thread = Thread(target=make_too)
        thread.start()
        barrier.wait(10)
    thread.join(20)
    assert other == [mine]


class TestDrafts:
    """What is typed of somebody new is under the key of the person to be."""

    @pytest.fixture
    def jane(self, world):
        return actor(make_focal_point("KEN"))

    def typed(self, jane) -> FormDraft:
        draft = form_drafts.save_draft({"phone": "+254 5"}, delegation=make_delegation("KEN"), actor=jane, member=None)
        assert draft is not None
        return draft

    def test_whoever_is_entered_has_its_number(self, jane):
        kenya = make_delegation("KEN")
        self.typed(jane)
        number = form_drafts.number_in(form_drafts.drafts_of(kenya, jane))
        self.typed(jane)
        drafts = form_drafts.drafts_of(kenya, jane)
        assert form_drafts.number_in(drafts) == number
        [stored] = texts_in("registration_formdraft.values")
        assert stored.startswith(f"p.delegate:{number}.")
        entered = editing.enter_member(
            actor=jane, delegation=kenya, values=values(), form_drafts=drafts, number=form_drafts.number_in(drafts)
        )
        assert entered.pk == number
        erasure.erase_person(actor=SYSTEM, kind="delegate", key=entered.pk)
        assert (
            person_keys.unseal(stored, "registration_formdraft.values", person_keys.load([f"delegate:{number}"]))
            is None
        )

    def test_of_a_discarded_one_nothing_can_be_read(self, jane):
        self.typed(jane)
        [stored] = texts_in("registration_formdraft.values")
        person = person_keys.person_in(stored)
        assert "+254 5" in str(person_keys.unseal(stored, "registration_formdraft.values", person_keys.load([person])))
        form_drafts.discard(form_drafts.drafts_of(make_delegation("KEN"), jane))
        assert person_keys.load([person]) == {person: None}

    def test_whoever_is_entered_after_the_draft_was_discarded_is_read(self, jane):
        """In another window, while this one's form was checked."""
        kenya = make_delegation("KEN")
        drafts = form_drafts.drafts_of(kenya, jane)
        self.typed(jane)
        number = form_drafts.number_in(drafts)
        form_drafts.discard(form_drafts.drafts_of(kenya, jane))
        entered = editing.enter_member(actor=jane, delegation=kenya, values=values(), form_drafts=drafts, number=number)
        assert Delegate.objects.get(pk=entered.pk).document_number == "BK0417726"

    @pytest.mark.django_db(transaction=True)
    def test_whoever_is_entered_while_the_draft_is_discarded_is_read(self, jane):
        kenya = make_delegation("KEN")
        self.typed(jane)
        number = form_drafts.number_in(form_drafts.drafts_of(kenya, jane))

        def discard() -> None:
            form_drafts.discard(form_drafts.drafts_of(kenya, jane))
            connection.close()

        thread = Thread(target=discard)
        with transaction.atomic():
            entered = editing.enter_member(actor=jane, delegation=kenya, values=values(), number=number)
            thread.start()
            until(waits_for_a_lock, "who discards waits for the key of who is entered")
        thread.join(20)
        assert (entered.pk, FormDraft.objects.count()) == (number, 0)
        assert Delegate.objects.get(pk=number).document_number == "BK0417726"

    def test_of_whoever_takes_a_place_it_is_the_number_too(self, jane, client):
        old = make_member("KEN")
        sign_in(client, User.objects.get(pk=jane.user_id))
        client.post("/portal/ken/drafts/", {"phone": "+254 5", "member": str(old.public_id), "replacing": "1"})
        [stored] = texts_in("registration_formdraft.values")
        assert client.post(f"/portal/ken/members/{old.public_id}/replace/", post(version="1")).status_code == 302
        entered = Delegate.objects.get(replaces=old)
        assert person_keys.person_in(stored) == f"delegate:{entered.pk}"
        assert entered.document_number == "BK0417726"

    def replacing(self, jane, old: Delegate) -> str:
        """Type somebody into the place of `old`; return under whose key that is."""
        kenya = make_delegation("KEN")
        form_drafts.save_draft({"phone": "+254 5"}, delegation=kenya, actor=jane, member=old, replacing=True)
        return person_keys.person_in(texts_in("registration_formdraft.values")[0])

    def test_of_whom_nobody_enters_as_the_member_leaves_nothing_can_be_read(self, jane):
        old = make_member("KEN")
        person = self.replacing(jane, old)
        editing.withdraw_member(actor=jane, member=old, expected_version=1)
        assert (FormDraft.objects.count(), person_keys.load([person])) == (0, {person: None})

    def test_of_whom_nobody_enters_as_another_is_erased_nothing_can_be_read(self, jane):
        old = make_member("KEN")
        person = self.replacing(jane, old)
        other = make_member("KEN", phone="+254 3")
        form_drafts.save_draft({"phone": "+254 6"}, delegation=make_delegation("KEN"), actor=jane, member=other)
        erasure.erase_person(actor=SYSTEM, kind="delegate", key=old.pk)
        assert (FormDraft.objects.count(), person_keys.load([person])) == (0, {person: None})
        assert Delegate.objects.get(pk=other.pk).phone == "+254 3"


def waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute("SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
        return cursor.rowcount > 0


def test_an_entry_is_read_though_the_key_in_memory_was_undone(member):  # noqa: F811
    person_keys.remember(f"delegate:{member.pk}", b"0" * 32)
    entry = AuditEntry.objects.get(subject_id=str(member.pk), verb="delegate.entered")
    assert entry.subject_label == str(member)


def test_a_text_of_before_is_read_from_where_it_is(member):  # noqa: F811
    Delegate.objects.filter(pk=member.pk).update(phone=PersonalText("+254 8", ""))
    assert Delegate.objects.get(pk=member.pk).phone == "+254 8"
