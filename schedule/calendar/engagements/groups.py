"""Groups of delegates that an app knows of and another invites, such as the chairs of sessions."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.functional import Promise

from conference.core.registry import Registry
from delegations.registration.models import Delegate


@dataclass(frozen=True)
class DelegateGroup:
    """Persons by what they do. `lacking`: who belongs to it and cannot be named yet, each with the reason."""

    title: str | Promise
    members: Callable[[], QuerySet[Delegate]]
    lacking: Callable[[], Iterable[tuple[str, str]]] = tuple


groups: Registry[DelegateGroup] = Registry("groups of delegates")
