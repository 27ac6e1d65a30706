"""Why a person is returned or refused. Statistics count the stable codes; the delegation reads the proposals in its language."""

from dataclasses import dataclass

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from conference.core import reasons as core_reasons

OTHER = "other"


@dataclass(frozen=True)
class DecisionReason:
    code: str
    label: str | Promise
    proposal: str | Promise

    def proposal_in(self, language: str) -> str:
        with translation.override(language):
            return str(self.proposal)


RETURN = (
    DecisionReason(
        "photo_unclear",
        _("Photo: face not clear"),
        _("The face cannot be recognised in the photo. Please send a photo from the front, without glare or shadow."),
    ),
    DecisionReason(
        "title_differs",
        _("Title differs from the note"),
        _("The note verbale gives a different functional title. Please correct the title or send a new note."),
    ),
    DecisionReason(
        "name_differs",
        _("Name differs from the passport"),
        _("The name differs from the name in the travel document. Please enter it exactly as in the document."),
    ),
    DecisionReason(
        "document_expires",
        _("Document expires too soon"),
        _("The travel document expires too soon. Please enter one that is valid beyond the conference."),
    ),
    DecisionReason(
        "note_missing",
        _("Note verbale missing"),
        _("No note verbale names this person. Please send the note, or a new one that names everybody."),
    ),
    DecisionReason(OTHER, _("Other (please explain)"), ""),
)

REFUSE = (
    DecisionReason(
        "not_named",
        _("Not named by the party"),
        _("The party has not named this person as a member of its delegation."),
    ),
    DecisionReason(
        "not_eligible",
        _("Not eligible for this category"),
        _("This person does not fall under any category of the conference."),
    ),
    DecisionReason(
        "document",
        _("Document not accepted"),
        _("The travel document could not be accepted. The Accreditation Office can give details by telephone."),
    ),
    DecisionReason(
        "security",
        _("Security: no reason is given"),
        _("The host country's authorities did not consent. The Accreditation Office can give details by telephone."),
    ),
    DecisionReason(OTHER, _("Other (please explain)"), ""),
)

core_reasons.register_reasons(
    {f"accreditation.{reason.code}": reason.proposal for reason in (*RETURN, *REFUSE) if reason.proposal}
)


def choices(table: tuple[DecisionReason, ...], language: str) -> list[dict[str, str]]:
    return [
        {"code": reason.code, "label": str(reason.label), "proposal": reason.proposal_in(language)} for reason in table
    ]


def find_reason(table: tuple[DecisionReason, ...], code: str) -> DecisionReason | None:
    return next((reason for reason in table if reason.code == code), None)
