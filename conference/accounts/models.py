"""Users. Staff hold roles; a focal point is linked to a delegation (registration.FocalPoint)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from conference.accounts.exports.models import ExportRequest, ExportState
from conference.core import clock
from conference.core.access import SETTABLE, Role
from conference.db import prepared
from conference.db.prepared import Parameter, Prepared


class UserManager(BaseUserManager["User"]):
    def get(self, *args: Any, **by: Any) -> User:
        """Return the user. By key alone, as every page of somebody signed in asks, by a prepared query."""
        # Managers of relations, such as a group's users, inherit this one and narrow it down.
        if type(self) is not UserManager or args or by.keys() != {"pk"}:
            return super().get(*args, **by)
        user: User | None = next(iter(_by_key(by["pk"])), None)
        if user is None:
            raise self.model.DoesNotExist("User matching query does not exist.")
        return user

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Save a user, without a usable password unless one is given.

        The address counts as verified: a first password comes by a link sent there or from the command line.
        """
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        with transaction.atomic(using=self._db):
            user.save(using=self._db)
            self.prove_addresses([user])
        return user

    def prove_addresses(self, users: Iterable[User]) -> None:
        """Mark the addresses of users saved in bulk as verified and primary, as allauth requires."""
        from allauth.account.models import EmailAddress  # it reads this model

        rows = [EmailAddress(user_id=user.pk, email=user.email, verified=True, primary=True) for user in users]
        EmailAddress.objects.using(self._db).bulk_create(rows, batch_size=500, ignore_conflicts=True)

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, **{"is_superuser": True, "is_admin": True, **fields})


class User(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    is_active = models.BooleanField(_("active"), default=True)
    is_admin = models.BooleanField(_("may use the admin"), default=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    # Till when somebody whom a provider of single sign-on names with this address becomes the owner of the account.
    connect_until = models.DateTimeField(null=True, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()

    class Meta:
        verbose_name = _("person who signs in")
        verbose_name_plural = _("people who sign in")
        constraints = [models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_lower")]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_staff(self) -> bool:
        return self.is_admin

    @cached_property
    def roles(self) -> frozenset[str]:
        """Return the staff roles held."""
        return self._held - SETTABLE.keys()

    @property
    def rights(self) -> frozenset[str]:
        """Return the rights that a setting gives to one of the roles held."""
        return self._held & SETTABLE.keys()

    @cached_property
    def _held(self) -> frozenset[str]:
        """Return roles and rights together: one query, once an object. A right has a dot, a role has none."""
        with prepared.cursor() as cursor:
            cursor.execute(_HELD, [self.pk, self.pk, *SETTABLE])
            return frozenset(right for (right,) in cursor.fetchall())


def _with_key(pk: Parameter) -> models.QuerySet[User]:
    return User.objects.filter(pk=pk).order_by()


_by_key = Prepared(_with_key, models.BigIntegerField())

# By hand: every page asks it, and the ORM takes longer to build it than the database to answer.
_HELD = f"""
    SELECT role FROM accounts_rolegrant WHERE user_id = %s UNION ALL
    SELECT r."right" FROM accounts_roleright r JOIN accounts_rolegrant g ON g.role = r.role AND g.user_id = %s
    WHERE r."right" IN ({", ".join(["%s"] * len(SETTABLE))})"""  # noqa: S608 (places of values alone)


class RoleGrant(models.Model):
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    granted_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    granted_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        verbose_name = _("role of a user")
        verbose_name_plural = _("roles of users")
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="rolegrant_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"


class RoleRequest(models.Model):
    """A role that one of the secretariat asked for somebody, and that another has to give, too (staff/actions.py)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    asked_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("role that waits for a second person")
        verbose_name_plural = _("roles that wait for a second person")
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="rolerequest_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"


class RoleRight(models.Model):
    """A right, one of SETTABLE, that a setting gives to a role besides those that the role has."""

    role = models.CharField(_("role"), max_length=20, choices=Role)
    right = models.CharField(max_length=60)

    class Meta:
        verbose_name = _("further right of a role")
        verbose_name_plural = _("further rights of roles")
        constraints = [models.UniqueConstraint(fields=["role", "right"], name="roleright_once")]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.right}"


class BrowserSession(AbstractBaseSession):
    """A session, with where and when it was used last (sign_in/sessions.py); ended by deleting it.

    `idle_until` is None for visitors: their sessions hold nothing of anybody's. Times are the machine's.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="sessions")
    began_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    idle_until = models.DateTimeField(null=True)
    network = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=300, blank=True)

    class Meta(AbstractBaseSession.Meta):
        verbose_name = pgettext_lazy("of a browser", "session")  # type: ignore[assignment]
        verbose_name_plural = pgettext_lazy("of a browser", "sessions")  # type: ignore[assignment]

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        from conference.accounts.sign_in.sessions import SessionStore  # it reads this model

        return SessionStore

    def save(self, *args: Any, force_update: bool = False, **kwargs: Any) -> None:
        """Save. An update writes only data and user, so that the expiry date stays."""
        if force_update:
            kwargs["update_fields"] = ["session_data", "user"]
        super().save(*args, force_update=force_update, **kwargs)


class LoginFailures(models.Model):
    """Failed sign-ins of one account (sign_in/limits.py).

    `key` names an account, or one of a fixed number of rows that unknown addresses share: neither outcome nor time reveals whether an
    account exists. No attempt is checked until `free_at`.
    """

    key = models.CharField(max_length=32, unique=True)
    count = models.PositiveIntegerField(default=0)
    free_at = models.DateTimeField()

    class Meta:
        verbose_name = _("failed sign-ins")
        verbose_name_plural = _("failed sign-ins")

    def __str__(self) -> str:
        return f"{self.key}: {self.count}"


__all__ = [
    "BrowserSession",
    "ExportRequest",
    "ExportState",
    "LoginFailures",
    "RoleGrant",
    "RoleRequest",
    "RoleRight",
    "User",
    "UserManager",
]
