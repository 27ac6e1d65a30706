"""A procès-verbal writes a moment out, in whichever language it is printed."""

from __future__ import annotations

import pytest
from django.utils import translation

from conference.core import clock
from schedule.signing.record import paper, queries
from schedule.signing.record.models import Signature
from tests.people import actor
from tests.signing.scene import BEGINS, close, fill, intend, make_session, minutes, people, rectify, sign
from tests.treaties.kit import hanoi

pytestmark = pytest.mark.usefixtures("world", "begun")


@pytest.mark.parametrize(
    ("language", "stood", "reads"),
    [
        ("en", "10:00 on 25 October 2025", "10:07 on 25 October 2025"),
        ("fr", "10:00 le 25 octobre 2025", "10:07 le 25 octobre 2025"),
        ("es", "las 10:00 del 25 de octubre de 2025", "las 10:07 del 25 de octubre de 2025"),
        ("ru", "10:00, 25 октября 2025 года", "10:07, 25 октября 2025 года"),
        ("ar", "10:00 يوم 25 تشرين الأول/أكتوبر 2025", "10:07 يوم 25 تشرين الأول/أكتوبر 2025"),
        ("vi", "10:00, 25 tháng 10 năm 2025", "10:07, 25 tháng 10 năm 2025"),
        ("zh-hans", "2025年10月25日 10:00", "2025年10月25日 10:07"),
    ],
)
def test_a_moment_is_written_out_in_each_language(language, stood, reads):
    session = make_session(hanoi())
    intend("BRA")
    fill(session)
    sign(session, "BRA")
    close(session, *map(actor, people()))
    with clock.standing(BEGINS + minutes(30)):
        rectify(Signature.objects.get(), "signed_at", (BEGINS + minutes(7)).isoformat())
    with translation.override(language):
        [page] = paper.minutes(queries.decided_rectifications("BRA"))["pages"]
    assert (page["stood"], page["reads"]) == (stood, reads)
