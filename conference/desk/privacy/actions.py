from collections.abc import Mapping

from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor, require_right
from conference.core.concurrency import check_expected
from conference.core.errors import AlreadyDecided
from conference.desk.privacy.forms import written
from conference.models import Conference
from conference.retention import periods, purging
from conference.retention.models import PrivacyNotice, RetentionPeriod
from conference.translated import Translated

RIGHT = "retention.set"


@lifecycle.use_case
def set_periods(
    *, actor: Actor, lengths: Mapping[str, int], legal_basis: Translated, expected: str = ""
) -> list[RetentionPeriod]:
    """Write the periods and the legal basis, each change with its entry. Return the periods that changed.

    Args:
        lengths: By kind, in its unit, within its limits (a constraint).
        expected: The periods that the page showed (`forms.written`).

    Raises:
        NotAllowed: When the actor lacks the right.
        AlreadyDecided: When the periods are others by now.
    """
    require_right(actor, RIGHT)
    Conference.objects.select_for_update().get(pk=1)  # who saves at the same time waits here
    current = periods.get_lengths()
    message = _("Somebody else changed the periods meanwhile. Look at them again; nothing was changed.")
    check_expected(expected or None, written(current), lambda: AlreadyDecided(message))
    changed = [RetentionPeriod(kind=code, length=lengths[code]) for code in lengths if lengths[code] != current[code]]
    for period in changed:
        period.save()
        values = [str(current[period.kind]), str(period.length)]
        lifecycle.log(period, actor=actor, verb="retention.changed", details={"changed": {"length": values}})
    notice, _made = PrivacyNotice.objects.get_or_create(pk=1)
    if dict(notice.legal_basis) != dict(legal_basis):
        notice.legal_basis = legal_basis
        notice.save()
        lifecycle.log(notice, actor=actor, verb="setting.changed")
    return changed


def count_deleted_at_once(lengths: Mapping[str, int]) -> dict[str, int]:
    """Return, for each kind whose period would get shorter, how many rows become due by that at once."""
    current, now = periods.get_lengths(), clock.now()
    shorter = [code for code, length in lengths.items() if length < current[code]]
    before = purging.count_by_kind(shorter, now)
    with periods.assume(lengths):
        after = purging.count_by_kind(shorter, now)
    return {code: after[code] - before[code] for code in shorter}
