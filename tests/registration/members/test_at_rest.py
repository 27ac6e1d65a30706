"""Without the keys no database, copy or log shows a document's number, a birth date, an arm's serial or how to reach a person."""

from __future__ import annotations

import base64
import io
import logging

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.forms import TextInput

from conference import fields
from conference.audit import person_keys
from conference.audit.models import AuditEntry, PersonKey
from conference.core.access import SYSTEM
from conference.core.errors import UserError
from conference.core.personal_data import PersonalText
from conference.db.prepared import Prepared
from conference.fields import EncryptedTextField, blind_index
from delegations.accreditation.badges.actions.issuing import read_shown_fields
from delegations.accreditation.models import Badge
from delegations.registration.equipment import actions as equipment_actions
from delegations.registration.equipment import licensing
from delegations.registration.equipment.actions import ListedAlready
from delegations.registration.members.actions import editing, submission
from delegations.registration.members.choices import Choices
from delegations.registration.members.forms import MemberForm
from delegations.registration.members.rules import number_index
from delegations.registration.models import (
    Delegate,
    Delegation,
    Equipment,
    FormDraft,
    PendingImport,
    PhotoDraft,
    VisaLetter,
)
from delegations.registration.visas import actions as visas_actions
from tests.accreditation.kit import accredited
from tests.people import actor, make_delegation, make_focal_point, make_member, sign_in
from tests.registration.equipment.test_equipment import officer, posted, url_of
from tests.registration.kit import firearm, picture, post, radio, values
from tests.registration.visas.test_visa_letters import traveller

NUMBERS = ("QX8350271", "QX8350272", "QX8350273", "QX8350274", "QX8350275", "QX8350276", "QX8350277")
BIRTHS = ("1951-02-27", "1952-03-28", "1953-04-29", "1954-05-30", "1955-06-28", "1956-07-27", "1957-08-26")


def spellings(day: str) -> list[str]:
    year, month, rest = day.split("-")
    return [day, f"{rest}.{month}.{year}", f"{year}{month}{rest}", f"{rest}/{month}/{year}"]


SERIALS = ("QX-ARM-7731", "QX-ARM-7732", "QX-RADIO-7733")
CONTACTS = {
    "phone": "+254 20 883 5019",
    "diet": "No qxnuts, coeliac",
    "accessibility": "Qxwheelchair, step-free",
    "emergency_contact": "Aunt Qxwanjiru, +254 20 883 5020",
}
WANTED = [*NUMBERS, *SERIALS, *CONTACTS.values(), *(text for day in BIRTHS for text in spellings(day))]


def database() -> str:
    """As a dump shows it."""
    with connection.cursor() as cursor:
        texts = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT row_to_json(t)::text FROM "{table}" t')
            texts += [row[0] for row in cursor.fetchall()]
    return "\n".join(texts)


def named(text: str, name: str) -> io.BytesIO:
    file = io.BytesIO(text.encode())
    file.name = name
    return file


def bring_arms(client) -> None:
    bearer = officer()
    url = url_of(bearer)
    assert client.post(url, posted(firearm(serial=SERIALS[0]))).status_code == 302
    assert client.post(url, posted(firearm(serial=SERIALS[0]))).status_code == 422
    arm = Equipment.objects.get()
    changed = {**posted(firearm(serial=SERIALS[1])), "version": "1"}
    assert client.post(url_of(bearer, arm), changed).status_code == 302
    assert client.post(url, posted(radio(serial=SERIALS[2]))).status_code == 302
    other = Equipment.objects.last()
    licensing.license_equipment(actor=SYSTEM, bearer=bearer, expected_version={arm.pk: 2}, licence="L-12")
    licensing.refuse_equipment(
        actor=SYSTEM, bearer=bearer, expected_version={other.pk: 1}, reason="Not on that frequency."
    )


def register(client, caplog) -> str:
    """Register by every way, with a fault and a change; return what was logged."""
    jane = make_focal_point("KEN")
    sign_in(client, jane)
    caplog.set_level(logging.DEBUG)
    new = {"document_number": NUMBERS[0], "date_of_birth": BIRTHS[0], **CONTACTS}
    url = "/portal/ken/members/new/"
    assert client.post(url, {**post(**new, family_name=""), "photo-file": picture()}).status_code == 422
    assert client.post(url, {**post(**new), "photo-file": picture()}).status_code == 302
    member = Delegate.objects.get()
    changed = {**post(document_number=NUMBERS[1], date_of_birth=BIRTHS[1]), "version": str(member.version)}
    assert client.post(f"/portal/ken/members/{member.public_id}/", changed).status_code == 302
    half = {**post(document_number=NUMBERS[4], date_of_birth=BIRTHS[4], **CONTACTS), "version": "0"}
    assert client.post("/portal/ken/drafts/", half).status_code == 200
    table = "family_name,given_names,capacity,category,date_of_birth,document_number,phone,diet\n"
    contacts = f'"{CONTACTS["phone"]}","{CONTACTS["diet"]}"'
    table += f"Ouma,Brian,delegate,D,{BIRTHS[2]},{NUMBERS[2]},{contacts}\n"
    assert client.post("/portal/ken/import/", {"file": named(table, "members.csv")}).status_code == 302
    table += f"Kamau,Otieno,delegate,D,{BIRTHS[6]},{NUMBERS[6]},{contacts}\n"
    checked = {"file": named(table, f"{NUMBERS[6]}.csv"), "check": "1"}
    assert client.post("/portal/ken/import/", checked).status_code == 200
    bring_arms(client)
    submission.submit_members(actor=actor(jane), delegation=make_delegation("KEN"), members=[member])
    accredited("KEN", date_of_birth=BIRTHS[3], document_number=NUMBERS[3])
    guest = traveller(document_number=NUMBERS[5], date_of_birth=BIRTHS[5])
    visas_actions.issue_visa_letter(actor=SYSTEM, member=guest)
    with pytest.raises(UserError):
        editing.enter_member(
            actor=actor(jane), delegation=make_delegation("KEN"), values=values(**new | {"document_number": NUMBERS[1]})
        )
    return caplog.text


def test_neither_the_database_nor_the_logs_tell(client, world, caplog):
    logged = register(client, caplog)
    held = database()
    assert "Ouma" in held  # it is the database that was read
    assert Delegate.objects.filter(date_of_birth__isnull=False).count() == 5
    assert [text for text in WANTED if text in held] == []
    assert [text for text in WANTED if text in logged] == []
    assert PhotoDraft.objects.count() == 1
    assert PendingImport.objects.get().body.count(NUMBERS[6]) == 1
    assert [thing.serial for thing in Equipment.objects.order_by("pk")] == [SERIALS[1], SERIALS[2]]
    assert "changed" in AuditEntry.objects.get(verb="equipment.changed").details["changed"]["serial"]
    assert NUMBERS[5] in VisaLetter.objects.get().holds
    assert FormDraft.objects.get().values.count(NUMBERS[4]) == 1  # whoever has the keys reads it


@pytest.fixture
def queries_built_anew():
    """Queries that were built before a field is changed go on as they were."""
    Prepared.forget()
    yield
    Prepared.forget()


def test_control_without_encryption_they_are_found(client, world, caplog, queries_built_anew, monkeypatch):
    monkeypatch.setattr(EncryptedTextField, "get_prep_value", lambda self, value: value)
    monkeypatch.setattr(EncryptedTextField, "from_db_value", lambda self, value, expression, connection: value)
    register(client, caplog)
    held = database()
    assert {*NUMBERS[1:], *BIRTHS[1:], *SERIALS[1:], *CONTACTS.values()} <= {text for text in WANTED if text in held}


def key(name: str) -> str:
    return f"{name}:{base64.b64encode(name.encode() * 16).decode()}"


OLD, NEW = key("k1"), key("k2")


def stored(model, name: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name} FROM {model._meta.db_table} ORDER BY id")
        return [row[0] for row in cursor.fetchall()]


def secrets_of_keys() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM audit_personkey")
        return [row[0] for row in cursor.fetchall()]


class TestSerialNumbers:
    """The index that refuses a second listing."""

    @pytest.fixture
    def bearer(self, world):
        bearer = officer()
        equipment_actions.ask_for_equipment(actor=SYSTEM, member=bearer, values=radio(serial=SERIALS[2]))
        return bearer

    def test_while_keys_are_rotated_and_afterwards_nothing_is_listed_twice(self, bearer, settings):
        settings.FIELD_KEYS = f"{NEW},{settings.FIELD_KEYS}"
        for _before_and_after in range(2):
            with pytest.raises(ListedAlready):
                equipment_actions.ask_for_equipment(actor=SYSTEM, member=bearer, values=radio(serial=SERIALS[2]))
            call_command("rotate_keys", stdout=io.StringIO())
            settings.FIELD_KEYS = NEW
        assert Equipment.objects.get().serial == SERIALS[2]

    def test_saved_unchanged_under_a_new_key_it_is_not_asked_anew(self, bearer, settings):
        settings.FIELD_KEYS = f"{NEW},{settings.FIELD_KEYS}"
        thing = Equipment.objects.get()
        equipment_actions.change_equipment(
            actor=SYSTEM, equipment=thing, expected_version=1, values=radio(serial=SERIALS[2])
        )
        assert Equipment.objects.get().version == 1


class TestContacts:
    """Telephone, diet, needs and whom to call."""

    def test_they_follow_the_keys(self, world, settings):
        settings.FIELD_KEYS = OLD
        make_member("KEN", **CONTACTS)
        settings.FIELD_KEYS = f"{NEW},{OLD}"
        call_command("rotate_keys", stdout=io.StringIO())
        settings.FIELD_KEYS = NEW
        member = Delegate.objects.get()
        assert {name: getattr(member, name) for name in CONTACTS} == CONTACTS

    def test_the_form_has_a_line_for_each_and_bounds_it(self, world):
        form = MemberForm(post(diet="x" * 121, phone="+" + "1" * 41), choices=Choices(make_delegation("KEN").party))
        assert {"diet", "phone"} <= set(form.errors)
        assert {type(form.fields[name].widget) for name in CONTACTS} == {TextInput}


def test_the_liaison_officers_telephone_is_encrypted_in_the_database(world):
    kenya = make_delegation("KEN")
    kenya.liaison_phone = "+84 24 5550 0142"
    kenya.save()
    assert "0142" not in str(stored(Delegation, "liaison_phone"))
    kenya.refresh_from_db()
    assert kenya.liaison_phone == "+84 24 5550 0142"


class TestRotation:
    @pytest.fixture
    def old(self, world, settings):
        """Three members under the old key, one accredited, one changed since; the new key is in front from now on."""
        settings.FIELD_KEYS = OLD
        jane = actor(make_focal_point("KEN"))
        delegation = make_delegation("KEN")
        for number, name in zip(NUMBERS, ("Ouma", "Rono"), strict=False):
            editing.enter_member(
                actor=jane, delegation=delegation, values=values(document_number=number, family_name=name)
            )
        member, badge = accredited("KEN", document_number=NUMBERS[3], document_number_index=number_index(NUMBERS[3]))
        Badge.objects.filter(pk=badge.pk).update(shows=read_shown_fields(member))
        settings.FIELD_KEYS = f"{NEW},{OLD}"
        return jane

    def rotate(self, **options) -> str:
        out = io.StringIO()
        call_command("rotate_keys", stdout=out, **options)
        return out.getvalue()

    def test_afterwards_the_old_key_can_go(self, old, settings):
        keys = PersonKey.objects.count()
        assert {text.partition(".")[0] for text in secrets_of_keys()} == {"k1"}
        said = self.rotate(batch=2)
        assert f"audit_personkey: {keys}" in said
        assert "Everything is under the key k2" in said
        settings.FIELD_KEYS = NEW
        assert [one.document_number for one in Delegate.objects.order_by("pk")] == [NUMBERS[0], NUMBERS[1], NUMBERS[3]]
        assert {text.partition(".")[0] for text in secrets_of_keys()} == {"k2"}

    def test_control_without_it_they_open_no_more(self, old, settings):
        settings.FIELD_KEYS = NEW
        person_keys._cache.clear()
        with pytest.raises(fields.CannotDecrypt, match="the key 'k1' is not among FIELD_KEYS"):
            list(Delegate.objects.values_list("document_number"))

    def test_what_an_older_version_wrote_is_read_and_comes_under_the_persons_keys(self, old, settings):
        for member in Delegate.objects.all():
            Delegate.objects.filter(pk=member.pk).update(document_number=PersonalText(member.document_number, ""))
        assert {text.partition(".")[0] for text in stored(Delegate, "document_number")} == {"k2"}
        numbers = [NUMBERS[0], NUMBERS[1], NUMBERS[3]]
        assert [member.document_number for member in Delegate.objects.order_by("pk")] == numbers
        assert "registration_delegate: 3" in self.rotate(batch=2)
        persons = [f"p.delegate:{key}" for key in Delegate.objects.order_by("pk").values_list("pk", flat=True)]
        assert [text.rpartition(".")[0] for text in stored(Delegate, "document_number")] == persons
        assert [member.document_number for member in Delegate.objects.order_by("pk")] == numbers
        assert "registration_delegate: 0" in self.rotate()

    def test_a_number_is_still_recognised(self, old, settings):
        self.rotate()
        settings.FIELD_KEYS = NEW
        with pytest.raises(UserError, match="The same document number as Halima Ouma"):
            twice = values(document_number=NUMBERS[0], family_name="Somebody")
            editing.enter_member(actor=old, delegation=make_delegation("KEN"), values=twice)

    def test_a_badge_still_tells_what_changed(self, old, settings):
        self.rotate()
        settings.FIELD_KEYS = NEW
        badge = Badge.objects.get()
        assert badge.shows == read_shown_fields(Delegate.objects.select_related("category").get(pk=badge.delegate_id))

    def test_a_digest_of_what_changed_since_still_differs(self, old, settings):
        other = Delegate.objects.get(family_name="Ouma")
        member = Badge.objects.get().delegate
        member.document_number = "ZZ0000001"
        member.save()
        before = Badge.objects.get().shows["document_number"]
        self.rotate()
        assert Badge.objects.get().shows["document_number"] == before
        assert before != blind_index("ZZ0000001", "registration_delegate.document_number")
        assert other.document_number == NUMBERS[0]

    def test_the_second_time_there_is_nothing_to_do(self, old):
        self.rotate()
        assert all(line.endswith(": 0") for line in self.rotate().splitlines()[:-1])

    def test_what_is_done_stays_done_when_it_breaks_off(self, old, settings):
        with transaction.atomic():
            settings.FIELD_KEYS = f"{NEW},{key('k3')}"
            with pytest.raises(UserError, match=r"the key 'k1' is not among FIELD_KEYS\. Put the missing key back"):
                self.rotate()
        settings.FIELD_KEYS = f"{NEW},{OLD}"
        assert f"audit_personkey: {PersonKey.objects.count()}" in self.rotate()

    def test_the_versions_and_the_record_are_left_alone(self, old):
        before = list(Delegate.objects.order_by("pk").values_list("version", "record_id"))
        self.rotate()
        assert list(Delegate.objects.order_by("pk").values_list("version", "record_id")) == before

    def test_secrets_of_authenticators_follow(self, world, settings):
        from tests.people import TOTP_SECRET, give_totp, make_user

        settings.FIELD_KEYS = OLD
        give_totp(make_user())
        settings.FIELD_KEYS = f"{NEW},{OLD}"
        assert "mfa_authenticator: 1" in self.rotate()
        settings.FIELD_KEYS = NEW
        from allauth.mfa.adapter import get_adapter
        from allauth.mfa.models import Authenticator

        assert get_adapter().decrypt(Authenticator.objects.get(type="totp").data["secret"]) == TOTP_SECRET
