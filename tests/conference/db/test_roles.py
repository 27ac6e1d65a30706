"""The application's role runs the conference, and the server itself refuses it whatever would undo the audit log."""

from __future__ import annotations

import base64
import io
import os
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse

from conference.audit.models import AuditEntry, Head
from conference.audit.verify import all_faults
from conference.core import clock
from conference.core.access import Role
from conference.core.links import hash_of
from conference.correspondence.models import Message
from conference.correspondence.outbox import delivery
from conference.db import roles
from conference.models import Category
from delegations.accreditation.models import Badge
from delegations.accreditation.review.actions import decisions
from delegations.gates.checking.online import check_badge
from delegations.gates.models import Scan
from delegations.registration.members.actions.submission import submit_members
from delegations.registration.models import Delegate
from schedule.signing.models import Signature
from tests.correspondence.conftest import server, sink, trial, write  # noqa: F401 (fixtures)
from tests.gates.scene import NUMBERS, code_of, give_out, make_device, make_gate
from tests.people import actor, make_focal_point, make_member, make_user, make_world
from tests.signing.scene import BEGINS, fill, intend, make_session, sign
from tests.treaties.kit import hanoi

pytestmark = pytest.mark.django_db(transaction=True)
ROLE = f"plenipo_application_{os.getpid()}"
PASSWORD = "of-the-test-alone"


@pytest.fixture
def owner(transactional_db, settings):
    """The owner's own connection, while the site works as the application's role."""
    owner = connection.copy()
    with owner.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {ROLE} LOGIN PASSWORD '{PASSWORD}'")
    settings.APPLICATION_ROLE = ROLE
    roles.after_migrate("default")
    before = connection.settings_dict
    connection.close()
    connection.settings_dict = {**before, "USER": ROLE, "PASSWORD": PASSWORD}
    yield owner
    connection.close()
    connection.settings_dict = before
    with owner.cursor() as cursor:
        cursor.execute(f"DROP OWNED BY {ROLE}")
        cursor.execute(f"DROP ROLE {ROLE}")
    owner.close()


@pytest.mark.slow
def test_the_whole_conference_runs_under_the_applications_role(owner, trial, sink, settings):  # noqa: F811
    make_world()
    Category.objects.update(days=[])
    # A delegation registers, security vets, an officer accredits.
    focal_point = make_focal_point("KEN")
    delegate = make_member("KEN")
    submit_members(actor=actor(focal_point), delegation=delegate.delegation, members=[delegate])
    decisions.vet(actor=actor(make_user(None, Role.SECURITY)), delegate=delegate)
    officer = make_user(None, Role.ACCREDITATION)
    badge = give_out(decisions.accredit(actor=actor(officer), delegate=delegate))
    client = Client()
    client.force_login(officer)
    assert client.get(reverse("accreditation:person", args=[delegate.public_id])).status_code == 200  # which is logged
    # At a gate the badge opens once it is read.
    device, now = hash_of(make_device(make_gate("G"))[1]), clock.now()
    code = code_of(badge, expires=now + timedelta(days=1))
    status, _body = check_badge(key=device, number=next(NUMBERS), text=code, direction="in", device_at=now, now=now)
    assert (status, Scan.objects.get().badge_id) == (200, badge.pk)
    # A head of State signs.
    with clock.standing(BEGINS):
        session = make_session(hanoi())
        intend("BRA")
        fill(session)
        sign(session, "BRA")
    assert Signature.objects.count() == 1
    # Messages go out, keys are rotated, what was kept long enough goes, the log is whole.
    (message,) = write()
    assert delivery.deliver([message.pk]) == 1
    new = "k9:" + base64.b64encode(bytes(range(100, 132))).decode()
    settings.FIELD_KEYS = f"{new},{settings.FIELD_KEYS}"
    call_command("rotate_keys", stdout=io.StringIO())
    settings.FIELD_KEYS = new
    assert Delegate.objects.get(pk=delegate.pk).document_number == delegate.document_number
    call_command("purge", stdout=io.StringIO())
    call_command("verify_audit", stdout=io.StringIO())
    assert list(all_faults()) == []
    assert (Badge.objects.get(pk=badge.pk).state, Message.objects.get(pk=message.pk).state) == ("collected", "sent")


ATTACKS = {
    "change": "UPDATE audit_entry SET reason = 'another' WHERE number = 1",
    "delete": "DELETE FROM audit_entry WHERE number = 1",
    "empty": "TRUNCATE audit_entry CASCADE",
    "empty the reads": "TRUNCATE audit_accesslogentry",
    "put the head away": "DELETE FROM audit_head",
    "switch off a trigger": "ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_no_update",
    "switch off all": "SET session_replication_role = replica",
    "drop a trigger": "DROP TRIGGER audit_entry_no_update ON audit_entry",
    "replace its function": (
        "CREATE OR REPLACE FUNCTION audit_entry_no_update() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"
    ),
    "a trigger of one's own": (
        "CREATE TRIGGER own BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_entry_no_update()"
    ),
    "drop": "DROP TABLE audit_entry CASCADE",
    "a table of one's own": "CREATE TABLE own (id int)",
    "a function of one's own": "CREATE FUNCTION own() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "become the owner": "GRANT {owner} TO {role}",
    "forget a migration": "DELETE FROM django_migrations",
}
# Of these the owner is stopped by the trigger alone, which he can switch off.
TRIGGERED = {"change", "delete", "empty", "empty the reads"}


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_server_refuses_what_would_undo_the_log(owner, attack):
    make_world()
    make_member()
    statement = ATTACKS[attack].format(owner=owner.settings_dict["USER"], role=ROLE)
    with pytest.raises(DatabaseError, match=r"denied|must (be|have)"), connection.cursor() as cursor:
        cursor.execute(statement)
    # The control: for the owner the same statement passes, or its trigger alone stops it.
    _as_owner(owner, attack, statement)
    assert (AuditEntry.objects.count(), Head.objects.get().number) == (1, 1)


def _as_owner(owner, attack: str, statement: str) -> None:
    owner.set_autocommit(False)
    try:
        with owner.cursor() as cursor:
            if attack in TRIGGERED:
                with pytest.raises(DatabaseError, match="append-only"):
                    cursor.execute(statement)
                owner.rollback()
                cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(statement)
    finally:
        owner.rollback()
        owner.set_autocommit(True)


def test_a_table_of_a_later_migration_is_the_applications_at_once(owner):
    with owner.cursor() as cursor:
        cursor.execute("CREATE TABLE later (id bigint GENERATED BY DEFAULT AS IDENTITY, name text)")
    try:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO later (name) VALUES ('a'); UPDATE later SET name = 'b'; DELETE FROM later")
            with pytest.raises(DatabaseError, match="denied"):
                cursor.execute("TRUNCATE later")
    finally:
        with owner.cursor() as cursor:
            cursor.execute("DROP TABLE later")


@pytest.mark.slow
def test_migrating_again_takes_away_what_was_granted_by_hand(owner, settings):
    with owner.cursor() as cursor:
        cursor.execute(f"GRANT UPDATE, TRIGGER ON audit_entry TO {ROLE}")
    assert "UPDATE" in rights_on("audit_entry")
    # As `./run migrate` does it: under the owner, though the site's role is the application's.
    settings.OWNER_DATABASE = owner.settings_dict
    application = connection.settings_dict
    try:
        call_command("migrate", verbosity=0)
    finally:
        connection.close()
        connection.settings_dict = application
    assert rights_on("audit_entry") == {"SELECT", "INSERT"}
    assert rights_on("audit_head") == {"SELECT", "UPDATE"}
    assert rights_on("registration_delegate") == {"SELECT", "INSERT", "UPDATE", "DELETE"}
    assert rights_on("django_migrations") == {"SELECT"}


def rights_on(table: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT privilege FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER'])"
            " AS privilege WHERE has_table_privilege(%s, privilege)",
            [table],
        )
        return {privilege for (privilege,) in cursor.fetchall()}


def test_the_check_names_what_a_role_may(owner):
    assert roles.check_role(None) == []
    with owner.cursor() as cursor:
        cursor.execute(f"GRANT DELETE ON audit_entry TO {ROLE}")
    (warning,) = roles.check_role(None)
    assert warning.id == "plenipo.W001"
    assert warning.msg.endswith("may delete audit_entry.")
    name = owner.settings_dict["USER"]
    with owner.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        cursor.execute(f"GRANT CREATE ON SCHEMA {cursor.fetchone()[0]} TO {ROLE}; ALTER ROLE {ROLE} CREATEROLE")
    (warning,) = roles.check_role(None)
    assert "may make roles or replicate; may make tables;" in warning.msg
    with owner.cursor() as cursor:
        cursor.execute(f"CREATE TABLE owned (id int); ALTER TABLE owned OWNER TO {ROLE}")
        cursor.execute(f"GRANT SET ON PARAMETER session_replication_role TO {ROLE}")
    (warning,) = roles.check_role(None)
    assert "owns 1 tables, whose triggers it may switch off" in warning.msg
    assert "may switch off all triggers (session_replication_role)" in warning.msg
    with owner.cursor() as cursor:
        cursor.execute("DROP TABLE owned")
        cursor.execute(f"GRANT {name} TO {ROLE}")
    (warning,) = roles.check_role(None)
    assert "whose triggers it may switch off" in warning.msg
    with owner.cursor() as cursor:
        cursor.execute(f"REVOKE {name} FROM {ROLE}")
        cursor.execute(f"ALTER ROLE {ROLE} SUPERUSER")
    (warning,) = roles.check_role(None)
    assert "is a superuser, whom nothing stops" in warning.msg
