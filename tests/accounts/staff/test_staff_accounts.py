"""Adding staff, roles, and help after a lost second factor."""

from __future__ import annotations

import subprocess
import sys

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command

from conference.accounts.models import RoleGrant, User
from conference.accounts.staff import actions
from conference.audit.models import AuditEntry
from conference.core.access import SYSTEM, Role
from conference.core.errors import NotAllowed, NotPossible, UserError
from conference.correspondence.models import Message
from tests.accounts.tools import give_recovery_codes
from tests.people import actor, give_totp, make_user

pytestmark = pytest.mark.django_db


def entries(user: User) -> list[tuple[str, str, dict]]:
    rows = AuditEntry.objects.filter(subject_type="accounts.user", subject_id=str(user.pk)).order_by("number")
    return list(rows.values_list("verb", "actor_label", "details"))


def kinds() -> list[str]:
    return list(Message.objects.order_by("id").values_list("kind", flat=True))


def test_staff_are_added_with_their_roles_and_the_record_says_by_whom():
    chief = make_user(None, Role.SECRETARIAT, name="Nguyễn Thu Hà")
    user = actions.add_staff(
        actor=actor(chief), email=" Phuc@Hanoi2025.example", roles=[Role.SECURITY, Role.PRINT_ROOM], name="Tạ Văn Phúc"
    )
    assert (user.email, user.name, user.has_usable_password()) == ("phuc@hanoi2025.example", "Tạ Văn Phúc", False)
    assert set(user.grants.values_list("role", "granted_by")) == {("security", chief.pk), ("print_room", chief.pk)}
    assert entries(user) == [
        ("account.opened", "Nguyễn Thu Hà", {}),
        ("role.granted", "Nguyễn Thu Hà", {"role": "security"}),
        ("role.granted", "Nguyễn Thu Hà", {"role": "print_room"}),
    ]
    assert kinds() == ["accounts.welcome"]


def test_who_signs_in_already_is_told_of_the_new_roles():
    user = make_user("phuc@hanoi2025.example", Role.SECURITY)
    same = actions.add_staff(actor=SYSTEM, email=user.email, roles=[Role.SECURITY, Role.PROTOCOL, Role.PROGRAMME])
    assert same == user
    letter = Message.objects.get()
    assert (letter.kind, letter.context["detail"]) == ("accounts.role_granted", "protocol,programme")


def test_only_the_secretariat_adds_staff():
    for role in set(Role) - {Role.SECRETARIAT}:
        with pytest.raises(NotAllowed):
            actions.add_staff(actor=actor(make_user(None, role)), email="x@hanoi2025.example", roles=[role])
    assert not User.objects.filter(email="x@hanoi2025.example").exists()


@pytest.mark.parametrize(
    ("email", "roles", "why"),
    [("no address", [Role.SECURITY], "no address is not an e-mail address."), ("", [Role.SECURITY], "is not an e-mail address"),
     ("x@hanoi2025.example", [], "at least one role")],
)  # fmt: skip
def test_bad_input_says_so_and_changes_nothing(email, roles, why):
    with pytest.raises(NotPossible, match=why):
        actions.add_staff(actor=SYSTEM, email=email, roles=roles)
    assert not User.objects.exists()
    assert not AuditEntry.objects.exists()


def test_a_role_is_granted_and_withdrawn_once():
    user = make_user()
    for expected, wanted in (("", [Role.PROTOCOL]), ("protocol", [Role.PROTOCOL]), ("protocol", []), ("", [])):
        actions.save_account(actor=SYSTEM, user=user, roles=wanted, expected_roles=expected)
    assert [(verb, details) for verb, _who, details in entries(user)] == [
        ("role.granted", {"role": "protocol"}),
        ("role.withdrawn", {"role": "protocol"}),
    ]
    assert kinds() == ["accounts.role_granted", "accounts.role_withdrawn"]


def test_a_lost_second_factor_is_reset_with_all_that_belongs_to_it():
    user = make_user(None, Role.SECURITY)
    give_totp(user)
    give_recovery_codes(user)
    actions.reset_second_factor(actor=SYSTEM, user=user)
    assert not Authenticator.objects.filter(user=user).exists()
    assert [verb for verb, _who, _details in entries(user)] == ["account.second_factor_reset"]
    assert kinds() == ["accounts.factor_reset"]
    with pytest.raises(NotPossible, match="has no second factor"):
        actions.reset_second_factor(actor=SYSTEM, user=user)


def test_an_account_is_changed_and_the_record_says_what_it_was():
    user = make_user(name="Phuc")
    actions.change_account(actor=SYSTEM, user=user, name="Tạ Văn Phúc", is_active=False)
    actions.change_account(actor=SYSTEM, user=user, name="Tạ Văn Phúc", is_active=False)
    user.refresh_from_db()
    assert (user.name, user.is_active) == ("Tạ Văn Phúc", False)
    assert [(verb, details) for verb, _who, details in entries(user)] == [
        ("account.changed", {"changed": {"name": ["Phuc", "Tạ Văn Phúc"], "is_active": ["True", "False"]}})
    ]
    with pytest.raises(TypeError, match="is_admin"):
        actions.change_account(actor=SYSTEM, user=user, is_admin=True)


class TestCommands:
    def test_add_staff(self, capsys):
        call_command(
            "add_staff", "phuc@hanoi2025.example", "--role", "security", "--role", "protocol", "--name", "Phúc"
        )
        assert capsys.readouterr().out == "phuc@hanoi2025.example has protocol, security. A letter is in the outbox.\n"
        assert set(RoleGrant.objects.values_list("user__name", "role")) == {("Phúc", "security"), ("Phúc", "protocol")}

    @pytest.mark.parametrize("name", ["Phúc \u202eauq", "Phúc\x1b[31m", "Ph\u2066"])
    def test_no_command_takes_a_text_that_turns_round_or_steers(self, name):
        with pytest.raises(UserError, match=r"^name: This contains a .*character.*\(U\+[0-9A-F]{4}\)"):
            call_command("add_staff", "phuc@hanoi2025.example", "--role", "security", "--name", name)
        with pytest.raises(UserError, match=r"^email: "):
            call_command("reset_second_factor", f"{name}@hanoi2025.example")
        assert User.objects.count() == 0

    def test_add_staff_without_an_address(self):
        with pytest.raises(UserError, match=r"nowhere is not an e-mail address\."):
            call_command("add_staff", "nowhere", "--role", "security")

    def test_reset_second_factor(self, capsys):
        user = make_user("phuc@hanoi2025.example", Role.SECURITY)
        give_totp(user)
        call_command("reset_second_factor", "Phuc@hanoi2025.example")
        assert capsys.readouterr().out.startswith("phuc@hanoi2025.example sets up a new second factor")
        assert not Authenticator.objects.exists()

    def test_reset_of_nobody(self):
        with pytest.raises(UserError, match="Nobody signs in with nobody@hanoi2025"):
            call_command("reset_second_factor", "nobody@hanoi2025.example")

    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            (["add_staff", "x@hanoi2025.example", "--role", "minister"], "invalid choice: 'minister'"),
            (["add_staff", "x@hanoi2025.example"], "--role"),
            (["add_staff", "nowhere", "--role", "security"], "nowhere is not an e-mail address."),
        ],
    )
    @pytest.mark.slow
    def test_bad_input_is_one_line_and_exit_code_2(self, arguments, says, tmp_path, monkeypatch):
        monkeypatch.setenv("PLENIPO_HOME", str(tmp_path))
        monkeypatch.setenv("PLENIPO_MODE", "local")
        monkeypatch.delenv("DATABASE_URL", raising=False)
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 2
        assert says in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1
