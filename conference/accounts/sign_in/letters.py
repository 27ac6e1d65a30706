import time
from collections.abc import Mapping
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import filter_users_by_email, user_pk_to_url_str
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from conference.accounts import notices
from conference.accounts.models import User
from conference.accounts.sign_in.changes import CHANGES
from conference.core import clock
from conference.correspondence.letters.registry import Notice
from conference.correspondence.outbox.actions import Recipient, queue_messages

# Letters of one kind to one person are told apart by the second in which they were written, counted from the beginning of 2025: what a
# second click within that second asks for is the same letter.
SECOND_ZERO = 1735689600

# allauth's names of the letters that can occur here; for the rest of them see the test.
CHANGE_OF = {f"account/email/{name}": name for name in CHANGES} | {f"mfa/email/{name}": name for name in CHANGES}


def password_url(key: str) -> str:
    """Return the address to choose a password, for allauth's key `uid-token`."""
    uid, _dash, token = key.partition("-")
    return settings.PUBLIC_URL + reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})


def new_password_url(user: User) -> str:
    """Return a link to choose a password, valid for days_of_a_link days and until one is chosen."""
    return password_url(f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}")


def days_of_a_link() -> int:
    return settings.PASSWORD_RESET_TIMEOUT // 86400


def send(notice: Notice, user: User, context: Mapping[str, Any], email: str = "") -> None:
    """Queue a message about the account, to its own address or to `email`, in the open transaction."""
    to = Recipient(email or user.email, user.name, user.language, user.pk)
    queue_messages(notice, subject=user, to=[to], context=context, version=int(time.time()) - SECOND_ZERO)


def report_change(user: User, change: str, detail: str = "", ip: str = "", email: str = "") -> None:
    """Queue the message that says what was changed; `change` is a key of CHANGES."""
    context = {"change": change, "detail": detail, "at": clock.now().isoformat(), "ip": ip}
    send(notices.CHANGED[change], user, context, email)


def queue_for(template_prefix: str, email: str, context: Mapping[str, Any]) -> None:
    """Queue what allauth asks to be mailed.

    Args:
        template_prefix: allauth's name of the message.

    Raises:
        LookupError: For a message that the settings rule out.
    """
    user = context.get("user") or next(iter(filter_users_by_email(email, is_active=True)), None)
    if user is None:
        raise LookupError(f"{template_prefix}: a letter to nobody we know")
    with transaction.atomic():
        match template_prefix.rpartition("/")[2]:
            case "password_reset_key":
                letter = {"url": context["password_reset_url"], "days": days_of_a_link()}
                send(notices.NEW_PASSWORD, user, letter, email)
            case "email_confirmation" | "email_confirmation_signup":
                send(notices.CONFIRM_ADDRESS, user, {"url": context["activate_url"], "address": email}, email)
            case "login_code":
                send(notices.SIGN_IN_CODE, user, {"code": context["code"]}, email)
            case _:
                if template_prefix not in CHANGE_OF:
                    raise LookupError(f"{template_prefix}: no letter of ours")
                detail = context.get("to_email") or context.get("deleted_email") or ""
                report_change(user, CHANGE_OF[template_prefix], detail, context.get("ip", ""), email)
