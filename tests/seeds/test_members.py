"""The invented members, the hard cases among them."""

import re
import unicodedata
from collections import Counter

import uharfbuzz

from conference.printing.documents.fonts import folders
from delegations.registration.models import Capacity, Delegate, DocumentType
from seeds.chance import chance
from seeds.cultures import cultures, cultures_of, make_name
from seeds.data import conference, party, read_json
from seeds.people import members
from seeds.presence import core_codes
from tests.seeds.crowd import SEED, delegation, everybody, sizes

EMAIL = re.compile(r"[a-z.]{1,64}@[a-z0-9-]+\.example")


def script(text: str) -> set[str]:
    return {unicodedata.name(char).split()[0] for char in text if char.isalpha()}


def test_every_delegation_with_members_has_exactly_one_head_who_stands_first():
    for code, size in sizes().items():
        if size:
            assert [member.capacity for member in delegation(code)].count("head") == 1, code
            assert delegation(code)[0].capacity == "head", code


def test_heads_bear_the_title_of_a_public_office():
    titles = read_json("names/titles.json")["head"]
    offices = {title for group in titles.values() for title in group}
    offices |= set(read_json("names/titles.json")["set_titles"].values())
    offices |= {
        line.split("|")[7] for code, lines in read_json("names/fixed.json").items() if code != "about" for line in lines
    }
    assert {member.functional_title for member in everybody() if member.capacity == "head"} <= offices


def test_kenya_is_the_delegation_of_the_picture_in_its_own_order():
    assert [(m.honorific, m.name_on_badge, m.category) for m in delegation("KEN")] == [
        ("H.E. Ms.", "Naliaka Barasa", "H"),
        ("H.E. Mr.", "Josphat Mutiso Kilonzi", "A"),
        ("Mr.", "Odhiambo Were Ochola", "D"),
        ("Ms.", "Fatuma Abdi Noor", "D"),
        ("Mr.", "Kiprotich Sang", "D"),
        ("Ms.", "Wangari Njoki Mathenge", "D"),
        ("Mr.", "Salim Bakari Mwinyi", "D"),
        ("Ms.", "Chelangat Rono", "D"),
        ("Mr.", "Peter Musyoka Nzioka", "U"),
        ("Ms.", "Halima Wario", "U"),
        ("Mr.", "Daniel Ekai Lokwang", "S"),
        ("Mr.", "Brian Otieno Ouma", "M"),
    ]


def test_names_of_the_badge_specimens_are_there():
    badges = {member.name_on_badge for member in everybody()}
    assert {
        "Somphavanh Keodouangdy",
        "Abderrahmane BENYOUCEF EL KHATTABI",
        "SHEN Mingyuan",
        "Devon A. Whitcombe-Reid",
    } <= badges
    assert {"Nguyễn Thị Hương Đình", "Camille Thériault-Okafor", "Nur Aisyah binti Kamarulzaman"} <= badges


def test_single_names_and_names_of_more_than_sixty_characters_are_there():
    single = [member for member in everybody() if not member.given_names]
    assert "Suryadi" in {member.family_name for member in single}
    assert len(single) >= 5
    assert max(len(member.name_on_badge) for member in everybody()) > 60


def test_nguyen_is_there_composed_and_decomposed():
    forms = Counter(
        unicodedata.is_normalized("NFC", member.family_name)
        for member in delegation("VNM")
        if unicodedata.normalize("NFC", member.family_name) == "Nguyễn"
    )
    assert forms[True] > forms[False] > 0


def test_arabic_chinese_and_cyrillic_names_are_there_beside_and_on_the_badge():
    for code, name in (("EGY", "ARABIC"), ("CHN", "CJK"), ("RUS", "CYRILLIC")):
        assert {one for member in delegation(code) for one in script(member.name_native)} == {name}, code
    on_badge = Counter(one for member in everybody() for one in script(member.name_on_badge))
    assert {"LATIN", "ARABIC", "CJK", "CYRILLIC"} <= set(on_badge)


def test_family_name_stands_first_where_the_country_writes_it_so():
    member = delegation("VNM")[0]
    assert (member.family_name, member.given_names, member.name_on_badge) == (
        "Trần",
        "Quốc Khải Nguyên",
        "Trần Quốc Khải Nguyên",
    )
    korean = next(member for member in delegation("KOR") if member.family_name == "Baek")
    assert (korean.name_on_badge, korean.name_native) == ("BAEK Dohyun", "백도현")


def test_there_are_many_naming_cultures_and_every_party_has_one():
    assert len(cultures()) >= 30
    for code in sizes():
        assert cultures_of(code)
    table = set(" ".join(read_json("names/parties.json").values()).split())
    assert table == set(cultures())


def test_women_have_women_s_forms_of_names():
    culture = cultures()["icelandic"]
    names = [make_name(culture, sex, chance("forms", sex, n)).family for n in range(20) for sex in "mf"]
    assert all(name.endswith("son") for name in names[::2])
    assert all(name.endswith("dóttir") for name in names[1::2])


def test_values_are_those_that_the_app_takes():
    letters = {row["letter"] for row in conference()["categories"]}
    ranks = {row["code"] for row in conference()["ranks"]}
    for member in everybody():
        assert member.capacity in Capacity.values
        assert member.category in letters
        assert member.protocol_rank in ranks
        assert member.document_type in DocumentType.values
        assert re.fullmatch(r"[A-Z]{2}", member.nationality)
        assert EMAIL.fullmatch(member.email), member.email
        assert member.phone.startswith("+84 24 5550 ")


def test_texts_fit_the_columns_of_the_app():
    fields = ("honorific", "family_name", "given_names", "name_on_badge", "name_native", "functional_title", "diet")
    for name in fields:
        most = Delegate._meta.get_field(name).max_length
        assert max(len(getattr(member, name)) for member in everybody()) <= most, name


def test_document_numbers_are_never_given_twice():
    numbers = Counter(member.document_number for member in everybody())
    assert [number for number, count in numbers.items() if count > 1] == []


def test_who_needs_no_photo_has_none_and_everybody_else_has_a_portrait():
    exempt = {row["code"] for row in conference()["ranks"] if not row["photo_required"]}
    for member in everybody():
        assert (member.portrait is None) == (member.protocol_rank in exempt or member.category == "C")
    assert any(member.portrait is None and member.capacity == "head" for member in everybody())


def test_places_by_category_are_kept():
    places = conference()["quotas_by_kind"]
    for code, size in sizes().items():
        if size:
            used = Counter(member.category for member in delegation(code))
            for letter, count in used.items():
                if letter == "L":
                    assert party(code)["host"]
                    continue
                most = places[party(code)["kind"]][letter]
                assert most is None or count <= most, (code, letter, count)


def test_the_heads_category_is_for_heads_alone():
    for member in everybody():
        assert member.category != "H" or member.capacity == "head"


def test_each_delegation_but_the_host_has_its_liaison_officer_named_on_a_title():
    titles = [member.functional_title for member in delegation("VNM") if member.category == "L"]
    assert "Liaison officer to the delegation of Côte d’Ivoire" in titles
    for code in set(core_codes()) - {"VNM"}:
        assert any(party(code)["en_short"] in title for title in titles), code


def test_travel_is_around_the_conference_and_the_host_does_not_travel():
    for code in sizes():
        for member in delegation(code):
            if party(code)["host"]:
                assert member.arrival == member.hotel == ""
            else:
                assert "2025-10-22T00:00" <= member.arrival <= "2025-10-24T23:59"
                assert "2025-10-26T19:00" <= member.departure <= "2025-10-27T23:59"


def test_the_print_fonts_have_every_character_of_every_name():
    known: set[int] = set()
    for folder in folders():
        for path in sorted(folder.glob("*.tt[fc]")):
            known |= set(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path))).unicodes)
    for member in everybody():
        for text in (member.name_on_badge, member.name_native, member.functional_title):
            assert {char for char in text if ord(char) not in known} == set(), text


def test_another_seed_gives_other_people():
    assert members(party("FRA"), 10, SEED) == members(party("FRA"), 10, SEED)
    assert members(party("FRA"), 10, SEED)[3].name_on_badge != members(party("FRA"), 10, SEED + 1)[3].name_on_badge


def test_no_members_give_an_empty_list():
    assert members(party("BFA"), 0, SEED) == []
