"""Invented examples for the previews of the messages."""

from typing import Any

COMMON: dict[str, Any] = {
    "party": "Kenya",
    "formal": "Republic of Kenya",
    "formally": "the Republic of Kenya",
    "url": "https://hanoi2025.example/portal/ken/",
    "liaison": "Ms. Trần Thu Hà, +84 24 5550 0142",
    "sent_to": "the focal points of Kenya: Ms. Achieng Wambui, Mr. Kamau Gitonga",
}
DEADLINES: dict[str, Any] = {
    "deadlines": [
        {"name": {"en": "Confirmation of members"}, "at": "2025-10-15T11:00:00+00:00"},
        {"name": {"en": "Flights and hotels"}, "at": "2025-10-17T11:00:00+00:00"},
    ],
    "zone": "Africa/Nairobi",
}
NOTE = {"number": "MFA/HAN/124/2025", "file_name": "note-124.pdf", "at": "2025-09-23T02:12:00+00:00"}
MEMBER = {"name": "Ms. Halima Wario", "at": "2025-10-10T07:00:00+00:00"}
LATE = {"note": "MFA/HAN/131/2025", "at": "2025-10-16T02:12:00+00:00"}
LATE_NAMES = LATE | {"names": "Ms. Halima Wario, Mr. Brian Otieno Ouma"}
OWN: dict[str, dict[str, Any]] = {
    "invitation": {
        **DEADLINES,
        "url": "https://hanoi2025.example/invitation/…/",
        "due": "2025-10-15T11:00:00+00:00",
        "expires": "2025-10-31T07:00:00+00:00",
        "inviter": "Ms. Achieng Wambui",
        "instead_of": "Ms. Achieng Wambui",
        "sent_to": "focal.kenya@mission.example",
    },
    "appointed": DEADLINES,
    "note_received": NOTE,
    "note_accepted": NOTE,
    "submitted": {
        **DEADLINES,
        "headline": "Kenya: 2 members received, 1 still incomplete",
        "received_words": "2 members",
        "lacking_words": "1 member still lacks something.",
        "received": [
            {"number": 1, "name": "H.E. Ms. Naliaka Barasa", "what": "Head of delegation"},
            {"number": 2, "name": "H.E. Mr. Josphat Mutiso Kilonzi", "what": "Alternate head"},
        ],
        "lacking": [{"number": 8, "name": "Ms. Chelangat Rono", "what": "expiry date of the document"}],
        "at": "2025-10-08T03:04:31+00:00",
    },
    "entered_twice": MEMBER | {"here": True},
    "equipment_decided": MEMBER | {"licence": "VN/2025/118", "reason": "", "items": "Firearm × 1, Radio × 2"},
    "circular": {
        "headline": "Kenya and all others: buses from the hotels",
        "paragraphs": [
            [{"text": "Buses leave the hotels at 07:15 and 07:45 on both days.", "href": ""}],
            [
                {"text": "The order of the day: ", "href": ""},
                {"text": "https://hanoi2025.example/programme/", "href": "https://hanoi2025.example/programme/"},
            ],
        ],
    },
    "visa_letter": MEMBER | {"number": "OC/VISA/2025/0447", "url": "https://hanoi2025.example/portal/ken/visa/"},
    "back_in_review": MEMBER,
    "withdrawn": MEMBER,
    "replaced": MEMBER | {"instead": "Ms. Chelangat Rono"},
    "late_asked": LATE_NAMES,
    "late_withdrawn": LATE_NAMES,
    "late_granted": LATE
    | {"received": "Ms. Halima Wario", "lacking": [{"name": "Mr. Brian Otieno Ouma", "what": "photo"}]},
    "late_declined": LATE
    | {"names": "Ms. Halima Wario"}
    | {"reason": "The note verbale does not name her. Please send one that does."},
    "member_asked": {
        "name": MEMBER["name"],
        "due": "2025-10-15T11:00:00+00:00",
        "expires": "2025-10-24T17:00:00+00:00",
        "url": "https://hanoi2025.example/member/…/",
        "sent_to": "h.wario@mission.example",
    },
    "own_page_done": MEMBER | {"lacks": "photo"},
    "equipment_received": {"name": "Mr. Barasa Wekesa", "what": "Radio Motorola DP4800", "at": MEMBER["at"]},
}


def build_sample(name: str) -> dict[str, Any]:
    return {**COMMON, **OWN[name]}
