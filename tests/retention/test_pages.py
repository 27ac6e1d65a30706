"""The privacy page says what the tables of periods and of rights say; the desk's page sets periods and tells first what goes."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.urls import get_resolver
from django.utils import translation

from conference.accounts.models import RoleRight
from conference.audit.models import AuditEntry
from conference.core import clock
from conference.core.access import RIGHTS, Role
from conference.desk.privacy import queries
from conference.retention.kinds import KINDS
from conference.retention.models import PrivacyNotice, RetentionPeriod
from conference.translated import Translated
from delegations.registration.models import Delegate
from tests.people import make_focal_point, make_member, make_user, sign_in
from tests.registration.kit import text_of
from tests.retention.kit import after_end

pytestmark = pytest.mark.usefixtures("world")
DESK, PAGE = "/desk/office/retention/", "/privacy/"
# Pages on which staff read each kind.
READ_ON = {
    "people": {"registration:desk_person", "registration:desk_participants", "accreditation:person"},
    "photos": {"accreditation:photo", "accreditation:former_photo"},
    "scans": {"registration:desk_scan"},
    "visa_letters": {"registration:desk_visa", "registration:desk_visa_paper"},
    "travel": {
        "registration:desk_travel",
        "registration:desk_travel_paper",
        "accreditation:passes",
        "receptions:reception",
    },
    "health": {"registration:desk_travel", "registration:desk_travel_workbook", "receptions:reception"},
    "equipment": {"registration:desk_equipment", "registration:desk_bearer"},
    "watch_list": {"accreditation:watch"},
    "gate_scans": {"gates:home", "gates:inside", "gates:person"},
    "outside_guests": {"receptions:outside-guests"},
    "messages": {"correspondence:list", "correspondence:message"},
    "access_log": {"desk:reads"},
    "accounts": {"staff:list", "registration:desk_one"},
}


def cells(page: str) -> list[list[str]]:
    """Return the table's rows as texts."""
    rows = re.findall(r"<tr>(.*?)</tr>", page.partition("<tbody>")[2], re.DOTALL)
    return [
        [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)]
        for row in rows
    ]


class TestPrivacyPage:
    def test_it_is_true_to_the_table(self, client):
        RetentionPeriod(kind="health", length=7).save()
        RetentionPeriod(kind="photos", length=1).save()
        rows = {row[0]: row for row in cells(client.get(PAGE).content.decode())}
        assert len(rows) == len(KINDS)
        assert rows["Diet, allergies, accessibility needs and the emergency contact"][1:] == [
            "To cater for participants, to assist them and to help in an emergency.",
            "7 days after the end of the conference",
            "Conference secretariat, Security liaison, Protocol, the delegation’s focal points and the person concerned",
        ]
        assert rows["Photos of members of delegations"][2] == "1 day after the end of the conference"
        assert rows["Forms that were filled in and not saved"][2:] == ["7 days", "Whoever entered them"]

    @pytest.mark.parametrize("kind", KINDS)
    def test_the_readers_are_those_whom_the_rights_let_in(self, kind):
        holders = set().union(*(RIGHTS[right] for right in KINDS[kind].rights))
        assert set(queries.reading_roles(KINDS[kind], {})) == holders
        row = queries.privacy_rows()[list(KINDS).index(kind)]
        readers = row.readers.casefold()
        assert {role for role in Role if str(role.label).casefold() in readers} == holders

    def test_a_role_that_a_setting_lets_read_scans_is_named(self, client):
        assert "Protocol" not in queries.privacy_rows()[list(KINDS).index("scans")].readers
        RoleRight.objects.create(role=Role.PROTOCOL, right="accreditation.vet")
        assert queries.privacy_rows()[list(KINDS).index("scans")].readers == "Security liaison, Protocol"

    @pytest.mark.parametrize("kind", [kind for kind in KINDS if KINDS[kind].rights])
    def test_the_pages_that_show_a_kind_let_in_exactly_these_roles(self, kind):
        asked = {views()[name] for name in READ_ON[kind]}
        assert set().union(*(RIGHTS[right] for right in asked)) == set(queries.reading_roles(KINDS[kind], {}))

    @pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
    def test_in_each_language_all_of_it_is_translated(self, client, language):
        page = client.get(f"{PAGE}?lang={language}").content.decode()
        with translation.override("en"):
            english = {str(kind.holds) for kind in KINDS.values()} | {str(kind.purpose) for kind in KINDS.values()}
        texts = {text for row in cells(page) for text in row[:2]}
        assert len(cells(page)) == len(KINDS)
        assert (texts & english == set()) == (language != "en")
        assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in page

    def test_it_names_the_legal_basis_and_whom_to_write_to(self, client):
        PrivacyNotice.objects.update_or_create(pk=1, defaults={"legal_basis": Translated(en="Decree 13/2023")})
        page = client.get(PAGE).content.decode()
        assert "Decree 13/2023" in page
        assert "mailto:secretariat@hanoi2025.example" in page

    def test_every_page_leads_to_it(self, client):
        assert f'href="{PAGE}"' in client.get("/privacy/").content.decode()
        sign_in(client, make_focal_point("KEN"))
        assert f'href="{PAGE}"' in client.get("/portal/ken/").content.decode()


def views() -> dict[str, str]:
    """Return the right that each named view asks for."""
    found: dict[str, str] = {}

    def walk(resolver, space: str) -> None:
        for pattern in resolver.url_patterns:
            if hasattr(pattern, "url_patterns"):
                walk(pattern, f"{pattern.namespace}:" if pattern.namespace else space)
            elif pattern.name:
                found[f"{space}{pattern.name}"] = getattr(pattern.callback, "access", "")

    walk(get_resolver(), "")
    return found


class TestDeskPage:
    @pytest.fixture
    def office(self, client):
        return sign_in(client, make_user(None, Role.SECRETARIAT))

    def posted(self, client, **changed: object) -> dict[str, object]:
        form = client.get(DESK).context["form"]
        lengths = {code: form[code].value() for code in KINDS}
        texts = {f"legal_basis_{code}": "" for code, _name in settings.LANGUAGES}
        return {**lengths, **texts, "expected": form["expected"].value(), **changed}

    def test_it_sets_a_longer_period_at_once_and_logs_it(self, office):
        answer = office.post(DESK, self.posted(office, health=60), follow=True)
        assert "The periods are saved." in text_of(answer)
        assert RetentionPeriod.objects.get(kind="health").length == 60
        entry = AuditEntry.objects.get(verb="retention.changed")
        assert (entry.subject_id, entry.details["changed"]) == ("health", {"length": ["30", "60"]})

    def test_before_a_shorter_one_is_saved_it_says_what_goes(self, office):
        for number in range(3):
            make_member("KEN", diet="halal", family_name=f"Barasa {number}")
        with clock.standing(after_end(10)):
            answer = office.post(DESK, self.posted(office, health=7))
            text = text_of(answer, 422)
            assert "Nothing is saved yet." in text
            assert "Diet, allergies, accessibility needs and the emergency contact: 3" in text
            assert not AuditEntry.objects.filter(verb="retention.changed").exists()
            again = self.posted(office, health=7, confirmed=answer.context["confirmed"])
            assert office.post(DESK, again).status_code == 302
        assert RetentionPeriod.objects.get(kind="health").length == 7
        assert Delegate.objects.filter(pk__gt=0).first().diet == "halal"  # the purge deletes it, not the page

    def test_what_was_confirmed_is_what_is_saved(self, office):
        answer = office.post(DESK, self.posted(office, health=7))
        other = self.posted(office, health=1, confirmed=answer.context["confirmed"])
        assert office.post(DESK, other).status_code == 422
        assert queries.periods.get_lengths()["health"] == 30

    @pytest.mark.parametrize(
        ("length", "message"),
        [(0, "greater than or equal to 1"), (366, "less than or equal to 365"), ("", "required")],
    )
    def test_beyond_the_limits_it_says_so_at_the_field_and_keeps_what_was_typed(self, office, length, message):
        answer = office.post(DESK, self.posted(office, health=length))
        assert answer.status_code == 422
        assert message in str(answer.context["form"].errors["health"])
        assert set(answer.context["form"].errors) == {"health"}
        assert str(answer.context["form"]["health"].value()) == str(length)

    def test_who_comes_second_is_told(self, office):
        late = self.posted(office, health=60)
        office.post(DESK, self.posted(office, travel=100))
        answer = office.post(DESK, {**late, "confirmed": ""})
        assert answer.status_code == 422
        assert RetentionPeriod.objects.get(kind="health").length == 30

    def test_it_sets_the_legal_basis(self, office):
        office.post(DESK, self.posted(office, legal_basis_en="Decree 13/2023"))
        assert dict(PrivacyNotice.objects.get().legal_basis) == {"en": "Decree 13/2023"}

    def test_others_may_not(self, client):
        sign_in(client, make_user(None, Role.PROTOCOL))
        assert client.get(DESK).status_code == 403
