"""Delegations, their focal points, notes verbales and members."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from allauth.account.models import EmailAddress
from django.core.files.base import ContentFile

from conference.accounts.models import User
from conference.core.links import new_secret
from conference.files import stored_files
from conference.files.uploads import Photo
from conference.parties.models import Party
from conference.printing.documents import typeset
from delegations.registration.focal_points import notices
from delegations.registration.members import rules
from delegations.registration.models import Delegate, Delegation, FocalPoint, FocalPointInvitation, NoteVerbale
from seeds import contacts
from seeds.data import parties
from seeds.data import party as row_of
from seeds.load.tables import World, moment
from seeds.people import Member, members
from seeds.portraits.portraits import portrait
from seeds.presence import delegation_sizes
from seeds.standings import Standing, as_entered, standings

# Portraits that are drawn: four of each tone and covering. Members with the same portrait share its file.
VARIETIES = 4 * 12 * 7
DAY = timedelta(days=1)


@dataclass
class Made:
    sizes: dict[str, int]
    delegations_by_code: dict[str, Delegation] = field(default_factory=dict)
    focal: dict[str, User] = field(default_factory=dict)
    rows: list[tuple[Delegate, Standing, str]] = field(default_factory=list)
    heads: dict[str, Delegate] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return len(self.rows)

    @property
    def delegations(self) -> int:
        return len(self.delegations_by_code)


def load(world: World, total: int | None, seed: int) -> Made:
    """Save delegations, focal points and notes; build the members, which `history` saves."""
    sizes = delegation_sizes(parties(), total, seed) if total else delegation_sizes(parties(), seed=seed)
    made = Made(sizes)
    _delegations(world, made, seed)
    _focal_points(world, made, seed)
    _notes(world, made, seed)
    gallery = Gallery()
    for code, size in sizes.items():
        _members(world, made, code, size, seed, gallery)
    return made


def _delegations(world: World, made: Made, seed: int) -> None:
    officers = contacts.liaisons(made.sizes, seed)
    rows = []
    for code in made.sizes:
        officer = officers.get(code)
        rows.append(
            Delegation(
                party=world.parties[code],
                invited_at=moment("2025-09-15T09:00"),
                liaison_name=officer.name if officer else "",
                liaison_phone=officer.phone if officer else "",
            )
        )
    saved = Delegation.objects.bulk_create(rows)
    made.delegations_by_code = {row.party.code: row for row in saved}


def _focal_points(world: World, made: Made, seed: int) -> None:
    users: list[tuple[User, str, str]] = []
    waiting = []
    for code, size in made.sizes.items():
        for point in contacts.focal_points(row_of(code), size, seed):
            language = "zh-hans" if point.language == "zh" else point.language
            if not point.taken_up_at:
                waiting.append((code, point.email, point.name, language))
                continue
            user = User(email=point.email, name=point.name, language=language, password=world.password)
            users.append((user, code, point.taken_up_at))
    User.objects.bulk_create([user for user, _, _ in users], batch_size=500)
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=user, email=user.email, verified=True, primary=True) for user, _, _ in users], batch_size=500
    )
    FocalPoint.objects.bulk_create(
        [
            FocalPoint(delegation=made.delegations_by_code[code], user=user, since=moment(since))
            for user, code, since in users
        ],
        batch_size=500,
    )
    for user, code, _ in users:
        made.focal.setdefault(code, user)
    for code, email, name, language in waiting:
        _invitation(world, made.delegations_by_code[code], email, name, language)


def _invitation(world: World, delegation: Delegation, email: str, name: str, language: str) -> None:
    """Save an invitation that is not taken up yet. Its mail is in the outbox, with a link that works."""
    secret, hashed = new_secret()
    sent = world.today - 2 * DAY
    invitation = FocalPointInvitation.objects.create(
        delegation=delegation,
        email=email,
        name=name,
        language=language,
        secret_hash=hashed,
        sent_at=sent,
        expires_at=sent + 14 * DAY,
    )
    notices.send_invitation(invitation, secret, can_be_undone=False)


def _notes(world: World, made: Made, seed: int) -> None:
    officer = world.staff["accreditation"]
    for code, size in made.sizes.items():
        note = contacts.note_verbale(row_of(code), size, seed)
        if note is None:
            continue
        delegation = made.delegations_by_code[code]
        row = NoteVerbale(
            delegation=delegation,
            number=note.number,
            dated=date.fromisoformat(note.dated),
            file_name=f"note-{code.lower()}.pdf",
            received_at=moment(note.received_at),
            received_from=made.focal.get(code),
            accepted_at=moment(note.accepted_at) if note.accepted_at else None,
            accepted_by=officer if note.accepted_at else None,
        )
        row.file.save(row.file_name, ContentFile(note_pdf(delegation.party, note)), save=False)
        row.save()


def note_pdf(party: Party, note: contacts.Note) -> bytes:
    data = {"party": party.formal, "number": note.number, "dated": note.dated, "names": note.names}
    return typeset.compile("note.typ", data, root=Path(__file__).parent)


class Gallery:
    """Draws each portrait once for all members who share it."""

    def __init__(self) -> None:
        self.names: dict[tuple[int, str], str] = {}

    def name(self, index: int, sex: str) -> str:
        key = (index % VARIETIES, sex)
        if key not in self.names:
            photo = Photo(portrait(*key), 480, 640)
            self.names[key] = stored_files.store_file(photo.name, photo.body)
        return self.names[key]


def _members(world: World, made: Made, code: str, size: int, seed: int, gallery: Gallery) -> None:
    row = row_of(code)
    people = members(row, size, seed)
    for position, (member, standing) in enumerate(zip(people, standings(row, people, seed), strict=True), 1):
        delegate = delegate_of(world, made.delegations_by_code[code], position, member, standing, gallery)
        made.rows.append((delegate, standing, code))
        if delegate.is_head and delegate.state not in {"withdrawn", "refused"}:
            made.heads[code] = delegate


def delegate_of(
    world: World, delegation: Delegation, position: int, whole: Member, standing: Standing, gallery: Gallery
) -> Delegate:
    member = as_entered(whole, standing)
    delegate = Delegate(
        delegation=delegation,
        position=position,
        honorific=member.honorific,
        family_name=member.family_name,
        given_names=member.given_names,
        name_on_badge=member.name_on_badge,
        name_native=member.name_native,
        functional_title=member.functional_title,
        protocol_rank=world.ranks.get(member.protocol_rank),
        capacity=member.capacity,
        category=world.categories[member.category],
        date_of_birth=member.date_of_birth,
        nationality=member.nationality,
        document_type=member.document_type,
        document_number=member.document_number,
        document_expiry=date.fromisoformat(member.document_expiry) if member.document_expiry else None,
        email=member.email,
        phone=member.phone,
        languages=member.languages,
        diet=member.diet,
        accessibility=member.accessibility,
        arrival=moment(member.arrival) if member.arrival else None,
        arrival_flight=member.arrival_flight,
        departure=moment(member.departure) if member.departure else None,
        departure_flight=member.departure_flight,
        hotel=member.hotel,
        photo=gallery.name(member.portrait, member.sex) if member.portrait is not None else "",
        photo_exempt=whole.portrait is None,
        state=standing.state,
    )
    _document(delegate, whole)
    for column, value in rules.derived(delegate).items():
        setattr(delegate, column, value)
    _visa(delegate, world)
    return delegate


def _document(delegate: Delegate, whole: Member) -> None:
    """Add the further data that the host asks of a travel document, where the document itself was entered."""
    if delegate.date_of_birth:
        delegate.sex = whole.sex.upper()
    if delegate.document_expiry:
        delegate.document_issue_date = delegate.document_expiry.replace(day=1) - timedelta(days=3650)
        delegate.document_issue_place = ISSUED_BY.get(delegate.document_type, "Passport Office")


ISSUED_BY = {
    "diplomatic": "Ministry of Foreign Affairs",
    "service": "Ministry of Foreign Affairs",
    "laissez_passer": "New York",
}


def _visa(delegate: Delegate, world: World) -> None:
    party = world.parties[delegate.delegation.party.code]
    flies = delegate.arrival and delegate.arrival_flight and delegate.departure and delegate.departure_flight
    if flies and delegate.position % 7 == 3 and not party.is_host and "/" in party.zone_name:
        delegate.visa_support = True
        delegate.visa_post = party.zone_name.rsplit("/", 1)[1].replace("_", " ")
