from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from conference.accounts import notices
from conference.accounts.models import RoleGrant, RoleRequest, User
from conference.accounts.providers import get_providers, get_providers_of
from conference.accounts.sign_in import letters, sessions
from conference.accounts.staff import queries
from conference.core import characters, clock, concurrency, lifecycle
from conference.core.access import RIGHTS, Actor, Role, require_right
from conference.core.errors import AlreadyDecided, NotAllowed, NotPossible

RIGHT = "accounts.manage"
# Vetting and the decision: two persons of the secretariat put them in one hand.
TWO_POWERS = {Role.SECURITY, Role.ACCREDITATION}
CONNECT_WITHIN = timedelta(days=3)
SHOWN = 80  # characters of what was typed, when it is repeated


@lifecycle.use_case
def add_staff(*, actor: Actor, email: str, roles: Iterable[Role], name: str = "", language: str = "en") -> User:
    """Give roles to the account with that address, opened if there is none, and mail it.

    Without a password it gets a link to choose one; else it is told of new roles. One that needs a second person waits (`_agree_or_ask`).

    Raises:
        NotAllowed: When the actor lacks the right.
        NotPossible: For an address or a name that cannot be, or without a role.
    """
    require_right(actor, RIGHT)
    email, roles, name = email.strip().lower(), list(roles), " ".join(name.split())
    try:
        User._meta.get_field("email").clean(email, None)
    except ValidationError as problem:
        raise NotPossible(_("%(email)s is not an e-mail address.") % {"email": email[:SHOWN] or "''"}) from problem
    try:
        characters.check_characters(name)
        User._meta.get_field("name").clean(name, None)
    except ValidationError as problem:
        raise NotPossible(f"“{name[:SHOWN]}”: {problem.messages[0]}") from problem
    if not roles:
        raise NotPossible(_("Staff need at least one role."))
    concurrency.enter_alone(User)
    user = User.objects.select_for_update().filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, name=name, language=language)
        lifecycle.log(user, actor=actor, verb="account.opened")
    _check_roles_are_set_here(user)
    new = [role for role in roles if _grant(actor, user, role)]
    if not user.has_usable_password():
        letter = {
            "url": letters.new_password_url(user),
            "roles": [str(role) for role in roles if role in user.roles],
            "days": letters.days_of_a_link(),
        }
        letters.send(notices.WELCOME, user, letter)
    else:
        if new:
            letters.report_change(user, "role_granted", ",".join(new))
    return user


def _check_roles_are_set_here(user: User) -> None:
    """Raise NotPossible for somebody whose roles follow from groups of a provider of single sign-on."""
    for provider in get_providers_of(user):
        message = _(
            "The roles of %(who)s follow from the groups at %(provider)s, and are changed there. Nothing was changed."
        )
        raise NotPossible(message % {"who": user, "provider": provider.name})


def _grant(actor: Actor, user: User, role: Role) -> RoleGrant | None:
    """Give a role; None where the user has it, or where it waits for a second person.

    Raises NotAllowed for oneself, or for who asked for it already.
    """
    if RoleGrant.objects.filter(user=user, role=role).exists():
        return None
    if actor.user_id is not None and not _agree_or_ask(actor, actor.user_id, user, role):
        return None
    grant = RoleGrant.objects.create(user=user, role=role, granted_by_id=actor.user_id)
    lifecycle.log(user, actor=actor, verb="role.granted", details={"role": str(role)})
    return grant


def _agree_or_ask(actor: Actor, user_id: int, user: User, role: Role) -> bool:
    """Return True if one person may grant the role, or if another one asked for it within a day. Otherwise store the request."""
    if user.pk == user_id:
        raise NotAllowed(_("Nobody gives a further role to oneself; ask a colleague to do it."))
    held = set(RoleGrant.objects.filter(user=user).values_list("role", flat=True))
    if role not in TWO_POWERS or not held | {role} >= TWO_POWERS:
        return True
    earlier = queries.waiting_roles(user).filter(role=role).first()
    RoleRequest.objects.filter(user=user, role=role).delete()
    if earlier is not None and earlier.asked_by_id != user_id:
        return True
    RoleRequest.objects.create(user=user, role=role, asked_by_id=user_id, asked_at=clock.now())
    lifecycle.log(user, actor=actor, verb="role.asked", details={"role": str(role)})
    return False


@lifecycle.use_case
def change_account(*, actor: Actor, user: User, **changed: Any) -> None:
    """Write `name`, `language` or `is_active`; closing an account ends its sessions.

    Raises NotAllowed, TypeError for another field.
    """
    require_right(actor, RIGHT)
    if other := set(changed) - {"name", "language", "is_active"}:
        raise TypeError(f"not to be changed here: {sorted(other)}")
    row = User.objects.select_for_update().get(pk=user.pk)
    differences = {n: [str(getattr(row, n)), str(v)] for n, v in changed.items() if getattr(row, n) != v}
    if not differences:
        return
    for name, value in changed.items():
        setattr(row, name, value)
        setattr(user, name, value)
    row.save(update_fields=list(changed))
    if not row.is_active:
        sessions.end_all(row)
    lifecycle.log(row, actor=actor, verb="account.changed", details={"changed": differences})


@lifecycle.use_case
def save_account(*, actor: Actor, user: User, roles: Iterable[Role], expected_roles: str, **changed: Any) -> None:
    """Write what a form says of an account: its fields (`change_account`) and all its roles; nothing when anything is refused.

    Args:
        expected_roles: The roles that the form showed, by name, with commas.

    Raises:
        NotAllowed: When the actor lacks the right, or would give a role to oneself.
        NotPossible: For the actor's own account, when it would be closed or lose this right.
        AlreadyDecided: When the roles are others by now.
    """
    require_right(actor, RIGHT)
    User.objects.select_for_update().get(pk=user.pk)
    current = set(RoleGrant.objects.filter(user=user).values_list("role", flat=True))
    conflict = _("The roles of %(who)s were changed meanwhile. Open the account again; nothing was changed.")
    concurrency.check_expected(
        expected_roles, ",".join(sorted(current)), lambda: AlreadyDecided(conflict % {"who": user})
    )
    wanted = set(roles)
    if user.pk == actor.user_id and not (changed.get("is_active", True) and wanted & RIGHTS[RIGHT]):
        raise NotPossible(_("You cannot close your own account or take this right from it; ask a colleague to do it."))
    change_account(actor=actor, user=user, **changed)
    granted, withdrawn = (
        [role for role in Role if role in wanted - current],
        [role for role in Role if role in current - wanted],
    )
    if granted or withdrawn:
        _check_roles_are_set_here(user)
    grant_and_withdraw(actor, user, granted, withdrawn)


def grant_and_withdraw(actor: Actor, user: User, granted: list[Role], withdrawn: list[Role]) -> None:
    """Take and give these roles, and tell the user."""
    for role in withdrawn:
        _withdraw(actor, user, role)
    granted = [role for role in granted if _grant(actor, user, role)]
    # One message for all of a kind: those of one second are one.
    for change, which in (("role_granted", granted), ("role_withdrawn", withdrawn)):
        if which:
            letters.report_change(user, change, ",".join(which))


def _withdraw(actor: Actor, user: User, role: Role) -> bool:
    """Return whether the user had it. Who was signed in by it signs in anew; whoever manages accounts stays."""
    deleted, _by_model = RoleGrant.objects.filter(user=user, role=role).delete()
    if deleted:
        if user.pk != actor.user_id:
            sessions.end_all(user)
        lifecycle.log(user, actor=actor, verb="role.withdrawn", details={"role": str(role)})
    return bool(deleted)


@lifecycle.use_case
def allow_connecting(*, actor: Actor, user: User) -> None:
    """Let the account be connected, within CONNECT_WITHIN, with whoever signs in by a provider that vouches for its address.

    Raises NotAllowed, NotPossible when none is set up, or the account is connected.
    """
    require_right(actor, RIGHT)
    if not get_providers() or get_providers_of(user):
        raise NotPossible(_("There is nothing to connect the account of %(who)s with.") % {"who": user})
    user.connect_until = clock.now() + CONNECT_WITHIN
    user.save(update_fields=["connect_until"])
    lifecycle.log(user, actor=actor, verb="account.connection_allowed")


@lifecycle.use_case
def reset_second_factor(*, actor: Actor, user: User) -> None:
    """Remove all authenticators of somebody who lost them, and end all sessions.

    Raises NotAllowed, NotPossible when there is none.
    """
    require_right(actor, RIGHT)
    deleted, _by_model = Authenticator.objects.filter(user_id=user.pk).delete()
    if not deleted:
        raise NotPossible(_("%(who)s has no second factor.") % {"who": user})
    sessions.end_all(user)
    lifecycle.log(user, actor=actor, verb="account.second_factor_reset")
    letters.report_change(user, "factor_reset")


@lifecycle.use_case
# statement: sign_in/sessions.py, end_sessions, which its owner's page calls too
def end_sessions(*, actor: Actor, user: User, public_id: str = "") -> int:
    """End a session of somebody, or all. Return how many. Raises NotAllowed, NotPossible when that one is over."""
    require_right(actor, RIGHT)
    return sessions.end_sessions(actor=actor, user=user, public_id=public_id)
