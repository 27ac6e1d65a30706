from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from conference.core import characters
from conference.core.concurrency import VersionForm
from conference.look.texts import LongTextsInput, TextsField
from delegations.registration.members.fields import DayField
from schedule.signing.commitments.actions import RECORDED
from schedule.signing.commitments.models import Commitment, CommitmentKind, Source
from schedule.signing.entries import PartyForm, ReasonForm


class CommitmentForm(characters.Form):
    """What was undertaken and its source. The report prints all commitments; the results page shows the public ones."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of commitment"), choices=CommitmentKind.choices)
    text = TextsField(label=gettext_lazy("What was undertaken or offered"), widget=LongTextsInput)
    source = forms.ChoiceField(
        label=gettext_lazy("Source"),
        choices=Source.choices,
        help_text=gettext_lazy("Bilateral meetings and receptions are confidential until something was published."),
    )
    source_text = TextsField(
        label=gettext_lazy("Which statement, meeting or document"),
        help_text=gettext_lazy("For example: statement in the plenary, afternoon of 25 October."),
    )
    said_on = DayField(label=gettext_lazy("Said on"))
    followed_up_by = TextsField(
        label=gettext_lazy("Followed up by"),
        help_text=gettext_lazy("An office, not a person: the results page shows it."),
    )
    due_on = DayField(label=gettext_lazy("To be followed up by"), required=False)
    is_public = forms.BooleanField(
        label=gettext_lazy("List it on the public results page"),
        required=False,
        help_text=gettext_lazy("Everybody then reads it with its source, who follows it up and how it stands."),
    )
    published_in = forms.CharField(
        label=gettext_lazy("Published in"),
        max_length=300,
        required=False,
        help_text=gettext_lazy(
            "What made it public: a joint communiqué, a press release, with its day or address. Required where it was "
            "said at a bilateral meeting or a reception."
        ),
    )

    def content(self) -> Commitment:
        """Return what was entered, as a commitment that is not saved."""
        return Commitment(**{name: self.cleaned_data[name] for name in RECORDED})


class NewCommitmentForm(PartyForm, CommitmentForm):
    pass


class CorrectCommitmentForm(CommitmentForm, ReasonForm):
    def __init__(self, *args: Any, commitment: Commitment, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(commitment, name) for name in (*RECORDED, "version")}
        super().__init__(*args, **kwargs)


class FollowUpForm(VersionForm):
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        choices=[choice for choice in Commitment.State.choices if choice[0] != Commitment.State.REMOVED],
    )
    since = DayField(label=gettext_lazy("Since"))
    progress = TextsField(label=gettext_lazy("What has been done since"), required=False, widget=LongTextsInput)
