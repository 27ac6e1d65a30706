"""Give rights to further roles: the settings of `access.SETTABLE`."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from conference.accounts.models import RoleRight
from conference.accounts.staff.actions import RIGHT
from conference.core import lifecycle
from conference.core.access import SETTABLE, Actor, Role, require_right
from conference.core.errors import NotPossible


def holders(right: str) -> set[Role]:
    """Return the roles that a setting gives this right to; those of RIGHTS, which always have it, are not among them."""
    return {Role(role) for role in RoleRight.objects.filter(right=right).values_list("role", flat=True)}


@lifecycle.use_case
def set_holders(*, actor: Actor, right: str, roles: Iterable[Role]) -> set[Role]:
    """Give a right of SETTABLE to these roles besides, and take it from the others, from the next request on. Return the holders."""
    require_right(actor, RIGHT)
    wanted = set(roles)
    if not wanted <= SETTABLE[right]:
        raise NotPossible(_("This role cannot be given that right. Nothing was changed."))
    rows = {Role(row.role): row for row in RoleRight.objects.select_for_update().filter(right=right)}
    for role in sorted(wanted - rows.keys()):
        role_right = RoleRight.objects.create(role=role, right=right)
        lifecycle.log(role_right, actor=actor, verb="right.given", details={"role": str(role), "right": right})
    for role in sorted(rows.keys() - wanted):
        lifecycle.log(rows[role], actor=actor, verb="right.withdrawn", details={"role": str(role), "right": right})
        rows[role].delete()
    return wanted
