"""An English word of two senses is two entries of the catalogues."""

from __future__ import annotations

import pytest
from django.utils import translation
from django.utils.translation import gettext, pgettext

from schedule.calendar.engagements.models import Closure


@pytest.mark.parametrize(
    ("language", "room", "account"),
    [("fr", "Fermée", "Fermé"), ("vi", "Đóng cửa", "Đã đóng"), ("zh-hans", "关闭", "已关闭")],
)
def test_a_closed_room_and_a_closed_account_are_not_closed_meetings(language, room, account):
    with translation.override(language):
        assert str(Closure.State.CLOSED.label) == room != gettext("Closed")
        assert pgettext("an account", "Closed") == account != gettext("Closed")
