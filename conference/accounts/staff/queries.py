"""Staff accounts for the desk: who holds which roles, and who did."""

from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.db.models import BigIntegerField, Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Cast

from conference.accounts.models import RoleGrant, RoleRequest, User
from conference.audit.models import AuditEntry
from conference.core import clock
from conference.core.collation import alphabetical

MOST = 300
WAITS = timedelta(days=1)


def accounts(text: str = "", role: str = "") -> list[User]:
    """Return the staff's accounts by name, the closed ones last, each with `held` and `has_factor`. Two queries.

    Args:
        text: Parts of name or address.
        role: Only its holders; empty for all.
    """
    rows = _accounts()
    if role:
        rows = rows.filter(Exists(RoleGrant.objects.filter(user=OuterRef("pk"), role=role)))
    for word in text.split():
        rows = rows.filter(Q(name__icontains=word) | Q(email__icontains=word))
    users = alphabetical(rows.order_by("-is_active", "name", "email")[:MOST], lambda user: user.name or user.email)
    return sorted(users, key=lambda user: not user.is_active)


def account(pk: int) -> User | None:
    return _accounts().filter(pk=pk).first()


def _accounts() -> QuerySet[User]:
    """Return whoever holds a role, and whoever had one taken away."""
    grants = RoleGrant.objects.select_related("granted_by").order_by("granted_at")
    holds = Exists(RoleGrant.objects.filter(user=OuterRef("pk")))
    withdrawn = AuditEntry.objects.filter(verb="role.withdrawn", subject_type=User._meta.label_lower)
    once = Q(pk__in=withdrawn.annotate(key=Cast("subject_id", BigIntegerField())).values("key"))
    factor = Exists(Authenticator.objects.filter(user=OuterRef("pk")))
    rows = User.objects.filter(holds | once).annotate(has_factor=factor)
    return rows.prefetch_related(Prefetch("grants", queryset=grants, to_attr="held"))


def waiting_roles(user: User | None = None) -> QuerySet[RoleRequest]:
    """Return the roles that wait for a second person, of one account or of all."""
    requests = RoleRequest.objects.filter(asked_at__gt=clock.now() - WAITS).select_related("user", "asked_by")
    return requests.filter(user=user) if user else requests
