"""The tables that the organisers fill before the registration."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.hashers import make_password

from conference.accounts.models import RoleGrant, User
from conference.core import clock
from conference.core.access import Actor, Role
from conference.core.collation import collation_key
from conference.models import Category, Conference, Rank, Zone
from conference.parties.models import Kind, Membership, Party, PartyName
from conference.translated import FALLBACK, Translated
from conference.treaties.models import ForeseenStatement, SigningPlace, Treaty
from delegations.accreditation.models import BadgeSetup, EmergencyNumber, PassType
from delegations.registration.models import Deadline, Quota, UsualCategory
from schedule.calendar.models import DutyHours, Hours, Interpreter, Room, TravelTime, Venue
from schedule.programme.releases.actions import publish
from schedule.programme.sessions.actions.importing import import_sessions
from schedule.programme.site.pages import edit as edit_pages
from schedule.receptions.models import Reception
from seeds.data import LANGUAGES, PartyRow, conference, memberships, parties, programme, public_pages

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
STAFF = [
    ("secretariat", "Nguyễn Thu Hà", Role.SECRETARIAT),
    ("secretariat2", "Phan Ngọc Mai", Role.SECRETARIAT),
    ("security", "Tạ Văn Phúc", Role.SECURITY),
    ("accreditation", "Đặng Thuỳ Linh", Role.ACCREDITATION),
    ("accreditation2", "Lương Gia Bảo", Role.ACCREDITATION),
    ("protocol", "Bùi Khánh Chi", Role.PROTOCOL),
    ("programme", "Đỗ Minh Châu", Role.PROGRAMME),
    ("print", "Lê Quốc Trung", Role.PRINT_ROOM),
]


@dataclass
class World:
    today: datetime
    parties: dict[str, Party] = field(default_factory=dict)
    categories: dict[str, Category] = field(default_factory=dict)
    ranks: dict[str, Rank] = field(default_factory=dict)
    staff: dict[str, User] = field(default_factory=dict)
    password: str = ""

    def actor(self, name: str) -> Actor:
        user = self.staff[name]
        return Actor(user.pk, str(user), user.roles, rights=user.rights)


def moment(text: str) -> datetime:
    """Return a local time of the seed files, in Hanoi."""
    return datetime.fromisoformat(text).replace(tzinfo=HANOI)


def load(today: datetime) -> World:
    # All invented people share one hash of the demo's password: hashing it 300 times would take a minute.
    world = World(today, password=make_password(settings.DEMO_PASSWORD))
    world.parties = load_parties(host=True)
    _conference()
    load_treaty()
    _categories(world)
    _rooms()
    _staff(world)
    with clock.standing(today - timedelta(days=14)):
        import_sessions(actor=world.actor("programme"), source=programme())
        publish(actor=world.actor("programme"))
        edit_pages(actor=world.actor("programme"), values=public_pages(), expected_version=0)
    return world


# Of these kinds the table holds invented ones alone.
INVENTED = (Kind.MEDIA, Kind.NGO)


def load_parties(*, host: bool = False, invented: bool = True) -> dict[str, Party]:
    """Save missing parties with their names in every language, and return them by code.

    Args:
        host: Marks the host of the conference.
        invented: Saves media and NGOs too, which exist in the demo alone.
    """
    present = set(Party.objects.values_list("code", flat=True))
    new = [row for row in parties() if row["code"] not in present and (invented or row["kind"] not in INVENTED)]
    made = {party.code: party for party in Party.objects.bulk_create([_party(row, host) for row in new])}
    names = [name for row in new for name in _names(made[row["code"]], row)]
    PartyName.objects.bulk_create(names, batch_size=500)
    _memberships(made)
    return made


def _memberships(made: dict[str, Party]) -> None:
    """Save the memberships of new States and of new organizations."""
    new = [row for row in memberships() if row["organization"] in made or row["member"] in made]
    codes = {code for row in new for code in row.values()}
    by_code = {party.code: party for party in Party.objects.filter(code__in=codes)}
    rows = [Membership(organization=by_code[row["organization"]], member=by_code[row["member"]]) for row in new]
    Membership.objects.bulk_create(rows, ignore_conflicts=True)


def _party(row: PartyRow, host: bool) -> Party:
    language = "zh-hans" if row["language"] == "zh" else row["language"]
    return Party(
        code=row["code"],
        kind=row["kind"],
        is_host=host and row["host"] == "1",
        alpha2=row["alpha2"],
        alpha3=row["alpha3"],
        m49=int(row["m49"]) if row["m49"] else None,
        region=row["region"],
        regional_group=row["group"],
        flag=row["flag"],
        zone_name=row["timezone"],
        language=language,
        en_short=row["en_short"],
        en_sort=collation_key(row["en_sort"] or row["en_short"], FALLBACK),
    )


def _names(party: Party, row: PartyRow) -> list[PartyName]:
    names = [
        PartyName(
            party=party,
            language=language,
            short=row[f"{language}_short"],
            article=row.get(f"{language}_article", ""),
            formal=row[f"{language}_formal"] or row[f"{language}_short"],
            sorts_as=row.get(f"{language}_sort", ""),
        )
        for language in LANGUAGES
        if row[f"{language}_short"]
    ]
    for name in names:
        name.fill_keys()
    return names


def _conference() -> None:
    source = conference()
    venue, documents = source["venues"][0], source["documents"]
    Conference.objects.create(
        code=source["code"].lower(),
        name=Translated(source["full_name"]),
        short_name=Translated(source["short_name"]),
        treaty_name=Translated(source["treaty"]["short_name"]),
        place=Translated(source["place"]),
        venue=Translated(venue["name"]),
        starts_on=date.fromisoformat(source["dates"]["starts"]),
        ends_on=date.fromisoformat(source["dates"]["ends"]),
        zone_name=source["zone"],
        contact_email=source["secretariat"]["email"],
        contact_phone=source["secretariat"]["phone"],
        document_months=documents["months"],
        asks_sex=documents["sex"],
        asks_issue_date=documents["issue_date"],
        asks_issue_place=documents["issue_place"],
        asks_scan=documents["scan"],
    )
    Deadline.objects.bulk_create(
        [Deadline(code=row["key"], name=Translated(row["name"]), at=moment(row["at"])) for row in source["deadlines"]]
    )


def load_treaty() -> Treaty:
    """Save the Hanoi Convention with its rules and the places where it is signed."""
    source = conference()["treaty"]
    treaty = Treaty.objects.create(
        code=source["code"].lower(),
        title=Translated(source["full_name"]),
        short_title=Translated(source["short_name"]),
        known_as=Translated(source["known_as"]),
        adopted_on=date.fromisoformat(source["adopted"]),
        depositary=Translated(source["depositary"]),
        authentic_languages=source["authentic_languages"],
        notification_series=source["notification_series"],
        **source["rules"],
    )
    for row in source["places"]:
        SigningPlace.objects.create(
            treaty=treaty,
            place=Translated(row["place"]),
            first_day=date.fromisoformat(row["from"]),
            last_day=date.fromisoformat(row["until"]),
            zone_name=row["zone"],
        )
    for row in source["foreseen"]:
        ForeseenStatement.objects.create(treaty=treaty, **{**row, "subject": Translated(row["subject"])})
    return treaty


def _categories(world: World) -> None:
    source = conference()
    limits = source["zone_limits"]
    zones = {
        row["letter"]: Zone.objects.create(
            letter=row["letter"], name=Translated(row["name"]), position=position, **limits.get(row["letter"], {})
        )
        for position, row in enumerate(source["zones"])
    }
    for row in source["categories"]:
        category = Category.objects.create(
            letter=row["letter"],
            code=row["code"],
            name=Translated(row["name"]),
            position=row["order"],
            band_colour=row["band"].lower(),
            text_colour=row["text"].lower(),
            days=row["days"],
            places=row["places"],
            for_heads=row["gold"],
            needs_photo=row["photo_required"],
            on_lists=row["letter"] != "S",
        )
        category.zones.set([zones[letter] for letter in row["zones"]])
        world.categories[row["letter"]] = category
    for kind, places in source["quotas_by_kind"].items():
        Quota.objects.bulk_create([Quota(kind=kind, category=world.categories[c], places=n) for c, n in places.items()])
    UsualCategory.objects.bulk_create(
        UsualCategory(capacity=capacity, category=world.categories[letter])
        for capacity, letters in source["categories_by_capacity"].items()
        for letter in letters
    )
    _papers(zones)
    for row in source["ranks"]:
        world.ranks[row["code"]] = Rank.objects.create(
            code=row["code"],
            name=Translated(row["name"]),
            position=row["order"],
            tie_group=row["tie_group"],
            photo_exempt=not row["photo_required"],
        )


def _papers(zones: dict[str, Zone]) -> None:
    source = conference()
    PassType.objects.bulk_create(
        [
            PassType(
                code=row["code"],
                kind=row["kind"],
                name=Translated(row["name"]),
                prefix=row["prefix"],
                zone=zones.get(row["zone"]),
                places=row["places"],
                position=position,
            )
            for position, row in enumerate(source["passes"])
        ]
    )
    BadgeSetup.objects.create(office=Translated(source["badge"]["office"]))
    EmergencyNumber.objects.bulk_create(
        [
            EmergencyNumber(
                name=Translated(row["name"]),
                number=row["number"],
                gate_number=row.get("at_gates", ""),
                position=position,
            )
            for position, row in enumerate(source["emergency"])
        ]
    )


def _rooms() -> None:
    source = conference()
    venues = _venues(source)
    for position, row in enumerate(source["rooms"]):
        Room.objects.create(
            code=row["code"],
            name=Translated(row["name"]),
            site=venues[row["venue"]],
            purpose=row["purpose"],
            capacity=row["capacity"],
            layout=row["layout"],
            equipment=row.get("equipment", "") or "",
            flags=row.get("flags", False),
            booths=row["booths"],
            minutes_from_plenary=row["minutes_from_plenary"] or 0,
            position=position,
        )
    rooms = {room.code: room for room in Room.objects.all()}
    _hours(source["hours"], rooms)
    _interpreters(source["interpreters"])
    for row in source["receptions"]:
        Reception.objects.create(**_reception(row, rooms, source["dress_codes"]))


def _venues(source: dict[str, Any]) -> dict[str, Venue]:
    venues = {
        row["code"]: Venue.objects.create(
            code=row["code"], name=Translated(row["name"]), address=row["address"], position=position
        )
        for position, row in enumerate(source["venues"])
    }
    for row in source["ways"]:
        first, second = sorted((venues[code] for code in row["between"]), key=lambda venue: venue.pk)
        TravelTime.objects.create(one=first, other=second, on_foot=row["on_foot"], by_motorcade=row["by_motorcade"])
    return venues


def _hours(rows: list[dict[str, Any]], rooms: dict[str, Room]) -> None:
    days = [date.fromisoformat(day) for day in conference()["dates"]["days"]]
    Hours.objects.bulk_create(
        [
            Hours(room=room, day=day, opens=time.fromisoformat(row["opens"]), until=time.fromisoformat(row["until"]))
            for row in rows
            for room in rooms.values()
            if room.purpose == row["purpose"]
            for day in days
        ]
    )


def _interpreters(rows: list[dict[str, Any]]) -> None:
    days = [date.fromisoformat(day) for day in conference()["dates"]["days"]]
    for position, row in enumerate(rows):
        who = Interpreter.objects.create(
            **{name: row[name] for name in ("name", "languages", "email", "phone")}, position=position
        )
        hours = {"opens": time.fromisoformat(row["opens"]), "until": time.fromisoformat(row["until"])}
        DutyHours.objects.bulk_create([DutyHours(interpreter=who, day=day, **hours) for day in days])


def _reception(row: dict[str, Any], rooms: dict[str, Room], dress: dict[str, Any]) -> dict[str, Any]:
    texts = {name: Translated(row.get(name) or {}) for name in ("name", "host", "occasion", "in_honour", "entrance")}
    times = {name: moment(row[name]) for name in ("starts", "ends", "arrive_from", "arrive_until", "answer_by")}
    return {
        "code": row["key"].replace("_", "-"),
        "room": rooms[row["room"]],
        "dress": Translated(dress[row["dress"]]),
        "capacity": row["capacity"],
        "companions": row["companions"],
        "personal": row["invited"] == "persons",
        **texts,
        **times,
    }


def _staff(world: World) -> None:
    from allauth.account.models import EmailAddress

    for name, person, role in STAFF:
        user = User(email=f"{name}@hanoi2025.example", name=person, password=world.password)
        user.is_admin = role == Role.SECRETARIAT  # to edit categories, zones and quotas
        user.save()
        RoleGrant.objects.create(user=user, role=role)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        world.staff[name] = user
