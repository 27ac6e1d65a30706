"""Sessions in Django's table, read by a prepared query: every page begins with one (SESSION_ENGINE)."""

from typing import Any

from django.contrib.sessions.backends import db
from django.db.models import CharField, DateTimeField, QuerySet
from django.utils import timezone

from conference.db.prepared import Parameter, Prepared


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Any:
        session = next(iter(_unexpired(self.session_key, timezone.now())), None)
        if session is None:
            self._session_key = None
        return session


def _with_key(key: Parameter, now: Parameter) -> QuerySet[Any]:
    return db.SessionStore.get_model_class().objects.filter(session_key=key, expire_date__gt=now).order_by()


_unexpired = Prepared(_with_key, CharField(), DateTimeField())
