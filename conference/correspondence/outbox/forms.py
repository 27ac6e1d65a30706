from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from conference.core.access import Actor
from conference.correspondence.letters import registry
from conference.correspondence.models import State
from conference.correspondence.outbox.queries import MessageFilter


class MessagesForm(forms.Form):  # not checked here: a search
    q = forms.CharField(label=_("Recipient or reference"), required=False, max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    state = forms.ChoiceField(required=False, choices=[("", _("All")), *State.choices], widget=forms.HiddenInput)
    domain = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hidden = registry.hidden_kinds(actor)
        kinds = [(notice.kind, notice.title) for notice in registry.all_notices() if notice.kind not in hidden]
        self.fields["kind"].choices = [("", _("All kinds")), *kinds]  # type: ignore[attr-defined]

    def sought(self) -> MessageFilter:
        self.full_clean()
        values = getattr(self, "cleaned_data", {})
        return MessageFilter(**{name: values.get(name, "") for name in ("state", "kind", "q", "domain")})
