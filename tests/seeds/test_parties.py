"""The parties: complete, clean, in the order of protocol."""

import unicodedata
from collections import Counter
from pathlib import Path
from zoneinfo import available_timezones

import pytest

from conference.core.collation import alphabetical
from conference.parties.models import Kind, search_key
from seeds.data import LANGUAGES, parties, party

FLAGS = frozenset((Path(__file__).parent / "flags.txt").read_text().split())  # the codes of flag-icons 7.5.0
STATES = ("member_state", "observer_state")
ARTICLES = {"en": {"", "the"}, "fr": {"", "le", "la", "les", "l’"}, "es": {"", "el", "la", "los", "las"}}


def order(language: str, kinds: tuple[str, ...] = (*STATES, "reio")) -> list[str]:
    rows = [row for row in parties() if row["kind"] in kinds]
    key = f"{language}_short"
    ordered = alphabetical(rows, lambda row: row.get(f"{language}_sort") or row[key], language)
    return [row[key] for row in ordered]


def test_there_are_193_member_states_two_observer_states_and_the_european_union():
    kinds = Counter(row["kind"] for row in parties())
    assert (kinds["member_state"], kinds["observer_state"], kinds["reio"]) == (193, 2, 1)
    assert {row["code"] for row in parties() if row["kind"] == "observer_state"} == {"VAT", "PSE"}
    assert party("EU")["kind"] == "reio"
    assert 45 <= kinds["un_entity"] + kinds["igo"] + kinds["ngo"] <= 60
    assert kinds["media"] == 10


def test_every_kind_is_one_that_the_app_knows():
    assert {row["kind"] for row in parties()} == set(Kind.values)


def test_codes_are_unique_and_well_formed():
    codes = [row["code"] for row in parties()]
    assert len(set(codes)) == len(codes)
    assert all(set(code) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") for code in codes)
    assert all(row["code"] == row["alpha3"] for row in parties() if row["kind"] in STATES)


@pytest.mark.parametrize("column", ["alpha2", "alpha3", "m49"])
def test_codes_of_states_are_there_once_and_those_of_organisations_are_empty(column: str):
    values = [row[column] for row in parties() if row["kind"] in STATES]
    assert len(set(values)) == 195
    assert "" not in values
    assert {row[column] for row in parties() if row["kind"] not in STATES} == {""}


def test_the_host_is_one():
    assert [row["code"] for row in parties() if row["host"]] == ["VNM"]


def test_regions_of_states_are_those_of_m49():
    regions = Counter(row["region"] for row in parties() if row["kind"] in STATES)
    assert regions == {"Africa": 54, "Americas": 35, "Asia": 48, "Europe": 44, "Oceania": 14}


def test_each_member_state_is_in_its_group_as_the_secretariat_lists_them():
    groups = Counter(row["group"] for row in parties() if row["kind"] == "member_state")
    assert groups == {"africa": 54, "asia_pacific": 54, "eastern_europe": 23, "latin_america": 33, "western": 29}
    assert {row["group"] for row in parties() if row["kind"] != "member_state"} == {""}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", ["short", "formal"])
def test_every_party_has_its_names_in_all_seven_languages(language: str, form: str):
    assert [row["code"] for row in parties() if not row[f"{language}_{form}"].strip()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_short_names_are_different_from_one_another(language: str):
    names = Counter(search_key(row[f"{language}_short"]) for row in parties())
    assert [name for name, count in names.items() if count > 1] == []


def test_no_cell_holds_a_control_character_a_footnote_a_straight_apostrophe_or_stray_space():
    for row in parties():
        for column, text in row.items():
            where = (row["code"], column, text)
            assert text == " ".join(text.split(" ")).strip(), where
            assert "  " not in text, where
            assert unicodedata.is_normalized("NFC", text), where
            assert not any(unicodedata.category(char)[0] == "C" for char in text), where
            assert not set(text) & set("*†‡¹²³[]{}'`\u00a0"), where


def test_names_are_written_in_the_script_of_their_language():
    for row in parties():
        if row["kind"] in STATES:
            assert all("CYRILLIC" in unicodedata.name(c) for c in row["ru_short"] if c.isalpha()), row["code"]
            assert all("ARABIC" in unicodedata.name(c) for c in row["ar_short"] if c.isalpha()), row["code"]
            assert all("CJK" in unicodedata.name(c) for c in row["zh_short"] if c.isalpha()), row["code"]


@pytest.mark.parametrize("language", ARTICLES)
def test_articles_stand_apart_from_the_short_name(language: str):
    assert {row[f"{language}_article"] for row in parties()} <= ARTICLES[language]
    assert (party("GMB")["en_short"], party("GMB")["en_article"]) == ("Gambia", "the")
    assert (party("AFG")["fr_short"], party("AFG")["fr_article"]) == ("Afghanistan", "l’")
    assert (party("IRN")["en_short"], party("IRN")["en_article"]) == ("Iran (Islamic Republic of)", "")


def test_formal_names_carry_their_article_as_in_a_sentence():
    for row in parties():
        if row["kind"] in STATES and row["en_formal"].startswith(("Republic", "Kingdom", "State", "People")):
            raise AssertionError(row["code"])
    assert party("GMB")["en_formal"] == "the Republic of the Gambia"
    assert party("VNM")["fr_formal"] == "la République socialiste du Viet Nam"


@pytest.mark.parametrize(
    ("code", "column", "name"),
    [
        ("MKD", "en_short", "North Macedonia"),
        ("SWZ", "fr_formal", "le Royaume d’Eswatini"),
        ("CZE", "en_formal", "the Czech Republic"),
        ("NLD", "en_short", "Netherlands (Kingdom of the)"),
        ("TUR", "en_formal", "the Republic of Türkiye"),
        ("CPV", "es_short", "Cabo Verde"),
        ("BOL", "zh_short", "多民族玻利维亚国"),
        ("VEN", "en_short", "Venezuela (Bolivarian Republic of)"),
        ("LAO", "en_short", "Lao People’s Democratic Republic"),
        ("PRK", "vi_short", "Triều Tiên"),
        ("KOR", "vi_formal", "Đại Hàn Dân Quốc"),
        ("CIV", "ru_short", "Кот-д’Ивуар"),
        ("FJI", "ru_formal", "Республика Фиджи"),
        ("DOM", "zh_formal", "多米尼加共和国"),
        ("TLS", "ar_short", "تيمور - ليشتي"),
        ("VNM", "vi_formal", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        ("EU", "fr_short", "Union européenne"),
        ("UNODC", "es_formal", "la Oficina de las Naciones Unidas contra la Droga y el Delito"),
    ],
)
def test_names_that_are_often_wrong(code: str, column: str, name: str):
    assert party(code)[column] == name


def test_english_order_is_that_of_protocol():
    listed = order("en")
    assert listed[0] == "Afghanistan"
    assert listed[-1] == "Zimbabwe"
    for first, second in (
        ("Costa Rica", "Côte d’Ivoire"),
        ("Côte d’Ivoire", "Croatia"),
        ("Gabon", "Gambia"),
        ("Qatar", "Republic of Korea"),
        ("Türkiye", "Turkmenistan"),
        ("Greece", "Grenada"),
        ("Guinea", "Guinea-Bissau"),
        ("Honduras", "Hungary"),
        ("Holy See", "Honduras"),
        ("Sri Lanka", "State of Palestine"),
        ("Ethiopia", "European Union"),
    ):
        assert listed.index(second) == listed.index(first) + 1, (first, second)


def test_french_spanish_and_vietnamese_orders_have_their_own_keys():
    french, spanish, vietnamese = order("fr"), order("es"), order("vi")
    at = french.index("Guinée")
    assert french[at : at + 3] == ["Guinée", "Guinée-Bissau", "Guinée équatoriale"]
    assert spanish.index("España") == spanish.index("Eslovenia") + 1
    assert spanish.index("Guinea Ecuatorial") == spanish.index("Guinea-Bissau") + 1
    for first, second in (
        ("Azerbaijan", "Ấn Độ"),
        ("Botswana", "Bồ Đào Nha"),
        ("Dominica", "Đan Mạch"),
        ("Đan Mạch", "Đức"),
        ("Cộng hòa Trung Phi", "Côte d’Ivoire"),
        ("Mozambique", "Mông Cổ"),
    ):
        assert vietnamese.index(second) == vietnamese.index(first) + 1, (first, second)


def test_every_flag_exists():
    assert {row["flag"] for row in parties()} - FLAGS == {""}
    assert all(row["flag"] == row["alpha2"].lower() for row in parties() if row["kind"] in STATES)
    assert (party("EU")["flag"], party("ASEAN")["flag"], party("LAS")["flag"]) == ("eu", "asean", "arab")


def test_zones_are_in_the_iana_list_and_languages_are_ours():
    assert {row["timezone"] for row in parties()} <= available_timezones()
    assert {row["language"] for row in parties()} == set(LANGUAGES)
    assert party("KEN")["timezone"] == "Africa/Nairobi"


def test_names_fit_the_columns_of_the_app():
    for row in parties():
        assert len(row["en_short"]) <= 120, row["code"]
        assert max(len(row[f"{language}_formal"]) for language in LANGUAGES) <= 200, row["code"]
