"""Sessions of everybody who walks."""

from __future__ import annotations

import time
import uuid
from functools import cached_property

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from conference.accounts.models import User
from conference.accounts.sign_in.sessions import SessionStore
from tests.access.rules import Walker
from tests.people import second_factor_of

LONG = 3600  # seconds for which nobody is asked to prove again who he is, however slow the machine


class SignedIn:
    """Everybody's session, written at once: a login asks the database five times as often, and a walk makes thousands of requests."""

    users: dict[Walker, User]
    provider_kind, provider_slug = "saml", "staff"
    own_session = no_export = uuid.UUID(int=1)  # one that is over; one that there is not

    @cached_property
    def session_keys(self) -> dict[Walker, str]:
        return {walker: self._session_of(user) for walker, user in self.users.items()}

    def _session_of(self, user: User) -> str:
        done = [second_factor_of(user)] if user.is_admin or user.roles else []
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session["account_authentication_methods"] = [
            *done,
            {"method": "password", "at": time.time() + LONG, "reauthenticated": True},
        ]
        session["account_authentication_methods_user"] = str(user.pk)
        session.create()
        return str(session.session_key)
