"""The conference's terms: one word for one thing, on every page, mail and paper, in all seven languages.

conference/locale/terms.csv holds the words of United Nations documents; what stands in brackets or behind a stroke is an alternative.
"""

from __future__ import annotations

import csv
import json
import re
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import gettext, override

from delegations.gates.checking.verdicts import WORDS
from delegations.registration.equipment.forms import EquipmentForm
from tests.languages.test_catalogues import LOCALE, PLACES, messages, texts

pytestmark = pytest.mark.xdist_group("catalogues")

PROGRAMME = Path(settings.ROOT) / "seeds" / "programme.json"
COLUMNS = {"ar": "ar", "es": "es", "fr": "fr", "ru": "ru", "vi": "vi", "zh_Hans": "zh"}

# A term and a language in which the catalogue's entry means something else.
OTHER_SENSE = {
    ("signature", "ru"): "the hand's mark on a receipt, подпись",
    ("signature", "zh_Hans"): "the hand's mark on a receipt, 签名",
}

# Terms without an entry of their own: the entry that says them instead, or why no page says them yet.
SAID_IN = {
    "nameplate": "Nameplates",
    "plenary meeting": "Plenary",
    "place card": "Name of the companion, as on the place card",
    "credentials": "Credentials: they authorize participation in the conference",
    "signatory": "Signatories",
    "precedence": "Seat both tables by precedence afterwards",
}
# As it stands there, where grammar or room asks for another form than the list's.
INFLECTED = {
    ("banquet", "ar"): "مأدبة",
    ("plenary meeting", "es"): "plenaria",
    ("plenary meeting", "fr"): "plénière",
    ("nameplate", "ar"): "لوحات الأسماء",
    ("nameplate", "es"): "placas identificativas",
    ("nameplate", "fr"): "plaques indicatrices",
    ("nameplate", "ru"): "именные таблички",
    ("place card", "ru"): "карточке гостя",
    ("precedence", "ru"): "старшинству",
    ("signatory", "ru"): "подписавшие стороны",
}
IN_THE_PROGRAMME = "a session’s title, which the organisers write; the demo’s are held below"
NOT_SAID = {
    "general debate": IN_THE_PROGRAMME,
    "banquet": IN_THE_PROGRAMME,
}

# English words that a reader met beside the term, or had to read twice.
NOT_ENGLISH = {
    "organization": r"rganis(ation|er|es|ed|ing)",
    "e-mail": r"(?<!-)\bemail\b|(?<!-)\ba mail\b|\bby mail\b|\b(every|no) mail\b|(?<!-)\bmails\b",
    "audit log": r"\bRecord (whole|broken)\b|\bthe record (keeps|says|names)\b|\bin the record\b",
    "access log": r"\b[Rr]eads of personal data\b",
    "gate alert": r"\b[Ff]indings?\b",
    "badge collection": r"\b[Hh]and(ed|s)?[ -]out\b",
    "alternate head": r"\b[Dd]eputy head\b|\b[Vv]ice head\b",
    "round table": r"\b[Rr]oundtables?\b",
    "place card": r"\b[Tt]able cards?\b",
    "list of speakers": r"speakers’ list|speaker list",
    "adviser": r"\b[Aa]dvisors?\b",
    "programme": r"\b[Pp]rogram\b",
    "note verbale": r"\bverbal note\b|\bnotes verbale\b",
    "cancelled": r"\b[Cc]all(ed)? off\b",
    "again": r"\banew\b",
    "recent activity": r"\b[Ll]ately\b",
    "to correct": r"\b(to|be) put right\b",
    "selected": r"\bthe ticked\b|\bthose ticked\b|\bthat fit\b|\bnobody fits\b",
    "permanently": r"\bfor good\b",
    "no longer valid": r"\bopens nothing\b|\bis dead\b",
    "personal page": r"\bown page\b|\bpage of their own\b",
    "name in original script": r"\bown script\b",
    "the e-mails of the conference": r"\bthe house\b",
    "informed": r"\bsides are told\b|\bThese are told\b|^Told:|\bno delegation is told\b",
    "sent": r"\be-mail goes\b|\b(has|have) gone\b|\bgoes on %|\bcalled back\b",
    "appears": r"(?<!single name )\bstands? here\b|\bas it (now )?stands\b",
    "identity document": r"\bidentity papers?\b",
    "is valid again": r"\bholds again\b|\bdoes not hold\b|\bno longer holds\b",
    "not published": r"\bnobody is told\b",
    "additional": r"\bfaults? (more|less)\b|\bhead no more\b",
}

# Words that stood in a catalogue beside the term.
NOT_IN = {
    "ar": {
        "bilateral meeting": "لقاء ثنائي|اللقاء الثنائي|لقاءات ثنائية",
        "open meeting": "جلسة مفتوحة|الجلسة المفتوحة|الجلسات المفتوحة",
        "protocol rank": "المرتبة المراسمية",
        "observer State": "دولة مراقبة|الدول المراقبة",
        "order of the day": "جدول أعمال اليوم",
        "visa support letter": "رسالة دعم التأشيرة|رسائل دعم التأشيرة",
        "regional economic integration organization": "التكامل الاقتصادي الإقليمية",
        "announcer": "المذيع",
        "filter": "ترشيح",
        "day of the meeting": "يوم اللقاء",
    },
    "es": {
        "side event": r"eventos? paralelos?",
        "order of the day": r"orden del día",
        "running order": r"orden de intervención",
        "announcer": r"locutor",
        "status of the treaty": r"situación del tratado",
        "badge": r"\bcredencial\b",
        "fault of precedence": r"falta de precedencia",
    },
    "fr": {
        "bilateral meeting": r"rencontres? bilatérales?",
        "regional economic integration organization": r"organisations? régionales? d’intégration",
        "visa support letter": r"lettres? d’appui",
        "announcer": r"annonceur",
        "deadline": r"(réponses?|avant|après|prochaine) (à )?(l’)?échéance|[Ll]’échéance (des|doit)|délai de réponse",
        "place card": r"cartons? de table",
        "returned for correction": r"[Rr]envoyer %\(\w+\)s personne",
        "withdrawal": r"\bretrait (prenne|ne prend)|sur le retrait",
    },
    "ru": {
        "security officer": r"сотрудник\w* охраны",
        "reception": r"приём",
        "late request": r"поздн\w+ (запрос|просьб)",
        "place card": r"настольн\w+ карточ",
        "order of the day": r"поряд(ок|ка|ке|ком) дня",
        "visa support letter": r"поддержку визы",
    },
    "vi": {
        "deadline": r"hạn chót",
        "list of speakers": r"danh sách diễn giả",
        "open meeting": r"phiên họp mở",
        "protocol rank": r"cấp lễ tân",
        "place card": r"thẻ tên",
        "party": r"loại bên tham gia",
        "the reader": r"\bbạn\b",
        "visa support letter": r"thư hỗ trợ thị thực",
    },
    "zh_Hans": {
        "focal point": "协调人",
        "bilateral meeting": "会晤",
        "spouse or companion": "陪同人员",
        "support staff": "辅助人员",
        "visa support letter": "签证支持函",
        "order of the day": "每日日程",
        "place card": "席位卡",
        "guest": "宾客",
        "last day": "末日",
        "party": "参与方",
        "accreditation": "注册核准",
        "closing of the record": "结束记录|记录已结束|记录尚未结束",
    },
}


@cache
def terms() -> list[dict[str, str]]:
    with (LOCALE / "terms.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def plain(text: str) -> str:
    """Fold the case, and leave out the Arabic article and the quotation marks around a Russian term."""
    return re.sub(r"(?<!\w)ال", "", text.casefold()).replace("«", "").replace("»", "")


def words(term: str) -> list[str]:
    outside = re.sub(r"\s*\(.{3,}?\)", "", term)
    return [
        plain(one.strip()) for one in [outside, *re.findall(r"\((.{3,}?)\)", term), *term.split("/")] if one.strip()
    ]


def wanted_words(row: dict[str, str], language: str) -> list[str]:
    inflected = INFLECTED.get((row["en"], language))
    return [inflected] if inflected else words(row[COLUMNS[language]])


@cache
def entries(language: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for message in messages(language):
        # The term agrees with a woman who is called so: “jefa de la delegación”.
        if isinstance(message.id, str) and message.context != "of a woman":
            found.setdefault(message.id.casefold(), []).append(message.string)
    return found


@pytest.mark.parametrize("language", COLUMNS)
def test_the_catalogue_says_a_term_with_its_word(language):
    known, wrong, read = entries(language), [], 0
    for row in terms():
        if (row["term"], language) in OTHER_SENSE:
            continue
        for said in known.get(row["en"].casefold(), []):
            read += 1
            if not any(word in plain(said) for word in words(row[COLUMNS[language]])):
                wrong.append((row["en"], said, row[COLUMNS[language]]))
    assert wrong == []
    assert read > 40  # the terms that stand alone as a label


def test_each_term_has_an_entry_or_its_reason():
    apart = {row["en"] for row in terms() if row["en"].casefold() not in entries("fr")}
    assert apart == {*SAID_IN, *NOT_SAID}


@pytest.mark.parametrize("language", COLUMNS)
@pytest.mark.parametrize("term", SAID_IN)
def test_a_term_without_an_entry_is_said_with_its_word_in_another(term, language):
    [row] = [row for row in terms() if row["en"] == term]
    wanted = wanted_words(row, language)
    found = entries(language)[SAID_IN[term].casefold()]
    assert [said for said in found if not any(plain(word) in plain(said) for word in wanted)] == []


@pytest.mark.parametrize("language", COLUMNS)
@pytest.mark.parametrize("term", [term for term, why in NOT_SAID.items() if why == IN_THE_PROGRAMME])
def test_the_demo_s_programme_says_a_term_with_its_word(term, language):
    [row] = [row for row in terms() if row["en"] == term]
    told = [session["title"] for session in json.loads(PROGRAMME.read_text())["sessions"]]
    found = [title[COLUMNS[language]] for title in told if term in title["en"].casefold()]
    assert found
    wanted = wanted_words(row, language)
    assert [one for one in found if not any(word in plain(one) for word in wanted)] == []


@pytest.mark.parametrize("term", NOT_ENGLISH)
def test_no_other_english_word_stands_beside_a_term(term):
    forbidden = re.compile(NOT_ENGLISH[term])
    english = [text for message in messages("fr") for text in texts(message.id)]
    assert [text for text in english if forbidden.search(PLACES.sub("", text))] == []


@pytest.mark.parametrize(("language", "term"), [(language, term) for language in NOT_IN for term in NOT_IN[language]])
def test_no_other_word_of_a_language_stands_beside_a_term(language, term):
    forbidden = re.compile(NOT_IN[language][term], re.IGNORECASE)
    assert [text for message in messages(language) for text in texts(message.string) if forbidden.search(text)] == []


@pytest.mark.parametrize(
    ("language", "places", "gone"),
    [
        ("ar", "المتبقي", "غادر"),
        ("es", "Libres", "Ha salido"),
        ("fr", "Restantes", "Sorti(e)"),
        ("ru", "Осталось", "Вышел(-ла)"),
        ("vi", "Còn lại", "Đã ra"),
        ("zh-hans", "剩余", "已离开"),
    ],
)
def test_places_that_are_left_are_not_called_like_a_person_who_left(language, places, gone):
    with override(language):
        assert (gettext("Left"), str(WORDS["left"])) == (places, gone)


@pytest.mark.parametrize(
    ("language", "sender", "start"), [("es", "De", "Desde"), ("ru", "От кого", "С"), ("zh-hans", "发件人", "自")]
)
def test_the_start_of_a_period_is_not_called_like_the_sender_of_a_letter(language, sender, start):
    with override(language):
        assert (gettext("From"), str(EquipmentForm.base_fields["starts_on"].label)) == (sender, start)
