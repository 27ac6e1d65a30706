"""What a rectification may say, and what follows from it."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from conference.core import clock
from conference.core.errors import AlreadyDecided, NotPossible
from conference.look.times import day_text
from conference.translated import fill_sentence
from schedule.signing.appointments.consent import deposits
from schedule.signing.record.models import (
    NEVER_RECTIFIED_TO_NOTHING,
    OWN_WORDS,
    Rectification,
    RectifiedField,
    Signature,
)
from schedule.signing.record.queries import RecordRow


def check_communication(content: Rectification) -> None:
    """Raise NotPossible where a party's own words change without its communication."""
    if content.field in OWN_WORDS and not (content.communication.strip() and content.communicated_on):
        raise NotPossible(
            _(
                "These are the party’s own words: give the reference and the date of the communication by which it corrects them."
            )
        )


def check_value(row: RecordRow, content: Rectification) -> None:
    """Raise NotPossible or AlreadyDecided if the record cannot say what this rectification lets it say."""
    field, after = content.field, content.after.strip()
    if row.signature.struck:
        raise NotPossible(_("This signature was struck out of the record. Nothing was changed."))
    if field not in RectifiedField.values:
        raise NotPossible(_("The page was incomplete. Please open it again."))
    if field == RectifiedField.TEXT:
        _check_text(row, content)
    if field in NEVER_RECTIFIED_TO_NOTHING and not after:
        raise NotPossible(_("Please enter the correct wording. The record cannot be without it."))
    if field == RectifiedField.MOMENT:
        _check_moment(row.signature, after)
    elif field == RectifiedField.STRUCK:
        check_no_ratification(row)
    if field != RectifiedField.STRUCK and after == row.value_of(content):
        raise AlreadyDecided(_("The record already says this. Nothing was changed."))


def _check_text(row: RecordRow, content: Rectification) -> None:
    statement = next((statement for statement in row.statements if statement.pk == content.statement_id), None)
    if statement is None:
        raise NotPossible(_("Choose the reservation or declaration whose text is corrected."))
    if content.language not in row.languages_of(statement):
        raise NotPossible(_("Choose the language in which the text is corrected."))


def _check_moment(signature: Signature, after: str) -> None:
    try:
        moment = datetime.fromisoformat(after)
    except ValueError:
        raise NotPossible(_("Please enter the date and time at which it was signed.")) from None
    if moment > clock.now():
        raise NotPossible(_("This moment is in the future."))
    if not signature.place.is_open(moment):
        raise NotPossible(_("The treaty was not open for signature at this place then."))
    day = signature.place.day_of(moment)
    instrument = _instrument_of(signature, day)
    if instrument and _deposited_before(signature, day):
        message = _("%(party)s had deposited its instrument by then (%(instrument)s). Correct the instrument first.")
        raise NotPossible(fill_sentence(message, {"party": signature.party.short, "instrument": instrument}))


def _instrument_of(signature: Signature, day: date) -> str | None:
    return deposits(signature.treaty, day, [signature.party_id]).get(signature.party_id)


def _deposited_before(signature: Signature, day: date) -> bool:
    return signature.treaty.instruments.filter(party=signature.party_id, deposited_on__lt=day).exists()


def check_no_ratification(row: RecordRow) -> None:
    """A party that has ratified, accepted or approved did so as a signatory: its instrument is corrected first."""
    signature = row.signature
    instrument = _instrument_of(signature, signature.place.day_of(clock.now()))
    if instrument:
        message = _(
            "%(party)s has deposited its instrument as a signatory (%(instrument)s). Correct the instrument first, then strike out "
            "the signature."
        )
        raise NotPossible(fill_sentence(message, {"party": signature.party.short, "instrument": instrument}))


def consequences_of(row: RecordRow, rectification: Rectification) -> list[str]:
    """Return what follows from the decision, for whoever takes it."""
    party, sentences = row.signature.party, []
    if rectification.field == RectifiedField.STRUCK:
        sentences.append(
            _("%(party)s is no longer among the signatories, in the status of the treaty, in papers and in figures.")
            % {"party": party.short}
        )
        sentences.append(_("It may sign at another session, as long as the treaty is open for signature."))
        sentences += _resting_organizations(row)
    elif rectification.field == RectifiedField.MOMENT:
        day = row.signature.place.day_of(datetime.fromisoformat(rectification.after))
        if day != row.signed_on:
            values = {"day": day_text(day, weekday=False, long=True), "party": party.short}
            sentences.append(_("The status of the treaty gives %(day)s as the day on which %(party)s signed.") % values)
    elif rectification.field == RectifiedField.TEXT:
        sentences.append(_("The public page of declarations and reservations gives the corrected text."))
    sentences.append(
        _("The status of the treaty says since when the record is corrected. What was recorded first stays beside it.")
    )
    return sentences


def _resting_organizations(row: RecordRow) -> list[str]:
    """Return which organizations would have signed before any of their member States."""
    signature = row.signature
    if not signature.treaty.member_signs_first:
        return []
    standing = Signature.objects.filter(treaty=signature.treaty_id, struck=False).exclude(pk=signature.pk)
    organizations = standing.filter(party__memberships__member=signature.party_id).select_related("party").distinct()
    others = {key for key in standing.values_list("party__organizations__organization", flat=True) if key}
    message = _("No other member State of %(organization)s has signed: its signature rests on this one.")
    return [message % {"organization": other.party.short} for other in organizations if other.party_id not in others]
