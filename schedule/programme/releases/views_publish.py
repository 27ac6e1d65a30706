"""The page on which the changes to publish are chosen, with whom they concern and the mail as it will be read."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
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


class PublishForm(VersionForm):
    """What was on the screen: the draft's version, the latest release's number (0 before the first)."""

    not_printed = ("reason",)  # on pages and in e-mails
    release = forms.IntegerField(min_value=0)


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
    expected = {"expected_version": form.cleaned_data["version"], "expected_release": form.cleaned_data["release"]}
    try:
        release = actions.publish(actor=actor_of(request), held_back=held_back, **expected)
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
    problem, status = refusal, refusal.status if refusal else 200
    if problem is None:
        try:
            planned.check()
        except NotPossible as impossible:
            problem = impossible
    readers: dict[str, list[dict[str, Any]]] = {notices.RELEASED.kind: [], notices.CONCERNED.kind: []}
    for letter in _build_letters(planned):
        readers[letter.notice.kind] += [_describe_reader(planned, letter, to) for to in letter.to]
    context = {
        "plan": planned,
        "choices": _describe_choices(planned),
        "staff": readers[notices.RELEASED.kind],
        "concerned": readers[notices.CONCERNED.kind],
        "problem": str(problem) if problem else "",
        "draft_version": Draft.objects.filter(pk=1).values_list("version", flat=True).first() or 0,
        "last_number": planned.last.number if planned.last else 0,
        "going": len({change["key"] for change in planned.going}),
    }
    return render(request, "desk/programme/releases/publish.html", context, status=status)


def _build_letters(planned: ReleasePlan) -> list[ReleaseLetter]:
    return list(notices.build_letters(planned, clock.now(), current_conference().zone))


def _describe_choices(planned: ReleasePlan) -> list[dict[str, Any]]:
    """Return the changes of each session, whom they concern, and whether they go."""
    zone = current_conference().zone
    informed: dict[str, list[str]] = {}
    # Whom a change concerns is the same whether it goes or not.
    data = plan.build_plan().data if planned.held_back else planned.data
    for to, scope, keys in notices.find_concerned(planned.everything, planned.before, data):
        name = to.name or to.email
        for key in keys:
            informed.setdefault(key, []).append(with_brackets(name, scope) if scope else name)
    return [
        {
            "key": key,
            "sentences": [changes.sentence_html(change, zone) for change in of_session],
            "informed": informed.get(key, []),
            "goes": key not in planned.held_back,
        }
        for key, of_session in changes.group_by_key(planned.everything).items()
    ]


def _describe_reader(planned: ReleasePlan, letter: ReleaseLetter, to: Recipient) -> dict[str, Any]:
    """Return a recipient with what names the frame of the mail, and how many changes are in it."""
    return {
        "to": to,
        "party": letter.scope,
        "language": get_language_info(rendering.known_language(to.language))["name_local"],
        "count": len(letter.context["sentences"]),
        "frame": urlencode([("to", to.email), *(("hold", key) for key in sorted(planned.held_back))]),
    }


@staff("programme.publish")
@frames.inside(follow=False)
@require_safe
def mail(request: HttpRequest) -> HttpResponse:
    """Show the mail to `to` (default: the first) as it would be if all but `hold` were published now."""
    for letter in _build_letters(plan.build_plan(request.GET.getlist("hold"))):
        for to in letter.to:
            if request.GET.get("to") in (None, to.email):
                reader = {"language": to.language, "name": to.name, "reference": ""}
                message = rendering.render_letter(
                    letter.notice, letter.context, conference=current_conference(), **reader
                )
                return frames.make_page(message.html, follow=False)
    raise NotFound(_("Nobody with that address would be informed."))
