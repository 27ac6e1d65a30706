"""Sessions: which are one's own, how they end, and their store (SESSION_ENGINE), read by a prepared query since every page begins with one.

A session ends SESSION_COOKIE_AGE after signing in, and before that when it was not used for as long as its user's role allows. Its use is
written once in COARSE, so that no page writes for being read.
"""

from datetime import datetime, timedelta
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.db.models import CharField, DateTimeField, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from conference.accounts.models import BrowserSession, User
from conference.accounts.sign_in import limits
from conference.core import lifecycle
from conference.core.access import Actor
from conference.core.errors import NotPossible
from conference.db.prepared import Parameter, Prepared

COARSE = timedelta(seconds=60)
# What a browser calls itself holds the names of those that it resembles: the first that fits is the right one.
BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "CrOS": "ChromeOS",
    "Mac OS": "macOS",
    "Linux": "Linux",
}


class SessionStore(db.SessionStore):
    row: BrowserSession | None = None  # as it was read for this request

    @classmethod
    def get_model_class(cls) -> type[BrowserSession]:
        return BrowserSession

    def create_model_instance(self, data: dict[str, Any]) -> BrowserSession:
        row = cast("BrowserSession", super().create_model_instance(data))
        row.user_id = data.get(SESSION_KEY)
        return row

    def _get_session_from_db(self) -> Any:
        self.row = next(iter(_living(self.session_key, timezone.now())), None)
        if self.row is None:
            self._session_key = None
        return self.row


def _with_key(key: Parameter, now: Parameter) -> QuerySet[BrowserSession]:
    return BrowserSession.objects.filter(_is_used(now), session_key=key, expire_date__gt=now).order_by()


def _is_used(now: datetime | Parameter) -> Q:
    return Q(idle_until=None) | Q(idle_until__gt=now)


_living = Prepared(_with_key, CharField(), DateTimeField())


def idle_limit(user: User) -> timedelta:
    """Return for how long a session of that user may stay unused."""
    is_staff = user.is_admin or user.roles
    return timedelta(minutes=settings.IDLE_MINUTES_STAFF if is_staff else settings.IDLE_MINUTES_DELEGATIONS)


def note_sign_in(sender: type[User], request: HttpRequest, user: User, **kwargs: object) -> None:
    """Note whose session it is from now on, and where it is used (`user_logged_in`)."""
    _note(request, user)


def note_use(request: HttpRequest) -> None:
    """Note that the session that was read for this request is used, unless that was noted within COARSE."""
    session = getattr(request, "session", None)
    row = getattr(session, "row", None)
    if row is None or row.user_id is None or timezone.now() - row.seen_at <= COARSE:
        return
    if request.user.pk == row.user_id:
        _note(request, cast("User", request.user))


def _note(request: HttpRequest, user: User) -> None:
    now = timezone.now()
    BrowserSession.objects.filter(session_key=request.session.session_key).update(
        user=user,
        seen_at=now,
        idle_until=now + idle_limit(user),
        network=limits.address_of(request),
        user_agent=request.headers.get("User-Agent", "").replace("\0", "")[:300],
    )


def renew_key(request: HttpRequest) -> None:
    """Give the session a new key after its user confirmed who one is (ASVS 5.0.0, 7.2.4). It ends when it would have ended."""
    session, user = cast("SessionStore", request.session), cast("User", request.user)
    before = session.row
    session.cycle_key()
    _note(request, user)
    if before is not None:
        kept = {"began_at": before.began_at, "expire_date": before.expire_date}
        BrowserSession.objects.filter(session_key=session.session_key).update(**kept)


def living_sessions(user: User) -> QuerySet[BrowserSession]:
    """Return the sessions in which the user is signed in now, the latest used first."""
    now = timezone.now()
    return user.sessions.filter(_is_used(now), expire_date__gt=now).order_by("-seen_at")


def idle_owner(request: HttpRequest) -> int | None:
    """Return the key of the user whose session the browser still names, though it ended by its time; None for one that was ended."""
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")[:40]
    return BrowserSession.objects.filter(session_key=key).values_list("user_id", flat=True).first() if key else None


def browser_of(session: BrowserSession) -> str:
    """Return the browser and the system in words: `Firefox on Windows`."""
    browser = next((name for token, name in BROWSERS.items() if token in session.user_agent), "")
    system = next((name for token, name in SYSTEMS.items() if token in session.user_agent), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("An unknown browser")


@lifecycle.use_case
def end_sessions(*, actor: Actor, user: User, public_id: str = "", but: str | None = None) -> int:
    """End the user's sessions from their next request on. Return how many.

    The caller has seen to it that the actor is that user or may manage accounts.

    Args:
        public_id: Of the only one to end; empty for all.
        but: The key of one that stays.

    Raises:
        NotPossible: When the one to end is over already.
    """
    sessions = living_sessions(user).exclude(session_key=but or "")
    if public_id:
        sessions = sessions.filter(public_id=public_id)
    count = end_all(user, sessions)
    if public_id and not count:
        raise NotPossible(_("This session is over already."))
    if count:
        lifecycle.log(user, actor=actor, verb="account.sessions_ended", details={"sessions": count})
    return count


def end_all(user: User, sessions: QuerySet[BrowserSession] | None = None) -> int:
    """End the sessions, all of the user's by default, as what follows from another act. Return how many."""
    rows = BrowserSession.objects.filter(user=user) if sessions is None else sessions.order_by()
    return rows.delete()[0]


def end_others(sender: type[User], request: HttpRequest, user: User, **kwargs: object) -> None:
    """End the sessions in other browsers after a new password (allauth's signals)."""
    end_all(user, BrowserSession.objects.filter(user=user).exclude(session_key=request.session.session_key or ""))
    if request.user.pk == user.pk:
        _note(request, user)  # under its new key


def ended_sessions(now: datetime) -> QuerySet[BrowserSession]:
    """Return the sessions whose time is over by the machine's clock, which is theirs."""
    return BrowserSession.objects.filter(expire_date__lte=timezone.now())
