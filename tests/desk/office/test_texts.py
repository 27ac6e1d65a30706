"""Texts that a language lacks: organisers see which and where each is written, readers get the other language, marked."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils.translation import override

from conference.core.access import SYSTEM, Role
from conference.desk.office import missing
from conference.models import Category, Conference, Rank, Zone
from conference.translated import Translated, TranslatedField, mark_language
from schedule.programme.models import Session
from schedule.programme.sessions.snapshot import text_of
from tests.calendar.places import make_room
from tests.markup import compact
from tests.people import actor, make_conference, make_focal_point, make_user, sign_in
from tests.programme.draft import add

URL = "/desk/office/texts/"
EACH = {code: f"Zone {code}" for code in missing.LANGUAGES}
# Written by the program, copied from another text, sent once in the languages that the sender chose, or a party's own words.
NOT_LISTED = {"calendar.engagement", "registration.circular", "signing.objection", "signing.unilateralstatement"}


@pytest.fixture
def zone(db) -> Zone:
    """All but Arabic and Russian; the conference itself has every language."""
    make_conference()
    Conference.objects.update(**dict.fromkeys(("name", "short_name", "treaty_name", "place", "venue"), EACH))
    names = {code: text for code, text in EACH.items() if code not in ("ar", "ru")}
    return Zone.objects.create(letter="B", name=Translated(names), position=1)


def test_a_text_is_listed_with_what_it_lacks_and_where_it_is_written(client, zone):
    Zone.objects.create(letter="C", name=Translated(EACH), position=2)
    sign_in(client, make_user(None, Role.SECRETARIAT))
    page = client.get(URL)
    (one,) = page.context["texts"]
    assert (str(one.kind), str(one.label), one.lacking, one.languages) == (
        "Zone",
        "Name",
        ["ar", "ru"],
        "Arabic, Russian",
    )
    assert one.url == reverse("desk:table_row", args=["zones", zone.pk])
    assert f'<a href="{one.url}">Zone en</a>' in compact(page.content.decode())


@pytest.mark.parametrize(("language", "count"), [("ar", 1), ("ru", 1), ("fr", 0), ("xx", 1)])
def test_one_language_alone(client, zone, language, count):
    sign_in(client, make_user(None, Role.SECRETARIAT))
    assert len(client.get(URL, {"language": language}).context["texts"]) == count


def test_who_may_not_write_a_text_does_not_see_it(client, zone):
    session = add("Opening", room="CR2")
    Session.objects.filter(pk=session.pk).update(title={"en": "Opening"}, description={}, agenda=[{"en": "Welcome"}])
    sign_in(client, make_user(None, Role.PROGRAMME))
    page = client.get(URL)
    room = session.room
    assert {(str(one.label), str(one.text), one.url) for one in page.context["texts"]} == {
        ("Title", "Opening", reverse("programme:edit", args=[session.key])),
        ("Agenda items", "Welcome", reverse("programme:edit", args=[session.key])),
        ("Name", str(room.name), reverse("calendar:room_edit", args=[room.code])),
    }


def test_the_desk_says_how_many_in_one_query(client, zone, django_assert_num_queries):
    session = add("Opening", room="CR2")
    Session.objects.filter(pk=session.pk).update(title={"en": "Opening"}, description=EACH, agenda=[{"en": "A"}, EACH])
    room, clerk = session.room, actor(make_user(None, Role.PROGRAMME))
    with django_assert_num_queries(1):
        assert missing.count_for(clerk) == 3  # the title, a point of the agenda, the room
    assert missing.count_for(SYSTEM) == len(missing.missing_for(SYSTEM)) == 4
    sign_in(client, make_user(None, Role.PROGRAMME))
    assert "3 texts lack a translation" in client.get("/desk/").content.decode()
    type(room).objects.update(name=EACH)
    Session.objects.update(title=EACH, agenda=[])
    assert missing.count_for(clerk) == 0


def test_the_conference_s_own_texts_are_written_in_the_office(zone):
    Conference.objects.update(venue={"en": "NCC"})
    url = reverse("desk:table_row", args=["conference", 1])
    assert [text.url for text in missing.missing_for(SYSTEM, "fr")] == [url]


def test_every_text_of_the_organisers_is_listed():
    written = {
        model._meta.label_lower
        for model in apps.get_models()
        if any(isinstance(one, TranslatedField) for one in model._meta.concrete_fields)
    }
    listed = {one.model._meta.label_lower for one in missing.all_sources()}
    assert written - listed == NOT_LISTED
    assert listed - written == {"parties.party"}  # its names are rows, a language each


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ({"en": "Main <hall>", "ru": "Главный зал"}, "Главный зал"),
        ({"en": "Main <hall>"}, '<bdi lang="en" dir="ltr">Main &lt;hall&gt;</bdi>'),
        ({"ar": "القاعة"}, '<bdi lang="ar" dir="rtl">القاعة</bdi>'),
        ({}, ""),
    ],
)
def test_a_reader_gets_the_other_language_marked(texts, said):
    with override("ru"):
        assert mark_language(Translated(texts)) == mark_language(text_of(texts)) == said


@pytest.mark.parametrize("page", ["/", "/programme/2025-10-25/"])
def test_a_public_page_marks_the_conference_and_a_room(client, zone, page):
    Conference.objects.update(name={"en": "The Conference"}, venue={"en": "NCC"})
    text = client.get(page, follow=True, headers={"accept-language": "ru"}).content.decode()
    assert '<bdi lang="en" dir="ltr">The Conference</bdi>' in text
    assert '<bdi lang="en" dir="ltr">NCC</bdi>' in text


def test_a_name_inside_a_sentence_is_marked_too(client, zone):
    Conference.objects.update(venue={"en": "NCC"}, place={"en": "Hanoi"})
    client = sign_in(client, make_focal_point("KEN"))
    client.cookies["django_language"] = "ru"
    text = client.get("/portal/ken/receptions/").content.decode()
    assert '<bdi lang="en" dir="ltr">NCC</bdi>, <bdi lang="en" dir="ltr">Hanoi</bdi>' in text


def test_the_name_of_a_category_and_a_rank_keep_their_language_where_they_are_printed_by_themselves(zone):
    with override("fr"):
        for row in (Category(name=Translated(en="Head")), Rank(name=Translated(en="Head")), make_room("CR9")):
            assert 'lang="en"' in mark_language(row)
