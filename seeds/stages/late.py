"""Late requests: whom a delegation names after the deadline comes by a note verbale, which the secretariat accepts."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from itertools import groupby

from django.core.files.base import ContentFile

from conference.accounts.models import User
from delegations.registration.models import Delegate, LateRequest, NoteVerbale
from seeds.contacts import Note
from seeds.load.people import note_pdf
from seeds.load.story import Step, Story
from seeds.stages.world import staff_of

WORDS = "Appointed by the Ministry after the members had been confirmed."
BEFORE = timedelta(hours=3)  # from the request to its grant


def grant(people: Iterable[Delegate], focal: Mapping[str, User], story: Story) -> None:
    """Tell of one granted request for each delegation, whose members were submitted with the grant."""
    secretariat = staff_of("secretariat")
    by_delegation = groupby(sorted(people, key=lambda row: (row.scope, row.position)), key=lambda row: row.scope)
    for number, (code, rows) in enumerate(by_delegation, 1):
        members = list(rows)
        granted_at = members[0].submitted_at
        if granted_at is None:
            continue
        asked_at, party = granted_at - BEFORE, members[0].delegation.party
        note = NoteVerbale(
            delegation=members[0].delegation,
            number=f"MFA/HAN/L-{number:02d}/2025",
            dated=asked_at.date(),
            file_name=f"note-{party.slug}-late.pdf",
            received_at=asked_at,
            received_from=focal[code],
            accepted_at=granted_at,
            accepted_by=secretariat,
        )
        paper = note_pdf(party, Note(note.number, asked_at.date().isoformat(), "", "", len(members)))
        note.file.save(note.file_name, ContentFile(paper), save=False)
        note.save()
        request = LateRequest(delegation=note.delegation, note=note, words=WORDS, state="granted")
        request.asked_at, request.asked_by = asked_at, focal[code]
        request.decided_at, request.decided_by = granted_at, secretariat
        details = {"members": [str(member) for member in members]}
        asked = Step(asked_at, focal[code], "late.asked", "asked", WORDS, details=details)
        story.begin(request, [asked, Step(granted_at, secretariat, "late.granted", "granted")])
        request.save()
        request.members.set(members)
        story.tell({id(request): code})
