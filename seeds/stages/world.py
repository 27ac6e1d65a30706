"""Rows of the seeds, read from the database for a later stage."""

from datetime import datetime

from conference.accounts.models import User
from conference.core.access import Actor
from conference.models import Category, Rank
from conference.parties.models import Party
from delegations.registration.models import FocalPoint
from seeds.load.tables import STAFF, World


def read_world(today: datetime) -> World:
    staff = {
        user.email.partition("@")[0]: user for user in User.objects.filter(email__in=[_email(row[0]) for row in STAFF])
    }
    world = World(today)
    world.parties = {party.code: party for party in Party.objects.all()}
    world.categories = {category.letter: category for category in Category.objects.prefetch_related("zones")}
    world.ranks = {rank.code: rank for rank in Rank.objects.all()}
    world.staff = {name: staff[name] for name, _person, _role in STAFF}
    world.password = world.staff["secretariat"].password
    return world


def _email(name: str) -> str:
    return f"{name}@hanoi2025.example"


def staff_of(name: str) -> User:
    """Return a member of staff by the name of the seeds: `protocol`, `print` …"""
    return User.objects.get(email=_email(name))


def actor_of(name: str) -> Actor:
    user = staff_of(name)
    return Actor(user.pk, str(user), user.roles, rights=user.rights)


def focal_points() -> dict[str, User]:
    """Return one present focal point of each delegation, by the party's code."""
    points = FocalPoint.objects.filter(until__isnull=True).select_related("user", "delegation__party").order_by("-pk")
    return {point.delegation.party.code: point.user for point in points}
