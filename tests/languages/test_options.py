"""A name that the page's language lacks is marked inside an option too, which can hold no other element."""

from __future__ import annotations

import pytest
from django import forms
from django.utils.translation import override

from conference.translated import Translated
from schedule.calendar.models import Room
from schedule.programme.sessions.forms import RoomField

NAMES = Translated({"en": "Signing Hall", "ar": "قاعة التوقيع"})


class OneRoom(forms.Form):
    room = forms.ChoiceField()

    def __init__(self, *labels: str) -> None:
        super().__init__()
        self.fields["room"].choices = list(enumerate(labels))


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("fr", '<option value="0" lang="en" dir="ltr">Signing Hall</option>'),
        ("ar", '<option value="0">قاعة التوقيع</option>'),
        ("en", '<option value="0">Signing Hall</option>'),
    ],
)
def test_an_option_says_the_language_of_its_name(language, shown):
    with override(language):
        assert shown in OneRoom(str(NAMES)).as_p()


def test_a_name_of_a_language_from_right_to_left_keeps_its_direction():
    with override("ru"):
        assert (
            '<option value="0" lang="ar" dir="rtl">قاعة التوقيع</option>'
            in OneRoom(str(Translated({"ar": "قاعة التوقيع"}))).as_p()
        )


def test_what_stands_beside_the_name_keeps_the_mark():
    field = RoomField(queryset=Room.objects.none())
    with override("vi"):
        label = field.label_from_instance(Room(name=NAMES, capacity=200))
        assert '<option value="0" lang="en" dir="ltr">Signing Hall (200)</option>' in OneRoom(label).as_p()
        assert (
            '<option value="0">Phòng ký (20)</option>'
            in OneRoom(field.label_from_instance(Room(name=Translated({"vi": "Phòng ký"}), capacity=20))).as_p()
        )
