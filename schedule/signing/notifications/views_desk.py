import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from conference.core import clock
from conference.core.access import actor_of, staff
from conference.core.concurrency import VersionForm
from conference.core.errors import UserError
from conference.look.times import clock_text
from conference.models import current_conference
from conference.treaties.models import Treaty
from schedule.signing.entries import DONE, save_entry
from schedule.signing.instruments.views_desk import of_treaty
from schedule.signing.notifications import actions, queries
from schedule.signing.notifications.forms import DraftForm, RewordForm
from schedule.signing.notifications.models import Notification
from schedule.signing.notifications.wording import CODES, text_in

SEE = "instruments.see"
PREPARE = actions.RIGHT


@staff(SEE)
@require_safe
@of_treaty
def listing(request: HttpRequest, treaty: Treaty) -> HttpResponse:
    """Show which acts await their notification, which drafts await their check, and what was issued."""
    return _listing(request, treaty)


def _listing(request: HttpRequest, treaty: Treaty, status: int = 200, **context: Any) -> HttpResponse:
    overview = queries.overview(treaty)
    context |= {
        "treaty": treaty,
        "groups": overview.groups,
        "open_notifications": queries.open_notifications(treaty),
        "outdated": overview.outdated,
        "issued": queries.issued(treaty),
        "may_prepare": actor_of(request).may(PREPARE),
    }
    return render(request, "desk/signing/notifications/list.html", context, status=status)


@staff(PREPARE)
@require_POST
@of_treaty
def draft(request: HttpRequest, treaty: Treaty) -> HttpResponse:
    form = DraftForm(request.POST)
    if not form.is_valid():
        return _listing(request, treaty, 422, problem=_("The page was incomplete. Please open it again."))
    try:
        notification = actions.draft(actor=actor_of(request), treaty=treaty, **form.cleaned_data)
    except UserError as refusal:
        return _listing(request, treaty, refusal.status, problem=str(refusal))
    messages.success(request, _("The notification is drafted. Another person checks it now."))
    return redirect("signing:notification_draft", notification.public_id)


def _notification(public_id: uuid.UUID) -> Notification:
    notifications = Notification.objects.select_related("treaty", "drafted_by", "checked_by")
    return get_object_or_404(notifications, public_id=public_id)


@staff(SEE)
@require_safe
def show_notification(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show the text in each language, and to whom it is sent; who prepares notifications checks it here."""
    return _page(request, _notification(public_id))


def _page(
    request: HttpRequest,
    notification: Notification,
    status: int = 200,
    problem: str = "",
    reworded: RewordForm | None = None,
) -> HttpResponse:
    actor, is_open = actor_of(request), notification.state in (Notification.State.DRAFTED, Notification.State.CHECKED)
    languages = [code for code in CODES if code in notification.content]
    may_reword = notification.state == Notification.State.DRAFTED and actor.may(PREPARE)
    forms = {code: RewordForm.build(notification, code) for code in languages if may_reword}
    if reworded is not None:
        forms[reworded["language"].value()] = reworded
    parties = list(queries.entitled_parties(notification.treaty)) if is_open else []
    reached = queries.entitled_delegations(parties).count() if is_open else 0
    own_language, _text = text_in(notification.content, get_language())
    checked_at = notification.checked_at
    context = {
        "notification": notification,
        "texts": [_preview(notification, code, own_language, forms.get(code)) for code in languages],
        "is_outdated": is_open and notification.pk in queries.overview(notification.treaty).outdated,
        "is_own": notification.drafted_by_id == actor.user_id,
        "may_prepare": is_open and actor.may(PREPARE),
        "reached": reached,
        "unreached": len(parties) - reached,
        "issues_at": checked_at + actions.wait() if checked_at else None,
        "problem": problem,
    }
    return render(request, "desk/signing/notifications/notification.html", context, status=status)


def _preview(notification: Notification, language: str, own_language: str, form: RewordForm | None) -> dict[str, Any]:
    return {
        "language": language,
        "name": get_language_info(CODES[language])["name_local"],
        "text": notification.content[language],
        "is_open": language == own_language or (form is not None and form.is_bound),
        "form": form,
    }


@staff(PREPARE)
@require_POST
def reword(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Change the wording of a draft in one language."""
    notification, form = _notification(public_id), RewordForm(request.POST)
    actor = actor_of(request)
    status = save_entry(form, lambda _values: actions.reword(actor=actor, notification=notification, **form.wording()))
    if status != DONE:
        return _page(request, _notification(public_id), status, reworded=form)
    messages.success(request, _("The wording is changed. Another person than you checks it now."))
    return redirect("signing:notification_draft", public_id)


@staff(PREPARE)
@require_POST
def check(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    message = _("The notification is issued.")
    if wait := actions.wait():
        issued_at = clock_text((clock.now() + wait).astimezone(current_conference().zone))
        message = _("The notification is checked. It is issued at %(time)s; until then the check can be taken back.")
        message %= {"time": issued_at}
    return _act(request, public_id, actions.check, message)


@staff(PREPARE)
@require_POST
def take_back(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return _act(request, public_id, actions.take_back, _("The check is taken back. Nothing was sent."))


@staff(PREPARE)
@require_POST
def discard(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return _act(request, public_id, actions.discard, _("The draft is discarded. Its acts await a new one."))


def _act(request: HttpRequest, public_id: uuid.UUID, action: Callable[..., object], message: str) -> HttpResponse:
    notification, form = _notification(public_id), VersionForm(request.POST)
    if not form.is_valid():
        return _page(request, notification, 422, _("The page was incomplete. Please open it again."))
    try:
        action(actor=actor_of(request), notification=notification, expected_version=form.cleaned_data["version"])
    except UserError as refusal:
        return _page(request, _notification(public_id), refusal.status, str(refusal))
    messages.success(request, message)
    return redirect("signing:notifications")
