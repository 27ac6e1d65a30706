"""The office's pages of staff accounts."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from conference.accounts.models import RoleGrant, User
from conference.accounts.staff.actions import add_staff
from conference.audit.models import AuditEntry
from conference.core import clock
from conference.core.access import Role
from conference.correspondence.models import Message
from tests.people import actor, give_totp, make_user, sign_in

LIST, NEW = reverse("staff:list"), reverse("staff:new")


@pytest.fixture
def office(client, world):
    return sign_in(client, make_user("ha@host.example", Role.SECRETARIAT, name="Thu Hà"))


def one(user: User) -> str:
    return reverse("staff:one", args=[user.pk])


def roles(user: User) -> set[str]:
    return set(RoleGrant.objects.filter(user=user).values_list("role", flat=True))


def test_an_account_is_opened_with_its_roles_and_a_message(office):
    sent = {"email": "Phuc@Host.example", "name": "Tạ Văn Phúc", "language": "vi", "roles": ["security", "print_room"]}
    answer = office.post(NEW, sent)
    user = User.objects.get(email="phuc@host.example")
    assert answer["Location"] == one(user)
    assert roles(user) == {"security", "print_room"}
    assert Message.objects.get(kind="accounts.welcome").recipient == "phuc@host.example"
    text = office.get(LIST).content.decode()
    assert "Tạ Văn Phúc" in text
    assert "No second factor yet" in text


def test_an_account_has_the_times_of_the_conferences_clock(office):
    """A demo stands at another day than the machine."""
    with clock.standing(datetime(2025, 10, 10, 7, 22, tzinfo=UTC)):
        user = make_user("phuc@host.example", Role.SECURITY, name="Phúc")
        Client().force_login(user)
    # When it was opened, the latest sign-in, and since when the role is held.
    assert office.get(one(user)).content.decode().count("Fri 10 Oct 2025, 14:22") == 3


def test_nothing_typed_is_lost_when_it_is_refused(office):
    answer = office.post(NEW, {"email": "phuc@", "name": "Phúc", "language": "vi", "roles": ["security"]})
    assert answer.status_code == 422
    assert 'value="Phúc"' in answer.content.decode()
    assert not User.objects.filter(name="Phúc").exists()


def test_several_roles_change_in_one_step_and_one_message_of_a_kind(office):
    user = make_user("phuc@host.example", Role.SECURITY, Role.PRINT_ROOM, name="Phúc")
    sent = {"name": "Phúc", "language": "en", "roles": ["security", "protocol", "programme"], "is_active": "on"}
    office.post(one(user), {**sent, "expected_roles": "print_room,security"})
    assert roles(user) == {"security", "protocol", "programme"}
    told = Message.objects.filter(recipient="phuc@host.example").order_by("pk")
    assert [(row.kind, row.context["detail"]) for row in told] == [
        ("accounts.role_granted", "protocol,programme"),
        ("accounts.role_withdrawn", "print_room"),
    ]
    verbs = AuditEntry.objects.filter(subject_id=str(user.pk)).values_list("verb", "details")
    assert ("role.withdrawn", {"role": "print_room"}) in list(verbs)


def test_a_page_with_old_roles_changes_nothing(office):
    user = make_user("phuc@host.example", Role.SECURITY, name="Phúc")
    RoleGrant.objects.create(user=user, role=Role.PROTOCOL)
    sent = {"name": "Another", "language": "en", "roles": ["security"], "is_active": "on", "expected_roles": "security"}
    answer = office.post(one(user), sent)
    assert answer.status_code == 422
    assert "were changed meanwhile" in answer.content.decode()
    assert (roles(user), User.objects.get(pk=user.pk).name) == ({"security", "protocol"}, "Phúc")


@pytest.mark.parametrize("changed", [{"roles": ["protocol"]}, {"is_active": ""}])
def test_nobody_locks_oneself_out(office, changed):
    own = User.objects.get(email="ha@host.example")
    sent = {
        "name": "Thu Hà",
        "language": "en",
        "roles": ["secretariat"],
        "is_active": "on",
        "expected_roles": "secretariat",
    }
    answer = office.post(one(own), {name: value for name, value in {**sent, **changed}.items() if value})
    assert answer.status_code == 422
    assert "ask a colleague" in answer.content.decode()
    assert (roles(own), User.objects.get(pk=own.pk).is_active) == ({"secretariat"}, True)


def test_a_closed_account_is_out_and_can_be_opened_again(office, client):
    user = make_user("phuc@host.example", Role.SECURITY, name="Phúc")
    sent = {"name": "Phúc", "language": "en", "roles": ["security"], "expected_roles": "security"}
    closed = office.post(one(user), sent, follow=True)
    assert "The account of Phúc is closed: nobody signs in with it until it is opened again." in closed.content.decode()
    assert not User.objects.get(pk=user.pk).is_active
    assert "Closed" in office.get(LIST).content.decode()
    opened = office.post(one(user), {**sent, "is_active": "on"}, follow=True)
    assert "The account of Phúc is open again." in opened.content.decode()
    assert User.objects.get(pk=user.pk).is_active


def test_a_second_factor_is_reset_after_a_question(office):
    user = make_user("phuc@host.example", Role.SECURITY, name="Phúc")
    give_totp(user)
    assert "Reset the second factor of Phúc?" in office.get(one(user)).content.decode()
    office.post(reverse("staff:reset_factor", args=[user.pk]))
    assert not user.authenticator_set.exists()


def test_delegations_focal_points_are_not_staff(office):
    stranger = make_user("focal@mission.example", name="Focal")
    assert "Focal" not in office.get(LIST).content.decode()
    assert office.get(one(stranger)).status_code == 404


def test_found_by_name_and_role(office):
    make_user("phuc@host.example", Role.SECURITY, name="Phúc")
    make_user("linh@host.example", Role.ACCREDITATION, name="Linh")
    assert "Linh" not in office.get(LIST, {"role": "security"}).content.decode().split("<main")[1]
    assert "Phúc" in office.get(LIST, {"q": "phuc@"}).content.decode()


def test_the_list_takes_as_many_queries_for_many(office, django_assert_num_queries):
    for _ in range(2):
        for number in range(3):
            make_user(None, Role.SECURITY, name=f"Officer {number}")
        office.get(LIST)
        with django_assert_num_queries(8):
            office.get(LIST)


def test_nobody_gives_oneself_a_further_role(office):
    own = User.objects.get(email="ha@host.example")
    sent = {"name": "Thu Hà", "language": "en", "roles": ["secretariat", "protocol"], "is_active": "on"}
    answer = office.post(one(own), {**sent, "expected_roles": "secretariat"})
    assert answer.status_code == 422
    assert "Nobody gives a further role to oneself" in answer.content.decode()
    office.post(NEW, {"email": own.email, "name": "Thu Hà", "language": "en", "roles": ["security"]})
    assert roles(own) == {"secretariat"}


class TestTwoPowersInOneHand:
    """Vetting and the decision are two persons': who has both was given them by two of the secretariat."""

    def give(self, client, user, *wanted) -> None:
        sent = {"name": "Phúc", "language": "en", "roles": wanted, "is_active": "on"}
        client.post(one(user), {**sent, "expected_roles": ",".join(sorted(roles(user)))})

    @pytest.fixture
    def user(self, office) -> User:
        return make_user("phuc@host.example", Role.SECURITY, name="Phúc")

    @pytest.fixture
    def colleague(self, office):
        return sign_in(Client(), make_user(None, Role.SECRETARIAT, name="Ngọc Mai"))

    def test_a_second_person_gives_it_too(self, office, user, colleague):
        self.give(office, user, "security", "accreditation")
        self.give(office, user, "security", "accreditation")  # again is still one person
        assert roles(user) == {"security"}
        assert "a second person of the secretariat has to give this role" in office.get(one(user)).content.decode()
        page = colleague.get("/desk/").content.decode()
        assert "Thu Hà asks for a further role for Phúc: Accreditation officer" in re.sub(r"</?bdi>", "", page)
        assert "Thu Hà asks for the role “Accreditation officer” here." in colleague.get(one(user)).content.decode()
        assert not Message.objects.filter(recipient=user.email).exists()
        self.give(colleague, user, "security", "accreditation")
        assert roles(user) == {"security", "accreditation"}
        told = Message.objects.get(recipient=user.email)
        assert (told.kind, told.context["detail"]) == ("accounts.role_granted", "accreditation")
        assert list(
            AuditEntry.objects.filter(verb__startswith="role.").order_by("number").values_list("verb", "actor_label")
        ) == [("role.asked", "Thu Hà"), ("role.asked", "Thu Hà"), ("role.granted", "Ngọc Mai")]

    def test_the_person_is_not_the_second(self, office, user):
        RoleGrant.objects.create(user=user, role=Role.SECRETARIAT)
        self.give(office, user, "security", "secretariat", "accreditation")
        self.give(sign_in(Client(), user), user, "security", "secretariat", "accreditation")
        assert roles(user) == {"security", "secretariat"}

    def test_after_a_day_it_is_asked_for_anew(self, office, user, colleague):
        with clock.standing(clock.now() - timedelta(hours=25)):
            add_staff(
                actor=actor(User.objects.get(email="ha@host.example")), email=user.email, roles=[Role.ACCREDITATION]
            )
        self.give(colleague, user, "security", "accreditation")
        assert roles(user) == {"security"}

    def test_a_new_account_gets_one_of_both(self, office):
        office.post(
            NEW, {"email": "new@host.example", "name": "New", "language": "en", "roles": ["security", "accreditation"]}
        )
        assert roles(User.objects.get(email="new@host.example")) == {"security"}

    def test_one_power_in_place_of_the_other_needs_nobody_else(self, office, user):
        """The control: so does every other role."""
        self.give(office, user, "accreditation", "protocol")
        assert roles(user) == {"accreditation", "protocol"}
