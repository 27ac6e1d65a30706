"""The tables in the admin: a whole conference can be entered there, and the audit log tells of it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from django.contrib import admin
from django.urls import reverse

from conference.accounts.admin_site import TableAdmin
from conference.accounts.models import User
from conference.audit.models import AuditEntry
from conference.core.access import Role
from conference.models import Category, Conference, Rank, Zone
from conference.parties.models import Party
from delegations.accreditation.badges import contents
from delegations.accreditation.badges.contents import BadgeDataBuilder
from delegations.accreditation.models import Badge
from delegations.registration.models import Deadline, Delegation, Quota
from schedule.calendar.models import Room
from tests.accreditation.badges.test_papers import verified
from tests.accreditation.kit import accredited
from tests.desk.office.test_tables import posted
from tests.people import make_conference, make_delegation, make_focal_point, make_tables, make_user, sign_in

pytestmark = pytest.mark.django_db
TEXTS = ("en", "fr", "es", "ar", "ru", "zh", "vi")
NAMES = {"names-TOTAL_FORMS": "2", "names-INITIAL_FORMS": "0", "names-MIN_NUM_FORMS": "1"}


@pytest.fixture
def chief(client):
    user = make_user("admin@hanoi2025.example", name="Admin")
    user.is_admin = True
    user.save()
    client.force_login(user)
    return client


def texts(name: str, **given: str) -> dict[str, str]:
    return {f"{name}_{code}": given.get(code, "") for code in TEXTS}


def add(client, model, **values):
    response = client.post(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add"), values)
    assert response.status_code == 302, response.context["errors"]
    return model.objects.order_by("-pk").first()


def party(code: str = "KEN", short: str = "Kenya", **more) -> dict:
    values = {"code": code, "kind": "member_state", "zone_name": "Africa/Nairobi", "language": "en", **NAMES}
    values |= {"names-0-language": "en", "names-0-short": short, "names-0-formal": f"the Republic of {short}"}
    return values | {"names-1-language": "", "names-1-short": "", "names-1-formal": ""} | more


def test_a_conference_is_entered_from_nothing_and_a_delegation_registers(chief, client):
    """The guide promises that an administrator enters all this after the first migration."""
    add(
        chief,
        Conference,
        code="hanoi2025",
        **texts("name", en="Signing Ceremony", vi="Lễ mở ký"),
        **texts("short_name", en="Signing"),
        **texts("treaty_name", en="Convention against Cybercrime"),
        **texts("place", en="Hanoi", vi="Hà Nội"),
        **texts("venue", en="National Convention Center"),
        starts_on="2025-10-25",
        ends_on="2025-10-26",
        zone_name="Asia/Ho_Chi_Minh",
        contact_email="secretariat@hanoi2025.example",
        document_months="6",
        asks_sex="on",
    )
    conference = Conference.objects.get()
    assert (conference.documents_valid_to, conference.asks_sex, conference.asks_scan) == (
        date(2026, 4, 26),
        True,
        False,
    )
    assert (conference.name, conference.starts_on) == ({"en": "Signing Ceremony", "vi": "Lễ mở ký"}, date(2025, 10, 25))
    zone = add(chief, Zone, letter="G", **texts("name", en="General"), position="1")
    head = add(
        chief,
        Category,
        letter="H",
        code="head",
        **texts("name", en="Head of delegation"),
        position="1",
        band_colour="#0c2d48",
        text_colour="#ffffff",
        zones=[zone.pk],
        days="2025-10-26, 2025-10-25",
        places="1",
        for_heads="on",
        needs_photo="on",
        on_lists="on",
    )
    assert (head.days, list(head.zones.all())) == (["2025-10-25", "2025-10-26"], [zone])
    assert add(chief, Rank, code="", **texts("name", en="Minister"), position="1", tie_group="1").code == "minister"
    kenya = add(chief, Party, **party())
    assert (kenya.en_short, kenya.formal) == ("Kenya", "Republic of Kenya")
    add(chief, Quota, kind="ngo", category=head.pk, places="1")
    add(chief, Room, code="PH", **texts("name", en="Plenary Hall"), **texts("venue"), purpose="plenary",
        capacity="2400", booths="6", minutes_from_plenary="0", position="1")  # fmt: skip
    deadline = add(chief, Deadline, code="confirmation", **texts("name", en="Confirmation"), at="2025-10-15T18:00")
    assert deadline.at == datetime(2025, 10, 15, 11, tzinfo=UTC)
    added = AuditEntry.objects.filter(verb="table.added").values_list("subject_type", "subject_label")
    assert list(added.order_by("number")) == [
        ("conference.conference", "Signing"),
        ("conference.zone", "G General"),
        ("conference.category", "Head of delegation"),
        ("conference.rank", "Minister"),
        ("parties.party", "Kenya"),
        ("registration.quota", "Non-governmental organization, Head of delegation: 1"),
        ("calendar.room", "Plenary Hall"),
        ("registration.deadline", "Confirmation"),
    ]
    client.force_login(make_focal_point("KEN"))
    page = client.get("/portal/ken/")
    assert page.status_code == 200
    assert "Confirmation" in page.content.decode()
    assert "15 Oct, 18:00" in page.content.decode()


class TestOneConference:
    def test_there_is_no_second_one(self, chief):
        make_conference()
        assert chief.get("/admin/conference/conference/add/").status_code == 403
        assert chief.post("/admin/conference/conference/1/delete/", {"post": "yes"}).status_code == 403

    def test_a_change_is_recorded_by_the_names_of_its_fields(self, chief):
        make_conference()
        page = chief.get("/admin/conference/conference/1/change/")
        values = {name: value for name, value in page.context["adminform"].form.initial.items() if value is not None}
        for name in ("name", "short_name", "treaty_name", "place", "venue"):
            values |= texts(name, **values.pop(name))
        values["contact_phone"] = "+84 24 5550 0100"
        assert chief.post("/admin/conference/conference/1/change/", values).status_code == 302
        [entry] = AuditEntry.objects.filter(verb="table.changed")
        assert (entry.actor_label, entry.details) == ("Admin", {"fields": ["contact_phone"]})
        assert chief.post("/admin/conference/conference/1/change/", values).status_code == 302
        assert AuditEntry.objects.filter(verb="table.changed").count() == 1  # nothing was changed the second time

    def test_english_is_asked_for(self, chief):
        page = chief.post(
            "/admin/conference/zone/add/", {"letter": "G", **texts("name", fr="Générale"), "position": "1"}
        )
        assert page.status_code == 200
        assert list(page.context["adminform"].form.errors) == ["name"]
        assert 'value="Générale"' in page.content.decode()


class TestParties:
    def test_an_english_name_is_asked_for(self, chief):
        page = chief.post("/admin/parties/party/add/", party(**{"names-0-language": "fr"}))
        assert (page.status_code, Party.objects.count()) == (200, 0)
        assert "The English text is missing." in page.content.decode()

    def test_a_new_name_sorts_where_it_belongs(self, chief):
        turkey = add(chief, Party, **party("TUR", "Turkey"))
        name = turkey.names.get()
        values = party("TUR", "Türkiye") | {
            "names-INITIAL_FORMS": "1",
            "names-0-id": name.pk,
            "names-0-party": turkey.pk,
        }
        assert chief.post(f"/admin/parties/party/{turkey.pk}/change/", values).status_code == 302
        turkey.refresh_from_db()
        add(chief, Party, **party("TKM", "Turkmenistan"))
        add(chief, Party, **party("TUN", "Tunisia"))
        assert [one.en_short for one in Party.objects.all()] == ["Tunisia", "Türkiye", "Turkmenistan"]

    def test_one_with_a_delegation_is_not_removed(self, chief):
        make_delegation("KEN")
        kenya = Party.objects.get()
        chief.post(f"/admin/parties/party/{kenya.pk}/delete/", {"post": "yes"})
        assert Party.objects.filter(pk=kenya.pk).exists()
        assert not AuditEntry.objects.filter(verb="table.removed").exists()

    def test_one_without_is_removed_and_recorded(self, chief):
        kenya = add(chief, Party, **party())
        several = {"action": "delete_selected", "_selected_action": kenya.pk, "post": "yes"}
        chief.post("/admin/parties/party/", several)
        assert not Party.objects.exists()
        assert AuditEntry.objects.get(verb="table.removed").subject_label == "Kenya"


def test_a_category_s_days_are_dates(chief):
    make_tables()
    one = Category.objects.get(letter="D")
    page = chief.get(f"/admin/conference/category/{one.pk}/change/")
    assert 'value="2025-10-25, 2025-10-26"' in page.content.decode()
    sent = {"letter": "D", "code": "delegate", **texts("name", en="Delegate"), "position": "2", "days": "25 October"}
    page = chief.post(f"/admin/conference/category/{one.pk}/change/", sent)
    assert page.context["adminform"].form.errors["days"] == [
        "“25 October” is not a date. Write it as 2029-06-30 or 30.06.2029."
    ]


def test_a_delegation_s_liaison_officer_is_all_that_changes_there(chief, world):
    ken = make_delegation("KEN")
    url = f"/admin/registration/delegation/{ken.pk}/change/"
    sent = {
        "liaison_name": "Ms. Lê Thu",
        "liaison_phone": "+84 24 1",
        "party": 99,
        "order_version": 7,
        "submissions": 7,
    }
    assert chief.post(url, sent).status_code == 302
    after = Delegation.objects.get()
    assert (after.liaison_name, after.party_id, after.order_version) == ("Ms. Lê Thu", ken.party_id, ken.order_version)
    assert chief.post(f"/admin/registration/delegation/{ken.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.slow
def test_lists_and_forms_of_every_table_hold_to_the_strict_policy(chief, world):
    for model, site in admin.site._registry.items():
        if not isinstance(site, TableAdmin):
            continue
        base = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        urls = [base] + ([f"{base}add/"] if model not in (Conference, Delegation) else [])
        row = model.objects.first()
        urls += [f"{base}{row.pk}/change/", f"{base}{row.pk}/history/"] if row else []
        for url in urls:
            page = chief.get(url)
            assert page.status_code == 200, url
            text = page.content.decode()
            assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", text), url
            assert "{&quot;en&quot;" not in text, url  # texts are read, not JSON
            assert "<style" not in text, url
            assert not re.search(r"<[^>]+\s(?:style|on[a-z]+)=", text), url


def test_for_others_there_is_nothing(client, world):
    client.force_login(make_user(None, *Role))
    assert client.get("/admin/conference/conference/").status_code == 404
    assert client.post("/admin/conference/zone/add/", {"letter": "X"}).status_code == 404
    assert not AuditEntry.objects.filter(verb__startswith="table.").exists()


def test_an_organiser_who_may_edit_the_tables_finds_them_from_the_desk(client, world):
    user = make_user(None, Role.SECRETARIAT)
    client.force_login(user)
    link = f'href="{reverse("admin:index")}"'
    assert link not in client.get(reverse("desk:home")).content.decode()
    assert client.get(reverse("admin:index")).status_code == 404
    User.objects.filter(pk=user.pk).update(is_admin=True)
    client.force_login(User.objects.get(pk=user.pk))
    assert link in client.get(reverse("desk:home")).content.decode()
    assert client.get(reverse("admin:conference_category_changelist")).status_code == 200


def test_a_category_that_is_changed_holds_for_the_next_badge(chief, world):
    """Zones and days are data: the next code follows the form without a restart."""
    badge = accredited("KEN")[1]
    (row,) = contents.read_rows(Badge.objects.filter(pk=badge.pk))
    before = verified(BadgeDataBuilder().token(row))
    category = Category.objects.get(letter="D")
    zones = [Zone.objects.get(letter=letter).pk for letter in ("C", "S")]
    sign_in(chief, make_user(None, Role.SECRETARIAT))
    address = reverse("desk:table_row", args=["categories", category.pk])
    done = chief.post(address, posted(chief.get(address)) | {"zones": zones, "days": "2025-10-26"})
    assert done.status_code == 302
    after = verified(BadgeDataBuilder().token(row))
    assert (set(after.zones), after.days) == ({"C", "S"}, (date(2025, 10, 26),))
    assert (before.zones, before.days) != (after.zones, after.days)
    assert AuditEntry.objects.get(verb="setting.changed").details == {"fields": ["zones", "days"]}


def filled(page) -> dict:
    form = page.context["adminform"].form
    values = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}
    names = {f"name_{code}": text for code, text in values.pop("name").items()}
    return {**values, **names, "zones": [getattr(zone, "pk", zone) for zone in values.get("zones", [])]}


class TestTwoOrganisersAtOneRow:
    """A zone closed to delegates is not opened again from an older page."""

    def test_the_second_is_refused_and_told_by_whom_it_was_changed(self, chief):
        make_tables()
        category = Category.objects.get(letter="D")
        address = reverse("admin:conference_category_change", args=[category.pk])
        first, second = filled(chief.get(address)), filled(chief.get(address))
        kept = [Zone.objects.get(letter="C").pk]
        assert set(kept) < set(second["zones"])
        assert chief.post(address, {**first, "zones": kept}).status_code == 302
        page = chief.post(address, {**second, "places": "9"})
        assert page.context["adminform"].form.non_field_errors() == [
            "Admin changed this after you opened it. Nothing was saved. Please open the page again and enter your change there."
        ]
        category.refresh_from_db()
        assert ([zone.pk for zone in category.zones.all()], category.places) == (kept, 6)
        assert AuditEntry.objects.filter(verb="table.changed").count() == 1
        assert 'value="9"' in page.content.decode()
        assert chief.post(address, {**filled(chief.get(address)), "places": "9"}).status_code == 302
        category.refresh_from_db()
        assert ([zone.pk for zone in category.zones.all()], category.places) == (kept, 9)
        assert AuditEntry.objects.filter(verb="table.changed").order_by("-number").first().details == {
            "fields": ["places"]
        }

    def test_without_what_was_seen_the_second_would_win(self, chief):
        """The control: the page's digest is what refuses."""
        make_tables()
        address = reverse("admin:conference_category_change", args=[Category.objects.get(letter="D").pk])
        first, second = filled(chief.get(address)), filled(chief.get(address))
        assert chief.post(address, {**first, "zones": [Zone.objects.get(letter="C").pk]}).status_code == 302
        assert chief.post(address, {**second, "fingerprint": ""}).status_code == 302
        assert Category.objects.get(letter="D").zones.count() == len(second["zones"])


def test_a_category_that_no_day_of_the_conference_opens_is_refused(chief):
    make_conference()
    make_tables()
    address = reverse("admin:conference_category_change", args=[Category.objects.get(letter="D").pk])
    sent = filled(chief.get(address))
    page = chief.post(address, {**sent, "days": "2026-10-25, 2026-10-26"})
    assert page.context["adminform"].form.errors["days"] == [
        "None of these dates is a day of the conference (25–26 October 2025), so nobody in this category would be let in."
    ]
    assert chief.post(address, {**sent, "days": "2025-10-24, 2025-10-25"}).status_code == 302  # the day of setting up
    assert Category.objects.get(letter="D").days == ["2025-10-24", "2025-10-25"]


class TestWhatIsStillInUse:
    """The page counts what keeps the row and names no member, since it leaves no trace."""

    def test_a_zone_stays_while_categories_open_it(self, chief):
        make_tables()
        zone = Zone.objects.get(letter="C")
        using = zone.categories.count()
        assert using > 1
        address = reverse("admin:conference_zone_delete", args=[zone.pk])
        assert f"categories: {using}" in chief.get(address).content.decode()
        chief.post(address, {"post": "yes"})
        several = {"action": "delete_selected", "_selected_action": zone.pk, "post": "yes"}
        chief.post(reverse("admin:conference_zone_changelist"), several)
        assert zone.categories.count() == using
        zone.categories.clear()
        assert chief.post(address, {"post": "yes"}).status_code == 302
        assert not Zone.objects.filter(pk=zone.pk).exists()

    def test_a_category_that_nobody_has_goes_with_its_choice_of_zones(self, chief):
        make_tables()
        category = Category.objects.get(letter="D")
        assert category.zones.exists()
        chief.post(reverse("admin:conference_category_delete", args=[category.pk]), {"post": "yes"})
        assert not Category.objects.filter(letter="D").exists()
