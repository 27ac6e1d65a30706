"""Let in whom a provider names. Its groups alone say which roles that person has, anew at each sign-in."""

from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from conference.accounts.models import RoleGrant, User
from conference.accounts.sign_in import letters, sessions
from conference.accounts.single_sign_on.identity import Identity
from conference.accounts.staff.actions import grant_and_withdraw
from conference.core import characters, clock, concurrency, lifecycle
from conference.core.access import SYSTEM, Role
from conference.core.errors import NotPossible


@lifecycle.use_case
# statement: the provider's answer, checked in oidc.py and saml.py, is the right
def admit(*, identity: Identity) -> User | None:
    """Return the account of that person, opened or connected if need be, with exactly the roles of the groups.

    None for whoever is in no group that has a role; roles held till now are withdrawn then.

    Raises:
        NotPossible: For a new person without an address, or with one that another account has.
    """
    user = _find_user(identity)
    if user is None and not identity.roles:
        return None
    if user is None:
        concurrency.enter_alone(User)
        # A second answer of the provider may have been faster.
        user = _find_user(identity) or _connect(identity)
    user = User.objects.select_for_update().get(pk=user.pk)
    current = set(RoleGrant.objects.filter(user=user).values_list("role", flat=True))
    grant_and_withdraw(
        SYSTEM,
        user,
        [role for role in Role if role in identity.roles - current],
        [role for role in Role if role in current - identity.roles],
    )
    return user if identity.roles else None


def _find_user(identity: Identity) -> User | None:
    accounts = SocialAccount.objects.select_related("user").filter(provider=identity.provider, uid=identity.subject)
    account = accounts.first()
    return account.user if account else None


def _connect(identity: Identity) -> User:
    """Connect a person who is new here with a new account, or with the account of the address if a person allowed that."""
    email = identity.email.strip().lower()
    if not email:
        raise NotPossible(_("%(provider)s told us no e-mail address of yours.") % {"provider": identity.provider_name})
    user = User.objects.select_for_update().filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, name=_name_of(identity))
        lifecycle.log(user, actor=SYSTEM, verb="account.opened", details={"provider": identity.provider_name})
    elif not (user.connect_until and clock.now() < user.connect_until and identity.has_verified_email):
        raise NotPossible(
            _(
                "An account has your address already. Ask the secretariat to let you connect it with %(provider)s, then "
                "sign in again."
            )
            % {"provider": identity.provider_name}
        )
    else:
        user.connect_until = None
        user.set_unusable_password()
        user.save(update_fields=["connect_until", "password"])
        sessions.end_all(user)
        lifecycle.log(user, actor=SYSTEM, verb="account.connected", details={"provider": identity.provider_name})
        letters.report_change(user, "connected", identity.provider_name)
    SocialAccount.objects.create(user=user, provider=identity.provider, uid=identity.subject, extra_data={})
    return user


def _name_of(identity: Identity) -> str:
    """Return the name, as far as it can be printed."""
    name = " ".join(identity.name.split())[:150]
    try:
        characters.check_characters(name)
    except ValidationError:
        return ""
    return name
