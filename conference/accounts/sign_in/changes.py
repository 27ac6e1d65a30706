"""Changes to an account of which its owner is told, so that one made by somebody else is noticed."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from conference.core.access import Role
from conference.look import lists


@dataclass(frozen=True)
class Change:
    """What a message says of a change. `sentence` may name the `detail`: an address, or role codes."""

    headline: str | Promise
    sentence: str | Promise


CHANGES: dict[str, Change] = {
    "password_changed": Change(_("Your password was changed"), _("The password of your account was changed.")),
    "password_reset": Change(
        _("Your password was reset"),
        _("A new password was set for your account through the link in an e-mail from us."),
    ),
    "password_set": Change(_("A password was set"), _("A password was set for your account.")),
    "email_changed": Change(
        _("Your sign-in address was changed"), _("From now on the account signs in with %(detail)s.")
    ),
    "email_deleted": Change(
        _("An address was removed from your account"), _("%(detail)s no longer belongs to your account.")
    ),
    "totp_activated": Change(
        _("An authenticator app was set up"), _("Signing in now requires a code from your authenticator app.")
    ),
    "totp_deactivated": Change(
        _("The authenticator app was removed"), _("Codes from the authenticator app can no longer be used to sign in.")
    ),
    "webauthn_added": Change(_("A key was added"), _("A passkey or security key was added to your account.")),
    "webauthn_removed": Change(_("A key was removed"), _("A passkey or security key was removed from your account.")),
    "recovery_codes_generated": Change(
        _("New recovery codes were made"),
        _("New recovery codes were made for your account; the old ones no longer work."),
    ),
    "factor_reset": Change(
        _("Your second factor was reset"),
        _(
            "The secretariat removed the second factors of your account. You will set up a new one "
            "the next time you sign in."
        ),
    ),
    "connected": Change(
        _("Your account was connected"),
        _("From now on you sign in with %(detail)s. Your password was deleted."),
    ),
    "role_granted": Change(_("You have a new role"), _("You now hold the role: %(detail)s.")),
    "role_withdrawn": Change(_("A role was withdrawn"), _("You no longer hold the role: %(detail)s.")),
}


def sentence(change: str, detail: str) -> str:
    """Return the change's sentence in the active language; role codes come separated by commas. Raises KeyError."""
    names = dict(Role.choices)
    named = lists.in_words(str(names.get(part, part)) for part in detail.split(","))
    return str(CHANGES[change].sentence) % {"detail": named}
