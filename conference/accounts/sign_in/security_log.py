"""One line in the application's log for who signs in and out, and each try (ASVS 5.0.0, V16.3); refusals are logged by web/middleware.py.

Accounts are named by their keys, unknown ones by a shared digest (limits.py): no address and no secret stands in a line.
"""

import logging

from django.http import HttpRequest

log = logging.getLogger("plenipo.security")


def log_sign_in(sender: object, request: HttpRequest, user: object, **kwargs: object) -> None:
    """Receive allauth's `user_logged_in`, which is sent when every step is done."""
    done = request.session.get("account_authentication_methods", [])
    methods = "+".join(str(step.get("type") or step.get("method")) for step in done)
    log.info("signed in: user-%s by %s", getattr(user, "pk", None), methods or "a link")


def log_sign_out(sender: object, user: object, **kwargs: object) -> None:
    if user is not None:
        log.info("signed out: user-%s", getattr(user, "pk", None))


def log_try(key: str, *, is_open: bool) -> None:
    """Log a try of a password, code or number before it is checked, or that it is refused unchecked."""
    if is_open:
        log.info("try counted: %s", key)
    else:
        log.warning("try refused, too many: %s", key)
