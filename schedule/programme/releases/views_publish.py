"""Publishing: the changes, whom each is told, the mail as it will be read; which of them go; then the release."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from conference.core import clock
from conference.core.access import actor_of, staff
from conference.core.errors import NotFound, NotPossible, UserError
from conference.correspondence.letters import frames, rendering
from conference.correspondence.outbox.actions import Recipient
from conference.look.lists import with_brackets
from conference.models import current_conference
from schedule.programme.models import Draft
from schedule.programme.releases import actions, changes, notices, plan
from schedule.programme.releases.notices import ReleaseLetter
from schedule.programme.releases.plan import ReleasePlan
from schedule.programme.sessions.forms import VersionForm
from schedule.programme.sessions.snapshot import LanguageText, text_of


class PublishForm(VersionForm):
    """What was on the screen: the draft's version, the latest release's number (0 before the first)."""

    release = forms.IntegerField(min_value=0)


@dataclass(frozen=True)
class ChangeChoice:
    """The changes of one session. `told` are those whom they concern."""

    key: str
    title: LanguageText
    sentences: Sequence[SafeString]
    told: Sequence[str]
    goes: bool


@dataclass(frozen=True)
class MailReader:
    """One who is written to. `place` names the message's frame; `count` says how many changes are in it."""

    to: Recipient
    party: str
    language: str
    count: int
    frame: str


@staff("programme.publish")
@frames.around
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest) -> HttpResponse:
    """Show the changes and choose among them; publish those that were on the screen.

    `?chosen=1&go=KEY&go=KEY` holds back all others. A POST names by `hold` what stays.
    """
    if request.method != "POST":
        return _render_page(request, _plan_from_query(request))
    held_back = request.POST.getlist("hold")
    form = PublishForm(request.POST)
    if not form.is_valid():
        raise NotPossible(_("The page was incomplete; open the programme again."))
    values = form.cleaned_data
    try:
        release = actions.publish(
            actor=actor_of(request),
            expected_version=values["version"],
            expected_release=values["release"],
            held_back=held_back,
        )
    except UserError as refusal:
        return _render_page(request, plan.build_plan(held_back), refusal)
    messages.success(request, _("Release %(number)s is published.") % {"number": release.number})
    return redirect("programme:desk")


def _plan_from_query(request: HttpRequest) -> ReleasePlan:
    everything = plan.build_plan()
    if request.GET.get("chosen") != "1":
        return everything
    go = set(request.GET.getlist("go"))
    return plan.build_plan({change["key"] for change in everything.everything} - go)


def _render_page(request: HttpRequest, planned: ReleasePlan, refusal: UserError | None = None) -> HttpResponse:
    letters = _build_letters(planned)
    problem = refusal or _problem(planned)
    context = {
        "plan": planned,
        "choices": _build_choices(planned),
        "staff": [
            _build_reader(planned, letter, to)
            for letter in letters
            if letter.notice is notices.RELEASED
            for to in letter.to
        ],
        "concerned": [
            _build_reader(planned, letter, to)
            for letter in letters
            if letter.notice is notices.CONCERNED
            for to in letter.to
        ],
        "problem": str(problem) if problem else "",
        "draft_version": Draft.objects.filter(pk=1).values_list("version", flat=True).first() or 0,
        "last_number": planned.last.number if planned.last else 0,
        "going": len({change["key"] for change in planned.found}),
    }
    return render(
        request, "desk/programme/releases/publish.html", context, status=refusal.status if refusal is not None else 200
    )


def _problem(planned: ReleasePlan) -> NotPossible | None:
    try:
        planned.check()
    except NotPossible as problem:
        return problem
    return None


def _build_letters(planned: ReleasePlan) -> list[ReleaseLetter]:
    zone = current_conference().zone
    concerns = notices.find_concerned(planned.found, planned.before, planned.data)
    size = len(planned.data)
    return list(notices.build_letters(planned.number, clock.now(), size, planned.found, concerns, zone))


def _build_choices(planned: ReleasePlan) -> list[ChangeChoice]:
    zone = current_conference().zone
    informed: dict[str, list[str]] = {}
    # Whom a change concerns is the same whether it goes or not.
    for to, scope, keys in notices.find_concerned(planned.everything, planned.before, _all_data(planned)):
        for key in keys:
            informed.setdefault(key, []).append(
                with_brackets(to.name or to.email, scope) if scope else to.name or to.email
            )
    return [
        ChangeChoice(
            key,
            text_of(mine[0]["title"]),
            [changes.sentence_html(change, zone) for change in mine],
            informed.get(key, []),
            key not in planned.held,
        )
        for key, mine in changes.group_by_key(planned.everything).items()
    ]


def _all_data(planned: ReleasePlan) -> Iterable[Any]:
    return planned.data if not planned.held else plan.build_plan().data


def _build_reader(planned: ReleasePlan, letter: ReleaseLetter, to: Recipient) -> MailReader:
    language = get_language_info(rendering.known_language(to.language))["name_local"]
    query = urlencode([("to", to.email), *(("hold", key) for key in sorted(planned.held))])
    return MailReader(to, letter.scope, language, len(letter.context["sentences"]), query)


@staff("programme.publish")
@frames.inside(follow=False)
@require_safe
def mail(request: HttpRequest) -> HttpResponse:
    """Show the mail to `to` (default: the first one) if all but `hold` were published now."""
    for letter in _build_letters(plan.build_plan(request.GET.getlist("hold"))):
        for to in letter.to:
            if request.GET.get("to") in (None, to.email):
                message = rendering.render(
                    letter.notice,
                    letter.context,
                    conference=current_conference(),
                    language=to.language,
                    name=to.name,
                    reference="",
                )
                return frames.page(message.html, follow=False)
    raise NotFound(_("Nobody with that address would be informed."))
