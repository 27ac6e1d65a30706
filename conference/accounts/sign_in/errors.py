"""What the forms of signing in and of the second step answer, in the site's words: allauth speaks no Vietnamese, and names no remedy."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WRONG_CODE = _("This code is wrong or was used before. Enter the one that the app shows now.")
TOO_MANY = _("Too many wrong attempts. Signing in is paused for a minute, later for up to an hour; then try again.")
TOO_OFTEN = _("Too many requests in a short time. Wait a few minutes, then try again.")

ACCOUNT_ERRORS: dict[str, str | Promise] = {
    "account_inactive": _("This account is closed. If that is a mistake, write to the secretariat."),
    "cannot_remove_primary_email": _("You sign in with this address, so it stays."),
    "duplicate_email": _("This address belongs to your account already."),
    "email_password_mismatch": _("The e-mail address or the password is wrong."),
    "email_taken": _("This address belongs to another account already."),
    "enter_current_password": _("This is not your present password."),
    "incorrect_code": WRONG_CODE,
    "incorrect_password": _("This password is wrong."),
    "invalid_password_reset": _("This link no longer works. Have another one sent to you."),
    "max_email_addresses": _("An account has %d addresses at most."),
    "too_many_login_attempts": TOO_MANY,
    "unverified_primary_email": _("Confirm this address first, by the link in the e-mail that we sent there."),
    "select_only_one": _("Choose one only."),
    "same_as_current": _("It must differ from the present one."),
    "rate_limited": TOO_OFTEN,
}
MFA_ERRORS: dict[str, str | Promise] = {
    "cannot_delete_authenticator": _("You need a second factor. Add another one first, then remove this one."),
    "cannot_generate_recovery_codes": _("Recovery codes go with an app or a key. Set one of them up first."),
    "incorrect_code": WRONG_CODE,
    "unverified_email": _("Confirm your e-mail address first, then set up the second step."),
}
