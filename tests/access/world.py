"""Objects for the walk, made when asked for; what belongs to a delegation is Kenya's."""

from __future__ import annotations

import io
import uuid
from datetime import timedelta
from functools import cached_property
from pathlib import Path

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from conference.accounts.models import User
from conference.accounts.sign_in.letters import report_change
from conference.core import clock
from conference.core.access import SYSTEM, Role
from conference.core.links import hash_of
from conference.correspondence.models import Message
from conference.files.documents import Document
from conference.files.uploads import Photo
from conference.models import Conference
from conference.printing.models import PaperJob
from delegations.accreditation.badges.actions import issuing as accreditation
from delegations.accreditation.collection import actions as collection_actions
from delegations.accreditation.models import Badge, PrintJob
from delegations.accreditation.passes import requests as pass_requests
from delegations.gates.alerts import actions as gates
from delegations.gates.devices import actions as devices_actions
from delegations.registration.drafts import photo_drafts
from delegations.registration.equipment import actions as registration
from delegations.registration.focal_points.actions import access_requests, invitations
from delegations.registration.late import actions as late_actions
from delegations.registration.models import (
    AccessRequest,
    Circular,
    Delegate,
    Equipment,
    FocalPointInvitation,
    MemberLink,
)
from delegations.registration.own_page import actions as own_page_actions
from delegations.registration.scans import actions as scans
from delegations.registration.visas import actions as visas_actions
from schedule.programme.models import PublicPages
from tests.access.parts.addressed import Addressed
from tests.access.parts.bound import Bound
from tests.access.parts.powered import Powered
from tests.access.parts.scheduled import OWN, SECRET, THIRD, Scheduled
from tests.access.parts.signed_in import SignedIn
from tests.access.parts.signing import Signing
from tests.access.parts.watched import Watched
from tests.access.rules import Guest, Walker
from tests.accreditation.kit import accredited
from tests.accreditation.pass_kit import sort, vehicle_pass
from tests.gates.scene import make_device, make_gate
from tests.people import (
    actor,
    make_conference,
    make_delegation,
    make_focal_point,
    make_member,
    make_tables,
    make_user,
)
from tests.programme.speaking.world import Speaking
from tests.registration.kit import make_deadline, radio
from tests.treaties.kit import hanoi

OTHER = "CIV"


class World(Scheduled, Addressed, SignedIn, Speaking, Signing, Watched, Bound, Powered):
    """Kenya's delegation with one of everything, Côte d'Ivoire's with nothing, Brazil's for meetings."""

    own_code, other_code, day, copy, kind, document = "ken", "civ", "2025-10-25", 1, "accounts.welcome", "arrivals"
    letter_of_category = "D"
    deadlines_table = "deadlines"

    def __init__(self) -> None:
        make_conference()
        Conference.objects.update(asks_scan=True)
        make_tables()
        for code in (OWN, OTHER, THIRD):
            make_delegation(code)
        hanoi()
        texts = {"en": "Bring your badge."}
        PublicPages.objects.create(pk=1, practical=texts, press=texts, participants="people")

    # --- people

    @cached_property
    def users(self) -> dict[Walker, User]:
        admin = make_user(name="Admin")
        admin.is_admin = True
        admin.save()
        return {
            Guest.OWN: make_focal_point(OWN, email="focal.ken@mission.example"),
            Guest.OTHER: make_focal_point(OTHER, email="focal.civ@mission.example"),
            Guest.NOBODY: make_user(),
            Guest.ADMIN: admin,
            **{role: make_user(None, role) for role in Role},
        }

    @property
    def own(self) -> User:
        return self.users[Guest.OWN]

    @property
    def demo_user(self) -> int:
        return self.own.pk

    @property
    def staff_account(self) -> int:
        return self.users[Role.PROTOCOL].pk

    @cached_property
    def planned_circular(self) -> int:
        when = clock.now() + timedelta(days=1)
        return Circular.objects.create(
            subject={"en": "Buses"}, body={"en": "…"}, written_at=clock.now(), send_at=when
        ).pk

    @cached_property
    def deadline(self) -> int:
        return make_deadline("nomination", clock.now() + timedelta(days=5)).pk

    # --- accounts

    @cached_property
    def own_key(self) -> int:
        from tests.accounts.tools import Passkey

        return Passkey(self.own).stored().pk

    @property
    def reset_uid(self) -> str:
        return user_pk_to_url_str(self.own)

    @property
    def reset_key(self) -> str:
        return default_token_generator.make_token(self.own)

    @cached_property
    def confirmation_key(self) -> str:
        address = EmailAddress.objects.create(user=make_user(), email="second@mission.example")
        return EmailConfirmationHMAC(address).key

    # --- correspondence

    @cached_property
    def message(self) -> int:
        report_change(self.own, "password_changed")
        Message.objects.update(subject_line="News", text="text", html="<p>text</p>")
        return Message.objects.get(kind="accounts.password_changed").pk

    @cached_property
    def sent_message(self) -> int:
        """One about Kenya's delegation, sent to its focal point."""
        values = {"user": self.own, "recipient": self.own.email, "scope": OWN.upper(), "subject_line": "Kenya: news"}
        moments = dict.fromkeys(("created_at", "not_before", "ended_at"), timezone.now())
        about = {"kind": "registration.note_received", "subject_type": "registration.noteverbale", "subject_id": "1"}
        return Message.objects.create(**values, **moments, **about, state="sent", text="News", message_id="<1@x>").pk

    @cached_property
    def failed_message(self) -> int:
        report_change(self.own, "password_set")
        found = Message.objects.filter(kind="accounts.password_set")
        found.update(state="sending", lease=uuid.uuid4(), lease_until=timezone.now())
        found.update(state="failed")
        return found.get().pk

    @cached_property
    def held_message(self) -> int:
        report_change(self.own, "password_set")
        found = Message.objects.filter(kind="accounts.password_set")
        found.update(state="held")
        return found.get().pk

    @property
    def letter(self) -> str:
        from django.core.mail import EmailMultiAlternatives

        folder = Path(settings.MAILERS["default"]["OPTIONS"]["folder"])
        if not folder.exists() or not list(folder.glob("*.eml")):
            mail = EmailMultiAlternatives("News", "text", "a@hanoi2025.example", ["b@mission.example"])
            mail.attach_alternative("<p>text</p>", "text/html")
            mail.send()
        return next(folder.glob("*.eml")).stem

    # --- registration

    def _member(self, state: str, **fields) -> Delegate:
        return make_member(OWN, state=state, **fields)

    @cached_property
    def draft_member(self) -> uuid.UUID:
        return self._member("draft").public_id

    @cached_property
    def pictured_member(self) -> uuid.UUID:
        body = io.BytesIO()
        Image.new("RGB", (300, 400), "#8a6a4f").save(body, "JPEG")
        member = make_member(OWN, state="submitted")
        member.photo.save("photo.jpg", ContentFile(body.getvalue()), save=False)
        Delegate.objects.filter(pk=member.pk).update(photo=member.photo.name)
        self._accredit(member)
        return member.public_id

    @cached_property
    def member_secret(self) -> str:
        member = Delegate.objects.get(public_id=self.pictured_member)
        link = own_page_actions.ask_member(actor=actor(self.own), member=member, email="halima@mission.example")
        MemberLink.objects.filter(pk=link.pk).update(secret_hash=hash_of(SECRET))
        return SECRET

    @cached_property
    def scanned_member(self) -> uuid.UUID:
        member = make_member(OWN, state="submitted")
        page = Document("passport.pdf", "pdf", b"%PDF-1.7\n")
        scans.send_scan(actor=actor(self.own), member=member, document=page)
        return member.public_id

    @cached_property
    def officer(self) -> uuid.UUID:
        return self._member("draft", capacity="security").public_id

    @cached_property
    def radio(self) -> int:
        officer = Delegate.objects.get(public_id=self.officer)
        return registration.ask_for_equipment(actor=actor(self.own), member=officer, values=radio()).pk

    @property
    def bearer(self) -> uuid.UUID:
        return Equipment.objects.get(pk=self.radio).bearer.public_id

    @cached_property
    def photo_draft(self) -> uuid.UUID:
        body = io.BytesIO()
        Image.new("RGB", (300, 400), "#8a6a4f").save(body, "JPEG")
        photo = Photo(body.getvalue(), 300, 400)
        return photo_drafts.save_photo(photo, delegation=make_delegation(OWN), user_id=self.own.pk).key

    @cached_property
    def note(self) -> int:
        note = make_delegation(OWN).notes.model(
            delegation=make_delegation(OWN), number="KEN/1", received_at=clock.now(), file_name="note.pdf"
        )
        note.file.save("note.pdf", ContentFile(b"%PDF-1.7\n"))
        return note.pk

    @cached_property
    def late_request(self) -> int:
        make_deadline(at=clock.now() - timedelta(days=1))
        paper = Document("late.pdf", "pdf", b"%PDF-1.7\n")
        asked = {"members": [make_member(OWN)], "document": paper, "words": "The adviser is new."}
        return late_actions.ask_late(actor=actor(self.own), delegation=make_delegation(OWN), **asked).pk

    @cached_property
    def _invitation(self) -> FocalPointInvitation:
        party = make_delegation(OWN).party
        invitation = invitations.invite(actor=SYSTEM, party=party, email="new@mission.example", name="New")
        invitation.secret_hash = hash_of(SECRET)
        invitation.save()
        return invitation

    @property
    def invitation(self) -> int:
        return self._invitation.pk

    @cached_property
    def access_request(self) -> int:
        request = AccessRequest(party_words="Kenya", name="Somebody", email="somebody@mission.example")
        access_requests.ask_for_access(request=request, network="192.0.2.1")
        return AccessRequest.objects.get().pk

    @property
    def focal_point(self) -> int:
        """Not the only one, so that he can be withdrawn."""
        make_focal_point(OWN)
        return self.own.focal_for.get().pk

    @property
    def invitation_secret(self) -> str:
        return SECRET if self._invitation else ""

    @cached_property
    def visa_letter(self) -> int:
        travel = {
            "arrival": clock.now(),
            "departure": clock.now(),
            "arrival_flight": "KQ 886",
            "departure_flight": "KQ 887",
        }
        member = self._member("submitted", visa_support=True, visa_post="Pretoria", **travel)
        return visas_actions.issue_visa_letter(actor=SYSTEM, member=member).pk

    @cached_property
    def _double(self) -> tuple[Delegate, Delegate]:
        return self._member("draft"), self._member("draft")

    @property
    def double_one(self) -> uuid.UUID:
        return self._double[0].public_id

    @property
    def double_other(self) -> uuid.UUID:
        return self._double[1].public_id

    # --- accreditation

    @cached_property
    def submitted_member(self) -> uuid.UUID:
        return self._member("submitted").public_id

    @cached_property
    def vetted_member(self) -> uuid.UUID:
        return self._member("vetted").public_id

    def _accredit(self, member: Delegate) -> Badge:
        from delegations.accreditation.review.actions import decisions

        decisions.vet(actor=actor(make_user(None, Role.SECURITY)), delegate=member)
        return decisions.accredit(actor=actor(make_user(None, Role.ACCREDITATION)), delegate=member)

    @cached_property
    def badge(self) -> int:
        return accredited(OWN)[1].pk

    @cached_property
    def vehicle_pass(self) -> int:
        return vehicle_pass(OWN, actor(self.users[Role.PRINT_ROOM])).pk

    @cached_property
    def pass_request(self) -> int:
        """Kenya asks for a floater."""
        member = Delegate.objects.get(public_id=self.submitted_member)
        asking = {"delegation": make_delegation(OWN), "type": sort(), "member": member}
        return pass_requests.ask(actor=actor(self.own), **asking).pk

    @cached_property
    def receipt(self) -> int:
        badge = accredited(OWN)[1]
        clerk = actor(self.users[Role.PRINT_ROOM])
        accreditation.mark_printed(actor=clerk, badges=[(badge.pk, badge.version)])
        return collection_actions.hand_out_to_delegation(
            actor=clerk, delegation=make_delegation(OWN), to="Trần Thu Hà", badges=[badge.pk]
        ).number

    @cached_property
    def paper_job(self) -> uuid.UUID:
        job = PaperJob(owner=self.users[Role.PROTOCOL], document="itinerary", language="en", state="ready")
        job.created_at = job.ended_at = clock.now()
        job.expires_at = clock.now() + timedelta(days=1)
        job.file.save("itinerary.pdf", ContentFile(b"%PDF-1.7\n"))
        return job.public_id

    @cached_property
    def batch(self) -> uuid.UUID:
        job = PrintJob(
            owner=self.users[Role.PRINT_ROOM], layout="a6", state="ready", total=1, done=1, created_at=clock.now()
        )
        job.ended_at, job.expires_at = clock.now(), clock.now() + timedelta(days=1)
        job.file.save("badges.pdf", ContentFile(b"%PDF-1.7\n"))
        return job.public_id

    # --- gates

    gate_mark = "G"

    @cached_property
    def invited_device(self) -> int:
        staff = actor(make_user(None, Role.SECURITY))
        return devices_actions.invite(actor=staff, name="Scanner", gate=make_gate("G"))[0].pk

    @cached_property
    def finding(self) -> int:
        device, key = make_device(make_gate("G"))
        devices_actions.revoke(actor=actor(make_user(None, Role.SECURITY)), device=device)
        gates.alert_to_refused_device(key=hash_of(key), status=401, number=1)
        return device.findings.get().pk


def with_sessions() -> World:
    """Return a world in which everybody is there before anything is made and taken back."""
    world = World()
    assert world.session_keys
    return world
