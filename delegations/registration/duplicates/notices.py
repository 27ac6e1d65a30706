from django.utils.translation import gettext_lazy

from conference.core import clock
from delegations.registration.delegations.notices import declare_notice, write_to_focal_points
from delegations.registration.members.notices import called
from delegations.registration.models import Delegate

ENTERED_TWICE = declare_notice("entered_twice", gettext_lazy("A duplicate entry was withdrawn"), ["name", "at", "here"])


def tell_of_duplicate(withdrawn: Delegate, *, stays: Delegate) -> None:
    """Write that one of two entries was withdrawn; `here` says whether the other is in the same delegation."""
    common = {"at": clock.now().isoformat(), "here": withdrawn.delegation_id == stays.delegation_id}
    write_to_focal_points(ENTERED_TWICE, withdrawn.delegation, withdrawn, lambda: {"name": called(withdrawn), **common})
