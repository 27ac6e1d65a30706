"""The tables that the office fills at the desk: deadlines, zones, gates, passes, categories, places by kind of party, ranks, parties."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from conference.audit.models import AuditEntry
from conference.core.access import Role
from conference.models import Category, Rank, Zone
from conference.parties.models import Kind, Party
from conference.translated import Translated
from delegations.accreditation.models import PassType
from delegations.gates.models import Gate
from delegations.registration.delegations.places import open_to
from delegations.registration.models import Deadline, Quota
from tests.gates.scene import make_gate
from tests.people import make_party, make_user, sign_in
from tests.registration.kit import make_deadline, text_of


def texts(name: str, english: str) -> dict[str, str]:
    return {f"{name}_en": english}


@pytest.fixture
def office(client, world):
    return sign_in(client, make_user(None, Role.SECRETARIAT, name="Thu Hà"))


def test_the_office_lists_what_the_role_may_settle(client, world):
    sign_in(client, make_user(None, Role.SECRETARIAT))
    text = client.get(reverse("desk:office")).content.decode()
    for name in ("deadlines", "zones", "gates", "passes", "categories", "quotas", "ranks", "parties"):
        assert reverse("desk:table", args=[name]) in text
    assert reverse("staff:list") in text
    sign_in(client, make_user(None, Role.PROTOCOL))
    assert reverse("desk:table", args=["zones"]) not in client.get(reverse("desk:office")).content.decode()
    assert client.get(reverse("desk:table", args=["zones"])).status_code == 403
    assert client.get(reverse("desk:table", args=["no-such"])).status_code == 404


def test_a_deadline_is_moved_in_the_conferences_time(office):
    row = make_deadline()
    url = reverse("desk:table_row", args=["deadlines", row.pk])
    page = office.get(url).content.decode()
    assert 'value="2025-10-15T18:00"' in page
    sent = {**texts("name", "Confirmation"), "at": "2025-10-20T18:00", "code": "other"}
    assert office.post(url, sent)["Location"] == reverse("desk:table", args=["deadlines"])
    row.refresh_from_db()
    # The code is what the system knows it by: it stays.
    assert (row.at, row.code) == (datetime(2025, 10, 20, 11, tzinfo=UTC), "confirmation")
    entry = AuditEntry.objects.get(verb="setting.changed")
    assert (entry.actor_label, entry.details) == ("Thu Hà", {"fields": ["at"]})
    assert "Mon 20 Oct 2025, 18:00" in office.get(reverse("desk:table", args=["deadlines"])).content.decode()


def test_what_registration_stands_on_is_not_removed(office):
    row = make_deadline()
    assert (
        "Registration needs this deadline"
        in office.get(reverse("desk:table_row", args=["deadlines", row.pk])).content.decode()
    )
    office.post(reverse("desk:table_remove", args=["deadlines", row.pk]))
    assert Deadline.objects.filter(pk=row.pk).exists()
    other = make_deadline("nomination")
    office.post(reverse("desk:table_remove", args=["deadlines", other.pk]))
    assert not Deadline.objects.filter(pk=other.pk).exists()
    assert AuditEntry.objects.get(verb="setting.removed").subject_id == str(other.pk)


def test_a_page_that_is_older_than_the_row_is_refused(office):
    row = make_deadline()
    url = reverse("desk:table_row", args=["deadlines", row.pk])
    seen = office.get(url).context["form"]["fingerprint"].value()
    Deadline.objects.filter(pk=row.pk).update(at=datetime(2025, 10, 16, 11, tzinfo=UTC))
    answer = office.post(url, {**texts("name", "Confirmation"), "at": "2025-10-20T18:00", "fingerprint": seen})
    assert answer.status_code == 422
    assert "changed this after you opened it" in answer.content.decode()
    row.refresh_from_db()
    assert row.at.day == 16


def test_a_zone_in_use_is_kept_and_it_is_said_by_what(office):
    make_gate("P")
    zone = Zone.objects.get(letter="P")
    answer = office.post(reverse("desk:table_remove", args=["zones", zone.pk]), follow=True)
    assert "is still used by: gates" in answer.content.decode()
    assert Zone.objects.filter(pk=zone.pk).exists()


def test_zones_gates_and_kinds_of_passes_are_added(office):
    office.post(
        reverse("desk:table_new", args=["zones"]),
        {"letter": "X", **texts("name", "Press centre"), "position": "9", "per_delegation": "2", "capacity": ""},
    )
    zone = Zone.objects.get(letter="X")
    assert (zone.per_delegation, zone.capacity) == (2, None)
    office.post(
        reverse("desk:table_new", args=["gates"]),
        {**texts("name", "North gate"), "zone": zone.pk, "direction": "in", "position": "1"},
    )
    assert Gate.objects.get(zone=zone).name == Translated(en="North gate")
    sent = {
        **texts("name", "Garage"),
        "kind": "vehicle",
        "code": "garage",
        "prefix": "GA",
        "places": "3",
        "position": "4",
    }
    office.post(reverse("desk:table_new", args=["passes"]), sent)
    assert PassType.objects.get(code="garage").places == 3
    assert AuditEntry.objects.filter(verb="setting.added").count() == 3
    # Half of it typed: nothing is lost, and what is wrong is said at the field.
    answer = office.post(
        reverse("desk:table_new", args=["zones"]), {"letter": "X", **texts("name", "Again"), "position": "1"}
    )
    assert answer.status_code == 422
    assert 'value="Again"' in answer.content.decode()


def test_a_character_that_no_text_may_hold_is_refused(office):
    sent = {"letter": "Y\u202e", **texts("name", "Press"), "position": "1"}
    assert office.post(reverse("desk:table_new", args=["zones"]), sent).status_code == 422


def posted(page) -> dict[str, object]:
    """What a browser would send of the form shown, unchanged."""
    form, sent = page.context["form"], {}
    for bound in form:
        value = bound.value()
        if bound.field.__class__.__name__ == "TextsField":
            sent |= {f"{bound.html_name}_{code}": text for code, text in (value or {}).items()}
        elif isinstance(value, bool):
            sent |= {bound.html_name: "on"} if value else {}
        elif value not in (None, ""):
            sent[bound.html_name] = (
                [str(getattr(one, "pk", one)) for one in value] if isinstance(value, list) else value
            )
    return sent


def test_a_category_gets_its_zones_and_days(office):
    category, zone = Category.objects.get(letter="D"), Zone.objects.order_by("position").first()
    url = reverse("desk:table_row", args=["categories", category.pk])
    page = office.get(url)
    assert "a badge already printed keeps its colour" in " ".join(page.content.decode().split())
    sent = {**posted(page), "zones": [zone.pk], "days": "2025-10-26", "code": "changed"}
    assert office.post(url, sent).status_code == 302
    kept = Category.objects.get(pk=category.pk)
    assert (list(kept.zones.all()), kept.days, kept.code) == ([zone], ["2025-10-26"], category.code)
    sent |= {"fingerprint": "", "days": "25.10.2025, 26 October 2025"}
    assert office.post(url, sent).status_code == 302
    assert Category.objects.get(pk=category.pk).days == ["2025-10-25", "2025-10-26"]
    sent |= {"days": "2025-10-26, 25.10.2052"}
    answer = office.post(url, sent)
    assert "25 October 2052 is outside the days of the conference (25–26 October 2025). Check the date." in text_of(
        answer, 422
    )
    sent |= {"days": "2025-10-26, 25.13.2025"}
    assert "“25.13.2025” is not a date." in text_of(office.post(url, sent), 422)
    sent |= {"days": "2031-01-01"}
    answer = office.post(url, sent)
    assert (answer.status_code, "nobody in this category would be let in" in answer.content.decode()) == (422, True)


def test_two_categories_never_share_a_colour(office):
    one, other = Category.objects.order_by("pk")[:2]
    Category.objects.filter(pk=other.pk).update(band_colour="#123456")
    url = reverse("desk:table_row", args=["categories", one.pk])
    answer = office.post(url, {**posted(office.get(url)), "band_colour": "#123456"})
    assert answer.status_code == 422
    assert f"{other} has this colour already" in answer.content.decode()


def test_a_rank_in_use_is_kept_and_another_is_added(office):
    sent = {**texts("name", "Vice-President"), "code": "", "position": "3", "tie_group": "2", "photo_exempt": "on"}
    assert office.post(reverse("desk:table_new", args=["ranks"]), sent).status_code == 302
    rank = Rank.objects.get(code="vice-president")
    assert (rank.position, rank.tie_group, rank.photo_exempt) == (3, 2, True)
    assert "Vice-President" in office.get(reverse("desk:table", args=["ranks"])).content.decode()


def test_a_party_is_renamed_in_every_language_and_listed_by_its_new_name(office):
    make_party("SWZ")
    party = Party.objects.get(code="SWZ")
    url = reverse("desk:table_row", args=["parties", party.pk])
    sent = posted(office.get(url)) | {"short_en": "Eswatini", "formal_en": "the Kingdom of Eswatini"}
    # In a language both names are given, or neither.
    answer = office.post(url, {**sent, "short_fr": "Eswatini"})
    assert (answer.status_code, "or neither" in answer.content.decode()) == (422, True)
    sent |= {"short_fr": "Eswatini", "formal_fr": "le Royaume d’Eswatini", "article_fr": "l'"}
    assert office.post(url, sent).status_code == 302
    party = Party.objects.get(code="SWZ")
    assert (party.en_short, party.formal) == ("Eswatini", "Kingdom of Eswatini")
    assert party.name("fr").listed == "Eswatini (l')"
    assert "Eswatini" in office.get(reverse("desk:table", args=["parties"])).content.decode()
    new = {**sent, **texts("short", "Sealand"), **texts("formal", "the Principality of Sealand"), "code": "SEA"}
    new = {name: value for name, value in new.items() if not name.endswith("_fr") and name != "fingerprint"}
    assert office.post(reverse("desk:table_new", args=["parties"]), new).status_code == 302
    assert Party.objects.get(code="SEA").name("fr").short == "Sealand"


def places_of(party: Party) -> dict[int, int | None]:
    return {key: places for key, (_category, places) in open_to(party).items()}


def test_the_places_of_a_kind_of_party_are_set_and_count_at_once(office):
    """With a row, a kind has only the categories of its rows; without a number it has no limit there."""
    delegate, support = Category.objects.get(letter="D"), Category.objects.get(letter="S")
    url = reverse("desk:table_new", args=["quotas"])
    office.post(url, {"kind": "ngo", "category": delegate.pk, "places": "3"})
    office.post(url, {"kind": "ngo", "category": support.pk, "places": ""})
    party = make_party("NGO")
    party.kind = Kind.NGO
    assert places_of(party) == {delegate.pk: 3, support.pk: None}
    text = office.get(reverse("desk:table", args=["quotas"])).content.decode()
    assert "no limit" in text
    # The same kind and category once more is said at the form, and nothing is saved.
    assert office.post(url, {"kind": "ngo", "category": delegate.pk, "places": "9"}).status_code == 422
    row = Quota.objects.get(category=delegate)
    office.post(reverse("desk:table_row", args=["quotas", row.pk]), {"kind": "iGO", "category": "0", "places": "5"})
    row.refresh_from_db()
    assert (row.kind, row.category_id, row.places) == ("ngo", delegate.pk, 5)
    office.post(reverse("desk:table_remove", args=["quotas", row.pk]))
    assert places_of(party) == {support.pk: None}


def test_the_page_for_a_new_row_says_what_is_added(office):
    page = office.get(reverse("desk:table_new", args=["zones"]))
    assert "<h1>Add: Zones</h1>" in page.content.decode()
