"""Closing the results: they are stored as they are now and never changed."""

import hashlib
import json

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor, require_right, require_user_id
from conference.core.errors import AlreadyDecided, NotPossible
from conference.look.lists import in_words
from conference.models import Conference
from schedule.results.figures.collecting import Data, collect_figures
from schedule.results.models import Report
from schedule.signing.record.queries import open_records

RIGHT = "results.close"


@lifecycle.use_case
def close(*, actor: Actor, expected_number: int, reason: str = "", despite_open_records: bool = False) -> Report:
    """Store the results as they are now as report number `expected_number`.

    Args:
        expected_number: The one that the page announced: 1, or the next one after the last.
        reason: Why there is another report; not for the first.
        despite_open_records: Whether the officer has said to close them while a record of signature is open.

    Raises:
        NotAllowed: Without the right, and for the system: a person closes.
        NotPossible: Before the last day, for another report without a reason, or while a record of signature is open.
        AlreadyDecided: If somebody closed them meanwhile.
    """
    require_right(actor, RIGHT)
    user_id = require_user_id(actor)
    # Of two at once, the second waits here and is told.
    conference = Conference.objects.select_for_update().get(pk=1)
    last = Report.objects.order_by("-number").select_related("closed_by").first()
    if expected_number != (last.number if last else 0) + 1:
        name = str(last.closed_by) if last else "?"
        raise AlreadyDecided(_("%(who)s has closed the results meanwhile. Nothing was changed.") % {"who": name})
    if clock.now().astimezone(conference.zone).date() < conference.ends_on:
        raise NotPossible(_("The results can be closed from the last day of the conference on."))
    if last and not reason.strip():
        raise NotPossible(_("Say why there is another report; the reason is kept with it. Nothing was changed."))
    records = list(open_records())
    if records and not despite_open_records:
        message = _(
            "The record of signature is still open: %(sessions)s. Close it first, or say below that the results are closed "
            "all the same. Nothing was changed."
        )
        raise NotPossible(message % {"sessions": in_words(records)})
    data = collect_figures()
    stored_reason = reason.strip()[:500] if last else ""
    report = Report.objects.create(
        number=expected_number, closed_at=clock.now(), closed_by_id=user_id, reason=stored_reason, data=data
    )
    details = {"number": expected_number, "digest": digest(data), "open_records": [row.code for row in records]}
    lifecycle.log(report, actor=actor, verb="results.closed", reason=stored_reason, details=details)
    return report


def digest(data: Data) -> str:
    """Return SHA-256 of the data, in hexadecimal digits, as the audit log keeps it beside the report."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, cls=DjangoJSONEncoder)
    return hashlib.sha256(text.encode()).hexdigest()
