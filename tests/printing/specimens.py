"""Badges of invented people, one for each thing that goes wrong with names."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from conference.printing.badges.data import BackWords, BadgeData, Category, ConferenceLines, Day, Zone
from delegations.accreditation.badges import keys, tokens

RING = keys.load("b1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")

ZONES = (
    Zone("G", "General areas and exhibition"),
    Zone("C", "Conference rooms"),
    Zone("P", "Plenary Hall"),
    Zone("S", "Signing Hall"),
    Zone("B", "Bilateral meeting rooms"),
    Zone("V", "Heads’ lounge"),
    Zone("M", "Media Centre"),
    Zone("T", "Technical and security areas"),
)
BACK = BackWords(
    leads="Where this badge leads",
    leads_note="Restricted rooms also require a floater pass or a seat from your delegation’s quota",
    emergency="In an emergency",
    numbers=(("Medical emergency", "115"), ("Conference security, any house phone", "2125")),
    lost="Lost or found",
    lost_text="Lost: tell the Accreditation Office at once. Found: hand it to any guard or liaison officer.",
    rules="Rules",
    rule_list=("Wear it visibly at all times.", "It is personal."),
    owner="Property of the Organizing Committee",
)
CONFERENCE = ConferenceLines(
    name="Signing Ceremony and High-Level Conference of the United Nations Convention against Cybercrime",
    place_dates="National Convention Center, Hanoi · 25–26 October 2025",
    zones=ZONES,
    back=BACK,
)
HEAD = Category("H", "Head of delegation", "#0c2d48", is_head=True)
DELEGATE = Category("D", "Delegate", "#1b6ca8")
ORGANISATION = Category("I", "International organization", "#1a7048")
BOTH_DAYS = (Day("Sat 25 Oct", True), Day("Sun 26 Oct", True))
FIRST_DAY = (Day("Sat 25 Oct", True), Day("Sun 26 Oct", False))


def code(number: int) -> str:
    """A true badge code; the serial is the number."""
    token = tokens.issue(
        key=RING.signing,
        issuer="plenipo",
        audience="hanoi-2025",
        serial=number.to_bytes(8, "big"),
        zones="GCPSBV",
        days=(date(2025, 10, 25), date(2025, 10, 26)),
        expires=datetime(2025, 10, 26, 17, tzinfo=UTC),
    )
    return tokens.to_text(token)


def serial_in(text: str) -> int:
    at = datetime(2025, 10, 25, 5, tzinfo=UTC)
    return int.from_bytes(tokens.verify(text, RING.public, audience="hanoi-2025", at=at).serial, "big")


def badge(number: int = 1, **changes) -> BadgeData:
    plain = BadgeData(
        conference=CONFERENCE,
        party_name="Brazil",
        name="Ms. Iolanda Pitangui",
        functional_title="First Secretary, Embassy in Hanoi",
        category=DELEGATE,
        zones=frozenset("GCPB"),
        days=BOTH_DAYS,
        serial=f"A1-{number:05}",
        code=code(number),
    )
    return replace(plain, **changes)


LONG_PARTY = "United Kingdom of Great Britain and Northern Ireland"
# What stands on the badge: party, name in its own script, name, function.
HARD_NAMES = {
    "usual": ("Jamaica", "", "Ms. Althea Rowe", "Counsellor"),
    "one name only": ("Indonesia", "", "Suharto", ""),
    "One letter carries more than": ("Republic of Korea (the)", "", "O", "Prosecutor"),
    "head with a long State": (
        "Lao People’s Democratic Republic",
        "",
        "H.E. Mr. Somphavanh Keodouangdy",
        "Minister of Technology and Communications",
    ),
    "80 characters": (
        "Brazil",
        "",
        "Maria Francisca de Assis Bragança Vasconcelos Teixeira de Albuquerque e Meneses",
        "Counsellor, Division for Combating Transnational Crime",
    ),
    "120 characters and a long party": (
        LONG_PARTY,
        "",
        "Pablo Diego José Francisco de Paula Juan Nepomuceno María de los Remedios Cipriano de la Santísima Trinidad Ruiz Picasso",
        "Second Secretary",
    ),
    "one word of 60": (
        "Germany",
        "",
        "Wolfeschlegelsteinhausenbergerdorffvoralternwarenelendigkeit",
        "Adviser",
    ),
    "hyphens": ("Algeria", "", "Lounis Aït-Hamadouche-Benyoucef-El-Khattabi-Boukhelifa", "Director-General"),
    "Vietnamese": ("Viet Nam", "", "Nguyễn Thị Hương Đình", "Liaison officer to the delegation of Côte d’Ivoire"),
    "Vietnamese capitals": ("Viet Nam", "", "NGUYỄN PHÚC ĐĂNG KHÔI ẤỄỔỰ", "Liaison officer"),
    "Icelandic": ("Iceland", "", "Þorgerður Æsa Sigurbjörnsdóttir", "Sýslumaður"),
    "Cyrillic": ("Российская Федерация", "", "Дмитрий Вознесенский", "Советник, Департамент международного права"),
    "Greek": ("Ελλάδα", "", "Ελευθερία Παπαδοπούλου-Οικονόμου", "Σύμβουλος"),
    "Arabic": (
        "Algeria",
        "عبد الرحمن بن يوسف الخطّابي",
        "Abderrahmane BENYOUCEF EL KHATTABI",
        "Director-General for Multilateral Affairs",
    ),
    "Arabic of 60": (
        "Saudi Arabia",
        "الأمير عبد الرحمن بن عبد العزيز بن محمد بن عبد الله آل سعود",
        "HRH Prince Abdulrahman bin Abdulaziz bin Mohammed bin Abdullah Al Saud",
        "Minister of State, Member of the Council of Ministers",
    ),
    "Arabic of 90": (
        LONG_PARTY,
        "صاحب السمو الملكي الأمير عبد الرحمن بن عبد العزيز بن محمد بن عبد الله بن فيصل آل سعود المحترم",
        "Abdulrahman",
        "Member",
    ),
    "Arabic alone": ("المملكة العربية السعودية", "", "فاطمة الزهراء القحطاني", "مستشارة قانونية"),
    "Persian with joiners": ("Iran (Islamic Republic of)", "علی‌اکبر می‌رزایی", "Ali-Akbar MIRZAEI", "Legal Adviser"),
    "Chinese": ("China", "沈明远", "SHEN Mingyuan", "Counsellor, Department of Treaty and Law"),
    "Chinese function": (
        "中国",
        "",
        "沈明远",
        "中华人民共和国外交部条约法律司副司长兼网络事务协调员，全权代表团成员（常驻维也纳代表团）",
    ),
    "Japanese": ("Japan", "髙橋 さくら", "TAKAHASHI Sakura", "外務省国際法局条約課長"),
    "Korean": ("Republic of Korea (the)", "백도현", "BAEK Dohyun", "외교부 조약국 심의관"),
    "mixed scripts": ("Hong Kong, China", "陳大文 David", "Prof. David 陳大文 CHAN Tai-man", "Advisor 顧問"),
    "mixed directions": ("Egypt", "د. سمير Abu Jarad", "Samir (سمير) Abu Jarad", "Deputy Minister نائب الوزير"),
    "long function": (
        "United Nations Office on Drugs and Crime",
        "",
        "Ms. Agnieszka Wiśniewska-Kowalczyk",
        "Deputy Executive Director and Director of the Division for Treaty Affairs, Head of the Cybercrime and Anti-Money-"
        "Laundering Section, Secretary of the Ad Hoc Committee to Elaborate a Comprehensive International Convention",
    ),
    "markup": ("#panic()", "", "*Bold* _it_ $x$ <b> \\u{41} [#eval]", '"quoted" // comment @label'),
}


def hard_badges() -> dict[str, BadgeData]:
    return {
        what: badge(number, party_name=party, name_native=native, name=name, functional_title=function)
        for number, (what, (party, native, name, function)) in enumerate(HARD_NAMES.items(), 1)
    }
