from typing import Any

from django.utils.translation import gettext_lazy

from conference.core import characters
from conference.core.access import SYSTEM
from conference.look.texts import TextsField
from delegations.gates.devices.forms import InviteForm


class DeviceForm(InviteForm):
    """A device at the entrance of one reception, which its page names."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, actor=SYSTEM, **kwargs)
        self.fields.pop("occasion", None)


class ThanksForm(characters.Form):
    """What the host adds to the thanks."""

    words = TextsField(
        label=gettext_lazy("Words of the host"),
        required=False,
        help_text=gettext_lazy("They stand below the thanks, in the reader’s language. They may be left out."),
    )
