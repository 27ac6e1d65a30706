"""The page on which the changes to publish are chosen, with whom they concern and the mail as it will be read."""

from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conference.core import clock, undo
from conference.core.access import actor_of, staff
from conference.core.errors import AlreadyDecided, NotFound, NotPossible, UserError
from conference.correspondence.letters import frames, rendering
from conference.correspondence.outbox.actions import Recipient
from conference.look.lists import join_sentences, with_brackets
from conference.models import current_conference
from schedule.programme.models import Draft
from schedule.programme.releases import actions, changes, notices, plan
from schedule.programme.releases.notices import ReleaseLetter
from schedule.programme.releases.plan import ReleasePlan
from schedule.programme.sessions.forms import VersionForm


class PublishForm(VersionForm):
    """What was on the screen: the draft's version, the latest release's number (0 before the first), and which changes.

    `shown` and `hold` are keys of sessions between spaces: of all changes, and of those held back where it was shown who is informed.
    """

    not_printed = ("reason",)  # on pages and in e-mails
    release = forms.IntegerField(min_value=0)
    shown = forms.CharField(required=False)
    hold = forms.CharField(required=False)

    def find_unticked(self) -> set[str]:
        """Return the keys of the sessions whose changes were shown and are not ticked."""
        return set(self.cleaned_data["shown"].split()) - set(cast("QueryDict", self.data).getlist("go"))

    def check_seen(self, planned: ReleasePlan) -> None:
        """Raise AlreadyDecided if the draft is as shown and other changes are ticked than those whose readers were shown."""
        was_shown = set(self.cleaned_data["shown"].split()) == {change["key"] for change in planned.everything}
        if was_shown and planned.held_back != set(self.cleaned_data["hold"].split()):
            message = _("You changed the choice. Read who is informed now, and publish then. Nothing was published.")
            raise AlreadyDecided(message)


@staff("programme.publish")
@frames.around
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest) -> HttpResponse:
    """Show the changes and choose among them; publish those that were on the screen.

    A POST with `show` shows who is informed if the ticked changes alone are published. Another publishes them, if that was shown.
    """
    if request.method != "POST":
        return _render_page(request, plan.build_plan())
    form = PublishForm(request.POST)
    if not form.is_valid():
        raise NotPossible(_("The page was incomplete; open the programme again."))
    planned = plan.build_plan(form.find_unticked())
    if "show" in request.POST:
        return _render_page(request, planned)
    try:
        form.check_seen(planned)
        expected = {"expected_version": form.cleaned_data["version"], "expected_release": form.cleaned_data["release"]}
        release = actions.publish(actor=actor_of(request), held_back=planned.held_back, **expected)
    except UserError as refusal:
        return _render_page(request, planned, refusal)
    message = _("Release %(number)s is published.") % {"number": release.number}
    waits = undo.mail_note() if notices.wait(release) else ""
    messages.success(request, join_sentences([message, waits]))
    return redirect("programme:desk")


@staff("programme.publish")
@require_POST
def undo_publishing(request: HttpRequest, number: int) -> HttpResponse:
    restored = actions.undo_publishing(actor=actor_of(request), number=number)
    message = _(
        "Release %(number)s is undone: release %(next)s is the programme as before. "
        "The changes are in the draft, and nobody was written to."
    )
    messages.success(request, message % {"number": number, "next": restored.number})
    return redirect("programme:desk")


def _render_page(request: HttpRequest, planned: ReleasePlan, refusal: UserError | None = None) -> HttpResponse:
    problem, status, is_possible = refusal, refusal.status if refusal else 200, True
    try:
        planned.check()
    except NotPossible as impossible:
        problem, is_possible = problem or impossible, False
    readers: dict[str, list[dict[str, Any]]] = {notices.RELEASED.kind: [], notices.CONCERNED.kind: []}
    for letter in _build_letters(planned):
        readers[letter.notice.kind] += [_describe_reader(planned, letter, to) for to in letter.to]
    context = {
        "plan": planned,
        "choices": _describe_choices(planned),
        "staff": readers[notices.RELEASED.kind],
        "concerned": readers[notices.CONCERNED.kind],
        "problem": str(problem) if problem else "",
        "is_possible": is_possible,
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
