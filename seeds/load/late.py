"""One late request that waits for the organisers: two members and a note verbale."""

from dataclasses import replace
from datetime import date

from django.core.files.base import ContentFile

from conference.models import current_conference
from delegations.registration.late import notices
from delegations.registration.members import queries
from delegations.registration.models import Delegate, LateRequest, NoteVerbale
from seeds.contacts import Note
from seeds.load.people import Made, note_pdf
from seeds.load.story import Step, Story
from seeds.load.tables import World, moment
from seeds.standings import DRAFTS_ONLY

MOST = 2
NOTE = Note("MFA/HAN/L-07/2025", "2025-10-09", "2025-10-10T09:40", "", MOST)
WORDS = "Appointed by the Ministry after 26 September, when nominations had closed."


def load(world: World, made: Made) -> None:
    drafts = _drafts(made)
    if not drafts:
        return
    delegation, asker = drafts[0].delegation, made.focal[drafts[0].scope]
    note = NoteVerbale(
        delegation=delegation,
        number=NOTE.number,
        dated=date.fromisoformat(NOTE.dated),
        file_name=f"note-{delegation.party.slug}-late.pdf",
        received_at=moment(NOTE.received_at),
        received_from=asker,
    )
    paper = note_pdf(delegation.party, replace(NOTE, names=len(drafts)))
    note.file.save(note.file_name, ContentFile(paper), save=False)
    note.save()
    request = LateRequest(delegation=delegation, note=note, words=WORDS, asked_at=note.received_at, asked_by=asker)
    details = {"members": [str(member) for member in drafts]}
    story = Story()
    story.begin(request, [Step(note.received_at, asker, "late.asked", "asked", WORDS, details=details)])
    request.save()
    request.members.set(drafts)
    story.tell({id(request): delegation.scope})
    story.link()
    notices.confirm_request(request, drafts)


def _drafts(made: Made) -> list[Delegate]:
    conference = current_conference()
    for code in made.sizes:
        if code in DRAFTS_ONLY or code not in made.focal:
            continue
        drafts = [row for row, _standing, row_code in made.rows if row_code == code and row.state == "draft"]
        if complete := [draft for draft in drafts if not queries.missing_fields(draft, conference)]:
            return complete[:MOST]
    return []
