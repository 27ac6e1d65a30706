"""Issue letters in support of a visa: numbered without a gap, one in force for each member."""

import json
import secrets

from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor, require_right
from conference.core.concurrency import check_expected
from conference.core.errors import AlreadyDecided, NotPossible
from conference.look import lists
from conference.models import Conference, current_conference
from delegations.registration.models import Delegate, VisaLetter
from delegations.registration.visas import letters, notices

# Without 0 and O, 1 and I and L, which look alike on paper.
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
AT_ONCE = 100  # letters; issuing more in one request would take too long


def lock_numbers() -> None:
    """Lock the numbers of letters until the end of the transaction, so that none is used twice or left out."""
    Conference.objects.select_for_update().get(pk=1)


@lifecycle.use_case
def issue_visa_letter(*, actor: Actor, member: Delegate, expected_version: str = "") -> VisaLetter:
    """Issue a letter for a member who asks for it; an earlier one, whose number is `expected_version`, ends.

    Raises:
        NotPossible: For a member who asks for none, is not submitted or is incomplete.
        AlreadyDecided: When somebody issued one meanwhile.
        MissingGlyph: For a name that cannot be printed.
    """
    require_right(actor, letters.RIGHT)
    lock_numbers()
    return _issue(actor, member.pk, expected_version, letters.LetterWriter())


@lifecycle.use_case
def issue_waiting_visa_letters(*, actor: Actor) -> tuple[int, int]:
    """Issue letters for the first AT_ONCE members who wait and are complete. Return how many were issued and are still ready."""
    require_right(actor, letters.RIGHT)
    lock_numbers()
    writer = letters.LetterWriter()
    ready = [member for member in letters.members_waiting() if not letters.get_missing(member, writer.conference)]
    if not ready:
        raise NotPossible(_("No letter can be issued yet. The list shows what is missing for each member."))
    for member in ready[:AT_ONCE]:
        _issue(actor, member.pk, "", writer)
    return len(ready[:AT_ONCE]), len(ready[AT_ONCE:])


def _issue(actor: Actor, key: int, expected_version: str, writer: letters.LetterWriter) -> VisaLetter:
    members = Delegate.objects.select_related("delegation__party", "category", "protocol_rank")
    member = members.select_for_update(of=("self",)).get(pk=key)
    now = clock.now()
    earlier = member.visa_letters.filter(ended_at__isnull=True).first()
    number = earlier.number if earlier else ""
    message = _("%(who)s already has letter %(number)s. Nothing was issued.")
    check_expected(expected_version, number, lambda: AlreadyDecided(message % {"who": member, "number": number or "–"}))
    _check_may_be_issued(member, writer)
    if earlier is not None:
        earlier.ended_at = now
        earlier.save(update_fields=["ended_at"])
    number, code = _next_number(), _new_code()
    data = writer.contents(member, actor=actor, number=number, code=code, at=now)
    letter = VisaLetter.objects.create(
        number=number,
        member=member,
        check_code=code,
        holds=json.dumps(data, ensure_ascii=False),
        valid_until=writer.stay(member)[1],
        made_at=now,
        made_by_id=actor.user_id,
    )
    details = {"member": member.pk, **({"instead_of": earlier.number} if earlier else {})}
    lifecycle.log(letter, actor=actor, verb="visa_letter.issued", details=details)
    notices.tell_issued(letter)
    return letter


def _check_may_be_issued(member: Delegate, writer: letters.LetterWriter) -> None:
    if not member.visa_support:
        raise NotPossible(_("%(who)s has not requested visa support.") % {"who": member})
    if member.state not in letters.NAMED_STATES:
        message = _("%(who)s is %(state)s. Letters are issued only for members who have been submitted.")
        raise NotPossible(message % {"who": member, "state": lifecycle.state_word(member)})
    if missing := letters.get_missing(member, writer.conference):
        message = _("Still missing for %(who)s: %(what)s. Nothing was issued.")
        raise NotPossible(message % {"who": member, "what": lists.in_words(missing)})


def _next_number() -> str:
    last = VisaLetter.objects.order_by("-pk").values_list("number", flat=True).first()
    number = int(last.rsplit("/", 1)[1]) + 1 if last else 1
    return f"OC/VISA/{current_conference().starts_on.year}/{number:04d}"


def _new_code() -> str:
    code = "".join(secrets.choice(LETTERS) for _position in range(8))
    return f"{code[:4]}-{code[4:]}"
