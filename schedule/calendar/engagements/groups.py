"""Groups of delegates that an app knows of and another invites, such as the chairs of sessions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.functional import Promise

from conference.core.registry import Registry
from delegations.registration.models import Delegate


@dataclass(frozen=True)
class Group:
    title: str | Promise
    members: Callable[[], QuerySet[Delegate]]


groups: Registry[Group] = Registry("groups of delegates")
