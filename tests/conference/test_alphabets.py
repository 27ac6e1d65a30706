"""Every list stands in the alphabet of its reader's language: all parties, compared with lists made by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils.translation import override

from conference.core import clock
from conference.core.collation import alphabetical, collation_key
from conference.parties import receivers, seating
from conference.parties.models import FirstSeat, Party, PartyName
from conference.parties.queries import alphabet, place_of
from delegations.registration.delegations import queries
from delegations.registration.members.choices import Choices
from delegations.registration.models import Delegation, FocalPoint
from delegations.registration.overview import listing
from delegations.registration.overview.listing import Filter
from seeds.data import LANGUAGES
from seeds.load.tables import load_parties
from tests.people import actor, make_delegation, make_focal_point, make_party

GIVEN = Path(__file__).parent.parent / "languages" / "alphabets"


def given(language: str) -> list[str]:
    return (GIVEN / f"{language}.txt").read_text().splitlines()


@pytest.mark.slow
@pytest.mark.django_db
def test_all_parties_stand_as_the_lists_of_seven_languages_have_them():
    load_parties()
    for language in LANGUAGES:
        with override("zh-hans" if language == "zh" else language):
            by_database = [party.short for party in Party.objects.prefetch_related("names").order_by(alphabet())]
            here = sorted(Party.objects.prefetch_related("names"), key=place_of)
        assert by_database == given(language), language
        assert [party.name(language).short for party in here] == given(language), language


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ru", ["Гаити", "Гайана", "Гамбия", "Иордания", "Испания", "Италия", "Йемен", "Кабо-Верде"]),
        ("zh-hans", ["阿富汗", "贝宁", "朝鲜", "法国", "美国", "沙特", "越南", "中国"]),
        ("ar", ["الأردن", "إريتريا", "البرازيل", "تونس", "الجزائر", "السنغال", "الصين", "اليمن"]),
        ("vi", ["Campuchia", "Cuba", "Dominica", "Đan Mạch", "Đức", "Ecuador", "Na Uy", "Oman", "Ô-man", "Ơn"]),
        ("fr", ["Guinée", "Guinée-Bissau", "Guinée équatoriale", "Guyana"]),
        ("es", ["Níger", "Niue", "Nuevo", "Ñandú", "Omán"]),
        ("en", ["Costa Rica", "Côte d’Ivoire", "Croatia", "Türkiye", "Turkmenistan"]),
    ],
)
def test_each_language_has_its_alphabet(language: str, words: list[str]):
    assert alphabetical(reversed(words), language=language) == words


@pytest.mark.parametrize("text", ["", "  ", "«", "-", "ال", "\u200f", "🙂", "A" * 500])
def test_any_text_has_a_key_that_its_column_holds(text: str):
    for language in LANGUAGES:
        key = collation_key(text, language)
        assert set(key) <= set("0123456789abcdef")
        assert len(key) <= 600


@pytest.mark.django_db
def test_a_party_without_a_name_in_the_language_comes_last():
    for code, name in (("KEN", "Кения"), ("HRV", "Хорватия"), ("BRA", "")):
        party = make_party(code)
        if name:
            PartyName.objects.create(party=party, language="ru", short=name, formal=name)
    with override("ru"):
        assert [party.code for party in Party.objects.order_by(alphabet())] == ["KEN", "HRV", "BRA"]
        assert [party.code for party in sorted(Party.objects.all(), key=place_of)] == ["KEN", "HRV", "BRA"]


@pytest.mark.django_db
def test_a_spelling_of_its_own_places_a_name_and_leaves_it_searchable():
    load_parties()
    name = PartyName.objects.get(party__code="PER", language="zh")
    assert (name.short, name.sorts_as, name.search) == ("秘鲁", "毕鲁", "秘鲁")
    name.sorts_as = ""
    name.save()
    with override("zh-hans"):
        listed = [party.short for party in Party.objects.order_by(alphabet())]
    assert listed.index("秘鲁") > listed.index("蒙古")


@pytest.mark.slow
@pytest.mark.django_db
def test_keys_of_another_alphabet_are_made_again_after_migrating():
    load_parties()
    PartyName.objects.filter(language="ru").update(sort="00", search="")
    Party.objects.update(en_sort="00")
    assert receivers.refill() == PartyName.objects.filter(language="ru").count()
    assert receivers.refill() == 0
    assert [party.en_short for party in Party.objects.all()] == given("en")


@pytest.mark.django_db
class TestLists:
    def test_pages_of_delegations_go_on_where_they_stopped_in_every_language(self, world, monkeypatch):
        load_parties()
        codes = ("AFG", "AUS", "BEN", "CHE", "DZA", "KEN", "SWE", "YEM")
        Delegation.objects.bulk_create(Delegation(party=party) for party in Party.objects.filter(code__in=codes))
        monkeypatch.setattr(listing, "PAGE", 3)
        for language, order in {
            "en": ["AFG", "DZA", "AUS", "BEN", "KEN", "SWE", "CHE", "YEM"],
            "ru": ["AUS", "DZA", "AFG", "BEN", "YEM", "KEN", "CHE", "SWE"],
            "ar": ["AUS", "AFG", "BEN", "DZA", "SWE", "CHE", "KEN", "YEM"],
        }.items():
            seen, after = [], ""
            with override(language):
                while True:
                    page = listing.find_page(Filter(), after)
                    seen += [row.delegation.party.code for row in page.rows]
                    after = page.after
                    if not after:
                        break
            assert seen == order, language

    def test_vietnamese_names_are_found_without_their_marks(self, world):
        load_parties()
        Delegation.objects.create(party=Party.objects.get(code="DNK"))
        assert [row.delegation.party.code for row in listing.find_page(Filter(q="dan mach")).rows] == ["DNK"]

    def test_nationalities_and_own_delegations_stand_in_the_readers_alphabet(self, world):
        load_parties()
        with override("zh-hans"):
            codes = [code for code, _name in Choices(Party.objects.get(code="CHN")).nationalities]
        assert codes[:2] == ["AL", "DZ"]
        assert codes[-3:] == ["CF", "CN", "XX"]
        user = make_focal_point("CHE", email="both@mission.example")
        FocalPoint.objects.create(delegation=make_delegation("SWE"), user=user, since=clock.now())
        for language, order in {"en": ["SWE", "CHE"], "ru": ["CHE", "SWE"]}.items():
            with override(language):
                assert [one.party.code for one in queries.delegations_of(actor(user))] == order

    def test_the_seats_go_by_the_english_alphabet_whoever_reads(self, world):
        load_parties()
        present = list(Party.objects.filter(code__in=("DEU", "CHE", "SWE", "CIV", "HRV", "KEN", "ZWE")))
        assert seating.letters(present) == ["C", "G", "K", "S", "Z"]
        with override("fr"):
            drawn = seating.order(present, FirstSeat(letter="H"))
        assert [party.code for party in drawn] == ["KEN", "SWE", "CHE", "ZWE", "CIV", "HRV", "DEU"]
