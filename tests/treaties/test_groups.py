"""Groups of participants: what the database refuses, and the form of the office and of the administration."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from conference.core.access import Role
from conference.treaties.models import Treaty, TreatyGroup, TreatyGroupMember
from tests.people import make_conference, make_party, make_user, sign_in
from tests.treaties.kit import hanoi, make_group, make_organization

pytestmark = pytest.mark.django_db
NEW = "desk:table_new", ["treaty-groups"]


@pytest.fixture
def treaty():
    make_conference()
    for code in ("FRA", "KEN", "VNM"):
        make_party(code)
    return hanoi()


@pytest.fixture
def office(client, treaty):
    sign_in(client, make_user(None, Role.SECRETARIAT))
    return client


def values(treaty, **fields) -> dict[str, object]:
    group = {"treaty": treaty.pk, "name_en": "the three States", "members": "FRA 40\r\nken 20,5\r\n\r\nVNM", **fields}
    return {name: value for name, value in group.items() if value is not None}


class TestOffice:
    def test_a_group_is_entered_line_by_line_and_changed(self, office, treaty):
        fields = {"needed_share": "55", "measure_en": "the catch of 1990"}
        page = office.post(reverse(NEW[0], args=NEW[1]), values(treaty, **fields))
        assert page.status_code == 302, page.context["form"].errors
        group = TreatyGroup.objects.get()
        assert (group.needed_share, group.needed_number, group.takes_part) == (Decimal(55), None, False)
        assert shares(group) == {"FRA": 40, "KEN": Decimal("20.5"), "VNM": 0}
        address = reverse("desk:table_row", args=["treaty-groups", group.pk])
        form = office.get(address).context["form"]
        assert form["members"].value() == "FRA 40\nKEN 20.5\nVNM"
        changed = values(treaty, **fields, members="FRA 41\nKEN 20.5", fingerprint=form["fingerprint"].value())
        assert office.post(address, changed).status_code == 302
        assert shares(group) == {"FRA": 41, "KEN": Decimal("20.5")}
        # Somebody else's page is older by now.
        late = office.post(address, {**changed, "members": "VNM 60"})
        assert "changed this after you opened it" in late.content.decode()
        assert shares(group) == {"FRA": 41, "KEN": Decimal("20.5")}

    @pytest.mark.parametrize(
        ("fields", "name", "message"),
        [
            ({"members": "FRA 1\nXXX"}, "members", "XXX is no code of a State or an organization."),
            ({"members": "FRA 1\nKEN many"}, "members", "Line 2: “KEN many” is no per cent."),
            ({"members": "FRA 1\nKEN 101"}, "members", "Line 2: “KEN 101” is no per cent."),
            ({"members": "FRA\nKEN\nFRA"}, "members", "Line 3: FRA is there already."),
            (
                {"needed_number": "4"},
                "needed_number",
                "The group has 3 members, so that this number can never be reached.",
            ),
            (
                {"needed_share": "61", "measure_en": "the catch"},
                "needed_share",
                "The members hold 60.5 per cent together, so that this share can never be reached.",
            ),
            (
                {"needed_share": "61", "measure_en": "the catch", "members": "FRA 70\nKEN 40"},
                "members",
                "The members hold 110 per cent together, which is more than the whole.",
            ),
            (
                {"takes_part": None},
                "__all__",
                "Say what the group is for: it may take part, or entry into force needs it.",
            ),
            (
                {"needed_number": "1", "needed_share": "10", "measure_en": "the catch"},
                "__all__",
                "Give a number or a share. A further condition is a further group.",
            ),
            ({"needed_share": "10"}, "__all__", "A share needs what it is counted in, and nothing else has it."),
        ],
    )
    def test_mistakes_stand_at_their_field_and_what_was_typed_stays(self, office, treaty, fields, name, message):
        sent = values(treaty, **{"takes_part": "on", **fields})
        page = office.post(reverse(NEW[0], args=NEW[1]), sent)
        assert message in page.context["form"].errors[name]
        assert page.content.decode().count("<h2>One item to correct</h2>") == 1
        assert page.context["form"]["members"].value() == sent["members"]
        assert not TreatyGroup.objects.exists()

    def test_is_the_secretariats(self, client, treaty):
        sign_in(client, make_user(None, Role.PROTOCOL))
        assert client.post(reverse(NEW[0], args=NEW[1]), values(treaty, takes_part="on")).status_code == 403
        assert not TreatyGroup.objects.exists()


def shares(group: TreatyGroup) -> dict[str, Decimal]:
    return dict(group.members.values_list("party__code", "share"))


def test_the_administration_enters_a_group_with_its_members(client, treaty):
    user = make_user("admin@hanoi2025.example", name="Admin")
    user.is_admin = True
    user.save()
    client.force_login(user)
    page = client.post(reverse("admin:treaties_treatygroup_add"), values(treaty, takes_part="on"))
    assert page.status_code == 302, page.context["errors"]
    assert shares(TreatyGroup.objects.get()) == {"FRA": 40, "KEN": Decimal("20.5"), "VNM": 0}


class TestDatabase:
    @pytest.mark.parametrize(
        "fields",
        [
            {"entry_not_before": date(2024, 12, 24)},
            {"entry_on_that_day": True},
            {"withdrawal_delay": None, "withdrawal_after_years": 3},
            {"withdrawal_delay": None, "withdrawal_on_first_of_month": True},
            {"open_to": "nobody"},
            {"withdrawal_counted_from": "signature"},
        ],
    )
    def test_refuses_contradictory_clauses(self, treaty, fields):
        with pytest.raises(IntegrityError), transaction.atomic():
            Treaty.objects.update(**fields)

    @pytest.mark.parametrize(
        "fields",
        [
            {},
            {"needed_number": 0},
            {"needed_share": Decimal(0), "measure": {"en": "tonnage"}},
            {"needed_share": Decimal(101), "measure": {"en": "tonnage"}},
            {"needed_share": Decimal(50)},
            {"needed_number": 1, "measure": {"en": "tonnage"}},
            {"needed_number": 1, "needed_share": Decimal(50), "measure": {"en": "tonnage"}},
        ],
    )
    def test_refuses_a_group_that_says_nothing_or_too_much(self, treaty, fields):
        with pytest.raises(IntegrityError), transaction.atomic():
            TreatyGroup.objects.create(treaty=treaty, name={"en": "they"}, **fields)

    def test_refuses_a_member_twice_and_more_than_the_whole(self, treaty):
        group = make_group(treaty, "they", "FRA", takes_part=True)
        for party, share in (("FRA", 1), ("KEN", -1), ("KEN", 101)):
            with pytest.raises(IntegrityError), transaction.atomic():
                TreatyGroupMember.objects.create(group=group, party=make_party(party), share=share)

    def test_the_hanoi_convention_has_none_of_them(self, treaty):
        clauses = (treaty.open_to, treaty.entry_not_before, treaty.withdrawal_delay, treaty.withdrawal_unit)
        assert clauses == ("all_states", None, 12, "months")
        assert (treaty.withdrawal_after_years, treaty.groups.count()) == (None, 0)
        assert make_organization("EU").treaty_groups.count() == 0
